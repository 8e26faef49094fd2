"""Calls to the customers of carts: the call list, and noting what came of a call."""

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import require_cart
from cartui.client.local.commenting import write_on_timeline
from cartui.model.cart_summary import CartState, CartSummary
from cartui.model.errors import Refused
from cartui.model.history import EntryKind, HistoryEntry
from cartui.model.query import Page
from cartui.model.recovery import CallOutcome, CartToCall
from cartui.rules.calls import call_text
from cartui.store.calls import Callee, Calls, callees, calls_of, mark_called

_NOBODY = Callee("", "", "")


def call_page(connection: Connection, carts: Page[CartSummary]) -> Page[CartToCall]:
    """These carts with whom to call and which calls there were."""
    ids = [cart.id for cart in carts.items]
    people, calls = callees(connection, ids), calls_of(connection, ids)
    return Page(
        tuple(_to_call(cart, people.get(cart.id, _NOBODY), calls.get(cart.id)) for cart in carts.items),
        next=carts.next,
        previous=carts.previous,
        searched=carts.searched,
    )


def _to_call(cart: CartSummary, callee: Callee, calls: Calls | None) -> CartToCall:
    """One cart of the list."""
    return CartToCall(
        id=cart.id,
        number=cart.number,
        version=cart.version,
        state=CartState(cart.state),
        market=cart.market,
        currency=cart.currency,
        total=cart.total,
        items=cart.items,
        products=cart.products,
        name=callee.name or cart.customer,
        phone=callee.phone,
        email=callee.email,
        assigned_to=cart.assigned_to,
        created_at=cart.created_at,
        updated_at=cart.updated_at,
        touched_at=cart.touched_at,
        calls=0 if calls is None else calls.number,
        last_call=None if calls is None else calls.last,
    )


def note_call(
    backend: LocalBackend, connection: Connection, ref: str, outcome: CallOutcome, text: str
) -> HistoryEntry:
    """Write a call on the cart's timeline, and beside the cart. Raises as ``recovery.note_call``."""
    said = call_text(text)
    cart, now = require_cart(connection, ref), backend.clock()
    if cart.state is CartState.DELETED:
        raise Refused(
            f"{cart.number} is in the trash: restore it before a call about it is noted. Nothing was written."
        )
    mark_called(connection, cart.id, outcome, now)
    actions = (outcome.value,)
    return write_on_timeline(backend, connection, cart, EntryKind.CALLED, said, at=now, actions=actions)
