"""Handing orders on: taken for a consumer, written by whoever took them, confirmed once they are there."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.identifiers import new_id
from cartui.client.local.order_reading import show_order
from cartui.model.errors import Conflict, Invalid
from cartui.model.handover import Handover
from cartui.model.order import Order, OrderState
from cartui.model.query import Page
from cartui.rules.accounts import name_key
from cartui.store.cursors import make_cursor, read_cursor
from cartui.store.handed_orders import (
    confirm_orders,
    give_back_orders,
    handed_order_ids,
    take_orders,
    taken,
)
from cartui.store.limits import page_size

GIVEN_UP_AFTER: Final = timedelta(minutes=15)
"""After so long whoever took orders and never confirmed them is taken for dead."""

MOST_TAKEN: Final = 10_000
"""Orders that are taken at once: others who write wait for as long as that takes."""

MOST_AT_ONCE: Final = 100
"""Whole orders of a page."""

LONGEST_CONSUMER: Final = 100
"""Characters of a consumer's name."""


def take(
    backend: LocalBackend,
    connection: Connection,
    consumer: str,
    since: datetime | None,
    state: str | None,
) -> Handover:
    """Take what the consumer has not had yet. Raises ``Invalid``."""
    name, claim, now = consumer_named(consumer), new_id(), backend.clock()
    orders = take_orders(
        connection,
        name,
        claim,
        at=now,
        agent=backend.actor.name,
        given_up=now - GIVEN_UP_AFTER,
        since=since,
        state=None if state is None else _state(state),
        limit=MOST_TAKEN,
    )
    return Handover(consumer=name, claim=claim, orders=orders, taken_at=now)


def confirm(connection: Connection, handover: Handover) -> Handover:
    """Note that they have arrived. Raises ``Conflict`` where others have taken some meanwhile."""
    found = taken(connection, handover.consumer, handover.claim)
    if found.orders != handover.orders:
        minutes = GIVEN_UP_AFTER // timedelta(minutes=1)
        raise Conflict(
            f"These orders were taken for {handover.consumer} more than {minutes} minutes ago, and another "
            "export has taken them since. Nothing was noted: do not use what was written."
        )
    confirm_orders(connection, handover.consumer, handover.claim)
    return handover.model_copy(update={"confirmed": True})


def give_back(connection: Connection, handover: Handover) -> Handover:
    """Let them go, unless they have arrived."""
    give_back_orders(connection, handover.consumer, handover.claim)
    found = taken(connection, handover.consumer, handover.claim)
    return handover.model_copy(update={"orders": found.orders, "confirmed": found.confirmed})


def handed_page(
    connection: Connection,
    consumer: str,
    now: datetime,
    *,
    claim: str | None,
    since: datetime | None,
    limit: int,
    after: str | None,
) -> Page[Order]:
    """Whole orders, in the order in which they were placed."""
    name = consumer_named(consumer)
    limit = min(page_size(limit), MOST_AT_ONCE)
    about = repr(("handed", name, claim, since))
    place = 0 if after is None else int(read_cursor(after, about, (int,))[0])
    rows = handed_order_ids(connection, name, claim=claim, since=since, limit=limit + 1, after=place)
    page = rows[:limit]
    return Page(
        items=tuple(show_order(connection, id_, now) for _, id_ in page),
        next=make_cursor(about, (page[-1][0],)) if len(rows) > limit else None,
    )


def consumer_named(name: str) -> str:
    """A consumer's name as it is kept: upper and lower case are the same. Raises ``Invalid``."""
    folded = name_key(name)
    if not folded or len(folded) > LONGEST_CONSUMER:
        raise Invalid(f"A consumer has a name of 1 to {LONGEST_CONSUMER} characters.")
    return folded


def _state(name: str) -> OrderState:
    """The state of that name. Raises ``Invalid``."""
    try:
        return OrderState(name)
    except ValueError:
        raise Invalid(f"An order is never {name!r}: it is one of {', '.join(OrderState)}.") from None
