"""Carts that came with a file before, with what tells one line of theirs from another."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from cartui.store.chunked import in_parts
from cartui.store.tables import METADATA

_cart = METADATA.tables["cart"]
_line = METADATA.tables["cart_line"]


class KnownLine(NamedTuple):
    """A line as it is by now."""

    sku: str | None
    quantity: int
    title: str
    unit_price: int
    """Minor units."""


class KnownCart(NamedTuple):
    """A cart that is there, whatever became of it since."""

    number: str
    lines: list[KnownLine]


def load_known_carts(conn: Connection, source: str, references: Sequence[str]) -> dict[str, KnownCart]:
    """The carts that came from a source under these references, by reference."""
    lines = (_line.c.sku, _line.c.quantity, _line.c.title, _line.c.unit_price)
    chosen = select(_cart.c.reference, _cart.c.number, *lines).outerjoin(_line, _line.c.cart_pk == _cart.c.pk)
    found: dict[str, KnownCart] = {}
    for part in in_parts(references):
        rows: Iterable[tuple[str, str, str | None, int | None, str, int]] = conn.execute(
            chosen.where(_cart.c.source == source, _cart.c.reference.in_(part))
        ).tuples()
        for reference, number, sku, quantity, title, unit_price in rows:
            cart = found.get(reference)
            if cart is None:
                cart = found[reference] = KnownCart(number, [])
            if quantity is not None:
                cart.lines.append(KnownLine(sku, quantity, title, unit_price))
    return found
