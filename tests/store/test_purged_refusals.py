"""After a purge nothing is left of why a cart could not be placed, nor of the phone that was tried."""

from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import AddCustomLine
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.model.errors import NotReady
from tests.contract.conftest import Clock
from tests.contract.shop import furnish
from tests.store.test_purged_bytes import NAME, WORDS, found


async def test_nothing_of_a_refused_placing_can_be_read_any_more(path: Path) -> None:
    clock = Clock()
    async with LocalClient(str(path), Actor(name="alice"), clock=clock) as client:
        await furnish(client)
        for number in range(20):
            cart = await client.carts.create(NewCart(market="BD"))
            cart = await client.carts.edit(
                cart.id, cart.version, [AddCustomLine(title=f"Engraved: {NAME}", unit_price=100)]
            )
            for phone in (f"ask for {NAME}", f"Zebulon {NAME} {number}"):
                with pytest.raises(NotReady):
                    await client.carts.place(cart.id, phone=phone)
            assert (await client.digest.get()).failed.items[0].contact.phone.startswith("Zebulon")
            await client.carts.delete(cart.id)
        assert any(WORDS[0] in words for words in found(path).values())
        clock.advance(days=8)
        assert (await client.upkeep.purge()).carts_purged == 20
        assert not any(found(path).values())
    assert not any(found(path).values())
