"""Routes for those who have a token: no answer leaves before the database was asked about it."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Path, Query
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from cartui.model.errors import NotFound, Unauthenticated
from cartui.model.text import clean_line
from cartui.rules.permissions import Operation, ensure_may_do
from cartui.server.arguments import Arguments
from cartui.server.call import Call
from cartui.server.kept_answers import Asked
from cartui.server.responses import json_response
from cartui.server.state import state_of
from cartui.wire.bodies import LARGEST
from cartui.wire.paths import VERSION, ref_of

_LONGEST_NUMBER: Final = 19
"""Digits of the largest number that any backend has."""


class AuthenticatedRoute(APIRoute):
    """A route that strangers do not get into, whatever else is wrong with what they ask."""

    takes: ClassVar[Operation | None] = Operation.READ
    """What whoever comes in has to be allowed at least: a shop's program looks at nothing that agents see.
    ``None``: anybody with a token gets in."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Authenticate, then hand the call to the handler, with what it takes beside."""
        handler, arguments, takes = self.endpoint, Arguments(self.endpoint), self.takes

        async def authenticated(request: Request) -> Response:
            server = state_of(request)
            client, token_check = await server.authenticator.authenticate(request)
            call = request.state.call = Call(request, server, client)
            try:
                if takes is not None:
                    ensure_may_do(client.actor.role, takes)
                asked = Asked.by(client.actor, request, client.clock())
                if asked is not None:
                    kept, mark = await server.answers.find(asked, token_check)
                    if kept is not None:
                        return json_response(request, kept)
                    call = Call(request, server, client, (asked, mark))
                answer: Response = await handler(call, **arguments.of(request))
                return answer
            except Unauthenticated:
                server.authenticator.forget(request, token_check)
                raise
            finally:
                await server.authenticator.recheck(request, token_check)

        return authenticated


class AnybodysRoute(AuthenticatedRoute):
    """A route for whoever has a token, shops too."""

    takes = None


def new_router(tag: str, route_class: type[AuthenticatedRoute] = AuthenticatedRoute) -> APIRouter:
    """An empty set of routes below the version's path."""
    return APIRouter(prefix=VERSION, route_class=route_class, tags=[tag])


Ref = Annotated[str, Path(description="Id or number; special characters encoded twice.")]
"""What something is called, as it stands in a path."""

Limit = Annotated[int, Query(ge=1, le=LARGEST, description="How many at most; never more than 1,000.")]
AtMost = Annotated[int, Query(ge=1, le=LARGEST, description="Where counting ends; at 100,000 at the latest.")]
Text = Annotated[str, Query(max_length=20_000, description="What is looked for.")]
Zone = Annotated[
    str, Query(max_length=100, description="Time zone in which the days of the query line are meant.")
]
Cursor = Annotated[str | None, Query(description="A cursor of an earlier page of the same list.")]


def ref_in(part: str) -> str:
    """What a part of the path says; what no terminal can show is in no name that anything has."""
    return clean_line(ref_of(part))


def number_in(part: str, thing: str) -> int:
    """The number of a thing that a part of the path says. Raises ``NotFound`` for what is no number."""
    name = ref_in(part)
    if not (name.isascii() and name.isdigit() and len(name) <= _LONGEST_NUMBER):
        raise NotFound(f"there is no {thing} {name}")
    return int(name)
