"""``client.bulk`` at a server, which works on what is started by itself."""

from collections.abc import Sequence

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import Asked, number_name, path_of
from cartui.model.bulk import BulkAction, BulkItem, BulkJob, BulkPreview, BulkTarget, ItemState
from cartui.model.query import Page
from cartui.rules.query.cart_query import write_query
from cartui.wire.bulk import BulkToPrepare, BulkTrial, BulkWhich


class RestBulk:
    """Changes of many carts or customers."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def dry_run(
        self, target: BulkTarget, actions: Sequence[BulkAction], *, after: str | None = None
    ) -> BulkPreview:
        """A part of what it would do."""
        trial = BulkTrial(target=_which(target), actions=tuple(actions), after=after)
        return await self._backend.trial(BulkPreview, path_of("bulk", "dry-run"), trial)

    async def prepare(
        self, target: BulkTarget, actions: Sequence[BulkAction], *, key: str | None = None
    ) -> BulkJob:
        """Settle which are meant."""
        wanted = BulkToPrepare(target=_which(target), actions=tuple(actions))
        return await self._backend.write(BulkJob, path_of("bulk", "prepare"), wanted, key=key)

    async def preview(self, job: int, *, after: str | None = None) -> BulkPreview:
        """A part of what a prepared one would do."""
        return await self._backend.read(BulkPreview, _path(job, "preview", after=after))

    async def start(self, job: int) -> BulkJob:
        """Have the server begin with it, or go on."""
        return await self._backend.write(BulkJob, _path(job, "start"), key=None)

    async def cancel(self, job: int) -> BulkJob:
        """Have the server stop."""
        return await self._backend.write(BulkJob, _path(job, "cancel"), key=None)

    async def undo(self, job: int, *, key: str | None = None) -> BulkJob:
        """Prepare what takes it back."""
        return await self._backend.write(BulkJob, _path(job, "undo"), key=key)

    async def get(self, job: int) -> BulkJob:
        """How far it is."""
        return await self._backend.read(BulkJob, _path(job))

    async def list(self, *, limit: int = 50, after: str | None = None) -> Page[BulkJob]:
        """A page of jobs."""
        return await self._backend.read(Page[BulkJob], path_of("bulk", "jobs", limit=limit, after=after))

    async def items(
        self, job: int, *, state: ItemState | None = None, limit: int = 50, after: str | None = None
    ) -> Page[BulkItem]:
        """A page of what became of each."""
        asked = _path(job, "items", state=None if state is None else state.value, limit=limit, after=after)
        return await self._backend.read(Page[BulkItem], asked)


def _which(target: BulkTarget) -> BulkWhich:
    """What is sent of a target. Raises ``Invalid`` for a query that is too long."""
    query = target.query
    return BulkWhich(
        carts=target.carts,
        q=None if query is None else write_query(query),
        zone="UTC" if query is None else query.zone,
        without=target.without,
        customers=target.customers,
    )


def _path(job: int, *then: str, **asked: Asked) -> str:
    """The path of a job, or of something about it."""
    return path_of("bulk", "jobs", of=number_name(job), then=then, **asked)
