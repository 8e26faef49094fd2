"""The changes as server-sent events: how one is written, for those who read them to build on.

The first event says where the reading starts (``event: start``, data ``{"seq": 17}``). Each other one is a
change (``event: change``, data ``{"seq": 18, "kind": "cart", …}``). The id of both is the sequence number, so
that whoever comes back names it in ``Last-Event-ID``. In quiet times there are comments, so that both ends
notice a line that is dead.
"""

import json
from typing import Final

from cartui.model.changes import Change
from cartui.model.errors import Invalid
from cartui.model.text import clean_line

MEDIA_TYPE: Final = "text/event-stream"

START: Final = "start"
CHANGE: Final = "change"

HEARTBEAT: Final = b":\n\n"
"""A comment: nothing happened, and the line is alive."""

HEARTBEAT_SECONDS: Final = 10.0
"""The longest silence of a server that is well."""


def start_event(seq: int) -> bytes:
    """The first event: what is told from here on came after that sequence number."""
    return _event(START, seq, {"seq": seq})


def change_event(change: Change) -> bytes:
    """One change."""
    return _event(
        CHANGE,
        change.seq,
        {
            "seq": change.seq,
            "kind": change.kind,
            "id": change.id,
            "version": change.version,
            "agent": change.agent,
        },
    )


def _event(name: str, seq: int, data: dict[str, str | int]) -> bytes:
    """An event; JSON has no line breaks, so its data is one line."""
    return f"id: {seq}\nevent: {name}\ndata: {json.dumps(data)}\n\n".encode()


def seq_of(data: str) -> int:
    """The sequence number of the data of any event. Raises ``Invalid``."""
    shape = _shape(data)
    seq = shape.get("seq")
    if type(seq) is not int:
        raise Invalid("An event of the server has no number.")
    return seq


def change_of(data: str) -> Change:
    """The change that the data of an event tells of. Raises ``Invalid``."""
    shape, seq = _shape(data), seq_of(data)
    version = shape.get("version")
    words = [shape.get(name) for name in ("kind", "id", "agent")]
    if type(version) is not int or not all(isinstance(word, str) for word in words):
        raise Invalid("An event of the server is no change.")
    kind, known, agent = (clean_line(str(word)) for word in words)
    return Change(seq=seq, kind=kind, id=known, version=version, agent=agent)


def _shape(data: str) -> dict[str, object]:
    """The object that the data holds."""
    try:
        shape = json.loads(data)
    except (ValueError, RecursionError):
        shape = None
    if not isinstance(shape, dict):
        raise Invalid("An event of the server is no JSON object.")
    return shape
