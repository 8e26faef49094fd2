"""The changes as server-sent events: from where one was, for many, until line or token ends."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from cartui.client.local import LocalClient
from cartui.model.agent import Role
from cartui.model.cart import NewCart
from cartui.model.changes import Change
from cartui.server.change_feed import ChangeFeed
from cartui.server.limits import Limits
from cartui.wire.events import change_of, seq_of
from tests.contract.shop import furnish
from tests.server.conftest import Caller
from tests.serving import OWNER, Served, serving


class Following:
    """A reader of the changes."""

    def __init__(self, answer: httpx.Response) -> None:
        """Read that answer."""
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        self._lines = answer.iter_lines()
        name, data = self._event()
        assert name == "start"
        self.start = seq_of(data)

    def next(self) -> Change:
        """The next change."""
        name, data = self._event()
        assert name == "change"
        return change_of(data)

    def rest(self) -> list[str]:
        """What comes until the server ends it."""
        return list(self._lines)

    def _event(self) -> tuple[str, str]:
        """Name and data of the next event."""
        fields: dict[str, str] = {}
        for line in self._lines:
            name, _, value = line.partition(": ")
            if not line and "data" in fields:
                assert int(fields["id"]) == seq_of(fields["data"])
                return fields["event"], fields["data"]
            fields[name] = value
        raise AssertionError("the stream ended")


@contextmanager
def following(
    client: httpx.Client, *, after: int | None = None, headers: dict[str, str] | None = None
) -> Iterator[Following]:
    """Follow the changes from there on."""
    params = {} if after is None else {"after": after}
    with client.stream("GET", "/v1/changes", params=params, headers=headers) as answer:
        yield Following(answer)


def change_something(server: Served, times: int = 1) -> list[str]:
    """Make carts; gives their ids."""

    async def work(client: LocalClient) -> list[str]:
        return [(await client.carts.create(NewCart(market="BD"))).id for _ in range(times)]

    return server.run(work)


def test_a_reader_is_told_what_happens_from_now_on(server: Served, caller: Caller) -> None:
    change_something(server)
    with following(caller(Role.VIEWER)) as reader:
        (made,) = change_something(server)
        change = reader.next()
        assert (change.kind, change.id, change.agent) == ("cart", made, "owner")
        assert change.seq == reader.start + 1


def test_a_reader_who_was_away_goes_on_where_they_were(server: Served, caller: Caller) -> None:
    viewer = caller(Role.VIEWER)
    with following(viewer) as reader:
        first, second, third = change_something(server, 3)
        seen = reader.next()
        assert seen.id == first
    with following(viewer, headers={"Last-Event-ID": str(seen.seq)}) as reader:
        assert [reader.next().id, reader.next().id] == [second, third]
        (fourth,) = change_something(server)
        assert reader.next().id == fourth
    with following(viewer, after=seen.seq + 1) as reader:
        assert reader.next().id == third


def test_a_number_of_a_database_that_was_put_back_is_a_gap(server: Served, caller: Caller) -> None:
    with following(caller(Role.VIEWER), after=1_000_000) as reader:
        assert reader.next().kind == "gap"
        (made,) = change_something(server)
        assert reader.next().id == made


def test_many_readers_cost_the_database_no_more_than_one(
    server: Served, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    streamed: list[int | None] = []
    changes = LocalClient.changes

    def counted(client: LocalClient, after: int | None = None) -> object:
        streamed.append(after)
        return changes(client, after)

    monkeypatch.setattr(LocalClient, "changes", counted)
    viewer = caller(Role.VIEWER)
    with following(viewer) as one, following(viewer) as two, following(viewer) as three:
        (made,) = change_something(server)
        assert {one.next().id, two.next().id, three.next().id} == {made}
    assert len(streamed) == 1


def test_a_revoked_token_ends_what_it_began(server: Served, caller: Caller) -> None:
    viewer, lead = caller(Role.VIEWER), caller(Role.LEAD)
    with following(viewer) as reader, following(lead) as other:
        server.revoke("viewer")
        assert not [line for line in reader.rest() if line.startswith("data")]
        assert other.next().kind == "agent"


def test_the_server_ends_at_once_though_somebody_follows(tmp_path: Path) -> None:
    with serving(str(tmp_path / "shop.sqlite3")) as server:
        token = server.token(Role.VIEWER)
        client = httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {token}"})
        with client, following(client) as reader:
            server.running.end()
            assert reader.rest() in ([], [""])


def test_too_many_readers_are_asked_to_come_back_later(tmp_path: Path) -> None:
    with serving(str(tmp_path / "shop.sqlite3"), limits=Limits(readers=1)) as server:
        headers = {"Authorization": f"Bearer {server.token(Role.VIEWER)}"}
        with httpx.Client(base_url=server.url, headers=headers) as client, following(client) as reader:
            answer = client.get("/v1/changes")
            assert reader.start >= 0
            assert answer.status_code == 503
            assert answer.headers["content-type"] == "application/problem+json"
            assert int(answer.headers["retry-after"]) > 0


async def test_a_reader_who_falls_behind_is_cut_off_and_holds_nobody_up(tmp_path: Path) -> None:
    async with LocalClient(str(tmp_path / "shop.sqlite3"), OWNER) as host:
        await furnish(host)
        feed = ChangeFeed(host, backlog=5, readers=10)
        slow, quick = feed.join(), feed.join()
        latest, slow_changes = await feed.start(slow, None)
        _, quick_changes = await feed.start(quick, latest)
        seen = []
        for _ in range(20):
            await host.carts.create(NewCart(market="BD"))
            seen.append((await anext(quick_changes)).seq)
        assert seen == list(range(latest + 1, latest + 21))
        told = [change.seq async for change in slow_changes]
        assert told == seen[: len(told)]  # without a gap, so that it can go on from its last one
        assert len(told) < 20
        feed.leave(slow)
        feed.leave(quick)
        feed.close()


def test_who_leaves_is_forgotten(server: Served, caller: Caller) -> None:
    before = threading.active_count()
    viewer = caller(Role.VIEWER)
    for _ in range(20):
        with following(viewer):
            pass
    assert threading.active_count() <= before + 4
    (made,) = change_something(server)
    with following(viewer, after=0) as reader:
        while reader.next().id != made:
            pass
