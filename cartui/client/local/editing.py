"""Creating, editing, previewing, cloning and deleting carts, each as one unit of work."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import (
    Surroundings,
    cart_now,
    require_cart,
    show_cart,
    surroundings,
)
from cartui.client.local.cart_writing import save_changed, save_new, with_content, with_edited_content
from cartui.client.local.identifiers import new_id, new_ids
from cartui.client.local.numbers import next_cart_number
from cartui.model.actions import Action, Reprice, SetCustomer
from cartui.model.cart import Cart, CartState, NewCart, Origin
from cartui.model.errors import Conflict, Invalid
from cartui.model.history import EntryKind
from cartui.model.problem import Problem
from cartui.model.record import CartContent, CartFigures, CartRecord
from cartui.rules.editing.applying import apply_actions, priced_anew
from cartui.rules.editing.cart_changes import diff_contents
from cartui.rules.editing.cloning import clone_summary, copied
from cartui.rules.editing.edit_summary import summarise
from cartui.rules.editing.market_change import new_content
from cartui.rules.editing.rebase import changed, clashes
from cartui.rules.life import ensure_deletable, ensure_editable, ensure_restorable
from cartui.rules.markets import market_of
from cartui.store.history import changes_since
from cartui.store.shop_config import load_shop


def create_cart(backend: LocalBackend, connection: Connection, new: NewCart) -> Cart:
    """Start a cart in a market, for a customer where one is named."""
    now = backend.clock()
    actions = [SetCustomer(customer=new.customer)] if new.customer else []
    around = surroundings(connection, CartContent(market=new.market, currency=""), now, actions)
    empty = new_content(market_of(around.shop, new.market), new.channel)
    content = apply_actions(empty, actions, around.for_editing(new_ids()))
    record, around = draft_cart(backend, connection, content, around)
    return save_new(backend, connection, record, around, EntryKind.CREATED, f"created in {new.market}")


def edit_cart(
    backend: LocalBackend,
    connection: Connection,
    ref: str,
    version: int,
    actions: Sequence[Action],
    *,
    rebase: bool,
) -> Cart:
    """Apply the actions and save; a cart that they leave as it was keeps its version."""
    before = cart_now(connection, ref, backend.clock())
    after, around = _edited(backend, connection, before, version, actions, rebase=rebase)
    if not diff_contents(before.content, after.content) and after.figures == before.figures:
        return around.view(before)
    saved = save_changed(
        backend,
        connection,
        before,
        after,
        around,
        EntryKind.EDITED,
        summarise(actions, before.content, after.content),
        actions=[action.type for action in actions],
    )
    return around.view(saved)


def preview_edit(
    backend: LocalBackend, connection: Connection, ref: str, version: int, actions: Sequence[Action]
) -> Cart:
    """What :func:`edit_cart` would give; the caller's snapshot is left as it was."""
    before = cart_now(connection, ref, backend.clock())
    after, around = _edited(backend, connection, before, version, actions, rebase=False)
    return around.view(after)


def clone_cart(backend: LocalBackend, connection: Connection, ref: str) -> Cart:
    """A new open cart with the same content at today's prices; what was set by hand is kept."""
    original = require_cart(connection, ref)
    ids = new_ids()
    copy = copied(original.content, ids)
    around = surroundings(connection, copy, backend.clock())
    content = priced_anew(copy, around.for_editing(ids))
    record, around = draft_cart(backend, connection, content, around)
    summary = clone_summary(original.number)
    return save_new(backend, connection, record, around, EntryKind.CLONED, summary)


def delete_cart(backend: LocalBackend, connection: Connection, ref: str, version: int | None) -> Cart:
    """Put a cart into the trash."""
    before = cart_now(connection, ref, backend.clock())
    ensure_deletable(before.number, before.state, before.lock, before.order_number)
    if version is not None and version != before.version:
        raise stale(backend, connection, before, version)
    now = backend.clock()
    return _move(
        backend, connection, before, replace(before, state=CartState.DELETED, deleted_at=now), "deleted"
    )


def restore_cart(backend: LocalBackend, connection: Connection, ref: str) -> Cart:
    """Take a cart out of the trash."""
    before = cart_now(connection, ref, backend.clock())
    keep_days = load_shop(connection).settings.trash_keep_days
    ensure_restorable(before.number, before.state, before.deleted_at, keep_days, backend.clock())
    return _move(
        backend, connection, before, replace(before, state=CartState.OPEN, deleted_at=None), "restored"
    )


def _move(
    backend: LocalBackend, connection: Connection, before: CartRecord, after: CartRecord, summary: str
) -> Cart:
    """Save another state of a cart whose content stays."""
    around = surroundings(connection, before.content, backend.clock())
    kind = EntryKind.DELETED if after.state is CartState.DELETED else EntryKind.RESTORED
    saved = save_changed(backend, connection, before, after, around, kind, summary)
    return around.view(saved)


def _edited(
    backend: LocalBackend,
    connection: Connection,
    before: CartRecord,
    version: int,
    actions: Sequence[Action],
    *,
    rebase: bool,
) -> tuple[CartRecord, Surroundings]:
    """The record after the actions, if the cart's life and the version allow them."""
    if not actions:
        raise Invalid("no actions were given", [Problem(field="actions", message="give at least one action")])
    ensure_editable(before.number, before.state, before.lock, before.order_number)
    if version != before.version and not (
        rebase and _still_makes_sense(connection, before, version, actions)
    ):
        raise stale(backend, connection, before, version)
    around = surroundings(connection, before.content, backend.clock(), actions)
    content = apply_actions(before.content, actions, around.for_editing(new_ids()))
    if any(isinstance(action, Reprice) for action in actions):
        return with_content(connection, before, content, around)
    return with_edited_content(connection, before, content, around)


def _still_makes_sense(
    connection: Connection, current: CartRecord, version: int, actions: Sequence[Action]
) -> bool:
    """Whether a stale edit means nothing that was changed since (decision 12)."""
    if version > current.version:
        return False
    return not clashes(actions, current.content, changes_since(connection, current.id, version))


def stale(backend: LocalBackend, connection: Connection, current: CartRecord, version: int) -> Conflict:
    """The conflict that carries the cart as it is now and what was changed since."""
    fields = sorted(changed(changes_since(connection, current.id, version)))
    return Conflict(
        f"{current.number} has been changed since: you had version {version}, it is at {current.version}",
        current=show_cart(connection, current, backend.clock()),
        changed=fields,
    )


def draft_cart(
    backend: LocalBackend,
    connection: Connection,
    content: CartContent,
    around: Surroundings,
    origin: Origin = Origin.AGENT,
) -> tuple[CartRecord, Surroundings]:
    """A first version of a new cart with that content, priced."""
    record = CartRecord(
        id=new_id(),
        number=next_cart_number(connection, around.shop),
        version=1,
        state=CartState.OPEN,
        origin=origin,
        content=content,
        figures=CartFigures(),
        created_at=around.now,
        updated_at=around.now,
        created_by=backend.actor.name,
    )
    return with_content(connection, record, content, around)
