"""What every reader does first: open the file, find its columns, and know the market."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cartui.imports.batches import Reading
from cartui.imports.columns import Columns
from cartui.imports.fields import ImportKind
from cartui.imports.mapping import FileMapping, plain_mapping
from cartui.imports.source import Table, open_table
from cartui.imports.values import shown
from cartui.imports.words import enumerated, nearest
from cartui.model.errors import Invalid
from cartui.model.imports import Refusal
from cartui.model.market import Market
from cartui.model.problem import Problem
from cartui.model.shop import Shop


@contextmanager
def opened(
    source: Path | BinaryIO, mapping: FileMapping | None, kind: ImportKind, *, name: str
) -> Iterator[tuple[Table, Columns, FileMapping, Reading]]:
    """Open a file of one kind for the time of a reading.

    Yields the table, its columns, the mapping (the plain one when none was given), and what there is to
    remark on the file as a whole. Raises ``Invalid`` when it cannot be read as such a file.
    """
    chosen = mapping or plain_mapping(kind)
    if chosen.kind is not kind:
        message = f"the mapping is for {chosen.kind.value}, not for {kind.value}"
        raise Invalid(message, [Problem(field="kind", message=message)])
    table = open_table(source, name=name, delimiter=chosen.delimiter)
    try:
        columns = Columns(table, chosen)
        remarks = columns.unread() if mapping is None else []
        if table.not_utf8 is not None:
            said = "not UTF-8 from here on: the whole file was read as Windows-1252"
            remarks.append(Refusal(file=table.name, line=table.not_utf8, column="", reason=said))
        yield table, columns, chosen, Reading(warnings=remarks)
    finally:
        table.close()


def chosen_market(shop: Shop, code: str | None) -> Market | None:
    """The market of that code; raises ``Invalid`` when the shop has none."""
    if code is None:
        return None
    market = shop.market(code)
    if market is None:
        message = f"{code!r} is not a market; {nearest(code, [market.code for market in shop.markets])}"
        raise Invalid(message, [Problem(field="market", message=message)])
    return market


def market_of_rows(shop: Shop, code: str | None) -> Market | None:
    """The market of rows that name none: the one of that code, or else the only one that the shop has.

    Raises ``Invalid`` when the shop has no market of that code.
    """
    return shop.markets[0] if code is None and len(shop.markets) == 1 else chosen_market(shop, code)


def not_a_market(shop: Shop, code: str) -> str:
    """Why a row that names this market, or with an empty ``code`` none, cannot be taken."""
    codes = [market.code for market in shop.markets]
    if code:
        return f"{shown(code)} is not a market; {nearest(code, codes)}"
    if not codes:
        return "names no market, and the shop has none: set one up first (`cartui shop apply`)"
    return f"names no market: import the file with --market CODE ({enumerated(codes, 8)})"
