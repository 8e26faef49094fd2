"""The payments that statements tell of, each put together from all rows that are about it.

A row stands in several files, with a status that went on in between; one payment stands in two reports of a
provider under two ids that name each other; what was given back, taken back or converted has rows of its own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from cartui.model.money import Money
from cartui.model.statement import StatementKind, StatementRow, StatementStatus
from cartui.rules.statement_coverage import provider_key


class Called(StrEnum):
    """Who gave a payment a name."""

    BY_PROVIDER = "provider"
    BY_SHOP = "shop"


class PaymentName(NamedTuple):
    """What a payment is called: by the provider (its own ids), or by the shop (the invoice id it sent)."""

    provider: str
    """As :func:`~cartui.rules.statement_coverage.provider_key` has it."""
    called: Called
    text: str


class Kept(StrEnum):
    """How much of a payment the shop still has."""

    ALL = "all"
    PART = "part"
    NONE = "none"


@dataclass(frozen=True, slots=True, eq=False)
class StatementPayment:
    """One payment; each is equal to itself alone."""

    provider: str
    rows: tuple[StatementRow, ...]
    """Those of kind payment, in order of time."""
    names: tuple[PaymentName, ...]
    back: tuple[StatementRow, ...]
    """Refunds and reversals of it that did not fail, in order of time."""
    conversions: tuple[StatementRow, ...]

    @property
    def row(self) -> StatementRow:
        """The row that tells most: the first that is completed, or the first."""
        return next((row for row in self.rows if row.status is StatementStatus.COMPLETED), self.rows[0])

    @property
    def at(self) -> datetime:
        """When it was made."""
        return self.rows[0].at

    def order(self) -> tuple[datetime, str]:
        """What payments are sorted by: their time, and what is always the same among those of one moment."""
        return self.rows[0].at, self.rows[0].transaction

    @property
    def status(self) -> StatementStatus | None:
        """How far it came by the latest word; ``None`` where statements say that it went both ways."""
        said = {row.status for row in self.rows}
        if {StatementStatus.COMPLETED, StatementStatus.FAILED} <= said:
            return None
        return max(said, key=_SAID_LAST.index)

    @property
    def amounts(self) -> frozenset[Money]:
        """What was paid; of several amounts each is what one report says, one in another currency perhaps."""
        return frozenset(Money(row.amount, row.currency) for row in self.rows)

    @property
    def converted(self) -> frozenset[Money]:
        """The amounts between which the provider converted it, without signs."""
        return frozenset(Money(abs(row.amount), row.currency) for row in self.conversions)

    @property
    def kept(self) -> Kept:
        """What is left of it; a dispute counts as lost until it is won, and then as nothing."""
        gone = _gone(self.back)
        if not gone:
            return Kept.ALL
        paid = {money.currency: money.amount for money in sorted(self.amounts | self.converted)}
        whole = any(amount >= paid.get(currency, amount + 1) for currency, amount in gone.items())
        return Kept.NONE if whole else Kept.PART

    @property
    def merchant_references(self) -> frozenset[str]:
        """What the shop called it."""
        return frozenset(name.text for name in self.names if name.called is Called.BY_SHOP)

    @property
    def payer_emails(self) -> frozenset[str]:
        """The payer's addresses, so that they can be compared."""
        return frozenset(row.payer_email.casefold() for row in self.rows if row.payer_email)

    @property
    def last_fours(self) -> frozenset[str]:
        """The card's last digits."""
        return frozenset(row.card_last4 for row in self.rows if row.card_last4)


_SAID_LAST = (StatementStatus.PENDING, StatementStatus.COMPLETED, StatementStatus.FAILED)
"""What a later file can say instead of an earlier one, but for completed and failed in one."""


