"""Any cart that a document may be made of, priced by the shop's rules, and orders of such carts."""

from datetime import UTC, datetime
from typing import Final

from hypothesis import strategies as st

from cartui.model.address import Address, Contact
from cartui.model.cart import Cart, CartState, Origin, PriceSource
from cartui.model.coupon import Coupon, CouponKind, CouponUse
from cartui.model.customer import Customer
from cartui.model.market import (
    CrossBorder,
    DeliveryService,
    FulfilmentCategory,
    Market,
    Rounding,
    TaxMode,
    TaxRounding,
)
from cartui.model.order import GoodsIssue, Order, OrderState
from cartui.model.record import CartContent, CartRecord, LineContent
from cartui.model.shop import PriceLevel, Shop, ShopSettings, TaxRate
from cartui.rules.cart_view import ViewContext, view_cart
from cartui.rules.pricing.cart_pricing import PricingContext, cart_figures

WHEN: Final = datetime(2026, 11, 1, 12, tzinfo=UTC)
HAMBURG: Final = Address(
    name="Greta Kahn", line1="Jungfernstieg 1", city="Hamburg", postcode="20354", country="DE"
)
LYON: Final = Address(line1="2 rue Mercière", city="Lyon", postcode="69002", country="FR")
KAHN: Final = Customer(
    id="c1",
    number="1001",
    version=1,
    name="Kahn GmbH",
    vat_id="DE136695976",
    created_at=WHEN,
    updated_at=WHEN,
)

_classes = st.sampled_from(("standard", "standard", "reduced", None))
_rates = st.sampled_from(("0", "5", "7", "9.975", "19", "20", "33.333333", "100"))


@st.composite
def shops(draw: st.DrawFn) -> Shop:
    """A shop of one market, which sells abroad, with up to two taxes on each class."""
    rows = draw(
        st.lists(
            st.builds(
                TaxRate,
                country=st.sampled_from(("DE", "DE", "FR")),
                tax_class=st.sampled_from(("standard", "reduced")),
                name=st.sampled_from(("VAT", "GST")),
                rate=_rates,
            ),
            max_size=5,
        )
    )
    market = Market(
        code="EU",
        name="Europe",
        countries=("DE", "FR"),
        currency=draw(st.sampled_from(("EUR", "JPY", "KWD"))),
        locale=draw(st.sampled_from(("de_DE", "en", "bn_BD"))),
        base_level="retail",
        tax_mode=draw(st.sampled_from(TaxMode)),
        tax_rounding=draw(st.sampled_from(TaxRounding)),
        rounding=draw(st.sampled_from(Rounding)),
        cross_border=draw(st.sampled_from(CrossBorder)),
        services=(
            DeliveryService(
                name="Parcel",
                category=FulfilmentCategory.SHIPPING,
                price=draw(st.integers(0, 5000)),
                tax_class=draw(_classes),
            ),
        ),
    )
    return Shop(
        settings=ShopSettings(name="Acme", vat_id="DE999999999", seller=HAMBURG),
        price_levels=(PriceLevel(code="retail", name="Retail"),),
        markets=(market,),
        tax_rates=tuple(rows),
        coupons=(Coupon(code="TEN", kind=CouponKind.PERCENT, percent="10"),),
    )


@st.composite
def priced_carts(draw: st.DrawFn) -> tuple[Cart, Shop]:
    """A cart with the shop that priced it."""
    shop = draw(shops())
    lines = draw(
        st.lists(
            st.tuples(
                st.sampled_from(("A", "B", None)),
                st.integers(1, 40),
                st.one_of(st.integers(0, 60), st.integers(0, 300_000)),
                _classes,
                st.sampled_from((None, None, "15", "100")),
            ),
            max_size=6,
        )
    )
    content = CartContent(
        market="EU",
        currency=shop.markets[0].currency,
        contact=Contact(name="Greta", phone="+49401234"),
        shipping_address=draw(st.sampled_from((None, HAMBURG, LYON))),
        service=draw(st.sampled_from((None, "Parcel"))),
        coupon_code=draw(st.sampled_from((None, "TEN"))),
        lines=tuple(
            LineContent(
                f"l{place}",
                sku,
                "Thing",
                quantity,
                price,
                PriceSource.LIST,
                tax_class=tax_class,
                discount_percent=percent,
            )
            for place, (sku, quantity, price, tax_class, percent) in enumerate(lines)
        ),
    )
    customer = draw(st.sampled_from((None, KAHN.model_copy(update={"tax_exempt": True}))))
    return cart_of(content, shop, customer=customer), shop


def cart_of(content: CartContent, shop: Shop, *, customer: Customer | None = None) -> Cart:
    """The content priced by the shop, as a client gives it."""
    pricing = PricingContext(shop=shop, customer=customer, coupon_use=CouponUse(), now=WHEN)
    record = CartRecord(
        id="1",
        number="C-000123",
        version=3,
        state=CartState.ORDERED,
        origin=Origin.AGENT,
        content=content,
        figures=cart_figures(content, pricing),
        created_at=WHEN,
        updated_at=WHEN,
    )
    return view_cart(record, ViewContext(pricing=pricing, variants={}))


def order_of(cart: Cart, *, state: OrderState = OrderState.APPROVED, paid: int = 0) -> Order:
    """An order of that cart, with its goods issue where it is approved."""
    approved = state is OrderState.APPROVED
    return Order(
        id="o1",
        number="ORD-000000000007",
        version=1,
        state=state,
        cart=cart,
        placed_at=WHEN,
        placed_by="alice",
        paid=paid,
        due=max(cart.totals.total - paid, 0),
        goods_issue=GoodsIssue(number="GI-000007", issued_at=WHEN, issued_by="bob") if approved else None,
    )
