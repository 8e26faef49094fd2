"""What payment providers' statements say, each row once, and which of their transactions paid an order."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, or_, select, tuple_, update

from cartui.model.payment import PaymentAttempt
from cartui.model.statement import Coverage, StatementKind, StatementRow, StatementStatus
from cartui.store.bulk import insert_rows
from cartui.store.chunked import in_parts
from cartui.store.folding import storable
from cartui.store.row_keys import next_keys
from cartui.store.tables import METADATA

_row = METADATA.tables["statement_row"]
_name = METADATA.tables["statement_name"]
_coverage = METADATA.tables["statement_coverage"]
_used = METADATA.tables["used_transaction"]
_attempt = METADATA.tables["payment_attempt"]
_cart = METADATA.tables["cart"]

_CLOCKS: Final = timedelta(days=1)
"""So much earlier or later rows are looked at than attempts were made: clocks differ."""

_BACK: Final = (StatementKind.REFUND.value, StatementKind.REVERSAL.value)


def take_rows(conn: Connection, rows: Sequence[StatementRow]) -> int:
    """Store rows that are not known, and what became of pending ones; gives how many that were."""
    fresh = {(row.provider, row.transaction): row for row in rows}
    accepted = 0
    of_these = _row.c.provider.in_({row.provider for row in rows})  # the first half of the key
    for part in in_parts([row.transaction for row in fresh.values()]):
        for known in conn.execute(select(_row).where(of_these, _row.c.transaction_id.in_(part))).all():
            row = fresh.pop((known.provider, known.transaction_id), None)
            if row is None or not _says_more(row, _row_of(known)):
                continue
            conn.execute(update(_row).where(_row.c.pk == known.pk).values(_values(row)))
            conn.execute(delete(_name).where(_name.c.row_pk == known.pk))
            insert_rows(conn, _name, _names(known.pk, row))
            accepted += 1
    pks = next_keys(conn, "statement_row", len(fresh))
    keyed = [*zip(pks, fresh.values(), strict=True)]
    insert_rows(conn, _row, [{"pk": pk, **_values(row)} for pk, row in keyed])
    insert_rows(conn, _name, [name for pk, row in keyed for name in _names(pk, row)])
    return accepted + len(fresh)


def cover(conn: Connection, intervals: Iterable[Coverage]) -> None:
    """Remember that statements have everything of these times; those that touch become one."""
    for interval in intervals:
        start, end = interval.start, interval.end
        if end <= start:
            continue
        touching = (
            _coverage.c.provider == interval.provider,
            _coverage.c.since <= end,
            _coverage.c.until >= start,
        )
        for row in conn.execute(select(_coverage).where(*touching)).all():
            start, end = min(start, row.since), max(end, row.until)
        conn.execute(delete(_coverage).where(*touching))
        conn.execute(insert(_coverage).values(provider=interval.provider, since=start, until=end))


def load_coverage(conn: Connection) -> tuple[Coverage, ...]:
    """The times of which statements have everything, in their order."""
    rows = conn.execute(select(_coverage).order_by(_coverage.c.provider, _coverage.c.since))
    return tuple(Coverage(provider=row.provider, start=row.since, end=row.until) for row in rows)


def rows_for(
    conn: Connection, attempts: Collection[PaymentAttempt], settle_window: timedelta
) -> list[StatementRow]:
    """The rows that can speak for or against attempts: by name, by amount or payer in time, about those."""
    if not attempts:
        return []
    names = {name for attempt in attempts for name in _called(attempt) if name}
    found = _named(conn, names)
    since = min(attempt.started_at for attempt in attempts) - _CLOCKS
    until = max(attempt.started_at for attempt in attempts) + settle_window + _CLOCKS
    in_time = _row.c.at.between(since, until)
    amounts = {attempt.amount for attempt in attempts}
    emails = {attempt.payer_email.lower() for attempt in attempts if attempt.payer_email}
    cards = {attempt.card_last4 for attempt in attempts if attempt.card_last4}
    for sums in in_parts([*amounts, *(-amount for amount in amounts)]):
        found |= _by_key(conn, in_time, _row.c.amount.in_(sums))
    for part in in_parts(emails):
        found |= _by_key(conn, in_time, func.lower(_row.c.payer_email).in_(part))
    for part in in_parts(cards):
        found |= _by_key(conn, in_time, _row.c.card_last4.in_(part))
    # What has the amount may be but a conversion or a refund: of which payment it is says what it is about.
    names |= {name for row in found.values() for name in (row.transaction_id, *row.other_names, row.about)}
    names.discard("")  # most rows are about nothing, and they are not what is about these
    found |= _named(conn, names)
    for part in in_parts(names):
        found |= _by_key(conn, _row.c.about.in_(part))
    # A refund that names nothing may be of any payment before it.
    nameless = (_row.c.kind.in_(_BACK), _row.c.about == "", _row.c.merchant_reference == "")
    found |= _by_key(conn, _row.c.at >= since, *nameless)
    return [_row_of(found[pk]) for pk in sorted(found)]


def rows_called(
    conn: Connection, transactions: Collection[tuple[str, str]], names: Iterable[str]
) -> list[StatementRow]:
    """The rows of these transactions and names, all that are the same payments, and what is about them."""
    found = _named(conn, [transaction for _, transaction in transactions])  # a row is called so, too
    known = {*names}
    # Once more with what is found: what was reserved has another id than what was taken of it.
    for _ in range(2):
        known |= {name for row in found.values() for name in _all_names(row)}
        found |= _named(conn, known)
    for part in in_parts({name for row in found.values() for name in _all_names(row)} - {""}):
        found |= _by_key(conn, _row.c.about.in_(part))
    return [_row_of(found[pk]) for pk in sorted(found)]


def used_of(conn: Connection, rows: Iterable[StatementRow]) -> set[tuple[str, str]]:
    """Which payments of these rows serve a cart already, as provider and what that one calls them.

    Those that a cart was confirmed with, and those of orders that paid by themselves.
    """
    known = [*rows]
    used = confirmed_with(conn, known)
    names = {name for row in known for name in (row.transaction, *row.references, row.merchant_reference)}
    for part in in_parts([name for name in names if name]):
        paid = (
            select(_attempt.c.provider, _attempt.c.reference, _attempt.c.merchant_reference)
            .join(_cart)
            .where(
                _attempt.c.status == "succeeded",
                _cart.c.state == "ordered",
                or_(_attempt.c.reference.in_(part), _attempt.c.merchant_reference.in_(part)),
            )
        )
        for provider, reference, merchant_reference in conn.execute(paid):
            used.add((provider.lower(), reference or merchant_reference))
    return used


def confirmed_with(conn: Connection, rows: Iterable[StatementRow]) -> set[tuple[str, str]]:
    """Which payments of these rows carts were confirmed with, as provider and transaction."""
    names = {name for row in rows for name in (row.transaction, *row.references, row.merchant_reference)}
    confirmed: set[tuple[str, str]] = set()
    for part in in_parts([name for name in names if name]):
        chosen = select(_used.c.provider, _used.c.transaction_id).where(_used.c.transaction_id.in_(part))
        confirmed |= {(provider, transaction) for provider, transaction in conn.execute(chosen)}
    return confirmed


def use_transactions(
    conn: Connection, transactions: Collection[tuple[str, str]], cart_number: str, at: datetime
) -> str | None:
    """Keep transactions from paying any other cart; gives the one that one of them paid already."""
    key = tuple_(_used.c.provider, _used.c.transaction_id)
    known = conn.execute(select(_used.c.cart_number).where(key.in_(list(transactions)))).scalar()
    if known is not None:
        return str(known)
    for provider, transaction in transactions:
        conn.execute(
            insert(_used).values(
                provider=provider, transaction_id=transaction, cart_number=cart_number, at=at
            )
        )
    return None


def _named(conn: Connection, names: Iterable[str]) -> dict[int, Row[Any]]:
    """The rows that have one of these names, by their keys."""
    found: dict[int, Row[Any]] = {}
    for part in in_parts({storable(name).casefold() for name in names}):
        found |= _by_key(conn, _row.c.pk.in_(select(_name.c.row_pk).where(_name.c.name.in_(part))))
    return found


def _by_key(conn: Connection, *conditions: ColumnElement[bool]) -> dict[int, Row[Any]]:
    """The rows that fulfil conditions, by their keys."""
    return {row.pk: row for row in conn.execute(select(_row).where(*conditions))}


def _says_more(row: StatementRow, known: StatementRow) -> bool:
    """Whether a row is what became of a known one: files come in any order, and a refund only grows."""
    if known.status is not StatementStatus.PENDING or row == known:
        return False
    is_older = row.status is StatementStatus.PENDING and abs(row.amount) < abs(known.amount)
    return row.kind.value not in _BACK or not is_older


def _all_names(row: Row[Any]) -> tuple[str, ...]:
    """All that a row is called; the shop's may be nothing."""
    return row.transaction_id, *row.other_names, *filter(None, (row.merchant_reference,))


def _called(attempt: PaymentAttempt) -> tuple[str, str]:
    """What the payment of an attempt is called."""
    return attempt.reference, attempt.merchant_reference


def _names(pk: int, row: StatementRow) -> list[dict[str, object]]:
    """What a row is found by."""
    names = {row.transaction, *row.references, row.merchant_reference} - {""}
    return [{"name": name, "row_pk": pk} for name in sorted({name.casefold() for name in names})]


def _values(row: StatementRow) -> dict[str, object]:
    """The columns of a row but for its key."""
    values = row.model_dump(exclude={"transaction", "references"})
    return values | {
        "transaction_id": row.transaction,
        "other_names": list(row.references),
        "kind": row.kind.value,
        "status": row.status.value,
    }


def _row_of(row: Row[Any]) -> StatementRow:
    """The row as the rules take it."""
    return StatementRow(
        provider=row.provider,
        transaction=row.transaction_id,
        kind=StatementKind(row.kind),
        status=StatementStatus(row.status),
        at=row.at,
        amount=row.amount,
        currency=row.currency,
        references=tuple(row.other_names),
        merchant_reference=row.merchant_reference,
        payer_email=row.payer_email,
        card_last4=row.card_last4,
        about=row.about,
    )
