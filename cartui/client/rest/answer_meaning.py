"""Answers to values and errors; whatever else comes back is said in a sentence that names the host.

**A newer server.** Within ``/v1`` a server may come to say more than this cartui knows. Fields that are not
known are passed over, as lists have always done it: a desk that shows what it knows is of more use than one
that shows nothing, and what must not be overlooked gets a path of its own. What is *known* has to fit:
a state or kind that this cartui never heard of is not guessed at.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar

from pydantic import BaseModel

from cartui.client.rest.failed_attempt import FailedAttempt
from cartui.client.rest.json_cleaning import clean_json
from cartui.client.rest.transport import Answer
from cartui.model.errors import (
    ClientError,
    Forbidden,
    Invalid,
    OutcomeUnknown,
    Unauthenticated,
    Unavailable,
    Unsupported,
)
from cartui.model.text import clean_line
from cartui.wire.encoding import codec
from cartui.wire.problems import MEDIA_TYPE, error_of

T = TypeVar("T")

_LONGEST_SAID: Final = 300
"""Characters of what somebody else says that are repeated."""

_LONGEST_WAIT: Final = 3_600.0
"""The longest ``Retry-After`` that is believed."""

_TOO_LARGE: Final = (Invalid, "This is larger than {host} takes. Nothing was saved.")
_NOT_OURS: Final = (Unavailable, "{host} has no cartui of this version at that address.")

_BY_STATUS: Final[Mapping[int, tuple[type[ClientError], str]]] = {
    401: (Unauthenticated, "{host} does not let this token in."),
    403: (Forbidden, "Something before {host} does not allow it."),
    404: _NOT_OURS,
    405: _NOT_OURS,
    413: _TOO_LARGE,
    414: _TOO_LARGE,
    429: (Unavailable, "{host} is asked too much at the moment."),
    431: _TOO_LARGE,
    501: (Unsupported, "{host} cannot do that."),
}
"""What a status means that was given by something on the way; any other one: the server cannot answer."""


def value_of(kind: type[T], answer: Answer) -> T:
    """What an answer of success holds. Raises ``FailedAttempt`` where it is not what was asked for."""
    try:
        value = codec(kind).read(clean_json(answer.body))
    except (Invalid, ValueError):  # no UTF-8 is of the latter kind
        raise not_understood() from None
    if isinstance(value, BaseModel) and not value.model_fields_set:
        raise not_understood()  # a shop, say, of which everything may be left out, and nothing was there
    return value


def not_understood() -> FailedAttempt:
    """What to say of an answer that makes no sense: the program at the other end is another one."""
    return FailedAttempt(
        "answered something that this cartui does not understand (if it stays so, one of the two is too old)",
        away=False,
    )


def raise_for(answer: Answer, host: str, now: Callable[[], datetime]) -> None:
    """Raise what an answer that is no success tells of: an error of the protocol, or ``FailedAttempt``."""
    status = answer.status
    if status < 300:
        return
    if status < 400:
        raise _sent_elsewhere(answer, host)
    told = _told_by_server(answer)
    error = told or _told_by_another(status, host)
    if isinstance(error, Unavailable):
        raise FailedAttempt(
            f"answered with status {status}",
            done=status != 429 if told is None else isinstance(told, OutcomeUnknown),
            away=status in {502, 503, 504},
            again=status in {408, 425, 429} or status >= 500,
            sentence=error.what if isinstance(error, OutcomeUnknown) else error.message,
            retry_after=retry_after(answer.headers, now),
        )
    raise error


def retry_after(headers: Mapping[str, str], now: Callable[[], datetime]) -> float | None:
    """After how many seconds the server wants to be asked again, in either notation; ``None``: not said."""
    said = headers.get("retry-after", "").strip()
    if not said:
        return None
    if said.isascii() and said.isdigit():
        return min(float(said[:9]), _LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    left = (until - now() if until.tzinfo else timedelta()).total_seconds()
    return min(max(left, 0.0), _LONGEST_WAIT)


def _told_by_server(answer: Answer) -> ClientError | None:
    """The error of a server of ours; ``None``: this was said by something else on the way."""
    if not answer.headers.get("content-type", "").startswith(MEDIA_TYPE):
        return None
    try:
        return error_of(answer.status, clean_json(answer.body))
    except ValueError:
        return None


def _told_by_another(status: int, host: str) -> ClientError:
    """What an answer means that was made by a proxy, or by another program."""
    kind, said = _BY_STATUS.get(status, (Unavailable, f"{{host}} answered with status {status}."))
    return kind(said.format(host=host))


def _sent_elsewhere(answer: Answer, host: str) -> FailedAttempt:
    """A redirect: it is not followed, since the token would go along to whoever was named."""
    where = clean_line(answer.headers.get("location", ""))[:_LONGEST_SAID]
    to = f" to {where}" if where else ""
    return FailedAttempt(
        "sends us elsewhere",
        done=False,
        away=False,
        again=False,
        sentence=f"{host} sends us on{to}: cartui does not follow. Set the address to the server's own.",
    )
