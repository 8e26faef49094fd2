"""The queue of locked carts at the desk: few keys a cart, each for the cart it was meant for."""

import asyncio
import random
import re

import pytest
from textual.events import Key

from cartui.model.agent import Actor, Role
from cartui.model.statement import Verdict
from cartui.model.text import clean_line
from cartui.screens.locks.locked_queue import LockedQueue
from cartui.screens.locks.message import MessageDialog
from cartui.screens.locks.one_lock import OneLock
from cartui.screens.locks.resolving_question import ResolvingQuestion
from cartui.widgets.pane import Pane
from tests.desk.fake_locks import REASONS, LockedShop, a_locked
from tests.desk.sitting import Sitting, sitting
from tests.hostile import CONTROLS, HOSTILE
from tests.scale import full_or_tenth
from tests.waiting import until

SIZES = [(80, 24), (120, 40)]


def a_shop(*verdicts: Verdict) -> LockedShop:
    """A backend with locked carts of which that is true, the latest lock first."""
    return LockedShop([a_locked(number, verdict) for number, verdict in enumerate(verdicts, 1)])


def words(desk: Sitting) -> str:
    """What stands on the screen, without frames and line breaks."""
    return " ".join("".join(" " if c in "│╭╮╰╯─" else c for c in desk.text).split())


def queue(desk: Sitting) -> LockedQueue:
    """The queue, which is in front."""
    screen = desk.app.screen
    assert isinstance(screen, LockedQueue), screen
    return screen


async def typed_ahead(desk: Sitting, *keys: str) -> None:
    """Press keys as somebody does who does not look: all at once; then wait."""
    driver = desk.app._driver
    assert driver is not None
    for key in keys:
        driver.send_message(Key(key, key if len(key) == 1 else None))
    await desk.settle()


def done(backend: LockedShop) -> list[str]:
    """What was done with locks, without the reasons."""
    return [each.split(":")[0] for each in backend.resolved]


# --- looking -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_row_says_whether_it_was_paid_and_what_was_tried(size: tuple[int, int]) -> None:
    backend = LockedShop([a_locked(1), a_locked(2, Verdict.NOT_PAID, tried=99_900)])
    async with sitting(backend, size) as desk:
        await desk.press("g", "l")
        paid, unpaid = (line for line in desk.lines if "C-00000" in line and "│" in line)
        for said in ("1h", "no return", "BDT 1,250.01", "4242", "PAID ref+amount+card"):
            assert said in paid
        assert "≠" not in paid
        assert "≠ BDT 999.00" in unpaid
        assert "NOT PAID no payment" in unpaid
        assert "PayPal covered to 11:00" in desk.text
        assert "locked carts 2" in desk.text
        assert "+880 1712-345678  rahim@example.com  Customer 1" in desk.text
        assert "with this cart's reference" in words(desk)


@pytest.mark.parametrize("size", SIZES)
async def test_a_provider_has_one_name_in_the_table_and_in_what_is_said_of_the_cart(
    size: tuple[int, int],
) -> None:
    backend = LockedShop([a_locked(1)])
    assert {row.provider for row in backend.locked[0].evidence.rows} == {"paypal"}
    async with sitting(backend, size) as desk:
        await desk.press("g", "l", "enter")
        assert "PayPal card 4242" in words(desk)
        assert "paypal" not in desk.text


async def test_an_empty_queue_says_so_and_offers_nothing() -> None:
    async with sitting(LockedShop([])) as desk:
        await desk.press("g", "l")
        assert "No cart is locked" in desk.text
        await desk.press("C")
        assert "There is no locked cart at the cursor" in desk.text
        await desk.press("u")
        assert "Nothing was resolved here" in desk.text


# --- resolving by what the evidence says -----------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_paid_carts_are_confirmed_with_two_keys_each(size: tuple[int, int]) -> None:
    backend = a_shop(*[Verdict.PAID] * 5)
    async with sitting(backend, size) as desk:
        await desk.press("g", "l")
        for _ in range(5):
            await desk.press("C", "enter")
        assert "No cart is locked" in desk.text
        assert "C-000005 is ORD-000000000005 now." in desk.text
    assert done(backend) == [f"confirm cart-{n}" for n in range(1, 6)]
    assert backend.resolved[0].endswith(
        "Paid: PayPal has a payment of BDT 1,250.00 with this cart's reference, as it was tried."
    )


