"""The example shop with many shoppers, two agents at work, and a server that is killed among them.

At the end every cart that the shop believes in is cartui's, no word was lost, and nothing was done twice.
"""

import asyncio
import json
import random
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from cartui.client.local import LocalClient
from cartui.client.protocol import Client, ClientError, Unavailable
from cartui.client.rest import RestClient
from cartui.model.actions import Action, AddLine, SetNote
from cartui.model.agent import Actor, ActorOrigin, NewAgent, Role, origin_of
from cartui.model.cart import CartState
from cartui.model.catalog import PriceRow, Product, Variant
from cartui.model.customer import NewCustomer
from cartui.model.imports import ImportBatch, ImportedProduct
from cartui.model.query import CartQuery, CartSort
from cartui.model.storefront import ShopCart, ShopLine
from tests.contract.shop import DHAKA, furnish
from tests.scale import full_or_tenth
from tests.whole_program.served import ServedProgram

EXAMPLE: Final = Path(__file__).resolve().parents[2] / "examples" / "shop"
SHOPPERS: Final = full_or_tenth(200)
SECONDS: Final = 300.0 if SHOPPERS == 200 else 12.0
SEED: Final = 20261123
AGENTS_OWN: Final = "POSTER"
"""What only agents put into carts."""

ACCOUNTS: Final = {
    "ann": Role.AGENT,
    "bob": Role.AGENT,
    "eve": Role.VIEWER,
    "GospelShop": Role.STOREFRONT,
    "Probe": Role.STOREFRONT,
}

ITEMS: Final = ("ITEM-A", "ITEM-B", "ITEM-C")


async def stocked(client: Client) -> dict[str, NewAgent]:
    """A shop with plenty of three items, which knows some of the shoppers; gives the accounts there."""
    await furnish(client)
    rows = (PriceRow(market="BD", level="retail", amount=10_000),)
    product = Product(
        id="item",
        title="Item",
        option_names=("Kind",),
        variants=tuple(Variant(sku=sku, options=(sku[-1],), stock=1_000_000, prices=rows) for sku in ITEMS),
    )
    await client.imports.apply(ImportBatch(products=(ImportedProduct(product=product),)))
    for number in range(0, SHOPPERS, 3):
        await client.customers.create(NewCustomer(name="Known", email=f"shopper{number}@example.com"))
    return {name: await client.agents.add(name, role) for name, role in ACCOUNTS.items()}


def at_desk(server: ServedProgram, account: NewAgent) -> RestClient:
    """A client of somebody who works over the server, or of a shop."""
    origin = origin_of(account.agent.role, ActorOrigin.DESK)
    return RestClient(server.url, account.token, origin=origin)


async def work(
    client: Client, until: float, rng: random.Random, begun: asyncio.Event
) -> list[tuple[str, str]]:
    """Edit carts as they come in; what was answered as saved, by cart and note. ``begun``: the first was."""
    saved: list[tuple[str, str]] = []
    tried = 0
    while time.monotonic() < until:
        try:
            page = await client.carts.list(CartQuery(), sort=CartSort(), limit=20)
            if page.items:
                cart = await client.carts.get(rng.choice(page.items).id)
                tried += 1
                note = f"{client.actor.name} {tried}"
                actions: list[Action] = [SetNote(note=note)]
                if not any(line.sku == AGENTS_OWN for line in cart.lines):
                    actions.append(AddLine(sku=AGENTS_OWN, quantity=1))
                await client.carts.edit(cart.id, cart.version, actions, rebase=True, key=f"key {note}")
                saved.append((cart.id, note))
                begun.set()
        except Unavailable:
            await asyncio.sleep(0.2)  # it was killed
        except ClientError:
            pass  # the shopper was quicker, or pays
        await asyncio.sleep(0.05)
    return saved


