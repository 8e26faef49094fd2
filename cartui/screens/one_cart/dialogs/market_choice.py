"""In which market a new cart is started; the usual one stands at the cursor, an only one is not asked for."""

from collections.abc import Iterable
from functools import partial
from uuid import uuid4

from textual import on
from textual.widget import Widget

from cartui.client.protocol import ClientError
from cartui.commands.command import CommandClass
from cartui.commands.picking import CHOOSING, Choose
from cartui.model.cart import Cart, NewCart
from cartui.model.customer import Customer
from cartui.model.market import Market, TaxMode
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.dialogs.dialog import LONG, Dialog, Words
from cartui.widgets.choices import Choice, Choices

STARTING = Words(
    open="A new cart: not known yet whether it was started.",
    not_known="Not known yet whether it is started",
    once="it is started once",
    then="the cart is in the list when it is there",
)
"""What is said while no answer comes."""


class MarketChoice(Dialog[Cart | None]):
    """Starts a cart in the market that is chosen, and gives it."""

    HEADING = "New cart: in which market?"
    OFFERS = CHOOSING
    DEFAULT_CSS = """
    MarketChoice > #box { width: 60; }
    MarketChoice Choices { height: auto; max-height: 16; min-height: 1; }
    """

    def __init__(self, customer: Customer | None = None) -> None:
        """One dialog starts at most one cart, for ``customer``, however often enter is pressed."""
        super().__init__()
        self._customer = customer
        self._key = uuid4().hex
        self._starting = False
        self._hold: Hold | None = None

    def heading(self) -> str:
        """For whom it is, where that is known already."""
        name = self._customer.name if self._customer else ""
        return f"New cart for {name}: in which market?" if name else self.HEADING

    def inside(self) -> Iterable[Widget]:
        """The markets."""
        return (Choices(),)

    @property
    def markets(self) -> tuple[Market, ...]:
        """What there is to choose from."""
        return self.desk.shop.markets

    def on_mount(self) -> None:
        """The list is there. Keys typed before the shop is read are meant for its markets."""
        self.query_one(Choices).focus()
        if not self.desk.is_open:
            self._hold = self.desk_app.type_ahead.hold()
            self.told.say("The shop is being opened …")

    def on_unmount(self) -> None:
        """Nobody waits for the markets any more."""
        self._let_go()

    def when_open(self) -> None:
        """List the markets; stand on the shop's own, else on that of the last cart."""
        if not self.query(Choices):
            return  # it is not mounted yet, and reads them by itself when it is
        usual = self._at_home() or self.desk.shop.settings.default_market or self.desk.last_market
        codes = [market.code for market in self.markets]
        self.query_one(Choices).show(
            [_row(market) for market in self.markets], index=codes.index(usual) if usual in codes else 0
        )
        none = "This shop has no market yet: an admin sets them up with `cartui shop apply`."
        self.told.say("" if self.markets else none)
        if len(self.markets) == 1 and self.is_current:
            self.action_choose()  # there is nothing to ask
        self._let_go()

    def _at_home(self) -> str | None:
        """The market of the customer's own country, if there is one that delivers there."""
        customer = self._customer
        address = customer.default_address if customer is not None else None
        home = (address.country if address is not None else "") or (customer.country if customer else None)
        usual = self.desk.shop.market(self.desk.shop.settings.default_market or self.desk.last_market or "")
        if not home or (usual is not None and home in usual.countries):
            return None
        return next((market.code for market in self.markets if home in market.countries), None)

    def when_not_opened(self) -> None:
        """There is nothing to choose from; the list behind says why."""
        self._let_go()
        self.told.say("The shop cannot be opened: why stands in the list. esc goes back.", wrong=True)
        if self.is_current:
            self.dismiss(None)

    def _let_go(self) -> None:
        """Give out the keys that waited for the markets."""
        if self._hold is not None:
            self._hold.release()
            self._hold = None

    def why_not(self, command: CommandClass) -> str | None:
        """A shop without markets starts no carts."""
        if command is Choose and not self.desk.is_open:
            return "The shop is not open yet"
        if command is Choose and not self.markets:
            return "There is no market to choose"
        return super().why_not(command)

    @on(Choices.Clicked)
    def clicked(self, event: Choices.Clicked) -> None:
        """A market was clicked."""
        event.stop()
        self.action_choose()

    def action_choose(self) -> None:
        """Start the cart; keys typed meanwhile are meant for it."""
        index = self.query_one(Choices).index
        if self._starting:
            self.desk.reach.try_now()
        elif index is not None:
            self._starting = True
            hold = self.desk_app.type_ahead.hold()
            self.write(self._start(self.markets[index].code, hold), hold=hold)

    async def _start(self, market: str, hold: Hold) -> None:
        """Start a cart in that market."""
        new = NewCart(market=market, customer=self._customer.id if self._customer else None)
        send = partial(self.desk.client.carts.create, new, key=self._key)
        cart = await self.answer_to(send, STARTING, hold=hold)
        self.desk.last_market = market
        if self.app.screen is self:
            self.dismiss(cart)
        else:
            self.app.notify(f"{cart.number} is started; it is in the list.", timeout=LONG)

    def show_error(self, error: ClientError) -> None:
        """Another try is another intention only when the first one was refused."""
        self._starting = False
        super().show_error(error)

    def action_next_choice(self) -> None:
        """The next market."""
        self.query_one(Choices).action_move_down()

    def action_choice_before(self) -> None:
        """The market before."""
        self.query_one(Choices).action_move_up()

    def action_next_page(self) -> None:
        """The last market in sight."""
        self.query_one(Choices).action_page_down()

    def action_page_before(self) -> None:
        """The first market in sight."""
        self.query_one(Choices).action_page_up()


def _row(market: Market) -> Choice:
    """Code and name, and how its prices are."""
    tax = "tax included" if market.tax_mode is TaxMode.INCLUSIVE else "tax added"
    return Choice((market.name, market.code, market.currency, tax))
