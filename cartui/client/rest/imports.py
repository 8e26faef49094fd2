"""``client.imports`` at a server."""

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of
from cartui.model.imports import ImportBatch, ImportReport


class RestImports:
    """Taking over what other systems exported."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def apply(self, batch: ImportBatch) -> ImportReport:
        """Send what was set of the batch: what a file does not say is left out, and stays as it is."""
        return await self._backend.write_unkeyed(ImportReport, path_of("imports"), batch, only_set=True)
