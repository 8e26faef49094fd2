"""``client.imports`` on the local database: one batch, one transaction."""

from typing import Final

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.import_carts import CartImport
from cartui.client.local.import_coupons import import_coupons
from cartui.client.local.import_customers import import_customers
from cartui.client.local.import_products import import_products
from cartui.client.local.import_tax import import_tax_rates
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

        Coupons and tax rates are the shop's, so they take the role that may change it.
        """
        is_shop = bool(batch.coupons or batch.tax_rates)
        operation = Operation.CHANGE_SHOP if is_shop else Operation.IMPORT
        return await self._backend.write(operation, lambda connection: self._apply(connection, batch))

    def _apply(self, connection: Connection, batch: ImportBatch) -> ImportReport:
        """All of the batch in the transaction at hand."""
        with connection.begin_nested() as savepoint:
            if batch.dry_run and batch.earlier is not None:
                self._take(connection, batch.earlier)
            report = self._take(connection, batch)
            if batch.dry_run:
                savepoint.rollback()
            elif report.accepted:
                self._tell(connection, report)
        return report

    def _take(self, connection: Connection, batch: ImportBatch) -> ImportReport:
        """Every kind of thing in its turn."""
        report = (
            import_coupons(connection, batch.coupons)
            + import_tax_rates(connection, batch.tax_rates)
            + import_products(connection, batch.products)
            + import_customers(self._backend, connection, batch.customers)
        )
        return (
            report + CartImport(self._backend, connection, batch).take(batch.carts) if batch.carts else report
        )

    def _tell(self, connection: Connection, report: ImportReport) -> None:
        """Tell the change feed; a desk that keeps the shop in mind hears that it is another one."""
        kinds = ("shop", "import") if report.coupons or report.tax_rates else ("import",)
        for kind in kinds:
            append_change(
                connection,
                kind=kind,
                id=kind,
                version=0,
                agent=self._backend.actor.name,
                at=self._backend.clock(),
            )
