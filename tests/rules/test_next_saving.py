"""From which subtotal on a delivery service costs less."""

from hypothesis import given
from hypothesis import strategies as st

from cartui.model.market import BracketBy, DeliveryService, FulfilmentCategory, PriceBracket
from cartui.rules.pricing.delivery import next_saving, service_price

_SUBTOTALS = st.integers(0, 2_000)


def _service(price: int, free_from: int | None, *brackets: tuple[int, int]) -> DeliveryService:
    """A courier."""
    return DeliveryService(
        name="Courier",
        category=FulfilmentCategory.SHIPPING,
        price=price,
        free_from=free_from,
        brackets=tuple(PriceBracket(at_least=at_least, price=cost) for at_least, cost in brackets),
    )


def test_a_service_that_is_free_from_a_subtotal_says_so_until_that_is_reached() -> None:
    service = _service(120, 5_000)
    assert next_saving(service, subtotal=3_800) == (5_000, 0)
    assert next_saving(service, subtotal=5_000) is None


def test_a_bracket_that_costs_more_is_no_saving() -> None:
    service = _service(120, 5_000, (1_000, 150), (2_000, 60))
    assert next_saving(service, subtotal=500) == (2_000, 60)
    assert next_saving(service, subtotal=2_500) == (5_000, 0)


def test_brackets_by_weight_are_no_saving_but_free_from_is() -> None:
    by_weight = _service(120, None, (1_000, 60)).model_copy(update={"bracket_by": BracketBy.WEIGHT})
    assert next_saving(by_weight, subtotal=10) is None
    free = by_weight.model_copy(update={"free_from": 500})
    assert next_saving(free, subtotal=10) == (500, 0)


@given(
    price=st.integers(0, 300),
    free_from=st.none() | _SUBTOTALS,
    brackets=st.lists(st.tuples(_SUBTOTALS, st.integers(0, 300)), max_size=4),
    subtotal=_SUBTOTALS,
)
def test_what_is_promised_is_charged_and_nothing_nearer_is_cheaper(
    price: int, free_from: int | None, brackets: list[tuple[int, int]], subtotal: int
) -> None:
    service = _service(price, free_from, *dict(brackets).items())
    now = service_price(service, subtotal=subtotal, weight=0)
    saving = next_saving(service, subtotal=subtotal)
    nearer = range(subtotal, saving[0] if saving else 2_001)
    assert all(service_price(service, subtotal=each, weight=0) >= now for each in nearer)
    if saving is not None:
        assert service_price(service, subtotal=saving[0], weight=0) == saving[1] < now
