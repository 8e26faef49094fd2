"""Random edits of carts that the history tells apart: each leaves a mark of its own, wherever it ends up."""

import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from pydantic import JsonValue

from cartui.model.actions import (
    Action,
    AddCustomLine,
    AddLine,
    Assign,
    RemoveLine,
    SetContact,
    SetLineDiscount,
    SetNote,
    SetQuantity,
    SetTags,
)
from cartui.model.cart import Cart, CartLine
from cartui.model.history import EntryKind, FieldChange, HistoryEntry
from cartui.screens.desk.cart_edits import Area

SKUS: Final = ("MUG-01", "POSTER", "SHIRT-LB")

SET_FROM: Final = 100_000
"""Edit number 7 sets a quantity to so many and 7; what adds units adds 7."""


@dataclass(frozen=True)
class MarkedEdit:
    """Something to be done to a cart, and what the history will have of it."""

    mark: str
    area: Area
    """Where the desk would show that it was refused."""
    actions: tuple[Action, ...]


class Marker:
    """Makes random edits; no two of them are alike."""

    def __init__(self, seed: str) -> None:
        """The same edits for the same carts in every run."""
        self._rng = random.Random(seed)
        self._numbers = count(1)

    def edit(self, cart: Cart) -> MarkedEdit:
        """Something that can be done to this cart; its first line always stays."""
        number = next(self._numbers)
        mark = f"mark {number}"
        custom = [line for line in cart.lines if line.sku is None]
        kinds = [
            "note",
            "tags",
            "contact",
            "assign",
            "add",
            "add",
            "custom",
            "quantity",
            "quantity",
            "discount",
        ]
        kind = self._rng.choice([*kinds, "remove"] if custom else kinds)
        if kind == "remove":
            gone = self._rng.choice(custom)  # others may want to remove it too, so the mark stands elsewhere
            return MarkedEdit(mark, Area.LINES, (RemoveLine(line=gone.id), Assign(agent=mark)))
        area, action = self._action(kind, mark, number, self._rng.choice(cart.lines))
        return MarkedEdit(mark, area, (action,))

    def _action(self, kind: str, mark: str, number: int, line: CartLine) -> tuple[Area, Action]:
        """What is to be done, and the area that it is about."""
        actions: dict[str, tuple[Area, Action]] = {
            "note": (Area.NOTE, SetNote(note=mark)),
            "tags": (Area.TAGS, SetTags(tags=(mark, "phone"))),
            "contact": (Area.CUSTOMER, SetContact(name=mark)),
            "assign": (Area.CART, Assign(agent=mark)),
            "add": (Area.LINES, AddLine(sku=self._rng.choice(SKUS), quantity=number)),
            "custom": (Area.LINES, AddCustomLine(title=mark, unit_price=number)),
            "quantity": (Area.LINES, SetQuantity(line=line.id, quantity=SET_FROM + number)),
            "discount": (Area.LINES, SetLineDiscount(line=line.id, amount=number, reason=mark)),
        }
        return actions[kind]


@dataclass
class Ledger:
    """What those who edited were told."""

    applied: dict[str, int | None] = field(default_factory=dict)
    """The marks of what was acknowledged, each with the version of the cart that came back, where one did."""
    refused: dict[str, str] = field(default_factory=dict)
    """What was answered with a no, and its words."""
    unknown: dict[str, str] = field(default_factory=dict)
    """What was given up without an answer, and the words that said so."""

    def assert_agrees(self, entries: Iterable[HistoryEntry]) -> None:
        """Fail unless history has everything acknowledged once, nothing refused, and nothing twice."""
        edits = [entry for entry in entries if entry.kind is EntryKind.EDITED]
        versions = {mark_of(entry): entry.version for entry in edits}
        times = Counter(map(mark_of, edits))
        assert {mark: often for mark, often in times.items() if often > 1} == {}, "applied more than once"
        assert set(self.applied) <= set(versions), "lost"
        said = {mark: version for mark, version in self.applied.items() if version is not None}
        assert {mark: versions[mark] for mark in said} == said, "answered with another version"
        both = {mark: (why, versions[mark]) for mark, why in self.refused.items() if mark in versions}
        assert both == {}, "refused and yet applied"
        assert set(versions) <= set(self.applied) | set(self.unknown), "nobody asked for it"
        assert all(self.refused.values()), "refused without a word"
        assert all(self.unknown.values()), "given up without a word"


def mark_of(entry: HistoryEntry) -> str:
    """Which edit an entry tells of."""
    match entry.actions:
        case ("set_quantity",):
            return f"mark {_units(entry.changes)[1] - SET_FROM}"
        case ("add_line",):
            before, after = _units(entry.changes)
            return f"mark {after - before}"
        case _:
            pass
    found = (re.search(r"mark \d+", str(change.after)) for change in entry.changes)
    return next(mark[0] for mark in found if mark is not None)


def _units(changes: Sequence[FieldChange]) -> tuple[int, int]:
    """The units of the line before and after."""
    [(before, after)] = [
        (_quantity(change.before), _quantity(change.after))
        for change in changes
        if change.field.endswith(".quantity") or change.field.count(".") == 1
    ]
    return before, after


def _quantity(value: JsonValue) -> int:
    """A quantity, or that of a whole line; none before there was one."""
    if isinstance(value, dict):
        value = value["quantity"]
    return value if isinstance(value, int) else 0


def assert_unbroken(cart: Cart, entries: Sequence[HistoryEntry]) -> None:
    """Fail unless each version has one entry that begins where the one before ended, up to the cart now."""
    oldest_first = sorted(entries, key=lambda entry: entry.id)
    assert [entry.version for entry in oldest_first] == list(range(1, cart.version + 1))
    now: dict[str, JsonValue] = {}
    for entry in oldest_first:
        for change in entry.changes:
            if change.field in _TEXTS or change.field.endswith(".quantity"):
                assert now.get(change.field, change.before) == change.before, change
                now[change.field] = change.after
    assert now.get("note", "") == cart.note
    assert now.get("tags", []) == list(cart.tags)
    for line in cart.lines:
        assert now.get(f"lines.{line.id}.quantity", line.quantity) == line.quantity


_TEXTS: Final = frozenset({"note", "tags", "assigned_to"})
