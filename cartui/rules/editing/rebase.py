"""Whether a stale edit still makes sense on the fresh cart (decision 12): a pure rule.

It does when the fields and lines that its actions touch are disjoint from those changed since. What
only *follows* from other fields (a line's unit price after a new price level) counts for neither side.
"""

from collections.abc import Iterable, Sequence

from cartui.model.actions import (
    Action,
    AddCustomLine,
    AddLine,
    MoveLine,
    RemoveLine,
    Reprice,
    SetContact,
    SetLineDiscount,
    SetLinePrice,
    SetQuantity,
)
from cartui.model.history import FieldChange
from cartui.model.record import CartContent
from cartui.rules.editing.action_fields import ACTION_FIELDS, EVERYTHING
from cartui.rules.editing.cart_changes import LINE_ORDER, follows, split_line_field


def touched(actions: Iterable[Action], content: CartContent) -> frozenset[str]:
    """The fields and lines that the actions mean, in the words of :mod:`cartui.rules.editing.cart_changes`.

    Moving a line means the order of the lines, and the line itself only where that is gone.
    """
    fields: set[str] = set()
    for action in actions:
        if isinstance(action, SetQuantity | RemoveLine | SetLineDiscount | SetLinePrice):
            fields.add(f"lines.{action.line}")
        elif isinstance(action, AddLine):
            fields.update(f"lines.{line.id}" for line in content.lines if line.sku == action.sku)
        elif isinstance(action, MoveLine):
            fields.add(LINE_ORDER)
            if all(line.id != action.line for line in content.lines):
                fields.add(f"lines.{action.line}")
        elif isinstance(action, SetContact):
            fields.update(f"contact.{name}" for name in action.model_fields_set - {"type"})
        elif not isinstance(action, AddCustomLine | Reprice):  # these decide nothing that there was before
            fields.update(ACTION_FIELDS[type(action)].fields)
    return frozenset(fields)


def changed(changes: Iterable[FieldChange]) -> frozenset[str]:
    """The fields and lines that the changes decided, without those that only followed."""
    return frozenset(split_line_field(change.field)[0] for change in changes if not follows(change.field))


def clashes(actions: Sequence[Action], content: CartContent, since: Iterable[FieldChange]) -> tuple[str, ...]:
    """The fields and lines that both sides mean; empty: the actions can be applied to the fresh cart.

    After a move to another market every amount means something else, so everything clashes.
    """
    theirs = changed(since)
    ours = touched(actions, content)
    if EVERYTHING in ours or "market" in theirs:
        return tuple(sorted(theirs))
    return tuple(sorted(ours & theirs))
