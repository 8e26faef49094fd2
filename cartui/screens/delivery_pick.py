"""Choosing the delivery, with what each service costs for this very cart."""

from collections.abc import Sequence

from cartui.client.protocol import Carts, ClientError, Unavailable
from cartui.model.actions import SetFulfilment
from cartui.model.cart import Cart
from cartui.model.market import DeliveryService
from cartui.screens.pick import Option, Pick
from cartui.widgets.amounts import Amounts
from cartui.widgets.choices import Choices


class DeliveryPick(Pick[DeliveryService]):
    """The services by category. The backend prices each of them, one after the other, while one looks."""

    def __init__(
        self, cart: Cart, options: Sequence[Option[DeliveryService]], carts: Carts, amounts: Amounts
    ) -> None:
        """Ask ``carts`` for the prices."""
        super().__init__("delivery", options, right=(2, 3))
        self._cart = cart
        self._carts = carts
        self._amounts = amounts
        self._prices: dict[int, tuple[str, ...]] = {}

    def on_mount(self) -> None:
        """Find the prices out."""
        self.read(self._find_prices(), group="prices")

    async def _find_prices(self) -> None:
        """Fill in one price after the other."""
        for index, option in enumerate(self._options):
            try:
                self._prices[index] = await self._price(option.value)
            except Unavailable:
                self.told.say("What each costs cannot be found out now; choosing works all the same.")
                return
            choices = next(iter(self.query(Choices)), None)
            if choices is None:
                return  # the dialog is being taken away
            self.show_options(choices.index or 0, lambda at: self._prices.get(at, ()))

    async def _price(self, service: DeliveryService) -> tuple[str, ...]:
        """What the service costs here, and the total with it; a service that is refused says so."""
        action = SetFulfilment(category=service.category, service=service.name)
        try:
            cart = await self._carts.preview(self._cart.id, self._cart.version, [action])
        except Unavailable:
            raise
        except ClientError as error:
            return (error.message,)
        price = cart.fulfilment.price if cart.fulfilment else 0
        return (self._amounts.money(price), f"total {self._amounts.number(cart.totals.total)}")
