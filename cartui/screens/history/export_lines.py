"""An export among what was done lately: which rows left, who wrote them, and how many."""

from collections.abc import Iterator
from datetime import datetime

from textual.content import Content

from cartui.formatting.ages import show_ago, show_time
from cartui.formatting.export_words import written_words
from cartui.model.exported import NotedExport


def export_lines(export: NotedExport, *, now: datetime, timezone: str | None) -> Iterator[Content]:
    """The whole of it; the moment is written in ``timezone``."""
    yield Content.styled(f"Export {export.id}: {written_words(export)}", "bold")
    when = f"{show_time(export.at, timezone, now)} ({show_ago(export.at, now)})"
    yield Content.styled(f"{when} · {export.agent or 'nobody by name'} · {export.origin}", "dim")
    yield Content("")
    yield Content(f"Which: {export.selection}")
    if export.rows is None:
        yield Content("It is still being written, was stopped, or its end could not be noted.")
