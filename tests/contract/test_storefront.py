"""A shop tells of its carts: late, twice, out of order, with words that cannot be, and of no other shop's."""

from datetime import timedelta
from typing import Any

import pytest

from cartui.client.protocol import Client, Forbidden, Invalid, NotFound
from cartui.client.resources.storefront import Storefront
from cartui.model.actions import SetNote
from cartui.model.address import Contact
from cartui.model.agent import Role
from cartui.model.cart import CartState, Origin, PriceSource, UserType
from cartui.model.customer import Customer
from cartui.model.history import EntryKind
from cartui.model.storefront import MOST_EVENTS, Checkout, ShopOutcome, ShopTouch, ShopVisitor
from tests.contract.conftest import Clock, OpenAs
from tests.contract.shop import DHAKA, HAMBURG, NOW
from tests.contract.storefronts import begun, open_shop, quantities, told, word

CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)


@pytest.fixture
async def shop(open_as: OpenAs, rahim: Customer) -> Storefront:
    """A shop that sells what there is."""
    assert rahim.number
    return await open_shop(open_as)


async def test_a_first_word_begins_a_cart_with_all_that_is_known(shop: Storefront, client: Client) -> None:
    visitor = ShopVisitor(session_id="s-77", user_agent=CHROME, ip="203.0.113.7", country="bd")
    contact = Contact(name="Mina", email="mina@example.com", phone="01812-000000")
    chosen: dict[str, Any] = {"shipping_address": DHAKA, "payment_method": "bKash", "coupon": "save10"}
    answer = await told(shop, word(7, visitor=visitor, contact=contact, **chosen))
    assert answer.outcome is ShopOutcome.TAKEN
    assert answer.problems == ()
    assert answer.cart is not None
    assert (answer.cart.revision, answer.cart.version) == (7, 1)
    cart = await client.carts.get(answer.cart.number)
    assert (cart.origin, cart.channel, cart.market) == (Origin.STOREFRONT, "gospelshop", "BD")
    assert quantities(cart) == quantities(answer.cart) == {"SHIRT-LB": 2}
    assert cart.lines[0].price_source is PriceSource.LIST
    assert cart.contact == answer.cart.contact == contact.model_copy(update={"phone": "+8801812000000"})
    assert (cart.shipping_address, cart.payment_method) == (DHAKA, "bKash")
    assert cart.fulfilment is not None
    assert cart.fulfilment.service == "Express Delivery"
    assert cart.coupon is not None
    assert cart.coupon.applied
    assert answer.cart.totals == cart.totals
    assert cart.visitor is not None
    assert (cart.visitor.session_id, cart.visitor.user_type) == ("s-77", UserType.GUEST)
    assert (cart.visitor.browser, cart.visitor.ip) == ("Chrome 142 / Linux", "203.0.113.7")
    assert (cart.visitor.country, cart.touched_at) == ("BD", NOW)
    [entry] = await client.history.of_cart(cart.id)
    assert (entry.kind, entry.agent, entry.origin) == (EntryKind.CREATED, "gospelshop", "storefront")


async def test_whoever_signed_in_brings_along_what_is_known_of_them(
    shop: Storefront, client: Client, rahim: Customer
) -> None:
    now = await begun(shop, customer="RAHIM@example.com")
    assert (now.customer, now.contact.phone) == (rahim.number, rahim.phone)
    cart = await client.carts.get(now.id)
    assert cart.customer is not None
    assert cart.shipping_address is not None
    assert cart.shipping_address.line1 == DHAKA.line1


async def test_the_country_of_an_address_is_known(shop: Storefront, client: Client) -> None:
    now = await begun(shop, visitor=ShopVisitor(ip="8.8.8.8"))
    cart = await client.carts.get(now.id)
    assert cart.visitor is not None
    assert cart.visitor.country == "US"


async def test_each_state_is_one_version_and_one_entry(shop: Storefront, client: Client) -> None:
    first = await begun(shop)
    answer = await told(
        shop,
        word(
            2,
            base=first.version,
            lines={"SHIRT-LB": 1, "MUG-01": 50},
            service="Gulshan Outlet",
            billing_address=HAMBURG,
            contact=Contact(name="Mina"),
        ),
    )
    assert answer.outcome is ShopOutcome.TAKEN
    assert answer.cart is not None
    assert answer.cart.version == first.version + 1
    assert quantities(answer.cart) == {"SHIRT-LB": 1, "MUG-01": 50}
    cart = await client.carts.get(first.id)
    assert [line.unit_price for line in cart.lines] == [120000, 45000]  # the wholesale price of the mugs
    assert cart.fulfilment is not None
    assert (cart.fulfilment.service, cart.billing_address) == ("Gulshan Outlet", HAMBURG)
    entry = (await client.history.of_cart(cart.id))[0]
    assert (entry.kind, entry.version, entry.origin) == (EntryKind.EDITED, 2, "storefront")
    assert "Ceramic Mug added" in entry.summary
    assert await shop.cart("session 1") == answer.cart


