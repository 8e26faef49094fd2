"""What a delivery service costs."""

from cartui.model.market import BracketBy, DeliveryService


def service_price(service: DeliveryService, *, subtotal: int, weight: int) -> int:
    """Return the price of a service in minor units, before tax rules.

    ``subtotal`` is the sum of the lines after their own discounts, in minor units and before any coupon;
    ``weight`` is in grams. Reaching ``free_from`` makes it free; otherwise the highest bracket reached says
    the price, and the flat price stands where none is reached.
    """
    if service.free_from is not None and subtotal >= service.free_from:
        return 0
    measure = subtotal if service.bracket_by is BracketBy.SUBTOTAL else weight
    reached = [bracket for bracket in service.brackets if bracket.at_least <= measure]
    if not reached:
        return service.price
    return max(reached, key=lambda bracket: bracket.at_least).price
