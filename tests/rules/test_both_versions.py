"""Two versions side by side: what others saved, what was asked for, and how that is still to be had."""

from collections.abc import Mapping, Sequence

import pytest
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
    Reprice,
    SetBillingAddress,
    SetContact,
    SetCustomer,
    SetFulfilment,
    SetLineDiscount,
    SetLinePrice,
    SetMarket,
    SetNote,
    SetPaymentMethod,
    SetPriceLevel,
    SetQuantity,
    SetShippingAddress,
    SetTags,
)
from cartui.model.address import Address
from cartui.model.cart import Cart
from cartui.rules.editing.both_versions import BilledAsShipped, Difference, LineFacts, Person, both_versions

LINE: dict[str, object] = {
    "id": "a", "sku": "MUG", "title": "Mug", "options": "Blue", "price_source": "list", "quantity": 2,
    "unit_price": 100, "gross": 200, "discount": 0, "coupon": 0, "tax": 0, "total": 200,
}  # fmt: skip


def a_cart(*lines: Mapping[str, object], **fields: object) -> Cart:
    """A cart with these lines, each what differs from two blue mugs."""
    return Cart.model_validate(
        {
            "id": "1", "number": "C-1", "version": 1, "state": "open", "origin": "agent", "market": "BD",
            "currency": "BDT", "price_level": "retail", "created_at": "2026-11-21T09:00:00Z",
            "updated_at": "2026-11-21T09:00:00Z", "lines": [LINE | dict(line) for line in lines], **fields,
        }
    )  # fmt: skip


def only(before: Cart, theirs: Cart, *actions: Action) -> Difference:
    """The one difference."""
    (difference,) = both_versions(before, theirs, actions)
    return difference


MUGS = LineFacts("Mug Blue", 2)
VIP = {"price_level_override": "vip"}
BIG = {"coupon": {"code": "BIG", "applied": True}}
THERE = Address(line1="1 Road", city="Dhaka", country="BD")


