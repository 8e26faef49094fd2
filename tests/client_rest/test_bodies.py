"""Whatever the remote client sends is what the server's OpenAPI document says that it takes."""

import json
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import cache
from typing import Any

import jsonschema_rs
import pytest

from cartui.client.local import LocalClient
from cartui.client.protocol import Client, Refused
from cartui.model.actions import Action, AddLine, SetContact, SetNote, SetPriceLevel
from cartui.model.agent import Actor, Role
from cartui.model.blocklist import NewBlock, Traits
from cartui.model.bulk import BulkAction, BulkTarget, ChangeTags
from cartui.model.cart import NewCart
from cartui.model.coupon import Coupon, CouponKind
from cartui.model.customer import CustomerChanges, NewCustomer
from cartui.model.exported import ExportKind, NewExport
from cartui.model.handover import Handover
from cartui.model.imports import ImportBatch, ImportedCoupon, ImportedProduct, ImportedTaxRate
from cartui.model.locks import PaymentReport
from cartui.model.message import Attachment, MessageKind, NewMessage
from cartui.model.query import CartQuery, Term
from cartui.model.recovery import CallOutcome
from cartui.model.shop import TaxRate
from cartui.model.statement import Coverage, Statement, StatementKind, StatementRow
from cartui.model.storefront import (
    Checkout,
    ShopCart,
    ShopEvent,
    ShopLine,
    ShopPayment,
    ShopSignIn,
    ShopTouch,
)
from cartui.server.app import create_app
from tests.client_rest.far_end import opened, problem
from tests.contract.shop import NOW, PRODUCTS, SHOP

RATE = TaxRate.model_validate({"country": "BD", "class": "food", "rate": "15"})

ACTIONS: list[Action] = [AddLine(sku="MUG-01", quantity=2), SetNote(note="x"), SetContact(phone="1")]

BATCH = ImportBatch(
    tax_rates=(ImportedTaxRate(tax_rate=RATE),),
    products=tuple(ImportedProduct(product=product) for product in PRODUCTS),
    coupons=(ImportedCoupon(coupon=Coupon(code="SAVE", kind=CouponKind.AMOUNT, amount=100, currency="BDT")),),
)

PAYMENT = PaymentReport(provider="paypal", reference="8XK", amount=4_800, currency="USD", started_at=NOW)

STATEMENT = Statement(
    provider="paypal",
    coverage=(Coverage(provider="paypal", start=NOW, end=NOW),),
    rows=(
        StatementRow(
            provider="paypal",
            transaction="8XK",
            kind=StatementKind.PAYMENT,
            at=NOW,
            amount=4_800,
            currency="USD",
            references=("pi_1",),
        ),
    ),
)

HANDED = Handover(consumer="erp", claim="x", orders=2, taken_at=NOW)

BLOCK = NewBlock(value="AQ", reason="stolen cards", expires_at=NOW)

MESSAGE = NewMessage(kind=MessageKind.REOPEN_BROWSER, subject="Please", text="reopen your browser")

QUOTE = NewMessage(kind=MessageKind.QUOTE, subject="Your quote", text="{link}", attach=Attachment.TEXT)

MANY = BulkTarget(
    carts=("C-1",),
    query=CartQuery(words=("rahim",), terms=(Term(key="market", values=("BD",)),), zone="Asia/Dhaka"),
    without=("C-2",),
)

EXPORT = NewExport(kind=ExportKind.CARTS, selection="market:BD email:…", written_as="csv")

LEVEL: list[BulkAction] = [SetPriceLevel(level="vip"), ChangeTags(add=("spring",))]

TOLD: list[ShopEvent] = [
    ShopCart(cart="s1", revision=2, base=1, market="BD", lines=(ShopLine(sku="MUG-01", quantity=2),)),
    ShopTouch(cart="s1", at=NOW),
    ShopSignIn(cart="c1", guest_cart="s1", revision=3),
    ShopPayment(cart="s1", payment=PAYMENT),
]

