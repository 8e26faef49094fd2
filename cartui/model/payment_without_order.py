"""Money that came in and belongs to no order: as it was reported, as statements tell it, or both."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cartui.model.cart import CartState
from cartui.model.frozen import Frozen, Moment
from cartui.model.payment import AttemptStatus, PaymentAttempt
from cartui.model.statement import StatementRow
from cartui.model.text import Shown


class KnownFrom(StrEnum):
    """Who told of the payment."""

    REPORT = "report"
    """The shop, or the provider by itself, as it happened."""
    STATEMENT = "statement"
    BOTH = "both"


class GivenBack(StrEnum):
    """How much of the payment went back to the payer since, or is about to, as far as statements tell."""

    NOTHING = "nothing"
    PART = "part"
    ALL = "all"


class Settled(Frozen):
    """A person has settled it: it asks nobody any more."""

    reason: Shown
    """What became of the money: refunded by hand, another shop's, booked on an order."""
    agent: Shown
    at: Moment


class PaymentWithoutOrder(Frozen):
    """Money that came in and belongs to no order, kept until a person has settled it, also after a purge."""

    id: Shown
    """What it is called here: ``P-12`` once it was reported, else ``paypal:8XK``, by provider and
    transaction."""
    known_from: KnownFrom
    cart: Shown = ""
    """Number of the cart that it was for; empty where nobody knows."""
    provider: Shown
    reference: Shown = ""
    """The provider's own id of the payment."""
    merchant_reference: Shown = ""
    """What the shop sent the provider as invoice id."""
    amount: int
    """Minor units."""
    currency: str
    card_last4: str | None = None
    at: Moment
    """When it was reported; where it was not, when it was made."""
    why: Shown
    """Why it made no order, in words for staff."""
    given_back: GivenBack = GivenBack.NOTHING
    settled: Settled | None = None
    rows: tuple[StatementRow, ...] = ()
    """What statements say of it: the payment, and what of it went back."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A payment that was reported and made no order."""

    id: int
    cart: str
    provider: str
    reference: str
    merchant_reference: str
    amount: int
    currency: str
    card_last4: str | None
    at: datetime
    why: str

    @property
    def names(self) -> frozenset[str]:
        """What it may be called in a statement."""
        return frozenset({self.reference, self.merchant_reference} - {""})


@dataclass(frozen=True, slots=True)
class TriedCart:
    """A cart that somebody tried to pay, as far as it tells what a payment was for."""

    number: str
    state: CartState
    attempts: tuple[PaymentAttempt, ...] = ()

    def settled_attempts(self) -> tuple[PaymentAttempt, ...]:
        """The attempts that are known to have paid its order."""
        if self.state is not CartState.ORDERED:
            return ()
        return tuple(each for each in self.attempts if each.status is AttemptStatus.SUCCEEDED)


def reported_id(number: int) -> str:
    """What a reported payment is called."""
    return f"P-{number}"


def statement_id(provider: str, transaction: str) -> str:
    """What a payment is called of which only statements tell."""
    return f"{provider}:{transaction}"
