"""A month of 2,000 attempts, from the providers' own files to the queue and the payments without an order."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cartui.client.local import LocalClient
from cartui.imports.statements.summary import parts_of
from cartui.model.agent import Actor
from cartui.model.cart import CartState
from cartui.model.payment import Lock, LockReason, PaymentAttempt
from cartui.model.payment_without_order import PaymentWithoutOrder
from cartui.model.statement import Coverage, Evidence, Verdict
from cartui.rules.card_numbers import mask_card_numbers
from cartui.store.carts.records import StoredCart, insert_carts
from cartui.store.database import Database
from cartui.store.payment_statements import use_transactions
from tests.contract.shop import furnish
from tests.imports.statements.given import read
from tests.rules.known_month import SETTLES_WITHIN, Month
from tests.rules.month_in_files import written
from tests.rules.month_of_payments import make_month
from tests.rules.test_evidence_month import MIDDLE, TRUE, latest, share, wrong
from tests.store.records import cart as a_cart

MASKED = "••••"

AFTERWARDS = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""When all files of the month are there."""


@dataclass
class Told:
    """What a shop knows of its month once it has read the files."""

    month: Month
    evidence: dict[str, Evidence]
    without_order: dict[str, PaymentWithoutOrder]
    """By the provider's ids."""
    coverage: tuple[Coverage, ...]


def keep(path: Path, month: Month) -> None:
    """Store the locked carts as the shop knows them, and what paid the others."""
    locked = [
        replace(
            a_cart(
                at,
                state=CartState.LOCKED,
                lock=Lock(reason=LockReason.NO_RETURN, since=cart.attempts[-1]["started_at"]),
                attempts=tuple(PaymentAttempt.model_validate(each) for each in cart.attempts),
                currency=cart.attempts[-1]["currency"],
            ),
            number=cart.number,
        )
        for at, cart in enumerate(month.locked, 1)
    ]
    with Database(path) as database, database.write() as conn:
        insert_carts(conn, [StoredCart(each) for each in locked])
        for used in month.used:
            use_transactions(conn, [used], "C-ORDERED", AFTERWARDS)


async def told_by_files(path: Path, seed: int, stops: datetime | None = None) -> Told:
    """Let the shop read the files of a month: from their bytes to the answers of its client."""
    month = make_month(seed, stops=stops)
    async with LocalClient(str(path), Actor(name="alice"), clock=lambda: AFTERWARDS) as client:
        await furnish(client)
        keep(path, month)
        for data in written(month):
            found = read(data)
            assert not found.refusals
            assert not found.warnings
            for part in parts_of(found.statement):
                await client.payments.take_statement(part)
        evidence: dict[str, Evidence] = {}
        unordered: dict[str, PaymentWithoutOrder] = {}
        after: str | None = None
        while True:
            queue = await client.locks.list(limit=1_000, after=after)
            evidence |= {each.number: each.evidence for each in queue}
            after = queue.next
            if after is None:
                break
        while True:
            page = await client.payments.without_order(limit=1_000, after=after)
            unordered |= {each.reference: each for each in page}
            after = page.next
            if after is None:
                break
        return Told(month, evidence, unordered, await client.payments.coverage())


@pytest.fixture
def path(tmp_path: Path, empty_file: bytes) -> Path:
    """The path of a new database."""
    path = tmp_path / "shop.sqlite3"
    path.write_bytes(empty_file)
    return path


async def test_a_month_read_from_its_files_is_found_paid_and_not_paid_as_it_was(path: Path) -> None:
    told = await told_by_files(path, 100)
    month, evidence = told.month, told.evidence
    assert len(evidence) == len(month.locked) > 500
    assert {row["kind"] for row in month.rows} == {
        *("payment", "refund", "reversal", "fee", "conversion", "other"),
    }
    assert wrong(month, evidence) == []
    paid: Counter[Verdict] = Counter()
    unpaid: Counter[Verdict] = Counter()
    for cart in month.locked:
        verdict = evidence[cart.number].verdict
        if month.fate(cart) in TRUE[Verdict.PAID] and month.names(cart):
            paid[verdict] += 1
        if month.fate(cart) == "unpaid" and month.is_covered(cart):
            unpaid[verdict] += 1
    assert paid.total() > 200
    assert unpaid.total() > 300
    assert share(paid, Verdict.PAID) >= 0.98, paid
    assert share(unpaid, Verdict.NOT_PAID) >= 0.9, unpaid
    assert all(found.reasons for found in evidence.values())
    check_without_order(told)


async def test_files_that_end_early_say_not_paid_of_nothing_after_their_end(path: Path) -> None:
    told = await told_by_files(path, 8, MIDDLE)
    month, evidence = told.month, told.evidence
    assert max(each.end for each in told.coverage) <= MIDDLE
    assert wrong(month, evidence) == []
    after = [cart for cart in month.locked if latest(cart) + SETTLES_WITHIN > MIDDLE]
    assert len(after) > 200
    assert all(evidence[cart.number].verdict is not Verdict.NOT_PAID for cart in after)


def check_without_order(told: Told) -> None:
    """What no order has is listed once, and what an order or a cart has is not."""
    month, listed = told.month, told.without_order
    known = {
        row["transaction"]
        for row in month.rows
        if row["kind"] == "payment" and row["status"] == "completed" and not looks_like_a_card(row)
    }
    serving = {transaction for _, transaction in month.used}
    for cart in month.locked:
        if told.evidence[cart.number].verdict in (Verdict.PAID, Verdict.MISMATCH):
            serving |= {row.transaction for row in told.evidence[cart.number].rows}
    assert not serving & listed.keys()
    strangers = {row["transaction"] for row in month.rows if row["payer_email"].startswith("stranger")}
    assert len(strangers & known) > 20
    assert strangers & known <= listed.keys()
    assert {reference for reference in listed if MASKED not in reference} <= known


def looks_like_a_card(row: dict[str, Any]) -> bool:
    """Whether the file's id of it is a card's number by chance, and so is called something else."""
    return bool(mask_card_numbers(row["transaction"]) != row["transaction"])
