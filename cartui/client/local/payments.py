"""``client.payments`` on the local database: each call one unit of work in a thread."""

from typing import TYPE_CHECKING

from cartui.client.local.backend import LocalBackend
from cartui.client.local.idempotent_replies import write_once
from cartui.model.locks import PaymentReport, PaymentTaken, StatementReport
from cartui.model.payment_without_order import PaymentWithoutOrder
from cartui.model.query import Page
from cartui.model.statement import Coverage, Statement
from cartui.rules.permissions import Operation

if TYPE_CHECKING:
    from sqlalchemy import Connection


class LocalPayments:
    """Payments; what each call promises stands in the protocol."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def record(self, ref: str, report: PaymentReport, *, key: str | None = None) -> PaymentTaken:
        """Take in what is told of a payment."""
        backend = self._backend

        def work(connection: "Connection") -> PaymentTaken:
            from cartui.client.local.paying import take_report

            return take_report(backend, connection, ref, report)

        call = ("payments.record", ref, report)
        return await write_once(backend, Operation.RECORD_PAYMENT, key, call, PaymentTaken, work)

    async def without_order(
        self, *, settled: bool = False, limit: int = 50, after: str | None = None
    ) -> Page[PaymentWithoutOrder]:
        """Money that came in and belongs to no order."""
        clock = self._backend.clock

        def work(connection: "Connection") -> Page[PaymentWithoutOrder]:
            from cartui.client.local.payments_without_order import open_page, settled_ones

            if settled:
                return settled_ones(connection, limit=limit, after=after)
            return open_page(connection, clock(), limit=limit, after=after)

        return await self._backend.read(work)

    async def settle(self, ref: str, reason: str, *, key: str | None = None) -> PaymentWithoutOrder:
        """Keep that a person has settled it."""
        backend = self._backend

        def work(connection: "Connection") -> PaymentWithoutOrder:
            from cartui.client.local.payments_without_order import settle_payment

            return settle_payment(backend, connection, ref, reason)

        call = ("payments.settle", ref, reason)
        return await write_once(backend, Operation.SETTLE_PAYMENT, key, call, PaymentWithoutOrder, work)

    async def reopen(self, ref: str, *, key: str | None = None) -> PaymentWithoutOrder:
        """Take that back."""
        backend = self._backend

        def work(connection: "Connection") -> PaymentWithoutOrder:
            from cartui.client.local.payments_without_order import reopen_payment

            return reopen_payment(backend, connection, ref)

        call = ("payments.reopen", ref)
        return await write_once(backend, Operation.SETTLE_PAYMENT, key, call, PaymentWithoutOrder, work)

    async def take_statement(self, statement: Statement) -> StatementReport:
        """Keep the rows that are new, and what the statement covers."""
        backend = self._backend

        def work(connection: "Connection") -> StatementReport:
            from cartui.store.changes import append_change
            from cartui.store.payment_statements import cover, take_rows

            accepted = take_rows(connection, statement.rows)
            cover(connection, statement.coverage)
            now, agent = backend.clock(), backend.actor.name
            append_change(connection, kind="statement", id=statement.provider, version=0, agent=agent, at=now)
            rows = len(statement.rows)
            return StatementReport(rows=rows, accepted=accepted, unchanged=rows - accepted)

        return await backend.write(Operation.TAKE_STATEMENT, work)

    async def coverage(self) -> tuple[Coverage, ...]:
        """Of which times the statements have everything."""

        def work(connection: "Connection") -> tuple[Coverage, ...]:
            from cartui.store.payment_statements import load_coverage

            return load_coverage(connection)

        return await self._backend.read(work)
