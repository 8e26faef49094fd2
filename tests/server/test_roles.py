"""A token of each role, and what is none, at every door of the server: who gets in is written down here.

A refused call has changed nothing: the whole database is the same afterwards.
"""

import hashlib
import http.client
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import AddLine, SetCustomer, SetLinePrice, SetNote, SetPriceLevel
from cartui.model.agent import Role
from cartui.model.blocklist import NewBlock
from cartui.model.cart import Cart, NewCart
from cartui.model.imports import ImportBatch
from cartui.model.sharing import Links
from cartui.model.statement import Statement, StatementKind, StatementRow
from cartui.server.app import create_app
from cartui.server.limits import Limits
from cartui.wire.paths import segment
from tests.contract.jobs import over, these
from tests.contract.shop import DHAKA, NOW, SHOP, furnish
from tests.serving import OWNER, Served, serving

EVERYBODY: Final = None
"""Of what takes no token."""

UNBOUNDED: Final = Limits(failures=1_000_000)
"""These tests come with many wrong tokens."""

PHONE: Final = "+8801712345678"

SELLING: Final = SHOP.model_copy(
    update={"settings": SHOP.settings.model_copy(update={"seller": DHAKA, "vat_id": "BIN 1"})}
)
"""The shop with what its invoices have to say of it."""

BACKGROUND: Final = frozenset({"counted_cart", "counted_lock", "counted_product", "lease"})
"""Tables that the server's background work writes, some seconds after it began."""


@dataclass(frozen=True)
class Call:
    """One way to use an endpoint, and the least role that may."""

    door: str
    """Method and path, as the OpenAPI document has them."""
    least: Role | None
    body: Any = None
    """What is sent, or what makes it of the thing."""
    query: str = ""
    of: str = ""
    """What it is done to: see :meth:`World.thing`."""
    done: int = 200
    shops: bool = False
    """Whether a shop's program may, too."""

    def admits(self, role: Role) -> bool:
        """Whether that role gets in."""
        return self.least is EVERYBODY or role.covers(self.least) or (self.shops and role is Role.STOREFRONT)

    def __str__(self) -> str:
        return f"{self.door}{self.query}"


@dataclass(frozen=True)
class Thing:
    """What a call is done to."""

    ref: str = ""
    version: int = 0
    line: str = ""


def version(thing: Thing) -> dict[str, int]:
    """The body of a call that takes the version that was seen."""
    return {"version": thing.version}


def noted(thing: Thing) -> dict[str, object]:
    """The body of an edit that any agent may make."""
    return {**version(thing), "actions": [{"type": "set_note", "note": "calls again"}]}


def priced(thing: Thing) -> dict[str, object]:
    """The body of an edit of which one part takes a lead."""
    price = {"type": "set_line_price", "line": thing.line, "unit_price": 1}
    return {**version(thing), "actions": [{"type": "set_note", "note": "cheaper"}, price]}


def begun(thing: Thing) -> dict[str, object]:
    """The body of a report that a payment of the thing began."""
    return {"provider": "PayPal", "merchant_reference": thing.ref, "amount": 100, "currency": "BDT"}


def meant(thing: Thing) -> dict[str, object]:
    """The body of a change of many carts, of which the thing is the only one."""
    return {"target": {"carts": [thing.ref]}, "actions": [{"type": "set_price_level", "level": "vip"}]}


def somebody(_: Thing) -> dict[str, object]:
    """The body of a call that blocks somebody whom nobody has blocked yet."""
    return {"value": f"{uuid.uuid4().hex}@example.com", "reason": "stolen cards"}


HANDED: Final = {"consumer": "erp", "claim": "x", "orders": 0, "taken_at": "2026-11-22T10:00:00Z"}

EXPORTED: Final = {"kind": "carts", "selection": "market:BD", "written_as": "csv"}

WRITTEN: Final = {"kind": "reopen_browser", "subject": "Please", "text": "reopen your browser"}

NO_MAIL: Final = 501
"""What a shop without a mail server answers to those who may send messages."""


