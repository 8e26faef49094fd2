"""Carts whose rows cannot be read, since something else has written into the database."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from cartui.model.cart_summary import CartState, CartSummary
from cartui.model.money import EXPONENTS
from cartui.model.text import clean_line
from cartui.store.trouble import DamagedValue

_STATES: Final = frozenset(state.value for state in CartState)
_CURRENCY: Final = "USD"
"""Stands for one that there is none of: everything that writes amounts can write this."""


def is_whole(cart: CartSummary) -> bool:
    """Whether what was read is a cart: SQLite keeps a text where a number belongs, if it is told to.

    Raises ``TypeError`` where it is not, too.
    """
    # One check for all: a sum of whole numbers is whole, and anything else raises or gives another type.
    figures = cart.version + cart.items + cart.units + cart.total
    return type(figures) is int and cart.currency in EXPONENTS and cart.state in _STATES


def are_whole(figures: Iterable[Sequence[Any]], currencies: Collection[str], states: Collection[str]) -> bool:
    """The same of many carts, by their columns; with moments among the figures, in microseconds."""
    return (
        type(sum(map(sum, figures))) is int
        and EXPONENTS.keys() >= set(currencies)
        and _STATES.issuperset(states)
    )


def stand_in(row: Sequence[object]) -> CartSummary:
    """A summary with the id, the number and the state of the row, and nothing else that could be wrong."""
    id_, number, _, state, market, currency = (clean_line(str(value)) for value in row[:6])
    then = datetime.fromtimestamp(0, UTC)
    return CartSummary(
        id=id_,
        number=number,
        version=0,
        state=state if state in _STATES else CartState.OPEN.value,
        market=market,
        currency=currency if currency in EXPONENTS else _CURRENCY,
        customer="",
        customer_number="",
        channel=None,
        items=0,
        units=0,
        total=0,
        price_level="",
        rep="",
        origin="",
        assigned_to=None,
        tags=(),
        products=(),
        card_last4=None,
        created_at=then,
        updated_at=then,
        touched_at=None,
        damaged=True,
    )


@contextmanager
def as_damage() -> Iterator[None]:
    """Say of what no cart can be made of that it is damaged. Raises ``DamagedValue``."""
    try:
        yield
    except (ValueError, TypeError, OverflowError) as error:
        raise DamagedValue from error
