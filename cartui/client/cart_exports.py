"""What an export of carts reads and writes: one row for each cart, or one for each line."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cartui.client.protocol import Client
from cartui.documents.tables import TableFormat, write_table

if TYPE_CHECKING:
    from cartui.documents.line_table import LineRow
    from cartui.model.bulk import BulkTarget
    from cartui.model.exported import NewExport


class Rows(StrEnum):
    """What an export has a row for."""

    CARTS = "carts"
    """Each cart, as the list shows it."""
    LINES = "lines"
    """Each line of each cart; of JSON, each whole cart."""


CHOICES: Final = " or ".join(Rows)
"""The words for it."""


@dataclass(slots=True)
class CartExport:
    """One export of carts, and what is to be said of it."""

    client: Client
    target: "BulkTarget"
    table_format: TableFormat
    rows: Rows = Rows.CARTS
    marked: bool = True
    """Whether CSV begins with a byte order mark."""
    damaged: list[str] = field(default_factory=list)
    """Numbers of carts that cannot be read: an export of lines is without them."""

    @property
    def what(self) -> str:
        """What is counted."""
        return "lines" if self.rows is Rows.LINES and self.table_format is not TableFormat.JSON else "carts"

    @property
    def noted_as(self) -> "NewExport":
        """How it is kept."""
        from cartui.model.exported import ExportKind, NewExport
        from cartui.rules.exported_selection import selection_words

        kind = ExportKind.LINES if self.rows is Rows.LINES else ExportKind.CARTS
        selection = selection_words(self.target)
        return NewExport(kind=kind, selection=selection, written_as=self.table_format.value)

    @property
    def remark(self) -> str:
        """What the file is without, in a sentence; empty: it is whole."""
        if not self.damaged:
            return ""
        more = f" and {len(self.damaged) - 3:,} more" if len(self.damaged) > 3 else ""
        return f"Damaged, and so not in it: {', '.join(self.damaged[:3])}{more}."

    async def write(self, write: Callable[[bytes], None], told: Callable[[int], None]) -> int:
        """Write all of it, and give how many rows it has. ``told`` hears that after each portion.

        Nothing of it is noted by that: see :mod:`cartui.client.noted_exports`. Raises ``ClientError``, and
        what ``write`` raises.
        """
        self.damaged.clear()
        if self.rows is Rows.LINES:
            from cartui.documents.line_table import line_table

            lines = line_table(self.table_format, marked=self.marked)
            async with aclosing(self._lines()) as portions:
                return await write_table(portions, lines, write, told=told)
        from cartui.client.selected_carts import selected_carts
        from cartui.documents.cart_table import cart_table

        carts = cart_table(self.table_format, marked=self.marked)
        async with aclosing(selected_carts(self.client.carts, self.target)) as pages:
            return await write_table(pages, carts, write, told=told)

    async def _lines(self) -> "AsyncGenerator[tuple[LineRow, ...], None]":
        """The rows of whole carts; in JSON each cart has one."""
        from cartui.client.whole_carts import whole_carts
        from cartui.documents.line_table import LineRow, rows_of

        as_json = self.table_format is TableFormat.JSON
        whole = whole_carts(self.client, self.target, left_out=self.damaged.append)
        async with aclosing(whole) as portions:
            async for portion in portions:
                if as_json:
                    yield tuple(LineRow(cart, None, order) for cart, order in portion)
                else:
                    yield tuple(row for cart, order in portion for row in rows_of(cart, order))


def format_of(ending: str) -> TableFormat | None:
    """As what a file of that ending is written (``.csv``, in any case), or ``None``."""
    named = ending.removeprefix(".").lower()
    return next((each for each in TableFormat if each == named), None)
