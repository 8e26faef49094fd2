"""Who else has the cart open, and letting them see that it is open here."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from cartui.model.presence import Present
from cartui.screens.desk.attendance import BEAT, who_is_here
from cartui.screens.one_cart.parts.cart_part import CartPart

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.worker import Worker

    from cartui.screens.one_cart.one_cart import OneCart

Ask = Callable[[], Awaitable[tuple[Present, ...]]]
"""Finds out who is there."""


class CartPresence(CartPart):
    """Says now and then that the cart is open here. A backend that is away is not asked; nothing waits."""

    def __init__(self, screen: "OneCart") -> None:
        """Nobody is known yet, and nothing was said."""
        super().__init__(screen)
        self._beat: Timer | None = None

    def shown(self) -> None:
        """The first time it is shown: be there from now on."""
        if self._beat is None:
            self.desk.attendance.opened(self.cart.id)
            self._beat = self.screen.set_interval(BEAT, self._be_here)
            self._be_here()

    def when_present(self) -> None:
        """Somebody came or went: see who is there."""
        self._find_out(partial(self.desk.attendance.look, self.desk.client, self.cart.id))

    def left(self) -> None:
        """The screen is taken away: let the others know."""
        if self._beat is not None:
            attendance = self.desk.attendance
            attendance.closed(self.cart.id)
            leave = partial(attendance.leave, self.desk.client, self.cart.id)
            _worker: Worker[None] = self.screen.app.run_worker(leave, group="presence")

    def _be_here(self) -> None:
        """Say it, unless nobody would hear it."""
        if self.desk.reach.is_away:
            self.screen.show_present(())
            return
        seen = not self.desk.backend.read_only
        self._find_out(partial(self.desk.attendance.enter, self.desk.client, self.cart.id, seen=seen))

    def _find_out(self, ask: Ask) -> None:
        """Show who is there as soon as that is known; a newer question replaces one that is under way."""
        show = partial(self._show, ask)
        _worker: Worker[None] = self.screen.run_worker(show, group="presence", exclusive=True)

    async def _show(self, ask: Ask) -> None:
        """Show who is there."""
        self.screen.show_present(who_is_here(await ask(), self.desk.client.actor.name))
