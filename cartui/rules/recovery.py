"""Which carts are worth a call: those that somebody left who may still want what is in them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from cartui.model.cart_filter import Promising
from cartui.model.recovery import CallOutcome

LEFT_AFTER: Final = timedelta(days=1)
"""Untouched for longer than this, a cart was left (decision 5)."""

FORGOTTEN_AFTER: Final = timedelta(days=30)
"""Untouched for longer than this, nobody remembers it any more."""

CALL_AGAIN_AFTER: Final[Mapping[CallOutcome, timedelta]] = {
    CallOutcome.NO_ANSWER: timedelta(days=1),
    CallOutcome.REACHED: timedelta(days=7),
}
"""How long after a call another one is due; after any other outcome none is."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def promising_at(now: datetime) -> Promising:
    """The moments that decide at ``now`` (aware) which carts are worth a call."""
    return Promising(
        touched=(_micros(now - FORGOTTEN_AFTER), _micros(now - LEFT_AFTER)),
        again=tuple((outcome.value, _micros(now - wait)) for outcome, wait in CALL_AGAIN_AFTER.items()),
    )


def _micros(moment: datetime) -> int:
    """The moment in microseconds UTC."""
    return (moment - _EPOCH) // _MICROSECOND