class StatementPayments:
    """All payments of some rows, and what else those rows say about payments."""

    def __init__(self, rows: Iterable[StatementRow]) -> None:
        """Put the rows together; they may be there several times and in any order."""
        kinds = _by_kind_and_identity(rows)
        joined = list(_joined(kinds[StatementKind.PAYMENT]))
        names = [_names_of(group) for group in joined]
        known: defaultdict[PaymentName, list[int]] = defaultdict(list)
        for at, group in enumerate(joined):
            if any(row.status is not StatementStatus.FAILED for row in group):
                for name in names[at]:
                    known[name].append(at)
        self.unplaced: defaultdict[PaymentName, list[StatementRow]] = defaultdict(list)
        """Refunds and reversals of a payment that is not there, or of one of several, by what names it."""
        self._nameless: dict[tuple[str, ...], StatementRow] = {}
        back = self._placed_refunds(kinds, known)
        conversions = _placed_conversions(kinds[StatementKind.CONVERSION], known)
        self.payments = tuple(
            StatementPayment(
                provider=provider_key(group[0].provider),
                rows=tuple(group),
                names=names[at],
                back=tuple(sorted(back.get(at, ()), key=in_order)),
                conversions=tuple(sorted(conversions.get(at, ()), key=in_order)),
            )
            for at, group in enumerate(joined)
        )
        """In order of time."""
        self.named: defaultdict[PaymentName, list[StatementPayment]] = defaultdict(list)
        self.failed: defaultdict[PaymentName, list[StatementPayment]] = defaultdict(list)
        """Payments that came to nothing, by their names; :attr:`named` has the others."""
        for payment in self.payments:
            by_name = self.failed if payment.status is StatementStatus.FAILED else self.named
            for name in payment.names:
                by_name[name].append(payment)
        self.beside: defaultdict[PaymentName, list[StatementRow]] = defaultdict(list)
        """What else has a payment's name without being one, such as an amount that is only reserved."""
        for row in kinds[StatementKind.OTHER].values():
            if row[-1].status is not StatementStatus.FAILED:
                for name in _names_of(row):
                    self.beside[name].append(row[-1])

    def perhaps_back(self, payment: StatementPayment) -> tuple[StatementRow, ...]:
        """Refunds and reversals of which nothing tells for sure that they are not of this payment."""
        unplaced = [row for name in payment.names for row in self.unplaced.get(name, ())]
        latest = [self._nameless.get(key) for key in _likenesses(payment)]
        nameless = [row for row in latest if row is not None and row.at >= payment.at]
        return tuple(sorted({*unplaced, *nameless}, key=in_order))

    def _placed_refunds(
        self,
        kinds: dict[StatementKind, dict[tuple[str, str], list[StatementRow]]],
        known: dict[PaymentName, list[int]],
    ) -> dict[int, list[StatementRow]]:
        """Refunds and reversals at the payments they are about; what cannot be placed is kept apart."""
        placed: defaultdict[int, list[StatementRow]] = defaultdict(list)
        for kind in (StatementKind.REFUND, StatementKind.REVERSAL):
            for same in kinds[kind].values():
                row = max(same, key=_surest)
                if row.status is StatementStatus.FAILED:
                    continue
                about = _names_about(row)
                meant = next((known[name] for name in about if name in known), [])
                if len(meant) == 1:
                    placed[meant[0]].append(row)
                for name in about if len(meant) != 1 else ():
                    self.unplaced[name].append(row)
                for key in () if about else _likenesses_of_row(row):
                    self._nameless[key] = max(row, self._nameless.get(key, row), key=in_order)
        return placed


def _by_kind_and_identity(
    rows: Iterable[StatementRow],
) -> dict[StatementKind, dict[tuple[str, str], list[StatementRow]]]:
    """All that is said of each transaction, in order; payments to others than the shop are left out."""
    kinds: dict[StatementKind, dict[tuple[str, str], list[StatementRow]]] = {
        kind: defaultdict(list) for kind in StatementKind
    }
    for row in rows:
        if row.kind is not StatementKind.PAYMENT or row.amount > 0:
            kinds[row.kind][provider_key(row.provider), row.transaction].append(row)
    for transactions in kinds.values():
        for identity, said in transactions.items():
            if len(said) > 1:
                transactions[identity] = sorted(set(said), key=in_order)
    return kinds


