"""A guest signed in: what they filled goes into the cart that they have as a customer."""

from dataclasses import replace

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import cart_now, surroundings
from cartui.client.local.cart_writing import save_changed, with_edited_content
from cartui.client.local.identifiers import new_ids
from cartui.client.local.storefront.answers import LOCKED, answered, over, refused, unknown
from cartui.model.cart import CartState
from cartui.model.history import EntryKind
from cartui.model.problem import Problem
from cartui.model.record import CartRecord
from cartui.model.storefront import ShopAnswer, ShopOutcome, ShopSignIn
from cartui.rules.editing.edit_summary import summarise
from cartui.rules.pricing.unit_price_refresh import quantities
from cartui.rules.storefront.signing_in import merge_guest
from cartui.store.storefront_carts import NamedCart, find_named_cart, save_named_cart

_Named = tuple[CartRecord, NamedCart]
"""A cart with the shop's name of it."""


def take_sign_in(backend: LocalBackend, connection: Connection, said: ShopSignIn) -> ShopAnswer:
    """Merge the two carts, or give the guest's to the customer who has none."""
    shop = backend.actor.name
    if said.cart == said.guest_cart:
        return refused("cart and guest_cart are the same: whoever signs in within a cart is its customer.")
    guest = find_named_cart(connection, shop, said.guest_cart)
    mine = find_named_cart(connection, shop, said.cart)
    if guest is None or (mine is None and guest.merged_into is not None):
        return unknown(said.guest_cart if guest is None else said.cart)
    if mine is None:
        return _renamed(backend, connection, said, guest)
    before = cart_now(connection, mine.cart_id, backend.clock())
    left = cart_now(connection, guest.cart_id, backend.clock())
    hindered = _hindered(connection, (before, mine), (left, guest))
    return hindered or _merged(backend, connection, said, (before, mine), (left, guest))


def _hindered(connection: Connection, mine: _Named, guest: _Named) -> ShopAnswer | None:
    """The answer where the two carts cannot be merged, or were; ``None``: they can."""
    (before, named), (left, guest_named) = mine, guest
    gone = over(connection, before, named)
    if gone is not None:
        return gone
    if guest_named.merged_into is not None:
        return answered(connection, ShopOutcome.UNCHANGED, before, named)
    if left.state in (CartState.ORDERED, CartState.DELETED):
        message = f"{left.number} is {left.state}: nothing of it was left to merge."
        return answered(connection, ShopOutcome.UNCHANGED, before, named, message=message)
    if before.state is CartState.LOCKED or _is_being_paid(left):
        return answered(connection, ShopOutcome.LOCKED, before, named, message=LOCKED)
    return None


def _is_being_paid(guest: CartRecord) -> bool:
    """Whether the guest's cart is locked, or its customer is at the payment's provider."""
    return guest.state is CartState.LOCKED or any(attempt.is_unresolved for attempt in guest.attempts)


def _renamed(backend: LocalBackend, connection: Connection, said: ShopSignIn, guest: NamedCart) -> ShopAnswer:
    """The customer has no cart that was told of: the guest's becomes it, and its old name leads there."""
    record = cart_now(connection, guest.cart_id, backend.clock())
    gone = over(connection, record, guest)
    if gone is not None:
        return gone
    mine = NamedCart(said.cart, guest.cart_id, max(said.revision, guest.revision))
    save_named_cart(connection, backend.actor.name, mine)
    save_named_cart(connection, backend.actor.name, replace(guest, merged_into=record.number))
    return answered(connection, ShopOutcome.TAKEN, record, mine)


def _merged(
    backend: LocalBackend, connection: Connection, said: ShopSignIn, mine: _Named, guest: _Named
) -> ShopAnswer:
    """Put what the guest filled into the customer's cart, and the guest's cart into the trash.

    A state of the customer's cart that the shop told later has that already.
    """
    (before, named), (left, guest_named) = mine, guest
    problems: tuple[Problem, ...] = ()
    saved = before
    if said.revision > named.revision:
        named = replace(named, revision=said.revision)
        save_named_cart(connection, backend.actor.name, named)
        problems, saved = _filled(backend, connection, before, left)
    save_named_cart(connection, backend.actor.name, replace(guest_named, merged_into=saved.number))
    around = surroundings(connection, left.content, backend.clock())
    thrown = replace(left, state=CartState.DELETED, deleted_at=around.now)
    summary = f"deleted: its customer signed in, and it went into {saved.number}"
    save_changed(backend, connection, left, thrown, around, EntryKind.DELETED, summary, actions=["merge"])
    return answered(connection, ShopOutcome.TAKEN, saved, named, problems=problems)


def _filled(
    backend: LocalBackend, connection: Connection, before: CartRecord, guest: CartRecord
) -> tuple[tuple[Problem, ...], CartRecord]:
    """The customer's cart with what the guest's had, and what of that was left out."""
    skus = quantities(guest.content)
    around = surroundings(connection, before.content, backend.clock(), more_skus=skus)
    word = merge_guest(before.content, guest.content, around.for_editing(new_ids()))
    if not word.actions:
        return tuple(word.problems), before
    after, around = with_edited_content(connection, before, word.content, around)
    words = summarise(word.actions, before.content, after.content)
    saved = save_changed(
        backend,
        connection,
        before,
        after,
        around,
        EntryKind.EDITED,
        f"merged with {guest.number}: {words}",
        actions=[action.type for action in word.actions],
    )
    return tuple(word.problems), saved
