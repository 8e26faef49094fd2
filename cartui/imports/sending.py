"""How parts of a file go from one process to another: pickled, lines and figures of their carts in columns.

There are hundreds of thousands of lines. Pickling each as what it is takes as long as reading it did;
columns of texts and numbers go through in a fraction of that.
"""

import copyreg
import pickle
from functools import partial
from typing import Any, BinaryIO, Final

from cartui.model.cart import Totals
from cartui.model.coupon import AppliedCoupon
from cartui.model.imports import ImportedCart, ImportedLine, SourceRow
from cartui.model.pricing import TaxLine
from cartui.model.record import CartFigures, LineFigures

_line: Final = partial(tuple.__new__, ImportedLine)
_row: Final = partial(tuple.__new__, SourceRow)
_figures_of_line: Final = partial(tuple.__new__, LineFigures)


def send(said: object, stream: BinaryIO) -> None:
    """Write one thing; waits until there is room for it."""
    pickler = pickle.Pickler(stream, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = copyreg.dispatch_table | {
        ImportedCart: _taken_apart,
        CartFigures: _figures_apart,
    }
    pickler.dump(said)
    stream.flush()


def received(stream: BinaryIO) -> Any:
    """Read what :func:`send` wrote, of a process that we started ourselves.

    Raises ``EOFError`` and ``pickle.UnpicklingError`` where it broke off.
    """
    return pickle.load(stream)  # noqa: S301  see above


def _taken_apart(cart: ImportedCart) -> str | tuple[Any, ...]:
    """A cart as pickle wants it: what makes it again, and out of what."""
    if not cart.lines or any(len(line.rows) != 1 for line in cart.lines):
        return cart.__reduce_ex__(pickle.HIGHEST_PROTOCOL)
    *columns, rows = zip(*cart.lines, strict=True)
    files, numbers = zip(*[row for (row,) in rows], strict=True)
    state = cart.__getstate__()
    others = {name: value for name, value in state["__dict__"].items() if name != "lines"}
    return _put_together, (state | {"__dict__": others}, columns, files, numbers)


def _put_together(
    state: dict[Any, Any], columns: list[tuple[Any, ...]], files: tuple[str, ...], numbers: tuple[int, ...]
) -> ImportedCart:
    """The cart again."""
    rows = zip(map(_row, zip(files, numbers, strict=True)))  # each in a tuple of its own
    state["__dict__"]["lines"] = tuple(map(_line, zip(*columns, rows, strict=True)))
    cart = ImportedCart.__new__(ImportedCart)
    cart.__setstate__(state)
    return cart


def _figures_apart(figures: CartFigures) -> tuple[Any, ...]:
    """Figures as pickle wants them."""
    totals = dict(figures.totals)
    taxes = [tuple(dict(tax).values()) for tax in totals.pop("tax_lines")]
    columns = tuple(zip(*figures.lines, strict=True))
    return _figures_together, (columns, totals, taxes, figures.coupon, figures.tax_exempt)


def _figures_together(
    columns: tuple[tuple[int | None, ...], ...],
    totals: dict[str, Any],
    taxes: list[tuple[Any, ...]],
    coupon: AppliedCoupon | None,
    tax_exempt: bool,
) -> CartFigures:
    """The figures again; their models were checked where they were made."""
    lines = tuple(map(_figures_of_line, zip(*columns, strict=True)))
    tax_lines = tuple(
        TaxLine.model_construct(name=name, rate=rate, amount=amount) for name, rate, amount in taxes
    )
    whole = Totals.model_construct(**totals, tax_lines=tax_lines)
    return CartFigures(lines, whole, coupon, tax_exempt)
