"""The way of a cart to an order: what it misses, the confirmation, and what came of it."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from cartui.client.protocol import ClientError, Unavailable
from cartui.commands.one_cart import PlaceOrder
from cartui.model.cart import Cart
from cartui.model.order import Order
from cartui.model.problem import Problem
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.one_cart.cart_problems import PHONE, line_of
from cartui.screens.one_cart.dialogs.not_ready import NotReadyDialog, Remedy
from cartui.screens.one_cart.dialogs.place_order import Outcome, PlaceOrderDialog
from cartui.screens.one_cart.parts.cart_part import CartPart
from cartui.screens.one_cart.placed_order import PlacedOrder
from cartui.widgets.cart_lines import CartLines

if TYPE_CHECKING:
    from textual.worker import Worker


class CartPlacing(CartPart):
    """Places the order of a cart, once everything that was asked for is saved and nothing is missing."""

    OFFERS = (PlaceOrder,)

    def action_place_order(self) -> None:
        """Show all that is missing, or the confirmation, once everything asked for is saved."""
        self.screen.flow(self._place_order)

    async def _place_order(self, hold: Hold) -> None:
        """Wait for the edits, then ask; not while they wait for the backend themselves."""
        try:
            if self.edits.busy and self.desk.reach.is_away:
                raise Unavailable(self.desk.reach.why)
            cart = await self.edits.saved()
        except Unavailable:
            self.screen.not_placed = True
            self.screen.show_cart()
            return
        if self.screen.versions.ask_first(f"{cart.number} is not placed"):
            return
        if self.screen.known_at is not None or self.desk.reach.is_away:
            cart = await self._read_for_the_order()
        blocking = tuple(problem for problem in cart.missing if problem.field != PHONE)
        if blocking:
            if not await self._mend(cart, cart.missing, hold):
                note = partial(self._note_not_placed, cart.id)
                _worker: Worker[None] = self.screen.app.run_worker(note, group="not placed")
            return
        country = self.screen.market.countries[0] if self.screen.market else None
        confirmation = PlaceOrderDialog(cart, self.screen.amounts, country, self._refused)
        answer = self.screen.app.push_screen(confirmation, wait_for_dismiss=True)
        hold.release()
        outcome: Outcome | None = await answer
        if isinstance(outcome, Order):
            self.screen.app.switch_screen(PlacedOrder(outcome))
        elif outcome is not None:
            await self.screen.read_again()
            await self._mend(self.cart, outcome, hold)

    @property
    def _refused(self) -> tuple[str, ...]:
        """What was asked for and cannot be had, with the reason; what was not found is nothing."""
        edits = self.edits
        refused = {area: why for area, why in edits.refusals.items() if area not in edits.not_found}
        return tuple(f"{area.value} - {why}" for area, why in refused.items())

    async def _read_for_the_order(self) -> Cart:
        """The cart as the backend has it; nobody promises a caller what is only remembered."""
        try:
            await self.screen.read_again()
        except Unavailable as error:
            raise Unavailable(
                f"{self.cart.number} is read again before it is placed, which is not possible now: "
                f"{error.message}",
                retry_after=error.retry_after,
            ) from error
        return self.cart

    async def _note_not_placed(self, cart: str) -> None:
        """Tell the backend that it was given up, for the next morning. A failure is not worth a word."""
        with suppress(ClientError):
            await self.desk.client.carts.not_placed(cart)

    async def _mend(self, cart: Cart, problems: Sequence[Problem], hold: Hold) -> bool:
        """List what is missing of the cart and go to what is chosen: to the line, where it is one's.

        Gives whether anything was.
        """
        answer = self.screen.app.push_screen(NotReadyDialog(problems), wait_for_dismiss=True)
        hold.release()
        remedy: Remedy | None = await answer
        if remedy is None:
            return False
        line = line_of(cart, remedy.problem) if remedy.problem else None
        if line is None or self.screen.query_one(CartLines).go_to(line):
            await self.screen.do(remedy.command)
        return True
