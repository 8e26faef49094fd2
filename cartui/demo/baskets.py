"""What people put into their carts: a few things sell all the time, most sell now and then."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Final

from cartui.model.catalog import Product, Variant
from cartui.model.imports import ImportedLine

_FAVOURITES: Final = {"cotton-shirt": 3, "ceramic-mug": 4, "crew-tee": 2, "sylhet-tea": 2, "tote-bag": 2}
"""How much more often than others some products are bought; by product id."""

_SERVICES: Final = ("gift-wrap", "assembly")
"""What nobody buys alone."""

_RETAIL_MOST: Final = 3
"""More of one thing at once is for products that are sold wholesale."""

_SECOND_SIZE: Final = 0.15
"""How likely somebody takes another variant of what is in the cart already."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A variant on a shelf."""

    variant: Variant
    product: str
    in_bulk: bool
    """Whether it has a wholesale price."""


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What a market sells, with how likely each variant is to be taken."""

    items: tuple[_Item, ...]
    weights: tuple[float, ...]
    """Running sums, as ``random.choices`` takes them."""


class Baskets:
    """Fills carts for any market."""

    def __init__(self, products: Sequence[Product], markets: Sequence[str], rng: random.Random) -> None:
        """Sort the catalogue onto the shelves of the markets."""
        self._rng = rng
        popularity = {
            product.id: _FAVOURITES.get(product.id, 1)
            * min(4, rng.paretovariate(1.6))
            / len(product.variants)
            for product in products
        }
        self._shelves: Final = {market: _shelf(products, market, popularity) for market in markets}

    def fill(
        self, market: str, *, lines: int, most: int = 3, in_stock: bool = False
    ) -> tuple[ImportedLine, ...]:
        """So many different variants (fewer where chance repeats itself), each up to ``most`` times.

        With ``in_stock`` only what can be sold at once.
        """
        shelf = self._shelves[market]
        chance = self._rng.random
        wanted: dict[str, _Item] = {}
        taken: set[str] = set()
        for item in self._rng.choices(shelf.items, cum_weights=shelf.weights, k=2 * lines + 2):
            again = item.product in taken and chance() > _SECOND_SIZE
            if not again and (not in_stock or _is_plentiful(item.variant, most)):
                wanted.setdefault(item.variant.sku, item)
                taken.add(item.product)
        return tuple(
            [ImportedLine(sku, self._quantity(item, most)) for sku, item in islice(wanted.items(), lines)]
        )

    def _quantity(self, item: _Item, most: int) -> int:
        """Mostly one, seldom the most; in bulk only what has a wholesale price."""
        if not item.in_bulk:
            most = min(most, _RETAIL_MOST)
        return 1 + int(most * self._rng.random() ** 3)


def _shelf(products: Sequence[Product], market: str, popularity: dict[str, float]) -> _Shelf:
    """The variants that have a price in the market."""
    sold = [
        (_Item(variant, product.id, _is_sold_in_bulk(variant)), popularity[product.id])
        for product in products
        if product.id not in _SERVICES
        for variant in product.variants
        if any(row.market == market for row in variant.prices)
    ]
    return _Shelf(
        items=tuple(item for item, _ in sold),
        weights=tuple(accumulate(weight for _, weight in sold)),
    )


def _is_sold_in_bulk(variant: Variant) -> bool:
    """Whether more of it costs less each."""
    return any(row.min_quantity > 1 for row in variant.prices)


def _is_plentiful(variant: Variant, units: int) -> bool:
    """Whether that many can be sold again and again."""
    return variant.stock is None or variant.backorder or variant.stock >= 10 * units
