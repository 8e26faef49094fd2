"""The log: JSON lines in a private file that turns over, of a closed list of facts.

Nothing free is written: no names, notes, numbers that people have, arguments or messages of exceptions (a
database's message quotes the row). A fault is its type and the places in the code it went through. The
library is loaded at the first event, so that a start without one pays nothing.
"""

import logging
import logging.handlers
import os
import traceback
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from cartui.settings.paths import make_private_folder

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

FACTS: Final = frozenset(
    {
        "agent",
        "at",
        "backend",
        "cart",
        "command",
        "count",
        "error",
        "fault",
        "method",
        "order",
        "refused",
        "route",
        "rows",
        "seconds",
        "status",
        "version",
    }
)
"""The only keys an event may have; each holds a number, or a word of our own, never what a person typed.

``agent`` is the name of a server's account: who looks into the log of a server has to know who it was.
"""

LARGEST_FILE: Final = 1_000_000
"""Bytes at which the file turns over."""

KEPT_FILES: Final = 3
"""How many old files are kept."""


class _PrivateFile(logging.handlers.RotatingFileHandler):
    """A file that turns over, and that only its owner can read."""

    def _open(self) -> TextIOWrapper:
        """Open it as 0600 from the first byte on."""
        descriptor = os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        return TextIOWrapper(os.fdopen(descriptor, "ab"), encoding="utf-8", line_buffering=True)

    def emit(self, record: logging.LogRecord) -> None:
        """Write, and give the file back: events are rare, and another process may turn it over."""
        super().emit(record)
        self.close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        """Lose the event: a full disk is no reason to write over the screen."""


class _Stream(logging.StreamHandler[TextIO]):
    """A stream that somebody else keeps."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        """Lose the event: nobody there to read it is no reason to end."""


class Log:
    """Writes events to one file; without a call of :meth:`record`, nothing is opened or created."""

    def __init__(self, path: Path, level: str = "info", *, stream: TextIO | None = None) -> None:
        """Describe the log, without opening it; with ``stream`` it goes there, and not into the file.

        Servers write to their stderr: whatever keeps them running keeps that and turns it over, for as
        many of them as there are.
        """
        self.path = path
        self._stream = stream
        self._level: int = getattr(logging, level.upper())
        self._logger: FilteringBoundLogger | None = None

    def record(self, event: str, *, level: int = logging.INFO, **facts: str | float) -> None:
        """Write one event: a literal name, and facts of :data:`FACTS` (others raise ``ValueError``).

        A log that cannot be written is no reason to stop anybody's work: the event is lost.
        """
        unknown = set(facts) - FACTS
        if unknown:
            raise ValueError(f"the log takes no {min(unknown)!r}: see FACTS")
        if level < self._level:
            return
        try:
            self._opened().log(level, event, **facts)
        except OSError:
            return

    def fault(self, event: str, error: BaseException, **facts: str | float) -> None:
        """Write that something broke: what kind of error, and where in the code; never its message."""
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        where = " > ".join(places[-30:])
        self.record(event, level=logging.ERROR, error=type(error).__name__, at=where, **facts)

    def _handler(self) -> logging.Handler:
        """What writes the lines."""
        if self._stream is not None:
            return _Stream(self._stream)
        make_private_folder(self.path.parent)
        return _PrivateFile(
            self.path, maxBytes=LARGEST_FILE, backupCount=KEPT_FILES, encoding="utf-8", delay=True
        )

    def _opened(self) -> "FilteringBoundLogger":
        """The logger, made at the first event."""
        if self._logger is None:
            import structlog

            handler = self._handler()
            handler.setFormatter(logging.Formatter("%(message)s"))
            # An instance of our own and not getLogger(): nobody else's handlers, nothing on the screen.
            target = logging.Logger("cartui", self._level)  # noqa: LOG001 (as the comment says)
            target.addHandler(handler)
            self._logger = structlog.wrap_logger(
                target,
                processors=[
                    structlog.processors.add_log_level,
                    structlog.processors.TimeStamper(fmt="iso", utc=True),
                    structlog.processors.JSONRenderer(),
                ],
                wrapper_class=structlog.make_filtering_bound_logger(self._level),
                cache_logger_on_first_use=True,
            )
        return self._logger
