"""Figures reckoned before the shop was asked are taken only where they are those of what came of the cart."""

from datetime import UTC, datetime
from itertools import count
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from cartui.model.address import Address
from cartui.model.cart import PriceSource
from cartui.model.coupon import Coupon, CouponKind, CouponUse
from cartui.model.customer import Customer
from cartui.model.imports import ImportBatch, ImportedCart, ImportedLine
from cartui.model.market import CrossBorder, DeliveryService, FulfilmentCategory, Market, TaxMode, TaxRounding
from cartui.model.record import CartContent, CartFigures, LineContent
from cartui.model.shop import PriceLevel, Shop, TaxRate
from cartui.rules.pricing.cart_pricing import PricingContext, cart_figures
from cartui.rules.pricing.pricing_ahead import PricingAhead, still_hold

WHEN: Final = datetime(2026, 11, 1, 12, tzinfo=UTC)
VALID_VAT_ID: Final = "DE136695976"

RATES: Final = (
    TaxRate(country="GB", tax_class="standard", name="VAT", rate="20"),
    TaxRate(country="GB", tax_class="reduced", name="VAT", rate="5"),
    TaxRate(country="DE", tax_class="standard", name="USt", rate="19"),
)

amounts = st.integers(min_value=0, max_value=10_000)
places = st.sampled_from([None, Address(country="GB"), Address(country="DE"), Address(country="FR")])
classes = st.sampled_from(["standard", "standard", "standard", "reduced", None])


@st.composite
def shops(draw: st.DrawFn) -> Shop:
    """A shop of one market, which may sell abroad and without tax."""
    market = Market(
        code="GB",
        name="Great Britain",
        countries=("GB", "DE"),
        currency="GBP",
        base_level="retail",
        tax_mode=draw(st.sampled_from(TaxMode)),
        tax_rounding=draw(st.sampled_from(TaxRounding)),
        cross_border=draw(st.sampled_from(CrossBorder)),
        reverse_charge=draw(st.booleans()),
        services=(DeliveryService(name="Post", category=FulfilmentCategory.SHIPPING),),
    )
    coupon = Coupon(code="TEN", kind=CouponKind.PERCENT, percent="10")
    level = PriceLevel(code="retail", name="Retail")
    return Shop(price_levels=(level,), markets=(market,), tax_rates=RATES, coupons=(coupon,))


@st.composite
def carts(draw: st.DrawFn) -> ImportedCart:
    """A cart of a file, mostly of lines with prices."""
    prices = st.one_of(amounts, amounts, amounts, st.none())
    numbers = draw(st.lists(st.tuples(st.integers(1, 9), prices), max_size=4))
    return ImportedCart(
        reference="R1",
        source="web",
        market="GB",
        created_at=WHEN,
        lines=tuple(
            ImportedLine(f"SKU{at}", units, "Thing", price) for at, (units, price) in enumerate(numbers)
        ),
        shipping_address=draw(places),
        service=draw(st.sampled_from([None, None, "Post"])),
        coupon=draw(st.sampled_from([None, None, "TEN"])),
    )


@st.composite
def customers(draw: st.DrawFn) -> Customer | None:
    """Nobody, or somebody who may be exempt."""
    if draw(st.booleans()):
        return None
    return Customer(
        id="c1",
        version=1,
        number="1000",
        name="Ann",
        tax_exempt=draw(st.booleans()),
        vat_id=draw(st.sampled_from(["", VALID_VAT_ID])),
        created_at=WHEN,
        updated_at=WHEN,
    )


def figures_ahead(shop: Shop, cart: ImportedCart) -> CartFigures | None:
    """What is reckoned of a cart ahead."""
    found = PricingAhead(shop).of(ImportBatch(carts=(cart,))).figures
    assert found is not None
    (figures,) = found.figures
    return figures


def content_of(cart: ImportedCart, tax_classes: list[str | None], shipping: Address | None) -> CartContent:
    """What became of a cart where its goods have these tax classes, and it is sent there."""
    ids = map(str, count())
    lines = tuple(
        LineContent(next(ids), sku, title, units, price or 0, PriceSource.IMPORTED, tax_class=tax_class)
        for (sku, units, title, price, *_), tax_class in zip(cart.lines, tax_classes, strict=True)
    )
    return CartContent(
        market="GB",
        currency="GBP",
        shipping_address=shipping,
        service=cart.service,
        coupon_code=cart.coupon,
        lines=lines,
    )


@given(shops(), carts(), customers(), st.data())
def test_figures_that_still_hold_are_those_that_pricing_the_cart_gives(
    shop: Shop, cart: ImportedCart, customer: Customer | None, data: st.DataObject
) -> None:
    ahead = figures_ahead(shop, cart)
    tax_classes = data.draw(st.lists(classes, min_size=len(cart.lines), max_size=len(cart.lines)))
    shipping = cart.shipping_address or data.draw(places)
    content = content_of(cart, tax_classes, shipping)
    if ahead is None or not still_hold(cart, content, customer):
        return
    context = PricingContext(shop=shop, customer=customer, coupon_use=CouponUse(), now=WHEN)
    assert ahead == cart_figures(content, context)


def an_order() -> ImportedCart:
    """An order as nearly all of a file are."""
    lines = (ImportedLine("A", 2, "Cup", 500), ImportedLine(None, 1, "Postage", 250))
    return ImportedCart(reference="R1", source="web", market="GB", created_at=WHEN, lines=lines)


SHOP: Final = Shop(
    price_levels=(PriceLevel(code="retail", name="Retail"),),
    markets=(
        Market(code="GB", name="Great Britain", countries=("GB",), currency="GBP", base_level="retail"),
    ),
    tax_rates=RATES,
)


def test_an_order_of_a_guest_is_priced_ahead() -> None:
    cart = an_order()
    ahead = figures_ahead(SHOP, cart)
    assert ahead is not None
    assert ahead.totals.total == 1_500
    assert still_hold(cart, content_of(cart, ["standard", "standard"], None), None)


def test_no_cart_is_priced_ahead_of_which_more_has_to_be_known() -> None:
    cart = an_order()
    changes: list[dict[str, object]] = [
        {"market": "FR"},
        {"lines": ()},
        {"lines": (ImportedLine("A", 2, "Cup", None),)},
        {"coupon": "TEN"},
        {"service": "Post"},
    ]
    assert [figures_ahead(SHOP, cart.model_copy(update=change)) for change in changes] == [None] * 5


def test_figures_ahead_do_not_go_over_the_wire() -> None:
    batch = ImportBatch(carts=(an_order(),))
    assert PricingAhead(SHOP).of(batch).model_dump_json() == batch.model_dump_json()
