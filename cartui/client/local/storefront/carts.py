"""The whole cart as a shopper has it: begun, or met with what agents made of it."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import Surroundings, cart_now, surroundings
from cartui.client.local.cart_writing import save_changed, save_new, with_edited_content
from cartui.client.local.editing import draft_cart
from cartui.client.local.identifiers import new_ids
from cartui.client.local.storefront.answers import LOCKED, answered, over, refused
from cartui.client.local.storefront.blocking import throw_out, turned_away, why_blocked
from cartui.client.local.storefront.touching import save_facts, touched, visited
from cartui.model.cart import CartState, Origin, Visitor
from cartui.model.history import EntryKind
from cartui.model.problem import Problem
from cartui.model.record import CartContent, CartRecord
from cartui.model.storefront import ShopAnswer, ShopCart, ShopOutcome
from cartui.rules.editing.cart_changes import diff_contents
from cartui.rules.editing.edit_summary import summarise
from cartui.rules.editing.market_change import new_content
from cartui.rules.markets import market_of
from cartui.rules.storefront.agents_changes import AgentsChanges, agents_changes
from cartui.rules.storefront.meeting import meet
from cartui.rules.storefront.taken_word import TakenWord
from cartui.store.customers import find_customers
from cartui.store.folding import fold
from cartui.store.history import changes_since
from cartui.store.storefront_carts import NamedCart, find_named_cart, save_named_cart


def take_cart(backend: LocalBackend, connection: Connection, said: ShopCart, visitor: Visitor) -> ShopAnswer:
    """Take in a whole cart; ``visitor`` is who fills it. Raises ``Invalid`` for an unknown market."""
    named = find_named_cart(connection, backend.actor.name, said.cart)
    if named is None:
        return _begin(backend, connection, said, visitor)
    before = cart_now(connection, named.cart_id, backend.clock())
    gone = over(connection, before, named)
    if gone is not None:
        return turned_away() if _was_thrown_out(backend, connection, before, named) else gone
    if said.revision <= named.revision:
        is_known = said.revision == named.revision
        outcome = ShopOutcome.UNCHANGED if is_known else ShopOutcome.STALE
        return answered(connection, outcome, before, named)
    if before.state is CartState.LOCKED:
        return answered(connection, ShopOutcome.LOCKED, before, named, message=LOCKED)
    if said.base is not None and said.base > before.version:
        return refused(f"{before.number} has no version {said.base} yet: it is at {before.version}.")
    return _change(backend, connection, said, visitor, before, replace(named, revision=said.revision))


def _begin(backend: LocalBackend, connection: Connection, said: ShopCart, visitor: Visitor) -> ShopAnswer:
    """Begin a cart that was not told of yet."""
    shop, person = backend.actor.name, _signed_in(connection, said.customer)
    around = _surroundings(backend, connection, CartContent(market=said.market, currency=""), said, person)
    empty = new_content(market_of(around.shop, said.market), shop)
    word = meet(empty, said, person.id, AgentsChanges(), around.for_editing(new_ids()))
    record, around = draft_cart(backend, connection, word.content, around, Origin.STOREFRONT)
    record = visited(touched(record, said.at, around.now), visitor)
    save_new(backend, connection, record, around, EntryKind.CREATED, f"created in {said.market}")
    named = NamedCart(said.cart, record.id, said.revision)
    save_named_cart(connection, shop, named)
    why = why_blocked(connection, record, around)
    if why:
        return throw_out(backend, connection, record, around, why)
    problems = _problems(word, record, said, person)
    return answered(connection, ShopOutcome.TAKEN, record, named, problems=problems)


def _change(
    backend: LocalBackend,
    connection: Connection,
    said: ShopCart,
    visitor: Visitor,
    before: CartRecord,
    named: NamedCart,
) -> ShopAnswer:
    """Apply what the shopper changed to the cart as it is now."""
    person, theirs = _signed_in(connection, said.customer), _theirs(backend, connection, before, said.base)
    around = _surroundings(backend, connection, before.content, said, person)
    word = meet(before.content, said, person.id, theirs, around.for_editing(new_ids()))
    after, around = with_edited_content(connection, before, word.content, around)
    after = visited(touched(after, said.at, around.now), visitor)
    save_named_cart(connection, backend.actor.name, named)
    saved, outcome = _saved(backend, connection, before, after, around, word)
    why = why_blocked(connection, saved, around)
    if why:
        return throw_out(backend, connection, saved, around, why)
    problems = _problems(word, saved, said, person)
    return answered(connection, outcome, saved, named, problems=problems)


def _saved(
    backend: LocalBackend,
    connection: Connection,
    before: CartRecord,
    after: CartRecord,
    around: Surroundings,
    word: TakenWord,
) -> tuple[CartRecord, ShopOutcome]:
    """The cart as it is saved: as its next version, where the word changed anything."""
    if not diff_contents(before.content, after.content):
        same = replace(after, content=before.content, figures=before.figures)
        save_facts(backend, connection, before, same)
        return same, ShopOutcome.UNCHANGED
    summary = summarise(word.actions, before.content, after.content)
    names = [action.type for action in word.actions]
    saved = save_changed(backend, connection, before, after, around, EntryKind.EDITED, summary, actions=names)
    return saved, ShopOutcome.TAKEN


def _was_thrown_out(
    backend: LocalBackend, connection: Connection, record: CartRecord, named: NamedCart
) -> bool:
    """Whether a cart lies in the trash whose customer or visitor may not buy, so that another would too."""
    if record.state is not CartState.DELETED or named.merged_into is not None:
        return False
    return bool(why_blocked(connection, record, surroundings(connection, record.content, backend.clock())))


def _theirs(
    backend: LocalBackend, connection: Connection, cart: CartRecord, base: int | None
) -> AgentsChanges:
    """What others than the shop changed of the cart since that version; ``None``: ever."""
    if base == cart.version:
        return AgentsChanges()
    own = (backend.actor.name, backend.actor.origin.value)
    return agents_changes(cart.content, changes_since(connection, cart.id, base or 0, but_of=own))


def _surroundings(
    backend: LocalBackend, connection: Connection, content: CartContent, said: ShopCart, person: "_Person"
) -> Surroundings:
    """What the rules need to know beside the cart and what the shop says."""
    return surroundings(
        connection,
        content,
        backend.clock(),
        more_skus=[line.sku for line in said.lines],
        more_customers=[person.id or ""],
    )


def _problems(word: TakenWord, record: CartRecord, said: ShopCart, person: "_Person") -> tuple[Problem, ...]:
    """What was left out of a word: of the coupon, whether it takes nothing off."""
    found = [*person.problems, *word.problems]
    coupon = record.figures.coupon
    if said.coupon and coupon is not None and not coupon.applied:
        found.append(Problem(field="coupon", message=coupon.reason or "This coupon does not apply."))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Person:
    """Who signed in, as far as that is known."""

    id: str | None
    """Of the customer; empty: nobody any more; ``None``: nothing is known of it."""
    problems: tuple[Problem, ...] = ()


def _signed_in(connection: Connection, ref: str | None) -> _Person:
    """The customer whom a shop names by number or email."""
    if not ref:
        return _Person(ref)
    meant = fold(ref)
    found = [
        customer
        for customer in find_customers(connection, ref)
        if meant in (fold(customer.number), fold(customer.email))
    ]
    if len(found) == 1:
        return _Person(found[0].id)
    why = f"there are {len(found)} customers {ref}" if found else f"there is no customer {ref}"
    return _Person(None, (Problem(field="customer", message=f"{why}: nobody was linked."),))
