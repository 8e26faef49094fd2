"""Carts worth a call: which they are, whom to call, and what became of calling."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from cartui.client.protocol import Client, Forbidden, Invalid, NotFound, Refused
from cartui.model.actions import SetNote
from cartui.model.address import Contact
from cartui.model.agent import Role
from cartui.model.cart import Cart, CartState, Origin
from cartui.model.changes import HISTORY
from cartui.model.customer import Customer, CustomerChanges
from cartui.model.history import LONGEST_COMMENT, EntryKind
from cartui.model.imports import ImportBatch, ImportedCart, ImportedLine
from cartui.model.payment import Lock, LockReason
from cartui.model.query import CartSort, SortKey
from cartui.model.recovery import CallOutcome, CartToCall
from cartui.rules.query.cart_query import parse_query
from tests.contract.conftest import Clock, OpenAs
from tests.contract.following import begun_feed
from tests.contract.shop import NOW, SHOP

REACHED, NO_ANSWER, ORDERED, DECLINED = CallOutcome

Listed = Callable[..., Awaitable[list[CartToCall]]]
"""What a query line finds, the largest total first."""

PHONE = Contact(name="Zoë", phone="+8801812345678")


def ago(**parts: float) -> datetime:
    """So long before the moment of these tests."""
    return NOW - timedelta(**parts)


def left(number: int, price: int, *, market: str = "BD", days: float = 2, **given: object) -> ImportedCart:
    """A cart of a storefront with one mug, which its customer left so many days ago."""
    usual: dict[str, object] = {
        "contact": PHONE,
        "origin": Origin.STOREFRONT,
        "created_at": ago(days=40),
        "updated_at": ago(days=days),
        "lines": (ImportedLine(sku="MUG-01", title="Ceramic Mug", quantity=1, unit_price=price),)
        if price
        else (),
    }
    return ImportedCart.model_validate(
        {"reference": str(number), "source": "test", "market": market, **usual, **given}
    )


CARTS = (
    left(1, 900_000),
    left(2, 990, market="EU", contact=Contact(name="Ann", email="ann@example.com")),
    left(3, 800_000, contact=Contact(), customer="1001"),
    left(4, 100_000),  # below what counts as much in its market
    left(5, 900_000, days=0.9),
    left(6, 900_000, days=31),
    left(7, 900_000, contact=Contact(name="Nobody")),
    left(8, 0, market="EU"),
    left(9, 900_000, days=40, touched_at=ago(days=3)),
    left(10, 900_000, touched_at=ago(minutes=5)),
    left(11, 900_000, state=CartState.LOCKED, lock=Lock(reason=LockReason.NO_RETURN, since=ago(days=2))),
    left(12, 900_000, state=CartState.DELETED),
)


@pytest.fixture
async def listed(client: Client, rahim: Customer) -> Listed:
    """A dozen carts, of which four are worth a call."""
    assert rahim.number == "1001"
    bd, eu = SHOP.markets
    await client.shop.apply(
        SHOP.model_copy(update={"markets": (bd.model_copy(update={"high_value": 200_000}), eu)})
    )
    report = await client.imports.apply(ImportBatch(carts=CARTS))
    assert (report.carts, report.refused) == (12, 0)

    async def find(line: str = "is:promising") -> list[CartToCall]:
        query = parse_query(line, "UTC")
        page = await client.recovery.list(query, sort=CartSort(key=SortKey.TOTAL))
        assert (await client.carts.count(query)).value == len(page.items)
        return list(page)

    return find


def numbers(found: list[CartToCall]) -> str:
    """The numbers of carts, with blanks between them, in their order."""
    return " ".join(str(int(each.number.removeprefix("C-"))) for each in found)


async def test_those_are_promising_that_were_left_are_worth_it_and_can_be_reached(listed: Listed) -> None:
    assert numbers(await listed()) == "2 9 1 3"
    assert numbers(await listed("is:promising market:BD")) == "9 1 3"
    assert numbers(await listed("is:promising,empty")) == "2 8 9 1 3"
    assert numbers(await listed("-is:promising state:open")) == "8 10 7 6 5 4"


async def test_a_row_says_whom_to_call_about_what(listed: Listed, rahim: Customer) -> None:
    euro, *_, rahims = await listed()
    assert (euro.name, euro.phone, euro.email) == ("Ann", "", "ann@example.com")
    assert (rahims.name, rahims.phone, rahims.email) == (rahim.name, rahim.phone, rahim.email)
    assert (rahims.market, rahims.currency, rahims.products) == ("BD", "BDT", ("Ceramic Mug",))
    assert (rahims.items, rahims.calls, rahims.last_call) == (1, 0, None)
    assert (rahims.updated_at, rahims.touched_at) == (ago(days=2), None)


async def test_a_customer_who_may_not_buy_is_not_called(
    listed: Listed, client: Client, rahim: Customer
) -> None:
    await client.customers.update(rahim.id, rahim.version, CustomerChanges(blocked=True))
    assert numbers(await listed()) == "2 9 1"


async def test_a_call_stands_in_the_history_and_beside_the_cart(listed: Listed, client: Client) -> None:
    before = await client.carts.get("1")
    entry = await client.recovery.note_call("c-1", NO_ANSWER, " no voicemail \nagain at 5 ")
    assert (entry.kind, entry.agent, entry.at) == (EntryKind.CALLED, "alice", NOW)
    assert (entry.actions, entry.comment, entry.summary) == (
        ("no_answer",),
        "no voicemail \nagain at 5",
        "",
    )
    assert (await client.history.of_cart("1"))[0] == entry
    assert await client.carts.get("1") == before

    await client.recovery.note_call("1", REACHED, key="k1")
    [shown] = await listed("number:1")
    assert shown.last_call is not None
    assert (shown.calls, shown.last_call.outcome, shown.last_call.text) == (2, REACHED, "")
    assert (shown.last_call.at, shown.last_call.agent) == (NOW, "alice")


async def test_after_a_call_a_cart_comes_back_when_another_one_is_due(
    listed: Listed, client: Client, clock: Clock
) -> None:
    for number, outcome in (("1", NO_ANSWER), ("2", REACHED), ("3", DECLINED), ("9", ORDERED)):
        await client.recovery.note_call(number, outcome)
    assert numbers(await listed()) == ""
    assert numbers(await listed("called:today call:no_answer,reached")) == "2 1"
    assert numbers(await listed("call:ordered,declined")) == "9 3"
    assert numbers(await listed("-call:none")) == "2 9 1 3"
    assert numbers(await listed("call:none market:EU")) == "8"
    clock.advance(hours=23)
    assert numbers(await listed("is:promising call:no_answer")) == ""
    clock.advance(hours=2)
    assert numbers(await listed("is:promising call:no_answer")) == "1"
    assert numbers(await listed("is:promising call:reached")) == ""
    assert numbers(await listed("called:>1d")) == "2 9 1 3"
    clock.advance(days=6)
    assert numbers(await listed("-call:none is:promising")) == "2 1"


async def test_an_edit_leaves_what_came_of_calling(listed: Listed, client: Client) -> None:
    await client.recovery.note_call("1", DECLINED, "too dear")
    cart = await client.carts.get("1")
    await client.carts.edit(cart.id, cart.version, [SetNote(note="asked for a discount")])
    await client.carts.undo(cart.id)
    assert numbers(await listed("call:declined")) == "1"
    copy = await client.carts.clone("1")
    assert numbers(await listed(f"number:{copy.number} call:none")) == copy.number.removeprefix("C-").lstrip(
        "0"
    )


async def test_the_list_goes_on_page_by_page(listed: Listed, client: Client) -> None:
    query, sort = parse_query("is:promising", "UTC"), CartSort(key=SortKey.TOTAL)
    assert numbers(await listed()) == "2 9 1 3"
    first = await client.recovery.list(query, sort=sort, limit=3)
    second = await client.recovery.list(query, sort=sort, limit=3, after=first.next)
    assert (numbers(list(first)), numbers(list(second)), second.next) == ("2 9 1", "3", None)
    back = await client.recovery.list(query, sort=sort, limit=2, before=second.previous)
    assert numbers(list(back)) == "9 1"


async def test_orders_can_have_calls_and_carts_in_the_trash_cannot(client: Client, cart: Cart) -> None:
    copy = await client.carts.clone(cart.id)
    await client.carts.place(cart.id, phone="+8801712345678")
    await client.recovery.note_call(cart.id, ORDERED)
    await client.carts.delete(copy.id)
    with pytest.raises(Refused, match=f"{copy.number} is in the trash"):
        await client.recovery.note_call(copy.id, ORDERED)
    with pytest.raises(NotFound):
        await client.recovery.note_call("C-999999", ORDERED)


async def test_what_was_said_is_masked_and_no_book(client: Client, cart: Cart) -> None:
    entry = await client.recovery.note_call(cart.id, REACHED, "card 4242 4242 4242 4242\x1b[31m")
    assert entry.comment == "card •••• 4242\ufffd[31m"
    with pytest.raises(Invalid) as refused:
        await client.recovery.note_call(cart.id, REACHED, "x" * (LONGEST_COMMENT + 1))
    assert [problem.field for problem in refused.value.problems] == ["text"]


async def test_a_call_with_a_key_is_noted_once(client: Client, cart: Cart) -> None:
    first = await client.recovery.note_call(cart.id, NO_ANSWER, key="k1")
    assert await client.recovery.note_call(cart.id, NO_ANSWER, key="k1") == first
    assert len(await client.history.of_cart(cart.id, kinds=[EntryKind.CALLED])) == 1
    with pytest.raises(Invalid):
        await client.recovery.note_call(cart.id, REACHED, key="k1")


async def test_viewers_see_whom_to_call_and_note_nothing(
    listed: Listed, client: Client, open_as: OpenAs
) -> None:
    viewer = await open_as("vera", role=Role.VIEWER)
    page = await viewer.recovery.list(parse_query("is:promising", "UTC"), sort=CartSort(key=SortKey.TOTAL))
    assert list(page) == await listed()
    with pytest.raises(Forbidden, match="may not"):
        await viewer.recovery.note_call("1", REACHED)


async def test_the_feed_tells_of_a_call(client: Client, open_as: OpenAs, cart: Cart) -> None:
    bob = await open_as("bob", role=Role.AGENT)
    feed = await begun_feed(client)
    await bob.recovery.note_call(cart.id, REACHED)
    change = await anext(feed)
    assert (change.kind, change.id, change.version, change.agent) == (HISTORY, cart.id, 0, "bob")


async def test_a_purge_leaves_that_there_was_a_call_and_nothing_that_was_said(
    client: Client, cart: Cart, clock: Clock
) -> None:
    await client.recovery.note_call(cart.id, DECLINED, "his daughter is Mina", key="k1")
    await client.carts.delete(cart.id)
    clock.advance(days=8)
    await client.upkeep.run()
    left = [entry for entry in await client.history.of_cart(cart.number) if entry.kind == "called"]
    assert [(entry.agent, entry.actions, entry.comment) for entry in left] == [("alice", ("declined",), "")]
    with pytest.raises(NotFound):
        await client.recovery.note_call(cart.id, DECLINED, "his daughter is Mina", key="k1")
