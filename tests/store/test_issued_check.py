"""`db check` of invoices and credit notes: what cartui never does to them, another program did."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.agent import Actor
from cartui.store.checking import findings
from tests.storms.test_invoicing_from_processes import released

INVOICE = "kind = 'invoice' AND place"


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A shop with three invoices, the first of which was taken back."""
    path = tmp_path / "shop.sqlite3"
    orders = await released(str(path), 3)
    async with LocalClient(str(path), Actor(name="alice")) as client:
        issued = [await client.documents.issue_invoice(order) for order in orders]
        await client.documents.credit(issued[0].number, "ordered twice")
    return path


def test_what_cartui_issues_is_sound(path: Path) -> None:
    assert findings(path) == ()


def damages() -> Iterator[tuple[str, str]]:
    """What somebody did, and what is said of it."""
    change = "UPDATE issued_document SET"
    remove = "DELETE FROM issued_document WHERE kind = 'invoice' AND place"
    yield f"{remove} = 2", "invoices or credit notes with a gap: invoice"
    yield f"{change} place = 9 WHERE {INVOICE} = 3", "invoices or credit notes with a gap: invoice"
    yield f"{remove} = 3", "not the one after the last: invoice"
    yield "UPDATE counter SET value = 1 WHERE name LIKE 'invoice%'", "not the one after the last: invoice"
    yield "DELETE FROM counter WHERE name LIKE 'credit_note%'", "not the one after the last: credit_note"
    yield f"{change} credits = 'another' WHERE kind = 'credit_note'", "that take back no invoice"
    yield f"{change} total = 1 WHERE kind = 'credit_note'", "or another amount: "
    yield f"{change} total = 1 WHERE {INVOICE} = 2", "something else than their content: INV-BD-"
    yield f"{change} order_number = 'another' WHERE {INVOICE} = 2", "without their order: INV-BD-"


@pytest.mark.parametrize(("done", "said"), damages())
def test_what_was_done_to_them_is_found(path: Path, done: str, said: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(done)
    assert any(said in finding.message for finding in findings(path)), findings(path)
