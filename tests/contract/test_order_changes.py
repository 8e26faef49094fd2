"""Orders move on: approved, held and cancelled, once and by one of several desks."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from cartui.client.protocol import Client, Conflict, Forbidden, Invalid, NotFound, Refused
from cartui.model.actions import Action, AddCustomLine, AddLine, ApplyCoupon
from cartui.model.agent import Role
from cartui.model.cart import Cart, CartState
from cartui.model.changes import Change
from cartui.model.customer import Customer
from cartui.model.history import EntryKind
from cartui.model.imports import ImportBatch, ImportedCart, ImportedLine
from cartui.model.order import Order, OrderState
from tests.contract.conftest import Clock, OpenAs
from tests.contract.shop import NOW
from tests.hostile import CONTROLS, HOSTILE
from tests.waiting import PATIENCE

PHONE = "01712345678"

Move = Callable[..., Awaitable[Order]]
"""One of the three, on the order of that number, at that version: ``await move(client, ref, version)``."""


async def _approve(client: Client, ref: str, version: int | None = None) -> Order:
    return await client.orders.approve(ref, version=version)


async def _hold(client: Client, ref: str, version: int | None = None) -> Order:
    return await client.orders.hold(ref, "asks", version=version)


async def _cancel(client: Client, ref: str, version: int | None = None) -> Order:
    return await client.orders.cancel(ref, "asked", version=version)


EVERY = pytest.mark.parametrize("change", [_approve, _hold, _cancel])


@pytest.fixture
async def order(client: Client, cart: Cart) -> Order:
    """A pending order of two shirts."""
    return await client.carts.place(cart.id, phone=PHONE)


async def stock_of(client: Client, sku: str) -> int | None:
    """What is left of a variant."""
    return (await client.catalog.search(sku, market="BD"))[0].stock


async def imported(client: Client, state: OrderState = OrderState.PENDING, **facts: object) -> Order:
    """An order that came with a file: two shirts, and nothing taken out of stock."""
    given: dict[str, object] = {"reference": "17", "order_state": state, **facts}
    taken = ImportedCart(
        source="test",
        market="BD",
        created_at=NOW,
        state=CartState.ORDERED,
        lines=(ImportedLine(sku="SHIRT-LB", quantity=2),),
        **given,  # type: ignore[arg-type]
    )
    report = await client.imports.apply(ImportBatch(carts=(taken,)))
    assert report.orders == 1
    return await client.orders.get((await client.orders.list(limit=1)).items[0].number)


# --- approving -----------------------------------------------------------------------------------------


async def test_approving_makes_the_goods_issue(client: Client, order: Order, clock: Clock) -> None:
    clock.advance(hours=1)
    approved = await client.orders.approve(order.number, version=order.version)

    assert (approved.state, approved.version) == (OrderState.APPROVED, order.version + 1)
    issue = approved.goods_issue
    assert issue is not None
    assert (issue.number, issue.issued_at, issue.issued_by) == ("GI-000001", clock.now, "alice")
    assert await client.orders.get(order.id) == approved
    assert approved.cart == order.cart
    assert await stock_of(client, "SHIRT-LB") == 10


async def test_an_approved_order_is_found_by_its_goods_issue(client: Client, order: Order) -> None:
    approved = await client.orders.approve(order.id)
    assert approved.goods_issue is not None
    number = approved.goods_issue.number

    assert await client.orders.get(number) == approved == await client.orders.get(number.lower())
    for text in (number, number.lower(), f" {number} "):
        assert [found.id for found in await client.orders.list(text)] == [order.id]
    assert (await client.orders.list("GI-000002")).items == ()
    with pytest.raises(NotFound):
        await client.orders.get("GI-000002")


async def test_goods_issues_are_numbered_as_the_shop_wants(client: Client, order: Order) -> None:
    shop = await client.shop.get()
    numbering = shop.settings.numbering.model_copy(
        update={"goods_issue_prefix": "PICK/", "goods_issue_digits": 3}
    )
    settings = shop.settings.model_copy(update={"numbering": numbering})
    await client.shop.apply(shop.model_copy(update={"settings": settings}))
    second = await client.carts.place((await client.carts.clone(order.cart.id)).id, phone=PHONE)

    numbers = [(await client.orders.approve(each.id)).goods_issue for each in (order, second)]
    assert [issue.number for issue in numbers if issue] == ["PICK/001", "PICK/002"]


async def test_an_approved_order_is_given_as_it_is(client: Client, open_as: OpenAs, order: Order) -> None:
    bob = await open_as("bob")
    approved = await client.orders.approve(order.id, version=order.version)

    assert await bob.orders.approve(order.id) == approved
    assert await bob.orders.approve(order.id, version=order.version) == approved


async def test_a_held_order_can_be_approved_and_still_says_why_it_was_held(
    client: Client, order: Order
) -> None:
    held = await client.orders.hold(order.id, "asks for an invoice")
    approved = await client.orders.approve(order.id, version=held.version)

    assert (approved.state, approved.hold_reason) == (OrderState.APPROVED, "asks for an invoice")


async def test_a_held_order_is_approved_only_by_who_saw_it_held(client: Client, order: Order) -> None:
    held = await client.orders.hold(order.id, "asks for an invoice")

    with pytest.raises(Refused, match=f"{order.number} is on hold: asks for an invoice.*--version 2"):
        await client.orders.approve(order.id)
    with pytest.raises(Conflict):
        await client.orders.approve(order.id, version=order.version)
    assert await client.orders.get(order.id) == held


async def test_an_approved_order_is_neither_held_nor_cancelled(client: Client, order: Order) -> None:
    approved = await client.orders.approve(order.id)

    for change in (_hold, _cancel):
        with pytest.raises(Refused, match=f"{order.number} is approved and with the warehouse as GI-000001"):
            await change(client, order.id)
    assert await client.orders.get(order.id) == approved
    assert await stock_of(client, "SHIRT-LB") == 10


async def test_an_order_imported_as_approved_has_no_goods_issue(client: Client, cart: Cart) -> None:
    order = await imported(client, OrderState.APPROVED)

    assert (await client.orders.approve(order.id)) == order
    assert order.goods_issue is None


# --- holding -------------------------------------------------------------------------------------------


async def test_holding_keeps_the_reason(client: Client, order: Order) -> None:
    held = await client.orders.hold(order.number, "  bank asks\nfor the 4111 1111 1111 1111 card ")

    assert (held.state, held.version) == (OrderState.ON_HOLD, order.version + 1)
    assert held.hold_reason == "bank asks for the •••• 1111 card"
    assert (held.paid, held.due) == (0, order.totals.total)


@pytest.mark.parametrize("nothing", ["", " \n "])
async def test_holding_takes_a_reason(client: Client, order: Order, nothing: str) -> None:
    with pytest.raises(Invalid) as error:
        await client.orders.hold(order.id, nothing)
    assert [problem.field for problem in error.value.problems] == ["reason"]
    assert await client.orders.get(order.id) == order


async def test_a_held_order_gets_another_reason_and_the_same_one_changes_nothing(
    client: Client, order: Order
) -> None:
    first = await client.orders.hold(order.id, "asks")
    assert await client.orders.hold(order.id, "asks", version=order.version) == first

    second = await client.orders.hold(order.id, "asks again", version=first.version)
    assert (second.version, second.hold_reason) == (first.version + 1, "asks again")


# --- cancelling ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("held", [False, True])
async def test_cancelling_puts_back_all_that_placing_took(client: Client, cart: Cart, held: bool) -> None:
    more: list[Action] = [
        AddLine(sku="MUG-01", quantity=60),
        AddLine(sku="POSTER", quantity=3),
        AddCustomLine(title="Wrap", unit_price=1),
    ]
    cart = await client.carts.edit(cart.id, cart.version, more)
    before = [await stock_of(client, sku) for sku in ("SHIRT-LB", "MUG-01", "POSTER")]
    order = await client.carts.place(cart.id, phone=PHONE)
    assert [await stock_of(client, sku) for sku in ("SHIRT-LB", "MUG-01", "POSTER")] == [10, 440, -3]
    if held:
        await client.orders.hold(order.id, "asks")

    cancelled = await client.orders.cancel(order.id, "changed her mind")

    assert [await stock_of(client, sku) for sku in ("SHIRT-LB", "MUG-01", "POSTER")] == before
    assert (cancelled.state, cancelled.cancel_reason) == (OrderState.CANCELLED, "changed her mind")
    assert cancelled.goods_issue is None
    assert (cancelled.totals, cancelled.paid, cancelled.due, cancelled.refund) == (order.totals, 0, 0, 0)
    [listed] = await client.orders.list(state="cancelled")
    assert (listed.version, listed.paid, listed.due, listed.refund) == (cancelled.version, 0, 0, 0)


async def test_a_reason_for_cancelling_is_welcome_and_not_required(client: Client, order: Order) -> None:
    assert (await client.orders.cancel(order.id)).cancel_reason == ""


async def test_a_cancelled_order_is_given_as_it_is_and_gives_nothing_back_twice(
    client: Client, open_as: OpenAs, order: Order
) -> None:
    bob = await open_as("bob")
    cancelled = await client.orders.cancel(order.id, "mistake", version=order.version)

    assert await bob.orders.cancel(order.id, "another reason", version=order.version) == cancelled
    assert await stock_of(client, "SHIRT-LB") == 12


async def test_a_cancelled_order_never_moves_again(client: Client, order: Order) -> None:
    cancelled = await client.orders.cancel(order.id)

    for change in (_approve, _hold):
        with pytest.raises(Refused, match=f"{order.number} is cancelled"):
            await change(client, order.id)
    assert await client.orders.get(order.id) == cancelled


async def test_the_cart_of_a_cancelled_order_can_be_ordered_again_as_a_copy(
    client: Client, order: Order
) -> None:
    await client.orders.cancel(order.id)
    assert (await client.carts.place(order.cart.id, phone=PHONE)).state is OrderState.CANCELLED

    copy = await client.carts.clone(order.cart.id)
    again = await client.carts.place(copy.id, phone=PHONE)
    assert (again.state, again.totals) == (OrderState.PENDING, order.totals)
    assert await stock_of(client, "SHIRT-LB") == 10


async def test_cancelling_an_imported_order_moves_no_stock(client: Client, cart: Cart) -> None:
    order = await imported(client)
    cancelled = await client.orders.cancel(order.id)

    assert cancelled.state is OrderState.CANCELLED
    assert await stock_of(client, "SHIRT-LB") == 12


async def test_what_was_paid_for_a_cancelled_order_is_to_be_paid_back(client: Client, cart: Cart) -> None:
    order = await imported(client, OrderState.ON_HOLD, paid=700, hold_reason="bank asks")
    assert (order.paid, order.due, order.refund) == (700, order.totals.total - 700, 0)
    assert order.hold_reason == "bank asks"
    cancelled = await client.orders.cancel(order.id)
    [listed] = await client.orders.list()

    assert (cancelled.paid, cancelled.due, cancelled.refund) == (700, 0, 700)
    assert (listed.paid, listed.due, listed.refund) == (700, 0, 700)


async def test_an_imported_order_keeps_who_took_it_and_masks_cards(client: Client, cart: Cart) -> None:
    order = await imported(
        client, OrderState.ON_HOLD, placed_by="mina", hold_reason="card 4111 1111 1111 1111"
    )

    assert (order.placed_by, order.hold_reason) == ("mina", "card •••• 1111")


async def test_an_imported_approved_order_is_paid_unless_its_file_says_otherwise(
    client: Client, cart: Cart
) -> None:
    assert (await imported(client, OrderState.APPROVED)).due == 0
    unpaid = await imported(client, OrderState.APPROVED, paid=0, reference="18")

    assert unpaid.due == unpaid.totals.total


async def test_the_coupon_of_a_cancelled_order_can_be_used_again(client: Client, cart: Cart) -> None:
    once = await client.carts.edit(cart.id, cart.version, [ApplyCoupon(code="ONCE")])
    other = await client.carts.clone(once.id)
    order = await client.carts.place(once.id, phone=PHONE)
    await client.orders.cancel(order.id)

    second = await client.carts.place(other.id, phone=PHONE, total=other.totals.total)
    assert second.totals.coupon == order.totals.coupon > 0


async def test_cancelling_one_order_frees_no_coupon_of_another(client: Client, cart: Cart) -> None:
    once = await client.carts.edit(cart.id, cart.version, [ApplyCoupon(code="ONCE")])
    other = await client.carts.clone(once.id)
    await client.carts.place(once.id, phone=PHONE)
    second = await client.carts.place(other.id, phone=PHONE)
    assert second.totals.coupon == 0
    await client.orders.cancel(second.id)

    third = await client.carts.place((await client.carts.clone(once.id)).id, phone=PHONE)
    assert third.totals.coupon == 0


# --- names, keys and versions --------------------------------------------------------------------------


@EVERY
async def test_an_order_is_meant_by_any_of_its_names(client: Client, order: Order, change: Move) -> None:
    names = (order.id, order.number, "1", order.cart.id, order.cart.number)

    assert len({(await change(client, name)).model_dump_json() for name in names}) == 1


@EVERY
async def test_an_order_that_is_not_there_is_not_found(client: Client, cart: Cart, change: Move) -> None:
    for ref in ("ORD-9", cart.number, "", "\ud800"):
        with pytest.raises(NotFound):
            await change(client, ref)


async def test_a_repeat_with_the_same_key_gives_the_first_answer(client: Client, order: Order) -> None:
    held = await client.orders.hold(order.id, "asks", version=1, key="h")
    cancelled = await client.orders.cancel(order.id, "asked", version=2, key="c")

    assert await client.orders.hold(order.id, "asks", version=1, key="h") == held
    assert await client.orders.cancel(order.id, "asked", version=2, key="c") == cancelled
    assert await stock_of(client, "SHIRT-LB") == 12


async def test_a_repeat_of_an_approval_makes_no_second_goods_issue(client: Client, order: Order) -> None:
    first = await client.orders.approve(order.id, version=1, key="a")

    assert await client.orders.approve(order.id, version=1, key="a") == first
    entries = await client.history.of_cart(order.cart.id)
    assert [entry.kind for entry in entries].count(EntryKind.APPROVED) == 1


async def test_a_key_is_for_one_intention(client: Client, order: Order) -> None:
    await client.orders.hold(order.id, "asks", key="k")

    for other in (
        client.orders.hold(order.id, "asks again", key="k"),
        client.orders.approve(order.id, key="k"),
        client.orders.cancel(order.id, "asks", key="k"),
    ):
        with pytest.raises(Invalid, match="key"):
            await other
    assert (await client.orders.get(order.id)).version == 2


@EVERY
async def test_another_version_than_shown_is_a_conflict(
    client: Client, open_as: OpenAs, order: Order, change: Move
) -> None:
    bob = await open_as("bob")
    await bob.orders.hold(order.id, "first")
    held = await bob.orders.hold(order.id, "second")

    with pytest.raises(Conflict) as error:
        await change(client, order.id, order.version)
    assert "put on hold by bob, then put on hold by bob" in error.value.message
    assert "you had version 1, it is at 3" in error.value.message
    assert error.value.changed == ("hold_reason", "state")
    assert await client.orders.get(order.id) == held


@pytest.mark.parametrize("version", [-1, 0, 7, 10**30])
async def test_a_version_that_never_was_is_a_conflict(client: Client, order: Order, version: int) -> None:
    with pytest.raises(Conflict, match="it is at 1"):
        await client.orders.approve(order.id, version=version)


@pytest.mark.parametrize("version", [None, 1])
async def test_of_two_agents_who_decide_at_once_exactly_one_wins(
    open_as: OpenAs, client: Client, order: Order, version: int | None
) -> None:
    bob = await open_as("bob")
    results = await asyncio.gather(
        client.orders.approve(order.id, version=version),
        bob.orders.cancel(order.id, version=version),
        return_exceptions=True,
    )

    [winner] = [result for result in results if isinstance(result, Order)]
    [loser] = [result for result in results if not isinstance(result, Order)]
    assert isinstance(loser, Refused | Conflict)
    assert await client.orders.get(order.id) == winner
    approved = winner.state is OrderState.APPROVED
    assert (winner.goods_issue is not None) == approved
    assert await stock_of(client, "SHIRT-LB") == (10 if approved else 12)


async def test_many_desks_at_once_cancel_one_order_once(
    open_as: OpenAs, client: Client, order: Order
) -> None:
    desks = [await open_as(f"desk{n}") for n in range(4)]
    orders = await asyncio.gather(*(desk.orders.cancel(order.id) for desk in desks))

    assert {each.version for each in orders} == {2}
    assert await stock_of(client, "SHIRT-LB") == 12


# --- who may, and what is told -------------------------------------------------------------------------


@EVERY
async def test_a_viewer_may_not(open_as: OpenAs, client: Client, order: Order, change: Move) -> None:
    viewer = await open_as("vera", role=Role.VIEWER)

    with pytest.raises(Forbidden, match="approve, hold or cancel orders"):
        await change(viewer, order.id)
    assert await viewer.orders.get(order.id) == order


@EVERY
async def test_an_agent_may(open_as: OpenAs, order: Order, change: Move) -> None:
    agent = await open_as("ann", role=Role.AGENT)

    assert (await change(agent, order.id)).version == 2


async def test_the_carts_timeline_tells_what_became_of_its_order(
    client: Client, open_as: OpenAs, order: Order, clock: Clock
) -> None:
    bob = await open_as("bob")
    clock.advance(minutes=5)
    await bob.orders.hold(order.id, "asks")
    await client.orders.cancel(order.id, "asked")

    cancelled, held, placed, *_ = await client.history.of_cart(order.cart.id)
    assert (placed.kind, held.kind, cancelled.kind) == (
        EntryKind.PLACED,
        EntryKind.HELD,
        EntryKind.CANCELLED,
    )
    assert (held.agent, held.at) == ("bob", clock.now)
    assert held.summary == f"{order.number} put on hold: asks"
    assert cancelled.summary == f"{order.number} cancelled: asked"
    assert [(change.field, change.before, change.after) for change in held.changes] == [
        ("order.state", "pending", "on_hold"),
        ("order.hold_reason", "", "asks"),
    ]
    assert {held.version, cancelled.version, placed.version} == {order.cart.version}
    assert (await client.carts.get(order.cart.id)).version == order.cart.version


async def test_what_became_of_an_order_is_never_undone(client: Client, order: Order) -> None:
    await client.orders.cancel(order.id)
    entry = (await client.history.of_cart(order.cart.id))[0]

    for undo in (client.carts.undo(order.cart.id), client.carts.undo(order.cart.id, entry.id)):
        with pytest.raises(Refused):
            await undo
    assert (await client.orders.get(order.id)).state is OrderState.CANCELLED


async def test_the_feed_tells_of_the_order_at_its_new_version(client: Client, order: Order) -> None:
    await client.orders.hold(order.id, "asks")

    async def told() -> list[Change]:
        changes = []
        async for change in client.changes(0):
            if change.kind == "order":
                changes.append(change)
            if len(changes) == 2:
                break
        return changes

    changes = await asyncio.wait_for(told(), PATIENCE)
    assert [(change.id, change.version, change.agent) for change in changes] == [
        (order.id, 1, "alice"),
        (order.id, 2, "alice"),
    ]


async def test_a_reason_may_be_anything_and_comes_back_clean(client: Client, rahim: Customer) -> None:
    for at, text in enumerate(HOSTILE):
        order = await imported(client, reference=str(at))
        held = await client.orders.hold(order.id, text, key=f"h{at}")
        cancelled = await client.orders.cancel(order.id, text, key=f"c{at}")

        assert not set(held.hold_reason) & CONTROLS, text
        assert cancelled.cancel_reason == cancelled.hold_reason == held.hold_reason, text
        assert await client.orders.hold(order.id, text, key=f"h{at}") == held, text
        for entry in await client.history.of_cart(order.cart.id):
            assert not set(entry.summary) & CONTROLS, text


async def test_orders_are_still_found_by_text_and_state_after_they_moved_on(
    client: Client, order: Order
) -> None:
    await client.orders.hold(order.id, "asks")

    for text in (order.number, order.number.lower(), order.cart.number, "rahim"):
        [found] = await client.orders.list(text, state="on_hold")
        assert (found.id, found.version, found.state) == (order.id, 2, "on_hold")
        assert (await client.orders.list(text, state="pending")).items == ()


@EVERY
async def test_a_cart_that_is_no_order_yet_is_called_what_it_is(
    client: Client, cart: Cart, change: Move
) -> None:
    for ref in (cart.id, cart.number, cart.number.lower()):
        with pytest.raises(NotFound, match=f"{cart.number} is a cart and no order yet: place it first"):
            await change(client, ref)
    with pytest.raises(NotFound, match="there is no order"):
        await change(client, "1")
