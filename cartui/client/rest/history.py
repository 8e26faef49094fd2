"""``client.history`` at a server."""

from collections.abc import Collection

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import number_name, path_of, within_bounds
from cartui.model.activity import Activity
from cartui.model.exported import NewExport, NotedExport
from cartui.model.history import EntryKind, HistoryEntry
from cartui.model.query import Page
from cartui.wire.bodies import Commenting, ExportEnd


class RestHistory:
    """What happened."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def of_cart(
        self,
        ref: str,
        *,
        kinds: Collection[EntryKind] = (),
        limit: int = 200,
        after: int | None = None,
    ) -> tuple[HistoryEntry, ...]:
        """The entries of one cart."""
        asked = path_of("carts", of=ref, then=("history",), kind=_named(kinds), limit=limit, after=after)
        return await self._backend.read(tuple[HistoryEntry, ...], asked)

    async def recent(
        self,
        *,
        kinds: Collection[EntryKind] = (),
        agent: str | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> Page[Activity]:
        """What was done over all carts."""
        asked = path_of("history", "carts", kind=_named(kinds), agent=agent, limit=limit, after=after)
        return await self._backend.read(Page[Activity], asked)

    async def comment(self, ref: str, text: str, *, key: str | None = None) -> HistoryEntry:
        """Write a comment."""
        path = path_of("carts", of=ref, then=("comments",))
        return await self._backend.write(HistoryEntry, path, Commenting(text=text), key=key)

    async def begin_export(self, export: NewExport, *, key: str | None = None) -> NotedExport:
        """Keep that it begins."""
        return await self._backend.write(NotedExport, path_of("history", "exports"), export, key=key)

    async def end_export(self, export: int, rows: int, *, key: str | None = None) -> NotedExport:
        """Keep how many rows it had."""
        path = path_of("history", "exports", of=number_name(export), then=("end",))
        ended = ExportEnd(rows=within_bounds(rows, least=None))
        return await self._backend.write(NotedExport, path, ended, key=key)


def _named(kinds: Collection[EntryKind]) -> str | None:
    """Kinds as they stand in a query; ``None`` for all."""
    return ",".join(sorted(set(kinds))) or None
