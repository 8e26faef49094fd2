"""``client.imports`` on the local database: one batch, one transaction."""

import asyncio
from typing import Final

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.import_carts import CartImport
from cartui.client.local.import_customers import import_customers
from cartui.client.local.import_products import import_products
from cartui.model.imports import ImportBatch, ImportReport
from cartui.rules.permissions import Operation
from cartui.store.changes import append_change

GAP: Final = 0.01
"""Seconds between two batches, in which others get to write."""


class LocalImports:
    """Taking over what other systems exported."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def apply(self, batch: ImportBatch) -> ImportReport:
        """Write the batch; with ``dry_run`` do the same and keep none of it.

        The lock is not fair: whoever asks at once for the next batch would keep a desk waiting for the file.
        """
        report = await self._backend.write(
            Operation.IMPORT, lambda connection: self._apply(connection, batch)
        )
        await asyncio.sleep(GAP)
        return report

    def _apply(self, connection: Connection, batch: ImportBatch) -> ImportReport:
        """All of the batch in the transaction at hand."""
        with connection.begin_nested() as savepoint:
            report = (
                import_products(connection, batch.products)
                + import_customers(self._backend, connection, batch.customers)
                + CartImport(self._backend, connection, batch).take(batch.carts)
            )
            if batch.dry_run:
                savepoint.rollback()
            elif report.accepted:
                append_change(
                    connection,
                    kind="import",
                    id="import",
                    version=0,
                    agent=self._backend.actor.name,
                    at=self._backend.clock(),
                )
        return report
