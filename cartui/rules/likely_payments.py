"""Which payments without a locked cart's references could be its: by amount, time and payer."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Final, Generic, TypeVar

from cartui.model.money import Money
from cartui.model.payment import AttemptStatus, PaymentAttempt
from cartui.model.statement import LockedAttempts
from cartui.rules.named_payments import MOST
from cartui.rules.statement_coverage import provider_key
from cartui.rules.statement_payments import StatementPayment

CLOCKS_APART: Final = timedelta(minutes=5)
"""A payment may stand that long before its attempt: clocks differ, and some files know no seconds."""

_WITHOUT_MONEY: Final = frozenset({AttemptStatus.FAILED, AttemptStatus.CANCELLED})

Item = TypeVar("Item")


def attempts_sought(attempts: Sequence[PaymentAttempt]) -> Sequence[PaymentAttempt]:
    """Those that may have brought money: the ones that did not fail, or all where all did."""
    return [attempt for attempt in attempts if attempt.status not in _WITHOUT_MONEY] or attempts


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
    """Locked carts and payments that carry no reference of one another, by what they have in common.

    A payment that the shop called otherwise than the attempt is not this attempt's.
    """

    def __init__(
        self,
        locked: Sequence[LockedAttempts],
        payments: Iterable[StatementPayment],
        settle_window: timedelta,
    ) -> None:
        """Prepare both sides, so that each can ask for the other."""
        self._settle_window = settle_window
        self._payments = _InTime(
            ((*key, bool(payment.merchant_references)), payment.at, payment)
            for payment in payments
            for money in payment.amounts
            for key in _keys(payment.provider, money, payment.payer_emails, payment.last_fours)
        )
        self._carts = _InTime(
            ((*key, bool(attempt.merchant_reference)), attempt.started_at, cart.number)
            for cart in locked
            for attempt in attempts_sought(cart.attempts)
            for key in _keys_of(attempt)
        )

    def meant_for(self, cart: LockedAttempts) -> dict[StatementPayment, bool]:
        """The payments that could be the cart's, at most :data:`MOST`; true: nothing speaks against it."""
        found: dict[StatementPayment, bool] = {}
        for attempt in attempts_sought(cart.attempts):
            start, end = paid_between(attempt, self._settle_window)
            for key in _keys_of(attempt):
                for named in _fitting(bool(attempt.merchant_reference)):
                    for payment in self._payments.between((*key, named), start, end):
                        found[payment] = found.get(payment, False) or not _differs(attempt, payment)
                        if len(found) == MOST:
                            return found
        return found

    def is_wanted_by_one(self, payment: StatementPayment) -> bool:
        """Whether one locked cart alone could have been paid by it."""
        first: str | None = None
        for money in payment.amounts:
            for key in _keys(payment.provider, money, payment.payer_emails, payment.last_fours):
                for named in _fitting(bool(payment.merchant_references)):
                    start, end = payment.at - self._settle_window, payment.at + CLOCKS_APART
                    for cart in self._carts.between((*key, named), start, end):
                        if cart != (first := first or cart):
                            return False
        return True


class PossiblePayments:
    """Payments that are nobody's: each speaks against "not paid" of any cart it could be for."""

    def __init__(self, payments: Sequence[StatementPayment], settle_window: timedelta) -> None:
        """Prepare to be asked for carts."""
        self._settle_window = settle_window
        by_amount = (
            ((payment.provider, money), payment.at, payment)
            for payment in payments
            for money in payment.amounts | payment.converted
        )
        by_payer = (
            ((payment.provider, *sign, bool(payment.merchant_references)), payment.at, payment)
            for payment in payments
            for sign in _signs(payment.payer_emails, payment.last_fours)
        )
        self._payments = _InTime(chain(by_amount, by_payer))

    def of(self, cart: LockedAttempts) -> list[StatementPayment]:
        """Those of an amount tried, and those by the same payer; at most :data:`MOST`."""
        found: dict[StatementPayment, None] = {}
        for attempt in attempts_sought(cart.attempts):
            provider = provider_key(attempt.provider)
            keys: list[Hashable] = [(provider, Money(attempt.amount, attempt.currency))]
            for sign in _signs_of(attempt):
                keys += [(provider, *sign, named) for named in _fitting(bool(attempt.merchant_reference))]
            for key in keys:
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


def _keys(
    provider: str, money: Money, emails: Iterable[str], last_fours: Iterable[str]
) -> Iterator[tuple[Hashable, ...]]:
    """What a payment and an attempt have in common where one could be the other's."""
    for sign in _signs(emails, last_fours):
        yield (provider, money, *sign)


def _keys_of(attempt: PaymentAttempt) -> Iterator[tuple[Hashable, ...]]:
    """The same of an attempt."""
    for sign in _signs_of(attempt):
        yield (provider_key(attempt.provider), Money(attempt.amount, attempt.currency), *sign)


def _signs(emails: Iterable[str], last_fours: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What tells who paid."""
    yield from (("payer", email) for email in emails)
    yield from (("card", last_four) for last_four in last_fours)


def _signs_of(attempt: PaymentAttempt) -> Iterator[tuple[str, str]]:
    """The same of an attempt."""
    return _signs(
        (attempt.payer_email.casefold(),) if attempt.payer_email else (),
        (attempt.card_last4,) if attempt.card_last4 else (),
    )


def _differs(attempt: PaymentAttempt, payment: StatementPayment) -> bool:
    """Whether one of payer and card is known of both and is another."""
    email, card = (attempt.payer_email or "").casefold(), attempt.card_last4
    other_payer = bool(email and payment.payer_emails) and email not in payment.payer_emails
    other_card = bool(card and payment.last_fours) and card not in payment.last_fours
    return other_payer or other_card
