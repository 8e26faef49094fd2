"""Which orders were taken for which consumer, and which of them have arrived there."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from cartui.model.order import OrderState
from cartui.store.tables import METADATA

_handed = METADATA.tables["handed_order"]
_order = METADATA.tables["orders"]


class Taken(NamedTuple):
    """The orders of one claim."""

    orders: int
    confirmed: bool


def take_orders(
    conn: Connection,
    consumer: str,
    claim: str,
    *,
    at: datetime,
    agent: str,
    given_up: datetime,
    since: datetime | None,
    state: OrderState | None,
    limit: int,
) -> int:
    """Claim the earliest orders that nobody has for this consumer, and give how many these are.

    What was claimed before ``given_up`` and never arrived is free again.
    """
    lapsed = and_(_handed.c.confirmed.is_(False), _handed.c.at < given_up)
    conn.execute(delete(_handed).where(_handed.c.consumer == consumer, lapsed))
    mine = and_(_handed.c.order_pk == _order.c.pk, _handed.c.consumer == consumer)
    free = select(_order.c.pk).outerjoin(_handed, mine).where(_handed.c.order_pk.is_(None))
    if since is not None:
        free = free.where(_order.c.placed_at >= since)
    if state is not None:
        free = free.where(_order.c.state == state.value)
    pks = list(conn.execute(free.order_by(_order.c.pk).limit(limit)).scalars())
    if pks:
        common = {"consumer": consumer, "claim": claim, "confirmed": False, "at": at, "agent": agent}
        conn.execute(insert(_handed), [common | {"order_pk": pk} for pk in pks])
    return len(pks)


def taken(conn: Connection, consumer: str, claim: str) -> Taken:
    """What a claim has by now."""
    of_claim = (_handed.c.consumer == consumer, _handed.c.claim == claim)
    confirmed = func.count().filter(_handed.c.confirmed)
    orders, arrived = conn.execute(select(func.count(), confirmed).where(*of_claim)).one()
    return Taken(orders, confirmed=orders > 0 and orders == arrived)


def confirm_orders(conn: Connection, consumer: str, claim: str) -> None:
    """Note that the orders of a claim have arrived."""
    of_claim = (_handed.c.consumer == consumer, _handed.c.claim == claim)
    conn.execute(update(_handed).where(*of_claim).values(confirmed=True))


def give_back_orders(conn: Connection, consumer: str, claim: str) -> None:
    """Let others take the orders of a claim that has not arrived."""
    of_claim = (_handed.c.consumer == consumer, _handed.c.claim == claim)
    conn.execute(delete(_handed).where(*of_claim, _handed.c.confirmed.is_(False)))


def handed_order_ids(
    conn: Connection,
    consumer: str,
    *,
    claim: str | None,
    since: datetime | None,
    limit: int,
    after: int,
) -> Sequence[tuple[int, str]]:
    """Keys and ids of the orders of a claim, else of all that have arrived; beyond the key ``after``."""
    chosen = select(_order.c.pk, _order.c.id).join(_handed, _handed.c.order_pk == _order.c.pk)
    chosen = chosen.where(_handed.c.consumer == consumer, _order.c.pk > after)
    chosen = chosen.where(_handed.c.confirmed if claim is None else _handed.c.claim == claim)
    if since is not None:
        chosen = chosen.where(_handed.c.at >= since)
    rows = conn.execute(chosen.order_by(_order.c.pk).limit(limit)).tuples()
    return [(pk, id_) for pk, id_ in rows]
