"""Which payments without a locked cart's references could be its: by amount, time and payer."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final, Generic, TypeVar

from cartui.model.money import Money
from cartui.model.payment import WITHOUT_MONEY, PaymentAttempt
from cartui.model.statement import LockedAttempts
from cartui.rules.locks.named_payments import MOST
from cartui.rules.locks.statement_coverage import provider_key
from cartui.rules.locks.statement_payments import StatementPayment

CLOCKS_APART: Final = timedelta(minutes=5)
"""A payment may stand that long before its attempt: clocks differ, and some files know no seconds."""


_WHOEVER: Final = object()
"""Stands for any payer."""

Item = TypeVar("Item")


def attempts_sought(attempts: Sequence[PaymentAttempt]) -> Sequence[PaymentAttempt]:
    """Those that may have brought money: the ones that did not fail, or all where all did."""
    return [attempt for attempt in attempts if attempt.status not in WITHOUT_MONEY] or attempts


class _InTime(Generic[Item]):
    """Things by what they have in common, in order of time."""

    def __init__(self, things: Iterable[tuple[Hashable, datetime, Item]]) -> None:
        """Take each thing under its key, at its time."""
        found: defaultdict[Hashable, list[tuple[datetime, Item]]] = defaultdict(list)
        for key, at, thing in things:
            found[key].append((at, thing))
        for same in found.values():
            same.sort(key=lambda each: each[0])
        self._times = {key: [at for at, _ in same] for key, same in found.items()}
        self._things = {key: [thing for _, thing in same] for key, same in found.items()}

    def between(self, key: Hashable, start: datetime, end: datetime) -> Iterator[Item]:
        """The things of that key from ``start`` to ``end``, both included."""
        times = self._times.get(key, [])
        things = self._things.get(key, [])
        for at in range(bisect_left(times, start), bisect_right(times, end)):
            yield things[at]


class LikelyPayments:
    """Locked carts and payments without any reference, by amount, time and who paid.

    People take another card than they began with, and have another address at the provider's than in the
    shop. So only the very address by which a payment is a cart's tells that it is not another one's.
    """

    def __init__(
        self,
        locked: Sequence[LockedAttempts],
        unpaid: Iterable[LockedAttempts],
        free: Iterable[StatementPayment],
        spoken_for: Iterable[StatementPayment],
        settle_window: timedelta,
    ) -> None:
        """Prepare all sides, so that each can ask for the others.

        ``unpaid`` are those locked carts of which no payment is known, ``free`` the payments to give away,
        ``spoken_for`` those that are some cart's. A free one with an invoice id is left out: it is for what
        has that id, whatever that is.
        """
        self._settle_window = settle_window
        asked = {
            (provider_key(attempt.provider), attempt.currency, attempt.amount)
            for cart in locked
            for attempt in attempts_sought(cart.attempts)
        }

        def is_asked(payment: StatementPayment) -> bool:
            """Whether anybody tried to pay as much."""
            return any((payment.provider, row.currency, row.amount) in asked for row in payment.rows)

        self._free = _InTime(
            (key, payment.at, payment)
            for payment in free
            if is_asked(payment) and not payment.has_invoice_id
            for key in _keys(payment)
        )
        self._spoken_for = _InTime(
            (key, payment.at, payment)
            for payment in spoken_for
            if is_asked(payment)
            for key in _rival_keys(payment)
        )
        self._locked = _InTime(
            (key, attempt.started_at, cart.number)
            for cart in locked
            for attempt in attempts_sought(cart.attempts)
            for key in _keys_of(attempt)
        )
        self._unpaid = _InTime(
            (key, attempt.started_at, cart.number)
            for cart in unpaid
            for attempt in attempts_sought(cart.attempts)
            for key in _rival_keys_of(attempt)
        )

    def meant_for(self, cart: LockedAttempts) -> dict[StatementPayment, bool]:
        """The payments that could be the cart's, at most :data:`MOST`; true: nothing speaks against it."""
        found: dict[StatementPayment, bool] = {}
        for attempt in attempts_sought(cart.attempts):
            for key in _keys_of(attempt):
                for payment in self._free.between(key, *paid_between(attempt, self._settle_window)):
                    found[payment] = found.get(payment, False) or not _differs(attempt, payment)
                    if len(found) == MOST:
                        return found
        return found

    def rival_carts(self, cart: LockedAttempts, payment: StatementPayment) -> bool:
        """Whether another locked cart could have been paid by it."""
        start, end = payment.at - self._settle_window, payment.at + CLOCKS_APART
        by_amount = [
            (payment.provider, money, payer)
            for money in payment.amounts
            for payer in self._same_payers(cart, payment)
        ]
        return any(
            other != cart.number
            for carts, keys in ((self._locked, _keys(payment)), (self._unpaid, by_amount))
            for key in keys
            for other in carts.between(key, start, end)
        )

    def rival_payments(self, cart: LockedAttempts, payment: StatementPayment) -> list[StatementPayment]:
        """Payments for other carts of which this one could be a second by the same payer; at most two."""
        start, end = payment.at - self._settle_window, payment.at + self._settle_window
        rivals = (
            rival
            for money in payment.amounts
            for payer in self._same_payers(cart, payment)
            for rival in self._spoken_for.between((payment.provider, money, payer), start, end)
        )
        return [*islice(rivals, 2)]

    @staticmethod
    def _same_payers(cart: LockedAttempts, payment: StatementPayment) -> tuple[Hashable, ...]:
        """Who may have paid as well as this payment's payer: nobody with another address, if that tells."""
        tried = {attempt.payer_email.casefold() for attempt in cart.attempts if attempt.payer_email}
        return (*payment.payer_emails, None) if tried & payment.payer_emails else (_WHOEVER,)


