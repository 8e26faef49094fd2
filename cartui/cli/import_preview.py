"""``cartui import … --preview ROWS``: how a file would be read, before anything is imported."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.exit_codes import ExitStatus
from cartui.cli.files import STDIN, name_of
from cartui.cli.invocation import Invocation
from cartui.cli.output import narrate, pairs, put, put_json, table

if TYPE_CHECKING:
    from typing import BinaryIO

    from cartui.client.protocol import Client
    from cartui.imports.mapping import FileMapping
    from cartui.imports.reader_process import Beginning
    from cartui.model.import_preview import FieldSource, ImportPreview
    from cartui.model.imports import Refusal
    from cartui.model.shop import Shop

PreviewOption = Annotated[
    int | None,
    typer.Option(
        "--preview",
        metavar="ROWS",
        min=1,
        max=100,
        help="Show how the columns and so many first rows are understood, and import nothing.",
    ),
]


def show_preview(
    invocation: Invocation,
    files: list[str],
    read: "Callable[[Path | BinaryIO, str, Shop], Beginning]",
    mapping: "FileMapping",
    *,
    rows: int,
    as_json: bool,
) -> None:
    """Print how each file would be read; exit with 1 where something of what is shown would be refused."""
    from cartui.imports.preview import preview_file

    async def shop_of(client: "Client") -> "Shop":
        return await client.shop.get()

    shop = invocation.run(shop_of)
    previews = (
        preview_file(
            sys.stdin.buffer if file == STDIN else Path(file),
            mapping=mapping,
            read=lambda stream, name: read(stream, name, shop)(),
            rows=rows,
            name=name_of(file),
        )
        for file in files
    )
    put_previews(previews, as_json=as_json)


def put_previews(previews: "Iterable[ImportPreview]", *, as_json: bool) -> None:
    """Print previews as they come; exit with 1 where something of what is shown would be refused."""
    refused = False
    for preview in previews:
        refused = refused or bool(preview.problems) or any(row.refused for row in preview.rows)
        if as_json:
            from cartui.documents.json_shapes import import_preview_json

            put_json(import_preview_json(preview))
        else:
            _put_preview(preview)
    if refused:
        raise typer.Exit(ExitStatus.REFUSED)


def _put_preview(preview: "ImportPreview") -> None:
    """Print one preview: the columns as a table, then each row; what looks wrong goes to stderr."""
    put(f"{preview.file}, read as {preview.source}")
    if preview.fields:
        rows = [
            (each.field, _columns(each), each.constant, ", ".join(each.conversions))
            for each in preview.fields
        ]
        put("")
        put(table(("field", "column of the file", "else", "converted"), rows))
    if preview.ignored:
        put("")
        put(f"Not read: {', '.join(preview.ignored)}")
    for problem in preview.problems:
        narrate(f"{preview.file}: {f'{problem.field} {problem.message}'.strip()}")
    for remark in preview.remarks:
        _note("odd", remark)
    for row in preview.rows:
        put("")
        put(f"line {row.line}" + (", refused" if row.refused else ""))
        put(pairs([(f"  {field}", text) for field, text in row.fields.items()]))
        for made in row.becomes:
            put(f"  becomes: {made}")
        if row.refused:
            _note("refused", row.refused)
        for warning in row.warnings:
            _note("odd", warning)
    narrate("Nothing was imported.")


def _columns(source: "FieldSource") -> str:
    """The file's columns as one reads them."""
    return (" + " if source.joined else ", else ").join(source.columns)


def _note(word: str, note: "Refusal") -> None:
    """Say what is wrong with a row, as an import does."""
    narrate(f"{note.file}:{note.line}: {word}: {note.column + ': ' if note.column else ''}{note.reason}")