CALLS: Final = (
    Call("GET /health", EVERYBODY),
    Call("GET /ready", EVERYBODY),
    Call("GET /v1/me", Role.VIEWER, shops=True),
    Call("GET /v1/changes", Role.VIEWER),
    Call("GET /v1/carts", Role.VIEWER),
    Call("GET /v1/counts/carts", Role.VIEWER),
    Call("POST /v1/whole/carts", Role.VIEWER, {"ids": []}),
    Call("GET /v1/history/agents", Role.ADMIN),
    Call("GET /v1/values/carts", Role.VIEWER, query="?key=market"),
    Call("GET /v1/counts/customers", Role.VIEWER),
    Call("GET /v1/carts/{ref}", Role.VIEWER, of="cart"),
    Call("GET /v1/carts/{ref}/explanation", Role.VIEWER, of="cart"),
    Call("GET /v1/carts/{ref}/history", Role.VIEWER, of="cart"),
    Call("POST /v1/carts/{ref}/comments", Role.AGENT, {"text": "rang him"}, of="cart", done=201),
    Call("GET /v1/recovery", Role.VIEWER, query="?q=is:promising"),
    Call("POST /v1/carts/{ref}/calls", Role.AGENT, {"outcome": "no_answer"}, of="cart", done=201),
    Call("GET /v1/history/carts", Role.VIEWER),
    Call("POST /v1/history/exports", Role.VIEWER, EXPORTED, done=201),
    Call("POST /v1/history/exports/{ref}/end", Role.VIEWER, {"rows": 1}, of="nothing", done=404),
    Call("GET /v1/carts/{ref}/presence", Role.VIEWER, of="cart"),
    Call("GET /v1/presence", Role.VIEWER),
    Call("POST /v1/carts/{ref}/presence", Role.VIEWER, {"desk": "a"}, of="cart"),
    Call("POST /v1/carts/{ref}/presence/leave", Role.VIEWER, {"desk": "a"}, of="cart"),
    Call("GET /v1/customers", Role.VIEWER, query="?text=rahim"),
    Call("GET /v1/lists/customers", Role.VIEWER),
    Call("POST /v1/alike/customers", Role.VIEWER, {"name": "Rahim"}),
    Call("GET /v1/customers/{ref}/carts", Role.VIEWER, of="customer"),
    Call("GET /v1/customers/{ref}/orders", Role.VIEWER, of="customer"),
    Call("GET /v1/customers/{ref}", Role.VIEWER, of="customer"),
    Call("GET /v1/customers/{ref}/open-carts", Role.VIEWER, of="customer"),
    Call("GET /v1/variants", Role.VIEWER, query="?market=BD&text=shirt"),
    Call("GET /v1/shop", Role.VIEWER),
    Call("GET /v1/orders", Role.VIEWER),
    Call("GET /v1/counts/orders", Role.VIEWER),
    Call("GET /v1/orders/{ref}", Role.VIEWER, of="order"),
    Call("POST /v1/carts", Role.AGENT, {"market": "BD"}, done=201),
    Call("POST /v1/carts/{ref}/edits", Role.AGENT, noted, of="cart"),
    Call("POST /v1/carts/{ref}/edits", Role.LEAD, priced, of="cart"),
    Call("POST /v1/carts/{ref}/not-placed", Role.AGENT, of="cart"),
    Call("POST /v1/carts/{ref}/preview", Role.AGENT, noted, of="cart"),
    Call("POST /v1/carts/{ref}/preview", Role.LEAD, priced, of="cart"),
    Call(
        "POST /v1/carts/{ref}/order",
        Role.AGENT,
        lambda thing: {"phone": PHONE, "version": thing.version},
        of="cart",
    ),
    Call("POST /v1/carts/{ref}/undo", Role.AGENT, version, of="cart"),
    Call("POST /v1/carts/{ref}/undo", Role.LEAD, version, of="cart priced by hand"),
    Call("POST /v1/carts/{ref}/redo", Role.AGENT, version, of="undone cart"),
    Call("POST /v1/carts/{ref}/redo", Role.LEAD, version, of="cart unpriced by hand"),
    Call(  # who may is told that nothing of it is theirs
        "POST /v1/carts/{ref}/cancel",
        Role.AGENT,
        lambda thing: {"since": thing.version},
        of="cart",
        done=409,
    ),
    Call("POST /v1/carts/{ref}/clone", Role.AGENT, of="cart", done=201),
    Call("POST /v1/carts/{ref}/delete", Role.AGENT, version, of="cart"),
    Call("POST /v1/carts/{ref}/restore", Role.AGENT, of="deleted cart"),
    Call("POST /v1/bulk/dry-run", Role.VIEWER, meant, of="cart"),
    Call("POST /v1/bulk/prepare", Role.AGENT, meant, of="cart", done=201),
    Call("GET /v1/bulk/jobs", Role.VIEWER),
    Call("GET /v1/bulk/jobs/{ref}", Role.VIEWER, of="bulk change"),
    Call("GET /v1/bulk/jobs/{ref}/preview", Role.VIEWER, of="prepared bulk change"),
    Call("GET /v1/bulk/jobs/{ref}/items", Role.VIEWER, of="bulk change"),
    Call("POST /v1/bulk/jobs/{ref}/start", Role.AGENT, of="bulk change"),
    Call("POST /v1/bulk/jobs/{ref}/cancel", Role.AGENT, of="prepared bulk change"),
    Call("POST /v1/bulk/jobs/{ref}/undo", Role.AGENT, of="bulk change", done=201),
    Call("POST /v1/customers", Role.AGENT, {"name": "Nadia"}, done=201),
    Call(
        "PATCH /v1/customers/{ref}",
        Role.AGENT,
        lambda thing: {"version": thing.version, "changes": {"company": "Nadia & Co"}},
        of="customer",
    ),
    Call("POST /v1/orders/{ref}/approve", Role.AGENT, version, of="order"),
    Call(
        "POST /v1/orders/{ref}/hold",
        Role.AGENT,
        lambda thing: {"reason": "asks for a receipt", "version": thing.version},
        of="order",
    ),
    Call("POST /v1/orders/{ref}/cancel", Role.AGENT, version, of="order"),
    Call("GET /v1/documents", Role.VIEWER),
    Call("GET /v1/documents/{ref}", Role.VIEWER, of="invoice"),
    Call("GET /v1/orders/{ref}/documents", Role.VIEWER, of="order"),
    Call("POST /v1/orders/{ref}/invoice", Role.AGENT, of="approved order"),
    Call("POST /v1/documents/{ref}/credit", Role.LEAD, {"reason": "arrived broken"}, of="invoice"),
    Call("POST /v1/handovers", Role.AGENT, {"consumer": "erp"}, done=201),
    Call("GET /v1/handovers/orders", Role.VIEWER, query="?consumer=erp"),
    Call("POST /v1/handovers/confirm", Role.AGENT, HANDED),
    Call("POST /v1/handovers/give-back", Role.AGENT, HANDED),
    Call("GET /v1/locks", Role.VIEWER),
    Call("GET /v1/locks/{ref}", Role.VIEWER, of="locked cart"),
    Call("POST /v1/locks/{ref}/lock", Role.AGENT, {"reason": "the bank rang"}, of="cart"),
    Call("POST /v1/locks/{ref}/unlock", Role.AGENT, {"reason": "paid at the door"}, of="locked cart"),
    Call("POST /v1/locks/{ref}/confirm", Role.AGENT, {"reason": "the bank has it"}, of="locked cart"),
    Call("POST /v1/locks/{ref}/delete", Role.AGENT, {"reason": "nobody paid"}, of="locked cart"),
    Call("POST /v1/carts/{ref}/payments", Role.AGENT, begun, of="cart"),
    Call("GET /v1/payments/without-order", Role.VIEWER),
    Call(
        "POST /v1/payments/without-order/{ref}/settle",
        Role.AGENT,
        {"reason": "refunded by hand"},
        of="payment without an order",
    ),
    Call("POST /v1/payments/without-order/{ref}/reopen", Role.AGENT, of="settled payment"),
    Call("GET /v1/carts/{ref}/messages/draft", Role.VIEWER, query="?kind=reopen_browser", of="cart"),
    Call("POST /v1/carts/{ref}/messages", Role.AGENT, WRITTEN, of="cart", done=NO_MAIL),
    Call("GET /v1/carts/{ref}/links", Role.VIEWER, of="cart"),
    Call("POST /v1/carts/{ref}/links", Role.AGENT, {}, of="cart", done=201),
    Call("POST /v1/links/{ref}/revoke", Role.AGENT, of="link"),
    Call("GET /v1/outbox", Role.VIEWER),
    Call("GET /v1/outbox/{ref}", Role.VIEWER, of="no message", done=404),
    Call("POST /v1/outbox/{ref}/resend", Role.AGENT, of="no message", done=NO_MAIL),
    Call("POST /v1/outbox/{ref}/drop", Role.AGENT, of="no message", done=404),
    Call("POST /v1/statements", Role.AGENT, {"provider": "paypal", "coverage": [], "rows": []}),
    Call("GET /v1/statements/coverage", Role.VIEWER),
    Call("GET /v1/blocklist", Role.VIEWER),
    Call("POST /v1/blocklist/test", Role.VIEWER, {"email": "rahim@example.com"}),
    Call("POST /v1/blocklist", Role.LEAD, somebody, done=201),
    Call("POST /v1/blocklist/{ref}/remove", Role.LEAD, of="entry of the blocklist"),
    Call("GET /v1/digest", Role.VIEWER),
    Call("GET /v1/reports/statistics", Role.VIEWER),
    Call("GET /v1/reports/carts", Role.VIEWER, query="?by=state"),
    Call("GET /v1/reports/products", Role.VIEWER),
    Call("GET /v1/reports/recovered", Role.VIEWER),
    Call("GET /v1/reports/locks", Role.VIEWER),
    Call("POST /v1/digest/send", Role.LEAD, {"again": True, "to": ["lead@example.com"]}, done=NO_MAIL),
    Call("POST /v1/imports", Role.LEAD, ImportBatch().model_dump(mode="json")),
    Call("PUT /v1/shop", Role.ADMIN, SELLING.model_dump(mode="json")),
    Call("POST /v1/upkeep", Role.AGENT),
    Call("POST /v1/purge", Role.ADMIN, {"dry_run": False}),
    Call("POST /v1/purge", Role.ADMIN, {"dry_run": True}),
    Call(
        "POST /v1/storefront/events",
        Role.STOREFRONT,
        {"events": [{"type": "cart", "cart": "s1", "revision": 1, "market": "BD"}]},
    ),
    Call("GET /v1/storefront/carts/{ref}", Role.STOREFRONT, of="no message", done=404),
    Call("POST /v1/storefront/checkout", Role.STOREFRONT, {"cart": "nobody's"}, done=404),
    Call("POST /v1/storefront/webhooks/{ref}", EVERYBODY, {}, of="no message", done=401),
    Call("GET /v1/agents", Role.ADMIN),
    Call(
        "POST /v1/agents",
        Role.ADMIN,
        {"name": "newcomer", "role": "viewer"},
        done=201,
    ),
    Call("POST /v1/agents/{ref}/revoke", Role.ADMIN, of="account"),
)


