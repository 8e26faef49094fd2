"""What all requests of one server share."""

from dataclasses import dataclass
from typing import cast

from fastapi.routing import APIRoute
from starlette.applications import Starlette
from starlette.requests import Request

from cartui.client.local import LocalClient
from cartui.server.change_feed import ChangeFeed
from cartui.server.entrance import Entrance
from cartui.server.limits import Limits
from cartui.settings.log import Log


@dataclass(frozen=True, slots=True)
class House:
    """The open client that all work is done through, and what stands around it."""

    host: LocalClient
    entrance: Entrance
    feed: ChangeFeed
    limits: Limits
    log: Log | None
    routes: tuple[APIRoute, ...] = ()
    """All that is served: path and method of each."""


def house_in(app: Starlette) -> House:
    """What :func:`cartui.server.app.create_app` put into it."""
    return cast("House", app.state.house)


def house_of(request: Request) -> House:
    """The server's that was asked."""
    return house_in(request.app)