class PossiblePayments:
    """Payments that are nobody's: each speaks against "not paid" of any cart it could be for."""

    def __init__(
        self,
        locked: Sequence[LockedAttempts],
        payments: Iterable[StatementPayment],
        settle_window: timedelta,
    ) -> None:
        """Prepare to be asked for these carts."""
        self._settle_window = settle_window
        asked = {
            key
            for cart in locked
            for attempt in attempts_sought(cart.attempts)
            for key in _loose_keys_of(attempt)
        }
        self._payments = _InTime(
            (key, payment.at, payment) for payment in payments for key in _loose_keys(payment) if key in asked
        )

    def of(self, cart: LockedAttempts) -> list[StatementPayment]:
        """Those of an amount tried, and those by the same payer; at most :data:`MOST`."""
        found: dict[StatementPayment, None] = {}
        for attempt in attempts_sought(cart.attempts):
            for key in _loose_keys_of(attempt):
                for payment in self._payments.between(key, *paid_between(attempt, self._settle_window)):
                    found[payment] = None
                    if len(found) == MOST:
                        return list(found)
        return list(found)


def paid_between(attempt: PaymentAttempt, settle_window: timedelta) -> tuple[datetime, datetime]:
    """The time in which the attempt's payment can stand in a statement."""
    return attempt.started_at - CLOCKS_APART, attempt.started_at + settle_window


def _fitting(named: bool) -> tuple[bool, ...]:
    """What the other side may have: an invoice id on both would be the same, and they were found by it."""
    return (False,) if named else (False, True)


def _keys(payment: StatementPayment) -> Iterator[tuple[Hashable, ...]]:
    """What a payment and an attempt have in common where one could be the other's."""
    for money in payment.amounts:
        for sign in _signs(payment.payer_emails, payment.last_fours):
            yield (payment.provider, money, *sign)


def _keys_of(attempt: PaymentAttempt) -> Iterator[tuple[Hashable, ...]]:
    """The same of an attempt."""
    for sign in _signs_of(attempt):
        yield (*_amount_tried(attempt), *sign)


def _rival_keys(payment: StatementPayment) -> Iterator[tuple[Hashable, ...]]:
    """By what a payment of the same amount is found that may be the same payer's, or whoever's."""
    for money in payment.amounts:
        for payer in (*(payment.payer_emails or (None,)), _WHOEVER):
            yield payment.provider, money, payer


def _rival_keys_of(attempt: PaymentAttempt) -> Iterator[tuple[Hashable, ...]]:
    """The same of an attempt."""
    for payer in (attempt.payer_email.casefold() if attempt.payer_email else None, _WHOEVER):
        yield *_amount_tried(attempt), payer


def _amount_tried(attempt: PaymentAttempt) -> tuple[str, Money]:
    """The attempt's provider and amount."""
    return provider_key(attempt.provider), Money(attempt.amount, attempt.currency)


def _loose_keys(payment: StatementPayment) -> Iterator[tuple[Hashable, ...]]:
    """What they have in common where it cannot be told that one is not the other's: amount, or payer."""
    provider, named = payment.provider, payment.has_invoice_id
    for row in payment.rows:
        yield provider, row.currency, row.amount
        if row.payer_email:
            yield provider, "payer", row.payer_email.casefold(), named
        if row.card_last4:
            yield provider, "card", row.card_last4, named
    for row in payment.conversions:
        yield provider, row.currency, abs(row.amount)


def _loose_keys_of(attempt: PaymentAttempt) -> Iterator[tuple[Hashable, ...]]:
    """The same of an attempt; an invoice id on both would have to be the same where the amount is not."""
    provider = provider_key(attempt.provider)
    yield provider, attempt.currency, attempt.amount
    for sign in _signs_of(attempt):
        for named in _fitting(bool(attempt.merchant_reference)):
            yield provider, *sign, named


def _signs(emails: Iterable[str], last_fours: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What tells who paid."""
    yield from (("payer", email) for email in emails)
    yield from (("card", last_four) for last_four in last_fours)


def _signs_of(attempt: PaymentAttempt) -> Iterator[tuple[str, str]]:
    """The same of an attempt."""
    if attempt.payer_email:
        yield "payer", attempt.payer_email.casefold()
    if attempt.card_last4:
        yield "card", attempt.card_last4


def _differs(attempt: PaymentAttempt, payment: StatementPayment) -> bool:
    """Whether one of payer and card is known of both and is another."""
    email, card = (attempt.payer_email or "").casefold(), attempt.card_last4
    other_payer = bool(email and payment.payer_emails) and email not in payment.payer_emails
    other_card = bool(card and payment.last_fours) and card not in payment.last_fours
    return other_payer or other_card
