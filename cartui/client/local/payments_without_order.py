"""Payments without an order: what was reported and what statements tell, read as one list, and settled."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.locked_carts import evidence_of_all
from cartui.model.errors import Conflict, Invalid, NotFound, Refused
from cartui.model.payment_without_order import (
    PaymentWithoutOrder,
    Reported,
    Settled,
    reported_id,
    statement_id,
)
from cartui.model.query import Page
from cartui.model.statement import Evidence, StatementKind, StatementRow
from cartui.rules.locks.resolving import reason_of
from cartui.rules.locks.without_order import WithoutOrder
from cartui.store.changes import append_change
from cartui.store.cursors import make_cursor, read_cursor
from cartui.store.limits import fits, page_size
from cartui.store.micros import from_micros, to_micros
from cartui.store.payment_statements import confirmed_with, rows_called
from cartui.store.payments_without_order import (
    Told,
    carts_tried,
    keep_settlement,
    open_reports,
    open_transactions,
    reports_named,
    reports_of,
    settled_page,
    settlements_of,
    transactions_called,
)
from cartui.store.shop_config import load_shop

STATEMENTS_TOLD: Final = timedelta(days=366)
"""Payments of which statements alone tell are listed for so long; reported ones until they are settled."""

CHUNK: Final = 250
"""Payments of statements that are looked at together."""

MOST: Final = 20 * CHUNK
"""So many are looked at for one page at most."""

_LONGEST_PROVIDER: Final = 200
"""Characters of an id in which the end of its provider's name is looked for; a mapping's has no more."""

_OPEN: Final = "payments without an order"
_SETTLED: Final = "settled payments without an order"
_BEHIND_ALL: Final = 2**62

Place = tuple[int, int, int]
"""What the list is sorted by, the latest first: microseconds, 1 for a reported payment, and a row's key."""


class _Found(NamedTuple):
    """A payment, and all that it may have been called when it was settled."""

    payment: PaymentWithoutOrder
    called: frozenset[str]


def open_page(
    connection: Connection, now: datetime, *, limit: int, after: str | None
) -> Page[PaymentWithoutOrder]:
    """A page of those that nobody has settled. Raises ``Invalid`` for a cursor of another list."""
    limit = page_size(limit)
    start = None if after is None else _place_of(after)
    evidence = _evidence(connection, now)
    waiting = open_reports(connection, before=_reports_behind(start), limit=limit + 1)
    is_all = len(waiting) <= limit
    found: list[tuple[Place, PaymentWithoutOrder]] = []
    looked_at, place = 0, start
    while True:
        told = open_transactions(
            connection, since=now - STATEMENTS_TOLD, before=_statements_behind(place), limit=CHUNK
        )
        looked_at += len(told)
        more = len(told) == CHUNK
        place = _told_at(told[-1]) if more else (0, 0, 0)
        reached = [each for each in waiting if _reported_at(each) > place]
        waiting = waiting[len(reached) :]
        found += _open_ones(connection, reached, told, evidence)
        if len(found) > limit:
            return Page(_payments(found[:limit]), next=_cursor(found[limit - 1][0]))
        if more and looked_at < MOST:
            continue
        if more or not is_all:
            place = place if more else _reported_at(reached[-1])
            return Page(_payments(found), next=_cursor(place), searched=looked_at)
        return Page(_payments(found))


def settled_ones(connection: Connection, *, limit: int, after: str | None) -> Page[PaymentWithoutOrder]:
    """A page of those that are settled, the one that was settled last first."""
    limit = page_size(limit)
    before = None
    if after is not None:
        before = int(read_cursor(after, _SETTLED, kinds=(int,))[0])
    rows = settled_page(connection, before=before, limit=limit + 1)
    page = rows[:limit]
    found = [(each, _of_id(connection, each.payment, {})) for each in page]
    return Page(
        tuple(
            one.payment.model_copy(update={"settled": each.settled}) for each, one in found if one is not None
        ),
        next=make_cursor(_SETTLED, (page[-1].id,)) if len(rows) > limit else None,
    )


