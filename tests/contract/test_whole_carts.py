"""Whole carts, many at once: each as it is given alone."""

import pytest

from cartui.client.protocol import Client, Invalid
from cartui.client.resources.carts import MOST_AT_ONCE
from cartui.model.actions import Action, AddCustomLine, ApplyCoupon
from cartui.model.agent import Role
from cartui.model.cart import Cart, NewCart
from tests.contract.conftest import OpenAs


async def test_they_come_in_the_order_asked_for_as_each_comes_alone(client: Client, cart: Cart) -> None:
    empty = await client.carts.create(NewCart(market="BD"))
    engraved: list[Action] = [AddCustomLine(title="Engraving", unit_price=500), ApplyCoupon(code="SAVE10")]
    own = await client.carts.edit(empty.id, empty.version, engraved)
    given = await client.carts.get_many([own.id, "nobody", cart.id])
    assert given == (await client.carts.get(own.id), await client.carts.get(cart.id))


async def test_a_viewer_may_look_at_many_and_too_many_are_refused(open_as: OpenAs, cart: Cart) -> None:
    viewer = await open_as("vera", Role.VIEWER)
    assert await viewer.carts.get_many([]) == ()
    assert len(await viewer.carts.get_many([cart.id] * MOST_AT_ONCE)) == MOST_AT_ONCE
    with pytest.raises(Invalid, match="At most 100"):
        await viewer.carts.get_many([cart.id] * (MOST_AT_ONCE + 1))
