"""Server-sent events, read: bytes as they come to events, by the rules of the HTML standard."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LONGEST_EVENT: Final = 100_000
"""Characters of one event; ours are a few hundred."""


class TooLong(ValueError):
    """An event that does not end."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its name, and its data with a newline between two lines of it."""

    name: str
    data: str


class EventReader:
    """Puts together what comes in pieces."""

    def __init__(self) -> None:
        """Nothing has come yet."""
        self._decoder: Final = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._rest = ""
        self._after_return = False
        self._name = ""
        self._data: list[str] = []

    def feed(self, part: bytes) -> Iterator[Event]:
        """The events that are whole with this part. Raises ``TooLong``."""
        text = self._decoder.decode(part)
        if self._after_return:  # the other half of a line's end
            self._after_return = not text
            text = text.removeprefix("\n")
        self._after_return = self._after_return or text.endswith("\r")
        *lines, self._rest = (self._rest + text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for line in lines:
            event = self._take(line)
            if event is not None:
                yield event
        if len(self._rest) + sum(map(len, self._data)) > LONGEST_EVENT:
            raise TooLong("an event that does not end")

    def _take(self, line: str) -> Event | None:
        """Take one line; an empty one ends the event."""
        if not line:
            event = Event(self._name or "message", "\n".join(self._data)) if self._data else None
            self._name, self._data = "", []
            return event
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            self._name = value
        elif field == "data":
            self._data.append(value)
        return None
