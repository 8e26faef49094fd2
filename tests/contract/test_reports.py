"""Reports over the carts of a shop: what is counted, when, and that a purge changes none of it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from cartui.client.local.reporting import reading
from cartui.client.protocol import Client
from cartui.model.actions import AddLine, RemoveLine, SetNote, SetQuantity
from cartui.model.cart import Cart, NewCart
from cartui.model.customer import Customer
from cartui.model.errors import Invalid
from cartui.model.recovery import CallOutcome
from cartui.model.reports import ProductOrder, RecoveredFigure, ReportGroup, ReportQuery
from cartui.model.storefront import ShopOutcome, ShopPayment
from cartui.rules.query.cart_query import parse_query
from tests.contract.conftest import Clock, OpenAs
from tests.contract.payments import report, tell
from tests.contract.shop import NOW
from tests.contract.storefronts import begun, open_shop, told, word

ALL = ReportQuery()
PHONE = "01712345678"
TODAY = NOW.astimezone(ZoneInfo("Asia/Dhaka")).date()


async def test_carts_are_counted_at_once_and_the_background_changes_none_of_it(
    client: Client, cart: Cart
) -> None:
    other = await client.carts.create(NewCart(market="BD"))
    await client.carts.delete(other.id)

    report = await client.reports.statistics(ALL)
    (figure,) = report.figures
    assert report.counted.is_complete
    assert (figure.begun, figure.open, figure.deleted, figure.currency) == (2, 1, 1, "BDT")
    assert figure.value == cart.totals.total + other.totals.total

    assert (await client.upkeep.run()).entries_counted
    assert await client.reports.statistics(ALL) == report
    assert (await client.upkeep.run()).entries_counted == 0


async def test_a_product_counts_once_for_each_cart_it_was_ever_in(client: Client, cart: Cart) -> None:
    mug = AddLine(sku="MUG-01", quantity=1)
    more = await client.carts.edit(
        cart.id,
        cart.version,
        [SetQuantity(line=cart.lines[0].id, quantity=5), mug],
    )
    await client.upkeep.run()
    less = await client.carts.edit(more.id, more.version, [RemoveLine(line=more.lines[1].id)])
    again = await client.carts.undo(less.id)
    await client.carts.redo(again.id)

    for _ in range(2):
        report = await client.reports.products(ALL, order=ProductOrder.ADDED)
        counts = {
            each.sku: (each.added_carts, each.added_units, each.ordered_carts) for each in report.figures
        }
        assert counts == {"SHIRT-LB": (1, 5, 0), "MUG-01": (1, 1, 0)}
        assert report.products == 2
        await client.upkeep.run()


async def test_what_is_ordered_counts_until_the_order_is_cancelled(client: Client, cart: Cart) -> None:
    order = await client.carts.place(cart.id, phone=PHONE)
    (figure,) = (await client.reports.products(ALL, order=ProductOrder.CONVERSION)).figures
    assert (figure.ordered_carts, figure.ordered_units, figure.conversion) == (1, 2, 10_000)
    assert figure.title == "Cotton Shirt"
    await client.upkeep.run()

    await client.orders.cancel(order.id, "not paid")
    (figure,) = (await client.reports.products(ALL, order=ProductOrder.CONVERSION)).figures
    assert (figure.added_carts, figure.ordered_carts, figure.ordered_units, figure.conversion) == (1, 0, 0, 0)


async def test_a_purge_changes_no_figure(client: Client, cart: Cart, clock: Clock) -> None:
    locked = await client.locks.lock(cart.id, "a doubt")
    await client.locks.delete(locked.id, "it was one")
    await client.carts.create(NewCart(market="BD"))
    clock.advance(days=30)
    before = await everything(client)

    assert (await client.upkeep.run()).carts_purged == 1

    assert await everything(client) == before


async def test_locks_are_told_with_what_became_of_them(client: Client, cart: Cart, clock: Clock) -> None:
    locked = await client.locks.lock(cart.id, "a doubt")
    clock.advance(minutes=5)
    opened = await client.locks.unlock(locked.id, "none any more")
    await client.upkeep.run()
    await client.locks.lock(opened.id, "again")

    (figure,) = (await client.reports.locks(ALL)).figures
    assert (figure.reason, figure.locks, figure.unlocked, figure.waiting) == ("by_hand", 2, 1, 1)
    assert (figure.median_seconds, figure.slow_seconds) == (300, 300)


async def test_a_lock_by_time_is_counted_before_anybody_wrote_it(
    client: Client, cart: Cart, clock: Clock
) -> None:
    await tell(client, cart)
    await client.upkeep.run()
    clock.advance(hours=2)

    (figure,) = (await client.reports.locks(ALL)).figures
    (carts,) = (await client.reports.carts(ALL, by=ReportGroup.STATE)).figures
    assert (figure.reason, figure.waiting, carts.group) == ("no_return", 1, "locked")
    await client.upkeep.run()
    assert (await client.reports.locks(ALL)).figures == (figure,)


async def test_a_figure_opens_the_carts_behind_it(client: Client, cart: Cart) -> None:
    await client.carts.create(NewCart(market="BD"))
    await client.carts.place(cart.id, phone=PHONE)
    asked = ReportQuery(since=TODAY - timedelta(days=2))

    for by in ReportGroup:
        figures = (await client.reports.carts(asked, by=by)).figures
        queries = [parse_query(figure.query, zone="Asia/Dhaka") for figure in figures]
        counts = [(await client.carts.count(query)).value for query in queries]
        assert counts == [figure.carts for figure in figures]
        assert counts
    (product,) = (await client.reports.products(asked, order=ProductOrder.ORDERED)).figures
    behind = parse_query(product.query, zone="Asia/Dhaka")
    assert (await client.carts.count(behind)).value == product.added_carts


async def test_days_and_market_say_which_carts_are_meant(client: Client, cart: Cart) -> None:
    met = ReportQuery(since=TODAY, until=TODAY, market="BD")
    missed = ReportQuery(until=TODAY - timedelta(days=1))
    assert (await client.reports.carts(met, by=ReportGroup.DAY)).figures[0].group == TODAY.isoformat()
    assert (await client.reports.carts(missed, by=ReportGroup.DAY)).figures == ()
    assert (await client.reports.products(missed, order=ProductOrder.ADDED)).figures == ()
    assert (await client.reports.statistics(missed)).figures == ()
    with pytest.raises(Invalid, match="no market XX"):
        await client.reports.carts(ReportQuery(market="XX"), by=ReportGroup.DAY)


async def test_a_cart_is_recovered_that_an_agent_looked_after_before_it_was_ordered(
    client: Client, open_as: OpenAs, rahim: Customer, clock: Clock
) -> None:
    shop = await open_shop(open_as)
    carts = [
        await begun(shop, cart=name, customer=rahim.number, lines={"MUG-01": count})
        for count, name in enumerate(("edited", "called", "told", "alone", "late", "left"), start=1)
    ]
    edited, called, commented, alone, late, left = carts
    mine = await client.carts.create(NewCart(market="BD", customer=rahim.id))
    mine = await client.carts.edit(mine.id, mine.version, [AddLine(sku="MUG-01", quantity=9)])

    await client.carts.edit(edited.id, edited.version, [SetNote(note="asks for blue ones")])
    await client.recovery.note_call(called.id, CallOutcome.REACHED)
    await client.recovery.note_call(left.id, CallOutcome.NO_ANSWER)
    await client.history.comment(commented.id, "wants to think about it")
    await told(shop, word(2, "alone", lines={"MUG-01": 4, "SHIRT-LB": 1}))
    assert (await client.reports.recovered(ALL)).figures == ()

    clock.advance(days=1)
    for name, cart in zip(
        ("edited", "called", "told", "late"), (edited, called, commented, late), strict=True
    ):
        payment = report(await client.carts.get(cart.id), "succeeded")
        answer = await told(shop, ShopPayment(cart=name, payment=payment))
        assert answer.outcome is ShopOutcome.ORDERED
    await client.history.comment(late.id, "thanked them")
    await client.recovery.note_call(late.id, CallOutcome.ORDERED)
    clock.advance(days=1)
    await client.carts.place(alone.id, phone=PHONE)
    await client.carts.place(mine.id, phone=PHONE)

    value = sum([(await client.carts.get(cart.id)).totals.total for cart in (edited, called, commented)])
    expected = RecoveredFigure(day=TODAY + timedelta(days=1), currency="BDT", carts=3, value=value, called=1)
    for _ in range(2):
        assert (await client.reports.recovered(ALL)).figures == (expected,)
        assert (await client.reports.statistics(ALL)).figures[0].recovered == 3
        await client.upkeep.run()


async def test_a_report_says_how_far_it_goes_until_the_background_has_counted_the_rest(
    client: Client, rahim: Customer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "COUNTED_IN_PASSING", 1)
    await client.carts.create(NewCart(market="BD", customer=rahim.id))
    clock.advance(hours=1)
    await client.carts.create(NewCart(market="BD", customer=rahim.id))
    clock.advance(hours=1)

    report = await client.reports.statistics(ALL)
    assert (report.counted.until, report.counted.is_complete) == (NOW, False)
    assert report.figures[0].begun == 1

    await client.upkeep.run()
    report = await client.reports.statistics(ALL)
    assert (report.counted.until, report.counted.is_complete) == (clock(), True)
    assert report.figures[0].begun == 2


async def everything(client: Client) -> list[object]:
    """Every report, without how far it goes."""
    carts = [(await client.reports.carts(ALL, by=by)).figures for by in ReportGroup]
    products = await client.reports.products(ALL, order=ProductOrder.ADDED)
    recovered, locks = await client.reports.recovered(ALL), await client.reports.locks(ALL)
    statistics = await client.reports.statistics(ALL)
    return [carts, products.figures, recovered.figures, locks.figures, statistics.figures]