async def test_each_key_typed_ahead_means_the_cart_that_it_was_meant_for() -> None:
    backend = a_shop(Verdict.PAID, Verdict.NOT_PAID, Verdict.PAID, Verdict.PAID)
    async with sitting(backend) as desk:
        await desk.press("g", "l")
        await typed_ahead(desk, *("C", "enter", "U", "enter", "C", "enter"))
        assert queue(desk).table.current_key == "cart-4"
    assert done(backend) == ["confirm cart-1", "unlock cart-2", "confirm cart-3"]


async def test_keys_typed_ahead_wait_for_the_answer() -> None:
    backend = a_shop(*[Verdict.PAID] * 3)
    backend.slow_locks = asyncio.Event()
    async with sitting(backend) as desk:
        await desk.press("g", "l")
        keys = asyncio.create_task(typed_ahead(desk, *("C", "enter") * 3))
        await until(lambda: "confirm cart-1" in "".join(backend.asked))
        assert done(backend) == []
        backend.slow_locks.set()
        await keys
        await desk.settle()
    assert done(backend) == [f"confirm cart-{n}" for n in range(1, 4)]


async def test_what_the_evidence_does_not_suggest_stands_on_cancel_however_many_keys_come() -> None:
    backend = a_shop(Verdict.UNKNOWN, Verdict.PAID)
    async with sitting(backend) as desk:
        await desk.press("g", "l", *("C", "enter") * 3, *("U", "enter") * 3)
        assert queue(desk).table.current_key == "cart-1"
    assert done(backend) == []


async def test_what_no_statement_tells_takes_a_reason_and_three_keys() -> None:
    backend = a_shop(Verdict.UNKNOWN, Verdict.PAID)
    async with sitting(backend) as desk:
        await desk.press("g", "l", "U", "r", *"cash", "enter")
        assert "C-000001 is unlocked." in desk.text
        assert queue(desk).table.current_key == "cart-2"
    assert backend.resolved == ["unlock cart-1: cash"]


async def test_going_against_the_evidence_takes_a_reason_and_a_second_word() -> None:
    backend = a_shop(Verdict.PAID)
    async with sitting(backend) as desk:
        await desk.press("g", "l", "U")
        assert "▲ This goes against the evidence: the customer paid." in desk.text
        await desk.press("right", "enter")
        assert "✗ Say why" in desk.text
        await desk.press(*"my own card", "enter")
        assert done(backend) == []
        await desk.press("enter")
    assert backend.resolved == ["unlock cart-1 against the evidence: my own card"]


async def test_deleting_takes_a_reason_whatever_the_evidence_says() -> None:
    backend = a_shop(Verdict.NOT_PAID)
    async with sitting(backend) as desk:
        await desk.press("g", "l", "D", "enter")
        assert done(backend) == []
        await desk.press("D", "r", *"twice", "enter")
        assert "C-000001 is in the trash." in desk.text
    assert backend.resolved == ["delete cart-1: twice"]


async def test_a_cart_that_comes_to_something_else_than_was_paid_is_looked_at() -> None:
    backend = LockedShop([a_locked(1, tried=100)])
    async with sitting(backend) as desk:
        await desk.press("g", "l", "C")
        assert "BDT 1.00 tried · the cart comes to BDT 1,250.01" in desk.text
        await desk.press("enter")
    assert done(backend) == []


async def test_a_half_typed_reason_is_kept() -> None:
    backend = a_shop(Verdict.UNKNOWN)
    async with sitting(backend) as desk:
        await desk.press("g", "l", "U", "r", *"the bank", "escape", "U")
        assert "the bank" in desk.text
        await desk.press("escape", "D")
        assert "the bank" not in desk.text


# --- others ----------------------------------------------------------------------------------------


async def test_what_another_resolved_first_is_said_and_done_once() -> None:
    backend = a_shop(Verdict.PAID, Verdict.PAID)
    async with sitting(backend) as desk:
        await desk.press("g", "l", "C")
        backend.resolves_elsewhere(1, tell=False)
        await desk.press("enter")
        assert "✗ cart-1 was unlocked by bob" in desk.text
        await desk.press("enter")
        assert queue(desk).table.current_key == "cart-2"
    assert done(backend) == ["bob unlocked cart-1"]


