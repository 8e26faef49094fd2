"""What becomes of an order: approving, holding and cancelling, each as one unit of work.

The cart that it was placed from stays as it is, its version too; but its timeline is where people look
for what happened, so the entries are written there.
"""

from dataclasses import replace
from typing import Final

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.numbers import next_goods_issue_number
from cartui.client.local.order_reading import require_cart_of, require_order, show_order
from cartui.model.errors import Conflict
from cartui.model.history import EntryKind, FieldChange, HistoryEntry
from cartui.model.order import GoodsIssue, Order, OrderState
from cartui.model.record import CartRecord
from cartui.rules.order_life import (
    ensure_approvable,
    ensure_cancellable,
    ensure_hold_was_seen,
    ensure_holdable,
    read_reason,
    require_reason,
)
from cartui.rules.pricing.unit_price_refresh import quantities
from cartui.store.catalog import put_back_stock
from cartui.store.changes import append_change
from cartui.store.coupon_uses import forget_coupon_use
from cartui.store.goods_issues import goods_issue_of, insert_goods_issue
from cartui.store.history import NewEntry, entries_of_cart, insert_entry
from cartui.store.orders import NewOrder, update_order
from cartui.store.shop_config import load_shop

_DONE: Final = {
    EntryKind.APPROVED: "approved",
    EntryKind.HELD: "put on hold",
    EntryKind.CANCELLED: "cancelled",
}
"""What was done to an order, as words that follow its number."""

_ACTIONS: Final = {EntryKind.APPROVED: "approve", EntryKind.HELD: "hold", EntryKind.CANCELLED: "cancel"}
"""The same as an entry names actions."""

_CHANGEABLE: Final = ("state", "hold_reason", "cancel_reason")
"""The fields of an order that an entry can tell of, there as ``order.state`` and alike."""

_FIELDS: Final = "order."


def approve_order(backend: LocalBackend, connection: Connection, ref: str, version: int | None) -> Order:
    """Release it for delivery, with the next goods issue's number."""
    before = require_order(connection, ref)
    now = backend.clock()
    if before.state is OrderState.APPROVED:
        return show_order(connection, before.id, now)
    ensure_approvable(before.number, before.state)
    ensure_hold_was_seen(
        before.number, before.state, reason=before.hold_reason, version=before.version, seen=version
    )
    _ensure_version(connection, before, version)
    number = next_goods_issue_number(connection, load_shop(connection))
    issue = GoodsIssue(number=number, issued_at=now, issued_by=backend.actor.name)
    after = replace(before, state=OrderState.APPROVED)
    _save(backend, connection, before, after, EntryKind.APPROVED, f", to be picked as {issue.number}")
    insert_goods_issue(connection, before.id, issue)
    return show_order(connection, before.id, now)


def hold_order(
    backend: LocalBackend, connection: Connection, ref: str, reason: str, version: int | None
) -> Order:
    """Keep it from being approved unseen; the same reason once more changes nothing."""
    why = require_reason(reason)
    before = require_order(connection, ref)
    after = replace(before, state=OrderState.ON_HOLD, hold_reason=why)
    if after == before:
        return show_order(connection, before.id, backend.clock())
    ensure_holdable(before.number, before.state, _goods_issue_number(connection, before))
    _ensure_version(connection, before, version)
    _save(backend, connection, before, after, EntryKind.HELD, f": {why}")
    return show_order(connection, before.id, backend.clock())


def cancel_order(
    backend: LocalBackend, connection: Connection, ref: str, reason: str, version: int | None
) -> Order:
    """End it, and give back what placing it took: the stock and the use of its coupon."""
    why = read_reason(reason)
    before = require_order(connection, ref)
    if before.state is OrderState.CANCELLED:
        return show_order(connection, before.id, backend.clock())
    ensure_cancellable(before.number, before.state, _goods_issue_number(connection, before))
    _ensure_version(connection, before, version)
    end_order(backend, connection, before, why)
    return show_order(connection, before.id, backend.clock())


def end_order(backend: LocalBackend, connection: Connection, before: NewOrder, why: str) -> None:
    """Cancel the order, whatever state it is in, and give back what placing it took."""
    after = replace(before, state=OrderState.CANCELLED, cancel_reason=why)
    cart = _save(backend, connection, before, after, EntryKind.CANCELLED, f": {why}" if why else "")
    if before.took_stock:
        put_back_stock(connection, quantities(cart.content))
    forget_coupon_use(connection, before.id)


def _goods_issue_number(connection: Connection, order: NewOrder) -> str | None:
    """The number under which the warehouse knows it."""
    issue = goods_issue_of(connection, order.id)
    return None if issue is None else issue.number


def _ensure_version(connection: Connection, current: NewOrder, version: int | None) -> None:
    """Raise ``Conflict`` where the order is not as the caller saw it."""
    if version is not None and version != current.version:
        raise _changed_since(connection, current, version)


def _changed_since(connection: Connection, current: NewOrder, version: int) -> Conflict:
    """The conflict that says who did what to the order meanwhile."""
    since = _entries_since(connection, current, version)
    done = [f"{_DONE[entry.kind]} by {entry.agent}" for entry in since]
    what = f"has been {', then '.join(done)} since you looked" if done else "is not what you saw"
    fields = {change.field.removeprefix(_FIELDS) for entry in since for change in entry.changes}
    return Conflict(
        f"{current.number} {what}: you had version {version}, it is at {current.version}. "
        "Nothing was changed now; look at it again.",
        changed=sorted(fields),
    )


def _entries_since(connection: Connection, current: NewOrder, version: int) -> list[HistoryEntry]:
    """What made the later versions of the order, the oldest first: one entry for each."""
    behind = current.version - version
    if behind < 1:
        return []
    return [*reversed(entries_of_cart(connection, current.cart_id, kinds=_DONE, limit=behind))]


def _save(
    backend: LocalBackend,
    connection: Connection,
    before: NewOrder,
    after: NewOrder,
    kind: EntryKind,
    details: str,
) -> CartRecord:
    """Save ``after`` as the next version of the order, tell timeline and feed, and give its cart."""
    saved = replace(after, version=before.version + 1)
    if not update_order(connection, before, saved):
        raise Conflict(
            f"{before.number} was changed at the same moment. Nothing was changed now; look at it again."
        )
    cart = require_cart_of(connection, before)
    now, actor = backend.clock(), backend.actor
    entry = NewEntry(
        cart_id=cart.id,
        kind=kind,
        at=now,
        agent=actor.name,
        origin=actor.origin.value,
        version=cart.version,
        summary=f"{before.number} {_DONE[kind]}{details}",
        actions=(_ACTIONS[kind],),
        changes=_changes(before, saved),
    )
    insert_entry(connection, entry)
    append_change(connection, kind="order", id=before.id, version=saved.version, agent=actor.name, at=now)
    return cart


def _changes(before: NewOrder, after: NewOrder) -> tuple[FieldChange, ...]:
    """What differs, as an entry keeps it."""
    was, became = ({name: str(getattr(order, name)) for name in _CHANGEABLE} for order in (before, after))
    return tuple(
        FieldChange(field=f"{_FIELDS}{name}", before=was[name], after=became[name])
        for name in _CHANGEABLE
        if was[name] != became[name]
    )
