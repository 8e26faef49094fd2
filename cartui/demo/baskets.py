"""What people put into their carts: a few things sell all the time, most sell now and then."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
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
        wanted: dict[str, _Item] = {}
        for item in self._rng.choices(shelf.items, cum_weights=shelf.weights, k=2 * lines + 2):
            taken = any(item.product == other.product for other in wanted.values())
            again = taken and self._rng.random() > _SECOND_SIZE
            if not again and (not in_stock or _is_plentiful(item.variant, most)):
                wanted.setdefault(item.variant.sku, item)
        return tuple(
            ImportedLine(sku=sku, quantity=self._quantity(item.variant, most))
            for sku, item in list(wanted.items())[:lines]
        )

    def _quantity(self, variant: Variant, most: int) -> int:
        """Mostly one, seldom the most; in bulk only what has a wholesale price."""
        if all(row.min_quantity == 1 for row in variant.prices):
            most = min(most, _RETAIL_MOST)
        return 1 + int(most * self._rng.random() ** 3)


def _shelf(products: Sequence[Product], market: str, popularity: dict[str, float]) -> _Shelf:
    """The variants that have a price in the market."""
    sold = [
        (_Item(variant, product.id), popularity[product.id])
        for product in products
        if product.id not in _SERVICES
        for variant in product.variants
        if any(row.market == market for row in variant.prices)
    ]
    return _Shelf(
        items=tuple(item for item, _ in sold),
        weights=tuple(accumulate(weight for _, weight in sold)),
    )


def _is_plentiful(variant: Variant, units: int) -> bool:
    """Whether that many can be sold again and again."""
    return variant.stock is None or variant.backorder or variant.stock >= 10 * units
