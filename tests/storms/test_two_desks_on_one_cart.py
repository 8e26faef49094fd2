"""Two people at two real terminals edit one cart at once: nothing is lost, and nothing is applied silently.

Every edit says something that no other one says. So of each it is seen what became of it: it stands in the
cart's history, or it was shown to whoever made it beside what the other one had saved.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import pytest

from cartui.client.local import LocalClient
from cartui.formatting.amounts import show_amount
from cartui.model.actions import Action, AddLine, SetCustomer
from cartui.model.agent import Actor
from cartui.model.cart import Cart, NewCart
from cartui.model.history import HistoryEntry
from tests.contract.shop import furnish
from tests.desk.pty_desk import ESCAPE, PtyDesk
from tests.scale import full_or_tenth

EDITS: Final = 500
SEED: Final = 20261122
PATIENCE: Final = 60.0
"""Seconds after which an edit of which nothing was seen counts as lost."""

LEFT, RIGHT, ENTER, SAVE, CLEAR, AGAIN = "\x1b[D", "\x1b[C", "\r", "\x13", "\x15", "\x12"
MEANWHILE: Final = "meanwhile ─"
"""What the title of both versions ends with."""

UNSAVED: Final = ("saving …", "NOT SAVED", "NOT ALL SAVED")
"""What the header says while something that was asked for is not in the database."""


class Shop:
    """The database of both desks, looked into from outside."""

    def __init__(self, path: Path) -> None:
        """Make a shop with one cart, by somebody who is at neither desk."""
        self.path = path
        self._runner = asyncio.Runner()
        self._client = LocalClient(str(path), Actor(name="admin"))
        self._runner.run(self._client.__aenter__())
        self.cart_id = self._runner.run(self._make()).id

    async def _make(self) -> Cart:
        """One cart with one line."""
        rahim = await furnish(self._client)
        cart = await self._client.carts.create(NewCart(market="BD"))
        actions: list[Action] = [SetCustomer(customer=rahim.id), AddLine(sku="SHIRT-LB", quantity=2)]
        return await self._client.carts.edit(cart.id, cart.version, actions)

    def cart(self) -> Cart:
        """The cart as it is stored."""
        return self._runner.run(self._client.carts.get(self.cart_id))

    def history(self, limit: int) -> tuple[HistoryEntry, ...]:
        """The latest entries."""
        return self._runner.run(self._client.history.of_cart(self.cart_id, limit=limit))

    def close(self) -> None:
        """Let go of the database."""
        self._runner.run(self._client.__aexit__(None, None, None))
        self._runner.close()


class Edit:
    """One edit: the keys that make it, and by what it is known."""

    def __init__(self, who: str, number: int, kind: str) -> None:
        """``who`` makes it as their ``number``-th."""
        word = f"{who}{number:03}z"
        quantity = 1000 + 2 * number + (who == "bob")
        self.who = who
        self.kind = kind
        self.keys = {
            "tags": f"t{word}{ENTER}",
            "name": f"h{word}{SAVE}",
            "note": f"o{CLEAR}{word}{SAVE}",
            "discount": f"m{1 + number % 50}%{ENTER}{word}{ENTER}",
            "quantity": f"#{quantity}{ENTER}",
            "custom item": f"A{word}{ENTER}5{ENTER}1{ENTER}",
        }[kind]
        self.said = str(quantity) if kind == "quantity" else word

    def is_in(self, entries: tuple[HistoryEntry, ...]) -> bool:
        """Whether an entry has it as what was made of the cart, by whoever made it."""
        return any(
            self.said in str(change.after)
            for entry in entries
            if entry.agent == self.who
            for change in entry.changes
        )


def screen(desk: PtyDesk) -> str:
    """What stands in a terminal."""
    return "\n".join(desk.screen.display)


@contextmanager
def desk_of(who: str, shop: Shop, home: Path) -> Iterator[PtyDesk]:
    """Somebody's desk, with the cart open."""
    home.mkdir()
    arguments = ("-m", "cartui", "--db", str(shop.path), "--agent", who)
    with PtyDesk(*arguments, home=home, columns=120, lines=40) as desk:
        assert desk.read_until("C-000001"), screen(desk)
        desk.press(ENTER)
        assert desk.read_until("SHIRT-LB"), screen(desk)
        yield desk


