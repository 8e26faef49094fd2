"""``/v1/carts/{ref}/payments``, ``/v1/payments`` and ``/v1/statements``: what is told of payments."""

from starlette.responses import Response

from cartui.model.locks import PaymentReport, PaymentTaken, PaymentWithoutOrder, StatementReport
from cartui.model.query import Page
from cartui.model.statement import Coverage, Statement
from cartui.rules.permissions import Operation, ensure_may_do
from cartui.server.call import CurrentCall
from cartui.server.openapi import takes
from cartui.server.routes.authenticated import Cursor, Limit, Ref, new_router, ref_in

router = new_router("payments")


@router.post(
    "/carts/{ref}/payments", response_model=PaymentTaken, openapi_extra=takes(PaymentReport, keyed=True)
)
async def record_payment(call: CurrentCall, ref: Ref) -> Response:
    """Take in that a payment of a cart began, or what its result is; what is known changes nothing."""
    report = await call.body(PaymentReport)
    taken = await call.client.payments.record(ref_in(ref), report, key=call.key)
    return call.answer(PaymentTaken, taken)


@router.get("/payments/without-order", response_model=Page[PaymentWithoutOrder])
async def payments_without_order(call: CurrentCall, limit: Limit = 50, after: Cursor = None) -> Response:
    """Money that came in and belongs to no order, the latest first."""
    page = await call.client.payments.without_order(limit=limit, after=after)
    return call.answer(Page[PaymentWithoutOrder], page)


@router.post("/statements", response_model=StatementReport, openapi_extra=takes(Statement))
async def take_statement(call: CurrentCall) -> Response:
    """Keep what a payment provider's statement says; rows that are known count as unchanged."""
    ensure_may_do(call.actor.role, Operation.TAKE_STATEMENT)
    statement = await call.body(Statement)
    return call.answer(StatementReport, await call.client.payments.take_statement(statement))


@router.get("/statements/coverage", response_model=tuple[Coverage, ...])
async def statement_coverage(call: CurrentCall) -> Response:
    """Of which times the statements have everything, by provider and in order."""
    return call.answer(tuple[Coverage, ...], await call.client.payments.coverage())
