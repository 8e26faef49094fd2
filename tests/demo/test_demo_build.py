"""The demo in a real database: what the guide's two examples need is there, and works."""

import shutil
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.client.protocol import Client
from cartui.demo.build import build_demo
from cartui.model.actions import Action, AddLine, ApplyCoupon
from cartui.model.agent import Actor
from cartui.model.cart import CartState, NewCart
from cartui.model.money import Money
from cartui.model.order import OrderState
from cartui.model.query import CartQuery, CartSort, Term
from cartui.model.reports import ReportQuery
from cartui.model.statement import Verdict

ALICE = Actor(name="alice")


@pytest.fixture
async def client(built: tuple[Path, list[str]], tmp_path: Path, now: datetime) -> AsyncIterator[Client]:
    """The demo, a copy for each test."""
    shutil.copytree(built[0], tmp_path / "copy")
    async with LocalClient(str(tmp_path / "copy" / "demo.sqlite3"), ALICE, clock=lambda: now) as opened:
        yield opened


def state(name: str) -> CartQuery:
    return CartQuery(terms=(Term(key="state", values=(name,)),))


def test_progress_is_told(built: tuple[Path, list[str]]) -> None:
    assert built[1][0] == "shop"
    assert built[1][-3].endswith("carts")


async def test_every_cart_went_in(client: Client) -> None:
    assert 1150 <= (await client.carts.count(CartQuery(), at_most=5000)).value <= 1260
    assert (await client.carts.count(state("locked"))).value == 7
    assert len((await client.orders.list(state=OrderState.PENDING, limit=50)).items) == 8 + 4


async def test_building_it_again_adds_nothing(client: Client, now: datetime) -> None:
    before = await client.carts.count(CartQuery(), at_most=5000)
    happened = await client.history.recent()
    await build_demo(client, now=now)
    assert await client.carts.count(CartQuery(), at_most=5000) == before
    assert await client.history.recent() == happened


async def test_an_agent_finds_the_cart_of_the_screens(client: Client) -> None:
    cart = await client.carts.get("C-000123")
    assert cart.customer is not None
    assert (cart.customer.name, cart.customer.number) == ("Rahim Uddin", "1042")
    assert Money(cart.totals.total, cart.currency).major() == "8400.00"
    assert cart.missing == ()


async def test_a_locked_cart_was_being_paid_in_full(client: Client) -> None:
    page = await client.carts.list(state("locked"), sort=CartSort(), limit=20)
    for summary in page.items:
        cart = await client.carts.get(summary.id)
        assert cart.state is CartState.LOCKED
        assert all(attempt.amount == cart.totals.total for attempt in cart.attempts)


async def test_the_statement_tells_of_some_locked_carts_and_not_of_others(client: Client) -> None:
    queue = (await client.locks.list(limit=20)).items
    by_card = {each.attempt.card_last4 if each.attempt else None: each.evidence.verdict for each in queue}
    assert by_card == {
        "4242": Verdict.UNKNOWN,
        "0005": Verdict.UNKNOWN,
        "1117": Verdict.PAID,
        "8431": Verdict.MISMATCH,
        "0259": Verdict.NOT_PAID,
        "7732": Verdict.PAID,
        None: Verdict.UNKNOWN,
    }


async def test_today_carts_were_won_back_and_late_payments_heard_of(client: Client) -> None:
    every = ReportQuery()
    won_back = (await client.reports.recovered(every)).figures
    assert (sum(each.carts for each in won_back), sum(each.called for each in won_back)) == (3, 2)
    locks = {each.reason: each for each in (await client.reports.locks(every)).figures}
    assert (locks["pending_payment"].confirmed, locks["no_return"].unlocked) == (1, 1)
    assert all((locks[each].median_seconds or 0) > 3_600 for each in ("pending_payment", "no_return"))


async def test_one_payment_of_the_statement_belongs_to_no_order(client: Client) -> None:
    [payment] = (await client.payments.without_order()).items
    assert (payment.amount, payment.currency, payment.merchant_reference) == (4_990, "USD", "OLD-SHOP-2231")


async def test_a_known_caller_orders_a_cotton_shirt_large_and_blue(client: Client) -> None:
    caller = (await client.customers.search("01819 876543"))[0]
    assert caller.name == "Nusrat Jahan"
    assert await client.customers.open_carts(caller.id) == ()
    shirt = (await client.catalog.search("cotton shirt large blue", market="BD"))[0]
    cart = await client.carts.create(NewCart(market="BD", customer=caller.id))
    cart = await client.carts.edit(cart.id, cart.version, [AddLine(sku=shirt.sku)])
    assert cart.missing == ()
    assert cart.payment_method == "COD"
    order = await client.carts.place(cart.id, phone=caller.phone, total=cart.totals.total)
    assert Money(order.due, cart.currency).major() == "1320.00"


async def test_a_company_gets_its_fifty_mugs(client: Client) -> None:
    company = (await client.customers.search("dhaka mugs"))[0]
    mug = (await client.catalog.search("ceramic mug", market="BD"))[0]
    cart = await client.carts.create(NewCart(market="BD", customer=company.id))
    actions: list[Action] = [AddLine(sku=mug.sku, quantity=50), ApplyCoupon(code="corp50")]
    cart = await client.carts.edit(cart.id, cart.version, actions)
    assert cart.coupon is not None
    assert cart.coupon.applied
    assert cart.totals.coupon * 10 == cart.totals.subtotal
    order = await client.carts.place(cart.id, phone=company.phone)
    assert order.state is OrderState.PENDING
