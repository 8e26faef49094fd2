"""How long the remote client waits for what, so that a key press is never stuck for minutes."""

from dataclasses import dataclass

from cartui.wire.long_work import LONG_SECONDS


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Bounds in seconds, and how often something is tried."""

    connect: float = 3.0
    """For a connection, and for a free one."""
    silence: float = 8.0
    """Between two signs of life of an answer that is due."""
    whole: float = 20.0
    """For a call with all its attempts."""
    long_work: float = LONG_SECONDS
    """For what takes its time at the server: an import, the background's work, a whole shop."""
    heartbeat: float = 45.0
    """Between two signs of life of the feed of changes; the server gives one more often."""
    attempts: int = 4
    pause: float = 0.1
    """Before the second attempt; it doubles with each."""
    longest_pause: float = 2.0
    longest_wanted_pause: float = 5.0
    """The longest that a server may ask for without the caller being told instead."""
    failures: int = 4
    """In a row, after which calls fail at once."""
    rest: float = 1.0
    """How long they do before somebody tries again; it doubles with each failure."""
    longest_rest: float = 15.0


USUAL = Timeouts()
"""For a desk on the internet."""
