"""The payments that statements tell of, each put together from all rows that are about it.

A row stands in several files, with a status that went on in between. What was reserved first and taken later
has two ids, of which the later names the earlier. What was given back, taken back or converted has rows of
its own.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain, islice, product
from typing import NamedTuple

from cartui.model.money import Money
from cartui.model.statement import StatementKind, StatementRow, StatementStatus
from cartui.rules.locks.statement_coverage import provider_key


class Called(StrEnum):
    """Who gave a payment a name."""

    BY_PROVIDER = "provider"
    BY_SHOP = "shop"


class PaymentName(NamedTuple):
    """What a payment is called: by the provider (its own ids), or by the shop (the invoice id it sent)."""

    provider: str
    """As :func:`~cartui.rules.locks.statement_coverage.provider_key` has it."""
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

    rows: tuple[StatementRow, ...]
    """Those of kind payment, in order of time."""
    back: tuple[StatementRow, ...]
    """Refunds and reversals of it that did not fail, in order of time."""
    conversions: tuple[StatementRow, ...]

    @property
    def provider(self) -> str:
        """As :func:`~cartui.rules.locks.statement_coverage.provider_key` has it."""
        return provider_key(self.rows[0].provider)

    @property
    def names(self) -> tuple[PaymentName, ...]:
        """All that its rows call it, sorted."""
        return tuple(sorted({name for row in self.rows for name in _names_of(row)}))

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
        if len(self.rows) == 1:  # most are, and there are very many
            return self.rows[0].status
        said = {row.status for row in self.rows}
        if {StatementStatus.COMPLETED, StatementStatus.FAILED} <= said:
            return None
        return max(said, key=_SAID_LAST.index)

    @property
    def amounts(self) -> frozenset[Money]:
        """What was paid, or will be; several where it came in parts. What was but reserved does not count."""
        status = self.status
        return frozenset(
            Money(row.amount, row.currency) for row in self.rows if row.status is status or status is None
        )

    @property
    def converted(self) -> frozenset[Money]:
        """The amounts between which the provider converted it, without signs."""
        return frozenset(Money(abs(row.amount), row.currency) for row in self.conversions)

    @property
    def kept(self) -> Kept:
        """What is left of it; a dispute counts as lost until it is won, and then as nothing."""
        lost = gone(self.back)
        if not lost:
            return Kept.ALL
        paid = {money.currency: money.amount for money in sorted(self.amounts | self.converted)}
        whole = any(amount >= paid.get(currency, amount + 1) for currency, amount in lost.items())
        return Kept.NONE if whole else Kept.PART

    @property
    def has_invoice_id(self) -> bool:
        """Whether the shop called it something."""
        return any(row.merchant_reference for row in self.rows)

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

    def __init__(self, rows: Iterable[StatementRow], wanted: Iterable[PaymentName] = ()) -> None:
        """Put the rows together; they may be there several times and in any order.

        By ``wanted`` names payments can be found afterwards: a year has very many that nobody asks for.
        """
        kinds = _by_kind_and_identity(rows)
        joined = _joined(kinds[StatementKind.PAYMENT])
        went_back = [
            row
            for kind in (StatementKind.REFUND, StatementKind.REVERSAL)
            for said in kinds[kind].values()
            if (row := max(said, key=_surest)).status is not StatementStatus.FAILED
        ]
        conversions = [
            said[-1]
            for said in kinds[StatementKind.CONVERSION].values()
            if said[-1].status is StatementStatus.COMPLETED
        ]
        names = {name for row in chain(went_back, conversions) for name in _names_about(row)}
        known = _places(joined, names.union(wanted))
        self.unplaced: defaultdict[PaymentName, list[StatementRow]] = defaultdict(list)
        """Refunds and reversals of a payment that is not there, or of one of several, by what names it."""
        self._nameless: dict[tuple[Hashable, ...], StatementRow] = {}
        back, lost = _placed(went_back, joined, known)
        converted, _ = _placed(conversions, joined, known)
        self._keep_apart(lost)
        self.payments = tuple(
            StatementPayment(tuple(group), tuple(back.get(at, ())), tuple(converted.get(at, ())))
            for at, group in enumerate(joined)
        )
        """In order of time."""
        self.named: defaultdict[PaymentName, list[StatementPayment]] = defaultdict(list)
        self.failed: defaultdict[PaymentName, list[StatementPayment]] = defaultdict(list)
        """Payments that came to nothing, by their names; :attr:`named` has the others."""
        for name, places in known.items():
            for at in places:
                failed = self.payments[at].status is StatementStatus.FAILED
                (self.failed if failed else self.named)[name].append(self.payments[at])
        self.beside: defaultdict[PaymentName, list[StatementRow]] = defaultdict(list)
        """What else has a payment's name without being one, such as an amount that is only reserved."""
        for said in kinds[StatementKind.OTHER].values():
            if said[-1].status is not StatementStatus.FAILED:
                for name in _names_of(said[-1]):
                    self.beside[name].append(said[-1])

    def perhaps_back(self, payment: StatementPayment) -> tuple[StatementRow, ...]:
        """Refunds and reversals of which nothing tells for sure that they are not of this payment."""
        unplaced = [row for name in payment.names for row in self.unplaced.get(name, ())]
        alike = {key for row in (*payment.rows, *payment.conversions) for key in _alike(row)}
        latest = [self._nameless.get(key) for key in alike]
        nameless = [row for row in latest if row is not None and row.at >= payment.at]
        return tuple(sorted({*unplaced, *nameless}, key=in_order))

    def _keep_apart(self, lost: Iterable[StatementRow]) -> None:
        """Keep refunds and reversals that are at no payment by what they name, or else by what is alike."""
        for row in lost:
            about = _names_about(row)
            for name in about:
                self.unplaced[name].append(row)
            for key in () if about else _likenesses(row):
                self._nameless[key] = max(row, self._nameless.get(key, row), key=in_order)


