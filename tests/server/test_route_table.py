"""A call is found by its method and path at once, and the right one."""

import re

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cartui.server.app import ROUTERS
from cartui.server.route_table import Answered, RouteTable
from cartui.server.routes.authenticated import AuthenticatedRoute

CALLS = [
    (method, route)
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, AuthenticatedRoute)
    for method in sorted(route.methods or ())
]
"""Everything that is asked for with a token."""


async def nothing(_: Request) -> Response:
    """Answer nothing."""
    return Response()


def table_of(*routes: Route) -> RouteTable:
    """A table of those."""
    return RouteTable(Answered(route, nothing) for route in routes)


def test_a_path_is_answered_by_its_route_which_is_told_what_it_says() -> None:
    whole, edits = Route("/carts/{ref}", nothing), Route("/carts/{ref}/edits", nothing, methods=["POST"])
    found = table_of(whole, edits).find("POST", "/carts/C-000001/edits")
    assert found is not None
    assert (found[0].route, found[1]) == (edits, {"ref": "C-000001"})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/carts/C-000001"),
        ("GET", "/carts"),
        ("GET", "/carts/C-000001/"),
        ("GET", "/carts//"),
        ("", ""),
    ],
)
def test_what_no_route_is_meant_for_is_not_found(method: str, path: str) -> None:
    assert table_of(Route("/carts/{ref}", nothing)).find(method, path) is None


def test_of_two_routes_that_fit_the_first_one_answers() -> None:
    mine, anything = Route("/carts/mine", nothing), Route("/carts/{ref}", nothing)
    found = table_of(mine, anything).find("GET", "/carts/mine")
    assert found is not None
    assert (found[0].route, found[1]) == (mine, {})


@pytest.mark.parametrize(
    ("method", "route"), CALLS, ids=[f"{method} {route.path}" for method, route in CALLS]
)
def test_every_call_is_found_in_the_table(method: str, route: AuthenticatedRoute) -> None:
    table = RouteTable(Answered(each, nothing) for _, each in CALLS)
    found = table.find(method, re.sub(r"\{\w+\}", "C-000001", route.path))
    assert found is not None
    assert found[0].route.path == route.path
