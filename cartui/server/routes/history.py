"""``/v1/history/carts`` and a cart's own history: what happened, what agents say of it, and exports."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from cartui.model.activity import Activity
from cartui.model.errors import Invalid
from cartui.model.exported import NewExport, NotedExport
from cartui.model.history import EntryKind, HistoryEntry
from cartui.model.problem import Problem
from cartui.model.query import Page
from cartui.model.text import clean_line
from cartui.server.call import CurrentCall
from cartui.server.openapi import takes
from cartui.server.routes.authenticated import Cursor, Limit, Ref, new_router, number_in, ref_in
from cartui.wire.bodies import LARGEST, Commenting, ExportEnd

router = new_router("history")

Kind = Annotated[
    str, Query(max_length=1_000, description="Only entries of these kinds: `commented` or `edited,undone`.")
]
ByAgent = Annotated[
    str | None, Query(max_length=20_000, description="Only what the agent of exactly that name did.")
]
AfterEntry = Annotated[
    int | None,
    Query(ge=-LARGEST, le=LARGEST, description="The last entry of an earlier answer: those before it come."),
]


@router.get("/carts/{ref}/history", response_model=tuple[HistoryEntry, ...])
async def history_of_cart(
    call: CurrentCall, ref: Ref, kind: Kind = "", limit: Limit = 200, after: AfterEntry = None
) -> Response:
    """What happened to the cart, latest first."""
    entries = await call.client.history.of_cart(ref_in(ref), kinds=_kinds(kind), limit=limit, after=after)
    return call.answer(tuple[HistoryEntry, ...], entries)


@router.post(
    "/carts/{ref}/comments",
    response_model=HistoryEntry,
    status_code=201,
    openapi_extra=takes(Commenting, keyed=True),
)
async def comment_on_cart(call: CurrentCall, ref: Ref) -> Response:
    """Write a comment on the cart's timeline; nothing of the cart changes."""
    commenting = await call.body(Commenting)
    entry = await call.client.history.comment(ref_in(ref), commenting.text, key=call.key)
    return call.answer(HistoryEntry, entry, 201)


@router.get("/history/carts", response_model=Page[Activity])
async def history_of_carts(
    call: CurrentCall, kind: Kind = "", agent: ByAgent = None, limit: Limit = 50, after: Cursor = None
) -> Response:
    """What was done to carts and their orders, over all of them, latest first."""
    named = None if agent is None else clean_line(agent)
    page = await call.client.history.recent(kinds=_kinds(kind), agent=named, limit=limit, after=after)
    return call.answer(Page[Activity], page)


@router.post(
    "/history/exports",
    response_model=NotedExport,
    status_code=201,
    openapi_extra=takes(NewExport, keyed=True),
)
async def begin_export(call: CurrentCall) -> Response:
    """Keep that rows are about to be written to a file; nothing is read by that."""
    noted = await call.client.history.begin_export(await call.body(NewExport), key=call.key)
    return call.answer(NotedExport, noted, 201)


@router.post(
    "/history/exports/{ref}/end",
    response_model=NotedExport,
    openapi_extra=takes(ExportEnd, keyed=True),
)
async def end_export(call: CurrentCall, ref: Ref) -> Response:
    """Keep how many rows it had, once."""
    ended = await call.body(ExportEnd)
    noted = await call.client.history.end_export(number_in(ref, "export"), ended.rows, key=call.key)
    return call.answer(NotedExport, noted)


def _kinds(text: str) -> tuple[EntryKind, ...]:
    """The kinds that are named, with commas between them. Raises ``Invalid`` for one that is none."""
    try:
        return tuple(EntryKind(name.strip()) for name in text.split(",") if name.strip())
    except ValueError:
        known = f"the kinds are {', '.join(EntryKind)}"
        raise Invalid(
            "There is no such kind of entry.", [Problem(field="query.kind", message=known)]
        ) from None
