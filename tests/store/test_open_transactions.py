"""Which payments of statements are looked at for the list of those without an order: few, of many."""

from datetime import timedelta

import pytest

from cartui.model.cart import CartState
from cartui.model.payment import AttemptStatus, PaymentAttempt
from cartui.model.statement import StatementRow
from cartui.store.carts.records import insert_cart
from cartui.store.database import Database
from cartui.store.payment_statements import take_rows
from cartui.store.payments_without_order import open_transactions
from tests.store.records import NOW, cart


def row(transaction: str, *references: str, provider: str = "stripe") -> StatementRow:
    """A payment of a statement."""
    told = {"provider": provider, "transaction": transaction, "references": references, "kind": "payment"}
    return StatementRow.model_validate({**told, "at": NOW, "amount": 2_900, "currency": "BDT"})


def looked_at(database: Database, state: CartState, status: AttemptStatus) -> set[str]:
    """Which rows are looked at beside a cart that was tried to be paid by Stripe's ``pi_1``."""
    tried = PaymentAttempt(
        provider="Stripe", reference="pi_1", amount=2_900, currency="BDT", status=status, started_at=NOW
    )
    rows = (row("pi_1"), row("ch_1", "x", "pi_1"), row("ch_2", "PI_1"), row("T", "pi_1", provider="paypal"))
    with database.write() as conn:
        insert_cart(conn, cart(1, state=state, attempts=(tried,)))
        take_rows(conn, rows)
        told = open_transactions(conn, since=NOW - timedelta(days=1), before=None, limit=10)
    return {each.transaction for each in told}


def test_a_payment_that_paid_an_order_under_any_of_its_names_is_not(database: Database) -> None:
    assert looked_at(database, CartState.ORDERED, AttemptStatus.SUCCEEDED) == {"ch_2", "T"}


@pytest.mark.parametrize(
    ("state", "status"),
    [(CartState.OPEN, AttemptStatus.SUCCEEDED), (CartState.ORDERED, AttemptStatus.FAILED)],
    ids=["without an order", "failed"],
)
def test_one_that_paid_none_is(database: Database, state: CartState, status: AttemptStatus) -> None:
    assert looked_at(database, state, status) == {"pi_1", "ch_1", "ch_2", "T"}
