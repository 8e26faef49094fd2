"""Kinds of entries by their names and in groups."""

import pytest

from cartui.model.errors import Invalid
from cartui.model.history import EntryKind
from cartui.rules.entry_kinds import GROUPS, KindGroup, kinds_named, kinds_of


def test_every_kind_is_in_one_group() -> None:
    assert sorted(kind for kinds in GROUPS.values() for kind in kinds) == sorted(EntryKind)


def test_kinds_are_named_by_themselves_or_by_their_group_each_once() -> None:
    assert kinds_named(["commented", " Comments ", "edited"]) == (
        EntryKind.COMMENTED,
        EntryKind.CALLED,
        EntryKind.EDITED,
    )
    assert kinds_named(["orders"]) == kinds_of(KindGroup.ORDERS)
    assert kinds_named([]) == kinds_of(None) == ()


def test_a_kind_that_there_is_none_of_is_refused_with_those_there_are() -> None:
    with pytest.raises(Invalid, match=r"'vanished'.*edits.*commented"):
        kinds_named(["vanished"])