def settle_payment(
    backend: LocalBackend, connection: Connection, ref: str, reason: str
) -> PaymentWithoutOrder:
    """Keep that it is settled."""
    why = reason_of(reason)
    found = _require(connection, ref, _evidence(connection, backend.clock()), unserved=True)
    known = _settled_as(connection, found)
    if known is not None:
        _, settled = known
        raise Conflict(
            f"{found.payment.id} was settled by {settled.agent}: {settled.reason}. Nothing was changed now."
        )
    now, agent = backend.clock(), backend.actor.name
    _keep(backend, connection, found.payment.id, settled=True, reason=why)
    settled = Settled(reason=why, agent=agent, at=now)
    return found.payment.model_copy(update={"settled": settled, "rows": ()})


def reopen_payment(backend: LocalBackend, connection: Connection, ref: str) -> PaymentWithoutOrder:
    """Take back that it is settled."""
    found = _require(connection, ref, {}, unserved=False)
    known = _settled_as(connection, found)
    if known is None:
        raise Refused(f"{found.payment.id} is not settled. Nothing was changed.")
    _keep(backend, connection, known[0], settled=False, reason="")
    return found.payment.model_copy(update={"rows": ()})


def _keep(backend: LocalBackend, connection: Connection, payment: str, *, settled: bool, reason: str) -> None:
    """Keep what was said of a payment, and tell the feed."""
    agent, now = backend.actor.name, backend.clock()
    keep_settlement(connection, payment, settled=settled, reason=reason, agent=agent, at=now)
    append_change(connection, kind="payment", id=payment, version=0, agent=agent, at=now)


def _evidence(connection: Connection, now: datetime) -> Mapping[str, Evidence]:
    """What the statements say of the locked carts: what is surely theirs is not without an order."""
    return evidence_of_all(connection, load_shop(connection).settings.locks, now, {})


def _open_ones(
    connection: Connection,
    reports: Sequence[Reported],
    told: Sequence[Told],
    evidence: Mapping[str, Evidence],
) -> list[tuple[Place, PaymentWithoutOrder]]:
    """Those of them that are without an order and that nobody has settled, in order of the list."""
    transactions = [(each.provider, each.transaction) for each in told]
    known = _known_of(connection, reports, transactions, evidence)
    listed = [(_told_at(each), known.listed(each.provider, each.transaction)) for each in told]
    found = [(_reported_at(each), _called(known.of_report(each))) for each in reports]
    found += [(place, _called(payment)) for place, payment in listed if payment is not None]
    said = settlements_of(connection, {name for _, each in found for name in each.called})
    settled = {name for name, each in said.items() if each.settled is not None}
    left = [(place, each.payment) for place, each in found if settled.isdisjoint(each.called)]
    return sorted(left, key=lambda each: each[0], reverse=True)


def _known_of(
    connection: Connection,
    reports: Iterable[Reported],
    transactions: Collection[tuple[str, str]],
    evidence: Mapping[str, Evidence],
) -> WithoutOrder:
    """Everything that has a name of these payments."""
    known = {each.id: each for each in reports}
    names = {name for each in known.values() for name in each.names}
    rows = rows_called(connection, transactions, names)
    named = names | _names_of(rows)
    known |= {each.id: each for each in reports_named(connection, named)}
    carts = carts_tried(connection, named)
    others = {name for each in known.values() for name in each.names}
    others |= {
        name
        for cart in carts
        for attempt in cart.settled_attempts()
        for name in (attempt.reference, attempt.merchant_reference)
        if name
    }
    rows = [*dict.fromkeys((*rows, *rows_called(connection, (), others - named)))]
    used = confirmed_with(connection, rows) | {
        (attempt.provider.lower(), attempt.reference)
        for cart in carts
        for attempt in cart.settled_attempts()
        if attempt.reference
    }
    return WithoutOrder(rows, known.values(), carts, evidence, used, asked=transactions)


def _names_of(rows: Iterable[StatementRow]) -> set[str]:
    """All that statements call these payments."""
    return {
        name for row in rows for name in (row.transaction, *row.references, row.merchant_reference) if name
    }