class World:
    """A shop behind a server, and things in it to do something to."""

    def __init__(self, server: Served, file: Path, http: httpx.Client) -> None:
        self.server = server
        self._http = http
        server.run(furnish)
        server.run(lambda client: client.shop.apply(SELLING))
        self._database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        self._known: tuple[int, str] | None = None

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def thing(self, kind: str) -> Thing:
        """A thing of that kind which nobody has touched yet."""
        if not kind:
            return Thing()
        if kind == "nothing":
            return Thing("4711")
        return self.server.run(lambda client: _made(client, kind))

    def call(self, call: Call, thing: Thing, **headers: str) -> httpx.Response:
        """Make the call, with these headers beside its key."""
        method, _, path = call.door.partition(" ")
        url = path.replace("{ref}", segment(thing.ref)) + call.query
        body = call.body(thing) if callable(call.body) else call.body
        headers = {"Idempotency-Key": f'"{uuid.uuid4()}"', **headers}
        with self._http.stream(method, url, headers=headers, json=body) as response:
            if response.headers.get("content-type", "").startswith("text/event-stream"):
                return response  # it never ends
            response.read()
            return response

    def everything(self) -> str:
        """What the whole database holds, as one number, but for what the background counts for reports."""
        (version,) = self._database.execute("PRAGMA data_version").fetchone()
        if self._known is None or self._known[0] != version:  # somebody has written since
            self._known = version, self._all_rows()
        return self._known[1]

    def _all_rows(self) -> str:
        """The same, looked at."""
        digest = hashlib.sha256()
        tables = self._database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        for (table,) in tables.fetchall():
            if table in BACKGROUND:
                continue
            digest.update(table.encode())
            for row in self._database.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 (a name of our own)
                if (table, row[0]) != ("counter", "counted"):
                    digest.update(repr(row).encode())
        return digest.hexdigest()


