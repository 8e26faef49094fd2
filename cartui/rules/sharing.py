"""For how long a link to a quote is good, and which carts are shown by one."""

from datetime import datetime, timedelta
from typing import Final

from cartui.model.cart_summary import CartState
from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.model.sharing import LONGEST_LIFETIME

SHARED_STATES: Final = frozenset({CartState.OPEN, CartState.LOCKED, CartState.ORDERED})
"""The states in which customers may look at a cart: not in the trash."""


def expiry(now: datetime, lifetime: timedelta) -> datetime:
    """Until when a link is good that is made now.

    Raises ``Invalid`` for a lifetime that is not above nothing or is longer than a year.
    """
    if not timedelta() < lifetime <= LONGEST_LIFETIME:
        message = f"A link is good for some time, and for {LONGEST_LIFETIME.days} days at most."
        raise Invalid(message, (Problem(field="lifetime", message=message),))
    return now + lifetime
