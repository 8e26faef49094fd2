"""Shops at the server: what is forged, altered, sent again, somebody else's or too much does nothing."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from cartui.model.agent import Role
from cartui.model.storefront import MOST_EVENTS, MOST_LINES
from cartui.server.limits import Limits
from tests.contract.shop import furnish
from tests.hostile import HOSTILE
from tests.serving import Served, serving

UNBOUNDED: Final = Limits(failures=1_000_000)
CART: Final = {"type": "cart", "revision": 1, "market": "BD", "lines": [{"sku": "MUG-01", "quantity": 2}]}


@dataclass(frozen=True)
class Shop:
    """A shop's program, and what its payment provider knows."""

    name: str
    secret: str
    http: httpx.Client

    def tell(self, *events: dict[str, Any]) -> list[dict[str, Any]]:
        """Tell these events."""
        answer = self.http.post("/v1/storefront/events", json={"events": events})
        assert answer.status_code == 200, answer.text
        told: list[dict[str, Any]] = answer.json()
        return told

    def begin(self, cart: str) -> dict[str, Any]:
        """Begin a cart, and give it as it is."""
        [answer] = self.tell({**CART, "cart": cart})
        now: dict[str, Any] = answer["cart"]
        return now

    def news(self, cart: str, status: str = "started", reference: str = "8XK", **data: Any) -> bytes:
        """A webhook's body that tells of a payment of a cart."""
        facts = {"cart": cart, "provider": "PayPal", "reference": reference, "amount": 100, "currency": "BDT"}
        return json.dumps({"type": f"payment.{status}", "data": {**facts, **data}}).encode()

    def send(self, body: bytes, headers: dict[str, str] | None = None, to: str = "") -> httpx.Response:
        """Send a webhook, signed as it should be unless with other headers, to the own door or another."""
        headers = signed(self.secret, body) if headers is None else headers
        without_token = {"Authorization": ""}
        return self.http.post(
            f"/v1/storefront/webhooks/{to or self.name}", content=body, headers=without_token | headers
        )

    def state(self, cart: str) -> dict[str, Any]:
        """A cart as it is."""
        now: dict[str, Any] = self.http.get(f"/v1/storefront/carts/{cart}").json()
        return now


def signed(secret: str, body: bytes, *, webhook: str = "msg_1", at: float | None = None) -> dict[str, str]:
    """The headers that a provider signs a body with."""
    stamp = str(int(time.time() if at is None else at))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mark = hmac.new(key, f"{webhook}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": webhook,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(mark).decode()}",
    }


