"""What of a cart's rows is another after a change: only that is written, of one cart or of thousands."""

from collections.abc import Iterator, Mapping
from itertools import compress
from operator import ne
from typing import Final, NamedTuple

from cartui.model.customer import Customer, CustomerRef
from cartui.model.record import CartRecord, LineContent
from cartui.store.carts.rows import (
    CUSTOMER_COLUMNS,
    LINE_COLUMNS,
    PRICE_SOURCES,
    Values,
    cart_text,
    cart_values,
    figures_of_lines,
    line_values,
)


class LineDifferences(NamedTuple):
    """What is another of the lines of a cart."""

    changed: Mapping[str, Values] = {}
    """By the ids of lines that stay: the columns that are others now."""
    gone: tuple[str, ...] = ()
    """Lines that went, by their ids."""
    come: tuple[Values, ...] = ()
    """Whole rows of lines that came."""


_NONE: Final = LineDifferences()
_OF_LINE: Final = LINE_COLUMNS[1:]
"""The columns that may differ, in the order of a line's parts: its place, what was decided, its figures."""


def cart_differences(
    before: CartRecord, after: CartRecord, customer: Customer | CustomerRef | None
) -> Values:
    """The columns of the cart's own row that are others; ``customer`` is the one linked now.

    What that one is called is among them where it is linked only now: it may be called as the last one was.
    """
    old, new = cart_values(before, customer), cart_values(after, customer)
    changed = dict(compress(new.items(), map(ne, old.values(), new.values())))
    if before.content.customer_id != after.content.customer_id:
        changed |= {name: new[name] for name in CUSTOMER_COLUMNS}
    return changed


def line_differences(pk: int, before: CartRecord, after: CartRecord) -> LineDifferences:
    """What is another of the lines. Raises ``ValueError`` where figures are for another number of them."""
    if before.content.lines is after.content.lines and before.figures.lines is after.figures.lines:
        return _NONE
    old = {line.id: parts for line, parts in _lines(before)}
    changed: dict[str, Values] = {}
    new: list[str] = []
    for line, parts in _lines(after):
        was = old.pop(line.id, None)
        if was is None:
            new.append(line.id)
        elif was != parts:
            differs = list(map(ne, was, parts))
            values = changed[line.id] = dict(compress(zip(_OF_LINE, parts, strict=True), differs))
            if "price_source" in values:
                values["price_source"] = PRICE_SOURCES[line.price_source]
    rows = line_values(pk, after) if new else {}
    return LineDifferences(changed, tuple(old), tuple([rows[id_] for id_ in new]))


def _lines(record: CartRecord) -> Iterator[tuple[LineContent, tuple[object, ...]]]:
    """Each line with its parts in the order of the columns."""
    figures = figures_of_lines(record)
    for place, line in enumerate(record.content.lines):
        yield line, (place, *line, *figures[place])


def text_difference(
    before: CartRecord, after: CartRecord, customer: Customer | CustomerRef | None
) -> str | None:
    """What the cart is found by now, where that may be another text than before; otherwise ``None``."""
    if before.content.customer_id != after.content.customer_id:
        return cart_text(after, customer)
    if _found_by(before) == _found_by(after):
        return None
    text = cart_text(after, customer)
    return None if text == cart_text(before, customer) else text


def _found_by(record: CartRecord) -> tuple[object, ...]:
    """What of a cart goes into the text that it is found by, beside the names of its customer."""
    skus = [line.sku for line in record.content.lines]
    return record.number, record.order_number, record.content.contact, skus
