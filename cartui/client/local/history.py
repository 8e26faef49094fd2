"""``client.history`` on the local database."""

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.model.errors import NotFound
from cartui.model.history import HistoryEntry


class LocalHistory:
    """What happened, by whom."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def of_cart(self, ref: str, *, limit: int = 200) -> tuple[HistoryEntry, ...]:
        """The entries of one cart, latest first."""

        def work(connection: Connection) -> tuple[HistoryEntry, ...]:
            from cartui.client.local.cart_reading import require_cart
            from cartui.client.local.numbers import cart_numbers_meant
            from cartui.store.history import entries_of_cart, entries_of_purged

            try:
                return entries_of_cart(connection, require_cart(connection, ref).id, limit=limit)
            except NotFound:
                kept = entries_of_purged(connection, ref, *cart_numbers_meant(connection, ref), limit=limit)
                if not kept:
                    raise
                return kept

        return await self._backend.read(work)
