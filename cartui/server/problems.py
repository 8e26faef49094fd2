"""Whatever goes wrong, as problem details: our errors, those of HTTP, and faults of the program."""

import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from cartui.model.errors import ClientError, Unauthenticated, Unavailable
from cartui.server.call import KeyMissing
from cartui.server.limits import TooMuch
from cartui.server.state import state_of
from cartui.wire.encoding import codec
from cartui.wire.problems import MEDIA_TYPE, PREFIX, ProblemDetails, details_of

RETRY_SECONDS: Final = 2
"""After how long a server that cannot answer now may be asked again, unless the error knows better."""

_SAID: Final[Mapping[int, str]] = {
    400: "This is no request that the server understands. Nothing was done.",
    404: "There is nothing at this path.",
    405: "This path does not take this method.",
    408: "The request did not come in whole. Nothing was done.",
    413: "This is larger than the server takes. Nothing was done.",
    415: "The body has to be JSON, with the header Content-Type: application/json. Nothing was done.",
}
"""What is said of errors that come from HTTP itself."""


_UNREAD: Final = frozenset({408, 413})
"""After these the rest of the request is not waited for: the line is closed."""


def client_problem(_: Request, error: Exception) -> Response:
    """The answer for an error that the client raised on purpose."""
    if not isinstance(error, ClientError):
        raise error
    details = details_of(error)
    headers: dict[str, str] = {}
    if isinstance(error, KeyMissing):
        details = details.model_copy(update={"status": 400})
    if isinstance(error, TooMuch):
        details = details.model_copy(update={"status": 429})
    if isinstance(error, Unauthenticated):
        headers["www-authenticate"] = "Bearer"
    if isinstance(error, Unavailable):
        headers["retry-after"] = str(max(1, round(error.retry_after or RETRY_SECONDS)))
    return problem_answer(details, headers)


def http_problem(request: Request, error: Exception) -> Response:
    """The answer for what HTTP itself refuses: an unknown path, a wrong method, a body that is too large."""
    if not isinstance(error, HTTPException):
        raise error
    title = HTTPStatus(error.status_code).phrase
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    if error.status_code in _UNREAD:
        headers["connection"] = "close"
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["allow"] = ", ".join(methods_of(request))
    details = ProblemDetails(
        type="about:blank",
        title=title,
        status=error.status_code,
        detail=_SAID.get(error.status_code, title),
    )
    return problem_answer(details, headers)


def fault_problem(fault: str) -> Response:
    """The answer for a fault of the program: its number is all that is told, the log has the rest."""
    details = ProblemDetails(
        type=f"{PREFIX}fault",
        title="A fault in cartui",
        status=500,
        detail=f"The server met a fault of its own. Its log tells more under {fault}.",
    )
    return problem_answer(details)


def new_fault() -> str:
    """What a fault is called, here and in the log."""
    return secrets.token_hex(6)


def problem_answer(details: ProblemDetails, headers: Mapping[str, str] | None = None) -> Response:
    """Problem details as an answer."""
    body = codec(ProblemDetails).encode(details)
    return Response(body, details.status, {"cache-control": "no-store", **(headers or {})}, MEDIA_TYPE)


def methods_of(request: Request) -> list[str]:
    """The methods that this path takes: its routes know only their own."""
    path = request.scope["path"]
    meant = [route for route in state_of(request).routes if route.path_regex.match(path)]
    return sorted({method for route in meant for method in route.methods or ()})
