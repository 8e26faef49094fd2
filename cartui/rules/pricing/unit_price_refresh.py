"""When a line's price is taken anew from the price lists, and when it stays (decision 8)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from cartui.model.cart import PriceSource
from cartui.model.catalog import SoldVariant
from cartui.model.customer import Customer
from cartui.model.errors import Invalid
from cartui.model.market import Market
from cartui.model.problem import Problem
from cartui.model.quick_value import replaced
from cartui.model.record import CartContent, LineContent
from cartui.model.shop import PriceLevel, Shop
from cartui.rules.pricing.unit_prices import ListedPrices, UnitPrice, listed_price

_line_content: Final = partial(tuple.__new__, LineContent)
"""Makes one of a row without a call into Python for each: a seeding has hundreds of thousands."""

_UNIT_PRICE: Final = LineContent._fields.index("unit_price")
_BEHIND_SOURCE: Final = LineContent._fields.index("price_source") + 1
_WHOLESALE: Final = LineContent._fields.index("wholesale_from")
_BEHIND_WHOLESALE: Final = _WHOLESALE + 1

_FIXED: Final = (PriceSource.IMPORTED, PriceSource.STOREFRONT)
"""A line whose price is from outside keeps it where the price lists say nothing."""


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
    if (before.market, before.price_level) != (after.market, after.price_level):
        return frozenset([line.sku for line in after.lines if line.sku is not None])
    old, new = quantities(before), quantities(after)
    known = {line.id for line in before.lines}
    fresh = {line.sku for line in after.lines if line.id not in known and line.sku is not None}
    return frozenset(sku for sku, units in new.items() if old[sku] != units) | fresh


def price_lines(
    content: CartContent,
    skus: Collection[str],
    shop: Shop,
    variants: Mapping[str, SoldVariant],
    prices: ListedPrices,
) -> CartContent:
    """Give every line of these SKUs its price of now; what was set by hand stays.

    Whoever prices many carts of the same shop and variants hands on the same ``prices``.

    Raises ``Invalid`` with one problem for each line that is not sold in the market. A line that came
    with its own price (an import, a storefront) keeps it where the price lists say nothing, as long as
    the currency is the same.
    """
    lines = content.lines
    wanted = [
        line.sku is not None and line.sku in skus and line.price_source is not PriceSource.OVERRIDE
        for line in lines
    ]
    market, level = _market(shop, content), _level(shop, content.price_level)
    return replaced(content, lines=_priced(lines, wanted, market, level, variants, prices))


def lines_at_list_prices(
    lines: tuple[LineContent, ...],
    shop: Shop,
    market: Market,
    level: str,
    variants: Mapping[str, SoldVariant],
    prices: ListedPrices,
) -> tuple[LineContent, ...]:
    """The lines of a new cart, with its price for each that left it to the lists; all others stay.

    Raises ``Invalid`` as :func:`price_lines` does. Whoever makes many carts hands on the same ``prices``.
    """
    wanted = [line.sku is not None and line.price_source is PriceSource.LIST for line in lines]
    if True not in wanted:
        return lines
    return _priced(lines, wanted, market, _level(shop, level), variants, prices)


def _priced(
    lines: Sequence[LineContent],
    wanted: Sequence[bool],
    market: Market,
    level: PriceLevel,
    variants: Mapping[str, SoldVariant],
    prices: ListedPrices,
) -> tuple[LineContent, ...]:
    """The lines, with the price of now where one is wanted. Raises ``Invalid``."""
    units = _units(lines)
    problems: list[Problem] = []
    found: list[UnitPrice | None] = []
    for line, is_wanted in zip(lines, wanted, strict=True):
        sku, price = line.sku, None
        if is_wanted and sku is not None:
            sold = variants.get(sku)
            price = None if sold is None else prices.of(sold.variant, market, level, units[sku])
            if price is None and line.price_source not in _FIXED:
                message = f"{line.title} ({sku}) is not sold in {market.name}"
                problems.append(Problem(field=f"lines.{len(found)}.sku", message=message))
        found.append(price)
    if problems:
        raise Invalid("; ".join(problem.message for problem in problems), problems)
    return tuple(map(_at_price, lines, found))


def _at_price(line: LineContent, price: UnitPrice | None) -> LineContent:
    """The line at this price, or the very same where that is its own already or there is ``None``."""
    if price is None:
        return line
    unit_price, source, wholesale_from = price.amount, price.source, price.wholesale_from
    if (
        line.unit_price == unit_price
        and line.price_source is source
        and line.wholesale_from == wholesale_from
    ):
        return line
    between, behind = line[_BEHIND_SOURCE:_WHOLESALE], line[_BEHIND_WHOLESALE:]
    return _line_content((*line[:_UNIT_PRICE], unit_price, source, *between, wholesale_from, *behind))


def current_unit_prices(
    content: CartContent, customer: Customer | None, shop: Shop, variants: Mapping[str, SoldVariant]
) -> dict[str, int]:
    """What the price lists say now, by line id, where that is not the line's price; nothing is changed.

    They are asked at the level that the cart has by now, which the customer may have changed. Raises
    ``Invalid`` where the shop no longer has the cart's market or level.
    """
    market = _market(shop, content)
    code = effective_level(shop, market, customer, content.price_level_override)
    level = _level(shop, code)
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


def _level(shop: Shop, code: str) -> PriceLevel:
    """The level of that code; ``Invalid`` when the shop no longer has it."""
    level = shop.price_level(code)
    if level is None:
        raise Invalid(f"there is no price level {code!r} in this shop any more")
    return level
