"""What is searched (products) and what is sold (variants)."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from cartui.model.frozen import Frozen
from cartui.model.money import LARGEST_AMOUNT
from cartui.model.text import Block, Code, Line, Name, Shown

Amount = Annotated[int, Field(strict=True, ge=0, le=LARGEST_AMOUNT)]
"""A non-negative amount of minor units; strict: ``true`` and ``"12"`` are none."""

Quantity = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
"""How many units a line has; strict as amounts are."""


class PriceRow(Frozen):
    """What one unit costs in a market at a price level, from a quantity on.

    ``amount`` is in minor units of the market's currency. A row with ``min_quantity`` above 1 is a
    wholesale break.
    """

    market: Code
    level: Code
    min_quantity: Quantity = 1
    amount: Amount


class Variant(Frozen):
    """One thing that can be put into a cart."""

    sku: Code
    options: tuple[Line, ...] = ()
    """Values of the product's options in their order: ``("L", "Blue")``."""
    barcode: Line = ""
    stock: int | None = None
    """Units at hand; below zero after a confirmed payment took more than there was; ``None``: not counted."""
    backorder: bool = False
    """Whether it may be sold beyond its stock."""
    weight: Annotated[int, Field(ge=0)] = 0
    """Grams of one unit."""
    prices: tuple[PriceRow, ...] = ()

    @property
    def options_text(self) -> str:
        """The options as people read them: ``L / Blue``."""
        return " / ".join(self.options)


class Product(Frozen):
    """What customers look for; sold as one or more variants."""

    id: Code
    """The shop's own handle of it; an import with the same handle updates the product."""
    title: Name
    description: Block = ""
    option_names: tuple[Line, ...] = ()
    tax_class: Line | None = "standard"
    """Which tax rates apply; ``None``: untaxed."""
    image_url: Line | None = None
    variants: Annotated[tuple[Variant, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class SoldVariant:
    """A variant with what its product says of it: all that putting it into a cart needs."""

    product_id: str
    title: str
    tax_class: str | None
    image_url: str | None
    variant: Variant


class VariantHit(Frozen):
    """A variant found by a search, with what it costs in the cart that asked."""

    sku: Shown
    product_id: str
    title: Shown
    options: Shown
    barcode: Shown = ""
    unit_price: int | None
    """Minor units of ``currency`` for one unit, or ``None`` when it is not sold in this market."""
    currency: str
    stock: int | None
    backorder: bool
    image_url: Shown | None = None
    breaks: tuple[tuple[int, int], ...] = ()
    """Wholesale breaks as (from quantity, unit price)."""
