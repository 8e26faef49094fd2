"""The life of a cart: which states follow which, and what each state forbids.

::

    open ──> locked ──> open, ordered, deleted
    open ──> ordered            (for good)
    open ──> deleted ──> open   (until it is purged)
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from cartui.model.cart import CartState
from cartui.model.errors import Locked, Refused
from cartui.model.payment import Lock, LockReason

_WHY: Final = {
    LockReason.NO_RETURN: "the customer went to pay and did not come back",
    LockReason.PENDING_PAYMENT: "its payment is still pending",
    LockReason.BY_HAND: "an agent locked it",
}


def ensure_editable(
    number: str, state: CartState, lock: Lock | None = None, order: str | None = None
) -> None:
    """Let only an open cart be changed.

    ``number`` and ``order`` are what people call the cart and the order it became. Raises ``Locked``, or
    ``Refused`` for a cart that has been ordered or deleted.
    """
    _ensure_open(number, state, lock, order, trash_advice="restore it to change it")


def ensure_placeable(
    number: str, state: CartState, lock: Lock | None = None, order: str | None = None
) -> None:
    """Let only an open cart become an order.

    What such a cart still misses is another rule (:mod:`cartui.rules.readiness`), and giving back the order
    of a cart that has one is the caller's business, before it asks. Raises ``Locked`` or ``Refused``.
    """
    _ensure_open(number, state, lock, order, trash_advice="restore it to place it")


def ensure_deletable(
    number: str, state: CartState, lock: Lock | None = None, order: str | None = None
) -> None:
    """Let only an open cart be put into the trash; a locked one is deleted by resolving its lock.

    Raises ``Locked``, or ``Refused`` for a cart that has been ordered or is in the trash already.
    """
    _ensure_open(number, state, lock, order, trash_advice="nothing is left to delete")


def ensure_lockable(
    number: str, state: CartState, lock: Lock | None = None, order: str | None = None
) -> None:
    """Let only an open cart be locked by hand. Raises ``Locked``, or ``Refused``."""
    _ensure_open(number, state, lock, order, trash_advice="nobody can change it there")


def ensure_payable(number: str, state: CartState, order: str | None = None) -> None:
    """Let nobody go to pay a cart that is an order already, or deleted. Raises ``Refused``.

    A locked one may be paid: the customer tries again.
    """
    if state is not CartState.LOCKED:
        _ensure_open(number, state, None, order, trash_advice="it cannot be paid")


def ensure_restorable(
    number: str, state: CartState, deleted_at: datetime | None, keep_days: int, now: datetime
) -> None:
    """Let only a deleted cart be taken out of the trash, for as long as the shop keeps it there.

    Raises ``Refused`` for every other. ``keep_days`` of 0 means that deleting is for good.
    """
    if state is not CartState.DELETED:
        raise Refused(f"{number} is not in the trash: it is {state}.")
    if deleted_at is not None and now - deleted_at >= timedelta(days=keep_days):
        kept = "for good" if keep_days == 0 else f"more than {keep_days} days ago"
        raise Refused(f"{number} was deleted {kept} and cannot be restored.")


def why_locked(lock: Lock) -> str:
    """The reason of a lock as a part of a sentence, with the agent's own words where there are some."""
    why = _WHY[lock.reason]
    return f"{why} ({lock.note})" if lock.note else why


def _ensure_open(
    number: str, state: CartState, lock: Lock | None, order: str | None, *, trash_advice: str
) -> None:
    """Refuse every state but ``open``, each with its own sentence."""
    match state:
        case CartState.OPEN:
            return
        case CartState.LOCKED:
            raise _locked(number, lock)
        case CartState.ORDERED:
            became = f" as {order}" if order else ""
            raise Refused(f"{number} has been ordered{became}, and an order never becomes a cart again.")
        case CartState.DELETED:
            raise Refused(f"{number} is in the trash; {trash_advice}.")


def _locked(number: str, lock: Lock | None) -> Locked:
    """The refusal of a locked cart, which carries since when and why."""
    if lock is None:
        return Locked(f"{number} is locked.")
    return Locked(
        f"{number} is locked since {_in_words(lock.since)} because {why_locked(lock)}.",
        since=lock.since,
        reason=lock.reason.value,
    )


def _in_words(moment: datetime) -> str:
    """A moment that can be read out wherever one is: in UTC, since a rule knows no one's zone."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
