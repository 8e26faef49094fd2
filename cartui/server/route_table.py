"""From a method and a path to what answers it, in one look.

FastAPI tries its routes one after the other and does a good deal for each of them: finding what stood last
took as long as reading a page of carts. It makes its document of the same routes, and answers what is not
found here: a watchdog, an unknown path, a wrong method.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

Answering = Callable[[Request], Awaitable[Response]]
"""Gives the answer to a request; raises the errors of the protocol and those of HTTP."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A route, and what answers it."""

    route: Route
    answer: Answering

    def values_in(self, path: str) -> dict[str, Any] | None:
        """What a path says at the places that the route leaves open; ``None``: it is not meant."""
        match = self.route.path_regex.match(path)
        if match is None:
            return None
        convertors = self.route.param_convertors
        return {name: convertors[name].convert(said) for name, said in match.groupdict().items()}


class RouteTable:
    """Routes by their method and by how many parts their path has, so that few are left to try."""

    def __init__(self, known: Iterable[Answered] = ()) -> None:
        """Begin with those."""
        self._known: Final[dict[tuple[str, int], list[Answered]]] = {}
        for each in known:
            self.add(each)

    def add(self, known: Answered) -> None:
        """Add one; where two are meant by a path, the first that was added answers."""
        for method in known.route.methods or ():
            self._known.setdefault((method, known.route.path.count("/")), []).append(known)

    def find(self, method: str, path: str) -> tuple[Answered, dict[str, Any]] | None:
        """The route that is meant and what the path says; ``None``: it is not here."""
        for each in self._known.get((method, path.count("/")), ()):
            values = each.values_in(path)
            if values is not None:
                return each, values
        return None


class KnownRoutes:
    """Has a request answered by its route in a table, or by whoever stands behind."""

    def __init__(self, app: ASGIApp, table: RouteTable) -> None:
        """Stand before that app."""
        self._app = app
        self._table = table

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Raises what its route raises."""
        found = self._table.find(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        known, scope["path_params"] = found
        scope["route"] = known.route
        response = await known.answer(Request(scope, receive, send))
        await response(scope, receive, send)
