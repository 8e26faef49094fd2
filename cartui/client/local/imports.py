"""``client.imports`` on the local database: one batch, one transaction."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.importing.carts import CartImport
from cartui.client.local.importing.coupons import import_coupons
from cartui.client.local.importing.customers import import_customers
from cartui.client.local.importing.known_for_carts import KnownForCarts, nothing_but
from cartui.client.local.importing.products import import_products
from cartui.client.local.importing.tax import import_tax_rates
from cartui.model.imports import ImportBatch, ImportReport
from cartui.rules.permissions import Operation
from cartui.store.change_marks import FileMark, file_mark
from cartui.store.changes import append_change
from cartui.store.shop_config import load_shop

_MOST_REMEMBERED: Final = 50_000
"""Variants, and prices of theirs, that are remembered from one batch to the next."""

_MOST_CUSTOMERS: Final = 10_000
"""Customers that are: each is as large as ten variants."""


@dataclass(frozen=True, slots=True)
class _Remembered:
    """What was known at one moment, of use as long as nothing is written."""

    since: FileMark | None
    known: KnownForCarts


class LocalImports:
    """Taking over what other systems exported."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend
        self._remembered: _Remembered | None = None
        """What the batch before knew: the next one mostly names the same variants and customers."""

    async def apply(self, batch: ImportBatch) -> ImportReport:
        """Write the batch; with ``dry_run`` do the same and keep none of it.

        Coupons and tax rates are the shop's, so they take the role that may change it.
        """
        is_shop = bool(batch.coupons or batch.tax_rates)
        operation = Operation.CHANGE_SHOP if is_shop else Operation.IMPORT
        report, self._remembered = await self._backend.write(
            operation, lambda connection: self._apply(connection, batch)
        )
        return report

    def _apply(self, connection: Connection, batch: ImportBatch) -> tuple[ImportReport, _Remembered | None]:
        """All of the batch in the transaction at hand, and what to remember once that is committed."""
        if batch.dry_run:
            with connection.begin_nested() as savepoint:
                if batch.earlier is not None:
                    self._take(connection, batch.earlier)
                report, _ = self._take(connection, batch)
                savepoint.rollback()
            return report, None
        report, known = self._take(connection, batch)
        if report.accepted:
            self._tell(connection, report)
        if known is None or max(len(known.facts), len(known.prices)) > _MOST_REMEMBERED:
            return report, None
        if len(known.customers) > _MOST_CUSTOMERS:
            known.customers.clear()
        return report, _Remembered(file_mark(connection), known)

    def _take(self, connection: Connection, batch: ImportBatch) -> tuple[ImportReport, KnownForCarts | None]:
        """Every kind of thing in its turn, and what the carts among them know in the end."""
        report = (
            import_coupons(connection, batch.coupons)
            + import_tax_rates(connection, batch.tax_rates)
            + import_products(connection, batch.products)
            + import_customers(self._backend, connection, batch.customers)
        )
        if not batch.carts:
            return report, None
        known = self._recalled(connection) or nothing_but(load_shop(connection))
        carts = CartImport(self._backend, connection, batch, known)
        return report + carts.take(batch.carts), known

    def _recalled(self, connection: Connection) -> KnownForCarts | None:
        """What is remembered, to add to, if nothing at all was written since."""
        remembered = self._remembered
        if remembered is None or remembered.since is None or remembered.since != file_mark(connection):
            return None
        return remembered.known.more()

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
