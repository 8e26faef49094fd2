"""Whatever comes back instead of an answer ends in a sentence that names the host, and in nothing else."""

import gzip
import json
from collections.abc import Awaitable, Callable

import httpx
import pytest

from cartui.client.protocol import (
    Client,
    ClientError,
    Conflict,
    Forbidden,
    Invalid,
    Locked,
    NotFound,
    NotReady,
    Refused,
    TotalChanged,
    Unauthenticated,
    Unavailable,
    Unsupported,
)
from cartui.client.rest.transport import LARGEST_ANSWER
from cartui.model.actions import SetNote
from cartui.model.agent import Role
from cartui.model.cart import Cart, NewCart
from cartui.model.customer import NewCustomer
from cartui.model.imports import ImportBatch
from cartui.model.problem import Problem
from cartui.model.query import CartQuery, CartSort
from cartui.model.shop import Shop
from cartui.wire.encoding import codec
from tests.client_rest.far_end import CART, NOW, Raw, json_of, opened, problem
from tests.hostile import CONTROLS

HTML = "<html><body><h1>502 Bad Gateway</h1>nginx</body></html>"

CALLS: dict[str, Callable[[Client], Awaitable[object]]] = {
    "a cart": lambda client: client.carts.get("C-1"),
    "the list": lambda client: client.carts.list(CartQuery(), sort=CartSort()),
    "a count": lambda client: client.carts.count(CartQuery()),
    "the orders": lambda client: client.orders.list(),
    "customers": lambda client: client.customers.search("rahim"),
    "open carts": lambda client: client.customers.open_carts("1001"),
    "the shop": lambda client: client.shop.get(),
    "history": lambda client: client.history.of_cart("C-1"),
    "activity": lambda client: client.history.recent(),
    "a comment": lambda client: client.history.comment("C-1", "rang him"),
    "the call list": lambda client: client.recovery.list(CartQuery(), sort=CartSort()),
    "accounts": lambda client: client.agents.list(),
    "an edit": lambda client: client.carts.edit("C-1", 3, [SetNote(note="x")]),
    "a preview": lambda client: client.carts.preview("C-1", 3, [SetNote(note="x")]),
    "placing": lambda client: client.carts.place("C-1", phone="1"),
    "a new customer": lambda client: client.customers.create(NewCustomer(name="Ann")),
    "an import": lambda client: client.imports.apply(ImportBatch()),
    "a new account": lambda client: client.agents.add("bob", Role.AGENT),
    "applying a shop": lambda client: client.shop.apply(Shop()),
    "the feed": lambda client: anext(client.changes()),
}

NONSENSE: dict[str, httpx.Response] = {
    "a page of a proxy": httpx.Response(200, html=HTML),
    "nothing": httpx.Response(200),
    "nothing at all": httpx.Response(204),
    "half of JSON": httpx.Response(200, text='{"items": [{"id": "c1", "num'),
    "another shape": httpx.Response(200, json={"fine": True}),
    "a list of numbers": httpx.Response(200, json=[1, 2, 3]),
    "null": httpx.Response(200, json=None),
    "a number beyond all": httpx.Response(200, text='{"value": 1e999, "exact": 7}'),
    "bytes that are no text": httpx.Response(200, content=b"\xff\xfe\x00{}"),
    "a depth without end": httpx.Response(200, text="[" * 100_000),
    "something not packed": httpx.Response(200, content=b"{}", headers={"Content-Encoding": "br"}),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE)
async def test_an_answer_that_makes_no_sense_says_so(
    call: Callable[[Client], Awaitable[object]], answer: httpx.Response
) -> None:
    async with opened() as (client, end):
        end.will(answer)
        with pytest.raises(Unavailable, match=r"carts\.example\.com answered") as error:
            await call(client)
    assert "nginx" not in error.value.message


PACKED = {"Content-Encoding": "gzip"}


async def test_a_packed_answer_is_unpacked() -> None:
    async with opened() as (client, end):
        end.will(Raw(gzip.compress(codec(Cart).encode(CART)), PACKED))
        assert await client.carts.get("C-1") == CART


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (gzip.compress(codec(Cart).encode(CART), mtime=0)[:-20], "half of something"),
        (b"no zip", "cannot be unpacked"),
    ],
    ids=["half", "none"],
)
async def test_a_packed_answer_that_is_none_is_said_to_be_none(body: bytes, said: str) -> None:
    async with opened() as (client, end):
        end.will(Raw(body, PACKED))
        with pytest.raises(Unavailable, match=said):
            await client.carts.get("C-1")


async def test_an_answer_without_end_is_not_read_to_it() -> None:
    async with opened() as (client, end):
        end.will(Raw(gzip.compress(b" " * (LARGEST_ANSWER + 10)), PACKED))
        with pytest.raises(Unavailable, match="more than anybody could read"):
            await client.carts.get("C-1")
        assert len(end.asked) == 1


