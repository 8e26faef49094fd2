"""The digest in words: what is said of each row, for every form that it is written in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from rich.cells import cell_len

from cartui.formatting.ages import show_ago, show_length, show_time
from cartui.formatting.amounts import show_amount
from cartui.formatting.cells import fit
from cartui.formatting.payments import given_back_words
from cartui.formatting.people import GUEST
from cartui.formatting.providers import provider_name
from cartui.formatting.states import state_word
from cartui.model.address import Contact
from cartui.model.payment import LockReason
from cartui.model.text import clean_line
from cartui.rules.phones import show_phone

if TYPE_CHECKING:
    from cartui.model.digest import Digest, DigestPart, WaitingOrder
    from cartui.model.failed_placing import FailedPlacing
    from cartui.model.locks import LockedCart
    from cartui.model.payment_without_order import PaymentWithoutOrder
    from cartui.model.statement import Coverage

LOCALE: Final = "en"
"""A digest is written in English, its amounts as well."""

NOTHING: Final = "Nothing waits for anybody."

_NOT_LOOKED_AT: Final = "older payments not looked at"
"""What is said where none of the latest payments is without an order, and there are too many to weigh all."""

_LONGEST_NAME: Final = 60
"""Cells that the shop's name takes of a mail's subject."""

_REASONS: Final = 3
"""So many sentences are written of one row."""

_LOCKED_FOR: Final[Mapping[LockReason, str]] = {
    LockReason.NO_RETURN: "did not come back from paying",
    LockReason.PENDING_PAYMENT: "payment pending",
    LockReason.BY_HAND: "locked by hand",
}


@dataclass(frozen=True, slots=True)
class DigestRow:
    """One thing that waits. All of it is data: each form escapes it in its own way."""

    name: str
    """The number by which it is looked up."""
    facts: tuple[str, ...]
    """What stands beside it, the most telling first."""
    when: str
    """What happened when."""
    who: str
    """Whom it is about, and how they are reached."""
    why: tuple[str, ...]
    """In sentences."""


@dataclass(frozen=True, slots=True)
class DigestSection:
    """One part of a digest in which there is something."""

    heading: str
    rows: tuple[DigestRow, ...]
    more: str
    """How many there are beyond these, and what lists them; empty: no more."""
    note: str = ""
    """What is to be known about all of them."""


class DigestWords:
    """A digest, written on the clocks of one time zone."""

    def __init__(self, digest: "Digest", zone: str | None = None) -> None:
        """Take the shop's own zone unless another is named."""
        self._digest: Final = digest
        self.zone: Final = zone or digest.time_zone

    @property
    def title(self) -> str:
        """Whose digest it is and of when."""
        there = self._local(self._digest.as_of)
        return f"{clean_line(self._digest.shop)}, {there:%Y-%m-%d %H:%M} ({self.zone})"

    @property
    def day(self) -> str:
        """The day that it is there: ``2026-11-22``."""
        return f"{self._local(self._digest.as_of):%Y-%m-%d}"

    @property
    def counts(self) -> str:
        """How much of what waits, in one line."""
        digest = self._digest
        parts = (
            (digest.locked.count, "locked cart", "locked carts"),
            (digest.orders.count, "order waits", "orders wait"),
            (digest.failed.count, "cart not placed", "carts not placed"),
        )
        told = [_counted(count, one, many) for count, one, many in parts if count]
        return ", ".join((*told, *filter(None, (self._payments,)))) or NOTHING

    @property
    def _payments(self) -> str:
        """How many payments belong to no order, as far as they were looked at; empty: none does."""
        payments = self._digest.payments
        if not payments.count:
            return "" if payments.is_all else _NOT_LOOKED_AT
        told = _counted(payments.count, "payment without an order", "payments without an order")
        return told if payments.is_all else f"at least {told}"

    @property
    def subject(self) -> str:
        """What a mail of it is called: the shop, what waits, and the day."""
        shop = clean_line(self._digest.shop)
        name = fit(shop, min(_LONGEST_NAME, cell_len(shop)))
        return f"{name}: {self.counts.rstrip('.')} ({self.day})"

    def sections(self) -> Iterator[DigestSection]:
        """The parts in which there is something."""
        digest = self._digest
        after = show_length(digest.pending_orders_after)
        if digest.locked.count:
            yield DigestSection(
                _counted(digest.locked.count, "locked cart", "locked carts"),
                tuple(map(self._locked, digest.locked.items)),
                _more(digest.locked, "cartui locks list"),
                self._covered(digest.coverage),
            )
        if digest.orders.count:
            waits = _counted(digest.orders.count, "order waits", "orders wait")
            yield DigestSection(
                f"{waits} for longer than {after}",
                tuple(map(self._order, digest.orders.items)),
                _more(digest.orders, "cartui orders list -q state:pending,on_hold"),
            )
        if digest.failed.count:
            yield DigestSection(
                f"{_counted(digest.failed.count, 'cart', 'carts')} could not be placed",
                tuple(map(self._failed, digest.failed.items)),
                _more(digest.failed, ""),
            )
        if self._payments:
            yield DigestSection(
                f"{self._payments[:1].upper()}{self._payments[1:]}",
                tuple(map(self._payment, digest.payments.items)),
                _more(digest.payments, "cartui payments list"),
            )

    def time(self, moment: datetime) -> str:
        """A moment of about this day."""
        return show_time(moment, self.zone, self._digest.as_of)

    def _locked(self, cart: "LockedCart") -> DigestRow:
        """A locked cart: what the statements say, what was tried, and since when."""
        attempt = cart.attempt
        tried = show_amount(attempt.amount, attempt.currency, LOCALE) if attempt else ""
        total = show_amount(cart.total, cart.currency, LOCALE)
        facts = (
            cart.evidence.verdict.value.replace("_", " ").upper(),
            tried or total,
            f"total {total}" if tried and tried != total else "",
            f"card {attempt.card_last4}" if attempt and attempt.card_last4 else "",
        )
        note = f"Locked: {cart.lock.note}" if cart.lock.note else ""
        return _row(
            cart.number,
            facts,
            f"{_LOCKED_FOR[cart.lock.reason]}, since {self._since(cart.lock.since)}",
            _who(cart.customer, cart.contact),
            (note, *_first(cart.evidence.reasons)),
        )

    def _order(self, order: "WaitingOrder") -> DigestRow:
        """An order: how far it is, what is due of it, and who placed it when."""
        total = show_amount(order.total, order.currency, LOCALE)
        due = show_amount(order.due, order.currency, LOCALE)
        return _row(
            order.number,
            (state_word(order.state.value), total, "" if due == total else f"due {due}"),
            f"placed by {order.placed_by}, {self._since(order.placed_at)}",
            _who(order.customer, order.contact),
            (f"On hold: {order.hold_reason}" if order.hold_reason else "",),
        )

    def _failed(self, cart: "FailedPlacing") -> DigestRow:
        """A cart that could not be placed: by whom, when, and why."""
        times = f"{cart.tries:,} times, last " if cart.tries > 1 else ""
        changed = "; changed since then" if cart.changed_since else ""
        return _row(
            cart.number,
            (show_amount(cart.total, cart.currency, LOCALE),),
            f"tried by {cart.agent}, {times}{self._since(cart.at)}{changed}",
            _who(cart.customer, cart.contact),
            _first(cart.why),
        )

    def _payment(self, payment: "PaymentWithoutOrder") -> DigestRow:
        """Money that belongs to no order: how much, from where, and why it made none."""
        facts = (
            show_amount(payment.amount, payment.currency, LOCALE),
            provider_name(payment.provider),
            f"card {payment.card_last4}" if payment.card_last4 else "",
        )
        about = f"for {payment.cart}" if payment.cart else ""
        named = payment.merchant_reference or payment.reference
        why = f"{payment.why[:1].upper()}{payment.why[1:]}"
        return _row(
            payment.id,
            facts,
            self._since(payment.at),
            ", ".join(filter(None, (about, f"reference {named}" if named else ""))),
            (why, given_back_words(payment)),
        )

    def _covered(self, coverage: "tuple[Coverage, ...]") -> str:
        """Until when statements are there, by provider."""
        latest: dict[str, datetime] = {}
        for each in coverage:
            latest[each.provider] = max(latest.get(each.provider, each.end), each.end)
        if not latest:
            return "No statement was imported: nobody can tell yet who paid."
        told = ", ".join(
            f"{provider_name(name)} to {self._moment(end)}" for name, end in sorted(latest.items())
        )
        return clean_line(f"Statements are there of {told}.")

    def _since(self, moment: datetime) -> str:
        """A moment with how long ago that was."""
        return f"{self._moment(moment)} ({show_ago(moment, self._digest.as_of)})"

    def _moment(self, moment: datetime) -> str:
        """A moment with its day, since a mail is read at some other time."""
        there, now = self._local(moment), self._local(self._digest.as_of)
        clock = self.time(moment)
        return f"{there.day} {there:%b} {clock}" if there.date() == now.date() else clock

    def _local(self, moment: datetime) -> datetime:
        """A moment on the clocks of the zone."""
        from zoneinfo import ZoneInfo

        return moment.astimezone(ZoneInfo(self.zone))


def _counted(count: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{count:,} {one if count == 1 else many}"


def _more(part: "DigestPart[Any]", command: str) -> str:
    """How many there are beyond those that are listed, and what lists them."""
    there = f": {command}" if command else ""
    if part.unlisted:
        return f"and {'' if part.is_all else 'at least '}{part.unlisted:,} more{there}"
    return "" if part.is_all else f"There may be more{there}"


def _who(name: str, contact: Contact) -> str:
    """A person with what they are reached by: their phone, or else their email."""
    return ", ".join(filter(None, (name or GUEST, show_phone(contact.phone) or contact.email)))


def _first(sentences: tuple[str, ...]) -> tuple[str, ...]:
    """The first sentences, and how many there are beside."""
    if len(sentences) <= _REASONS + 1:
        return sentences
    return (*sentences[:_REASONS], f"And {len(sentences) - _REASONS} reasons more.")


def _row(number: str, facts: Iterable[str], when: str, who: str, why: Iterable[str]) -> DigestRow:
    """A row of what there is, cleaned once more: not all of it was validated again when it was read."""
    said, reasons = (tuple(clean_line(part) for part in parts if part) for parts in (facts, why))
    return DigestRow(clean_line(number), said, clean_line(when), clean_line(who), reasons)
