"""``client.payments`` at a server."""

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of
from cartui.model.locks import PaymentReport, PaymentTaken, StatementReport
from cartui.model.payment_without_order import PaymentWithoutOrder
from cartui.model.query import Page
from cartui.model.statement import Coverage, Statement
from cartui.wire.bodies import Settling


class RestPayments:
    """Payments."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def record(self, ref: str, report: PaymentReport, *, key: str | None = None) -> PaymentTaken:
        """Tell of a payment."""
        path = path_of("carts", of=ref, then=("payments",))
        return await self._backend.write(PaymentTaken, path, report, key=key)

    async def without_order(
        self, *, settled: bool = False, limit: int = 50, after: str | None = None
    ) -> Page[PaymentWithoutOrder]:
        """A page of payments without an order."""
        which = "true" if settled else None
        asked = path_of("payments", "without-order", settled=which, limit=limit, after=after)
        return await self._backend.read(Page[PaymentWithoutOrder], asked)

    async def settle(self, ref: str, reason: str, *, key: str | None = None) -> PaymentWithoutOrder:
        """Settle it."""
        path = path_of("payments", "without-order", of=ref, then=("settle",))
        return await self._backend.write(PaymentWithoutOrder, path, Settling(reason=reason), key=key)

    async def reopen(self, ref: str, *, key: str | None = None) -> PaymentWithoutOrder:
        """Reopen it."""
        path = path_of("payments", "without-order", of=ref, then=("reopen",))
        return await self._backend.write(PaymentWithoutOrder, path, key=key)

    async def take_statement(self, statement: Statement) -> StatementReport:
        """Send it; what is known already stays as it is."""
        return await self._backend.write_unkeyed(StatementReport, path_of("statements"), statement)

    async def coverage(self) -> tuple[Coverage, ...]:
        """What the statements cover."""
        return await self._backend.read(tuple[Coverage, ...], path_of("statements", "coverage"))
