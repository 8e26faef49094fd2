"""Documents say of a cart what the cart says of itself, to the unit, and add up."""

from datetime import timedelta

import pytest
from hypothesis import given, settings

from cartui.model.address import Address, Contact
from cartui.model.cart import Cart, PriceSource
from cartui.model.document import DocumentKind
from cartui.model.errors import Refused
from cartui.model.market import DeliveryService, FulfilmentCategory, Market
from cartui.model.order import OrderState
from cartui.model.record import CartContent, LineContent
from cartui.model.shop import PriceLevel, Shop, ShopSettings, TaxRate
from cartui.rules.documents.content import (
    EXEMPT,
    REVERSE_CHARGE,
    confirmation_of,
    quote_of,
)
from tests.rules.carts_for_documents import HAMBURG, KAHN, LYON, WHEN, cart_of, order_of, priced_carts

OUTLET = Address(line1="1 quai", city="Lyon", postcode="69001", country="FR")
SHOP = Shop(
    settings=ShopSettings(name="Acme", vat_id="DE999999999", seller=HAMBURG.model_copy(update={"name": ""})),
    price_levels=(PriceLevel(code="retail", name="Retail"),),
    markets=(
        Market(
            code="EU",
            name="Europe",
            countries=("DE", "FR"),
            currency="EUR",
            locale="de_DE",
            time_zone="Europe/Berlin",
            base_level="retail",
            reverse_charge=True,
            services=(
                DeliveryService(
                    name="Parcel", category=FulfilmentCategory.SHIPPING, price=490, tax_class="standard"
                ),
                DeliveryService(name="Outlet", category=FulfilmentCategory.PICKUP, outlet=OUTLET),
            ),
        ),
    ),
    tax_rates=(
        TaxRate(country="DE", name="MwSt", rate="19"),
        TaxRate(country="DE", tax_class="reduced", name="MwSt", rate="7"),
        TaxRate(country="FR", name="TVA", rate="20"),
    ),
)
CONTENT = CartContent(
    market="EU",
    currency="EUR",
    contact=Contact(name="Greta", email="greta@example.com"),
    shipping_address=HAMBURG,
    service="Parcel",
    lines=(
        LineContent("1", "MUG", "Mug", 2, 1000, PriceSource.LIST, options="Red"),
        LineContent("2", None, "Book", 1, 700, PriceSource.LIST, tax_class="reduced"),
    ),
)


@given(priced_carts())
@settings(max_examples=100, deadline=None)
def test_every_sum_of_a_document_is_the_carts_own(made: tuple[Cart, Shop]) -> None:
    cart, shop = made
    document = quote_of(cart, shop, at=WHEN, by="alice")
    totals = document.totals
    assert totals is not None
    assert (totals.subtotal, totals.coupon, totals.shipping, totals.tax, totals.total) == (
        cart.totals.subtotal,
        cart.totals.coupon,
        cart.totals.shipping,
        cart.totals.tax,
        cart.totals.total,
    )
    assert [line.total for line in document.lines] == [line.total for line in cart.lines]
    assert sum(tax.amount for tax in document.taxes) == totals.tax
    assert sum((line.unit_price or 0) * line.quantity - (line.discount or 0) for line in document.lines) == (
        totals.subtotal - totals.coupon
    )


@given(priced_carts())
@settings(max_examples=100, deadline=None)
def test_nets_add_up_to_the_total_and_those_of_a_rate_to_its_base(made: tuple[Cart, Shop]) -> None:
    cart, shop = made
    document = quote_of(cart, shop, at=WHEN, by="alice")
    nets = [(line.net, line.rates) for line in document.lines]
    nets.append((document.delivery_net or 0, document.delivery_rates))
    assert document.totals is not None
    assert sum(net for net, _ in nets if net is not None) + document.totals.tax == document.totals.total
    for tax in document.taxes:
        assert tax.net == sum(net for net, rates in nets if net is not None and tax.label in rates)


