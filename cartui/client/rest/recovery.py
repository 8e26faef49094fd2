"""``client.recovery`` at a server."""

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of
from cartui.model.history import HistoryEntry
from cartui.model.query import CartQuery, CartSort, Page
from cartui.model.recovery import CallOutcome, CartToCall
from cartui.rules.query.cart_query import write_query
from cartui.wire.bodies import Calling


class RestRecovery:
    """The call list."""

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
    ) -> Page[CartToCall]:
        """A page of it."""
        line = write_query(query)
        asked = path_of(
            "recovery", q=line, zone=query.zone, sort=str(sort), limit=limit, after=after, before=before
        )
        return await self._backend.read(Page[CartToCall], asked)

    async def note_call(
        self, ref: str, outcome: CallOutcome, text: str = "", *, key: str | None = None
    ) -> HistoryEntry:
        """Note a call."""
        path = path_of("carts", of=ref, then=("calls",))
        return await self._backend.write(HistoryEntry, path, Calling(outcome=outcome, text=text), key=key)
