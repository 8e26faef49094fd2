"""What is chosen of two versions is what one gets, and everything else stays as the other one saved it."""

from collections.abc import Iterator, Sequence
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from cartui.model.actions import (
    Action,
    AddCustomLine,
    AddLine,
    ApplyCoupon,
    Assign,
    RemoveCoupon,
    RemoveLine,
    SetBillingAddress,
    SetContact,
    SetCustomer,
    SetFulfilment,
    SetLineDiscount,
    SetLinePrice,
    SetNote,
    SetPaymentMethod,
    SetPriceLevel,
    SetQuantity,
    SetShippingAddress,
    SetTags,
)
from cartui.model.address import Address
from cartui.model.cart import Cart, CartState, Origin
from cartui.model.catalog import SoldVariant
from cartui.model.coupon import CouponUse
from cartui.model.customer import Customer
from cartui.model.errors import Invalid
from cartui.model.record import CartContent, CartRecord
from cartui.rules.cart_view import ViewContext, view_cart
from cartui.rules.editing.applying import EditContext, apply_actions
from cartui.rules.editing.both_versions import Difference, LineFacts, both_versions
from cartui.rules.editing.cart_changes import diff_contents
from cartui.rules.editing.market_change import new_content
from cartui.rules.editing.rebase import changed
from cartui.rules.pricing.cart_pricing import PricingContext, cart_figures
from tests.contract.shop import DHAKA, NOW, PRODUCTS, SHOP

RAHIM = Customer(id="rahim", number="1", version=1, name="Rahim", created_at=NOW, updated_at=NOW)
VARIANTS = {
    variant.sku: SoldVariant(product.id, product.title, product.tax_class, product.image_url, variant)
    for product in PRODUCTS
    for variant in product.variants
}
HERE = Address(line1="1 Alice Road", city="Dhaka", country="BD")


def applied(content: CartContent, actions: Sequence[Action], prefix: str) -> CartContent:
    """The content after the actions; one that cannot be done is passed over."""
    ids: Iterator[str] = (f"{prefix}{number}" for number in count())
    around = EditContext(shop=SHOP, variants=VARIANTS, customers={RAHIM.id: RAHIM}, new_ids=ids)
    for action in actions:
        try:
            content = apply_actions(content, [action], around)
        except Invalid:
            continue
    return content


def seen(content: CartContent) -> Cart:
    """The cart as a client gives it."""
    customer = RAHIM if content.customer_id else None
    pricing = PricingContext(shop=SHOP, customer=customer, coupon_use=CouponUse(), now=NOW)
    record = CartRecord(
        id="1",
        number="C-1",
        version=1,
        state=CartState.OPEN,
        origin=Origin.AGENT,
        content=content,
        figures=cart_figures(content, pricing),
        created_at=NOW,
        updated_at=NOW,
    )
    return view_cart(record, ViewContext(pricing=pricing, variants=VARIANTS))


START = applied(
    new_content(next(market for market in SHOP.markets if market.code == "BD")),
    [AddLine(sku="MUG-01", quantity=2), AddLine(sku="POSTER"), AddCustomLine(title="Wrap", unit_price=500)],
    "line",
)
LINES = st.sampled_from([line.id for line in START.lines])
ACTIONS: st.SearchStrategy[Action] = st.one_of(
    st.builds(SetQuantity, line=LINES, quantity=st.integers(1, 4)),
    st.builds(RemoveLine, line=LINES),
    st.builds(SetLineDiscount, line=LINES, percent=st.sampled_from([None, "5"]), reason=st.just("late")),
    st.builds(SetLineDiscount, line=LINES, amount=st.sampled_from([10, 20])),
    st.builds(SetLinePrice, line=LINES, unit_price=st.just(700)),
    st.builds(SetLinePrice, line=st.just(START.lines[0].id), unit_price=st.none()),
    st.builds(AddLine, sku=st.sampled_from(["MUG-01", "POSTER", "SHIRT-LB"]), quantity=st.integers(1, 2)),
    st.builds(AddCustomLine, title=st.just("Card"), unit_price=st.just(100)),
    st.builds(ApplyCoupon, code=st.sampled_from(["BIG", "CORP50"])),
    st.just(RemoveCoupon()),
    st.builds(SetPriceLevel, level=st.sampled_from([None, "vip", "trade"])),
    st.builds(SetCustomer, customer=st.sampled_from([None, RAHIM.id])),
    st.builds(SetContact, name=st.sampled_from(["Rahim", "Karim"])),
    st.builds(SetContact, phone=st.sampled_from(["", "+8801712345678"]), email=st.just("r@example.com")),
    st.builds(SetShippingAddress, address=st.sampled_from([None, DHAKA, HERE])),
    st.builds(SetBillingAddress, address=st.sampled_from([DHAKA, HERE])),
    st.just(SetBillingAddress(same_as_shipping=True)),
    st.builds(SetFulfilment, service=st.sampled_from([None, "Express Delivery"])),
    st.builds(SetPaymentMethod, method=st.sampled_from([None, "COD"])),
    st.builds(SetNote, note=st.sampled_from(["", "x", "y"])),
    st.builds(SetTags, tags=st.sampled_from([(), ("a",), ("b", "c")])),
    st.builds(Assign, agent=st.sampled_from([None, "bob"])),
)
ALONG = {"customer_id": {"contact.name", "contact.email", "contact.phone", "shipping_address"}}
"""Fields that a customer brings along."""


def decided(facts: LineFacts) -> tuple[object, ...]:
    """What is decided about a line, whatever it is called."""
    return (
        facts.quantity,
        facts.discount_percent,
        facts.discount_amount,
        facts.discount_reason,
        facts.price_set,
    )


def lines_of(cart: Cart) -> list[tuple[object, ...]]:
    """What is decided about each line of a cart."""
    asked = [SetLineDiscount(line=line.id, percent="99") for line in cart.lines]  # which none of them has
    shown = both_versions(cart, cart, asked)
    return [decided(each.theirs) for each in shown if isinstance(each.theirs, LineFacts)]


def has(cart: Cart, difference: Difference) -> bool:
    """Whether the cart has what was shown as to be had."""
    if isinstance(difference.yours, LineFacts):
        return decided(difference.yours) in lines_of(cart)
    return not both_versions(cart, cart, difference.actions)


@given(st.lists(ACTIONS, max_size=4), st.lists(ACTIONS, max_size=4), st.data())
def test_what_is_chosen_is_had_and_all_else_stays_as_it_is_saved(
    bobs: list[Action], alices: list[Action], data: st.DataObject
) -> None:
    theirs = applied(START, bobs, "bob")
    found = both_versions(seen(START), seen(theirs), alices)
    chosen = [each for each in found if bool(each.actions) and data.draw(st.booleans(), label=each.field)]
    after = applied(theirs, [action for each in chosen for action in each.actions], "alice")
    for each in chosen:
        assert has(seen(after), each), each

    changes = changed(diff_contents(theirs, after))
    may_change = {field for each in chosen for field in (each.field, *ALONG.get(each.field, ()))}
    theirs_lines = {f"lines.{line.id}" for line in theirs.lines}
    assert {field for field in changes if field in theirs_lines or "lines." not in field} <= {
        "billing_address" if field == "billing_same_as_shipping" else field for field in may_change
    } | ({"billing_same_as_shipping"} if "billing_address" in may_change else set())
