"""Tries to pay. Of a card, cartui only ever knows the last four digits."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from cartui.model.catalog import Amount
from cartui.model.frozen import Frozen, Moment
from cartui.model.money import Currency
from cartui.model.text import Line, Name


class AttemptStatus(StrEnum):
    """How far a payment attempt came."""

    STARTED = "started"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


WITHOUT_MONEY: Final = frozenset({AttemptStatus.FAILED, AttemptStatus.CANCELLED})
"""What is known to have brought no money."""


class PaymentAttempt(Frozen):
    """One try to pay (decision 17)."""

    provider: Name
    reference: Line = ""
    """The provider's own id of the payment."""
    merchant_reference: Line = ""
    """What the shop sent the provider as invoice id."""
    payer_email: Line | None = None
    amount: Amount
    currency: Currency
    card_last4: Annotated[str, Field(pattern=r"^\d{4}$")] | None = None
    status: AttemptStatus = AttemptStatus.STARTED
    started_at: Moment
    ended_at: Moment | None = None
    """When it was over: by its result, or by an agent who resolved the lock without one."""
    cart_version: int | None = None
    """The cart's version when it began, where that is known: what was changed since was not paid for."""

    @property
    def is_unresolved(self) -> bool:
        """Whether money may still come of it, as far as anybody knows."""
        return self.ended_at is None and self.status in (AttemptStatus.STARTED, AttemptStatus.PENDING)


def waiting_since(attempts: Sequence[PaymentAttempt]) -> datetime | None:
    """Since when the cart waits for a customer who went to pay; ``None``: for nobody."""
    started = [
        attempt.started_at
        for attempt in attempts
        if attempt.status is AttemptStatus.STARTED and attempt.is_unresolved
    ]
    return min(started, default=None)


class LockReason(StrEnum):
    """Why a cart is locked."""

    NO_RETURN = "no_return"
    PENDING_PAYMENT = "pending_payment"
    BY_HAND = "by_hand"


class Lock(Frozen):
    """The cart refuses every edit since then, for this reason."""

    reason: LockReason
    since: Moment
    note: Line = ""
    """What the agent who locked it by hand gave as reason."""
