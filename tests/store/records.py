"""Carts as values, for tests that store them."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta

from cartui.model.address import Address, Contact
from cartui.model.cart import CartState, Origin, PriceSource, Totals, UserType, Visitor
from cartui.model.coupon import AppliedCoupon
from cartui.model.customer import Customer, CustomerRef
from cartui.model.payment import AttemptStatus, Lock, LockReason, PaymentAttempt
from cartui.model.pricing import TaxLine
from cartui.model.record import CartContent, CartFigures, CartRecord, LineContent, LineFigures
from cartui.store.orders import NewOrder

NOW = datetime(2026, 11, 21, 9, 30, 15, 123456, tzinfo=UTC)

RAHIM = CustomerRef(
    id="cus_rahim", number="1001", name="Rahim Uddin", email="rahim@example.com", phone="+8801711123456"
)

_OF_RECORD = frozenset(field.name for field in fields(CartRecord))


def line(id_: str, sku: str | None = "SHIRT-L-BLUE", quantity: int = 2, **other: object) -> LineContent:
    """A line as decided."""
    fields: dict[str, object] = {
        "title": "Cotton Shirt",
        "unit_price": 1250,
        "price_source": PriceSource.LIST,
    }
    return LineContent(id=id_, sku=sku, quantity=quantity, **{**fields, **other})  # type: ignore[arg-type]


def cart(number: int, **other: object) -> CartRecord:
    """An empty open cart; any field of record or content can be given."""
    record: dict[str, object] = {
        "id": f"crt_{number}",
        "number": f"C-{number:06d}",
        "version": 1,
        "state": CartState.OPEN,
        "origin": Origin.AGENT,
        "figures": CartFigures(),
        "created_at": NOW,
        "updated_at": NOW,
    }
    content: dict[str, object] = {"market": "BD", "currency": "BDT"}
    for name, value in other.items():
        (record if name in _OF_RECORD else content)[name] = value
    record.setdefault("content", CartContent(**content))  # type: ignore[arg-type]
    return CartRecord(**record)  # type: ignore[arg-type]


def full_cart(number: int = 7, *, customer_id: str | None = None) -> CartRecord:
    """A cart in which every field holds something of its own."""
    lines = (
        line("a", options="L / Blue", image_url="https://shop.example/a.png", weight=180, wholesale_from=10),
        line(
            "b", None, 1, title="Gift wrap", tax_class=None, price_source=PriceSource.OVERRIDE, unit_price=99
        ),
        line("c", "MUG", 3, discount_percent="12.5", discount_amount=None, discount_reason="chipped"),
    )
    figures = (
        LineFigures(2500, 0, 100, 60, 2400),
        LineFigures(99, 0, 4, None, 95),
        LineFigures(3750, 469, 120, 0, 3161),
    )
    return CartRecord(
        id=f"crt_{number}",
        number=f"C-{number:06d}",
        version=4,
        state=CartState.LOCKED,
        origin=Origin.STOREFRONT,
        content=CartContent(
            market="BD",
            currency="BDT",
            channel="GospelShop",
            price_level="gold",
            price_level_override="gold",
            customer_id=customer_id,
            contact=Contact(name="Rahim Uddin", email="Rahim@Example.com", phone="+8801711123456"),
            rep="R7",
            tags=("vip", "Gift 🎁"),
            assigned_to="mina",
            shipping_address=Address(name="রহিম", line1="12 Mirpur Road", city="Dhaka", country="BD"),
            billing_address=Address(),
            billing_same_as_shipping=False,
            service="Courier",
            payment_method="bKash",
            note="Two lines\nof note",
            coupon_code="SAVE10",
            prices_held_until=NOW,
            block_waived="we know them",
            lines=lines,
        ),
        figures=CartFigures(
            lines=figures,
            totals=Totals(
                subtotal=5880,
                discounts=469,
                coupon=224,
                shipping=6000,
                tax=60,
                tax_lines=(TaxLine(name="VAT", rate="15", amount=60),),
                tax_included=True,
                tax_estimated=True,
                total=11656,
            ),
            coupon=AppliedCoupon(code="SAVE10", applied=False, reason="It ended yesterday."),
            tax_exempt=True,
        ),
        created_at=NOW,
        updated_at=NOW,
        touched_at=NOW,
        deleted_at=NOW,
        created_by="mina",
        visitor=Visitor(
            session_id="s-1", user_type=UserType.CUSTOMER, browser="Firefox", ip="192.0.2.7", country="BD"
        ),
        lock=Lock(reason=LockReason.PENDING_PAYMENT, since=NOW, note="asked the bank"),
        attempts=(
            PaymentAttempt(
                provider="paypal",
                reference="PAY-1",
                merchant_reference="INV-1",
                payer_email="r@example.com",
                amount=11656,
                currency="BDT",
                card_last4="4242",
                status=AttemptStatus.PENDING,
                started_at=NOW,
                ended_at=NOW,
            ),
            PaymentAttempt(provider="stripe", amount=1, currency="BDT", started_at=NOW),
        ),
    )


def order(number: int, **other: object) -> NewOrder:
    """The order of the cart with the same number; two are placed in each hour."""
    fields: dict[str, object] = {
        "id": f"ord_{number}",
        "number": f"ORD-{number:012d}",
        "cart_id": f"crt_{number}",
        "placed_at": NOW + timedelta(hours=number // 2),
        "placed_by": "mina",
        "currency": "BDT",
        "total": 500,
    }
    return NewOrder(**{**fields, **other})  # type: ignore[arg-type]


def rahim(**other: object) -> Customer:
    """The customer that ``RAHIM`` refers to; any field can be given."""
    fields = {**RAHIM.model_dump(), "version": 1, "created_at": NOW, "updated_at": NOW}
    return Customer.model_validate({**fields, **other})
