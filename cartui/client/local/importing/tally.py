"""What became of the rows of a batch, added up as it goes."""

from collections.abc import Iterable

from cartui.model.cart import CartState
from cartui.model.imports import ImportedCart, ImportReport, Refusal, SourceRow
from cartui.model.order import OrderState


class Tally:
    """The report of a batch in the making."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._accepted = self._unchanged = 0
        self._carts = self._orders = self._cancelled = 0
        self._refusals: list[Refusal] = []
        self._warnings: list[Refusal] = []

    def accept(self, cart: ImportedCart, rows: int) -> None:
        """A cart goes in with so many rows."""
        self._accepted += rows
        if cart.state is not CartState.ORDERED:
            self._carts += 1
        elif cart.order_state is OrderState.CANCELLED:
            self._cancelled += 1
        else:
            self._orders += 1

    def leave(self, rows: int) -> None:
        """So many rows are there already."""
        self._unchanged += rows

    def refuse(self, rows: Iterable[SourceRow], column: str, reason: str) -> None:
        """These rows are not taken."""
        self._refusals += _notes(rows, column, reason)

    def warn(self, rows: Iterable[SourceRow], column: str, reason: str) -> None:
        """Something of these rows, which are counted elsewhere, looks odd."""
        self._warnings += _notes(rows, column, reason)

    def report(self, products: int) -> ImportReport:
        """All of it, with so many products that were made on the way."""
        return ImportReport(
            rows=self._accepted + self._unchanged + len(self._refusals),
            accepted=self._accepted,
            refused=len(self._refusals),
            unchanged=self._unchanged,
            carts=self._carts,
            orders=self._orders,
            cancelled=self._cancelled,
            products=products,
            refusals=tuple(self._refusals),
            warnings=tuple(self._warnings),
        )


def _notes(rows: Iterable[SourceRow], column: str, reason: str) -> list[Refusal]:
    """The same remark on each of the rows."""
    return [Refusal(file=row.file, line=row.line, column=column, reason=reason) for row in rows]