async def test_keys_typed_ahead_end_where_somebody_was_quicker() -> None:
    backend = a_shop(Verdict.PAID, Verdict.PAID, Verdict.PAID)
    async with sitting(backend) as desk:
        await desk.press("g", "l")
        backend.resolves_elsewhere(1, tell=False)
        await typed_ahead(desk, *("C", "enter") * 3)
        assert isinstance(desk.app.screen, ResolvingQuestion)
        assert "✗ cart-1 was unlocked by bob" in desk.text
    assert done(backend) == ["bob unlocked cart-1"]


async def test_a_key_is_not_done_with_the_cart_that_came_under_the_cursor_meanwhile() -> None:
    backend = a_shop(Verdict.PAID, Verdict.PAID)
    async with sitting(backend) as desk:
        await desk.press("g", "l")
        backend.resolves_elsewhere(1)
        await desk.until(lambda: queue(desk).table.current_key == "cart-2")
        await desk.press("C")
        assert "C-000001 was resolved elsewhere, and the cursor is at C-000002 now" in words(desk)
        await desk.press("C", "enter")
    assert done(backend) == ["bob unlocked cart-1", "confirm cart-2"]


async def test_evidence_that_changed_since_it_was_shown_takes_a_second_word() -> None:
    backend = a_shop(Verdict.PAID)
    async with sitting(backend) as desk:
        await desk.press("g", "l", "C")
        backend.says(1, Verdict.REFUNDED)
        await desk.press("enter")
        said = words(desk)
        assert "said paid, and says refunded by now" in said
        assert "All of it went back to the payer." in said
        assert "goes against the evidence: its payment was given back since" in said
        assert "Paid: PayPal" not in said
        await desk.press("enter")
        assert isinstance(desk.app.screen, LockedQueue)
    assert done(backend) == []


async def test_a_cart_that_was_unlocked_and_locked_again_meanwhile_is_looked_at_again() -> None:
    backend = a_shop(Verdict.PAID)
    async with sitting(backend) as desk:
        await desk.press("g", "l", "C")
        backend.locks_again(1, total=634_800)
        await desk.press("enter")
        said = words(desk)
        assert "unlocked meanwhile and locked again" in said
        assert "6,348.00" in said
        await desk.press("enter")
        assert isinstance(desk.app.screen, LockedQueue)
    assert done(backend) == []


async def test_new_locks_come_by_themselves_and_leave_the_cursor_where_it_is() -> None:
    backend = LockedShop([a_locked(5), a_locked(6)])
    async with sitting(backend) as desk:
        await desk.press("g", "l", "j")
        backend.locked.insert(0, a_locked(1))
        backend.resolves_elsewhere(5)
        await desk.until(lambda: "C-000001" in desk.text)
        assert queue(desk).table.current_key == "cart-6"
        assert "C-000005" not in desk.text


# --- a backend that does not answer ------------------------------------------------------------------


async def test_a_lost_reply_is_asked_for_again_under_the_same_key() -> None:
    backend = a_shop(Verdict.PAID, Verdict.PAID)
    backend.loses = 1
    async with sitting(backend) as desk:
        await desk.press("g", "l", "C", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, LockedQueue))
        assert "C-000001 is ORD-000000000001 now." in desk.text
    assert done(backend) == ["confirm cart-1"]
    assert len(backend.kept) == 1


async def test_while_the_backend_is_away_the_queue_stays_in_sight_and_nothing_is_lost() -> None:
    backend = a_shop(Verdict.PAID)
    async with sitting(backend) as desk:
        await desk.press("g", "l")
        backend.goes_away()
        await desk.press("C")
        await desk.pilot.press("enter")
        await until(lambda: "Not known yet whether it was done" in words(desk))
        backend.comes_back()
        await desk.press("enter")
        await desk.until(lambda: done(backend) == ["confirm cart-1"])


# --- roles and hostile text --------------------------------------------------------------------------