async def _made(client: LocalClient, kind: str) -> Thing:
    """Make a thing of that kind."""
    match kind:
        case "customer":
            customer = await client.customers.get("rahim@example.com")
            return Thing(customer.id, customer.version)
        case "account":
            made = await client.agents.add(f"somebody {uuid.uuid4()}", Role.AGENT)
            return Thing(made.agent.name)
        case "payment without an order" | "settled payment":
            return Thing(await _payment(client, settled=kind == "settled payment"))
        case "bulk change" | "prepared bulk change" | "entry of the blocklist" | "no message" | "link":
            return Thing(str(await _number(client, kind)))
        case "order" | "approved order" | "invoice":
            return await _ordered(client, kind)
        case _:
            return _as_thing(await _made_cart(client, kind))


async def _ordered(client: LocalClient, kind: str) -> Thing:
    """An order, pending or approved, or the invoice of one."""
    order = await client.carts.place((await _cart(client)).id, phone=PHONE)
    if kind == "order":
        return Thing(order.id, order.version)
    order = await client.orders.approve(order.id)
    if kind == "approved order":
        return Thing(order.id, order.version)
    return Thing((await client.documents.issue_invoice(order.id)).number)


async def _made_cart(client: LocalClient, kind: str) -> Cart:
    """Make a cart of that kind."""
    cart = await _cart(client)
    by_hand = SetLinePrice(line=cart.lines[0].id, unit_price=1)
    match kind:
        case "locked cart":
            return await client.locks.lock(cart.id, "to be looked at")
        case "deleted cart":
            return await client.carts.delete(cart.id)
        case "cart priced by hand":
            return await client.carts.edit(cart.id, cart.version, [by_hand])
        case "cart unpriced by hand":
            await client.carts.edit(cart.id, cart.version, [by_hand])
            return await client.carts.undo(cart.id)
        case "undone cart":
            await client.carts.edit(cart.id, cart.version, [SetNote(note="calls again")])
            return await client.carts.undo(cart.id)
        case _:
            return cart


