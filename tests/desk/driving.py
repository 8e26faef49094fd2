"""Working at a desk in a test: keys as a person presses them, and what stands on the screen."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

from cartui.app import CartuiApp
from cartui.client.local import LocalClient
from cartui.client.protocol import Client
from cartui.mail.delivery import MailServer
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.cart import Cart
from cartui.model.sharing import Links
from cartui.screens.desk.desk import Desk, Display
from cartui.screens.one_cart.cart_screen import CartScreen
from cartui.screens.one_cart.one_cart import OneCart
from tests.contract.shop import NOW
from tests.waiting import until

ScreenKind = TypeVar("ScreenKind")


class Agent:
    """Somebody at the desk, who counts the control keys."""

    def __init__(self, pilot: Pilot[None], app: CartuiApp) -> None:
        """Sit down."""
        self.pilot = pilot
        self.app = app
        self.control_keys = 0

    async def press(self, *keys: str, patient: bool = True) -> None:
        """Press control keys, each when the one before has been answered; or all at machine speed."""
        self.control_keys += len(keys)
        for key in keys:
            await self.pilot.press(key)
            if patient:
                await self.quiet()

    async def write(self, text: str, *, patient: bool = True) -> None:
        """Type text into whatever has the focus."""
        await self.pilot.press(*(" " if letter == " " else letter for letter in text))
        if patient:
            await self.quiet()

    async def burst(self, *keys: str) -> None:
        """Press keys as a machine would: all at once, nobody looking; then wait."""
        driver = self.app._driver
        assert driver is not None
        for key in keys:
            letter = key if len(key) == 1 else None
            driver.send_message(Key(_character_to_key(key) if letter else key, letter))
        await self.quiet()

    async def open(self, cart: Cart) -> None:
        """Open that cart."""
        await self.app.push_screen(OneCart(cart))
        await self.quiet()

    async def quiet(self) -> None:
        """Wait until keys, workers and edits have come to rest; not for ever: a backend may be away."""
        for _ in range(200):
            await self.pilot.pause()
            if self._is_at_rest():
                await self.pilot.pause()
                if self._is_at_rest():  # what has ended began nothing else
                    break
            await self.pilot.pause(0.01)

    def _is_at_rest(self) -> bool:
        """Whether no key waits, nothing is read that comes by itself, and nothing is saved."""
        at_work = [worker.group for worker in self.app.workers if worker.is_running]
        busy = any(group in _TRANSIENT for group in at_work) or at_work.count("flow") > questions(self.app)
        edits = any(edits.busy for edits in self.app.desk.at_hand.values())
        return self.app.type_ahead.idle and not busy and not edits

    @property
    def cart(self) -> Cart:
        """The cart that is open."""
        screen = next(s for s in reversed(self.app.screen_stack) if isinstance(s, CartScreen))
        return screen.cart

    @property
    def client(self) -> Client:
        """The desk's own client."""
        return self.app.desk.client

    async def stored(self) -> Cart:
        """The cart that is open, as the backend has it."""
        return await self.client.carts.get(self.cart.id)

    @property
    def notices(self) -> list[str]:
        """What was noticed lately."""
        return [notice.message for notice in self.app._notifications]

    @property
    def screen(self) -> str:
        """What stands on the screen, all layers of it, as text."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)

    @property
    def words(self) -> str:
        """The same without frames and line breaks, for sentences that wrap."""
        return " ".join(re.sub("[│╭╮╰╯┌┐└┘─]", " ", self.screen).split())

    def sees(self, kind: type[ScreenKind]) -> ScreenKind:
        """The screen in front, which is of that kind."""
        screen = self.app.screen
        assert isinstance(screen, kind), self.screen
        return screen


_TRANSIENT = {
    "again",
    "cart",
    "coverage",
    "draft",
    "drafts",
    "entries",
    "explaining",
    "files",
    "following",
    "found",
    "lock",
    "matches",
    "names",
    "numbers",
    "open",
    "order",
    "path",
    "paths",
    "preview",
    "prices",
    "profiles",
    "range",
    "rows",
    "sample",
    "search",
    "selected",
    "titles",
    "understood",
    "values",
    "versions",
    "writes",
}
"""Workers that end by themselves."""


def questions(app: CartuiApp) -> int:
    """Dialogs whose answer a flow waits for: until it has that, it is at rest."""
    callbacks = (callback for screen in app.screen_stack for callback in screen._result_callbacks)
    return sum(callback.future is not None for callback in callbacks)


@asynccontextmanager
async def at_the_desk(
    path: Path,
    size: tuple[int, int] = (80, 24),
    *,
    role: Role = Role.ADMIN,
    mail: Callable[[], MailServer] | None = None,
    links: Links | None = None,
    now: datetime = NOW,
) -> AsyncIterator[Agent]:
    """A desk on the database at ``path``, for one agent; with ``mail``, it sends messages through that."""
    actor = Actor(name="alice", role=role, origin=ActorOrigin.DESK)
    client = LocalClient(str(path), actor, clock=lambda: now, mail=mail, links=links)
    app = CartuiApp(Desk(client, Display(timezone="UTC"), now=lambda: now))
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        agent = Agent(pilot, app)
        await until(lambda: app.desk.is_open, lambda: agent.screen, pause=pilot.pause)
        await agent.quiet()
        yield agent
