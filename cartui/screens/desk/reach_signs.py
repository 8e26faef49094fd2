"""What the first line says while the backend is away, or does not know the agent any more."""

from collections.abc import Iterator
from datetime import datetime

from cartui.formatting.ages import show_ago, show_time
from cartui.formatting.memory_signs import memory_signs
from cartui.screens.desk.desk import Desk
from cartui.screens.desk.unsaved import waiting_carts


def alarm(desk: Desk) -> str:
    """That the backend does not know any more who works here, in words; else nothing."""
    if not desk.reach.stranger:
        return ""
    return " · ".join(("▲ NOT LOGGED IN ANY MORE", *_what_waits(desk)))


def _what_waits(desk: Desk, *, said: str = "") -> Iterator[str]:
    """How much waits for the backend: what may be done already first, then what is not saved for sure.

    ``said``: the number of a cart that is not counted.
    """
    if desk.unanswered:
        yield f"{len(desk.unanswered)} not answered"
    carts = [edits for edits in waiting_carts(desk) if edits.cart.number != said]
    if carts:
        yield f"{len(carts)} not saved"


def reach_signs(desk: Desk, known_at: datetime | None, *, said: str = "") -> Iterator[str]:
    """Whether the backend answers and what waits for it, in the most words first; nothing while all is well.

    ``known_at``: what is shown was known then (UTC), where it was not read just now. ``said``: the number of
    a cart of which the line says elsewhere that it is not saved.
    """
    reach, waits = desk.reach, tuple(_what_waits(desk, said=said))
    left = "".join(f" · {what}" for what in waits)
    if reach.slow:
        yield "▲ waiting for an answer · esc gives up"
        yield "▲ waiting · esc"
        return
    if reach.away_since is None and known_at is None:
        if waits:
            yield f"▲ {' · '.join(waits)} yet · trying again"
            yield f"▲ {' · '.join(waits)}"
            yield f"▲ {waits[0]}"
        elif reach.unheard:
            yield "▲ changes made elsewhere are not seen now · trying again"
            yield "▲ changes elsewhere not seen"
        return
    now, zone = desk.now(), desk.display.timezone
    shown = known_at or reach.away_since or now
    if reach.away_since is None:
        yield from memory_signs(shown, now)
        return
    known = show_ago(shown, now)
    since = f"▲ not reached since {show_time(reach.away_since, zone, now)}"
    yield f"{since}{left} · showing what was known {known} · trying again"
    yield f"{since}{left} · known {known} · trying again"
    yield f"{since}{left} · known {known}"
    yield f"{since}{left}"
    yield f"▲ NOT REACHED{left}"
    if len(waits) > 1:
        yield f"▲ NOT REACHED · {waits[0]}"