def _places(
    joined: Sequence[Sequence[StatementRow]], wanted: Collection[PaymentName]
) -> dict[PaymentName, list[int]]:
    """Which payments have each wanted name; one whose own id it is goes before those that mention it."""
    own: defaultdict[PaymentName, list[int]] = defaultdict(list)
    known: defaultdict[PaymentName, list[int]] = defaultdict(list)
    for at, group in enumerate(joined):
        for row in group:
            first, *others = _names_of(row)
            if first in wanted and row.status is not StatementStatus.FAILED:
                own[first] = [at]
            for name in (first, *others):
                if name in wanted and at not in known[name][-1:]:
                    known[name].append(at)
    return known | own


def _placed(
    rows: Iterable[StatementRow],
    joined: Sequence[Sequence[StatementRow]],
    known: Mapping[PaymentName, Sequence[int]],
) -> tuple[dict[int, list[StatementRow]], list[StatementRow]]:
    """Rows at the one payment that they are about, in order of time, and those that name none or several."""
    placed: defaultdict[int, list[StatementRow]] = defaultdict(list)
    lost: list[StatementRow] = []
    for row in sorted(rows, key=in_order):
        meant = next(filter(None, (_with_money(joined, known, name) for name in _names_about(row))), [])
        if len(meant) == 1:
            placed[meant[0]].append(row)
        else:
            lost.append(row)
    return placed, lost


def _with_money(
    joined: Sequence[Sequence[StatementRow]], known: Mapping[PaymentName, Sequence[int]], name: PaymentName
) -> list[int]:
    """Of the payments of that name the first two that did not fail: more say no more than these."""
    return [
        *islice(
            (
                at
                for at in known.get(name, ())
                if any(row.status is not StatementStatus.FAILED for row in joined[at])
            ),
            2,
        )
    ]


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


def _joined(payments: dict[tuple[str, str], list[StatementRow]]) -> list[list[StatementRow]]:
    """The rows of each payment, in order of time.

    What was reserved and what was then taken of it are one payment. A payment that names another one that
    came in is one by itself: customers who allowed it once are charged again by the id of the last time.
    """
    leads: dict[tuple[str, str], tuple[str, str]] = {}

    def lead(identity: tuple[str, str]) -> tuple[str, str]:
        """The transaction that stands for all it is joined with."""
        while identity in leads:
            leads[identity] = leads.get(leads[identity], leads[identity])
            identity = leads[identity]
        return identity

    def is_reserved(said: Collection[StatementRow]) -> bool:
        """Whether the transaction is there, and as nothing but pending."""
        return bool(said) and all(row.status is StatementStatus.PENDING for row in said)

    for (provider, transaction), said in payments.items():
        for other in {reference for row in said for reference in row.references}:
            if not any(is_reserved(each) for each in (said, payments.get((provider, other), ()))):
                continue
            one, two = lead((provider, transaction)), lead((provider, other))
            if (provider, other) in payments and one != two:
                leads[max(one, two)] = min(one, two)
    if not leads:
        return sorted(payments.values(), key=_by_time)
    groups: defaultdict[tuple[str, str], list[StatementRow]] = defaultdict(list)
    for identity, said in payments.items():
        groups[lead(identity)] += said
    for group in groups.values():
        group.sort(key=in_order)
    return sorted(groups.values(), key=_by_time)