def _joined(
    payments: dict[tuple[str, str], list[StatementRow]],
) -> Iterator[list[StatementRow]]:
    """The rows of each payment, in order of time: those of ids of which one names the other are one."""
    leads: dict[tuple[str, str], tuple[str, str]] = {}

    def lead(identity: tuple[str, str]) -> tuple[str, str]:
        """The transaction that stands for all it is joined with."""
        while identity in leads:
            leads[identity] = leads.get(leads[identity], leads[identity])
            identity = leads[identity]
        return identity

    for (provider, transaction), said in payments.items():
        for other in {reference for row in said for reference in row.references}:
            one, two = lead((provider, transaction)), lead((provider, other))
            if (provider, other) in payments and one != two:
                leads[max(one, two)] = min(one, two)
    groups: defaultdict[tuple[str, str], list[StatementRow]] = defaultdict(list)
    for identity, said in payments.items():
        groups[lead(identity)] += said
    for group in groups.values():
        group.sort(key=in_order)
    yield from sorted(groups.values(), key=lambda group: in_order(group[0]))


def _placed_conversions(
    conversions: dict[tuple[str, str], list[StatementRow]], known: dict[PaymentName, list[int]]
) -> dict[int, list[StatementRow]]:
    """Conversions at the one payment that they are about."""
    placed: defaultdict[int, list[StatementRow]] = defaultdict(list)
    for said in conversions.values():
        row = said[-1]
        meant = next((known[name] for name in _names_about(row) if name in known), [])
        if len(meant) == 1 and row.status is StatementStatus.COMPLETED:
            placed[meant[0]].append(row)
    return placed


def _names_of(rows: Sequence[StatementRow]) -> tuple[PaymentName, ...]:
    """All that these rows call their payment, sorted."""
    names: set[PaymentName] = set()
    for row in rows:
        provider = provider_key(row.provider)
        names.add(PaymentName(provider, Called.BY_PROVIDER, row.transaction))
        names.update(PaymentName(provider, Called.BY_PROVIDER, each) for each in row.references)
        if row.merchant_reference:
            names.add(PaymentName(provider, Called.BY_SHOP, row.merchant_reference))
    return tuple(sorted(names))


def _names_about(row: StatementRow) -> list[PaymentName]:
    """What the row calls the payment that it is about, the surest first."""
    provider = provider_key(row.provider)
    ids = (row.about, *sorted(row.references))
    names = [PaymentName(provider, Called.BY_PROVIDER, each) for each in ids if each]
    if row.merchant_reference:
        names.append(PaymentName(provider, Called.BY_SHOP, row.merchant_reference))
    return names


def _likenesses(payment: StatementPayment) -> Iterator[tuple[str, ...]]:
    """By what a refund without names could be one of this payment."""
    for row in (*payment.rows, *payment.conversions):
        yield from _likenesses_of_row(row)


def _likenesses_of_row(row: StatementRow) -> Iterator[tuple[str, ...]]:
    """The same of one row: by amount, by payer, by card."""
    provider = provider_key(row.provider)
    yield provider, "amount", row.currency, str(abs(row.amount))
    if row.payer_email:
        yield provider, "payer", row.payer_email.casefold()
    if row.card_last4:
        yield provider, "card", row.card_last4


def _gone(back: Iterable[StatementRow]) -> dict[str, int]:
    """What went back to the payer and did not return, in minor units by currency."""
    out: Counter[str] = Counter()
    returned: Counter[str] = Counter()
    for row in back:
        if row.kind is StatementKind.REFUND or row.amount < 0:
            out[row.currency] += abs(row.amount)
        elif row.status is StatementStatus.COMPLETED:
            returned[row.currency] += row.amount
    # A file that knows no signs has only what looks returned.
    return +(out - returned) if out else +returned


def _surest(row: StatementRow) -> tuple[object, ...]:
    """Of what files say of one transaction the last: that it is done, or that it came to nothing."""
    return _SUREST.index(row.status), *in_order(row)


_SUREST = (StatementStatus.PENDING, StatementStatus.FAILED, StatementStatus.COMPLETED)


def in_order(row: StatementRow) -> tuple[object, ...]:
    """Order of time, and one that is always the same among rows of one moment."""
    return (
        row.at,
        row.transaction,
        row.kind,
        row.status,
        row.amount,
        row.currency,
        row.merchant_reference,
        row.payer_email,
        row.card_last4,
        row.about,
        row.references,
    )
