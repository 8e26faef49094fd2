"""`cartui orders invoice`, `credit` and `invoices`: what is issued once, as scripts rely on it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from cartui.client.local import LocalClient
from cartui.model.address import Address
from cartui.model.agent import Actor
from tests.cli.conftest import Run

PHONE = "+8801712345678"

SELLER = Address(company="Acme Ltd.", line1="1 Main Street", city="Dhaka", country="BD")


@pytest.fixture
def order(run: Run, ready: dict[str, Any]) -> str:
    """An approved order of a shop that says nothing of itself yet."""
    number = str(run("carts", "place", ready["number"], "--phone", PHONE, "--json").json["order"])
    assert run("orders", "approve", number).status == 0
    return number


def say_who_sells(home: Path) -> None:
    """Give the shop what its invoices have to say."""

    async def apply() -> None:
        async with LocalClient(str(home / "data" / "cartui.sqlite3"), Actor(name="owner")) as client:
            shop = await client.shop.get()
            settings = shop.settings.model_copy(update={"seller": SELLER, "vat_id": "BIN 1"})
            await client.shop.apply(shop.model_copy(update={"settings": settings}))

    asyncio.run(apply())


def test_what_an_invoice_lacks_is_said_with_where_to_set_it(run: Run, order: str) -> None:
    refused = run("orders", "invoice", order, "--json")
    assert refused.status != 0
    assert refused.error["error"] == "not_ready"
    assert [problem["field"] for problem in refused.error["problems"]] == ["shop.seller", "shop.vat_id"]
    assert "cartui shop apply" in run("orders", "invoice", order).err


def test_an_invoice_is_issued_listed_and_taken_back(run: Run, order: str, home: Path) -> None:
    say_who_sells(home)
    invoice = run("orders", "invoice", order, "--json").json
    number = invoice["number"]
    assert (invoice["kind"], invoice["order"], invoice["credited_by"]) == ("invoice", order, "")
    assert invoice["content"]["seller"]["vat_id"] == "BIN 1"
    assert run("orders", "invoice", order, "--json").json == invoice
    shown = run("orders", "show", number, "--json").json
    assert (shown["number"], shown["invoice"], shown["credit_note"]) == (order, number, "")
    assert number in run("orders", "show", order).out

    assert run("orders", "credit", number).status == 2
    credit = run("orders", "credit", number.lower(), "--reason", "broken", "--json").json
    assert (credit["kind"], credit["credits"], credit["total"]) == ("credit_note", number, invoice["total"])
    assert run("orders", "show", order, "--json").json["state"] == "cancelled"
    again = run("orders", "invoice", order)
    assert number in again.out
    assert "Acme Ltd." in again.out
    assert f"{number} was taken back by {credit['number']}" in again.err
    narrow = run("orders", "invoice", order, "--columns", "40").out
    assert max(map(len, narrow.splitlines())) <= 40
    said = run("orders", "credit", number, "--reason", "broken").out
    assert all(word in said for word in (credit["number"], number, "broken"))

    listed = run("orders", "invoices", "--json").json
    assert [each["number"] for each in listed["items"]] == [credit["number"], number]
    assert listed["next"] is None
    table = run("orders", "invoices", "--kind", "invoice", "--market", "BD").out
    assert number in table
    assert f"\n{credit['number']}" not in table
    none = run("orders", "invoices", "--market", "EU")
    assert (none.status, "No invoice was issued." in none.err) == (0, True)
    assert run("orders", "invoices", "--kind", "quote").status == 2