def _by_time(group: Sequence[StatementRow]) -> tuple[datetime, str, str]:
    """Order of time of payments, and one that is always the same among those of one moment."""
    return group[0].at, group[0].transaction, group[0].provider


def _names_of(row: StatementRow) -> Iterator[PaymentName]:
    """All that a row calls its payment; some perhaps twice."""
    provider = provider_key(row.provider)
    yield PaymentName(provider, Called.BY_PROVIDER, row.transaction)
    for each in row.references:
        yield PaymentName(provider, Called.BY_PROVIDER, each)
    if row.merchant_reference:
        yield PaymentName(provider, Called.BY_SHOP, row.merchant_reference)


def _names_about(row: StatementRow) -> list[PaymentName]:
    """What the row calls the payment that it is about, the surest first."""
    provider = provider_key(row.provider)
    ids = (row.about, *sorted(row.references))
    names = [PaymentName(provider, Called.BY_PROVIDER, each) for each in ids if each]
    if row.merchant_reference:
        names.append(PaymentName(provider, Called.BY_SHOP, row.merchant_reference))
    return names


def _likenesses(row: StatementRow) -> Iterator[tuple[Hashable, ...]]:
    """By what a refund that names nothing is found: by payer, by card, by its amount and what it knows."""
    provider = provider_key(row.provider)
    yield provider, row.currency, abs(row.amount), bool(row.payer_email), bool(row.card_last4)
    if row.payer_email:
        yield provider, "payer", row.payer_email.casefold()
    if row.card_last4:
        yield provider, "card", row.card_last4


def _alike(row: StatementRow) -> Iterator[tuple[Hashable, ...]]:
    """What such a refund may be found by that could be of this row's payment.

    One of the same amount could, unless it knows payer or card and so does the row: then these tell.
    """
    _, *of_payer = _likenesses(row)
    yield from of_payer
    emails = (False,) if row.payer_email else (False, True)
    cards = (False,) if row.card_last4 else (False, True)
    for email, card in product(emails, cards):
        yield provider_key(row.provider), row.currency, abs(row.amount), email, card


def gone(back: Iterable[StatementRow]) -> dict[str, int]:
    """What went back to the payer and did not return, in minor units by currency.

    What a payment's own row says of it is how much it was so far, and rows of their own are each a part: the
    same money where both are there, so that the larger counts.
    """
    out: Counter[str] = Counter()
    returned: Counter[str] = Counter()
    so_far: Counter[tuple[StatementKind, str]] = Counter()
    parts: Counter[tuple[StatementKind, str]] = Counter()
    for row in back:
        if _is_so_far(row):
            so_far[row.kind, row.currency] += abs(row.amount)
        elif row.kind is StatementKind.REFUND or row.amount < 0:
            parts[row.kind, row.currency] += abs(row.amount)
        elif row.status is StatementStatus.COMPLETED:
            returned[row.currency] += row.amount
    for (_, currency), amount in (so_far | parts).items():
        out[currency] += amount
    # A file that knows no signs has only what looks returned.
    return +(out - returned) if out else +returned


def _is_so_far(row: StatementRow) -> bool:
    """Whether it is what a payment's own row says of it, as imports call that: ``ch_1 refund``."""
    return bool(row.about) and row.transaction == f"{row.about} {row.kind.value}"


def _surest(row: StatementRow) -> tuple[object, ...]:
    """Of what files say of one transaction the last: that it is done, or came to nothing; else the most."""
    return _SUREST.index(row.status), abs(row.amount), *in_order(row)


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