def _require(connection: Connection, ref: str, evidence: Mapping[str, Evidence], *, unserved: bool) -> _Found:
    """The payment of an id, or of the provider's id of it. Raises ``NotFound``, ``Refused``, ``Invalid``."""
    found = _of_id(connection, ref, evidence, unserved=unserved)
    if found is not None:
        return found
    reports = [each for each in reports_named(connection, [ref]) if each.reference == ref]
    ids = [*(reported_id(each.id) for each in reports)]
    ids += [statement_id(*each) for each in transactions_called(connection, ref)]
    meant = {
        each.payment.id: each
        for one in ids
        if (each := _of_id(connection, one, evidence, unserved=unserved)) is not None
    }
    if not meant:
        raise NotFound(f"There is no payment {ref!r}: see the list of payments without an order.")
    if len(meant) > 1:
        raise Invalid(f"{ref!r} is the id of several payments: say which, {' or '.join(sorted(meant))}.")
    return next(iter(meant.values()))


def _of_id(
    connection: Connection, payment: str, evidence: Mapping[str, Evidence], *, unserved: bool = False
) -> _Found | None:
    """The payment of that id; ``None`` where there is none. ``unserved`` refuses one that paid a cart."""
    number = payment.removeprefix(reported_id(0)[:-1])
    if number != payment and number.isdecimal() and fits(int(number)):
        for report in reports_of(connection, [int(number)]):
            return _called(_known_of(connection, [report], (), evidence).of_report(report))
    meant = _perhaps_meant(payment)
    if not meant:
        return None
    known = _known_of(connection, (), meant, evidence)
    found = next((each for one in meant if (each := known.find(*one)) is not None), None)
    if found is not None and unserved and known.serves(found):
        raise Refused(
            f"{found.id} pays for a cart, or is surely a locked one's: there is nothing to settle. "
            "Nothing was changed."
        )
    return None if found is None else _called(found)


def _perhaps_meant(payment: str) -> list[tuple[str, str]]:
    """The provider and transaction that an id may be of: either may have colons of its own."""
    colons = (at for at, sign in enumerate(payment[: _LONGEST_PROVIDER + 1]) if sign == ":")
    return [(payment[:at], payment[at + 1 :]) for at in colons if at + 1 < len(payment)]


def _called(payment: PaymentWithoutOrder) -> _Found:
    """A payment with all that it may have been called: before it was reported, by its transactions."""
    rows = (row for row in payment.rows if row.kind is StatementKind.PAYMENT)
    return _Found(
        payment, frozenset((payment.id, *(statement_id(row.provider, row.transaction) for row in rows)))
    )


def _settled_as(connection: Connection, found: _Found) -> tuple[str, Settled] | None:
    """Under which name it is settled, and how; ``None``: it is not."""
    said = settlements_of(connection, found.called)
    return next(((name, each.settled) for name, each in said.items() if each.settled is not None), None)


def _payments(found: Iterable[tuple[Place, PaymentWithoutOrder]]) -> tuple[PaymentWithoutOrder, ...]:
    """The payments without their places."""
    return tuple(payment for _, payment in found)


def _reported_at(report: Reported) -> Place:
    """The place of a reported payment."""
    return to_micros(report.at), 1, report.id


def _told_at(told: Told) -> Place:
    """The place of a payment of a statement."""
    return to_micros(told.at), 0, told.pk


def _reports_behind(place: Place | None) -> tuple[datetime, int] | None:
    """Where the reported payments go on behind a place."""
    if place is None:
        return None
    at, is_report, key = place
    return from_micros(at), key if is_report else 0


def _statements_behind(place: Place | None) -> tuple[datetime, int] | None:
    """Where the payments of statements go on behind a place."""
    if place is None:
        return None
    at, is_report, key = place
    return from_micros(at), _BEHIND_ALL if is_report else key


def _place_of(cursor: str) -> Place:
    """The place of a cursor. Raises ``Invalid``."""
    at, is_report, key = read_cursor(cursor, _OPEN, kinds=(int, int, int))
    return int(at), int(is_report), int(key)


def _cursor(place: Place) -> str:
    """The cursor of a place."""
    return make_cursor(_OPEN, place)
