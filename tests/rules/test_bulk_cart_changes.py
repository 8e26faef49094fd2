"""The edits of one cart within a bulk change, and above all its tags."""

from datetime import UTC, datetime
from typing import Final

import pytest

from cartui.model.actions import Assign, SetPriceLevel, SetTags
from cartui.model.bulk import ChangeTags
from cartui.model.cart import CartState, Origin
from cartui.model.errors import Refused
from cartui.model.record import CartContent, CartFigures, CartRecord
from cartui.rules.bulk.cart_changes import MOST_TAGS, deleted, edits_of, restored

NOW: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)

FEW_TAGS: Final = [
    (),
    ("spring",),
    ("Spring",),
    ("gift", "VIP"),
    ("straße", "vip"),
    ("STRASSE", "gift", "spring"),
    ("vip", "Gift", "winter"),
]
"""Some that are the same but for their case."""


def cart_with(*tags: str) -> CartRecord:
    """An open cart with these tags and nothing in it."""
    return CartRecord(
        id="1",
        number="C-000001",
        version=3,
        state=CartState.OPEN,
        origin=Origin.AGENT,
        content=CartContent(market="BD", currency="BDT", tags=tags),
        figures=CartFigures(),
        created_at=NOW,
        updated_at=NOW,
    )


def tags_after(record: CartRecord, change: ChangeTags) -> tuple[str, ...]:
    """The tags that the cart has after it."""
    for step in edits_of(record, [change]):
        assert isinstance(step, SetTags)
        return step.tags
    return record.content.tags


@pytest.mark.parametrize("has", FEW_TAGS, ids="+".join)
@pytest.mark.parametrize("add", FEW_TAGS, ids="+".join)
def test_tags_are_put_on_once_taken_off_and_left_alone_in_whatever_case(
    has: tuple[str, ...], add: tuple[str, ...]
) -> None:
    for named in FEW_TAGS:
        put_on = {tag.casefold() for tag in add}
        remove = tuple(tag for tag in named if tag.casefold() not in put_on)
        if add or remove:
            _check(cart_with(*has), ChangeTags(add=add, remove=remove))


def _check(record: CartRecord, change: ChangeTags) -> None:
    """What holds whatever the cart has."""
    gone = {tag.casefold() for tag in change.remove}
    after = tags_after(record, change)
    folded = {tag.casefold() for tag in after}
    assert {tag.casefold() for tag in change.add} <= folded
    assert not gone & folded
    untouched = [tag for tag in record.content.tags if tag.casefold() not in gone]
    assert list(after[: len(untouched)]) == untouched, "what stays keeps its place and its case"
    assert edits_of(cart_with(*after), [change]) == (), "a second time there is nothing to do"


def test_a_cart_that_has_the_tags_already_is_not_edited_for_them() -> None:
    change = ChangeTags(add=("spring",), remove=("winter",))
    assert edits_of(cart_with("Spring"), [change]) == ()
    level = SetPriceLevel(level="vip")
    assert edits_of(cart_with("Spring"), [level, change, Assign(agent="bob")]) == (level, Assign(agent="bob"))


def test_a_cart_does_not_get_more_tags_than_one_can_have() -> None:
    record = cart_with(*(f"tag {number}" for number in range(MOST_TAGS)))
    with pytest.raises(Refused, match="C-000001 would have 101 tags"):
        edits_of(record, [ChangeTags(add=("one more",))])
    assert len(tags_after(record, ChangeTags(add=("one more",), remove=("tag 7",)))) == MOST_TAGS


def test_a_deleted_cart_is_restored_as_it_was() -> None:
    record = cart_with("spring")
    trashed = deleted(record, NOW)
    assert trashed.after.state is CartState.DELETED
    assert [(each.field, each.before, each.after) for each in trashed.changes] == [
        ("state", "open", "deleted")
    ]
    assert restored(trashed.after, 30, NOW).after == record
