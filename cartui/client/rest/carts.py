"""``client.carts`` at a server."""

from collections.abc import Sequence

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of, within_bounds
from cartui.model.actions import Action
from cartui.model.cart import Cart, CartSummary, NewCart
from cartui.model.order import Order
from cartui.model.pricing import Explanation
from cartui.model.problem import Problem
from cartui.model.query import CartQuery, CartSort, Count, Page
from cartui.rules.query.cart_query import write_query
from cartui.wire.bodies import AtVersion, Cancelling, CartEdits, CartTrial, Placing, Undoing, Wanted


class RestCarts:
    """Carts."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

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
        """A page of carts."""
        asked = path_of(
            "carts",
            q=write_query(query),
            zone=query.zone,
            sort=str(sort),
            limit=limit,
            after=after,
            before=before,
            at=at,
        )
        return await self._backend.read(Page[CartSummary], asked)

    async def count(self, query: CartQuery, *, at_most: int = 1_000) -> Count:
        """How many match."""
        asked = path_of("counts", "carts", q=write_query(query), zone=query.zone, at_most=at_most)
        return await self._backend.read(Count, asked)

    async def values(self, key: str, prefix: str = "", *, limit: int = 20) -> tuple[str, ...]:
        """Values of a key."""
        asked = path_of("values", "carts", key=key, prefix=prefix, limit=limit)
        return await self._backend.read(tuple[str, ...], asked)

    async def get(self, ref: str) -> Cart:
        """One cart."""
        return await self._backend.read(Cart, _path(ref))

    async def get_many(self, ids: Sequence[str]) -> tuple[Cart, ...]:
        """Whole carts."""
        wanted = Wanted(ids=tuple(ids))
        return await self._backend.trial(tuple[Cart, ...], path_of("whole", "carts"), wanted)

    async def create(self, new: NewCart, *, key: str | None = None) -> Cart:
        """Start a cart."""
        return await self._backend.write(Cart, path_of("carts"), new, key=key, only_set=True)

    async def edit(
        self,
        ref: str,
        version: int,
        actions: Sequence[Action],
        *,
        rebase: bool = False,
        key: str | None = None,
    ) -> Cart:
        """Apply actions."""
        edits = CartEdits(version=within_bounds(version), actions=tuple(actions), rebase=rebase)
        return await self._backend.write(Cart, _path(ref, "edits"), edits, key=key)

    async def preview(self, ref: str, version: int, actions: Sequence[Action]) -> Cart:
        """What they would give."""
        trial = CartTrial(version=within_bounds(version), actions=tuple(actions))
        return await self._backend.trial(Cart, _path(ref, "preview"), trial)

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
        placing = Placing(phone=phone, version=within_bounds(version), total=within_bounds(total, least=None))
        return await self._backend.write(Order, _path(ref, "order"), placing, key=key)

    async def not_placed(self, ref: str) -> tuple[Problem, ...]:
        """Have it noted that somebody gave up placing it."""
        return await self._backend.write_unkeyed(tuple[Problem, ...], _path(ref, "not-placed"))

    async def undo(
        self, ref: str, entry: int | None = None, *, version: int | None = None, key: str | None = None
    ) -> Cart:
        """Undo an entry of its history."""
        undoing = Undoing(entry=within_bounds(entry, least=None), version=within_bounds(version))
        return await self._backend.write(Cart, _path(ref, "undo"), undoing, key=key)

    async def redo(self, ref: str, *, version: int | None = None, key: str | None = None) -> Cart:
        """Bring back what the latest undo took."""
        at = AtVersion(version=within_bounds(version))
        return await self._backend.write(Cart, _path(ref, "redo"), at, key=key)

    async def cancel(
        self, ref: str, *, since: int, version: int | None = None, key: str | None = None
    ) -> Cart:
        """Take back what the actor did since then."""
        cancelling = Cancelling(since=within_bounds(since, least=None), version=within_bounds(version))
        return await self._backend.write(Cart, _path(ref, "cancel"), cancelling, key=key)

    async def clone(self, ref: str, *, key: str | None = None) -> Cart:
        """A new cart with the same content."""
        return await self._backend.write(Cart, _path(ref, "clone"), key=key)

    async def delete(self, ref: str, *, version: int | None = None, key: str | None = None) -> Cart:
        """Put it into the trash."""
        at = AtVersion(version=within_bounds(version))
        return await self._backend.write(Cart, _path(ref, "delete"), at, key=key)

    async def restore(self, ref: str, *, key: str | None = None) -> Cart:
        """Take it out of the trash."""
        return await self._backend.write(Cart, _path(ref, "restore"), key=key)

    async def explain(self, ref: str) -> tuple[Explanation, ...]:
        """Where its figures come from."""
        return await self._backend.read(tuple[Explanation, ...], _path(ref, "explanation"))


def _path(ref: str, *then: str) -> str:
    """What is at a cart."""
    return path_of("carts", of=ref, then=then)
