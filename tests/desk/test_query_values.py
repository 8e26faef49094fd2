"""Values offered in the query line at the desk: the shop's own, and those that carts have."""

import asyncio

import pytest

from cartui.client.protocol import ClientError, Unavailable, Unsupported
from cartui.rules.query.keys import KEYS
from cartui.screens.lists.completing import PAUSE
from cartui.widgets.query_line import SETTLE_KEY
from tests.desk.fake_client import FakeCarts, FakeClient, a_summary
from tests.desk.sitting import Sitting, sitting


def tagged_carts() -> FakeClient:
    """A backend that can filter by everything, whose carts have tags, reps and agents."""
    backend = FakeClient(
        [
            a_summary(1, tags=("vip", "big spender"), rep="14", assigned_to="alice"),
            a_summary(2, tags=("vip",), rep="27", assigned_to="bob"),
            *(a_summary(n) for n in range(3, 30)),
        ]
    )
    backend.capabilities = backend.capabilities.model_copy(update={"filters": frozenset(KEYS)})
    return backend


async def typed(desk: Sitting, text: str) -> list[str]:
    """What is offered once that was typed into the line."""
    desk.carts.line.field.focus()
    await desk.type(text)
    await desk.pilot.pause(PAUSE + 0.05)
    await desk.settle()
    shown = desk.carts.line._shown
    return [] if shown is None else [offer.text for offer in shown.offers]


async def test_the_shops_markets_and_levels_are_offered_with_their_names() -> None:
    backend = tagged_carts()
    async with sitting(backend, (80, 24)) as desk:
        assert await typed(desk, "market:") == ["BD", "KW", "JP"]
        assert "Kuwait" in desk.text
        assert not [asked for asked in backend.asked if asked.startswith("values")]


async def test_values_that_carts_have_are_read_as_one_types() -> None:
    async with sitting(tagged_carts()) as desk:
        assert await typed(desk, "tag:") == ['"big spender"', "vip"]
        assert await typed(desk, "v") == ["vip"]
        assert await typed(desk, " -rep:1") == ["14"]
        assert await typed(desk, " assigned:") == ["me", "alice", "bob"]


async def test_only_keys_that_the_backend_can_filter_by_are_offered() -> None:
    backend = tagged_carts()
    backend.capabilities = backend.capabilities.model_copy(update={"filters": frozenset({"state"})})
    async with sitting(backend) as desk:
        assert await typed(desk, "ma") == []
        assert await typed(desk, " st") == ["state:"]


@pytest.mark.parametrize(
    "refusal", [Unsupported("It has none."), Unavailable("It is not reached.")], ids=repr
)
async def test_a_backend_that_gives_no_values_hinders_nobody(
    refusal: ClientError, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = tagged_carts()
    answer = backend.answer

    def refusing(call: str, memory: str = "") -> None:
        """Refuse values and nothing else."""
        if call.startswith("values"):
            raise refusal
        answer(call, memory)

    monkeypatch.setattr(backend, "answer", refusing)
    async with sitting(backend) as desk:
        assert await typed(desk, "tag:v") == []
        assert desk.notices == []
        await desk.type("ip")
        assert desk.carts.line.text == "tag:vip"
        assert not desk.carts.line.has_trouble


async def test_enter_goes_on_to_the_carts_of_a_term_that_was_taken_by_tab() -> None:
    async with sitting(tagged_carts(), (80, 24)) as desk:
        await typed(desk, "mar")
        await desk.press("tab", "b", "tab", "enter")
        assert desk.carts.line.text == "market:BD "
        assert desk.carts.table.has_focus
        assert "29 match" in desk.text


async def test_what_is_whole_counts_while_the_last_term_is_being_typed() -> None:
    async with sitting(tagged_carts(), (80, 24)) as desk:
        await typed(desk, "customer 11 marke")
        await desk.pilot.pause(SETTLE_KEY)
        await desk.settle()
        assert "0 match" in desk.text
        await desk.type("t:")
        assert "1 match" in desk.text
        assert desk.carts.query_shown.words == ("customer", "11")
        await desk.press("enter")
        assert "needs a value" in desk.text


async def shown_by(desk: Sitting, text: str) -> str:
    """What the list says once that is asked."""
    desk.carts.line.field.focus()
    desk.carts.line.put("")
    await desk.type(text)
    await desk.press("enter")
    await desk.settle()
    return desk.text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_an_empty_list_names_the_value_that_no_cart_has(size: tuple[int, int]) -> None:
    backend = tagged_carts()
    backend.summaries[:] = backend.summaries[:2]
    async with sitting(backend, size) as desk:
        shown = await shown_by(desk, "market:BD,XX assigned:blob state:locked")
        assert "No open cart is in market XX." in shown
        assert "No open cart is assigned to blob. Did you mean bob?" in shown
        assert "No cart matches" not in shown
        await desk.press("r")
        assert "No open cart is in market XX." in desk.text


async def test_an_empty_list_whose_values_are_all_there_says_that_nothing_matches() -> None:
    backend = tagged_carts()
    async with sitting(backend, (80, 24)) as desk:
        assert "No cart matches" in await shown_by(desk, "state:locked market:BD")
        assert "No open cart" not in desk.text


async def test_a_key_never_waits_for_what_an_empty_list_says(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = tagged_carts()
    asked: list[str] = []
    never = asyncio.Event()

    async def wait(_carts: FakeCarts, key: str, prefix: str = "", *, limit: int = 20) -> tuple[str, ...]:
        """Answer nobody."""
        asked.append(f"{key} {prefix} {limit}")
        await never.wait()
        return ()

    monkeypatch.setattr(FakeCarts, "values", wait)
    async with sitting(backend, (80, 24), restless=True) as desk:
        desk.carts.line.put("state:locked market:XX")
        desk.carts.search("state:locked market:XX")
        await desk.until(lambda: len(asked) > 0)
        assert "No cart matches" in desk.text
        await desk.pilot.press("1")
        await desk.until(lambda: "C-000003" in desk.text)
