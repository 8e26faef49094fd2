"""Every cart that is meant is read, each once, however it is meant and however many pages that takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.client import selected_carts as reading
from cartui.client.selected_carts import selected_carts
from cartui.model.bulk import BulkTarget
from cartui.model.query import CartQuery
from tests.desk.fake_client import FakeClient, a_summary

COUNT = 12


async def numbers(target: BulkTarget) -> list[int]:
    """The carts that are read, by the number of their customer."""
    backend = FakeClient([a_summary(number) for number in range(COUNT)])
    return [
        int(cart.id.removeprefix("cart-"))
        async for portion in selected_carts(backend.client.carts, target)
        for cart in portion
    ]


@given(
    named=st.sets(st.integers(0, COUNT + 2)),
    without=st.sets(st.integers(0, COUNT + 2)),
    queried=st.booleans(),
    by_number=st.booleans(),
)
async def test_it_is_what_the_query_finds_without_some_and_what_is_named(
    named: set[int], without: set[int], queried: bool, by_number: bool
) -> None:
    target = BulkTarget(
        carts=tuple(f"C-{each:06}" if by_number else f"cart-{each}" for each in sorted(named)),
        query=CartQuery() if queried else None,
        without=tuple(f"cart-{each}" for each in sorted(without)),
    )
    there = set(range(COUNT))
    found = await numbers(target)
    assert len(found) == len(set(found))
    assert set(found) == (named & there) | ((there - without) if queried else set())


async def test_what_stands_on_further_pages_is_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE", 5)
    assert sorted(await numbers(BulkTarget(query=CartQuery()))) == list(range(COUNT))
