"""The queue of locked carts, and what becomes of payments (decisions 17 to 20)."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from cartui.model.address import Contact
from cartui.model.cart import Cart
from cartui.model.catalog import Amount
from cartui.model.frozen import Frozen, GivenMoment
from cartui.model.money import Currency
from cartui.model.payment import AttemptStatus, Lock, PaymentAttempt
from cartui.model.statement import Evidence
from cartui.model.text import Line, Name, Shown


class LockedCart(Frozen):
    """A locked cart as the queue shows it."""

    id: str
    number: Shown
    version: int
    market: Shown
    currency: str
    total: int
    """Minor units; what was tried to pay stands in ``attempt`` and may be another amount."""
    customer: Shown = ""
    """Name of the customer or of the contact."""
    contact: Contact = Contact()
    """Whom to ask: the cart's own contact, with what it lacks from its customer."""
    lock: Lock
    attempt: PaymentAttempt | None = None
    """The attempt to pay that it is locked for; ``None`` where an agent locked a cart that has none."""
    evidence: Evidence


class PaymentReport(Frozen):
    """What a shop or a provider tells of one attempt to pay: that it began, or how it ended."""

    provider: Name
    reference: Line = ""
    """The provider's own id of the payment, as soon as there is one."""
    merchant_reference: Line = ""
    """What the shop sent the provider as invoice id."""
    payer_email: Line | None = None
    amount: Amount
    currency: Currency
    card_last4: Annotated[str, Field(pattern=r"^\d{4}$")] | None = None
    status: AttemptStatus = AttemptStatus.STARTED
    started_at: GivenMoment | None = None
    """Left out: now."""

    @model_validator(mode="after")
    def _can_be_recognised(self) -> Self:
        """Refuse one that no later report could be about."""
        if not self.reference and not self.merchant_reference:
            raise ValueError("give reference or merchant_reference: by them its result is recognised")
        return self


class PaymentTaken(Frozen):
    """What became of a report."""

    cart: Cart
    """As it is now: open, locked, or ordered with the number of its order."""
    without_order: bool = False
    """Whether money came in that belongs to no order: a person has to look."""


class StatementReport(Frozen):
    """What became of a statement's rows; ``rows`` is ``accepted + unchanged``."""

    rows: int
    accepted: int
    """New ones, and those that were pending when they were seen last."""
    unchanged: int
    """Those that were known: files may overlap."""
