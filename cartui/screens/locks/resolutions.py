"""What becomes of a locked cart: confirm, unlock, delete; the words of each, and what suggests it."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cartui.client.protocol import Locks
from cartui.commands.command import CommandClass
from cartui.commands.locks import ConfirmPayment, DeleteLocked, UnlockCart
from cartui.model.cart import Cart
from cartui.model.locks import LockedCart
from cartui.model.money import Money
from cartui.model.order import Order
from cartui.model.statement import Suggested, Verdict
from cartui.rules.locks.evidence import suggestion
from cartui.rules.locks.resolving import Resolution, against


@dataclass(frozen=True, slots=True)
class Asked:
    """What one press of the button asks for."""

    ref: str
    reason: str
    against_evidence: bool
    seen: Verdict
    """What the evidence said as it was shown."""
    since: datetime
    """Since when the lock is there that was shown."""
    key: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """A lock that was resolved at this desk."""

    resolution: Resolution
    cart: Cart
    """As it is since then."""
    order: Order | None = None
    """What it became, where the payment was confirmed."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to resolve a lock, in words."""

    command: CommandClass
    resolution: Resolution
    question: str
    """``Confirm the payment of``; the cart's number follows."""
    yes: str
    doing: str
    """While it is on its way."""
    consequence: str
    """What comes of it, in a sentence."""
    verb: str
    """What is done to the cart: ``unlock it``."""
    is_usual: bool
    """Whether the question may stand on its button (decision 25)."""
    suggested: Suggested | None
    """What the evidence has to suggest for that."""
    send: Callable[[Locks, Asked], Coroutine[None, None, Resolved]]


async def _confirm(locks: Locks, asked: Asked) -> Resolved:
    """Ask the backend to make it the order."""
    order = await locks.confirm(
        asked.ref,
        asked.reason,
        against_evidence=asked.against_evidence,
        seen=asked.seen,
        since=asked.since,
        key=asked.key,
    )
    return Resolved(Resolution.CONFIRM, order.cart, order)


async def _unlock(locks: Locks, asked: Asked) -> Resolved:
    """Ask the backend to let it go on."""
    cart = await locks.unlock(
        asked.ref,
        asked.reason,
        against_evidence=asked.against_evidence,
        seen=asked.seen,
        since=asked.since,
        key=asked.key,
    )
    return Resolved(Resolution.UNLOCK, cart)


async def _delete(locks: Locks, asked: Asked) -> Resolved:
    """Ask the backend to put it into the trash."""
    cart = await locks.delete(
        asked.ref,
        asked.reason,
        against_evidence=asked.against_evidence,
        seen=asked.seen,
        since=asked.since,
        key=asked.key,
    )
    return Resolved(Resolution.DELETE, cart)


CONFIRM: Final = Way(
    command=ConfirmPayment,
    resolution=Resolution.CONFIRM,
    question="Confirm the payment of",
    yes="Confirm",
    doing="confirming …",
    consequence="It becomes an order, as it is and paid with what was tried.",
    verb="confirm its payment",
    is_usual=True,
    suggested=Suggested.CONFIRM,
    send=_confirm,
)

UNLOCK: Final = Way(
    command=UnlockCart,
    resolution=Resolution.UNLOCK,
    question="Unlock",
    yes="Unlock",
    doing="unlocking …",
    consequence="It goes on as an open cart. What was tried so far locks it no more.",
    verb="unlock it",
    is_usual=True,
    suggested=Suggested.UNLOCK,
    send=_unlock,
)

DELETE: Final = Way(
    command=DeleteLocked,
    resolution=Resolution.DELETE,
    question="Delete",
    yes="Delete",
    doing="deleting …",
    consequence="It goes into the trash.",
    verb="delete it",
    is_usual=False,
    suggested=None,
    send=_delete,
)

WAYS: Final = (CONFIRM, UNLOCK, DELETE)


def reason_to_begin_with(way: Way, locked: LockedCart) -> str:
    """The reason that the evidence gives for this; empty where it does not suggest it."""
    suggested = suggestion(locked.evidence, Money(locked.total, locked.currency))
    return suggested.reason if suggested.suggested is way.suggested else ""


def consequence_of(way: Way, locked: LockedCart) -> str:
    """What comes of it, in a sentence; a confirmed cart is not always paid with what was tried."""
    if way.resolution is not Resolution.CONFIRM:
        return way.consequence
    if locked.evidence.verdict in {Verdict.MISMATCH, Verdict.REFUNDED}:
        return "It becomes an order, as it is; what the statement has left counts as paid."
    if locked.attempt is None:
        return "It becomes an order, as it is and paid in full."
    return way.consequence


def speaks_against(way: Way, locked: LockedCart) -> str:
    """What the evidence says against this, as a part of a sentence; empty: nothing."""
    return against(way.resolution, locked.evidence)


def notice_of(resolved: Resolved, *, message_key: str = "") -> str:
    """What is said after it: what became of the cart, and what the customer has to do.

    ``message_key`` opens a message that says it to them.
    """
    number = resolved.cart.number
    if resolved.resolution is Resolution.UNLOCK:
        return f"{number} is unlocked."
    became = "in the trash" if resolved.order is None else f"{resolved.order.number} now"
    message = f" · {message_key} message" if message_key else "."
    return f"{number} is {became}. The customer must close and reopen the browser{message}"
