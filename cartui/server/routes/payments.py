"""``/v1/carts/{ref}/payments``, ``/v1/payments`` and ``/v1/statements``: what is told of payments."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from cartui.model.locks import PaymentReport, PaymentTaken, StatementReport
from cartui.model.payment_without_order import PaymentWithoutOrder
from cartui.model.query import Page
from cartui.model.statement import Coverage, Statement
from cartui.rules.permissions import Operation, ensure_may_do
from cartui.server.call import CurrentCall
from cartui.server.openapi import KEYED, takes
from cartui.server.routes.authenticated import Cursor, Limit, Ref, new_router, ref_in
from cartui.wire.bodies import Settling

router = new_router("payments")

AreSettled = Annotated[bool, Query(description="Those that somebody has settled, and no others.")]


@router.post(
    "/carts/{ref}/payments", response_model=PaymentTaken, openapi_extra=takes(PaymentReport, keyed=True)
)
async def record_payment(call: CurrentCall, ref: Ref) -> Response:
    """Take in that a payment of a cart began, or what its result is; what is known changes nothing."""
    report = await call.body(PaymentReport)
    taken = await call.client.payments.record(ref_in(ref), report, key=call.key)
    return call.answer(PaymentTaken, taken)


@router.get("/payments/without-order", response_model=Page[PaymentWithoutOrder])
async def payments_without_order(
    call: CurrentCall, settled: AreSettled = False, limit: Limit = 50, after: Cursor = None
) -> Response:
    """Money that came in and belongs to no order, the latest first: reported, or told by statements.

    A page may be given up before it is full, with `searched` saying how many payments were looked at; its
    cursor goes on from there. Settled ones come in the order in which they were settled.
    """
    page = await call.client.payments.without_order(settled=settled, limit=limit, after=after)
    return call.answer(Page[PaymentWithoutOrder], page)


@router.post(
    "/payments/without-order/{ref}/settle",
    response_model=PaymentWithoutOrder,
    openapi_extra=takes(Settling, keyed=True),
)
async def settle_payment(call: CurrentCall, ref: Ref) -> Response:
    """Keep for ever that a person has settled a payment without an order, and why."""
    why = await call.body(Settling)
    payment = await call.client.payments.settle(ref_in(ref), why.reason, key=call.key)
    return call.answer(PaymentWithoutOrder, payment)


@router.post(
    "/payments/without-order/{ref}/reopen",
    response_model=PaymentWithoutOrder,
    openapi_extra=KEYED,
)
async def reopen_payment(call: CurrentCall, ref: Ref) -> Response:
    """Take back that it is settled; that it was, is kept."""
    payment = await call.client.payments.reopen(ref_in(ref), key=call.key)
    return call.answer(PaymentWithoutOrder, payment)


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
