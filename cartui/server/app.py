"""The app: routes, authentication and limits over one open client."""

from functools import cache
from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from cartui.client.local import LocalClient
from cartui.server.authentication import Authenticator, Guessers
from cartui.server.change_feed import ChangeFeed
from cartui.server.kept_answers import KeptAnswers
from cartui.server.limits import Limits
from cartui.server.middleware import RequestLimits
from cartui.server.openapi import DescribedApp
from cartui.server.problems import http_problem
from cartui.server.route_table import Answered, KnownRoutes, RouteTable
from cartui.server.routes import (
    agents,
    blocklist,
    bulk,
    carts,
    customers,
    digest,
    documents,
    handovers,
    history,
    locks,
    orders,
    outbox,
    payments,
    presence,
    recovery,
    reports,
    session,
    shared_pages,
    sharing,
    shop,
    storefront,
    upkeep,
)
from cartui.server.routes.authenticated import AuthenticatedRoute
from cartui.server.state import ServerState
from cartui.settings.log import Log
from cartui.wire.paths import VERSION

DEFAULTS: Final = Limits()

ROUTERS: Final = (
    carts.router,
    history.router,
    bulk.router,
    recovery.router,
    customers.router,
    handovers.router,
    orders.router,
    documents.router,
    locks.router,
    payments.router,
    blocklist.router,
    outbox.router,
    sharing.router,
    digest.router,
    reports.router,
    presence.router,
    shop.router,
    upkeep.router,
    storefront.router,
    storefront.signed_router,
    agents.router,
    session.anybodys_router,
    session.router,
    session.open_router,
    shared_pages.router,
)
"""All routes, in the order of the OpenAPI document."""


def _call_of(route: APIRoute) -> str:
    """What a call is named in the OpenAPI document: its handler's name."""
    return route.name


@cache
def _all_routes() -> APIRouter:
    """The routes of every app of this process: what their parameters mean is worked out once."""
    together = APIRouter(redirect_slashes=False, generate_unique_id_function=_call_of)
    for router in ROUTERS:
        together.include_router(router)
    return together


@cache
def _authenticated_routes() -> tuple[Answered, ...]:
    """Those for callers with a token, with what answers them: worked out once a process, too."""
    routes = (route for router in ROUTERS for route in router.routes)
    known = (route for route in routes if isinstance(route, AuthenticatedRoute))
    return tuple(Answered(route, route.get_route_handler()) for route in known)


def create_app(host: LocalClient, *, limits: Limits = DEFAULTS, log: Log | None = None) -> FastAPI:
    """An app that serves that client, which whoever made it opens before and closes after it.

    It may be run by any ASGI server, or be called in the same process by a test.
    """
    feed = ChangeFeed(host, backlog=limits.backlog, readers=limits.readers)
    routes = tuple(route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute))
    table = RouteTable(_authenticated_routes())
    visits = Guessers(limits.views, limits.failure_seconds)
    server = ServerState(
        host, Authenticator(host, limits), feed, limits, log, KeptAnswers(host), routes, table, visits
    )
    app = DescribedApp(
        title="cartui",
        version=VERSION.removeprefix("/"),
        summary="The remote backend of cartui, a terminal desk for the shopping carts of a shop's staff.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_call_of,
    )
    app.state.server = server
    app.add_middleware(KnownRoutes, table=table)
    app.add_middleware(RequestLimits, server=server)
    app.add_exception_handler(HTTPException, http_problem)
    app.router.routes.extend(_all_routes().routes)
    return app