async def _payment(client: LocalClient, *, settled: bool) -> str:
    """A payment that belongs to no order, settled or not, by its id."""
    row = StatementRow(
        provider="paypal",
        transaction=uuid.uuid4().hex,
        kind=StatementKind.PAYMENT,
        at=NOW,
        amount=1_900,
        currency="EUR",
    )
    await client.payments.take_statement(Statement(provider="paypal", coverage=(), rows=(row,)))
    if settled:
        await client.payments.settle(row.transaction, "another shop's")
    return f"paypal:{row.transaction}"


async def _number(client: LocalClient, kind: str) -> int:
    """The number of a change of one cart, prepared or done, of a block or link, or of what there is not."""
    if kind == "link":
        return (await client.sharing.share((await _cart(client)).id)).id
    if kind == "no message":
        return 1
    if kind == "entry of the blocklist":
        return (await client.blocklist.add(NewBlock.model_validate(somebody(Thing())))).id
    job = await client.bulk.prepare(these(await _cart(client)), [SetPriceLevel(level="vip")])
    if kind == "bulk change":
        await client.bulk.start(job.id)
        await over(client, job.id)  # what is being done would change what the tests compare
    return job.id


async def _cart(client: LocalClient) -> Cart:
    """A cart that could be placed."""
    cart = await client.carts.create(NewCart(market="BD"))
    rahim = await client.customers.get("rahim@example.com")
    return await client.carts.edit(
        cart.id, cart.version, [SetCustomer(customer=rahim.id), AddLine(sku="MUG-01", quantity=1)]
    )