def test_a_rate_is_taken_of_the_lines_and_the_delivery_that_bear_it() -> None:
    document = quote_of(cart_of(CONTENT, SHOP), SHOP, at=WHEN, by="alice")
    assert [(tax.label, tax.net, tax.amount) for tax in document.taxes] == [
        ("MwSt 19 %", 2490, 473),
        ("MwSt 7 %", 700, 49),
    ]
    assert [line.rates for line in document.lines] == [("MwSt 19 %",), ("MwSt 7 %",)]
    assert document.delivery_rates == ("MwSt 19 %",)


def test_a_rate_that_changed_since_is_not_made_up() -> None:
    cart = cart_of(CONTENT, SHOP)
    dearer = SHOP.model_copy(update={"tax_rates": (TaxRate(country="DE", name="MwSt", rate="25"),)})
    document = quote_of(cart, dearer, at=WHEN, by="alice")
    assert [(tax.label, tax.net, tax.amount) for tax in document.taxes] == [
        ("MwSt 19 %", None, 473),
        ("MwSt 7 %", None, 49),
    ]
    assert [line.rates for line in document.lines] == [(), ()]
    assert [line.net for line in document.lines] == [2000, 700]


def test_rates_that_ended_are_found_by_the_day_of_the_order() -> None:
    cart = cart_of(CONTENT, SHOP)
    ended = tuple(
        rate.model_copy(update={"valid_to": WHEN.date()}) if rate.country == "DE" else rate
        for rate in SHOP.tax_rates
    )
    later = SHOP.model_copy(update={"tax_rates": ended})
    document = confirmation_of(order_of(cart), later, at=WHEN + timedelta(days=400), by="alice")
    assert [tax.net for tax in document.taxes] == [2490, 700]


def test_the_buyer_is_named_by_address_and_contact_and_the_seller_by_the_shop() -> None:
    document = quote_of(cart_of(CONTENT, SHOP), SHOP, at=WHEN, by="alice", customer=KAHN)
    assert document.seller.company == "Acme"
    assert document.seller.vat_id == "DE999999999"
    assert document.buyer.name == "Greta Kahn"
    assert document.buyer.address == ("Jungfernstieg 1", "20354 Hamburg", "DE")
    assert document.buyer.email == "greta@example.com"
    assert document.buyer.vat_id == "DE136695976"
    assert document.receiver is None


def test_goods_for_another_place_name_their_receiver() -> None:
    cart = cart_of(CONTENT, SHOP).model_copy(
        update={"billing_same_as_shipping": False, "billing_address": LYON}
    )
    document = quote_of(cart, SHOP, at=WHEN, by="alice")
    assert document.buyer.address[0] == "2 rue Mercière"
    assert document.receiver is not None
    assert document.receiver.address[0] == "Jungfernstieg 1"


def test_a_cart_without_an_address_still_makes_a_quote() -> None:
    cart = cart_of(CartContent(market="EU", currency="EUR", contact=Contact(name="Greta")), SHOP)
    document = quote_of(cart, SHOP, at=WHEN, by="alice")
    assert (document.buyer.name, document.buyer.address, document.receiver) == ("Greta", (), None)


def test_a_business_abroad_reads_why_it_pays_no_tax() -> None:
    at_home = cart_of(CONTENT, SHOP)
    abroad = at_home.model_copy(update={"shipping_address": LYON, "tax_exempt": True})
    assert quote_of(abroad, SHOP, at=WHEN, by="", customer=KAHN).tax_note == REVERSE_CHARGE
    assert quote_of(abroad, SHOP, at=WHEN, by="").tax_note == EXEMPT
    assert quote_of(at_home, SHOP, at=WHEN, by="", customer=KAHN).tax_note == ""


def test_a_confirmation_has_the_orders_number_and_what_was_paid() -> None:
    order = order_of(cart_of(CONTENT, SHOP), state=OrderState.PENDING, paid=1000)
    document = confirmation_of(order, SHOP, at=WHEN, by="alice")
    assert (document.kind, document.number) == (DocumentKind.ORDER_CONFIRMATION, order.number)
    assert document.totals is not None
    assert (document.totals.paid, document.totals.due) == (1000, order.due)


def test_a_cancelled_order_is_not_confirmed() -> None:
    with pytest.raises(Refused, match="was cancelled"):
        confirmation_of(order_of(cart_of(CONTENT, SHOP), state=OrderState.CANCELLED), SHOP, at=WHEN, by="")
