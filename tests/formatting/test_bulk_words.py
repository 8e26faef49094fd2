"""A change of many carts says what it does, and what came of it."""

import pytest

from cartui.formatting.bulk_words import actions_words, tally_words
from cartui.model.actions import Assign, SetPriceLevel
from cartui.model.bulk import (
    BulkAction,
    BulkTally,
    ChangeTags,
    DeleteCarts,
    NotifyCustomers,
    SetCustomerLevel,
    UndoJob,
)
from cartui.model.message import MessageKind
from cartui.model.shop import PriceLevel, Shop

SHOP = Shop(price_levels=(PriceLevel(code="gold", name="Gold"),))


@pytest.mark.parametrize(
    ("actions", "words"),
    [
        ([SetPriceLevel(level="gold")], "price level Gold"),
        ([SetPriceLevel(level="gone")], "price level gone"),
        ([SetPriceLevel(level=None)], "no price level of their own"),
        ([Assign(agent="bob"), ChangeTags(add=("vip",), remove=("old",))], "assigned to bob, tags +vip −old"),
        ([Assign(agent=None)], "assigned to nobody"),
        ([DeleteCarts()], "delete"),
        (
            [NotifyCustomers(kind=MessageKind.REOPEN_BROWSER)],
            "message to customers: close and reopen the browser",
        ),
        (
            [SetCustomerLevel(level="gold", carts_follow=True)],
            "customers' price level Gold, open carts follow",
        ),
        ([UndoJob(job=3)], "undo of bulk change 3"),
    ],
    ids=["level", "unknown-level", "no-level", "two", "nobody", "delete", "message", "customers", "undo"],
)
def test_it_says_what_it_does(actions: list[BulkAction], words: str) -> None:
    assert actions_words(actions, SHOP) == words


@pytest.mark.parametrize(
    ("tally", "words"),
    [
        (BulkTally(changed=9_000, unchanged=990, refused=10), "9,000 changed, 990 as they were, 10 refused"),
        (BulkTally(unchanged=1), "1 as it was"),
        (BulkTally(matched=5), "nothing changed"),
    ],
    ids=["all", "one", "none"],
)
def test_it_says_what_came_of_it(tally: BulkTally, words: str) -> None:
    assert tally_words(tally) == words