def _as_thing(cart: Cart) -> Thing:
    """What calls need of a cart."""
    return Thing(cart.id, cart.version, cart.lines[0].id)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A served shop."""
    file = tmp_path_factory.mktemp("roles") / "shop.sqlite3"
    with (
        serving(str(file), limits=UNBOUNDED, links=Links(pages="https://quotes.example.com")) as server,
        httpx.Client(base_url=server.url, trust_env=False, timeout=30) as http,
        closing(World(server, file, http)) as made,
    ):
        yield made


def bearer(token: str) -> dict[str, str]:
    """The header that has a token."""
    return {"Authorization": f"Bearer {token}"}


def strangers(world: World) -> dict[str, dict[str, str]]:
    """What those come with whom nobody knows."""
    admins, dismissed = world.server.token(Role.ADMIN), world.server.token(Role.ADMIN, name="dismissed")
    assert world.call(Call("GET /v1/me", Role.VIEWER), Thing(), **bearer(dismissed)).status_code == 200
    world.server.revoke("dismissed")
    return {
        "nothing": {},
        "a wrong token": bearer("cartui_" + "A" * 43),
        "a revoked token": bearer(dismissed),
        "half a token": bearer(admins[:-1]),
        "a token in capitals": bearer(admins.upper()),
        "what is stored of a token": bearer(hashlib.sha256(admins.encode()).hexdigest()),
        "an admin's name": {"Authorization": "Basic YWRtaW46YWRtaW4=", "Cartui-Agent": "admin"},
    }


def test_every_endpoint_is_in_the_table(tmp_path: Path) -> None:
    document = create_app(LocalClient(str(tmp_path / "shop.sqlite3"), OWNER)).openapi()
    doors = {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}
    assert doors == {call.door for call in CALLS}


def test_only_what_says_nothing_of_the_shop_takes_no_token() -> None:
    signed = "POST /v1/storefront/webhooks/{ref}"  # instead: see test_storefront_attacks
    assert {call.door for call in CALLS if call.least is EVERYBODY} == {"GET /health", "GET /ready", signed}


@pytest.mark.parametrize("call", CALLS, ids=str)
@pytest.mark.parametrize("role", Role)
def test_a_role_gets_in_exactly_where_the_table_says(world: World, call: Call, role: Role) -> None:
    thing = world.thing(call.of)
    token = world.server.token(role)
    if call.admits(role):
        assert world.call(call, thing, **bearer(token)).status_code == call.done
        return
    before = world.everything()
    answer = world.call(call, thing, **bearer(token))
    assert answer.status_code == 403
    problem = answer.json()
    assert problem["type"] == "urn:cartui:problem:forbidden"
    assert problem["detail"].startswith(f"A{'n' if role.value[0] == 'a' else ''} {role} may not ")
    assert problem["detail"].endswith("storefront." if call.least is Role.STOREFRONT else "admin.")
    assert world.everything() == before


@pytest.mark.parametrize("call", [call for call in CALLS if call.least is not EVERYBODY], ids=str)
def test_strangers_get_in_nowhere(world: World, call: Call) -> None:
    for headers in strangers(world).values():
        before = world.everything()
        answer = world.call(call, Thing(ref="C-000001", version=1, line="x"), **headers)
        assert answer.status_code == 401, headers
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["type"] == "urn:cartui:problem:unauthenticated"
        assert world.everything() == before, headers


@pytest.mark.parametrize("call", [Call("GET /health", EVERYBODY), Call("GET /ready", EVERYBODY)], ids=str)
def test_whether_the_server_is_alive_is_nobodys_secret(world: World, call: Call) -> None:
    for headers in strangers(world).values():
        answer = world.call(call, Thing(), **headers)
        assert (answer.status_code, set(answer.json())) == (200, {"status"})


@pytest.mark.parametrize("call", [call for call in CALLS if call.of], ids=str)
def test_a_stranger_does_not_learn_what_is_there(world: World, call: Call) -> None:
    there = world.call(call, world.thing(call.of))
    nowhere = world.call(call, Thing(ref="no such thing"))
    assert there.status_code == nowhere.status_code == 401
    assert there.content == nowhere.content


METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")


@pytest.mark.parametrize("path", sorted({call.door.partition(" ")[2] for call in CALLS}))
def test_a_door_opens_by_no_other_method(world: World, path: str) -> None:
    admin = bearer(world.server.token(Role.ADMIN))
    before = world.everything()
    known = {call.door for call in CALLS} | {"HEAD /health", "HEAD /ready"}
    for door in {f"{method} {path}" for method in METHODS} - known:
        assert world.call(Call(door, Role.ADMIN), Thing("C-000001"), **admin).status_code == 405, door
    assert world.everything() == before


@pytest.mark.parametrize(
    "path",
    [
        "/v1/agents/",
        "/v1//agents",
        "//v1/agents",
        "/V1/agents",
        "/v1/AGENTS",
        "/v1/carts/../agents",
        "/v1/carts/%2e%2e/agents",
        "/v1/carts/..%2fagents",
        "/v1/carts/..%252fagents",
        "/v1/agents%00",
        "/v1/agents;x=1",
        "/v1/agents%3fx",
        "/v1/me/../agents",
        "/v2/agents",
        "/agents",
    ],
)
def test_no_other_way_of_writing_a_path_leads_around_a_role(world: World, path: str) -> None:
    port = httpx.URL(world.server.url).port
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as line:
        line.putrequest("GET", path, skip_accept_encoding=True)
        line.putheader("Authorization", f"Bearer {world.server.token(Role.VIEWER)}")
        line.putheader("X-Original-URL", "/v1/agents")
        line.putheader("X-HTTP-Method-Override", "POST")
        line.endheaders()
        answer = line.getresponse()
        assert answer.status in {403, 404}
        assert b"created_at" not in answer.read()
