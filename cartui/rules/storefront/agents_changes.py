"""What of a cart agents changed since a shopper saw it: where both changed the same, theirs stays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cartui.model.history import FieldChange
from cartui.model.record import CartContent
from cartui.rules.editing.cart_changes import follows, split_line_field

_LINE: Final = "lines."


@dataclass(frozen=True, slots=True)
class AgentsChanges:
    """What was decided since, by others than the shop."""

    fields: frozenset[str] = frozenset()
    """Of the cart itself, as :mod:`cartui.rules.editing.cart_changes` has them."""
    quantities: frozenset[str] = frozenset()
    """The SKUs of which somebody changed how many there are."""
    lines: frozenset[str] = frozenset()
    """The SKUs of which anything was decided: those, and where a line was given a discount or a price."""


def agents_changes(content: CartContent, changes: Iterable[FieldChange]) -> AgentsChanges:
    """What these changes decided of the cart with that content.

    A line that is gone by now, and was neither added nor removed by them, counts for nothing: whoever took
    it out decided later.
    """
    decided = [change for change in changes if not follows(change.field)]
    skus = _skus(content, decided)
    fields: set[str] = set()
    quantities: set[str] = set()
    lines: set[str] = set()
    for change in decided:
        path, name = split_line_field(change.field)
        if not path.startswith(_LINE):
            fields.add(path)
            continue
        sku = skus.get(path)
        if sku is not None:
            lines.add(sku)
            if name in (None, "quantity"):
                quantities.add(sku)
    return AgentsChanges(frozenset(fields), frozenset(quantities), frozenset(lines))


def _skus(content: CartContent, changes: Iterable[FieldChange]) -> Mapping[str, str]:
    """The SKU of each line that stands in the cart, or that a change added or removed, by its path."""
    found: dict[str, str] = {}
    for change in changes:
        for line in (change.before, change.after):
            if isinstance(line, dict) and change.field.startswith(_LINE):
                found[change.field] = str(line.get("sku") or "")
    found |= {f"{_LINE}{line.id}": line.sku or "" for line in content.lines}
    return {path: sku for path, sku in found.items() if sku}