CALLS: dict[str, Callable[[Client], Awaitable[object]]] = {
    "a new cart": lambda client: client.carts.create(NewCart(market="BD")),
    "an edit": lambda client: client.carts.edit("C-1", 3, ACTIONS, rebase=True),
    "whole carts": lambda client: client.carts.get_many(["c1", "c2"]),
    "a preview": lambda client: client.carts.preview("C-1", 3, ACTIONS),
    "placing": lambda client: client.carts.place("C-1", phone="1", version=3, total=5),
    "undoing": lambda client: client.carts.undo("C-1", entry=1),
    "taking back": lambda client: client.carts.cancel("C-1", since=3, version=5),
    "redoing": lambda client: client.carts.redo("C-1", version=3),
    "being there": lambda client: client.presence.enter("C-1", desk="desk-1"),
    "leaving": lambda client: client.presence.leave("C-1", desk="desk-1"),
    "a comment": lambda client: client.history.comment("C-1", "calls back at five"),
    "an export": lambda client: client.history.begin_export(EXPORT),
    "the end of an export": lambda client: client.history.end_export(1, 412),
    "a call": lambda client: client.recovery.note_call("C-1", CallOutcome.NO_ANSWER, "again at five"),
    "what a shop tells": lambda client: client.storefront.tell(TOLD),
    "asking to pay": lambda client: client.storefront.checkout(Checkout(cart="s1", version=2)),
    "deleting": lambda client: client.carts.delete("C-1"),
    "a new customer": lambda client: client.customers.create(NewCustomer(name="Ann")),
    "looking for the same": lambda client: client.customers.alike(NewCustomer(name="Ann")),
    "a change": lambda client: client.customers.update("1", 2, CustomerChanges(email=None, name="Ann")),
    "approving": lambda client: client.orders.approve("C-1"),
    "holding": lambda client: client.orders.hold("C-1", reason="stock"),
    "cancelling": lambda client: client.orders.cancel("C-1", reason="stock"),
    "taking an invoice back": lambda client: client.documents.credit("INV-BD-2026-000001", "broken"),
    "taking orders": lambda client: client.orders.take("erp", since=NOW, state="approved"),
    "confirming orders": lambda client: client.orders.confirm(HANDED),
    "giving orders back": lambda client: client.orders.give_back(HANDED),
    "locking": lambda client: client.locks.lock("C-1", "asked for it"),
    "unlocking": lambda client: client.locks.unlock("C-1", "not paid", against_evidence=True, since=NOW),
    "confirming": lambda client: client.locks.confirm("C-1", "paid"),
    "deleting a locked cart": lambda client: client.locks.delete("C-1", "a test"),
    "a payment": lambda client: client.payments.record("C-1", PAYMENT),
    "settling a payment": lambda client: client.payments.settle("paypal:8XK", "refunded by hand"),
    "a message": lambda client: client.outbox.send("C-1", MESSAGE),
    "a statement": lambda client: client.payments.take_statement(STATEMENT),
    "a message with a document": lambda client: client.outbox.send("C-1", QUOTE),
    "a link": lambda client: client.sharing.share("C-1", lifetime=timedelta(days=7)),
    "a link for as long as usual": lambda client: client.sharing.share("C-1"),
    "blocking somebody": lambda client: client.blocklist.add(BLOCK),
    "testing the blocklist": lambda client: client.blocklist.test(Traits(email="a@b.example", ip="::1")),
    "a shop": lambda client: client.shop.apply(SHOP.model_copy(update={"tax_rates": (RATE,)})),
    "an import": lambda client: client.imports.apply(BATCH),
    "a digest to send": lambda client: client.digest.send(again=True, to=["lead@example.com"]),
    "a purge": lambda client: client.upkeep.purge(dry_run=True),
    "what would become of many": lambda client: client.bulk.dry_run(MANY, LEVEL, after="x"),
    "a change of many": lambda client: client.bulk.prepare(MANY, LEVEL),
    "an account": lambda client: client.agents.add("bob", Role.AGENT),
}


@cache
def document() -> dict[str, Any]:
    """What the server says that it takes."""
    return create_app(LocalClient("", Actor(name="nobody"))).openapi()


@cache
def taken() -> dict[tuple[str, str], Any]:
    """The schema of each call of an agent's or a shop's that has a body, by its method and path."""
    return {
        (method.upper(), path): operation["requestBody"]["content"]["application/json"]["schema"]
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
        if "requestBody" in operation and operation["security"] == [{"token": []}]
    }


async def sent_by(call: Callable[[Client], Awaitable[object]]) -> tuple[tuple[str, str], Any]:
    """Which call of the server's that makes, and the body that it sends."""
    async with opened() as (client, end):
        end.will(problem(Refused("Not today.")))
        with pytest.raises(Refused):
            await call(client)
        [request] = end.asked
    path = request.url.path
    [known] = [
        each
        for each in taken()
        if each[0] == request.method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", each[1]), path)
    ]
    return known, json.loads(request.content)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
async def test_a_body_is_what_the_server_takes(call: Callable[[Client], Awaitable[object]]) -> None:
    known, body = await sent_by(call)
    whole = {**taken()[known], "components": document()["components"]}
    assert [error.message for error in jsonschema_rs.validator_for(whole).iter_errors(body)] == []


async def test_every_call_with_a_body_was_looked_at() -> None:
    assert {(await sent_by(call))[0] for call in CALLS.values()} == set(taken())


async def test_only_what_was_set_is_sent_where_that_has_a_meaning() -> None:
    _, body = await sent_by(CALLS["a change"])
    assert body["changes"] == {"email": None, "name": "Ann"}
    _, body = await sent_by(CALLS["an import"])
    assert [each["tax_rate"] for each in body["tax_rates"]] == [
        {"country": "BD", "class": "food", "rate": "15"}
    ]
    _, body = await sent_by(CALLS["an edit"])
    assert [action["type"] for action in body["actions"]] == ["add_line", "set_note", "set_contact"]
