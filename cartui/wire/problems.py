"""Errors as problem details (RFC 9457) and back: the remote desk is told what the local one is told."""

from collections.abc import Mapping
from typing import Final

from pydantic import ValidationError

from cartui.model.cart import Cart
from cartui.model.errors import (
    ClientError,
    Conflict,
    Forbidden,
    Invalid,
    Locked,
    NotFound,
    NotReady,
    OutcomeUnknown,
    Refused,
    TotalChanged,
    Unauthenticated,
    Unavailable,
    Unsupported,
)
from cartui.model.frozen import Frozen, Moment
from cartui.model.problem import Problem
from cartui.model.text import Shown, ShownBlock

MEDIA_TYPE: Final = "application/problem+json"

PREFIX: Final = "urn:cartui:problem:"
"""What the types of our problems begin with."""

KINDS: Final[tuple[tuple[str, type[ClientError], int, str], ...]] = (
    ("total-changed", TotalChanged, 409, "The total is another one now"),
    ("conflict", Conflict, 409, "Somebody changed it meanwhile"),
    ("invalid", Invalid, 422, "This makes no sense"),
    ("not-found", NotFound, 404, "There is no such thing"),
    ("locked", Locked, 423, "The cart is locked"),
    ("not-ready", NotReady, 422, "Something is missing"),
    ("refused", Refused, 409, "A rule says no"),
    ("forbidden", Forbidden, 403, "The role does not allow it"),
    ("unauthenticated", Unauthenticated, 401, "Nobody is known by this token"),
    ("unsupported", Unsupported, 501, "This backend cannot do that"),
    ("outcome-unknown", OutcomeUnknown, 503, "Nobody knows whether it was done"),
    ("unavailable", Unavailable, 503, "The backend cannot answer now"),
)
"""Each kind of error: the end of its type's URI, class, status and title. Subclasses come first."""

_BY_STATUS: Final[Mapping[int, type[ClientError]]] = {
    400: Invalid,
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    408: Unavailable,
    413: Invalid,
    422: Invalid,
    429: Unavailable,
    501: Unsupported,
}
"""What a status means where the kind is not known. Of any other it is not known whether it was done."""


class ProblemDetails(Frozen):
    """The body of every answer that is an error."""

    type: str
    title: Shown
    status: int
    detail: ShownBlock
    """What a person needs to read."""
    problems: tuple[Problem, ...] = ()
    """Each with the field it belongs to."""
    current: Cart | None = None
    """Of a conflict: the cart as it is now."""
    changed: tuple[Shown, ...] = ()
    """Of a conflict: the fields that changed since the version that was named."""
    shown: int | None = None
    """Of a changed total: the one that was shown, in minor units of the cart's currency."""
    now: int | None = None
    """Of a changed total: the one it is now, in minor units."""
    since: Moment | None = None
    """Of a locked cart: since when."""
    reason: Shown = ""
    """Of a locked cart: why."""
    what: ShownBlock = ""
    """Of an unknown outcome: what happened, as ``detail`` has it without what is to be done."""


def details_of(error: ClientError) -> ProblemDetails:
    """What is sent of an error."""
    name, _, status, title = next(kind for kind in KINDS if isinstance(error, kind[1]))
    more: dict[str, object] = {}
    if isinstance(error, Conflict):
        more |= {"current": error.current, "changed": error.changed}
    if isinstance(error, TotalChanged):
        more |= {"shown": error.shown, "now": error.now}
    if isinstance(error, Locked):
        more |= {"since": error.since, "reason": error.reason}
    if isinstance(error, OutcomeUnknown):
        more |= {"what": error.what}
    return ProblemDetails.model_validate(
        {
            "type": PREFIX + name,
            "title": title,
            "status": status,
            "detail": error.message,
            "problems": error.problems,
            **more,
        }
    )


def error_of(status: int, body: bytes) -> ClientError | None:
    """The error that an answer tells of, by its status where it is of a kind that is not known here.

    ``None``: these are no problem details, or only half of them.
    """
    try:
        details = ProblemDetails.model_validate_json(body, extra="ignore")  # of a newer server, too
    except ValidationError:
        return None
    kind = next((each[1] for each in KINDS if PREFIX + each[0] == details.type), None)
    if kind is None:
        return _by_status(status, details.detail) if details.detail else None
    if kind is TotalChanged and details.current and details.shown is not None and details.now is not None:
        return TotalChanged(details.detail, current=details.current, shown=details.shown, now=details.now)
    if issubclass(kind, Conflict):
        return Conflict(details.detail, current=details.current, changed=details.changed)
    if kind is Locked:
        error: ClientError = Locked(details.detail, since=details.since, reason=details.reason)
    elif kind is OutcomeUnknown:
        what = details.what or details.detail
        error = OutcomeUnknown(what, details.detail.removeprefix(what).strip())
    elif kind is Unavailable:
        error = Unavailable(details.detail)
    else:
        return kind(details.detail, details.problems)
    error.problems = details.problems
    return error


def _by_status(status: int, said: str) -> ClientError:
    """What a problem means of which only its status is known: a fault of the server, or of a newer one."""
    kind = _BY_STATUS.get(status)
    return OutcomeUnknown(said, "") if kind is None else kind(said)
