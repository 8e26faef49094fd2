"""``/v1/bulk``: the same done to many carts or customers, by jobs on which this server works."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from cartui.model.bulk import BulkItem, BulkJob, BulkPreview, BulkTarget, ItemState
from cartui.model.query import Page
from cartui.rules.query.cart_query import parse_query
from cartui.server.call import CurrentCall
from cartui.server.openapi import KEYED, takes
from cartui.server.routes.authenticated import Cursor, Limit, Ref, new_router, number_in
from cartui.wire.bulk import BulkToPrepare, BulkTrial, BulkWhich

router = new_router("bulk")

InState = Annotated[ItemState | None, Query(description="Only those of which that became.")]


@router.post("/bulk/dry-run", response_model=BulkPreview, openapi_extra=takes(BulkTrial))
async def try_bulk(call: CurrentCall) -> Response:
    """What it would do to what is meant now, some hundred at once; nothing is stored.

    `next` is the cursor of the part that follows: send the same with it as `after`.
    """
    trial = await call.body(BulkTrial)
    preview = await call.client.bulk.dry_run(_target(trial.target), trial.actions, after=trial.after)
    return call.answer(BulkPreview, preview)


@router.post(
    "/bulk/prepare",
    response_model=BulkJob,
    status_code=201,
    openapi_extra=takes(BulkToPrepare, keyed=True),
)
async def prepare_bulk(call: CurrentCall) -> Response:
    """Settle which carts or customers are meant, and keep that as a job that changes nothing yet.

    At most 100,000 of them. One that nobody starts is forgotten after a day.
    """
    wanted = await call.body(BulkToPrepare)
    job = await call.client.bulk.prepare(_target(wanted.target), wanted.actions, key=call.key)
    return call.answer(BulkJob, job, 201)


@router.get("/bulk/jobs", response_model=Page[BulkJob])
async def list_jobs(call: CurrentCall, limit: Limit = 50, after: Cursor = None) -> Response:
    """Jobs, the latest first; without those that were only prepared."""
    return call.answer(Page[BulkJob], await call.client.bulk.list(limit=limit, after=after))


@router.get("/bulk/jobs/{ref}", response_model=BulkJob)
async def get_job(call: CurrentCall, ref: Ref) -> Response:
    """One job, and how far it is."""
    return call.answer(BulkJob, await call.client.bulk.get(_job_in(ref)))


@router.get("/bulk/jobs/{ref}/preview", response_model=BulkPreview)
async def preview_job(call: CurrentCall, ref: Ref, after: Cursor = None) -> Response:
    """What a prepared job would do now, some hundred at once."""
    return call.answer(BulkPreview, await call.client.bulk.preview(_job_in(ref), after=after))


@router.get("/bulk/jobs/{ref}/items", response_model=Page[BulkItem])
async def list_items(
    call: CurrentCall, ref: Ref, state: InState = None, limit: Limit = 50, after: Cursor = None
) -> Response:
    """What became of each, in the order in which they are done."""
    page = await call.client.bulk.items(_job_in(ref), state=state, limit=limit, after=after)
    return call.answer(Page[BulkItem], page)


@router.post("/bulk/jobs/{ref}/start", response_model=BulkJob)
async def start_job(call: CurrentCall, ref: Ref) -> Response:
    """Begin with a prepared job, or go on with one on which nobody works any more; answered at once.

    It may be repeated: a job that is worked on, or is over, is given as it is. Ask for the job to see how
    far it is.
    """
    return call.answer(BulkJob, await call.client.bulk.start(_job_in(ref)))


@router.post("/bulk/jobs/{ref}/cancel", response_model=BulkJob)
async def cancel_job(call: CurrentCall, ref: Ref) -> Response:
    """Stop it before its next batch; what is changed by then stays. It may be repeated."""
    return call.answer(BulkJob, await call.client.bulk.cancel(_job_in(ref)))


@router.post("/bulk/jobs/{ref}/undo", response_model=BulkJob, status_code=201, openapi_extra=KEYED)
async def undo_job(call: CurrentCall, ref: Ref) -> Response:
    """Prepare the job that takes back what this one changed; what was changed since is refused there."""
    return call.answer(BulkJob, await call.client.bulk.undo(_job_in(ref), key=call.key), 201)


def _job_in(part: str) -> int:
    """The job that a part of the path names. Raises ``NotFound`` for what is no number."""
    return number_in(part, "bulk change")


def _target(which: BulkWhich) -> BulkTarget:
    """What is meant. Raises ``Invalid`` for a query line that makes no sense."""
    return BulkTarget(
        carts=which.carts,
        query=None if which.q is None else parse_query(which.q, which.zone),
        without=which.without,
        customers=which.customers,
    )
