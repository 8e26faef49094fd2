"""How much of the server one caller may take."""

from dataclasses import dataclass
from typing import Final

from cartui.model.errors import Unavailable
from cartui.wire.long_work import LARGE, LONG_SECONDS
from cartui.wire.paths import SHOP_EVENTS, WEBHOOKS

MEBIBYTE: Final = 1 << 20


class TooMuch(Unavailable):
    """One caller asks more than is theirs; others are answered."""


@dataclass(frozen=True)
class Limits:
    """Bounds in bytes, seconds and requests; a test gives smaller ones."""

    body: int = MEBIBYTE
    """The largest body of a request."""
    large_body: int = 64 * MEBIBYTE
    """The same where a batch of an import or a whole shop comes in."""
    shop_body: int = 8 * MEBIBYTE
    """The same where a shop tells of many carts at once."""
    webhook_body: int = 64 * 1024
    """The same of a webhook, which strangers may send: it is read before its signature can be looked at."""
    head_seconds: float = 15.0
    """Until the head of a request has come in whole."""
    silence_seconds: float = 15.0
    """Until the next part of a body, or until what was sent is taken."""
    answer_seconds: float = 7.0
    """From the end of a request to the beginning of its answer: less than a desk waits for a sign of life, so
    that it hears of a database that is busy, and does not take the server for away."""
    seconds: float = 60.0
    """For a whole request, which may come in and be taken over a slow line."""
    long_seconds: float = LONG_SECONDS
    """The same where a body may be large, and for the background's work; it is answered when it is done."""
    requests: int = 256
    """Requests under way at once, without those that follow the changes."""
    requests_of_one: int = 32
    """The same of one token: a desk has ten at most, and nobody fills the server alone."""
    readers: int = 1_000
    """Those that follow the changes at once."""
    readers_of_one: int = 20
    """The same of one token."""
    backlog: int = 1_000
    """Changes that wait for one slow reader before it is cut off."""
    failures: int = 10
    """Tokens that are not known, from one address in :attr:`failure_seconds`."""
    failure_seconds: float = 60.0
    views: int = 60
    """Looks at shared pages from one address in that time."""

    def body_at(self, path: str) -> int:
        """The largest body that this path takes."""
        if path in LARGE:
            return self.large_body
        if path == SHOP_EVENTS:
            return self.shop_body
        return self.webhook_body if path.startswith(WEBHOOKS) else self.body