def opened(server: Served, name: str) -> Shop:
    """A shop of that name with an account."""
    made = server.run(lambda client: client.agents.add(name, Role.STOREFRONT))
    assert made.webhook_secret is not None
    headers = {"Authorization": f"Bearer {made.token.get_secret_value()}"}
    http = httpx.Client(base_url=server.url, headers=headers, timeout=30, trust_env=False)
    return Shop(name, made.webhook_secret.get_secret_value(), http)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A furnished shop behind a server, which is patient with those who guess."""
    with serving(str(tmp_path_factory.mktemp("shops") / "shop.sqlite3"), limits=UNBOUNDED) as served:
        served.run(furnish)
        yield served


@pytest.fixture(scope="module")
def shop(server: Served) -> Iterator[Shop]:
    """The shop that is attacked."""
    made = opened(server, "GospelShop")
    with made.http:
        yield made


@pytest.fixture(scope="module")
def other(server: Served) -> Iterator[Shop]:
    """Another shop on the same server."""
    made = opened(server, "AudioShop")
    with made.http:
        yield made


def refused(answer: httpx.Response) -> bool:
    """Whether it was answered as whatever is not signed is."""
    assert answer.status_code == 401, answer.text
    problem = answer.json()
    assert problem["detail"].startswith("This is not signed as the shop signs its webhooks")
    return True


def test_news_of_a_payment_are_taken_once_however_often_they_come(shop: Shop) -> None:
    shop.begin("replayed")
    body = shop.news("replayed", "pending", "R-1")
    headers = signed(shop.secret, body, webhook="msg_r")
    first = shop.send(body, headers)
    assert first.status_code == 200
    assert first.json()["outcome"] == "locked"
    version = shop.state("replayed")["version"]
    done = shop.news("replayed", "cancelled", "R-1")
    assert shop.send(done, signed(shop.secret, done, webhook="msg_s")).status_code == 200
    after = shop.state("replayed")
    assert (after["state"], after["version"] > version) == ("open", True)
    again = shop.send(body, headers)
    assert (again.status_code, again.content) == (200, first.content)
    later = shop.send(body, signed(shop.secret, body, webhook="msg_r", at=time.time() + 60))
    assert (later.status_code, later.content) == (200, first.content)
    assert shop.state("replayed") == after


def test_one_id_is_not_the_name_of_two_webhooks(shop: Shop) -> None:
    shop.begin("named twice")
    bodies = [shop.news("named twice", "started", reference) for reference in ("N-1", "N-2")]
    first, second = (shop.send(body, signed(shop.secret, body, webhook="msg_n")) for body in bodies)
    assert (first.status_code, second.status_code) == (200, 422)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("webhook-signature", ""),
        ("webhook-signature", "v1,"),
        ("webhook-signature", "v1"),
        ("webhook-signature", ",,, ,"),
        ("webhook-signature", "v1,!!!not base64!!!"),
        ("webhook-signature", "v1," + base64.b64encode(b"x" * 32).decode()),
        ("webhook-signature", " ".join(["v1,AAAA"] * 500)),
        ("webhook-timestamp", ""),
        ("webhook-timestamp", "now"),
        ("webhook-timestamp", "nan"),
        ("webhook-timestamp", "1e400"),
        ("webhook-timestamp", "-1"),
        ("webhook-id", ""),
        ("webhook-id", "another"),
    ],
)
def test_what_is_not_signed_so_is_nobodys(shop: Shop, header: str, said: str) -> None:
    shop.begin("guarded")
    before = shop.state("guarded")
    body = shop.news("guarded")
    headers = signed(shop.secret, body)
    assert refused(shop.send(body, headers | {header: said}))
    assert refused(shop.send(body, {name: value for name, value in headers.items() if name != header}))
    assert shop.state("guarded") == before


def test_another_kind_of_signature_is_none(shop: Shop) -> None:
    body = shop.news("guarded")
    headers = signed(shop.secret, body)
    v2 = headers["webhook-signature"].replace("v1,", "v2,")
    assert refused(shop.send(body, headers | {"webhook-signature": v2}))


@pytest.mark.parametrize("change", [b" ", b"\n", b"\x00", b"\xff"])
def test_an_altered_body_is_not_what_was_signed(shop: Shop, change: bytes) -> None:
    body = shop.news("guarded")
    headers = signed(shop.secret, body)
    assert refused(shop.send(body + change, headers))
    assert refused(shop.send(body.replace(b"100", b"001"), headers))
    assert refused(shop.send(b"", headers))


@pytest.mark.parametrize("minutes", [-60, -6, 6, 60, 60 * 24 * 365 * 100])
def test_what_was_signed_at_another_time_is_refused(shop: Shop, minutes: float) -> None:
    body = shop.news("guarded")
    assert refused(shop.send(body, signed(shop.secret, body, at=time.time() + 60 * minutes)))


def test_nobody_signs_for_another_shop_or_one_that_there_is_not(
    server: Served, shop: Shop, other: Shop
) -> None:
    shop.begin("own")
    body = other.news("own")
    headers = signed(other.secret, body)
    assert refused(other.send(body, headers, to="GospelShop"))
    nowhere = other.send(body, headers, to="NoSuchShop")
    assert refused(nowhere)
    assert nowhere.content == other.send(body, headers, to="GospelShop").content
    server.token(Role.ADMIN, name="alice")
    for name in ("alice", "gospelshop", "..%252f", "%2500", *(["x" * 5000])):
        assert refused(other.send(body, headers, to=name))
    closed = opened(server, "ClosedShop")
    with closed.http:
        assert closed.send(b"{}").status_code == 422
        server.revoke("ClosedShop")
        assert refused(closed.send(b"{}"))


def test_a_shop_neither_sees_nor_pays_the_carts_of_another(shop: Shop, other: Shop) -> None:
    mine = shop.begin("session 7")
    theirs = other.begin("session 7")
    assert mine["id"] != theirs["id"]
    for name in ("guarded", mine["id"], mine["number"]):
        assert other.http.get(f"/v1/storefront/carts/{name}").status_code == 404
        assert other.http.post("/v1/storefront/checkout", json={"cart": name}).status_code == 404
    body = other.news(mine["number"], "succeeded")
    assert other.send(body).status_code == 404
    [sign_in] = other.tell({"type": "sign_in", "cart": "c", "guest_cart": mine["id"], "revision": 5})
    assert sign_in["outcome"] == "refused"
    assert shop.state("session 7") == mine


def test_a_token_opens_only_the_doors_of_its_own_kind(server: Served, shop: Shop) -> None:
    agent = {"Authorization": f"Bearer {server.token(Role.ADMIN)}"}
    asked: list[tuple[str, str, Any]] = [
        ("GET", "/v1/storefront/carts/own", None),
        ("POST", "/v1/storefront/events", {"events": [{**CART, "cart": "x"}]}),
        ("POST", "/v1/storefront/checkout", {"cart": "own"}),
    ]
    for method, path, body in asked:
        answer = shop.http.request(method, path, json=body, headers=agent)
        assert answer.status_code == 403
        assert answer.json()["detail"] == (
            "An admin may not tell of a shop's carts: that takes the role storefront."
        )
    for path in ("/v1/carts", "/v1/changes", "/v1/shop", "/v1/agents", "/v1/counts/carts", "/v1/variants"):
        assert shop.http.get(path).status_code == 403, path
    body = shop.news("own")
    without = shop.http.post("/v1/storefront/webhooks/GospelShop", content=body)
    assert without.status_code == 401, "a token is no signature"


def test_too_much_at_once_is_not_taken(shop: Shop) -> None:
    touch = {"type": "touch", "cart": "own"}
    for count in (0, MOST_EVENTS + 1):
        answer = shop.http.post("/v1/storefront/events", json={"events": [touch] * count})
        assert (answer.status_code, answer.json()["problems"][0]["field"]) == (422, "events")
    lines = [{"sku": f"S-{place}", "quantity": 1} for place in range(MOST_LINES + 1)]
    [told] = shop.tell({**CART, "cart": "long", "lines": lines})
    assert told["outcome"] == "refused"
    large = b'{"events": [' + b" " * UNBOUNDED.shop_body + b"]}"
    json_type = {"Content-Type": "application/json"}
    assert shop.http.post("/v1/storefront/events", content=large, headers=json_type).status_code == 413
    assert shop.send(b" " * (UNBOUNDED.webhook_body + 1)).status_code == 413


def test_one_event_that_is_none_keeps_no_other_from_being_taken(shop: Shop) -> None:
    good = {**CART, "cart": "among others"}
    bad: list[Any] = [{"type": "nothing"}, 7, {**good, "revision": "1"}, {**good, "price": 1}]
    answers = shop.tell(bad[0], good, *bad[1:], {"type": "touch", "cart": "among others"})
    outcomes = [answer["outcome"] for answer in answers]
    assert outcomes[:5] == ["refused", "taken", "refused", "refused", "refused"]
    assert outcomes[5] in {"taken", "unchanged"}
    assert answers[3]["problems"][0]["field"].endswith("revision")


@pytest.mark.parametrize("depth", [300, 20_000])
def test_what_is_nested_without_end_is_no_event_and_no_fault(shop: Shop, depth: int) -> None:
    deep = b"[" * depth + b"]" * depth
    json_type = {"Content-Type": "application/json"}
    for body in (deep, b'{"events": ' + deep + b"}", b'{"events": [{"type": ' + deep + b"}]}"):
        assert shop.http.post("/v1/storefront/events", content=body, headers=json_type).status_code == 422
    for body in (deep, b'{"type": "payment.started", "data": ' + deep + b"}"):
        assert shop.send(body).status_code == 422


@pytest.mark.parametrize(
    "text", [text for text in HOSTILE if not any("\ud800" <= c <= "\udfff" for c in text)]
)
def test_hostile_text_is_a_name_like_any_other_or_refused(shop: Shop, text: str) -> None:
    person = {"name": text, "email": text, "phone": text}
    words = {"contact": person, "coupon": text, "service": text, "payment_method": text, "customer": text}
    visitor = {"session_id": text, "user_agent": text, "ip": text}
    event = {**CART, "cart": text, "visitor": visitor, "lines": [{"sku": text, "quantity": 1}], **words}
    for said in (event, {**event, "cart": "hostile", "market": text}):
        [answer] = shop.tell(said)
        assert answer["outcome"] in {"taken", "refused", "unchanged", "stale"}
        written = json.dumps(answer, ensure_ascii=False)
        assert not [mark for mark in written if ord(mark) < 32 or 127 <= ord(mark) < 160]
    body = shop.news("own", "started", text or "R", payer_email=text, merchant_reference=text)
    name = hashlib.sha256(body).hexdigest()
    told = shop.send(body, signed(shop.secret, body, webhook=name))
    assert told.status_code in {200, 409, 422, 423}


def test_what_nobody_waits_for_is_passed_over_and_answered(shop: Shop) -> None:
    for body in (b'{"type": "invoice.paid", "data": {"any": ["thing"]}}', b'{"type": "payment.refunded"}'):
        answer = shop.send(body)
        assert (answer.status_code, answer.json()["outcome"]) == (200, None)


def test_news_that_overtook_their_cart_are_taken_when_they_come_again(shop: Shop) -> None:
    body = shop.news("late", "started", "L-1")
    headers = signed(shop.secret, body, webhook="msg_late")
    assert shop.send(body, headers).status_code == 404
    shop.begin("late")
    taken = shop.send(body, headers)
    assert (taken.status_code, taken.json()["outcome"]) == (200, "taken")


def test_a_webhook_that_contradicts_itself_is_refused(shop: Shop) -> None:
    shop.begin("two words")
    body = shop.news("two words", "succeeded").replace(b'"amount"', b'"status": "failed", "amount"')
    answer = shop.send(body)
    assert (answer.status_code, answer.json()["problems"][0]["field"]) == (422, "data.status")


def test_the_answer_to_a_provider_has_nothing_of_the_cart(shop: Shop) -> None:
    shop.begin("private")
    answer = shop.send(shop.news("private", reference="P-1"), None)
    assert set(answer.json()) == {"outcome", "message"}


def test_who_guesses_signatures_has_to_wait_and_who_signs_does_not(tmp_path: Path) -> None:
    with serving(str(tmp_path / "shop.sqlite3"), limits=Limits(failures=3)) as server:
        server.run(furnish)
        shop = opened(server, "GospelShop")
        with shop.http:
            body = b'{"type": "ping"}'
            wrong = signed("whsec_" + base64.b64encode(b"x" * 32).decode(), body)
            statuses = [shop.send(body, wrong).status_code for _ in range(4)]
            assert statuses == [401, 401, 401, 429]
            assert shop.send(body).status_code == 200
