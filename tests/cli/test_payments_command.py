"""`cartui payments` on a database of its own: what belongs to no order, settled and reopened."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from cartui.client.local import LocalClient
from cartui.model.agent import Actor
from cartui.model.locks import PaymentReport
from cartui.model.payment import AttemptStatus
from cartui.model.statement import Statement, StatementKind, StatementRow
from tests.cli.conftest import Run
from tests.contract.shop import NOW


@pytest.fixture
def strays(home: Path, ready: dict[str, Any]) -> str:
    """A payment for a cart that was deleted, and one that only a statement tells of; gives the cart."""
    number = str(ready["number"])

    async def tell() -> None:
        async with LocalClient(str(home / "data" / "cartui.sqlite3"), Actor(name="owner")) as client:
            await client.carts.delete(number)
            report = PaymentReport(
                provider="PayPal",
                reference="8XK91",
                amount=4_800,
                currency="BDT",
                card_last4="4242",
                status=AttemptStatus.SUCCEEDED,
            )
            assert (await client.payments.record(number, report)).without_order
            row = StatementRow(
                provider="paypal",
                transaction="EBAY-1",
                kind=StatementKind.PAYMENT,
                at=NOW,
                amount=1_900,
                currency="EUR",
                merchant_reference="ebay \x1b[31m77",
            )
            await client.payments.take_statement(Statement(provider="paypal", coverage=(), rows=(row,)))

    asyncio.run(tell())
    return number


def test_what_belongs_to_no_order_is_listed_with_why(run: Run, strays: str) -> None:
    listed = run("payments", "list", "--json")
    assert listed.status == 0
    items = {item["id"]: item for item in listed.json["items"]}
    assert set(items) == {"P-1", "paypal:EBAY-1"}
    assert (
        items["P-1"].items()
        >= {
            "known_from": "report",
            "cart": strays,
            "provider": "PayPal",
            "reference": "8XK91",
            "amount": 4_800,
            "currency": "BDT",
            "card_last4": "4242",
            "why": "the cart had been deleted",
            "given_back": "nothing",
            "settled": None,
        }.items()
    )
    assert [row["transaction"] for row in items["paypal:EBAY-1"]["rows"]] == ["EBAY-1"]
    shown = run("payments", "list")
    assert "BDT 48.00" in shown.out
    assert "the cart had been deleted" in shown.out
    assert "\x1b" not in shown.out
    first = run("payments", "list", "--limit", "1", "--json").json
    rest = run("payments", "list", "--after", first["next"], "--json").json
    assert len(first["items"]) == len(rest["items"]) == 1


def test_one_is_settled_with_a_reason_and_reopened(
    run: Run, strays: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARTUI_AGENT", "vera")
    settled = run("payments", "settle", "EBAY-1", "--reason", "another shop's", "--key", "k")
    assert (settled.status, settled.out) == (0, "paypal:EBAY-1  paypal  EUR 19.00  settled: another shop's\n")
    assert run("payments", "settle", "EBAY-1", "--reason", "another shop's", "--key", "k").out == settled.out
    assert [item["id"] for item in run("payments", "list", "--json").json["items"]] == ["P-1"]
    [kept] = run("payments", "list", "--settled", "--json").json["items"]
    assert (kept["settled"]["reason"], kept["settled"]["agent"]) == ("another shop's", "vera")
    assert "settled by vera" in run("payments", "list", "--settled").out
    again = run("payments", "settle", "paypal:EBAY-1", "--reason", "once more", "--json")
    assert (again.status, again.error["error"]) == (4, "conflict")
    reopened = run("payments", "reopen", "EBAY-1", "--json")
    assert (reopened.status, reopened.json["settled"]) == (0, None)
    assert run("payments", "settle", "P-7", "--reason", "x").status == 3
    assert run("payments", "settle", "P-1").status == 2


def test_nothing_there_is_said_in_words(run: Run, ready: dict[str, Any]) -> None:
    assert "belongs to an order" in run("payments", "list").err
    assert "No payment is settled" in run("payments", "list", "--settled").err
