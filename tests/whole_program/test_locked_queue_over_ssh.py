"""Job 2 over a real SSH server: the queue of locked carts, at most three control keys for each of them."""

import asyncio
import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest

from cartui.client.local import LocalClient
from cartui.model.agent import Actor, ActorOrigin
from cartui.model.cart import Cart, CartState
from cartui.model.history import EntryKind, HistoryEntry
from tests.desk.pty_desk import ESCAPE
from tests.ssh_server import SshServer, ssh_server
from tests.waiting import wait_until
from tests.whole_program.locked_shop import STORIES, LockedShop, make_locked_shop
from tests.whole_program.over_ssh import come_in, desks_of, opens, present

ENTER: Final = "\r"

RESOLVED: Final = {
    EntryKind.PLACED: CartState.ORDERED,
    EntryKind.UNLOCKED: CartState.OPEN,
    EntryKind.DELETED: CartState.DELETED,
}
"""What a lock can become, and in which state the cart is then."""

SIZES: Final = [(80, 24), (120, 40)]


@dataclass(frozen=True)
class Decision:
    """What is pressed for one cart, and what has to come of it."""

    customer: str
    keys: str
    """Control keys before a reason; enter follows where it is not passed over."""
    typed: str = ""
    """The reason that is typed, where the evidence gives none."""
    state: CartState = CartState.LOCKED

    @property
    def control_keys(self) -> int:
        """How many control keys it takes: text typed into a field is none."""
        return len(self.keys) if self.keys == "j" else len(self.keys) + len(ENTER)

    @property
    def pressed(self) -> str:
        """All of it."""
        return self.keys if self.keys == "j" else f"{self.keys}{self.typed}{ENTER}"


RANG: Final = "rang her: she did not pay"
GIVEN_BACK: Final = "given back by the provider"
ON_THE_PHONE: Final = "he pays at the door"

FIRST: Final = (
    Decision("Late One", "j"),
    Decision("Paid Four", "C", state=CartState.ORDERED),
    Decision("Unpaid Three", "U", state=CartState.OPEN),
    Decision("Twin Two", "Ur", RANG, state=CartState.OPEN),
)
"""After these there is one customer less who could have made a payment of which nobody knew whose it was."""

REST: Final = (
    Decision("Twin One", "C", state=CartState.ORDERED),
    Decision("Refunded One", "Dr", GIVEN_BACK, state=CartState.DELETED),
    Decision("Unpaid Two", "U", state=CartState.OPEN),
    Decision("Paid Three", "C", state=CartState.ORDERED),
    Decision("Short One", "j"),
    Decision("Paid Two", "C", state=CartState.ORDERED),
    Decision("Unpaid One", "U", state=CartState.OPEN),
    Decision("Paid One", "C", state=CartState.ORDERED),
    Decision("Held One", "Ur", ON_THE_PHONE, state=CartState.OPEN),
)


@pytest.fixture
def shop(tmp_path: Path) -> LockedShop:
    """The shop, as somebody finds it in the morning."""
    return asyncio.run(make_locked_shop(tmp_path / "shop.sqlite3"))


@pytest.fixture
def server(shop: LockedShop, tmp_path: Path) -> Iterator[SshServer]:
    """A server where alice's key opens her desk there."""
    folder = tmp_path / "ssh"
    folder.mkdir(mode=0o700)
    with ssh_server(folder, {"alice": opens("alice", shop.path, tmp_path / "home")}) as server:
        yield server


@dataclass(frozen=True)
class Outcome:
    """What the shop has of one cart."""

    cart: Cart
    decisions: tuple[HistoryEntry, ...]
    """What became of its lock, as its history has it."""


def outcomes(shop: LockedShop) -> dict[str, Outcome]:
    """What the shop has by now, by the customers' names."""

    async def read() -> dict[str, Outcome]:
        async with LocalClient(str(shop.path), Actor(name="owner")) as client:
            found = {}
            for customer, cart in shop.carts.items():
                history = await client.history.of_cart(cart.id)
                decisions = tuple(entry for entry in history if entry.kind in RESOLVED)
                found[customer] = Outcome(await client.carts.get(cart.id), decisions)
            return found

    return asyncio.run(read())


def presses(*decisions: Decision) -> str:
    """What is pressed for all of them."""
    return "".join(decision.pressed for decision in decisions)


