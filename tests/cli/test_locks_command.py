"""`cartui locks` on a database of its own: the shapes and the exit statuses that scripts rely on."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cartui.client.local import LocalClient
from cartui.client.local.locks import LocalLocks
from cartui.model.agent import Actor
from cartui.model.locks import LockedCart, PaymentReport
from cartui.model.payment import AttemptStatus
from cartui.model.statement import Coverage, Statement, StatementKind, StatementRow, Verdict
from tests.cli.conftest import Run
from tests.contract.shop import NOW


@pytest.fixture
def tried(home: Path, ready: dict[str, Any]) -> dict[str, Any]:
    """A cart that is locked since its payment is pending, and a statement that has it."""

    async def tell() -> None:
        async with LocalClient(str(home / "data" / "cartui.sqlite3"), Actor(name="owner")) as client:
            report = PaymentReport(
                provider="paypal",
                reference="8XK91",
                merchant_reference=ready["number"],
                amount=ready["totals"]["total"],
                currency="BDT",
                card_last4="4242",
                status=AttemptStatus.PENDING,
                started_at=NOW,
            )
            await client.payments.record(ready["number"], report)
            row = StatementRow(
                provider="paypal",
                transaction="8XK91",
                kind=StatementKind.PAYMENT,
                at=NOW,
                amount=ready["totals"]["total"],
                currency="BDT",
            )
            covers = Coverage(provider="paypal", start=NOW.replace(day=20), end=NOW.replace(day=24))
            await client.payments.take_statement(
                Statement(provider="paypal", coverage=(covers,), rows=(row,))
            )

    asyncio.run(tell())
    return ready


def test_the_queue_is_listed_with_what_was_tried_and_what_the_statement_says(
    run: Run, tried: dict[str, Any]
) -> None:
    listed = run("locks", "list", "--json")
    assert listed.status == 0
    item = next(each for each in listed.json["items"] if each["number"] == tried["number"])
    assert (item["reason"], item["locked_at"][-1]) == ("pending_payment", "Z")
    assert (
        item["attempt"].items()
        >= {
            "provider": "paypal",
            "reference": "8XK91",
            "merchant_reference": tried["number"],
            "payer_email": None,
            "amount": tried["totals"]["total"],
            "currency": "BDT",
            "card_last4": "4242",
            "status": "pending",
            "started_at": "2026-11-21T09:00:00Z",
        }.items()
    )
    assert item["evidence"]["verdict"] == "paid"
    assert item["evidence"]["reasons"]
    [row] = item["evidence"]["rows"]
    assert (
        row.items()
        >= {
            "transaction": "8XK91",
            "at": "2026-11-21T09:00:00Z",
            "amount": tried["totals"]["total"],
            "currency": "BDT",
        }.items()
    )
    assert item["total"] == tried["totals"]["total"]
    assert item["contact"]["phone"]
    assert [each["provider"] for each in listed.json["coverage"]] == ["paypal"]
    shown = run("locks", "list")
    assert "PAID" in shown.out
    assert "4242" in shown.out
    assert "paypal covers" in shown.err


def test_confirming_prints_what_placing_prints(run: Run, tried: dict[str, Any]) -> None:
    confirmed = run("locks", "confirm", tried["number"], "--reason", "it is there", "--key", "k", "--json")
    assert confirmed.status == 0
    assert set(confirmed.json) >= {"order", "cart", "state", "totals"}
    assert (confirmed.json["cart"], confirmed.json["state"]) == (tried["number"], "pending")
    again = run("locks", "confirm", tried["number"], "--reason", "it is there", "--key", "k")
    assert (again.status, again.out.split()[0]) == (0, confirmed.json["order"])
    assert "close and reopen the browser" in again.err
    other = run("locks", "unlock", tried["number"], "--reason", "too late", "--json")
    assert (other.status, other.error["error"]) == (4, "conflict")


@pytest.mark.parametrize("command", ["confirm", "unlock", "delete"])
def test_a_command_resolves_the_lock_that_it_looked_at_and_no_later_one(
    run: Run, tried: dict[str, Any], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    look = LocalLocks.get

    async def before_it_was_locked_again(self: LocalLocks, ref: str) -> LockedCart:
        seen = await look(self, ref)
        earlier = seen.lock.model_copy(update={"since": seen.lock.since - timedelta(hours=1)})
        return seen.model_copy(update={"lock": earlier})

    monkeypatch.setattr(LocalLocks, "get", before_it_was_locked_again)
    refused = run("locks", command, tried["number"], "--reason", "it is there", "--against-evidence")
    assert refused.status == 4
    assert "unlocked meanwhile and locked again" in refused.err
    assert run("carts", "show", tried["number"], "--json").json["state"] == "locked"


def test_a_command_goes_by_no_evidence_that_has_changed_since_it_looked(
    run: Run, tried: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    look = LocalLocks.get

    async def before_the_statement_came(self: LocalLocks, ref: str) -> LockedCart:
        seen = await look(self, ref)
        unknown = seen.evidence.model_copy(update={"verdict": Verdict.UNKNOWN})
        return seen.model_copy(update={"evidence": unknown})

    monkeypatch.setattr(LocalLocks, "get", before_the_statement_came)
    refused = run("locks", "confirm", tried["number"], "--reason", "it is there")
    assert refused.status == 4
    assert "the evidence said unknown, and says paid by now" in refused.err


def test_going_against_the_evidence_is_refused_until_it_is_said(run: Run, tried: dict[str, Any]) -> None:
    refused = run("locks", "unlock", tried["number"], "--reason", "no")
    assert refused.status == 1
    assert "against the evidence" in refused.err
    done = run("locks", "unlock", tried["number"], "--reason", "they rang", "--against-evidence")
    assert (done.status, done.out) == (0, f"{tried['number']}  open\n")


def test_a_cart_is_locked_and_deleted_by_hand(run: Run, ready: dict[str, Any]) -> None:
    number, version = ready["number"], str(ready["version"] + 1)
    locked = run("locks", "lock", number, "--reason", "the bank rang", "--json").json
    assert (locked["state"], locked["lock"]["reason"], locked["lock"]["note"]) == (
        "locked",
        "by_hand",
        "the bank rang",
    )
    edited = run("carts", "edit", number, "-", "--version", version, stdin='[{"type": "reprice"}]')
    assert (edited.status, edited.out) == (5, "")
    assert "the bank rang" in edited.err
    assert run("locks", "lock", number, "--reason", "again").status == 5
    assert run("locks", "delete", number, "--reason", "nobody").out == f"{number}  deleted\n"
    assert run("locks", "unlock", "C-999999", "--reason", "x").status == 3
    assert run("locks", "lock", number).status == 2
    assert run("locks", "lock", number, "--reason", " ").status == 2
    assert (
        run("locks", "unlock", run("carts", "clone", number, "--json").json["number"], "--reason", "x").status
        == 1
    )
