"""The catalogue of the demo: ``catalogue.toml`` turned into products with their variants and prices."""

import random
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import product as combinations
from typing import Final

from pydantic import TypeAdapter

from cartui.demo.prices import MARKETS, cheaper, dearer, price_in
from cartui.model.catalog import PriceRow, Product, Variant
from cartui.model.frozen import Frozen

_BASE: Final = "Retail"
"""The base level of all markets."""


class _Item(Frozen):
    """One table of ``catalogue.toml``, whose head says what the keys mean."""

    title: str
    about: str
    price: int
    sku: str
    options: tuple[str, ...] = ()
    extra: Mapping[str, int] = {}
    weight: int = 0
    tax: str = "standard"
    breaks: tuple[tuple[int, int], ...] = ()
    levels: Mapping[str, int] = {}
    prices: Mapping[str, int] = {}
    only: tuple[str, ...] = MARKETS
    not_in: tuple[str, ...] = ()
    stock: Mapping[str, int] = {}
    untracked: bool = False
    backorder: bool = False


_Value = tuple[str, str]
"""A value of an option with its short form for SKUs."""


@lru_cache(maxsize=1)
def demo_products() -> tuple[Product, ...]:
    """Everything that the demo sells, the same every time."""
    document = tomllib.loads(files("cartui.demo").joinpath("catalogue.toml").read_text(encoding="utf-8"))
    sets = TypeAdapter(dict[str, str]).validate_python(document.pop("sets"))
    items = TypeAdapter(dict[str, _Item]).validate_python(document)
    numbers = iter(range(1, 100_000))
    return tuple(_product(handle, item, sets, numbers) for handle, item in items.items())


def barcode(number: int) -> str:
    """An EAN-13 with its check digit, of the numbers that GS1 leaves to shops for use inside (200 to 299)."""
    digits = f"200{number * 7919 % 10**9:09d}"
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-weighted % 10}"


def _product(handle: str, item: _Item, sets: Mapping[str, str], numbers: Iterator[int]) -> Product:
    """A product with a variant for every combination of its options' values."""
    options = [_option(text, sets) for text in item.options]
    return Product(
        id=handle,
        title=item.title,
        description=item.about,
        option_names=tuple(name for name, _ in options),
        tax_class=None if item.tax == "none" else item.tax,
        image_url=f"https://images.example.com/{handle}.jpg",
        variants=tuple(
            _variant(item, values, next(numbers))
            for values in combinations(*(values for _, values in options))
        ),
    )


def _option(text: str, sets: Mapping[str, str]) -> tuple[str, tuple[_Value, ...]]:
    """An option's name and values: ``Size: Small=S, Large=L`` or ``Size: @sizes``."""
    name, _, listed = text.partition(": ")
    listed = sets[listed.removeprefix("@")] if listed.startswith("@") else listed
    pairs = (value.strip().partition("=") for value in listed.split(","))
    return name, tuple((value, short or value) for value, _, short in pairs)


def _variant(item: _Item, values: tuple[_Value, ...], number: int) -> Variant:
    """One combination, with its prices in every market and at every level that has a row of its own."""
    sku = _sku(item, values)
    extra = sum(item.extra.get(value, 0) for value, _ in values)
    return Variant(
        sku=sku,
        options=tuple(value for value, _ in values),
        barcode=barcode(number),
        stock=_stock(item, sku),
        backorder=item.backorder or random.Random(f"backorder {sku}").random() < 0.06,
        weight=item.weight * (100 + extra) // 100,
        prices=tuple(
            row
            for market in MARKETS
            if market in item.only and market not in item.not_in
            for row in _rows(item, market, extra)
        ),
    )


def _sku(item: _Item, values: tuple[_Value, ...]) -> str:
    """The beginning and the short forms; a hyphen keeps two numbers apart (``JEANS-32-34``)."""
    sku = item.sku
    for _, short in values:
        sku += f"-{short}" if sku[-1].isdigit() and short[0].isdigit() else short
    return sku


def _rows(item: _Item, market: str, extra: int) -> Iterator[PriceRow]:
    """The base price, its wholesale breaks, and the levels' own prices."""
    base = dearer(market, item.prices.get(market) or price_in(market, item.price), extra)
    yield PriceRow(market=market, level=_BASE, amount=base)
    for quantity, percent in item.breaks:
        yield PriceRow(
            market=market, level=_BASE, min_quantity=quantity, amount=cheaper(market, base, percent)
        )
    for level, percent in item.levels.items():
        yield PriceRow(market=market, level=level, amount=cheaper(market, base, percent))


def _stock(item: _Item, sku: str) -> int | None:
    """What is at hand: mostly enough, sometimes little or nothing, sometimes not counted."""
    if item.untracked:
        return None
    if sku in item.stock:
        return item.stock[sku]
    chance = random.Random(f"stock {sku}")
    kind = chance.random()
    if kind < 0.05:
        return 0
    if kind < 0.13:
        return chance.randint(1, 4)
    return None if kind < 0.17 else chance.randint(8, 320)
