"""How much of the server one caller may take."""

from dataclasses import dataclass
from typing import Final

from cartui.wire.long_work import LONG_SECONDS

MEBIBYTE: Final = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Bounds in bytes, seconds and requests; a test gives smaller ones."""

    body: int = MEBIBYTE
    """The largest body of a request."""
    large_body: int = 64 * MEBIBYTE
    """The same where a batch of an import or a whole shop comes in."""
    head_seconds: float = 15.0
    """Until the head of a request has come in whole."""
    silence_seconds: float = 15.0
    """Until the next part of a body, or until what was sent is taken."""
    seconds: float = 60.0
    """For a whole request."""
    long_seconds: float = LONG_SECONDS
    """The same where a body may be large, and for the background's work."""
    requests: int = 256
    """Requests under way at once, without those that follow the changes."""
    readers: int = 1_000
    """Those that follow the changes at once."""
    backlog: int = 1_000
    """Changes that wait for one slow reader before it is cut off."""
    failures: int = 10
    """Tokens that are not known, from one address in :attr:`failure_seconds`."""
    failure_seconds: float = 60.0
