"""One entry of a history in full: who, from where, each field before and after, comments as written."""

from collections.abc import Iterable, Iterator
from typing import Final

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from cartui.documents.history_words import ChangeInWords, HistoryWords, said_in
from cartui.formatting.ages import show_ago, show_time
from cartui.model.agent import ActorOrigin
from cartui.model.history import HistoryEntry

FROM: Final = {
    "desk": "at the desk",
    "cli": "by command",
    "server": "through the server",
    "import": "by an import",
    "storefront": "in the shop",
}
"""From where something was done, in words."""

SHORT: Final = 34
"""Cells up to which before and after stand on one line."""


def shortly(origin: str) -> str:
    """From where something was done, where there is little room."""
    return "shop" if origin == ActorOrigin.STOREFRONT else origin


class EntryPane(VerticalScroll):
    """Shows an entry, and scrolls where it is long."""

    DEFAULT_CSS = """
    EntryPane { padding: 0 1; scrollbar-size-vertical: 1; border: solid $panel-lighten-2; }
    EntryPane > Static { height: auto; }
    """

    can_focus = False

    def compose(self) -> Iterator[Static]:
        """The text."""
        yield Static(Content(""))

    def show(self, lines: Iterable[Content]) -> None:
        """Show these lines from the first one on."""
        for text in self.query(Static):
            text.update(Content("\n").join(lines))
        self.scroll_home(animate=False)


def what_happened(entry: HistoryEntry) -> str:
    """An entry on one line: what was done, or the beginning of what was written."""
    said = " ".join(said_in(entry).split())
    return f"{'(undone) ' if entry.undone else ''}{said or entry.kind}"


def entry_lines(entry: HistoryEntry, words: HistoryWords) -> Iterator[Content]:
    """The whole entry."""
    yield Content.styled(said_in(entry) or entry.kind.value, "" if entry.comment else "bold")
    when = f"{show_time(entry.at, words.timezone, words.now)} ({show_ago(entry.at, words.now)})"
    who = f"{entry.agent or 'nobody by name'} {FROM.get(entry.origin, entry.origin)}".strip()
    yield Content.styled(f"{when} · {who} · version {entry.version}", "dim")
    if entry.job is not None:
        yield Content.styled(f"Part of bulk change {entry.job}.", "dim")
    if entry.undone:
        yield Content.styled("This was undone later.", "dim")
    for change in words.changes(entry):
        yield Content("")
        yield from _change(change)


def _change(change: ChangeInWords) -> Iterator[Content]:
    """One field before and after, beside each other where both are short."""
    yield Content(change.what)
    if "\n" not in change.before + change.after and len(change.before) + len(change.after) <= SHORT:
        yield Content.assemble("  ", (change.before, "dim"), " → ", change.after)
        return
    for sign, text, style in (("−", change.before, "dim"), ("+", change.after, "")):
        for at, line in enumerate(text.splitlines() or [""]):
            yield Content.assemble(f"  {sign if at == 0 else ' '} ", (line, style))
