"""What one unit of a variant costs in a market, at a price level, from a quantity on."""

from dataclasses import dataclass

from cartui.model.cart import PriceSource
from cartui.model.catalog import PriceRow, Variant
from cartui.model.market import Market, Rounding
from cartui.model.shop import PriceLevel
from cartui.rules.pricing.rounding import share_of


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """A unit price with where it came from."""

    amount: int
    """Minor units of the market's currency."""
    source: PriceSource
    """``list``, ``level`` or ``wholesale``; a wholesale break is called so at whatever level it stands."""
    wholesale_from: int | None = None
    """The quantity from which the break in force applies; ``None``: no break is in force."""


def unit_price(
    variant: Variant, *, market: str, base_level: str, level: PriceLevel, quantity: int, rounding: Rounding
) -> UnitPrice | None:
    """Return what each of ``quantity`` units costs, or ``None`` where the variant is not sold in the market.

    ``quantity`` counts all lines of the variant in the cart. The level's own row comes first, with the
    largest ``min_quantity`` that is reached; without one the base level's row counts, less the level's
    ``percent_off``.
    """
    code = level.code
    own: PriceRow | None = None
    base: PriceRow | None = None
    for row in variant.prices:  # once through: every line of every cart comes here
        if row.market != market or row.min_quantity > quantity:
            continue
        if row.level == code and (own is None or row.min_quantity > own.min_quantity):
            own = row
        if row.level == base_level and (base is None or row.min_quantity > base.min_quantity):
            base = row
    if own is not None:
        plain = PriceSource.LIST if code == base_level else PriceSource.LEVEL
        return _from_row(own, own.amount, plain)
    if base is None:
        return None
    if level.percent_off is None:
        return _from_row(base, base.amount, PriceSource.LIST)
    return _from_row(
        base, base.amount - share_of(base.amount, level.percent_off, rounding), PriceSource.LEVEL
    )


def listed_price(variant: Variant, market: Market, level: PriceLevel, quantity: int) -> UnitPrice | None:
    """Return what each of ``quantity`` units costs in a market, or ``None`` where it is not sold there."""
    return unit_price(
        variant,
        market=market.code,
        base_level=market.base_level,
        level=level,
        quantity=quantity,
        rounding=market.rounding,
    )


class ListedPrices:
    """What the price lists say, each price found once: thousands of carts want the same few hundred things.

    It is of one shop and its variants as they are at one moment.
    """

    __slots__ = ("_found",)

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self._found: dict[tuple[str, str, str, int], UnitPrice | None] = {}

    def __len__(self) -> int:
        """How many prices are remembered."""
        return len(self._found)

    def copy(self) -> "ListedPrices":
        """The same prices, to add to."""
        copied = ListedPrices()
        copied._found.update(self._found)
        return copied

    def of(self, variant: Variant, market: Market, level: PriceLevel, quantity: int) -> UnitPrice | None:
        """The same as :func:`listed_price`."""
        key = (variant.sku, market.code, level.code, quantity)
        try:
            return self._found[key]
        except KeyError:
            found = self._found[key] = listed_price(variant, market, level, quantity)
            return found


def breaks(
    variant: Variant, *, market: str, base_level: str, level: PriceLevel, rounding: Rounding
) -> tuple[tuple[int, int], ...]:
    """Return the wholesale breaks as (from quantity, unit price in minor units), lowest quantity first.

    Only quantities above one at which the price really changes are listed, so a level's row that hides a
    break of the base level hides it here too.
    """
    of_level: dict[int, int] = {}
    of_base: dict[int, int] = {}
    for row in variant.prices:  # once through: every line of every cart that is read comes here
        if row.market == market and row.level == level.code:
            of_level.setdefault(row.min_quantity, row.amount)
        elif row.market == market and row.level == base_level:
            of_base.setdefault(row.min_quantity, row.amount)
    found: list[tuple[int, int]] = []
    own: int | None = None
    before: int | None = None
    for step in sorted(of_level.keys() | of_base.keys()):
        own = of_level.get(step, own)
        amount = own
        if amount is None:
            amount = of_base[step]
            if level.percent_off is not None:
                amount -= share_of(amount, level.percent_off, rounding)
        if amount == before:
            continue
        before = amount
        if step > 1:
            found.append((step, amount))
    return tuple(found)


def _from_row(row: PriceRow, amount: int, plain: PriceSource) -> UnitPrice:
    """The price with its source: a break, or what the row is without one."""
    if row.min_quantity > 1:
        return UnitPrice(amount, PriceSource.WHOLESALE, row.min_quantity)
    return UnitPrice(amount, plain)
