"""``client.upkeep`` at a server."""

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of
from cartui.model.upkeep import UpkeepReport
from cartui.wire.bodies import Purging


class RestUpkeep:
    """The background's work."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def run(self) -> UpkeepReport:
        """Do what is due."""
        return await self._backend.write_unkeyed(UpkeepReport, path_of("upkeep"))

    async def purge(self, *, dry_run: bool = False) -> UpkeepReport:
        """Remove what was in the trash for long, also from what is remembered here (decision 29)."""
        report = await self._backend.write_unkeyed(UpkeepReport, path_of("purge"), Purging(dry_run=dry_run))
        if not dry_run:
            self._backend.forget()
        return report
