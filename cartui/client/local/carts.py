"""``client.carts`` on the local database: each call one unit of work in a thread."""

from collections.abc import Sequence

from cartui.client.local import editing
from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import explain_stored, require_cart, show_cart
from cartui.client.local.placing import place_cart
from cartui.client.local.replies import write_once
from cartui.client.local.undoing import undo_entry
from cartui.model.actions import Action
from cartui.model.cart import Cart, CartSummary, NewCart
from cartui.model.order import Order
from cartui.model.pricing import Explanation
from cartui.model.query import CartQuery, CartSort, Count, Page
from cartui.rules.permissions import Operation, ensure_may_apply
from cartui.store import cart_list


class LocalCarts:
    """Everything that is done with carts; what each call promises stands in the protocol."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def list(
        self,
        query: CartQuery,
        *,
        sort: CartSort,
        limit: int = 50,
        after: str | None = None,
        before: str | None = None,
    ) -> Page[CartSummary]:
        """A page in the given order."""
        me = self._backend.actor.name
        return await self._backend.read(
            lambda connection: cart_list.page(
                connection, query, sort, limit=limit, after=after, before=before, me=me
            )
        )

    async def count(self, query: CartQuery, *, at_most: int = 1_000) -> Count:
        """How many match, counting no further than ``at_most``."""
        me = self._backend.actor.name
        return await self._backend.read(
            lambda connection: cart_list.count(connection, query, at_most=at_most, me=me)
        )

    async def get(self, ref: str) -> Cart:
        """The whole cart."""
        clock = self._backend.clock
        return await self._backend.read(
            lambda connection: show_cart(connection, require_cart(connection, ref), clock())
        )

    async def create(self, new: NewCart, *, key: str | None = None) -> Cart:
        """Start a cart."""
        backend = self._backend
        return await write_once(
            backend,
            Operation.CREATE_CART,
            key,
            ("carts.create", new),
            Cart,
            lambda connection: editing.create_cart(backend, connection, new),
        )

    async def edit(
        self,
        ref: str,
        version: int,
        actions: Sequence[Action],
        *,
        rebase: bool = False,
        key: str | None = None,
    ) -> Cart:
        """Apply the actions, all or none."""
        backend = self._backend
        ensure_may_apply(backend.actor.role, actions)
        return await write_once(
            backend,
            Operation.EDIT_CART,
            key,
            ("carts.edit", ref, version, *actions),
            Cart,
            lambda connection: editing.edit_cart(backend, connection, ref, version, actions, rebase=rebase),
        )

    async def preview(self, ref: str, version: int, actions: Sequence[Action]) -> Cart:
        """What an edit would give."""
        backend = self._backend
        ensure_may_apply(backend.actor.role, actions)
        return await backend.read(
            lambda connection: editing.preview_edit(backend, connection, ref, version, actions)
        )

    async def place(
        self,
        ref: str,
        *,
        phone: str,
        version: int | None = None,
        total: int | None = None,
        key: str | None = None,
    ) -> Order:
        """Make it an order."""
        backend = self._backend
        return await write_once(
            backend,
            Operation.PLACE_ORDER,
            key,
            ("carts.place", ref, phone, version, total),
            Order,
            lambda connection: place_cart(
                backend, connection, ref, phone=phone, version=version, total=total
            ),
        )

    async def undo(
        self, ref: str, entry: int | None = None, *, version: int | None = None, key: str | None = None
    ) -> Cart:
        """Undo one entry of its history."""
        backend = self._backend
        return await write_once(
            backend,
            Operation.EDIT_CART,
            key,
            ("carts.undo", ref, entry, version),
            Cart,
            lambda connection: undo_entry(backend, connection, ref, entry, version),
        )

    async def clone(self, ref: str, *, key: str | None = None) -> Cart:
        """A new cart with the same content."""
        backend = self._backend
        return await write_once(
            backend,
            Operation.CREATE_CART,
            key,
            ("carts.clone", ref),
            Cart,
            lambda connection: editing.clone_cart(backend, connection, ref),
        )

    async def delete(self, ref: str, *, version: int | None = None, key: str | None = None) -> Cart:
        """Put it into the trash."""
        backend = self._backend
        return await write_once(
            backend,
            Operation.DELETE_CART,
            key,
            ("carts.delete", ref, version),
            Cart,
            lambda connection: editing.delete_cart(backend, connection, ref, version),
        )

    async def restore(self, ref: str, *, key: str | None = None) -> Cart:
        """Take it out of the trash."""
        backend = self._backend
        return await write_once(
            backend,
            Operation.DELETE_CART,
            key,
            ("carts.restore", ref),
            Cart,
            lambda connection: editing.restore_cart(backend, connection, ref),
        )

    async def explain(self, ref: str) -> tuple[Explanation, ...]:
        """Each figure with its rule and rate."""
        clock = self._backend.clock

        return await self._backend.read(
            lambda connection: explain_stored(connection, require_cart(connection, ref), clock())
        )
