"""``client.carts`` on the local database: each call one unit of work.

A list is all that a starting desk waits for, so only that is loaded with this module. What works on one cart
is loaded by the first call that needs it, in that call's thread: the loop goes on meanwhile.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from cartui.client.local.backend import LocalBackend
from cartui.client.local.found_carts import filters_now, found_carts
from cartui.client.local.idempotent_replies import write_once
from cartui.model.cart_summary import CartSummary
from cartui.model.errors import ClientError, Invalid, NotReady, TotalChanged
from cartui.model.query import CartQuery, CartSort, Count, Page
from cartui.rules.permissions import Operation, ensure_may_apply
from cartui.store import first_reads

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection

    from cartui.model.actions import Action
    from cartui.model.cart import Cart, NewCart
    from cartui.model.order import Order
    from cartui.model.pricing import Explanation
    from cartui.model.problem import Problem


class LocalCarts:
    """Everything that is done with carts; what each call promises stands in the protocol."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend
        self._has_listed = False
        """Whether the page was read that a start waits for."""

    async def list(
        self,
        query: CartQuery,
        *,
        sort: CartSort,
        limit: int = 50,
        after: str | None = None,
        before: str | None = None,
        at: str | None = None,
    ) -> Page[CartSummary]:
        """A page in the given order."""
        if at is None:
            return await self._page(query, sort, limit, after, before)
        if after is not None or before is not None:
            raise Invalid("A page begins with one cart or lies at one place, not both.")

        def work(connection: "Connection") -> Page[CartSummary]:
            from cartui.client.local.numbers import cart_numbers_meant

            refs = (at, *cart_numbers_meant(connection, at))
            return found_carts(self._backend, connection, query, sort).page_at(refs, limit=limit)

        return await self._backend.read(work, ("page of carts at one", query, sort, limit))

    async def _page(
        self, query: CartQuery, sort: CartSort, limit: int, after: str | None, before: str | None
    ) -> Page[CartSummary]:
        """The page at a place."""

        def first(connection: "sqlite3.Connection") -> Page[CartSummary]:
            filters_now(self._backend, query)  # there are none, but it may name a zone that there is not
            me, now = self._backend.actor.name, self._backend.clock()
            return first_reads.first_page(connection, query, sort, me=me, now=now, limit=limit)

        def work(connection: "Connection") -> Page[CartSummary]:
            found = found_carts(self._backend, connection, query, sort)
            return found.page(limit=limit, after=after, before=before)

        like = ("page of carts", query, sort, limit, after is None, before is None)
        is_first = after is None and before is None and first_reads.is_first_page(query, sort)
        if is_first and not self._has_listed:
            self._has_listed = True
            return await self._backend.read_first(first, work, like)
        return await self._backend.read(work, like)

    async def count(self, query: CartQuery, *, at_most: int = 1_000) -> Count:
        """How many match, counting no further than ``at_most``."""

        def first(connection: "sqlite3.Connection") -> Count:
            filters_now(self._backend, query)
            return first_reads.count_carts(connection, at_most=at_most)

        def work(connection: "Connection") -> Count:
            return found_carts(self._backend, connection, query, CartSort()).count(at_most=at_most)

        like = ("number of carts", query, at_most)
        if query.is_empty:
            return await self._backend.read_first(first, work, like)
        return await self._backend.read(work, like)

    async def values(self, key: str, prefix: str = "", *, limit: int = 20) -> tuple[str, ...]:
        """Values of a key that open and locked carts have."""

        def work(connection: "Connection") -> tuple[str, ...]:
            from cartui.store.carts.filter_values import filter_values

            return filter_values(connection, key, prefix, limit=limit)

        return await self._backend.read(work)

    async def get(self, ref: str) -> "Cart":
        """The whole cart."""
        clock = self._backend.clock

        def work(connection: "Connection") -> "Cart":
            from cartui.client.local.cart_reading import cart_now, show_cart

            now = clock()
            return show_cart(connection, cart_now(connection, ref, now), now)

        return await self._backend.read(work, "cart")

    async def get_many(self, ids: Sequence[str]) -> "tuple[Cart, ...]":
        """The whole carts of these ids."""
        from cartui.client.resources.carts import MOST_AT_ONCE  # here, for it loads more than a list needs

        if len(ids) > MOST_AT_ONCE:
            raise Invalid(f"At most {MOST_AT_ONCE} whole carts can be asked for at once.")
        clock = self._backend.clock

        def work(connection: "Connection") -> "tuple[Cart, ...]":
            from cartui.client.local.cart_reading import show_carts

            return show_carts(connection, ids, clock())

        return await self._backend.read(work)

    async def create(self, new: "NewCart", *, key: str | None = None) -> "Cart":
        """Start a cart."""
        backend = self._backend

        def work(connection: "Connection") -> "Cart":
            from cartui.client.local.editing import create_cart

            return create_cart(backend, connection, new)

        return await self._write(Operation.CREATE_CART, key, ("carts.create", new), work)

    async def edit(
        self,
        ref: str,
        version: int,
        actions: "Sequence[Action]",
        *,
        rebase: bool = False,
        key: str | None = None,
    ) -> "Cart":
        """Apply the actions, all or none."""
        backend = self._backend
        ensure_may_apply(backend.actor.role, actions)

        def work(connection: "Connection") -> "Cart":
            from cartui.client.local.editing import edit_cart

            return edit_cart(backend, connection, ref, version, actions, rebase=rebase)

        return await self._write(Operation.EDIT_CART, key, ("carts.edit", ref, version, *actions), work)

    async def preview(self, ref: str, version: int, actions: "Sequence[Action]") -> "Cart":
        """What an edit would give."""
        backend = self._backend
        ensure_may_apply(backend.actor.role, actions)

        def work(connection: "Connection") -> "Cart":
            from cartui.client.local.editing import preview_edit

            return preview_edit(backend, connection, ref, version, actions)

        return await backend.read(work)

    async def place(
        self,
        ref: str,
        *,
        phone: str,
        version: int | None = None,
        total: int | None = None,
        key: str | None = None,
    ) -> "Order":
        """Make it an order."""
        from cartui.model.order import Order

        backend = self._backend

        def work(connection: "Connection") -> "Order":
            from cartui.client.local.placing import place_cart

            return place_cart(backend, connection, ref, phone=phone, version=version, total=total)

        call = ("carts.place", ref, phone, version, total)
        try:
            return await write_once(backend, Operation.PLACE_ORDER, key, call, Order, work)
        except (NotReady, TotalChanged) as refused:
            await self._note_failed(ref, phone, refused)
            raise

    async def _note_failed(self, ref: str, phone: str, refused: NotReady | TotalChanged) -> None:
        """Note that it could not be placed, for the next morning: of the call itself nothing is left."""
        backend = self._backend

        def work(connection: "Connection") -> None:
            from cartui.client.local.failed_placing import note_failed

            note_failed(backend, connection, ref, phone, refused)

        with suppress(ClientError):  # why it was refused matters more than that it is noted
            await backend.write(Operation.PLACE_ORDER, work)

    async def not_placed(self, ref: str) -> "tuple[Problem, ...]":
        """Note that somebody gave up placing it."""
        backend = self._backend

        def work(connection: "Connection") -> "tuple[Problem, ...]":
            from cartui.client.local.failed_placing import give_up_placing

            return give_up_placing(backend, connection, ref)

        return await backend.write(Operation.PLACE_ORDER, work)

    async def undo(
        self, ref: str, entry: int | None = None, *, version: int | None = None, key: str | None = None
    ) -> "Cart":
        """Undo one entry of its history."""
        backend = self._backend

        def work(connection: "Connection") -> "Cart":
            from cartui.client.local.undoing import undo_entry

            return undo_entry(backend, connection, ref, entry, version)

        return await self._write(Operation.EDIT_CART, key, ("carts.undo", ref, entry, version), work)

    async def redo(self, ref: str, *, version: int | None = None, key: str | None = None) -> "Cart":
        """Bring back what the latest undo took."""
        backend = self._backend

        def work(connection: "Connection") -> "Cart":
            from cartui.client.local.undoing import redo_entry

            return redo_entry(backend, connection, ref, version)

        return await self._write(Operation.EDIT_CART, key, ("carts.redo", ref, version), work)

    async def cancel(
        self, ref: str, *, since: int, version: int | None = None, key: str | None = None
    ) -> "Cart":
        """Take back what the actor did since then."""
        backend = self._backend

        def work(connection: "Connection") -> "Cart":
            from cartui.client.local.cancelling import cancel_since

            return cancel_since(backend, connection, ref, since, version)

        return await self._write(Operation.EDIT_CART, key, ("carts.cancel", ref, since, version), work)

    async def clone(self, ref: str, *, key: str | None = None) -> "Cart":
        """A new cart with the same content."""
        backend = self._backend

        def work(connection: "Connection") -> "Cart":
            from cartui.client.local.editing import clone_cart

            return clone_cart(backend, connection, ref)

        return await self._write(Operation.CREATE_CART, key, ("carts.clone", ref), work)

    async def delete(self, ref: str, *, version: int | None = None, key: str | None = None) -> "Cart":
        """Put it into the trash."""
        backend = self._backend

        def work(connection: "Connection") -> "Cart":
            from cartui.client.local.editing import delete_cart

            return delete_cart(backend, connection, ref, version)

        return await self._write(Operation.DELETE_CART, key, ("carts.delete", ref, version), work)

    async def restore(self, ref: str, *, key: str | None = None) -> "Cart":
        """Take it out of the trash."""
        backend = self._backend

        def work(connection: "Connection") -> "Cart":
            from cartui.client.local.editing import restore_cart

            return restore_cart(backend, connection, ref)

        return await self._write(Operation.DELETE_CART, key, ("carts.restore", ref), work)

    async def explain(self, ref: str) -> "tuple[Explanation, ...]":
        """Each figure with its rule and rate."""
        clock = self._backend.clock

        def work(connection: "Connection") -> "tuple[Explanation, ...]":
            from cartui.client.local.cart_reading import explain_stored, require_cart

            return explain_stored(connection, require_cart(connection, ref), clock())

        return await self._backend.read(work)

    async def _write(
        self,
        operation: Operation,
        key: str | None,
        call: tuple[object, ...],
        work: "Callable[[Connection], Cart]",
    ) -> "Cart":
        """Run what answers with the cart, once for each key."""
        from cartui.model.cart import Cart

        return await write_once(self._backend, operation, key, call, Cart, work)
