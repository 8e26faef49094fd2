"""A list that was answered is given again only as long as it is true, and only to those it was meant for."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request

from cartui.client.local import LocalClient
from cartui.client.local.carts import LocalCarts
from cartui.client.local.token_check import TokenCheck, TokensAndMark
from cartui.model.actions import Assign
from cartui.model.agent import Actor, Role
from cartui.model.cart import NewCart
from cartui.model.errors import Unauthenticated
from cartui.model.locks import PaymentReport
from cartui.server.kept_answers import Asked, KeptAnswers
from cartui.server.responses import JsonBody, takes_gzip
from tests.contract.conftest import Clock
from tests.contract.shop import furnish
from tests.server.conftest import Caller
from tests.serving import OWNER, Served, serving

ALICE = Actor(name="alice", role=Role.AGENT)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def numbers(caller: httpx.Client, query: str = "") -> list[str]:
    """The numbers of the carts that a caller is told."""
    return [cart["number"] for cart in caller.get("/v1/carts", params={"q": query}).json()["items"]]


def test_a_list_that_nobody_changed_is_read_once(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    agent = caller()
    read: list[str] = []
    list_carts = LocalCarts.list

    async def counted(carts: LocalCarts, *args: object, **named: object) -> object:
        read.append("carts")
        return await list_carts(carts, *args, **named)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(LocalCarts, "list", counted)
    first, *others = [agent.get("/v1/carts?limit=7") for _ in range(10)]
    assert {answer.content for answer in others} == {first.content}
    assert {answer.headers["etag"] for answer in others} == {first.headers["etag"]}
    assert len(read) < 3, "another time where the minute ended in between"


async def test_what_another_process_writes_is_told_at_once(
    server: Served, caller: Caller, tmp_path: Path
) -> None:
    agent = caller()
    async with LocalClient(str(tmp_path / "shop.sqlite3"), OWNER) as elsewhere:
        for count in range(3):
            assert [len(numbers(agent)) for _ in range(3)] == [count] * 3
            await elsewhere.carts.create(NewCart(market="BD"))


def test_a_token_that_was_taken_back_is_given_no_answer_that_was_kept(server: Served, caller: Caller) -> None:
    agent = caller()
    for _ in range(3):
        assert agent.get("/v1/carts").status_code == 200
    server.revoke("agent")
    assert agent.get("/v1/carts").status_code == 401


def test_everybody_is_told_of_their_own_carts(server: Served, caller: Caller) -> None:
    async def assigned(client: LocalClient) -> str:
        cart = await client.carts.create(NewCart(market="BD"))
        await client.carts.edit(cart.id, cart.version, (Assign(agent="lead"),))
        return cart.number

    number = server.run(assigned)
    for _ in range(3):
        assert numbers(caller(Role.LEAD), "assigned:me") == [number]
        assert numbers(caller(Role.AGENT), "assigned:me") == []


def test_a_cart_that_locks_by_itself_is_told_as_locked_from_that_second_on(tmp_path: Path) -> None:
    clock = Clock()
    clock.advance(seconds=20)

    async def paying(client: LocalClient) -> None:
        cart = await client.carts.create(NewCart(market="BD"))
        begun = PaymentReport(provider="PayPal", reference="8XK", amount=100, currency="BDT")
        await client.payments.record(cart.id, begun)

    with serving(str(tmp_path / "shop.sqlite3"), clock=clock) as server:
        server.run(furnish)
        server.run(paying)
        token = server.token(Role.AGENT)
        with httpx.Client(
            base_url=server.url, trust_env=False, headers={"Authorization": f"Bearer {token}"}
        ) as agent:
            clock.advance(minutes=29, seconds=50)
            assert [len(numbers(agent, "is:locked")) for _ in range(3)] == [0, 0, 0]
            clock.advance(seconds=15)
            assert [len(numbers(agent, "is:locked")) for _ in range(3)] == [1, 1, 1]


class Database:
    """Something whose marks and tokens a test decides."""

    def __init__(self) -> None:
        self.mark = "1"
        self.known = {"hash": (ALICE.name, ALICE.role)}

    async def glance(self, _: set[str]) -> TokensAndMark:
        return TokensAndMark(self.mark, self.known)


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def answers(database: Database) -> KeptAnswers:
    return KeptAnswers(database, most_bytes=100)  # type: ignore[arg-type]  # all that is asked of a client


def asked(query: str = "", *, at: datetime = NOON, path: str = "/v1/carts", method: str = "GET") -> Asked:
    """What somebody asks."""
    scope = {"type": "http", "path": path, "query_string": query.encode(), "method": method}
    known = Asked.by(ALICE, Request(scope), at)
    assert known is not None
    return known


def check() -> TokenCheck:
    """Of the caller's token."""
    return TokenCheck("hash", ALICE)


async def test_an_answer_that_was_read_before_a_write_is_not_given_after_it(
    database: Database, answers: KeptAnswers
) -> None:
    body = JsonBody(b"before")
    _, mark = await answers.find(asked(), check())
    database.mark = "2"  # somebody writes while it is read, and another caller notices that
    await answers.find(asked("q=other"), check())
    answers.keep(asked(), body, mark)
    given, mark = await answers.find(asked(), check())
    assert given is None
    answers.keep(asked(), body, mark)
    assert (await answers.find(asked(), check()))[0] is body


async def test_who_is_not_known_any_more_is_refused(database: Database, answers: KeptAnswers) -> None:
    _, mark = await answers.find(asked(), check())
    answers.keep(asked(), JsonBody(b"{}"), mark)
    database.known = {}
    with pytest.raises(Unauthenticated):
        await answers.find(asked(), check())


async def test_the_oldest_answers_go_when_there_are_too_many(answers: KeptAnswers) -> None:
    bodies = {f"q={at}": JsonBody(b"x" * 40) for at in range(4)}
    for query, body in bodies.items():
        _, mark = await answers.find(asked(query), check())
        answers.keep(asked(query), body, mark)
    kept = [(await answers.find(asked(query), check()))[0] for query in bodies]
    assert [body is not None for body in kept] == [False, False, True, True]


def test_an_answer_is_of_one_minute_one_agent_and_one_question() -> None:
    assert asked() == asked(at=NOON + timedelta(seconds=59))
    assert asked() != asked(at=NOON + timedelta(seconds=60)), "less than two days ago"
    assert asked() != asked("after=x")
    assert Asked.by(ALICE, Request({"type": "http", "path": "/v1/carts", "method": "POST"}), NOON) is None
    assert Asked.by(ALICE, Request({"type": "http", "path": "/v1/me", "method": "GET"}), NOON) is None


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("gzip", True),
        ("deflate, GZIP;q=0.5", True),
        ("*", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0, *", False),
        ("gzip;q=much", False),
    ],
)
def test_an_answer_is_packed_for_those_who_take_that(header: str, taken: bool) -> None:
    assert takes_gzip(header) is taken
