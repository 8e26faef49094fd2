"""The exit statuses that scripts rely on."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """How a command ended."""

    DONE = 0
    """Done."""
    REFUSED = 1
    """A rule refused it, or an import refused some rows; the reason is on stderr."""
    BAD_INPUT = 2
    """Bad usage or bad input: the file, line and column or the field's path is on stderr."""
    NOT_FOUND = 3
    """There is no such cart, customer or order."""
    CONFLICT = 4
    """Somebody changed it meanwhile; nothing was applied."""
    LOCKED = 5
    """The cart is locked."""
    UNAVAILABLE = 6
    """The backend cannot be reached or cannot write now; trying again may help."""
    NOT_ALLOWED = 7
    """Forbidden for this agent's role, or not authenticated."""
    UNSUPPORTED = 8
    """This backend cannot do that."""
    LEFT_ALONE = 9
    """The desk left by itself: no key was pressed for as long as `display.idle_lock` says."""
    FAULT = 70
    """A fault in cartui itself; the log says where."""
    INTERRUPTED = 130
    """Interrupted by ctrl+c."""