@pytest.mark.parametrize(
    ("field", "theirs", "action", "before", "now", "yours"),
    [
        ("note", {"note": "theirs"}, SetNote(note="mine"), "", "theirs", "mine"),
        ("tags", {"tags": ["b"]}, SetTags(tags=("a", "c")), (), ("b",), ("a", "c")),
        ("price_level_override", VIP, SetPriceLevel(level="trade"), None, "vip", "trade"),
        ("payment_method", {"payment_method": "COD"}, SetPaymentMethod(method="Card"), None, "COD", "Card"),
        ("assigned_to", {"assigned_to": "bob"}, Assign(agent="ann"), None, "bob", "ann"),
        ("shipping_address", {}, SetShippingAddress(address=THERE), None, None, THERE),
        ("billing_address", {"billing_same_as_shipping": False, "billing_address": THERE},
            SetBillingAddress(same_as_shipping=True), BilledAsShipped(), THERE, BilledAsShipped()),
        ("coupon_code", BIG, ApplyCoupon(code="SMALL"), None, "BIG", "SMALL"),
        ("coupon_code", BIG, RemoveCoupon(), None, "BIG", None),
        ("service", {"fulfilment": {"category": "shipping", "service": "Express", "price": 1}},
            SetFulfilment(service="Slow"), None, "Express", "Slow"),
        ("market", {}, SetMarket(market="EU"), "BD", "BD", "EU"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_field_is_shown_as_it_was_as_it_is_saved_and_as_it_was_asked_for(
    field: str, theirs: dict[str, object], action: Action, before: object, now: object, yours: object
) -> None:
    assert only(a_cart(), a_cart(**theirs), action) == Difference(field, before, now, yours, (action,))  # type: ignore[arg-type]


def test_what_others_did_just_so_is_no_difference() -> None:
    assert both_versions(a_cart(), a_cart(note="same"), [SetNote(note="same")]) == ()
    assert both_versions(a_cart({}), a_cart(), [RemoveLine(line="a")]) == ()
    assert both_versions(a_cart({}), a_cart({"quantity": 5}), [SetQuantity(line="a", quantity=5)]) == ()


def test_a_quantity_is_had_beside_what_others_decided_about_the_line() -> None:
    theirs = a_cart({"quantity": 7, "discount_percent": "10", "discount_reason": "loyal"})
    five = SetQuantity(line="a", quantity=5)
    assert only(a_cart({}), theirs, five) == Difference(
        "lines.a",
        MUGS,
        LineFacts("Mug Blue", 7, "10", None, "loyal"),
        LineFacts("Mug Blue", 5, "10", None, "loyal"),
        (five,),
    )


def test_all_that_was_asked_of_a_line_is_one_choice() -> None:
    asked = (
        SetQuantity(line="a", quantity=5),
        SetLineDiscount(line="a", amount=30, reason="scratched"),
        SetLinePrice(line="a", unit_price=90),
    )
    difference = only(a_cart({}), a_cart({"quantity": 3}), *asked)
    assert difference.yours == LineFacts("Mug Blue", 5, None, 30, "scratched", 90)
    assert difference.actions == asked


def test_a_line_that_others_took_out_is_put_back_with_the_quantity() -> None:
    difference = only(a_cart({}), a_cart(), SetQuantity(line="a", quantity=5))
    assert (difference.theirs, difference.yours) == (None, LineFacts("Mug Blue", 5))
    assert difference.actions == (AddLine(sku="MUG", quantity=5),)

    custom = {"sku": None, "title": "Wrap", "options": "", "unit_price": 70, "tax_class": "reduced"}
    difference = only(a_cart(custom), a_cart(), SetLineDiscount(line="a", percent="5"))
    assert difference.actions == (
        AddCustomLine(title="Wrap", unit_price=70, quantity=2, tax_class="reduced"),
    )


def test_a_line_that_others_changed_can_be_taken_out_all_the_same() -> None:
    difference = only(a_cart({}), a_cart({"quantity": 3}), RemoveLine(line="a"))
    assert (difference.theirs, difference.yours) == (LineFacts("Mug Blue", 3), None)
    assert difference.actions == (RemoveLine(line="a"),)


def test_what_is_decided_about_a_line_after_taking_it_out_is_nothing() -> None:
    asked = (RemoveLine(line="a"), SetQuantity(line="a", quantity=9))
    assert only(a_cart({}), a_cart({"quantity": 3}), *asked).yours is None
    assert both_versions(a_cart(), a_cart(), [SetQuantity(line="a", quantity=9)]) == ()


def test_one_more_of_something_is_counted_from_what_was_seen() -> None:
    difference = only(a_cart({}), a_cart({"quantity": 7}), AddLine(sku="MUG"))
    assert difference.yours == LineFacts("Mug Blue", 3)
    assert difference.actions == (SetQuantity(line="a", quantity=3),)


def test_what_is_not_in_the_cart_is_added_as_it_was_asked_for() -> None:
    asked = (AddLine(sku="NEW", quantity=2), AddCustomLine(title="Wrap", unit_price=70))
    new, wrap = both_versions(a_cart({}), a_cart(note="theirs"), asked)
    assert (new.field, new.before, new.theirs, new.actions) == ("+NEW", None, None, asked[:1])
    assert (wrap.field, wrap.yours, wrap.actions) == ("+ Wrap", LineFacts("Wrap", 1, price_set=70), asked[1:])


def test_each_part_of_a_contact_is_a_choice_of_its_own() -> None:
    before = a_cart(contact={"name": "Rahim", "phone": "1"})
    theirs = a_cart(contact={"name": "Karim", "phone": "2"})
    asked = SetContact(name="Rahima", phone="2", email="r@example.com")
    assert [(each.field, each.theirs, each.yours) for each in both_versions(before, theirs, [asked])] == [
        ("contact.name", "Karim", "Rahima"),
        ("contact.email", "", "r@example.com"),
    ]
    assert both_versions(before, theirs, [asked])[0].actions == (SetContact(name="Rahima"),)


def test_a_customer_is_shown_with_whom_and_where_they_bring_along() -> None:
    theirs = a_cart(contact={"name": "Karim"}, shipping_address=THERE.model_dump())
    difference = only(a_cart(), theirs, SetCustomer(customer="7"))
    assert difference.theirs == Person(None, "", theirs.contact, THERE)
    assert difference.yours == Person("7")


def test_a_customer_whom_others_linked_as_well_is_no_difference() -> None:
    linked = a_cart(customer={"id": "7", "number": "1001", "name": "Rahim"}, contact={"name": "Rahim"})
    assert both_versions(a_cart(), linked, [SetCustomer(customer="7")]) == ()


def test_the_last_word_on_a_field_counts() -> None:
    difference = only(a_cart(), a_cart(note="theirs"), SetNote(note="one"), SetNote(note="two"))
    assert (difference.yours, difference.actions) == ("two", (SetNote(note="two"),))


@pytest.mark.parametrize(
    ("action", "can_be_had"),
    [
        (SetLinePrice(line="a", unit_price=5), False),
        (SetLineDiscount(line="a", amount=5), False),
        (AddCustomLine(title="Wrap", unit_price=5), False),
        (SetLineDiscount(line="a", percent="5"), True),
        (SetQuantity(line="a", quantity=5), True),
        (SetNote(note="x"), True),
    ],
    ids=lambda value: getattr(value, "type", ""),
)
def test_an_amount_of_another_currency_cannot_be_had_any_more(action: Action, can_be_had: bool) -> None:
    moved = a_cart({}, market="EU", currency="EUR")
    assert bool(only(a_cart({}), moved, action).actions) is can_be_had


def test_taking_todays_prices_is_nothing_to_choose_from() -> None:
    assert both_versions(a_cart({}), a_cart({}, market="EU"), [Reprice()]) == ()


_LINES = st.lists(st.sampled_from("abc"), unique=True).flatmap(
    lambda ids: st.tuples(
        *(
            st.fixed_dictionaries({"id": st.just(i), "sku": st.just(i), "quantity": st.integers(1, 9)})
            for i in ids
        )
    )
)
_ACTIONS = st.lists(
    st.one_of(
        st.builds(SetQuantity, line=st.sampled_from("abc"), quantity=st.integers(1, 9)),
        st.builds(RemoveLine, line=st.sampled_from("abc")),
        st.builds(AddLine, sku=st.sampled_from("abcd"), quantity=st.integers(1, 3)),
        st.builds(SetLineDiscount, line=st.sampled_from("abc"), percent=st.sampled_from(["5", None])),
        st.builds(SetNote, note=st.sampled_from(["", "x", "y"])),
    ),
    max_size=6,
)  # fmt: skip


@given(_LINES, _LINES, _ACTIONS)
def test_every_choice_is_of_one_field_and_is_one(
    before: Sequence[dict[str, object]], theirs: Sequence[dict[str, object]], actions: list[Action]
) -> None:
    now = a_cart(*theirs)
    found = both_versions(a_cart(*before), now, actions)
    assert len({each.field for each in found}) == len(found)
    for each in found:
        assert each.yours != each.theirs
        lines = {getattr(action, "line", None) for action in each.actions} - {None}
        assert all(now.line(str(line)) for line in lines), "what is asked for is there"
