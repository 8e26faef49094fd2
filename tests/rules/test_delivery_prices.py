"""What a delivery service costs."""

import pytest

from cartui.model.market import BracketBy, DeliveryService, FulfilmentCategory, PriceBracket
from cartui.rules.pricing.delivery import service_price

BRACKETS = (PriceBracket(at_least=5000, price=300), PriceBracket(at_least=1000, price=600))


def courier(by: BracketBy, free_from: int | None = None) -> DeliveryService:
    """A courier at 9.00 below its brackets."""
    return DeliveryService(
        name="Courier",
        category=FulfilmentCategory.SHIPPING,
        price=900,
        bracket_by=by,
        brackets=BRACKETS,
        free_from=free_from,
    )


@pytest.mark.parametrize(("measure", "price"), [(0, 900), (999, 900), (1000, 600), (4999, 600), (5000, 300)])
def test_the_highest_bracket_reached_says_the_price(measure: int, price: int) -> None:
    assert service_price(courier(BracketBy.SUBTOTAL), subtotal=measure, weight=0) == price
    assert service_price(courier(BracketBy.WEIGHT), subtotal=0, weight=measure) == price


def test_from_its_threshold_on_it_is_free_however_heavy() -> None:
    service = courier(BracketBy.WEIGHT, free_from=8000)
    assert service_price(service, subtotal=7999, weight=2000) == 600
    assert service_price(service, subtotal=8000, weight=2000) == 0


def test_a_flat_price_is_flat() -> None:
    flat = DeliveryService(name="Van", category=FulfilmentCategory.DELIVERY, price=250)
    assert service_price(flat, subtotal=10**9, weight=10**6) == 250