@pytest.mark.parametrize("size", SIZES)
def test_each_locked_cart_takes_at_most_three_control_keys_and_they_can_be_typed_ahead(
    server: SshServer, shop: LockedShop, tmp_path: Path, size: tuple[int, int]
) -> None:
    with come_in(server, "alice", tmp_path, size=size) as desk:
        assert desk.read_until(f"LOCKED {len(STORIES)}"), desk.screen.display
        desk.press("gl")
        assert desk.read_until_only("Late One", "is locked"), desk.screen.display
        desk.press(presses(*FIRST))
        twin, refunded = (shop.carts[name].number for name in ("Twin One", "Refunded One"))
        assert desk.read_until_that(
            lambda: any("▌" in line and twin in line and "PAID" in line for line in desk.screen.display)
        ), desk.screen.display
        desk.press(presses(*REST))
        assert desk.read_until_only("LOCKED 2 ▲", refunded), desk.screen.display
        desk.press("q")
        assert desk.status() == 0
    decided = (*FIRST, *REST)
    assert {decision.customer for decision in decided} == {story.customer for story in STORIES}
    assert max(decision.control_keys for decision in decided) <= 3
    assert sum(decision.control_keys for decision in decided) <= 2.5 * len(decided)
    found = outcomes(shop)
    for decision in decided:
        assert_is_as_decided(decision, found[decision.customer])


def assert_is_as_decided(decision: Decision, outcome: Outcome) -> None:
    """The cart is what was decided, once, by alice at her desk, with the reason."""
    assert (decision.customer, outcome.cart.state) == (decision.customer, decision.state)
    if decision.state is CartState.LOCKED:
        assert outcome.decisions == ()
        return
    [entry] = outcome.decisions
    assert (entry.agent, entry.origin) == ("alice", ActorOrigin.DESK)
    assert RESOLVED[entry.kind] is decision.state
    if decision.typed:
        assert decision.typed in entry.summary
    assert bool(outcome.cart.order) == (decision.state is CartState.ORDERED)


def test_a_line_that_drops_leaves_each_cart_decided_or_as_it_was(
    server: SshServer, shop: LockedShop, tmp_path: Path
) -> None:
    with come_in(server, "alice", tmp_path) as desk:
        assert desk.read_until(f"LOCKED {len(STORIES)}"), desk.screen.display
        desk.press("gl")
        assert desk.read_until_only("Late One", "is locked"), desk.screen.display
        desk.press(presses(*FIRST[:3]))
        assert desk.read_until("LOCKED 11"), desk.screen.display
        desk.press("o")
        assert desk.read_until_that(lambda: present(shop.path) == ["alice"]), desk.screen.display
        desk.press(f"{ESCAPE}{presses(FIRST[3])}")
        desk.signal(signal.SIGKILL)
    wait_until(lambda: not desks_of(shop.path) and not present(shop.path))
    found = outcomes(shop)
    for decision in FIRST[:3]:
        assert_is_as_decided(decision, found[decision.customer])
    for decision in REST:
        assert found[decision.customer].cart.state is CartState.LOCKED
    cut_off = found[FIRST[3].customer]
    assert_is_as_decided(
        FIRST[3] if cut_off.decisions else replace(FIRST[3], state=CartState.LOCKED), cut_off
    )
    with come_in(server, "alice", tmp_path) as desk:
        assert desk.read_until(f"LOCKED {11 - len(cut_off.decisions)}"), "and the next start goes on with it"


def test_keys_of_which_nobody_saw_the_answer_decide_carts_from_the_top_and_each_as_a_whole(
    server: SshServer, shop: LockedShop, tmp_path: Path
) -> None:
    with come_in(server, "alice", tmp_path) as desk:
        assert desk.read_until(f"LOCKED {len(STORIES)}"), desk.screen.display
        desk.press("gl")
        assert desk.read_until_only("Late One", "is locked"), desk.screen.display
        desk.press(presses(*FIRST[:3], Decision("Twin Two", "j"), Decision("Twin One", "j"), *REST[1:]))
        assert desk.read_until_only("LOCKED", f"LOCKED {len(STORIES)}"), desk.screen.display
        desk.signal(signal.SIGKILL)
    wait_until(lambda: not desks_of(shop.path))
    found = outcomes(shop)
    decided = [each for each in (*FIRST[:3], *REST[1:]) if each.state is not CartState.LOCKED]
    done = [each for each in decided if found[each.customer].decisions]
    assert done == decided[: len(done)]
    assert done
    for decision in decided:
        as_it_was = replace(decision, state=CartState.LOCKED)
        assert_is_as_decided(decision if decision in done else as_it_was, found[decision.customer])
