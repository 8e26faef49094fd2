"""Who may not buy: entries are added, found, tested and taken off, by whoever may."""

from datetime import timedelta

import pytest

from cartui.client.protocol import Client, Forbidden, Invalid, NotFound, Refused
from cartui.model.agent import Role
from cartui.model.blocklist import Block, BlockKind, NewBlock, Traits
from tests.contract.conftest import Clock, OpenAs
from tests.contract.shop import NOW

VALUES = ("mallory@example.com", "example.org", "203.0.113.7", "203.0.113.0/24", "2001:db8::/32", "AQ")


async def block(client: Client, value: str, reason: str = "stolen cards") -> Block:
    """Block somebody for good."""
    return await client.blocklist.add(NewBlock(value=value, reason=reason))


async def test_an_entry_keeps_who_blocked_whom_when_and_why(client: Client) -> None:
    ends = NOW + timedelta(days=30)
    added = await client.blocklist.add(
        NewBlock(value="Mallory@Example.COM", reason="stolen cards", expires_at=ends), key="one"
    )
    assert (added.kind, added.value) == (BlockKind.EMAIL, "mallory@example.com")
    assert (added.reason, added.agent, added.at, added.expires_at) == ("stolen cards", "alice", NOW, ends)
    again = await client.blocklist.add(
        NewBlock(value="Mallory@Example.COM", reason="stolen cards", expires_at=ends), key="one"
    )
    assert again == added
    assert (await client.blocklist.list()).items == (added,)


async def test_the_entries_that_hold_for_somebody_come_the_narrowest_first(client: Client) -> None:
    assert await client.blocklist.test(Traits(email="mallory@example.com", ip="203.0.113.7")) == ()
    for value in VALUES:
        await block(client, value)

    async def caught(email: str = "", ip: str = "", country: str = "") -> list[str]:
        found = await client.blocklist.test(Traits(email=email, ip=ip, country=country))
        return [each.value for each in found]

    assert await caught("MALLORY@example.com", "203.0.113.7", "aq") == [
        "mallory@example.com",
        "203.0.113.7",
        "203.0.113.0/24",
        "AQ",
    ]
    assert await caught("anybody@shop.example.org", "::ffff:203.0.113.9") == ["example.org", "203.0.113.0/24"]
    assert await caught(ip="2001:db8:1::7") == ["2001:db8::/32"]
    assert await caught("rahim@notexample.org", "203.0.114.1", "BD") == []
    assert await caught("not an email", "unknown", "") == []


async def test_a_value_that_is_blocked_already_says_by_whom_and_why(client: Client) -> None:
    await block(client, "203.0.113.7")
    with pytest.raises(Refused, match=r"203\.0\.113\.7 is blocked already, by alice: stolen cards"):
        await block(client, "::ffff:203.0.113.7", "again")


async def test_what_names_nobody_is_refused_with_what_was_probably_meant(client: Client) -> None:
    with pytest.raises(Invalid, match=r"203\.0\.113\.0/24") as refused:
        await block(client, "203.0.113.7/24")
    assert [problem.field for problem in refused.value.problems] == ["value"]
    with pytest.raises(Invalid, match="future") as refused:
        await client.blocklist.add(NewBlock(value="AQ", reason="never", expires_at=NOW))
    assert [problem.field for problem in refused.value.problems] == ["expires_at"]
    assert not (await client.blocklist.list()).items


async def test_an_entry_ends_by_itself_and_can_be_made_anew(client: Client, clock: Clock) -> None:
    first = await client.blocklist.add(
        NewBlock(value="AQ", reason="storm", expires_at=NOW + timedelta(days=1))
    )
    clock.advance(days=1)
    assert await client.blocklist.test(Traits(country="AQ")) == ()
    assert (await client.blocklist.list()).items == ()
    with pytest.raises(Refused, match="expired"):
        await client.blocklist.remove(first.id)
    second = await block(client, "AQ", "once more")
    assert await client.blocklist.test(Traits(country="AQ")) == (second,)
    [ended] = (await client.blocklist.list(ended=True)).items
    assert (ended.id, ended.removed_by) == (first.id, None)


async def test_an_entry_that_is_taken_off_is_kept(client: Client, clock: Clock) -> None:
    added = await block(client, "example.org")
    clock.advance(minutes=5)
    ended = await client.blocklist.remove(added.id, key="off")
    assert (ended.removed_at, ended.removed_by) == (NOW + timedelta(minutes=5), "alice")
    assert await client.blocklist.remove(added.id, key="off") == ended
    assert await client.blocklist.test(Traits(email="a@example.org")) == ()
    assert (await client.blocklist.list()).items == ()
    assert (await client.blocklist.list(ended=True)).items == (ended,)
    with pytest.raises(Refused, match="taken off the blocklist by alice"):
        await client.blocklist.remove(added.id)
    with pytest.raises(NotFound):
        await client.blocklist.remove(added.id + 1)
    again = await block(client, "example.org", "again")
    assert again.id != added.id


async def test_entries_are_read_page_by_page_and_by_how_they_begin(client: Client) -> None:
    for value in VALUES:
        await block(client, value)
    seen: list[str] = []
    after: str | None = None
    while True:
        page = await client.blocklist.list(limit=4, after=after)
        seen += [each.value for each in page]
        after = page.next
        if after is None:
            break
    assert seen == list(reversed(VALUES))
    first = await client.blocklist.list("203.", limit=1)
    rest = await client.blocklist.list("203.", limit=1, after=first.next)
    assert [each.value for each in (*first, *rest)] == ["203.0.113.0/24", "203.0.113.7"]
    assert rest.next is None
    assert [each.value for each in await client.blocklist.list("MALL")] == ["mallory@example.com"]
    with pytest.raises(Invalid):
        await client.blocklist.list("203.", after=(await client.blocklist.list(limit=1)).next)


async def test_the_desks_hear_of_it(client: Client) -> None:
    added = await block(client, "AQ")
    await client.blocklist.remove(added.id)
    feed = client.changes(after=0)
    told = [change for change in [await anext(feed), await anext(feed)] if change.kind == "block"]
    assert told
    assert {(change.id, change.agent) for change in told} == {(str(added.id), "alice")}


async def test_leads_change_the_list_and_everybody_sees_it(open_as: OpenAs) -> None:
    lead = await open_as("lena", role=Role.LEAD)
    added = await block(lead, "AQ")
    for role in (Role.AGENT, Role.VIEWER):
        other = await open_as(role.value, role=role)
        assert (await other.blocklist.list()).items == (added,)
        assert await other.blocklist.test(Traits(country="AQ")) == (added,)
        with pytest.raises(Forbidden):
            await block(other, "example.org")
        with pytest.raises(Forbidden):
            await other.blocklist.remove(added.id)


async def test_a_card_number_in_a_reason_is_masked(client: Client) -> None:
    added = await block(client, "AQ", "paid with 4242 4242 4242 4242")
    assert "4242 4242 4242" not in added.reason
