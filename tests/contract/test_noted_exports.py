"""Exports are noted: who begins to write which rows to a file, and how many these were in the end."""

import pytest

from cartui.client.noted_exports import write_noted
from cartui.client.protocol import Client, Conflict, Forbidden, Invalid, NotFound, Unavailable
from cartui.model.activity import ExportActivity
from cartui.model.agent import Role
from cartui.model.cart import Cart
from cartui.model.exported import LONGEST_SELECTION, ExportKind, NewExport, NotedExport
from cartui.model.history import EntryKind
from tests.contract.conftest import Clock, OpenAs
from tests.contract.following import begun_feed

CARTS = NewExport(kind=ExportKind.CARTS, selection="market:BD", written_as="csv")


async def noted(client: Client, agent: str | None = None) -> list[NotedExport]:
    """The exports of the activity, latest first."""
    page = await client.history.recent(kinds=[EntryKind.EXPORTED], agent=agent)
    assert all(isinstance(each, ExportActivity) for each in page)
    return [each.export for each in page if isinstance(each, ExportActivity)]


async def test_an_export_is_kept_with_who_when_and_what_and_in_the_end_how_many(
    client: Client, open_as: OpenAs, clock: Clock
) -> None:
    bob = await open_as("bob", role=Role.VIEWER)
    begun = await bob.history.begin_export(CARTS)
    assert (begun.agent, begun.at, begun.rows) == ("bob", clock(), None)
    assert (begun.kind, begun.selection, begun.written_as) == (ExportKind.CARTS, "market:BD", "csv")
    assert await noted(client) == [begun]

    clock.advance(minutes=1)
    ended = await bob.history.end_export(begun.id, 412)
    assert ended == begun.model_copy(update={"rows": 412})
    assert await noted(client) == [ended]
    assert await noted(client, agent="alice") == []
    assert await noted(client, agent="bob") == [ended]


async def test_how_many_it_had_is_noted_once_and_by_whoever_exported(client: Client, open_as: OpenAs) -> None:
    bob = await open_as("bob")
    begun = await client.history.begin_export(CARTS)
    with pytest.raises(Forbidden, match="alice"):
        await bob.history.end_export(begun.id, 3)
    for rows in (-1, -(2**70)):
        with pytest.raises(Invalid):
            await client.history.end_export(begun.id, rows)
    ended = await client.history.end_export(begun.id, 0)
    assert ended.rows == 0
    assert await client.history.end_export(begun.id, 0) == ended
    with pytest.raises(Conflict, match="0 rows"):
        await client.history.end_export(begun.id, 3)
    for number in (begun.id + 1, 0, -1, 2**70):
        with pytest.raises(NotFound):
            await client.history.end_export(number, 3)


async def test_an_export_is_noted_once_however_often_it_is_asked_for(client: Client) -> None:
    begun = await client.history.begin_export(CARTS, key="k1")
    assert await client.history.begin_export(CARTS, key="k1") == begun
    with pytest.raises(Invalid, match="something else"):
        await client.history.begin_export(CARTS.model_copy(update={"written_as": "json"}), key="k1")
    ended = await client.history.end_export(begun.id, 5, key="k2")
    assert await client.history.end_export(begun.id, 5, key="k2") == ended
    assert await noted(client) == [ended]


async def test_what_was_chosen_is_kept_as_one_line_of_bounded_length(client: Client) -> None:
    long = NewExport(kind=ExportKind.LINES, selection="tag:\x1b]0;x\x07 \n" + "x" * 5_000, written_as="xlsx")
    begun = await client.history.begin_export(long)
    assert len(begun.selection) == LONGEST_SELECTION
    assert begun.selection.endswith("…")
    assert begun.selection.isprintable()


async def test_exports_stand_among_what_was_done_in_the_order_of_time(
    client: Client, cart: Cart, clock: Clock
) -> None:
    await client.history.comment(cart.id, "one")
    for number in range(3):
        clock.advance(seconds=1)
        await client.history.begin_export(CARTS.model_copy(update={"selection": str(number)}))
    clock.advance(seconds=1)
    await client.history.comment(cart.id, "two")

    found, after = [], None
    while True:
        page = await client.history.recent(
            kinds=[EntryKind.EXPORTED, EntryKind.COMMENTED], limit=2, after=after
        )
        found += [
            each.export.selection if isinstance(each, ExportActivity) else type(each).__name__
            for each in page
        ]
        if (after := page.next) is None:
            break
    assert found == ["CartActivity", "2", "1", "0", "CartActivity"]
    assert await client.history.of_cart(cart.id, kinds=[EntryKind.EXPORTED]) == ()


@pytest.mark.usefixtures("cart")
async def test_the_feed_tells_of_an_export(client: Client) -> None:
    feed = await begun_feed(client)
    begun = await client.history.begin_export(CARTS)
    await client.history.end_export(begun.id, 1)
    told = [await anext(feed), await anext(feed)]
    assert [(each.kind, each.id) for each in told] == [("export", str(begun.id))] * 2


async def test_an_export_that_cannot_be_noted_is_not_written(open_as: OpenAs) -> None:
    bob = await open_as("bob")
    written: list[str] = []

    async def write() -> int:
        written.append("rows")
        return 1

    await bob.__aexit__(None, None, None)
    with pytest.raises(Unavailable):
        await write_noted(bob, CARTS, write)
    assert written == []


async def test_an_export_that_fails_stays_noted_without_its_end(client: Client) -> None:
    async def write() -> int:
        raise NotFound("gone")

    with pytest.raises(NotFound, match="gone"):
        await write_noted(client, CARTS, write)
    assert [each.rows for each in await noted(client)] == [None]


async def test_what_is_exported_is_noted_before_and_counted_after(client: Client) -> None:
    async def write() -> int:
        assert [each.rows for each in await noted(client)] == [None]
        return 7

    assert await write_noted(client, CARTS, write) == (7, "")
    assert [each.rows for each in await noted(client)] == [7]
