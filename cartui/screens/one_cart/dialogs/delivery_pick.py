"""Choosing the delivery, with what each service costs for this very cart."""

from collections.abc import Sequence

from textual import on

from cartui.client.protocol import Carts, ClientError, Unavailable
from cartui.model.actions import SetFulfilment
from cartui.model.cart import Cart
from cartui.model.market import DeliveryService
from cartui.screens.dialogs.pick import Option, Pick
from cartui.widgets.amounts import Amounts
from cartui.widgets.choices import Choices
from cartui.widgets.service_words import service_words


class DeliveryPick(Pick[DeliveryService]):
    """The services by category. The backend prices each of them, one after the other, while one looks."""

    DEFAULT_CSS = """
    DeliveryPick > #box { width: 100%; max-width: 112; }
    """

    def __init__(
        self, cart: Cart, options: Sequence[Option[DeliveryService]], carts: Carts, amounts: Amounts
    ) -> None:
        """Ask ``carts`` for the prices."""
        super().__init__("delivery", options, right=(2, 3))
        self._cart = cart
        self._carts = carts
        self._amounts = amounts
        self._prices: dict[int, tuple[str, str]] = {}
        self._answers = True
        """Whether prices can be found out; where not, that is said and stays."""

    def on_mount(self) -> None:
        """Say what is known, and find the prices out."""
        self.call_after_refresh(self._show_words)
        self.read(self._find_prices(), group="prices")

    def _show_words(self) -> None:
        """Say where it is picked up and from when on it is cheaper, before any price is known."""
        for choices in self.query(Choices):
            self.show_options(choices.index or 0, self._more)
            self._say_words(choices.index or 0)

    @on(Choices.Moved)
    def moved(self, event: Choices.Moved) -> None:
        """Another service is at the cursor."""
        self._say_words(event.index)

    def _say_words(self, at: int) -> None:
        """Say in full what of the service at the cursor may be cut in its row."""
        if self._answers:
            self.told.say(service_words(self._options[at].value, self._cart, self._amounts))

    async def _find_prices(self) -> None:
        """Fill in one price after the other."""
        for index, option in enumerate(self._options):
            try:
                self._prices[index] = await self._price(option.value)
            except Unavailable:
                self._answers = False
                self.told.say("What each costs cannot be found out now; choosing works all the same.")
                return
            choices = next(iter(self.query(Choices)), None)
            if choices is None:
                return  # the dialog is being taken away
            self.show_options(choices.index or 0, self._more)

    def _more(self, at: int) -> tuple[str, ...]:
        """What is known of an option by now: its price, the total with it, and what else counts."""
        price, total = self._prices.get(at, ("", ""))
        words = service_words(self._options[at].value, self._cart, self._amounts)
        return (price, total, words)

    async def _price(self, service: DeliveryService) -> tuple[str, str]:
        """What the service costs here, and the total with it; a service that is refused says so."""
        action = SetFulfilment(category=service.category, service=service.name)
        try:
            cart = await self._carts.preview(self._cart.id, self._cart.version, [action])
        except Unavailable:
            raise
        except ClientError as error:
            return (error.message, "")
        price = cart.fulfilment.price if cart.fulfilment else 0
        return (self._amounts.money(price), f"total {self._amounts.number(cart.totals.total)}")
