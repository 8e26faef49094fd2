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


def next_saving(service: DeliveryService, *, subtotal: int) -> tuple[int, int] | None:
    """The nearest subtotal from which the service costs less, and what it costs then; both in minor units.

    ``None`` where a larger subtotal makes nothing cheaper. Of brackets by weight nothing is said: who buys
    more does not weigh less.
    """
    free = service.free_from
    if service.bracket_by is BracketBy.WEIGHT:
        return (free, 0) if free is not None and subtotal < free else None
    steps = {*(bracket.at_least for bracket in service.brackets), *([] if free is None else [free])}
    now = service_price(service, subtotal=subtotal, weight=0)
    for step in sorted(step for step in steps if step > subtotal):
        price = service_price(service, subtotal=step, weight=0)
        if price < now:
            return step, price
    return None
