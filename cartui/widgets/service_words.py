"""What has to be known of a delivery service beside its price: where it is picked up, when it is cheaper."""

from cartui.model.cart import Cart
from cartui.model.market import DeliveryService, Market
from cartui.rules.pricing.delivery import next_saving
from cartui.widgets.amounts import Amounts
from cartui.widgets.cart_facts import one_line
from cartui.widgets.pane import PaneLine, Tone


def service_words(service: DeliveryService, cart: Cart, amounts: Amounts) -> str:
    """The outlet of a pickup; else how much more the caller would have to buy for it to be cheaper."""
    if service.outlet is not None:
        return one_line(service.outlet.model_copy(update={"company": ""}))
    saving = next_saving(service, subtotal=cart.totals.subtotal)
    if saving is None:
        return ""
    step, price = saving
    what = (
        f"free from {amounts.number(step)}"
        if not price
        else f"{amounts.number(price)} from {amounts.number(step)}"
    )
    return f"{what}: {amounts.number(step - cart.totals.subtotal)} to go"


def service_lines(cart: Cart, market: Market | None, amounts: Amounts) -> list[PaneLine]:
    """The same of the service that the cart has; nothing where there is nothing to say."""
    chosen = cart.fulfilment
    service = market.service(chosen.service) if market is not None and chosen is not None else None
    words = service_words(service, cart, amounts) if service is not None else ""
    return [PaneLine(f"  {words}", tone=Tone.QUIET)] if words else []
