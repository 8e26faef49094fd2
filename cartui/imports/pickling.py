"""How parts of a file go from one process to another: pickled, lines and figures of their carts in columns.

There are hundreds of thousands of lines. Pickling each as what it is takes as long as reading it did;
columns of texts and numbers of a whole part go through in a fraction of that.
"""

import copyreg
import pickle
from array import array
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import chain, islice
from typing import Any, BinaryIO, Final

from cartui.model.cart import Totals
from cartui.model.coupon import AppliedCoupon
from cartui.model.imports import FiguresAhead, ImportBatch, ImportedCart, ImportedLine, SourceRow
from cartui.model.record import CartFigures, LineFigures
from cartui.model.shop import Shop

Column = Sequence[Any]
"""What each line says in one place; numbers packed where all of them are numbers."""

_Whole = tuple[Totals, AppliedCoupon | None, bool]
"""Figures of a cart without those of its lines."""

_line: Final = partial(tuple.__new__, ImportedLine)
_row: Final = partial(tuple.__new__, SourceRow)
_figures_of_line: Final = partial(tuple.__new__, LineFigures)


def send(said: object, stream: BinaryIO) -> None:
    """Write one thing; waits until there is room for it."""
    pickler = pickle.Pickler(stream, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = copyreg.dispatch_table | {
        ImportBatch: _batch_apart,
        FiguresAhead: _figures_apart,
    }
    pickler.dump(said)
    stream.flush()


def received(stream: BinaryIO) -> Any:
    """Read what :func:`send` wrote, of a process that we started ourselves.

    Raises ``EOFError`` and ``pickle.UnpicklingError`` where it broke off.
    """
    return pickle.load(stream)  # noqa: S301  see above


def _packed(column: tuple[Any, ...]) -> Column:
    """The column in less room if it is one of whole numbers."""
    for width in ("i", "q"):
        try:
            return array(width, column)
        except OverflowError:
            continue
        except TypeError:
            break
    return column


def _batch_apart(batch: ImportBatch) -> str | tuple[Any, ...]:
    """A batch as pickle wants it: what makes it again, and out of what."""
    lines = list(chain.from_iterable([cart.lines for cart in batch.carts]))
    *columns, rows, terms = zip(*lines, strict=True) if lines else ((), ())
    if set(map(len, rows)) != {1}:
        return batch.__reduce_ex__(pickle.HIGHEST_PROTOCOL)
    files, numbers = zip(*chain.from_iterable(rows), strict=True)
    counts = [len(cart.lines) for cart in batch.carts]
    heads = [_without(cart.__getstate__(), "lines") for cart in batch.carts]
    state = _without(batch.__getstate__(), "carts")
    said = terms if any(terms) else None
    return _batch_together, (state, heads, counts, list(map(_packed, columns)), files, _packed(numbers), said)


def _without(state: dict[Any, Any], field: str) -> dict[Any, Any]:
    """The state of a model without one of its fields."""
    return state | {"__dict__": {name: value for name, value in state["__dict__"].items() if name != field}}


def _batch_together(
    state: dict[Any, Any],
    heads: Iterable[dict[Any, Any]],
    counts: Iterable[int],
    columns: Iterable[Column],
    files: Column,
    numbers: Column,
    terms: Column | None,
) -> ImportBatch:
    """The batch again; ``terms`` of its lines, if any has some."""
    rows = zip(map(_row, zip(files, numbers, strict=True)))  # each in a tuple of its own
    said = (None,) * len(numbers) if terms is None else terms
    lines = map(_line, zip(*columns, rows, said, strict=True))
    carts = []
    for head, count in zip(heads, counts, strict=True):
        head["__dict__"]["lines"] = tuple(islice(lines, count))
        cart = ImportedCart.__new__(ImportedCart)
        cart.__setstate__(head)
        carts.append(cart)
    state["__dict__"]["carts"] = tuple(carts)
    batch = ImportBatch.__new__(ImportBatch)
    batch.__setstate__(state)
    return batch


def _figures_apart(ahead: FiguresAhead) -> tuple[Any, ...]:
    """Figures as pickle wants them."""
    known = [figures for figures in ahead.figures if figures is not None]
    columns = zip(*chain.from_iterable([figures.lines for figures in known]), strict=True)
    counts = [None if figures is None else len(figures.lines) for figures in ahead.figures]
    wholes = [(figures.totals, figures.coupon, figures.tax_exempt) for figures in known]
    return _figures_together, (ahead.shop, counts, list(map(_packed, columns)), wholes)


def _figures_together(
    shop: Shop, counts: Iterable[int | None], columns: Iterable[Column], wholes: Iterable[_Whole]
) -> FiguresAhead:
    """The figures again."""
    lines, each = map(_figures_of_line, zip(*columns, strict=True)), iter(wholes)
    return FiguresAhead(
        shop,
        tuple(
            None if count is None else CartFigures(tuple(islice(lines, count)), *next(each))
            for count in counts
        ),
    )
