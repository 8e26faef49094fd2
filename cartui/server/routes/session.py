"""``/v1/me``, ``/v1/changes``, ``/health`` and ``/ready``: who asks, what happens, is all well."""

import logging
from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.requests import Request
from starlette.responses import Response

from cartui import __version__
from cartui.model.errors import Invalid, Unavailable
from cartui.model.frozen import Frozen
from cartui.server.call import CurrentCall
from cartui.server.event_stream import EventStream
from cartui.server.responses import uncompressed_response
from cartui.server.routes.authenticated import AnybodysRoute, new_router
from cartui.server.state import state_of
from cartui.wire.bodies import LARGEST, Me
from cartui.wire.encoding import codec
from cartui.wire.headers import LAST_EVENT

anybodys_router = new_router("session", AnybodysRoute)
"""Routes that need a token, whoever's it is."""
router = new_router("session")
open_router = APIRouter(tags=["session"])
"""Routes that need no token."""

After = Annotated[int | None, Query(ge=0, le=LARGEST, description="The number after which changes are told.")]
LastEvent = Annotated[
    str | None, Header(alias=LAST_EVENT, description="The same, as those who come back after a break say it.")
]


class Health(Frozen):
    """That a process is there, or that it is of use."""

    status: str


@anybodys_router.get("/me", response_model=Me)
async def who_asks(call: CurrentCall) -> Response:
    """Who the token belongs to, and what the backend can do for them."""
    me = Me(actor=call.actor, capabilities=call.client.capabilities, version=__version__)
    return call.answer(Me, me)


@router.get("/changes", response_class=Response)
async def follow_changes(call: CurrentCall, after: After = None, last_event: LastEvent = None) -> Response:
    """Changes as server-sent events, from a number on or from now on; comments in quiet times.

    The first event, `start`, tells the number that the reading starts from; each other one is a `change`.
    A reader that is too slow, or whose token is revoked, is cut off; it comes back with `Last-Event-ID`.
    """
    return EventStream(call, after if last_event is None else _seq(last_event))


@open_router.head("/health", include_in_schema=False)
@open_router.get("/health", response_model=Health)
async def health() -> Response:
    """That this process is alive."""
    return uncompressed_response(codec(Health).encode(Health(status="alive")))


@open_router.head("/ready", include_in_schema=False)
@open_router.get("/ready", response_model=Health)
async def ready(request: Request) -> Response:
    """That the database answers; else a problem with status 503, and in the server's log why."""
    server = state_of(request)
    try:
        await server.host.latest_change()
    except Unavailable as error:
        # Whoever asks without a token is told no names of hosts and files. The sentence may be logged: it is
        # of the connection, since this reads a number and nothing that people have.
        if server.log is not None:
            server.log.record("not ready", level=logging.ERROR, error=error.message)
        raise Unavailable("The database does not answer.", retry_after=error.retry_after) from None
    return uncompressed_response(codec(Health).encode(Health(status="ready")))


def _seq(header: str) -> int:
    """The number that ``Last-Event-ID`` says. Raises ``Invalid``."""
    if not header.isascii() or not header.isdigit() or len(header) > 19 or int(header) > LARGEST:
        raise Invalid(f"{LAST_EVENT} is the number of a change.")
    return int(header)
