"""What an invoice and a credit note say, and what of it a tax office would miss."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from cartui.model.address import Address, Contact
from cartui.model.cart import Cart, CartState, Origin, PriceSource
from cartui.model.coupon import Coupon, CouponKind, CouponUse
from cartui.model.customer import Customer, SavedAddress
from cartui.model.document import Document, DocumentKind
from cartui.model.market import DeliveryService, FulfilmentCategory, Market
from cartui.model.money import Money
from cartui.model.order import GoodsIssue, Order, OrderState
from cartui.model.record import CartContent, CartRecord, LineContent
from cartui.model.shop import PriceLevel, Shop, ShopSettings
from cartui.rules.cart_view import ViewContext, view_cart
from cartui.rules.documents.content import EXEMPT, REVERSE_CHARGE
from cartui.rules.documents.invoicing import credit_note_of, invoice_of, missing_of_invoice
from cartui.rules.pricing.cart_pricing import PricingContext, cart_figures
from tests.rules import carts_to_price

NOW: Final = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SELLER: Final = Address(company="Acme GmbH", line1="Jungfernstieg 1", city="Hamburg", country="DE")
BERLIN: Final = Address(name="Ann", line1="Unter den Linden 1", city="Berlin", postcode="10117", country="DE")
COPENHAGEN: Final = Address(name="Bo", line1="Nyhavn 1", city="København", postcode="1051", country="DK")
VAT_ID: Final = "DK13585628"


@dataclass(frozen=True)
class Sold:
    """A priced cart with its shop and customer."""

    cart: Cart
    shop: Shop
    customer: Customer | None

    def order(self) -> Order:
        """The approved order that it became."""
        return Order(
            id="o",
            number="ORD-1",
            version=2,
            state=OrderState.APPROVED,
            cart=self.cart,
            placed_at=NOW,
            placed_by="mina",
            paid=0,
            due=self.cart.totals.total,
            goods_issue=GoodsIssue(number="GI-1", issued_at=NOW, issued_by="mina"),
        )

    def invoice(self) -> Document:
        """Its invoice."""
        return invoice_of(self.order(), self.shop, self.customer, at=NOW, by="mina")


def sold(
    lines: list[dict[str, Any]],
    *,
    rates: list[dict[str, Any]] | None = None,
    market: dict[str, Any] | None = None,
    to: Address | None = BERLIN,
    customer: Customer | None = None,
    delivery: dict[str, Any] | None = None,
    percent_off: str | None = None,
    seller: dict[str, Any] | None = None,
) -> Sold:
    """A cart of these lines, priced by the rules."""
    services = (DeliveryService(name="Post", category=FulfilmentCategory.SHIPPING, **(delivery or {})),)
    own = {"currency": "EUR", "countries": ["DE", "DK"], "tax_mode": "inclusive"} | (market or {})
    coupons = (Coupon(code="OFF", kind=CouponKind.PERCENT, percent=percent_off),) if percent_off else ()
    shop = Shop.model_validate(
        {
            "settings": ShopSettings.model_validate(
                {"name": "Acme", "seller": SELLER, "vat_id": "DE136695976"} | (seller or {})
            ),
            "price_levels": (PriceLevel(code="retail", name="Retail"),),
            "markets": (
                Market.model_validate(
                    {"code": "EU", "name": "Europe", "base_level": "retail", "services": services} | own
                ),
            ),
            "tax_rates": rates if rates is not None else [carts_to_price.tax("19")],
            "coupons": coupons,
        }
    )
    content = CartContent(
        market="EU",
        currency=own["currency"],
        contact=Contact(name="Ann", phone="+4930123456"),
        customer_id=None if customer is None else customer.id,
        shipping_address=to,
        service="Post",
        coupon_code="OFF" if percent_off else None,
        note="pays late",
        lines=tuple(_line(at, line) for at, line in enumerate(lines)),
    )
    context = PricingContext(shop=shop, customer=customer, coupon_use=CouponUse(), now=NOW)
    record = CartRecord(
        id="c",
        number="C-000001",
        version=1,
        state=CartState.ORDERED,
        origin=Origin.AGENT,
        content=content,
        figures=cart_figures(content, context),
        created_at=NOW,
        updated_at=NOW,
    )
    return Sold(view_cart(record, ViewContext(pricing=context, variants={})), shop, customer)


def _line(at: int, line: dict[str, Any]) -> LineContent:
    """A line at a price of its own."""
    discount = line.get("discount") or {}
    return LineContent(
        str(at),
        f"SKU-{at}",
        f"Thing {at}",
        line["quantity"],
        line["unit_price"],
        PriceSource.IMPORTED,
        tax_class=line.get("tax_class", "standard"),
        discount_percent=discount.get("percent"),
        discount_amount=discount.get("amount"),
    )


def somebody(**facts: Any) -> Customer:
    """A customer."""
    known = {
        "id": "1",
        "number": "1001",
        "version": 1,
        "name": "Bo A/S",
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Customer.model_validate(known | facts)


def test_an_invoice_that_lacks_nothing_can_be_issued() -> None:
    invoice = sold([{"quantity": 1, "unit_price": 1_190}]).invoice()
    assert missing_of_invoice(invoice, untaxed=False) == ()
    assert (invoice.kind, invoice.delivered_at, invoice.tax_note) == (DocumentKind.INVOICE, NOW, "")


def test_what_the_seller_lacks_is_said_with_where_to_set_it() -> None:
    sale = sold([{"quantity": 1, "unit_price": 1_190}], seller={"seller": Address(), "vat_id": ""})
    missing = missing_of_invoice(sale.invoice(), untaxed=False)
    assert [problem.field for problem in missing] == ["shop.seller", "shop.vat_id"]
    assert all("shop file" in problem.message for problem in missing)


def test_who_charges_no_tax_needs_no_tax_number() -> None:
    sale = sold([{"quantity": 1, "unit_price": 1_190}], rates=[], seller={"vat_id": ""})
    assert missing_of_invoice(sale.invoice(), untaxed=False) == ()


def test_a_business_abroad_is_told_why_no_tax_is_charged() -> None:
    sale = sold(
        [{"quantity": 1, "unit_price": 1_190}],
        market={"reverse_charge": True},
        to=COPENHAGEN,
        customer=somebody(vat_id=VAT_ID),
    )
    assert sale.cart.totals.tax == 0
    invoice = sale.invoice()
    assert (invoice.tax_note, invoice.buyer.vat_id) == (REVERSE_CHARGE, VAT_ID)
    assert missing_of_invoice(invoice, untaxed=True) == ()

    changed = Sold(sale.cart, sale.shop, somebody()).invoice()
    assert [each.field for each in missing_of_invoice(changed, untaxed=True)] == ["customer.vat_id"]


def test_an_exempt_buyer_is_told_so() -> None:
    sale = sold([{"quantity": 1, "unit_price": 1_190}], customer=somebody(tax_exempt=True))
    assert sale.invoice().tax_note == EXEMPT


def test_only_a_private_person_who_picks_up_needs_no_address() -> None:
    private = sold([{"quantity": 1, "unit_price": 1_190}], to=None)
    assert missing_of_invoice(private.invoice(), untaxed=False) == ()
    business = sold([{"quantity": 1, "unit_price": 1_190}], to=None, customer=somebody(company="Bo A/S"))
    assert [each.field for each in missing_of_invoice(business.invoice(), untaxed=False)] == [
        "billing_address"
    ]
    known = somebody(company="Bo A/S", addresses=(SavedAddress(id="a", address=COPENHAGEN),))
    at_home = Sold(business.cart, business.shop, known).invoice()
    assert missing_of_invoice(at_home, untaxed=False) == ()
    assert at_home.buyer.country == "DK"


def test_a_credit_note_says_the_same_and_names_its_invoice() -> None:
    invoice = sold([{"quantity": 1, "unit_price": 1_190}]).invoice().model_copy(update={"number": "INV-1"})
    credit = credit_note_of(invoice, reason="broken", at=NOW, by="lea")
    assert (credit.kind, credit.credits, credit.reason) == (DocumentKind.CREDIT_NOTE, "INV-1", "broken")
    assert (credit.lines, credit.taxes, credit.buyer) == (invoice.lines, invoice.taxes, invoice.buyer)
    assert credit.totals is not None
    assert (credit.totals.total, credit.totals.due) == (1_190, None)
    assert Money(credit.totals.total, credit.currency).major() == "11.90"
