"""Wholesale breaks as whoever edits a cart meets them: which there are, what is next, what just changed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from cartui.model.cart import Cart, CartLine, NextBreak, PriceBreak, PriceSource
from cartui.model.catalog import SoldVariant
from cartui.model.record import CartContent, LineContent
from cartui.model.shop import Shop
from cartui.rules.pricing.unit_prices import breaks

PriceHere = Callable[[int, str | None], int]
"""What a price of the lists and a tax class comes to for the customer of a cart (minor units)."""


Offered = tuple[tuple[int, int], ...]
"""The breaks of a variant as (from quantity, price of the lists), the smallest quantity first."""


def breaks_by_sku(
    content: CartContent, shop: Shop, variants: Mapping[str, SoldVariant]
) -> dict[str, Offered]:
    """The breaks of the cart's variants at its market and level; variants without any are left out.

    Empty where the shop no longer has that market or level.
    """
    market, level = shop.market(content.market), shop.price_level(content.price_level)
    if market is None or level is None:
        return {}
    found: dict[str, Offered] = {}
    for sku in {line.sku for line in content.lines if line.sku is not None}:
        sold = variants.get(sku)
        if sold is None or not any(
            row.min_quantity > 1 and row.market == market.code for row in sold.variant.prices
        ):
            continue
        found[sku] = breaks(
            sold.variant,
            market=market.code,
            base_level=market.base_level,
            level=level,
            rounding=market.rounding,
        )
    return found


def breaks_of(line: LineContent, offered: Offered, here: PriceHere) -> tuple[PriceBreak, ...]:
    """The breaks that there are for a line, at what the customer pays."""
    return tuple(
        PriceBreak(min_quantity=step, unit_price=here(price, line.tax_class)) for step, price in offered
    )


def next_break(line: LineContent, units: int, offered: Offered, here: PriceHere) -> NextBreak | None:
    """The first break that is not reached and makes the line cheaper, at what the customer pays.

    ``units`` counts all lines of the variant. ``None`` also where the price is by hand: it stays.
    """
    if line.price_source is PriceSource.OVERRIDE:
        return None
    for step, price in offered:
        if step > units and price < line.unit_price:
            return NextBreak(min_quantity=step, unit_price=here(price, line.tax_class), more=step - units)
    return None


@dataclass(frozen=True, slots=True)
class BreakChange:
    """A wholesale break that began or ended for a line with an edit; amounts in minor units."""

    title: str
    was_from: int | None
    """The quantity of the break that was in force; ``None``: none was."""
    now_from: int | None
    """The quantity of the one that is."""
    unit_price: int
    """What one unit costs now."""
    saved: int
    """What the line comes to less than its units would have before; 0 where it is not known or more."""


def break_changes(before: Cart, after: Cart) -> tuple[BreakChange, ...]:
    """What the breaks of the lines became, each variant once, in the order of the lines.

    A price that is by hand has no break, and what another market or level brings is no matter of quantity.
    """
    if (before.market, before.price_level) != (after.market, after.price_level):
        return ()
    return tuple(_changes(before, after))


def _changes(before: Cart, after: Cart) -> Iterator[BreakChange]:
    """The same, one by one."""
    told: set[str | None] = {None}
    for line in after.lines:
        was = before.line(line.id)
        was_from = was.wholesale_from if was is not None else None
        if line.sku in told or was_from == line.wholesale_from or _is_by_hand(line) or _is_by_hand(was):
            continue
        told.add(line.sku)
        saved = (was.unit_price - line.unit_price) * line.quantity if was is not None else 0
        title = f"{line.title} {line.options}".strip()
        yield BreakChange(title, was_from, line.wholesale_from, line.unit_price, max(0, saved))


def _is_by_hand(line: CartLine | None) -> bool:
    """Whether its price was set by hand."""
    return line is not None and line.price_source is PriceSource.OVERRIDE