def become(edits: dict[PtyDesk, Edit], shop: Shop) -> dict[PtyDesk, str]:
    """Wait until it is seen what became of each edit: ``saved`` or ``shown``.

    Where what was chosen the last time has clashed once more, that came up instead, and took the keys: it is
    put off, and they are pressed again.
    """
    seen: dict[PtyDesk, str] = {}
    until = time.monotonic() + PATIENCE
    while len(seen) < len(edits):
        for desk in edits:
            desk.read_for(0.02)
        entries = shop.history(12)
        for desk, edit in edits.items():
            if desk not in seen and edit.is_in(entries):
                seen[desk] = "saved"
            elif desk not in seen and MEANWHILE in screen(desk):
                desk.read_until_still(0.3)  # its title is drawn before what it says
                if MEANWHILE not in screen(desk):
                    continue
                if edit.said in screen(desk):
                    seen[desk] = "shown"
                else:
                    leave(desk, ESCAPE)
                    desk.press(edit.keys)
        assert time.monotonic() < until, "\n".join(
            f"{edit.who}'s {edit.kind} {edit.said} is lost:\n{screen(desk)}"
            for desk, edit in edits.items()
            if desk not in seen
        )
    return seen


def leave(desk: PtyDesk, keys: str) -> None:
    """Choose between both versions, or put it off; what clashes once more may be there at once."""
    desk.press(keys)
    desk.read_until_only("C-000001", MEANWHILE, seconds=5)


def at_rest(desks: dict[str, PtyDesk], shop: Shop) -> Cart:
    """The cart once nothing is on its way any more, both know it, and what was put off is given up."""
    for _ in range(10):
        for desk in desks.values():
            if MEANWHILE in screen(desk):
                leave(desk, ESCAPE)
            desk.press(AGAIN)
        for desk in desks.values():  # what was chosen last may be on its way without a word of it on screen
            desk.read_until_still(0.3)
        cart = shop.cart()
        if all(is_at_rest(desk, cart) for desk in desks.values()) and shop.cart() == cart:
            return cart
    raise AssertionError("\n".join(map(screen, desks.values())))


def is_at_rest(desk: PtyDesk, cart: Cart) -> bool:
    """Whether a desk comes to show the cart as it is, with all that was asked for saved."""

    def is_saved() -> bool:
        shown = screen(desk)
        return f"v{cart.version} " in shown and not any(sign in shown for sign in UNSAVED)

    return desk.read_until_that(is_saved, 10)


def until_both_show(desks: dict[str, PtyDesk], *facts: str) -> None:
    """Read until these stand in both terminals."""
    for desk in desks.values():
        for fact in facts:
            assert desk.read_until(fact), f"{fact!r} is missing:\n{screen(desk)}"


KINDS: Final = (*("tags", "name", "note", "discount", "quantity") * 3, "custom item")
"""What is edited; a custom item clashes with nothing."""


@pytest.mark.timeout(1200)
def test_of_two_desks_on_one_cart_both_end_with_the_same_and_no_edit_is_lost(tmp_path: Path) -> None:
    rounds = full_or_tenth(EDITS) // 2
    chance = random.Random(SEED)
    counts: Counter[str] = Counter()
    shop = Shop(tmp_path / "shop.sqlite3")
    with ExitStack() as stack:
        stack.callback(shop.close)
        desks = {who: stack.enter_context(desk_of(who, shop, tmp_path / who)) for who in ("alice", "bob")}
        assert desks["alice"].read_until("bob is here too"), screen(desks["alice"])
        assert desks["bob"].read_until("alice is here too"), screen(desks["bob"])

        for number in range(rounds):
            first = chance.choice(KINDS)
            kinds = {"alice": first, "bob": first if chance.random() < 0.6 else chance.choice(KINDS)}
            edits = {desk: Edit(who, number, kinds[who]) for who, desk in desks.items()}
            for desk, edit in edits.items():
                desk.press(edit.keys)
            for desk, what in become(edits, shop).items():
                counts[f"{edits[desk].kind}: {what}"] += 1
                counts[what] += 1
                if what == "shown":
                    choice = "".join(chance.choices((LEFT, RIGHT), k=6)) + ENTER
                    leave(desk, ESCAPE if chance.random() < 0.2 else choice)

        cart = at_rest(desks, shop)
        entries = shop.history(1000)
        total = show_amount(cart.totals.total, cart.currency, "en")
        until_both_show(desks, total, *cart.tags, cart.contact.name, cart.note)

    print(f"seed {SEED}: {dict(sorted(counts.items()))}")
    assert counts["saved"] + counts["shown"] == 2 * rounds
    assert counts["shown"] > 0, "they never met"
    assert sorted(entry.version for entry in entries) == list(range(1, cart.version + 1)), "each once"