async def test_a_viewer_sees_the_queue_and_is_told_why_nothing_is_resolved() -> None:
    backend = a_shop(Verdict.PAID)
    backend.actor = Actor(name="vera", role=Role.VIEWER)
    async with sitting(backend) as desk:
        await desk.press("g", "l")
        assert "PAID ref+amount+card" in desk.text
        for key in "CUDu":
            await desk.press(key)
            assert "A viewer may not lock carts or resolve their locks" in words(desk)
    assert done(backend) == []


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_text_is_shown_as_text(size: tuple[int, int]) -> None:
    rows = []
    for number, text in enumerate(HOSTILE, 1):
        line = clean_line(text)[:60] or "x"
        usual = a_locked(number)
        assert usual.attempt is not None
        rows.append(
            usual.model_copy(
                update={
                    "customer": line,
                    "attempt": usual.attempt.model_copy(update={"provider": line, "reference": line}),
                    "lock": usual.lock.model_copy(update={"note": line}),
                    "evidence": usual.evidence.model_copy(update={"reasons": (line,), "others": (line,)}),
                }
            )
        )
    async with sitting(LockedShop(rows), size) as desk:
        await desk.press("g", "l")
        for _ in range(len(rows) // 5):
            await desk.press(*"jjjjj")
            assert not CONTROLS & set(desk.text.replace("\n", ""))
        await desk.press("U")
        assert isinstance(desk.app.screen, ResolvingQuestion)
        assert not CONTROLS & set(desk.text.replace("\n", ""))
        await desk.press("escape", "enter")
        assert isinstance(desk.app.screen, OneLock)
        assert not CONTROLS & set(desk.text.replace("\n", ""))


async def test_an_answer_that_comes_while_the_closer_look_is_left_has_no_place() -> None:
    async with sitting(a_shop(Verdict.PAID)) as desk:
        await desk.press("g", "l", "enter")
        closer = desk.app.screen
        assert isinstance(closer, OneLock)
        await closer.query(Pane).last().remove()
        closer.when_changed(())
        await desk.settle()
        assert desk.app._exception is None


# --- what the customer has to do -----------------------------------------------------------------------


async def test_after_a_confirmation_the_customer_is_written_to_until_one_turns_to_another_cart() -> None:
    backend = a_shop(Verdict.PAID, Verdict.PAID)
    async with sitting(backend) as desk:
        await desk.press("g", "l", "C", "enter")
        assert "The customer must close and reopen the browser · m message" in words(desk)
        await desk.press("m")
        assert isinstance(desk.app.screen, MessageDialog)
        assert "draft reopen_browser cart-1" in backend.asked
        await desk.press("escape", "j", "m")
        assert "draft reopen_browser cart-2" in backend.asked
        await desk.press("escape", "j")
        assert "must close and reopen" not in words(desk)


async def test_an_unlocked_cart_needs_no_message() -> None:
    backend = a_shop(Verdict.NOT_PAID, Verdict.PAID)
    async with sitting(backend) as desk:
        await desk.press("g", "l", "U", "enter")
        assert "browser" not in words(desk)
        await desk.press("m")
        assert "draft reopen_browser cart-2" in backend.asked


# --- whatever is pressed -----------------------------------------------------------------------------

KEYS = (*"CUDDjkmrwHy;?bc x", *("enter",) * 6, *("escape",) * 4, "left", "right", "tab", "end", "home")


@pytest.mark.parametrize("seed", range(full_or_tenth(20)))
async def test_random_keys_resolve_nothing_against_the_evidence_without_a_reason_of_ones_own(
    seed: int,
) -> None:
    chance = random.Random(seed)
    verdicts = {number: chance.choice([*Verdict]) for number in range(1, 30)}
    backend = a_shop(*verdicts.values())
    async with sitting(backend, chance.choice(SIZES)) as desk:
        for _ in range(10):
            await desk.press("g", "l")
            await typed_ahead(desk, *chance.choices(KEYS, k=8))
            if chance.random() < 0.3 and backend.locked:
                backend.resolves_elsewhere(int(chance.choice(backend.locked).number.removeprefix("C-")))
    for each in backend.resolved:
        how, number = re.match(r"(\w+) .*cart-(\d+)", each).groups()  # type: ignore[union-attr]
        suggested = {Verdict.PAID: "confirm", Verdict.NOT_PAID: "unlock"}.get(verdicts[int(number)])
        is_own = not any(reason in each for reason in REASONS.values())
        assert how in {suggested, "bob"} or is_own, each
