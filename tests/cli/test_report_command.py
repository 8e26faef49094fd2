"""`cartui report`: figures for people, as JSON and as CSV, the same from a file and over a server."""

import asyncio
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cartui.client.local import LocalClient
from cartui.model.agent import Actor, Role
from cartui.model.cart import CartSummary, Origin
from cartui.model.imports import ImportBatch, ImportedCart, ImportedLine
from cartui.model.query import CartQuery, CartSort
from cartui.model.recovery import CallOutcome
from tests.cli.conftest import Outcome, Run
from tests.contract.shop import DHAKA, NOW, furnish
from tests.serving import Served, serving

PHONE = "01712345678"
DAY = NOW.date().isoformat()


def imported(reference: str, market: str, sku: str, quantity: int, customer: str = "") -> ImportedCart:
    """A cart of a shopper."""
    return ImportedCart(
        reference=reference,
        source="test",
        market=market,
        origin=Origin.STOREFRONT,
        created_at=NOW,
        customer=customer or None,
        lines=(ImportedLine(sku=sku, quantity=quantity),),
        shipping_address=DHAKA if customer else None,
        service="Express Delivery" if customer else None,
        payment_method="COD" if customer else None,
    )


async def fill(client: LocalClient) -> None:
    """Three carts: one was called and ordered, one was locked for a while, one is of another market."""
    rahim = await furnish(client)
    carts = (
        imported("1", "BD", "SHIRT-LB", 2, rahim.number),
        imported("2", "BD", "MUG-01", 1),
        imported("3", "EU", "MUG-01", 3),
    )
    await client.imports.apply(ImportBatch(carts=carts))
    shirts, mugs, _ = sorted((await client.carts.list(CartQuery(), sort=CartSort())).items, key=by_number)
    await client.recovery.note_call(shirts.number, CallOutcome.REACHED)
    await client.carts.place(shirts.number, phone=PHONE)
    await client.locks.lock(mugs.number, "a doubt")
    await client.locks.unlock(mugs.number, "it was none")


def by_number(cart: CartSummary) -> str:
    """In the order in which they came."""
    return cart.number


