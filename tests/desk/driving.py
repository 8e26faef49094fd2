"""Working at a desk in a test: a shop of its own, keys as a person presses them, and what stands on the screen."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from cartui.app import CartuiApp
from cartui.client.local import LocalClient
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.cart import Cart
from cartui.screens.cart_details import CartDetails
from cartui.screens.desk import Desk, Display
from tests.contract.shop import NOW

NAMED = re.compile(r"<([a-z+]+)>")


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

    async def type(self, text: str, *, patient: bool = True) -> None:
        """Type text into whatever has the focus."""
        await self.pilot.press(*(" " if letter == " " else letter for letter in text))
        if patient:
            await self.quiet()

    async def quiet(self) -> None:
        """Wait until keys, workers and edits have come to rest."""
        for _ in range(200):
            await self.pilot.pause()
            busy = [worker for worker in self.app.workers if worker.is_running and worker.group in _TRANSIENT]
            edits = any(edits.busy for edits in self.app.desk.at_hand.values())
            if self.app.type_ahead.idle and not busy and not edits:
                break
            await self.pilot.pause(0.01)
        await self.pilot.pause()

    @property
    def cart(self) -> Cart:
        """The cart that is open."""
        screen = next(s for s in reversed(self.app.screen_stack) if isinstance(s, CartDetails))
        return screen.cart

    @property
    def screen(self) -> str:
        """What stands on the screen, all layers of it, as text."""
        return self.app.export_screenshot_text()


_TRANSIENT = {"search", "writes", "again", "prices"}


class TextApp(CartuiApp):
    """The desk, with its picture as text."""

    def export_screenshot_text(self) -> str:
        """The lines of the screen as they are drawn."""
        strips = self.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@asynccontextmanager
async def at_the_desk(
    path: Path, size: tuple[int, int] = (80, 24), *, role: Role = Role.ADMIN
) -> AsyncIterator[Agent]:
    """A desk on the database at ``path``, for one agent."""
    client = LocalClient(str(path), Actor(name="alice", role=role, origin=ActorOrigin.DESK), clock=lambda: NOW)
    app = TextApp(Desk(client, Display(timezone="UTC"), now=lambda: NOW))
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        agent = Agent(pilot, app)
        for _ in range(200):
            if app.desk.is_open:
                break
            await pilot.pause(0.01)
        await agent.quiet()
        yield agent
