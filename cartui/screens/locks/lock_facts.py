"""What is known of a locked cart, as lines: the evidence with its rows, each try to pay, whom to ask."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cartui.formatting.ages import show_ago, show_time
from cartui.formatting.amounts import show_amount
from cartui.formatting.evidence import verdict_word
from cartui.formatting.people import GUEST
from cartui.formatting.providers import provider_name
from cartui.model.locks import LockedCart
from cartui.model.payment import WITHOUT_MONEY, PaymentAttempt
from cartui.model.statement import StatementRow, StatementStatus
from cartui.rules.life import why_locked
from cartui.rules.phones import show_phone
from cartui.screens.desk.desk import Desk
from cartui.screens.locks.locked_columns import comes_to_other
from cartui.widgets.pane import PaneLine, Tone, warning_line


@dataclass(frozen=True, slots=True)
class Written:
    """How moments and amounts are written for this agent, now."""

    locale: str
    zone: str | None
    now: datetime

    @classmethod
    def at(cls, desk: Desk) -> "Written":
        """As they are at that desk."""
        return cls(desk.display.locale, desk.display.timezone, desk.now())

    def amount(self, minor: int, currency: str) -> str:
        """An amount with its currency."""
        return show_amount(minor, currency, self.locale)

    def time(self, moment: datetime) -> str:
        """A moment, with as much of its date as is needed."""
        return show_time(moment, self.zone, self.now)


def evidence_lines(locked: LockedCart) -> Iterator[PaneLine]:
    """The verdict and its reasons, in full."""
    yield PaneLine(verdict_word(locked.evidence.verdict), tone=Tone.STRONG)
    for reason in locked.evidence.reasons:
        yield PaneLine(reason, wraps=True)
    if locked.evidence.others:
        yield PaneLine(f"It could be of {', '.join(locked.evidence.others)}, too.", wraps=True)


def person_line(locked: LockedCart) -> PaneLine:
    """Whom to ask, and how. The name comes last: terminals disagree about the width of some."""
    contact = locked.contact
    reached = (show_phone(contact.phone), contact.email, locked.customer or GUEST)
    return PaneLine("  ".join(filter(None, reached)), tone=Tone.STRONG)


def lock_lines(locked: LockedCart, written: Written) -> Iterator[PaneLine]:
    """Since when and why, and whether the cart comes to something else than what was tried."""
    lock = locked.lock
    yield PaneLine(
        f"{written.time(lock.since)} ({show_ago(lock.since, written.now)}): {why_locked(lock)}",
        label="locked  ",
        wraps=True,
    )
    if comes_to_other(locked) and locked.attempt is not None:
        tried = written.amount(locked.attempt.amount, locked.attempt.currency)
        total = written.amount(locked.total, locked.currency)
        yield warning_line(f"{tried} was tried, and the cart comes to {total}.")


def lock_summary(locked: LockedCart, written: Written) -> Iterator[PaneLine]:
    """What the queue itself knows of a cart: enough to decide in most cases."""
    yield person_line(locked)
    yield from evidence_lines(locked)
    yield from lock_lines(locked, written)
    yield from attempt_lines([locked.attempt] if locked.attempt else [], written)
    yield from row_lines(locked.evidence.rows, written)


def attempt_lines(attempts: Sequence[PaymentAttempt], written: Written) -> Iterator[PaneLine]:
    """Each try to pay, the latest first."""
    if not attempts:
        yield PaneLine("no payment was tried that may have come in", tone=Tone.QUIET)
    for attempt in sorted(attempts, key=lambda each: each.started_at, reverse=True):
        ended = f", ended {written.time(attempt.ended_at)}" if attempt.ended_at else ""
        parts = (
            provider_name(attempt.provider),
            f"card {attempt.card_last4}" if attempt.card_last4 else "",
            attempt.payer_email or "",
            attempt.reference,
            f"invoice {attempt.merchant_reference}" if attempt.merchant_reference else "",
        )
        quiet = attempt.status in WITHOUT_MONEY
        yield PaneLine(
            f"{written.time(attempt.started_at)}  {attempt.status}{ended}",
            figure=written.amount(attempt.amount, attempt.currency),
            tone=Tone.QUIET if quiet else Tone.STRONG,
        )
        yield PaneLine("  " + "  ".join(filter(None, parts)), wraps=True)


def row_lines(rows: Sequence[StatementRow], written: Written) -> Iterator[PaneLine]:
    """The rows of statements that speak for or against it, as they came."""
    if not rows:
        yield PaneLine("no row of a statement speaks for or against it", tone=Tone.QUIET)
    for row in rows:
        status = "" if row.status is StatementStatus.COMPLETED else f" {row.status.upper()}"
        parts = (
            provider_name(row.provider),
            f"card {row.card_last4}" if row.card_last4 else "",
            row.payer_email,
            row.transaction,
            *row.references,
            f"invoice {row.merchant_reference}" if row.merchant_reference else "",
            f"about {row.about}" if row.about else "",
        )
        yield PaneLine(
            f"{written.time(row.at)}  {row.kind}{status}", figure=written.amount(row.amount, row.currency)
        )
        yield PaneLine("  " + "  ".join(filter(None, parts)), wraps=True)
