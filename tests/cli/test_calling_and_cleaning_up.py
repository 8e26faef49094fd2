"""`cartui carts to-call`, `carts call` and `db purge --older-than`: carts that were left."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from cartui.client.clock import utc_now
from cartui.client.local import LocalClient
from cartui.model.address import Contact
from cartui.model.agent import Actor
from cartui.model.cart import CartState
from cartui.model.customer import Customer
from cartui.model.imports import ImportBatch, ImportedCart, ImportedLine
from cartui.model.payment import Lock, LockReason
from cartui.model.recovery import CallOutcome
from cartui.rules.cart_views import TO_CALL, query_of_view
from tests.cli.conftest import Run


def left(number: int, days: int, **given: object) -> ImportedCart:
    """A cart with a mug that its customer left so many days ago."""
    usual: dict[str, object] = {
        "contact": Contact(name="Zoë", phone="+8801812345678"),
        "created_at": utc_now() - timedelta(days=90),
        "updated_at": utc_now() - timedelta(days=days),
        "lines": (ImportedLine(sku="MUG-01", title="Ceramic Mug", quantity=1, unit_price=60_000 + number),),
    }
    return ImportedCart.model_validate(
        {"reference": str(number), "source": "test", "market": "BD", **usual, **given}
    )


@pytest.fixture
def carts(home: Path, rahim: Customer) -> list[str]:
    """The numbers of six carts: the last two are locked and called about."""
    assert rahim.number == "1001"

    async def make() -> list[str]:
        path = str(home / "data" / "cartui.sqlite3")
        async with LocalClient(path, Actor(name="owner")) as client:
            lock = Lock(reason=LockReason.BY_HAND, since=utc_now() - timedelta(days=55))
            batch = (
                left(1, 2),
                left(2, 3),
                left(3, 40),
                left(4, 50, touched_at=utc_now() - timedelta(days=2)),
                left(5, 55, state=CartState.LOCKED, lock=lock),
                left(6, 60),
            )
            await client.imports.apply(ImportBatch(carts=batch))
            numbers = [f"C-{number:06}" for number in range(2, 8)]  # one is locked in every test
            await client.recovery.note_call(numbers[5], CallOutcome.NO_ANSWER)
            return numbers

    return asyncio.run(make())


def test_the_call_list_says_whom_to_call_and_a_call_that_is_noted_takes_the_cart_off_it(
    run: Run, carts: list[str]
) -> None:
    listed = run("carts", "to-call", "--json").json
    assert [(item["number"], item["phone"], item["calls"]) for item in listed["items"]] == [
        (carts[3], "+8801812345678", 0),
        (carts[1], "+8801812345678", 0),
        (carts[0], "+8801812345678", 0),
    ]
    assert (listed["count"], listed["items"][0]["last_call"]) == (3, None)
    noted = run("carts", "call", carts[1], "--outcome", "declined", "--text", "too dear", "--json").json
    assert (noted["kind"], noted["actions"], noted["comment"]) == ("called", ["declined"], "too dear")
    assert carts[1] not in run("carts", "to-call").out
    shown = run("carts", "list", "--view", "to-call", "--json").json["items"]
    assert {item["number"] for item in shown} == {carts[0], carts[3]}
    assert "called, declined: too dear" in run("carts", "history", carts[1]).out
    text = run("carts", "to-call", "-q", "call:none", "--sort", "updated")
    assert text.out.index(carts[3]) < text.out.index(carts[0])
    assert "+880 1812-345678" in text.out
    assert "2 of 2" in text.err


def test_an_outcome_that_there_is_not_is_refused(run: Run, carts: list[str]) -> None:
    assert run("carts", "call", carts[0], "--outcome", "busy").status == 2


@pytest.mark.parametrize("name", ["To call", "to-call", "TO C"])
def test_the_view_of_the_call_list_has_a_name(name: str) -> None:
    assert query_of_view(name) == TO_CALL


def test_old_carts_go_into_the_trash_and_those_that_stay_are_named(run: Run, carts: list[str]) -> None:
    trial = run("db", "purge", "--older-than", "30d", "--dry-run", "--json").json
    stay = [
        {"number": carts[4], "reason": "it is locked"},
        {"number": carts[5], "reason": "its customer was called lately"},
    ]
    assert trial == {
        "carts_purged": 0,
        "dry_run": True,
        "busy": [],
        "job": None,
        "deleted": 1,
        "refused": [],
        "left_out": stay,
    }
    assert run("carts", "show", carts[2], "--json").json["state"] == "open"

    done = run("db", "purge", "--older-than", "30d", "--json").json
    assert (done["deleted"], done["left_out"], done["carts_purged"]) == (1, stay, 0)
    assert run("carts", "show", carts[2], "--json").json["state"] == "deleted"
    assert run("carts", "show", carts[3], "--json").json["state"] == "open"

    again = run("db", "purge", "--older-than", "30d")
    assert again.status == 0
    assert "No old cart is there to be deleted." in again.err
    assert f"{carts[4]} stays: it is locked." in again.err
    assert run("bulk", "undo", done["job"]).status == 0
    assert run("carts", "show", carts[2], "--json").json["state"] == "open"


@pytest.mark.parametrize("age", ["30", "0d", "soon", "-1d", "30d x", "1h"])
def test_an_age_that_is_none_changes_nothing(run: Run, carts: list[str], age: str) -> None:
    outcome = run("db", "purge", f"--older-than={age}", "--json")
    assert (outcome.status, outcome.error["error"]) == (2, "invalid")
    assert run("carts", "show", carts[2], "--json").json["state"] == "open"
