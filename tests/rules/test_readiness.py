"""Everything that stands between a cart and an order is said at once, each beside its field."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cartui.model.address import Address, Contact
from cartui.model.blocklist import Block, BlockKind
from cartui.model.cart import PriceSource, Visitor
from cartui.model.market import DeliveryService, FulfilmentCategory, Market
from cartui.model.problem import Problem
from cartui.model.record import CartContent, LineContent
from cartui.model.shop import ShopSettings, SubmitPolicy, TaxRate
from cartui.rules.blocked_carts import blocked_problems
from cartui.rules.readiness import StockLevel, missing_for_order

NOW = datetime(2026, 11, 22, tzinfo=UTC)

DHAKA = Address(name="Rahim Uddin", line1="12/A Motijheel", city="Dhaka", postcode="1000", country="BD")
BD = Market(
    code="BD",
    name="Bangladesh",
    countries=("BD",),
    currency="BDT",
    base_level="retail",
    services=(
        DeliveryService(name="Express", category=FulfilmentCategory.SHIPPING),
        DeliveryService(name="Dhaka outlet", category=FulfilmentCategory.PICKUP, outlet=DHAKA),
    ),
    payment_methods=("COD",),
)


def line(sku: str | None = "MUG-01", quantity: int = 1, title: str = "Ceramic Mug") -> LineContent:
    return LineContent(
        id=f"{sku}-{quantity}",
        sku=sku,
        title=title,
        quantity=quantity,
        unit_price=600,
        price_source=PriceSource.LIST,
    )


READY = CartContent(
    market="BD",
    currency="BDT",
    customer_id="1",
    contact=Contact(name="Rahim Uddin", phone="+8801712345678"),
    shipping_address=DHAKA,
    service="Express",
    payment_method="COD",
    lines=(line(),),
)
PLENTY = {"MUG-01": StockLevel(100)}


def missing(
    content: CartContent,
    *,
    stock: dict[str, StockLevel] | None = None,
    blocked: Sequence[Problem] = (),
    settings: ShopSettings | None = None,
) -> dict[str, str]:
    """Fields with their messages; no two problems of these tests share a field."""
    problems = missing_for_order(
        content,
        market=BD,
        settings=settings or ShopSettings(),
        stock=PLENTY if stock is None else stock,
        blocked=blocked,
    )
    return {problem.field: problem.message for problem in problems}


def test_a_complete_cart_misses_nothing() -> None:
    assert missing(READY) == {}


def test_an_empty_cart_says_everything_at_once_in_the_order_one_asks() -> None:
    fields = missing(CartContent(market="BD", currency="BDT"))
    assert list(fields) == [
        "lines",
        "customer",
        "contact.phone",
        "shipping_address",
        "fulfilment",
        "payment_method",
    ]
    assert all(message[0].isupper() and message.endswith(".") for message in fields.values())


def test_an_address_that_was_begun_says_what_it_lacks() -> None:
    fields = missing(replace(READY, shipping_address=Address(name="Rahim")))
    assert list(fields) == ["shipping_address.line1", "shipping_address.city", "shipping_address.country"]


def test_an_empty_address_is_none() -> None:
    assert list(missing(replace(READY, shipping_address=Address()))) == ["shipping_address"]


def test_a_country_has_to_be_in_the_market() -> None:
    fields = missing(replace(READY, shipping_address=DHAKA.model_copy(update={"country": "IN"})))
    assert list(fields) == ["shipping_address.country"]
    assert "IN is not in the market Bangladesh" in fields["shipping_address.country"]


@pytest.mark.parametrize("address", [None, Address(name="x"), DHAKA.model_copy(update={"country": "IN"})])
def test_what_is_picked_up_needs_no_address(address: Address | None) -> None:
    assert missing(replace(READY, service="Dhaka outlet", shipping_address=address)) == {}


def test_a_service_or_payment_method_that_is_gone_has_to_be_chosen_anew() -> None:
    fields = missing(replace(READY, service="Pigeon", payment_method="Shells"))
    assert "does not offer Pigeon" in fields["fulfilment"]
    assert "does not take Shells" in fields["payment_method"]


@pytest.mark.parametrize("phone", ["", "none", "---"])
def test_a_phone_number_has_digits(phone: str) -> None:
    assert list(missing(replace(READY, contact=Contact(phone=phone)))) == ["contact.phone"]


def test_a_phone_number_of_any_writing_is_good_enough() -> None:
    assert missing(replace(READY, contact=Contact(phone="০১৭১২ ৩৪৫৬৭৮"))) == {}


def test_a_line_without_enough_stock_says_how_much_there_is() -> None:
    fields = missing(replace(READY, lines=(line(quantity=50),)), stock={"MUG-01": StockLevel(12)})
    assert fields == {"lines.0.quantity": "Ceramic Mug: 12 in stock, 50 wanted."}


def test_lines_of_one_variant_draw_on_the_same_stock() -> None:
    content = replace(
        READY, lines=(line(quantity=2), line("CAP", 1, "Cap"), line(quantity=3), line(quantity=4))
    )
    fields = missing(content, stock={"MUG-01": StockLevel(4), "CAP": StockLevel(1)})
    assert fields == {"lines.2.quantity": "Ceramic Mug: 4 in stock, 9 wanted."}


def test_stock_below_zero_is_none_left() -> None:
    assert missing(READY, stock={"MUG-01": StockLevel(-3)}) == {
        "lines.0.quantity": "Ceramic Mug: 0 in stock, 1 wanted."
    }


@pytest.mark.parametrize("level", [StockLevel(None), StockLevel(0, backorder=True), StockLevel(1)])
def test_uncounted_backordered_and_just_enough_stock_are_fine(level: StockLevel) -> None:
    assert missing(READY, stock={"MUG-01": level}) == {}


def test_custom_items_need_no_stock() -> None:
    assert missing(replace(READY, lines=(line(None, 999, "Gift wrap"),)), stock={}) == {}


def test_a_variant_that_left_the_catalogue_cannot_be_ordered() -> None:
    fields = missing(READY, stock={})
    assert fields == {"lines.0.sku": "Ceramic Mug (MUG-01) is no longer in the catalogue."}


def test_who_is_blocked_stands_beside_their_field() -> None:
    visitor = Visitor(ip="203.0.113.7", country="AQ")
    blocks = [
        Block(id=at, kind=kind, value=value, reason=reason, agent="lena", at=NOW)
        for at, (kind, value, reason) in enumerate(
            [
                (BlockKind.EMAIL, "mallory@example.com", "stolen cards"),
                (BlockKind.NETWORK, "203.0.113.0/24", "a storm of carts."),
                (BlockKind.COUNTRY, "AQ", "penguins"),
                (BlockKind.COUNTRY, "BD", "nobody of this cart"),
            ]
        )
    ]
    content = replace(READY, contact=Contact(email="Mallory@example.com", phone="1"))
    problems = tuple(blocked_problems(blocks, content, visitor, None))
    assert missing(content, blocked=problems) == {
        "contact.email": "The email mallory@example.com is blocked: stolen cards.",
        "visitor.ip": "The visitor's network 203.0.113.0/24 is blocked: a storm of carts.",
        "visitor.country": "Visitors from AQ are blocked: penguins.",
    }


def test_where_only_customers_order_the_desk_never_places() -> None:
    settings = ShopSettings(submit_policy=SubmitPolicy.CUSTOMERS_ONLY)
    assert list(missing(READY, settings=settings)) == ["policy"]


@pytest.mark.parametrize(
    ("region", "messages"),
    [
        ("CA", []),
        ("california", []),
        ("", ["The state is needed: tax depends on it."]),
        ("Californa", ["Californa is no state of US that we know: tax depends on it."]),
    ],
)
def test_a_region_that_decides_the_tax_has_to_be_one(region: str, messages: list[str]) -> None:
    home = Address(
        name="Ann", line1="1 Main St", city="Los Angeles", region=region, postcode="90001", country="US"
    )
    usa = BD.model_copy(update={"countries": ("US",)})
    rates = (TaxRate(country="US", region="CA", name="State", rate="7.25"),)
    problems = missing_for_order(
        replace(READY, shipping_address=home),
        market=usa,
        settings=ShopSettings(),
        stock={"MUG-01": StockLevel(units=None)},
        tax_rates=rates,
    )

    assert [problem.message for problem in problems] == messages


def test_a_region_decides_nothing_where_no_rate_asks_for_it() -> None:
    problems = missing_for_order(
        READY, market=BD, settings=ShopSettings(), stock={"MUG-01": StockLevel(units=None)}, tax_rates=()
    )

    assert problems == ()
