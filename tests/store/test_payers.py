"""Whose payments are forgotten with a cart: those that were tried for it, and nobody else's."""

from datetime import datetime

from sqlalchemy import text

from cartui.model.payment import AttemptStatus, PaymentAttempt
from cartui.model.statement import StatementRow
from cartui.store.carts.records import insert_cart
from cartui.store.database import Database
from cartui.store.payers import forget_payers_of
from cartui.store.payment_statements import rows_called, take_rows
from tests.store.records import NOW, cart


def paid(provider: str, transaction: str, invoice: str = "", at: datetime = NOW) -> StatementRow:
    """A payment of a statement, of which it is known who made it."""
    told = {
        "provider": provider,
        "transaction": transaction,
        "merchant_reference": invoice,
        "kind": "payment",
    }
    payer = {"payer_email": f"{provider}@example.com", "amount": 100, "currency": "BDT"}
    return StatementRow.model_validate({**told, **payer, "at": at})


def test_the_payer_of_another_providers_payment_with_the_same_names_is_kept(database: Database) -> None:
    tried = PaymentAttempt(
        provider="PayPal",
        reference="8XK",
        merchant_reference="1",
        amount=100,
        currency="BDT",
        status=AttemptStatus.CANCELLED,
        started_at=NOW,
    )
    with database.write() as conn:
        insert_cart(conn, cart(1, attempts=(tried,)))
        take_rows(conn, [paid("paypal", "8XK"), paid("paypal", "9AB", "1"), paid("stripe", "8XK", "1")])
        forget_payers_of(conn, conn.execute(text("SELECT pk FROM cart")).scalars().all())
        left = {(row.provider, row.transaction): row.payer_email for row in rows_called(conn, (), ["8XK"])}
    assert left == {
        ("paypal", "8XK"): "",
        ("paypal", "9AB"): "",
        ("stripe", "8XK"): "stripe@example.com",
    }