async def test_empty_words_take_back_and_unsaid_ones_do_not(
    shop: Storefront, client: Client, rahim: Customer
) -> None:
    first = await begun(shop, customer=rahim.number, coupon="SAVE10", billing_address=HAMBURG)
    unsaid = await told(shop, word(2, base=1))
    assert unsaid.outcome is ShopOutcome.UNCHANGED
    assert unsaid.cart is not None
    assert (unsaid.cart.customer, unsaid.cart.version) == (rahim.number, 1)
    emptied = word(
        3,
        base=1,
        lines={},
        customer="",
        coupon="",
        service="",
        payment_method="",
        billing_address={},
        shipping_address={},
    )
    answer = await told(shop, emptied)
    assert answer.outcome is ShopOutcome.TAKEN
    cart = await client.carts.get(first.id)
    assert (cart.lines, cart.customer, cart.coupon, cart.fulfilment) == ((), None, None, None)
    assert (cart.payment_method, cart.shipping_address, cart.billing_same_as_shipping) == (None, None, True)
    assert cart.contact.phone == rahim.phone  # somebody is still to be reached


async def test_a_repeat_after_a_lost_answer_changes_nothing(shop: Storefront, client: Client) -> None:
    first = await told(shop, word(1))
    assert first.cart is not None
    again = await told(shop, word(1))
    assert (again.outcome, again.cart) == (ShopOutcome.UNCHANGED, first.cart)
    assert len(await client.history.of_cart(first.cart.id)) == 1


async def test_what_comes_late_is_stale(shop: Storefront) -> None:
    await begun(shop)
    latest = await told(shop, word(5, lines={"SHIRT-LB": 4}))
    late = await told(shop, word(3, lines={"SHIRT-LB": 9}))
    assert (late.outcome, late.cart) == (ShopOutcome.STALE, latest.cart)


async def test_a_state_that_says_nothing_new_keeps_the_version_and_counts(shop: Storefront) -> None:
    first = await begun(shop)
    same = await told(shop, word(4))
    assert same.outcome is ShopOutcome.UNCHANGED
    assert same.cart is not None
    assert (same.cart.version, same.cart.revision) == (first.version, 4)
    assert (await told(shop, word(3, lines={}))).outcome is ShopOutcome.STALE


async def test_one_sku_on_two_lines_counts_together(shop: Storefront) -> None:
    lines = ({"sku": "MUG-01", "quantity": 30}, {"sku": "MUG-01", "quantity": 25})
    now = await begun(shop, lines=lines)
    [line] = now.lines
    assert (line.quantity, line.unit_price) == (55, 45000)


async def test_what_cannot_be_is_left_out_and_said(shop: Storefront) -> None:
    answer = await told(
        shop,
        word(
            1,
            lines={"NOPE": 1, "MUG-01": 2, "CLOCK": 1},
            customer="nobody@example.com",
            service="Pigeon",
            payment_method="Cowries",
            coupon="BIG",
        ),
    )
    assert answer.outcome is ShopOutcome.TAKEN
    assert quantities(answer.cart) == {"MUG-01": 2}
    fields = [problem.field for problem in answer.problems]
    assert fields == [
        "customer",
        "service",
        "payment_method",
        "lines.0.quantity",
        "lines.2.quantity",
        "coupon",
    ]
    assert "not sold in Bangladesh" in answer.problems[4].message


async def test_more_than_a_line_holds_is_left_out(shop: Storefront) -> None:
    lines = ({"sku": "MUG-01", "quantity": 1_000_000}, {"sku": "MUG-01", "quantity": 1})
    answer = await told(shop, word(1, lines=lines))
    assert quantities(answer.cart) == {}
    assert "1,000,000" in answer.problems[0].message


async def test_a_shop_may_move_a_cart_to_another_market(shop: Storefront) -> None:
    await begun(shop, lines={"SHIRT-LB": 2})
    answer = await told(shop, word(2, market="EU", lines={"SHIRT-LB": 2, "CLOCK": 1}))
    assert answer.outcome is ShopOutcome.TAKEN
    assert answer.cart is not None
    assert (answer.cart.market, answer.cart.currency) == ("EU", "EUR")
    assert quantities(answer.cart) == {"SHIRT-LB": 2, "CLOCK": 1}


async def test_an_unknown_market_is_refused_and_leaves_nothing(shop: Storefront) -> None:
    answer = await told(shop, word(1, market="ATLANTIS"))
    assert (answer.outcome, answer.cart) == (ShopOutcome.REFUSED, None)
    assert "ATLANTIS" in answer.message
    with pytest.raises(NotFound):
        await shop.cart("session 1")


async def test_a_version_that_there_never_was_is_refused_and_can_be_told_right(shop: Storefront) -> None:
    await begun(shop)
    wrong = await told(shop, word(2, base=9, lines={}))
    assert wrong.outcome is ShopOutcome.REFUSED
    right = await told(shop, word(2, base=1, lines={"SHIRT-LB": 3}))
    assert right.outcome is ShopOutcome.TAKEN


