"""What all requests of one server share."""

from dataclasses import dataclass
from typing import cast

from fastapi.routing import APIRoute
from starlette.applications import Starlette
from starlette.requests import Request

from cartui.client.local import LocalClient
from cartui.server.authentication import Authenticator, Guessers
from cartui.server.change_feed import ChangeFeed
from cartui.server.kept_answers import KeptAnswers
from cartui.server.limits import Limits
from cartui.server.route_table import RouteTable
from cartui.settings.log import Log


@dataclass(frozen=True, slots=True)
class ServerState:
    """The open client that all work is done through, and what stands around it."""

    host: LocalClient
    authenticator: Authenticator
    feed: ChangeFeed
    limits: Limits
    log: Log | None
    answers: KeptAnswers
    routes: tuple[APIRoute, ...]
    """All that is served: path and method of each."""
    table: RouteTable
    """The same where a token is asked for, with what answers it."""
    page_visits: Guessers
    """From where shared pages were looked at."""


def state_in(app: Starlette) -> ServerState:
    """What :func:`cartui.server.app.create_app` put into it."""
    return cast("ServerState", app.state.server)


def state_of(request: Request) -> ServerState:
    """The server's that was asked."""
    return state_in(request.app)
