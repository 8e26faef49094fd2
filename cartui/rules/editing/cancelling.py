"""Taking back everything that one agent did to a cart since a version (decision 13); what others did stays.

What the agent did is looked at in stretches between the changes of others, by what each came to. From the
last stretch to the first, each is taken back as an undo would do it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from cartui.model.errors import Refused
from cartui.model.history import FieldChange, HistoryEntry
from cartui.model.record import CartContent
from cartui.rules.editing.applying import EditContext
from cartui.rules.editing.cart_changes import (
    LIFE,
    diff_contents,
    in_words,
    outstanding,
    rewind,
    split_line_field,
    standing_of,
)
from cartui.rules.editing.undo import undone


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one agent did in a row: the content before and after it, and the others' entries that followed."""

    before: CartContent
    after: CartContent
    later: tuple[HistoryEntry, ...]


def cancelled(
    content: CartContent, entries: Sequence[HistoryEntry], agent: str, context: EditContext
) -> CartContent:
    """The content without what ``agent`` did in these entries, the oldest first, which led to it.

    Raises ``Refused``, with what and who, where somebody else decided anew what would be put back, and as
    :func:`~cartui.rules.editing.undo.undone` does.
    """
    for stretch in _stretches(content, entries, agent):
        own = outstanding(content, diff_contents(stretch.before, stretch.after))
        standing, lost = standing_of(content, own)
        if lost:
            raise Refused(f"Nothing was taken back. {changed_since(lost, stretch.later)}")
        if standing:
            content = undone(content, own, diff_contents(stretch.after, content), context)
    return content


def left_of(entries: Iterable[HistoryEntry], agent: str) -> tuple[HistoryEntry, ...]:
    """What an agent changed in these entries, in their order, without what was undone within them."""
    own = [entry for entry in entries if entry.agent == agent and entry.changes]
    within = {entry.id for entry in own}
    return tuple(entry for entry in own if not entry.undone and entry.undoes not in within)


def changed_since(changes: Sequence[FieldChange], later: Sequence[HistoryEntry]) -> str:
    """Which of these fields others changed, and who, in a sentence."""
    lines = {split_line_field(change.field)[0] for change in changes}
    who = {
        entry.agent or "somebody"
        for entry in later
        for change in entry.changes
        if split_line_field(change.field)[0] in lines
    }
    return f"Changed since by {', '.join(sorted(who)) or 'somebody'}: {in_words(changes)}."


def _stretches(content: CartContent, entries: Sequence[HistoryEntry], agent: str) -> Iterator[Stretch]:
    """The stretches of an agent's entries, the last one first."""
    after, later = content, tuple[HistoryEntry, ...]()
    for own, row in groupby(reversed(entries), lambda entry: entry.agent == agent):
        stretch = tuple(row)
        before = after
        for entry in stretch:
            before = rewind(before, [change for change in entry.changes if change.field not in LIFE])
        if own:
            yield Stretch(before, after, later)
        else:
            later = (*later, *stretch)
        after = before