async def test_one_that_is_refused_keeps_no_other_from_being_taken(shop: Storefront) -> None:
    answers = await shop.tell(
        [word(1), word(1, "session 2", market="ATLANTIS"), word(2, lines={}), word(1, "session 3"), word(2)]
    )
    assert [answer.outcome.value for answer in answers] == [
        "taken",
        "refused",
        "taken",
        "taken",
        "unchanged",
    ]


async def test_a_call_has_some_events_and_not_too_many(shop: Storefront) -> None:
    for count in (0, MOST_EVENTS + 1):
        with pytest.raises(Invalid):
            await shop.tell([ShopTouch(cart="session 1")] * count)


async def test_a_full_call_is_answered_in_order(shop: Storefront) -> None:
    await begun(shop)
    touches = [ShopTouch(cart="session 1" if even else "nobody's") for even in [True, False] * 100]
    answers = await shop.tell(touches)
    refused = [answer.outcome is ShopOutcome.REFUSED for answer in answers]
    assert refused == [False, True] * 100


async def test_a_shop_sees_only_what_it_told(shop: Storefront, open_as: OpenAs, client: Client) -> None:
    mine = await begun(shop)
    other = await open_shop(open_as, "othershop")
    with pytest.raises(NotFound):
        await other.cart("session 1")
    with pytest.raises(NotFound):
        await other.checkout(Checkout(cart="session 1"))
    assert (await told(other, ShopTouch(cart="session 1"))).outcome is ShopOutcome.REFUSED
    theirs = await begun(other, lines={})
    assert theirs.id != mine.id
    assert (await client.carts.get(theirs.id)).channel == "othershop"


async def test_nobody_but_a_shop_may_tell(open_as: OpenAs, rahim: Customer) -> None:
    assert rahim.number
    for role in (Role.VIEWER, Role.ADMIN):  # the least and the most that a person may be
        storefront = await open_shop(open_as, f"mallory, {role}", role)
        with pytest.raises(Forbidden):
            await storefront.tell([word(1)])
        with pytest.raises(Forbidden):
            await storefront.cart("session 1")
        with pytest.raises(Forbidden):
            await storefront.checkout(Checkout(cart="session 1"))


async def test_a_touch_raises_no_version_and_never_goes_back(
    shop: Storefront, client: Client, clock: Clock
) -> None:
    now = await begun(shop)
    clock.advance(minutes=30)
    touch = await told(shop, ShopTouch(cart="session 1", at=NOW + timedelta(minutes=20)))
    assert touch.outcome is ShopOutcome.TAKEN
    assert touch.cart == now
    earlier = await told(shop, ShopTouch(cart="session 1", at=NOW + timedelta(minutes=10)))
    assert earlier.outcome is ShopOutcome.UNCHANGED
    cart = await client.carts.get(now.id)
    assert (cart.version, cart.touched_at, cart.updated_at) == (1, NOW + timedelta(minutes=20), NOW)
    await told(shop, ShopTouch(cart="session 1", at=NOW + timedelta(days=9)))
    assert (await client.carts.get(now.id)).touched_at == clock()  # nobody looks in the future
    assert len(await client.history.of_cart(now.id)) == 1


async def test_desks_hear_of_touches_once_a_minute(shop: Storefront, client: Client, clock: Clock) -> None:
    now = await begun(shop)
    for _ in range(12):
        clock.advance(seconds=20)
        await told(shop, ShopTouch(cart="session 1"))
    await client.carts.edit(now.id, 1, [SetNote(note="x")])
    seen: list[int] = []
    async for change in client.changes(0):
        if change.kind == "cart" and change.id == now.id:
            seen.append(change.version)
            if change.version > 1:
                break
    assert seen == [1, 1, 1, 1, 1, 2]


async def test_a_deleted_cart_is_not_brought_back(shop: Storefront, client: Client) -> None:
    now = await begun(shop)
    await client.carts.delete(now.id)
    for event in (word(2, lines={"MUG-01": 1}), word(1), ShopTouch(cart="session 1")):
        answer = await told(shop, event)
        assert answer.outcome is ShopOutcome.DELETED
        assert answer.cart is not None
        assert answer.cart.state is CartState.DELETED
    assert quantities(await client.carts.get(now.id)) == {"SHIRT-LB": 2}
    await client.carts.restore(now.id)
    assert (await told(shop, word(2, lines={"MUG-01": 1}))).outcome is ShopOutcome.TAKEN


async def test_hostile_words_are_data(shop: Storefront, client: Client) -> None:
    evil = "\x1b]0;owned\x07[bold]\u202e'; DROP TABLE cart; --"
    contact = Contact(name=evil, email=evil, phone=evil)
    visitor = ShopVisitor(session_id=evil, user_agent=evil, ip=evil)
    now = await begun(shop, cart=evil, contact=contact, visitor=visitor)
    cart = await client.carts.get(now.id)
    assert "\x1b" not in cart.contact.name
    assert "\x1b" not in repr(cart.visitor)
    assert (await shop.cart(evil)).id == now.id