@pytest.fixture
def shop(home: Path) -> None:
    """Such a shop in the default database."""
    database = home / "data" / "cartui.sqlite3"
    database.parent.mkdir(parents=True)

    async def make() -> None:
        async with LocalClient(str(database), Actor(name="owner"), clock=lambda: NOW) as client:
            await fill(client)

    asyncio.run(make())


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The same behind a server."""
    location = str(tmp_path_factory.mktemp("served") / "shop.sqlite3")
    with serving(location, clock=lambda: NOW) as server:
        server.run(fill)
        yield server


def csv_of(outcome: Outcome) -> list[dict[str, str]]:
    """The rows that a command printed."""
    assert (outcome.status, outcome.err) == (0, "")
    return list(csv.DictReader(io.StringIO(outcome.out)))


def figures(outcome: Outcome) -> list[dict[str, Any]]:
    """The figures of a report as JSON, which says beside them that they are all."""
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.json["counted"]["is_complete"] is True
    assert outcome.json["counted"]["until"].endswith("Z")
    found: list[dict[str, Any]] = outcome.json["figures"]
    return found


@pytest.mark.usefixtures("shop")
def test_carts_are_told_by_what_one_asks_for(run: Run) -> None:
    told = run("report", "carts", "--by", "state", "--since", DAY, "--market", "BD", "--json")
    asked = {name: told.json[name] for name in ("since", "until", "market", "by")}
    assert asked == {"since": DAY, "until": None, "market": "BD", "by": "state"}
    assert [(each["group"], each["carts"], each["units"]) for each in figures(told)] == [
        ("open", 1, 1),
        ("ordered", 1, 2),
    ]
    assert all(isinstance(each["value"], int) and each["currency"] == "BDT" for each in figures(told))
    assert figures(run("report", "carts", "--by", "day", "--until", "2026-11-20", "--json")) == []
    assert figures(run("report", "levels", "--json")) == figures(
        run("report", "carts", "--by", "level", "--json")
    )

    lines = run("report", "carts").out.splitlines()
    assert lines[0].split() == ["Market", "Currency", "Carts", "Units", "Value"]
    assert [line.split()[:4] for line in lines[1:]] == [["BD", "BDT", "2", "3"], ["EU", "EUR", "1", "3"]]
    assert "Last changed" in run("report", "carts", "--by", "age").out


@pytest.mark.usefixtures("shop")
def test_every_report_says_the_same_in_all_three_ways(run: Run) -> None:
    for report in ("statistics", "carts", "levels", "products", "conversion", "recovered", "locks"):
        shapes = figures(run("report", report, "--json"))
        rows = csv_of(run("report", report, "--csv"))
        assert shapes
        assert len(shapes) == len(rows)
        for shape, row in zip(shapes, rows, strict=True):
            for name, value in shape.items():
                minor = row.get(f"{name}_minor", row[name])
                assert minor == ("" if value is None else str(value)), (report, name)
        text = run("report", report)
        assert (text.status, text.err) == (0, "")
        assert len(text.out.splitlines()) >= 1 + len(rows)


@pytest.mark.usefixtures("shop")
def test_what_was_ordered_recovered_and_resolved_is_told(run: Run) -> None:
    [product, *others] = figures(run("report", "conversion", "--json"))
    assert (product["sku"], product["added_carts"], product["ordered_units"]) == ("SHIRT-LB", 1, 2)
    assert (product["conversion"], [each["conversion"] for each in others]) == (10_000, [0])
    cut = run("report", "products", "--order", "ordered", "--limit", "1")
    assert "SHIRT-LB" in cut.out
    assert "the first 1 of 2 products" in cut.err

    [recovered] = figures(run("report", "recovered", "--json"))
    assert (recovered["day"], recovered["carts"], recovered["called"]) == (DAY, 1, 1)
    [locked] = figures(run("report", "locks", "--json"))
    assert (locked["reason"], locked["unlocked"], locked["median_seconds"]) == ("by_hand", 1, 0)
    assert "by hand" in run("report", "locks").out

    [in_taka, _] = csv_of(run("report", "statistics", "--csv"))
    assert (in_taka["begun"], in_taka["ordered"], in_taka["recovered"]) == ("2", "1", "1")
    assert in_taka["value"] == f"{int(in_taka['value_minor']) / 100:.2f}"
    lines = [line.split() for line in run("report", "statistics").out.splitlines()]
    assert ["BDT", "recovered", "1", "50.0", "%"] in lines


@pytest.mark.usefixtures("shop")
def test_days_are_typed_as_people_say_them(run: Run) -> None:
    said = run("report", "carts", "--days", "2026-11-01..2026-11-20", "--json").json
    assert (said["since"], said["until"], said["figures"]) == ("2026-11-01", "2026-11-20", [])
    said = run("report", "carts", "--since", "2026-11", "--until", "2026-11", "--json").json
    assert (said["since"], said["until"]) == ("2026-11-01", "2026-11-30")
    assert run("report", "carts", "--days", "all", "--json").json["since"] is None
    assert run("report", "recovered", "--days", "2026-10").err == "There is nothing to count.\n"
    unknown = run("report", "carts", "--market", "XX")
    assert (unknown.status, unknown.err.splitlines()[0]) == (2, "There is no market XX.")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--since", "<2d"), "names no days"),
        (("--until", "tomorow"), "is no time"),
        (("--since", "2026-11-21", "--until", "2026-11-20"), "until is before since"),
        (("--since", ".."), "is no time"),
        (("--until", ">2026-10"), "no last day"),
        (("--market", " "), "market"),
        (("--days", "30d", "--since", "2026-11-21"), "--since and --until"),
        (("--csv", "--json"), "take one of them"),
        (("--by", "colour"), "colour"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_bad_usage(run: Run, options: tuple[str, ...], said: str) -> None:
    refused = run("report", "carts", *options)
    assert refused.status == 2
    assert said in refused.err
    assert refused.out == ""


def test_over_a_server_it_is_the_same(run: Run, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARTUI_TOKEN", served.token(Role.VIEWER))
    for report in ("statistics", "carts", "levels", "products", "conversion", "recovered", "locks"):
        assert figures(run("report", report, "--url", served.url, "--json"))
    [_, mugs] = csv_of(run("report", "products", "--url", served.url, "--days", DAY, "--csv"))
    assert (mugs["sku"], mugs["added_units"]) == ("SHIRT-LB", "2")

    said = "There is no market XX."
    unknown = run("report", "carts", "--url", served.url, "--market", "XX", "--json")
    assert (unknown.status, unknown.error["error"], unknown.error["message"]) == (2, "invalid", said)