@pytest.mark.parametrize(
    "error",
    [
        Invalid("What is that?", (Problem(field="quantity", message="below 1"),)),
        NotFound("There is no cart C-9."),
        Conflict("Bob changed it.", current=CART, changed=("note",)),
        TotalChanged("It is more now.", current=CART, shown=100, now=120),
        Locked("A payment is under way.", since=NOW, reason="payment"),
        NotReady("Not yet.", (Problem(field="contact.phone", message="is missing"),)),
        Refused("It is an order already."),
        Forbidden("Leads only."),
        Unauthenticated("This token was revoked."),
        Unsupported("Not here."),
    ],
)
async def test_an_error_arrives_as_it_was_raised(error: ClientError) -> None:
    async with opened() as (client, end):
        end.will(problem(error))
        with pytest.raises(type(error)) as raised:
            await client.carts.edit("C-1", 3, [SetNote(note="x")])
        assert vars(raised.value) == vars(error)
        assert len(end.asked) == 1  # an answer is an answer: no second try


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (401, Unauthenticated, "does not let this token in"),
        (403, Forbidden, "does not allow it"),
        (404, Unavailable, "has no cartui of this version"),
        (413, Invalid, "larger than carts.example.com takes"),
        (418, Unavailable, "answered with status 418"),
        (429, Unavailable, "asked too much"),
        (500, Unavailable, "answered with status 500"),
        (502, Unavailable, "answered with status 502"),
        (501, Unsupported, "cannot do that"),
    ],
)
async def test_what_stands_before_the_server_is_told_from_it(
    status: int, kind: type[ClientError], said: str
) -> None:
    async with opened() as (client, end):
        end.will(httpx.Response(status, html=HTML))
        with pytest.raises(kind, match=said) as error:
            await client.carts.get("C-1")
    assert type(error.value) is kind


@pytest.mark.parametrize("body", ['{"type": "urn:cartui:problem:conf', "", "{}", "[]"])
async def test_half_of_a_problem_names_the_host(body: str) -> None:
    async with opened() as (client, end):
        end.will(httpx.Response(409, text=body, headers={"Content-Type": "application/problem+json"}))
        with pytest.raises(Unavailable, match=r"^carts\.example\.com answered with status 409\.$"):
            await client.carts.get("C-1")


async def test_fields_of_a_newer_server_are_passed_over() -> None:
    newer = json.loads(codec(Cart).encode(CART)) | {"mood": "fine", "totals": {"total": 5, "tip": 1}}
    async with opened() as (client, end):
        end.will(httpx.Response(200, json=newer))
        assert (await client.carts.get("C-1")).totals.total == 5

        details = json.loads(problem(Conflict("Bob changed it.", current=CART)).content)
        body = json.dumps(details | {"instance": "/x", "current": newer})
        end.will(httpx.Response(409, text=body, headers={"Content-Type": "application/problem+json"}))
        with pytest.raises(Conflict) as error:
            await client.carts.get("C-1")
    assert error.value.current is not None
    assert error.value.current.totals.total == 5


async def test_a_state_that_is_not_known_is_not_guessed_at() -> None:
    newer = json.loads(codec(Cart).encode(CART)) | {"state": "quoted"}
    async with opened() as (client, end):
        end.will(httpx.Response(200, json=newer))
        with pytest.raises(Unavailable, match="one of the two is too old"):
            await client.carts.get("C-1")


@pytest.mark.parametrize("written", [json.dumps, lambda value: json.dumps(value, ensure_ascii=False)])
async def test_no_control_character_of_a_server_comes_in(written: Callable[[object], str]) -> None:
    evil = "\x1b]0;x\x07\x9b31m\u202e\x08\x0c\x7f"
    cart = json.loads(codec(Cart).encode(CART)) | {
        "note": f"one\n\ttwo{evil}",
        "market": evil,
        "currency": evil,
        "totals": {"total": 5, "tax_lines": [{"name": f"VAT{evil}\r", "rate": evil, "amount": 1}]},
    }
    async with opened() as (client, end):
        end.will(httpx.Response(200, text=written(cart)))
        shown = await client.carts.get("C-1")
    assert shown.note.startswith("one\n\ttwo\ufffd]0;x")
    text = shown.note + shown.market + shown.currency + repr(shown.totals.tax_lines[0].name)
    assert not CONTROLS - set("\n\t") & set(text)


async def test_characters_that_are_none_of_a_terminals_arrive_as_they_are() -> None:
    kind = 'রহিম 😀 👨\u200d👩\u200d👧 shelf 3\\users\\u001b "q" \\'
    for ascii_only in (True, False):
        body = json.dumps(json.loads(codec(Cart).encode(CART)) | {"note": kind}, ensure_ascii=ascii_only)
        async with opened() as (client, end):
            end.will(httpx.Response(200, text=body))
            assert (await client.carts.get("C-1")).note == kind


async def test_errors_are_clean_whoever_made_them() -> None:
    evil = "\x1b[2Jgone\x07\u202e"
    for reply in (
        problem(Invalid(evil)),
        httpx.Response(302, headers={"Location": b"https://x/\x1b[2J".decode("latin-1")}),
        httpx.ConnectError(evil),
    ):
        async with opened() as (client, end):
            end.will(reply)
            with pytest.raises(ClientError) as error:
                await client.carts.get(evil)
        assert not CONTROLS & set(error.value.message)


async def test_a_strange_answer_to_a_write_is_asked_for_once_more_with_the_same_key() -> None:
    async with opened() as (client, end):
        end.will(httpx.Response(201, json={"fine": True}), json_of(CART))
        assert await client.carts.create(NewCart(market="BD"), key="k") == CART
        first, second = end.asked
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