async def delays(desk: Client, shop: Client, count: int) -> list[float]:
    """Seconds from the answer to a shop until a desk hears of the change."""
    heard: asyncio.Queue[tuple[str, float]] = asyncio.Queue()

    async def listen() -> None:
        async for change in desk.changes(0):
            heard.put_nowait((change.id, time.monotonic()))

    listening = asyncio.create_task(listen())
    found = []
    for number in range(count):
        word = ShopCart(
            cart=f"p{number}", revision=1, market="BD", lines=(ShopLine(sku=ITEMS[0], quantity=1),)
        )
        [answer] = await shop.storefront.tell([word])
        answered = time.monotonic()
        assert answer.cart is not None
        cart, moment = "", 0.0
        async with asyncio.timeout(20):
            while cart != answer.cart.id:
                cart, moment = await heard.get()
        found.append(moment - answered)
    listening.cancel()
    return sorted(found)


def example(server: ServedProgram, folder: Path, account: NewAgent) -> list[str]:
    """The command that runs the shop's shoppers."""
    assert account.webhook_secret is not None
    catalogue = {
        "market": "BD",
        "address": DHAKA.model_dump(),
        "phone": "+8801712345678",
        "items": {sku: f"Item {sku}" for sku in ITEMS},
    }
    (folder / "catalogue.json").write_text(json.dumps(catalogue))
    return [
        *(sys.executable, str(EXAMPLE), "--url", server.url, "--token"),
        *(account.token.get_secret_value(), "--secret", account.webhook_secret.get_secret_value()),
        *("--catalogue", str(folder / "catalogue.json")),
        *("--shoppers", str(SHOPPERS), "--minutes", str(SECONDS / 60), "--seed", str(SEED)),
        *("--pause", "3" if SHOPPERS == 200 else "1"),
    ]


async def storm(
    server: ServedProgram, command: list[str], accounts: dict[str, NewAgent]
) -> tuple[list[tuple[str, str]], list[float], str]:
    """All at once: what agents saved, how late a desk hears of it, and what the shop says at the end."""
    async with at_desk(server, accounts["ann"]) as ann, at_desk(server, accounts["bob"]) as bob:
        shop = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        until = time.monotonic() + SECONDS * 0.8  # then the shoppers see what was done last
        begun = asyncio.Event()
        desks = asyncio.gather(
            *(work(who, until, random.Random(who.actor.name), begun) for who in (ann, bob))
        )
        await asyncio.sleep(SECONDS * 0.2)
        with suppress(TimeoutError):
            await asyncio.wait_for(begun.wait(), SECONDS * 0.3)
        server.kill()
        await asyncio.to_thread(server.start)
        async with at_desk(server, accounts["eve"]) as eve, at_desk(server, accounts["Probe"]) as probe:
            late = await delays(eve, probe, 5)
        saved = [edit for edits in await desks for edit in edits]
        out, errors = await shop.communicate()
        assert shop.returncode == 0, (out.decode(), errors.decode())
    return saved, late, out.decode()


def test_a_shop_and_two_desks_agree_on_every_cart_after_a_server_was_killed(tmp_path: Path) -> None:
    path = str(tmp_path / "shop.sqlite3")

    async def prepared() -> dict[str, NewAgent]:
        async with LocalClient(path, Actor(name="admin")) as client:
            return await stocked(client)

    accounts = asyncio.run(prepared())
    with ServedProgram(tmp_path, Path(path)) as server:
        command = example(server, tmp_path, accounts["GospelShop"])
        saved, late, said = asyncio.run(storm(server, command, accounts))
    summary = json.loads(said)
    assert (summary["different"], summary["not_told"], summary["changed_by_staff"]) == ([], 0, [])
    assert summary["carts"] >= SHOPPERS
    assert late[len(late) // 2] < 1.0

    async def looked_at() -> None:
        async with LocalClient(path, Actor(name="admin")) as client:
            assert saved, "the agents did nothing"
            for cart, note in saved:
                entries = [each for each in await client.history.of_cart(cart, limit=500) if each.actions]
                named = [each for each in entries if any(c.after == note for c in each.changes)]
                assert len(named) == 1, note
            page = await client.carts.list(CartQuery(), sort=CartSort(), limit=1000)
            assert all(each.state is not CartState.ORDERED for each in page.items)

    asyncio.run(looked_at())
