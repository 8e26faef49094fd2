"""How a cart is delivered and paid."""

from cartui.commands.one_cart import ChooseDelivery, ChoosePayment
from cartui.model.actions import SetFulfilment, SetPaymentMethod
from cartui.model.market import DeliveryService
from cartui.screens.desk.cart_edits import Area
from cartui.screens.dialogs.pick import Pick
from cartui.screens.one_cart.cart_choices import delivery_options, payment_options
from cartui.screens.one_cart.dialogs.delivery_pick import DeliveryPick
from cartui.screens.one_cart.parts.cart_part import CartPart


class CartDelivery(CartPart):
    """Picks the delivery service and the payment method."""

    OFFERS = (ChooseDelivery, ChoosePayment)

    def action_choose_delivery(self) -> None:
        """Pick the service."""
        market = self.screen.market
        if market is None:
            return
        options = delivery_options(self.cart, market)
        if not options:
            self.screen.notify(f"The market {market.name} has no delivery services.", severity="warning")
            return
        pick = DeliveryPick(self.cart, options, self.desk.client.carts, self.screen.amounts)
        self.screen.app.push_screen(pick, self._set_delivery)

    def _set_delivery(self, service: DeliveryService | None) -> None:
        """Save the service."""
        if service is not None:
            action = SetFulfilment(category=service.category, service=service.name)
            self.edits.ask(Area.DELIVERY, action)

    def action_choose_payment(self) -> None:
        """Pick the payment method."""
        market = self.screen.market
        if market is not None:
            pick = Pick("payment", payment_options(self.cart, market))
            self.screen.app.push_screen(pick, self._set_payment)

    def _set_payment(self, method: str | None) -> None:
        """Save the payment method."""
        if method is not None:
            self.edits.ask(Area.PAYMENT, SetPaymentMethod(method=method))
