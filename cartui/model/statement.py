"""A payment provider's own export, and what its rows say of a lock (decisions 17 to 19)."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from cartui.model.frozen import Frozen, GivenMoment
from cartui.model.money import LARGEST_AMOUNT, Currency, Money
from cartui.model.payment import PaymentAttempt
from cartui.model.text import Line, Name

SignedAmount = Annotated[int, Field(strict=True, ge=-LARGEST_AMOUNT, le=LARGEST_AMOUNT)]
"""An amount in minor units; above zero what came into the shop's account."""


class StatementKind(StrEnum):
    """What a row of a statement is about."""

    PAYMENT = "payment"
    REFUND = "refund"
    """Given back by the shop."""
    REVERSAL = "reversal"
    """Taken back by the payer or the provider: a dispute, a chargeback, a bank that did not pay."""
    FEE = "fee"
    CONVERSION = "conversion"
    """One currency into another: no money from or to anybody."""
    OTHER = "other"
    """Payouts, holds, loans: nothing that speaks for or against a payment."""


class StatementStatus(StrEnum):
    """How far a row came at the provider's."""

    COMPLETED = "completed"
    PENDING = "pending"
    FAILED = "failed"
    """Denied, expired, cancelled: no money moved, and none will."""


class StatementRow(Frozen):
    """One row; ``provider`` and ``transaction`` together are its identity, in whatever file it stands."""

    provider: Name
    """In lower case: ``paypal``, ``stripe``, or a mapping's name."""
    transaction: Name
    kind: StatementKind
    status: StatementStatus = StatementStatus.COMPLETED
    at: GivenMoment
    amount: SignedAmount
    currency: Currency
    references: tuple[Name, ...] = ()
    """What else the provider calls the payment, beside ``transaction``: Stripe's payment intent, say."""
    merchant_reference: Line = ""
    """What the shop sent as invoice id."""
    payer_email: Line = ""
    card_last4: Annotated[str, Field(pattern=r"^(\d{4})?$")] = ""
    about: Line = ""
    """The transaction that a refund, a reversal or a fee is about."""


class Coverage(Frozen):
    """A time of which a statement has everything: from ``start`` on, up to and without ``end``."""

    provider: Name
    start: GivenMoment
    end: GivenMoment


class Statement(Frozen):
    """What one file says."""

    provider: Name
    coverage: tuple[Coverage, ...]
    rows: tuple[StatementRow, ...]


class Verdict(StrEnum):
    """Whether the customer paid, as far as statements tell."""

    PAID = "paid"
    NOT_PAID = "not_paid"
    UNKNOWN = "unknown"
    """No statement reaches that far."""
    AMBIGUOUS = "ambiguous"
    """More than one cart or row could be meant."""
    MISMATCH = "mismatch"
    """The reference is there, with another amount or currency."""
    REFUNDED = "refunded"
    """Paid, and given back or taken back since."""


class Evidence(Frozen):
    """A verdict about one lock, and what it rests on."""

    verdict: Verdict
    reasons: tuple[Line, ...]
    """In words for staff, the strongest first."""
    rows: tuple[StatementRow, ...] = ()
    """The rows that speak for or against it."""
    others: tuple[Line, ...] = ()
    """Numbers of the other carts that the same rows could be meant for."""


class LockedAttempts(Frozen):
    """A locked cart, and what was tried to pay it: what evidence is looked for."""

    number: Name
    """The cart's."""
    attempts: tuple[PaymentAttempt, ...]
    total: Money | None = None
    """What the cart comes to now; what was paid may be another amount, and the reasons then say so."""


class Suggested(StrEnum):
    """What the evidence suggests to do with a lock."""

    CONFIRM = "confirm"
    UNLOCK = "unlock"
    LOOK_CLOSER = "look_closer"


class Suggestion(Frozen):
    """What to do with a lock, and the reason that a dialog for it begins with."""

    suggested: Suggested
    reason: Line = ""
    """Empty where somebody has to look closer: it says then what they found."""
