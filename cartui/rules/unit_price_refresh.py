"""When a line's price is taken anew from the price lists, and when it stays (decision 8)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from cartui.model.cart import PriceSource
from cartui.model.catalog import SoldVariant
from cartui.model.customer import Customer
from cartui.model.errors import Invalid
from cartui.model.market import Market
from cartui.model.problem import Problem
from cartui.model.record import CartContent, LineContent
from cartui.model.shop import PriceLevel, Shop
from cartui.rules.unit_prices import ListedPrices, listed_price


def effective_level(shop: Shop, market: Market, customer: Customer | None, override: str | None) -> str:
    """The cart's own level, else the customer's, else the market's base (decision 3)."""
    for code in (override, customer.price_level if customer is not None else None):
        if code is not None and shop.price_level(code) is not None:
            return code
    return market.base_level


def quantities(content: CartContent) -> Counter[str]:
    """Units of each SKU over all lines: wholesale breaks count them together."""
    return Counter(_units(content.lines))


def _units(lines: Iterable[LineContent]) -> dict[str, int]:
    """Units of each SKU over these lines."""
    counted: dict[str, int] = {}
    for line in lines:
        if line.sku is not None:
            counted[line.sku] = counted.get(line.sku, 0) + line.quantity
    return counted


def skus_to_price(before: CartContent, after: CartContent) -> frozenset[str]:
    """The SKUs whose price input changed: another quantity, a new line, or all after a new level."""
    old, new = quantities(before), quantities(after)
    if (before.market, before.price_level) != (after.market, after.price_level):
        return frozenset(new)
    known = {line.id for line in before.lines}
    fresh = {line.sku for line in after.lines if line.id not in known and line.sku is not None}
    return frozenset(sku for sku, units in new.items() if old[sku] != units) | fresh


def price_lines(
    content: CartContent, skus: Collection[str], shop: Shop, variants: Mapping[str, SoldVariant]
) -> CartContent:
    """Give every line of these SKUs its price of now; what was set by hand stays.

    Raises ``Invalid`` with one problem for each line that is not sold in the market. A line that came
    with its own price (an import, a storefront) keeps it where the price lists say nothing, as long as
    the currency is the same.
    """
    market, level = _market(shop, content), _level(shop, content)
    return replace(content, lines=priced_lines(content.lines, skus, market, level, variants))


def priced_lines(
    lines: Sequence[LineContent],
    skus: Collection[str],
    market: Market,
    level: PriceLevel,
    variants: Mapping[str, SoldVariant],
    prices: ListedPrices | None = None,
) -> tuple[LineContent, ...]:
    """The lines of a cart as :func:`price_lines` leaves them; raises as that does.

    Who prices many carts hands on the same ``prices``.
    """
    price_of = listed_price if prices is None else prices.of
    units = _units(lines)
    problems: list[Problem] = []
    priced: list[LineContent] = []
    for position, line in enumerate(lines):
        if line.sku is None or line.sku not in skus or line.price_source is PriceSource.OVERRIDE:
            priced.append(line)
            continue
        sold = variants.get(line.sku)
        found = None if sold is None else price_of(sold.variant, market, level, units[line.sku])
        if found is not None:
            priced.append(
                line._replace(
                    unit_price=found.amount,
                    price_source=found.source,
                    wholesale_from=found.wholesale_from,
                )
            )
        elif line.price_source in (PriceSource.IMPORTED, PriceSource.STOREFRONT):
            priced.append(line)
        else:
            message = f"{line.title} ({line.sku}) is not sold in {market.name}"
            problems.append(Problem(field=f"lines.{position}.sku", message=message))
    if problems:
        raise Invalid("; ".join(problem.message for problem in problems), problems)
    return tuple(priced)


def current_unit_prices(
    content: CartContent, customer: Customer | None, shop: Shop, variants: Mapping[str, SoldVariant]
) -> dict[str, int]:
    """What the price lists say now, by line id, where that is not the line's price; nothing is changed.

    They are asked at the level that the cart has by now, which the customer may have changed. Raises
    ``Invalid`` where the shop no longer has the cart's market or level.
    """
    market = _market(shop, content)
    code = effective_level(shop, market, customer, content.price_level_override)
    level = _level(shop, replace(content, price_level=code))
    units = quantities(content)
    differing: dict[str, int] = {}
    for line in content.lines:
        if line.sku is None or line.price_source is PriceSource.OVERRIDE or line.sku not in variants:
            continue
        found = listed_price(variants[line.sku].variant, market, level, units[line.sku])
        if found is not None and found.amount != line.unit_price:
            differing[line.id] = found.amount
    return differing


def _market(shop: Shop, content: CartContent) -> Market:
    """The cart's market; ``Invalid`` when the shop no longer has it."""
    market = shop.market(content.market)
    if market is None:
        raise Invalid(f"there is no market {content.market!r} in this shop any more")
    return market


def _level(shop: Shop, content: CartContent) -> PriceLevel:
    """The cart's level; ``Invalid`` when the shop no longer has it."""
    level = shop.price_level(content.price_level)
    if level is None:
        raise Invalid(f"there is no price level {content.price_level!r} in this shop any more")
    return level
