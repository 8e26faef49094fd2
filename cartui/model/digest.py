"""What waits for somebody in the morning: locked carts, old orders, carts nobody could place, stray money."""

from datetime import timedelta
from typing import Final, Generic, TypeVar

from cartui.model.address import Contact
from cartui.model.failed_placing import FailedPlacing
from cartui.model.frozen import Frozen, Moment
from cartui.model.locks import LockedCart
from cartui.model.message import MessageState
from cartui.model.order import OrderState
from cartui.model.payment_without_order import PaymentWithoutOrder
from cartui.model.statement import Coverage
from cartui.model.text import Shown

T = TypeVar("T")

MOST_ROWS: Final = 20
"""Rows of each part that a digest has; of the others it says how many there are."""

MOST_COUNTED: Final = 500
"""Payments without an order are counted up to so many: each has to be weighed for that."""


class WaitingOrder(Frozen):
    """An order that waits for somebody to approve, release or cancel it."""

    id: str
    number: Shown
    state: OrderState
    """``pending`` or ``on_hold``."""
    cart: Shown
    """Number of its cart."""
    market: Shown
    currency: str
    total: int
    """Minor units."""
    due: int
    """Minor units still to be paid."""
    customer: Shown = ""
    contact: Contact = Contact()
    placed_at: Moment
    placed_by: Shown
    hold_reason: Shown = ""
    """Why it is on hold."""


class DigestPart(Frozen, Generic[T]):
    """One part: how many there are, and the first of them."""

    count: int
    """All there are, exactly; where not all were looked at, those that were found."""
    items: tuple[T, ...] = ()
    """At most :data:`MOST_ROWS`."""
    is_all: bool = True
    """Whether all were looked at. Payments without an order may be too many for that: there are more then,
    or there may be."""

    @property
    def unlisted(self) -> int:
        """How many there are beyond those that are listed."""
        return max(self.count - len(self.items), 0)


class DigestMail(Frozen):
    """The mail to one of those who get the digest."""

    id: int
    """Of the message in the outbox."""
    to: Shown
    state: MessageState
    """What became of it so far: ``sent``, or ``queued`` where the mail server did not take it yet."""
    error: Shown = ""
    """What went wrong, in a sentence for staff."""


class SentDigest(Frozen):
    """A digest that was put into the outbox and handed over as far as the mail server took it."""

    day: Shown
    """For which day of the shop's it is: ``2026-11-22``."""
    subject: Shown
    mails: tuple[DigestMail, ...]


class Digest(Frozen):
    """All that waits for somebody at one moment, read in one snapshot."""

    shop: Shown
    """The shop's name."""
    as_of: Moment
    time_zone: Shown
    """The shop's own, of its default market: in it a day begins, and a mail's times are written."""
    pending_orders_after: timedelta
    """How long an order may wait without being listed here."""
    locked: DigestPart[LockedCart]
    """The latest lock first, as in the queue."""
    coverage: tuple[Coverage, ...] = ()
    """Of which times the statements have everything."""
    orders: DigestPart[WaitingOrder]
    """Those that wait the longest first."""
    failed: DigestPart[FailedPlacing]
    """The latest try first."""
    payments: DigestPart[PaymentWithoutOrder]
    """Money that belongs to no order, the latest first."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits for anybody, as far as anybody looked."""
        parts = (self.locked, self.orders, self.failed, self.payments)
        return not any(part.count or not part.is_all for part in parts)
