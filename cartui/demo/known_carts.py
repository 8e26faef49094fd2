"""Two carts that the documentation knows by number, and the numbering of all others around them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from cartui.demo.drafts import SOURCE
from cartui.model.cart import Origin
from cartui.model.imports import ImportedCart, ImportedLine, SourceRow
from cartui.model.market import FulfilmentCategory

QUOTE_NUMBER: Final = 119
"""``C-000119``: the fifty mugs of a company that is still to say yes."""

CALLER_NUMBER: Final = 123
"""``C-000123``: Rahim Uddin's cart, parked and taken up again."""


def numbered_with_known(drawn: Sequence[ImportedCart], now: datetime) -> tuple[ImportedCart, ...]:
    """All carts, oldest first, with the known ones at their numbers; references and rows count from 1."""
    carts = sorted(drawn, key=lambda cart: cart.created_at)
    for number, known in ((QUOTE_NUMBER, _mug_quote(now)), (CALLER_NUMBER, _caller(now))):
        before = carts[number - 2].created_at
        carts.insert(number - 1, known.model_copy(update={"created_at": before + timedelta(seconds=1)}))
    return tuple(
        cart.model_copy(
            update={"reference": f"demo-{number:06d}", "rows": (SourceRow(file="demo carts", line=number),)}
        )
        for number, cart in enumerate(carts, start=1)
    )


def _caller(now: datetime) -> ImportedCart:
    """A cart that a caller came back to five minutes ago."""
    return ImportedCart(
        reference="new",
        source=SOURCE,
        market="BD",
        origin=Origin.STOREFRONT,
        created_at=now,
        updated_at=now - timedelta(minutes=5),
        touched_at=now - timedelta(minutes=7),
        customer="1042",
        channel="Web shop",
        lines=(
            ImportedLine(sku="SHIRT-LB", quantity=2),
            ImportedLine(sku="MUG-01", quantity=1),
            ImportedLine(sku="KANTHA-TI", quantity=1),
            ImportedLine(sku="HONEY-250", quantity=2),
        ),
        fulfilment_category=FulfilmentCategory.SHIPPING,
        service="Express Delivery",
        payment_method="COD",
        note="Gift wrap requested",
        tags=("callback",),
    )


def _mug_quote(now: datetime) -> ImportedCart:
    """A quote for fifty mugs, with the coupon that was agreed by phone."""
    return ImportedCart(
        reference="new",
        source=SOURCE,
        market="BD",
        origin=Origin.AGENT,
        created_at=now,
        updated_at=now - timedelta(hours=1),
        customer="1044",
        channel="Phone",
        price_level="Retail",
        lines=(ImportedLine(sku="MUG-01", quantity=50),),
        coupon="CORP50",
        fulfilment_category=FulfilmentCategory.SHIPPING,
        service="Express Delivery",
        payment_method="Bank transfer",
        note="Quote sent, will confirm by email",
        tags=("quote", "b2b"),
        assigned_to="alice",
    )
