"""Ordering an order again, and the ways from an order to its customer."""

from dataclasses import replace
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import AddLine, SetCustomer
from cartui.model.agent import Actor
from cartui.model.cart import Cart, NewCart
from cartui.model.problem import Problem
from cartui.screens.customers.one_customer import OneCustomer
from cartui.screens.orders.one_order import OneOrder
from cartui.screens.orders.order_again import copied_notice
from tests.contract.shop import NOW, furnish
from tests.desk.driving import at_the_desk
from tests.desk.fake_client import FakeClient, a_cart, a_summary, an_order
from tests.desk.sitting import sitting


def money(minor: int) -> str:
    """An amount as these tests read it."""
    return f"BDT {minor}"


def a_copy(was: Cart, **changes: object) -> Cart:
    """The same content in another cart, with these changes of its line."""
    lines = tuple(line.model_copy(update=changes) for line in was.lines)
    return was.model_copy(update={"number": "C-000009", "lines": lines})


def test_a_copy_at_the_same_prices_says_only_that_it_is_one() -> None:
    was = a_cart(a_summary(1))
    assert copied_notice(was, a_copy(was), money) == "C-000009 is a copy of C-000001."


def test_what_was_priced_anew_is_named_with_both_prices_and_both_totals() -> None:
    was = a_cart(a_summary(1, total=1_000))
    now = a_copy(was, unit_price=600)
    now = now.model_copy(update={"totals": replace(now.totals, total=1_200)})
    said = copied_notice(was, now, money)
    assert "Priced anew: Cotton Shirt BDT 500 → BDT 600." in said
    assert "The total is BDT 1200; it was BDT 1000." in said


def test_what_is_not_sold_any_more_is_said() -> None:
    was = a_cart(a_summary(1))
    gone = Problem(field="lines.0.sku", message="Cotton Shirt (SHIRT) is no longer in the catalogue.")
    elsewhere = Problem(field="payment_method", message="No payment method is chosen.")
    now = a_copy(was).model_copy(update={"missing": (gone, elsewhere)})
    said = copied_notice(was, now, money)
    assert said.endswith("Cotton Shirt (SHIRT) is no longer in the catalogue.")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_one_key_leads_from_an_order_to_its_customer_and_back(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "shop.sqlite3"
    async with LocalClient(str(path), Actor(name="bob"), clock=lambda: NOW) as client:
        rahim = await furnish(client)
        cart = await client.carts.create(NewCart(market="BD"))
        await client.carts.edit(cart.id, cart.version, [SetCustomer(customer=rahim.id), AddLine(sku="LAMP")])
        await client.carts.place(cart.id, phone="01712345678")
    async with at_the_desk(path, size) as desk:
        await desk.press("g", "o", "enter", "c")
        assert desk.sees(OneCustomer).customer.id == rahim.id
        await desk.press("escape")
        desk.sees(OneOrder)


async def test_the_order_of_a_guest_leads_to_no_customer_and_says_so() -> None:
    backend = FakeClient([a_summary(1)], placed=[an_order(1, a_cart(a_summary(1)))])
    async with sitting(backend) as desk:
        await desk.press("g", "o", "enter", "c")
        assert "It is the order of a guest, who is no customer" in desk.text
