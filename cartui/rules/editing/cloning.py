"""What of a cart is taken over by a copy of it."""

from collections.abc import Iterator
from dataclasses import replace

from cartui.model.cart import PriceSource
from cartui.model.record import CartContent


def copied(content: CartContent, ids: Iterator[str]) -> CartContent:
    """The same content for another cart, not priced yet; what was set by hand is kept, no quote or waiver is.

    ``ids`` are for its lines.
    """
    lines = tuple(
        line._replace(id=next(ids), price_source=_source(line.price_source)) for line in content.lines
    )
    return replace(content, lines=lines, prices_held_until=None, block_waived="")


def clone_summary(number: str) -> str:
    """What the history of a copy says of the cart with that number, which it is a copy of."""
    return f"cloned from {number}"


def _source(source: PriceSource) -> PriceSource:
    """A price that came with a file or a storefront belonged to that cart; the lists price the copy."""
    return source if source is PriceSource.OVERRIDE else PriceSource.LIST
