"""Nothing is chosen over a change that was not shown, and no order leaves behind what is not saved."""

from collections.abc import Sequence

import pytest

from cartui.model.actions import SetNote, SetQuantity
from cartui.model.cart import CartState
from cartui.model.history import HistoryEntry
from cartui.screens.desk.cart_edits import Area
from cartui.screens.one_cart.dialogs.both_versions import BothVersions
from cartui.screens.one_cart.dialogs.place_order import PlaceOrderDialog
from cartui.screens.one_cart.one_cart import OneCart
from tests.desk.test_both_versions_at_the_desk import Two, two
from tests.waiting import until

__all__ = ["two"]


async def at_version(two: Two, version: int) -> None:
    """Wait until alice's desk has it."""
    await until(
        lambda: two.alice.cart.version >= version, lambda: two.alice.screen, pause=two.alice.pilot.pause
    )


async def test_what_is_saved_while_it_is_found_out_who_it_was_is_shown_too(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, history = two.alice, two.alice.client.history
    of_cart, asked = history.of_cart, 0

    async def slow(ref: str, *, limit: int = 200) -> Sequence[HistoryEntry]:
        nonlocal asked
        asked += 1
        if asked == 1:
            third = await two.bob_does(SetNote(note="bob's third"))
            await at_version(two, third.version)
        return await of_cart(ref, limit=limit)

    await two.bob_does(SetNote(note="bob's second"))
    monkeypatch.setattr(history, "of_cart", slow)
    await two.alice_asks(Area.NOTE, SetNote(note="hers"))
    alice.sees(BothVersions)
    assert "bob's third" in alice.words


async def test_what_is_saved_while_both_are_shown_is_shown_before_anything_goes_over_it(two: Two) -> None:
    alice = two.alice
    await two.bob_does(SetNote(note="bob's second"))
    await two.alice_asks(Area.NOTE, SetNote(note="hers"))
    alice.sees(BothVersions)
    third = await two.bob_does(SetNote(note="bob's third"))
    screen = next(screen for screen in alice.app.screen_stack if isinstance(screen, OneCart))
    screen.edits.take(third)  # as a reading does that was under way when the dialog came
    await alice.press("right", "enter")
    alice.sees(BothVersions)
    assert "bob's third" in alice.words
    assert await alice.stored() == third
    await alice.press("right", "enter")
    assert (await alice.stored()).note == "hers"


@pytest.mark.parametrize(
    ("key", "said"),
    [("P", "is not placed"), ("C", "is not copied"), ("X", "Nothing of C-000001 is taken back")],
)
async def test_nothing_is_done_with_a_cart_before_it_is_chosen_what_of_both_versions_is_saved(
    two: Two, key: str, said: str
) -> None:
    alice = two.alice
    await two.bob_does(SetQuantity(line=two.line, quantity=7))
    await alice.press("+", "escape", key)
    alice.sees(BothVersions)
    told = next(notice for notice in alice.notices if said in notice)
    assert told.endswith("choose first what of both versions is saved.")
    await alice.press("enter", "enter")
    assert (await alice.stored()).state is CartState.OPEN
    await alice.press("right", "enter")
    assert (await alice.stored()).lines[0].quantity == 3


async def test_the_last_question_before_an_order_says_what_was_refused(two: Two) -> None:
    alice = two.alice
    await two.alice_asks(Area.LINES, SetQuantity(line="gone", quantity=2))
    assert "NOT ALL SAVED" in alice.screen
    await alice.press("P")
    alice.sees(PlaceOrderDialog)
    assert "not in it: lines - " in alice.words
