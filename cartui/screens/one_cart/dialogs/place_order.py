"""The last question before an order: the total, and the phone number once more."""

from collections.abc import Iterable, Sequence
from contextlib import nullcontext

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from cartui.client.protocol import ClientError, Conflict, NotReady, TotalChanged
from cartui.commands.one_cart import PlaceNow
from cartui.commands.picking import LeaveDialog
from cartui.model.cart import Cart
from cartui.model.order import Order
from cartui.model.problem import Problem
from cartui.rules.phones import phone_warning, show_phone
from cartui.screens.desk.intention import Intention
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.dialogs.dialog import LONG, Dialog, Words
from cartui.widgets.amounts import Amounts
from cartui.widgets.cart_facts import customer_lines, delivery_line, destination, payment_line, size_of
from cartui.widgets.clean_input import CleanInput

Outcome = Order | tuple[Problem, ...]
"""The order, or all that turned out to be missing."""


class PlaceOrderDialog(Dialog[Outcome | None]):
    """Enter places what is shown, at that total; another total needs a second enter (decision 9)."""

    HEADING = "place the order"
    OFFERS = (PlaceNow, LeaveDialog)
    TYPES = True
    DEFAULT_CSS = """
    PlaceOrderDialog > #box { width: 66; }
    PlaceOrderDialog Static { height: auto; }
    PlaceOrderDialog .not-saved { color: $text-warning; }
    PlaceOrderDialog #total { text-style: bold; margin-top: 1; }
    """

    def __init__(
        self, cart: Cart, amounts: Amounts, country: str | None, not_saved: Sequence[str] = ()
    ) -> None:
        """``country`` is where a phone number without its country's code is read.

        ``not_saved`` says what was refused, so that the order is without it.
        """
        super().__init__()
        self._not_saved = not_saved
        self._cart = cart
        self._amounts = amounts
        self._country = country
        self._meant = Intention()
        self._placing = False
        self._odd_phone = ""

    def inside(self) -> Iterable[Widget]:
        """What will be ordered, and the phone."""
        field = CleanInput(show_phone(self._cart.contact.phone), select_on_focus=False)
        yield Static(id="facts")
        yield Static(id="total")
        for refused in self._not_saved:
            yield Static(Content(f"▲ not in it: {refused}"), classes="not-saved")
        yield Static(Content("Phone for this order, as the caller confirms it:"))
        yield field

    def on_mount(self) -> None:
        """Show the cart; the phone has the focus."""
        self._show_cart()
        self.query_one(Input).focus()

    def _show_cart(self) -> None:
        """Say what will be ordered."""
        cart, amounts = self._cart, self._amounts
        facts = [
            cart.number,
            *(line.text for line in customer_lines(cart)[:1]),
            size_of(cart),
            f"{delivery_line(cart, amounts).text}",
            f"{payment_line(cart).text}",
        ]
        if where := destination(cart, self.desk.shop.market(cart.market)):
            facts.insert(3, where)
        self.query_one("#facts", Static).update(Content("\n".join(facts)))
        self.query_one("#total", Static).update(Content(f"TOTAL  {amounts.money(cart.totals.total)}"))

    @on(Input.Submitted)
    def submitted(self) -> None:
        """Enter in the phone."""
        self.action_place_now()

    def action_place_now(self) -> None:
        """Place it. A phone number that looks odd is asked about once."""
        phone = self.query_one(Input).value.strip()
        if self._placing:
            self.desk.reach.try_now()
            return
        if not phone:
            self.told.say("A phone number is needed to place the order.", wrong=True)
            return
        odd = phone_warning(phone, self._country)
        if odd is not None and phone != self._odd_phone:
            self._odd_phone = phone
            self.told.say(f"{odd} enter again places with it.", wrong=True)
            return
        self._placing = True
        self.told.say("placing …")
        hold = self.desk_app.type_ahead.hold()
        self.write(self._place(phone, hold), hold=hold)

    async def _place(self, phone: str, hold: Hold) -> None:
        """Place what was shown; where no answer comes, it is asked again with the same key."""
        cart = self._cart
        total, edits = cart.totals.total, self.desk.at_hand.get(cart.id)
        key = self._meant.key_for(phone, cart.version, total)

        async def send() -> Order:
            return await self.desk.client.carts.place(
                cart.id, phone=phone, version=cart.version, total=total, key=key
            )

        try:
            with edits.being_placed() if edits else nullcontext():
                order = await self.answer_to(send, _words(cart), hold=hold)
        except NotReady as error:
            if not self.is_current:
                raise
            self.dismiss(error.problems)
            return
        finally:
            self._placing = False
        if self.is_current:
            self.dismiss(order)
        else:
            self.app.notify(f"{cart.number} is placed: {order.number}", timeout=LONG)

    def action_leave_dialog(self) -> None:
        """Not while the order is on its way: its number would be missed."""
        if not self._placing or self.is_unanswered:
            super().action_leave_dialog()

    def show_error(self, error: ClientError) -> None:
        """Say it; where the cart is another now, show that one and wait for the second word."""
        if not self.is_current:
            self.app.notify(
                f"{self._cart.number} is not placed: {error.message}", severity="error", timeout=LONG
            )
            return
        if not isinstance(error, Conflict) or error.current is None:
            super().show_error(error)
            return
        self.desk_app.type_ahead.forget()
        before = self._cart
        self._cart = error.current
        self._show_cart()
        shown = error.shown if isinstance(error, TotalChanged) else before.totals.total
        now = error.now if isinstance(error, TotalChanged) else error.current.totals.total
        money = self._amounts.money
        why = (
            "The total has changed"
            if isinstance(error, TotalChanged)
            else "Somebody changed the cart meanwhile"
        )
        what = f"it was {money(shown)} and is {money(now)} now" if shown != now else "the total is the same"
        self.told.say(f"{why}:\n{what}.\nenter places it, esc goes back.", wrong=True)


def _words(cart: Cart) -> Words:
    """What is said while no answer comes."""
    return Words(
        open=f"{cart.number}: not known yet whether the order was placed.",
        not_known="Not known yet whether it was placed",
        once="it is placed once",
        then="you are told the order's number",
    )
