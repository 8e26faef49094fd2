"""A cart of a file that came in before: which of its rows are there, and what is different by now."""

from collections.abc import Sequence

from cartui.client.local.importing.tally import Tally
from cartui.model.imports import ImportedCart, ImportedLine
from cartui.model.text import clean_line
from cartui.store.imported_lines import KnownCart, KnownLine


def tell_again(cart: ImportedCart, known: KnownCart, tally: Tally) -> None:
    """Add to the tally what is there; refuse the rows whose line is not, since nothing is added to a cart.

    A line that is there with another quantity or price stays as it is, with a warning: it may have been
    changed in the file, or here.
    """
    if _is_same(cart.lines, known.lines):
        tally.leave(cart.row_count)
        return
    tally.leave(len(cart.rows))
    left: dict[str, list[KnownLine]] = {}
    for line in known.lines:
        left.setdefault(_key(line), []).append(line)
    different: list[ImportedLine] = []
    for given in cart.lines:
        alike = left.get(_key(given), [])
        found = next((line for line in alike if _fits(given, line)), None)
        if found is None:
            different.append(given)
        else:
            alike.remove(found)
            tally.leave(len(given.rows))
    for given in different:
        alike = left.get(_key(given), [])
        if not alike:
            tally.refuse(given.rows, "sku", f"{known.number} is there without this line: add it there")
            continue
        there = alike.pop(0)
        tally.leave(len(given.rows))
        if there.quantity != given.quantity:
            said = f"{known.number} has {there.quantity} of these by now, and not {given.quantity}: left so"
            tally.warn(given.rows[:1], "quantity", said)
        else:
            tally.warn(given.rows[:1], "unit_price", f"{known.number} has another price by now: left so")


def _is_same(given: Sequence[ImportedLine], known: Sequence[KnownLine]) -> bool:
    """Whether the lines are there one by one, as they nearly always are."""
    return len(given) == len(known) and all(
        sku == other.sku
        and quantity == other.quantity
        and (price is None or price == other.unit_price)
        and (sku is not None or clean_line(title) == other.title)
        for (sku, quantity, title, price, *_), other in zip(given, known, strict=True)
    )


def _fits(given: ImportedLine, known: KnownLine) -> bool:
    """Whether a line of the same thing is the same in all else."""
    return given.quantity == known.quantity and given.unit_price in (None, known.unit_price)


def _key(line: ImportedLine | KnownLine) -> str:
    """What a line is of: its SKU, or its title where it has none."""
    return f"sku {line.sku}" if line.sku is not None else f"title {clean_line(line.title)}"
