"""Money that came in and belongs to no order: kept until a person has settled it, also after a purge."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from cartui.model.locks import PaymentWithoutOrder
from cartui.model.payment import PaymentAttempt
from cartui.model.query import Page
from cartui.store.cursors import make_cursor, read_cursor
from cartui.store.limits import page_size
from cartui.store.tables import METADATA

_payment = METADATA.tables["payment_without_order"]

_ABOUT = "payments without an order"


def keep_payment(
    conn: Connection, payment: PaymentAttempt, *, cart_number: str, at: datetime, why: str
) -> None:
    """Keep a payment that made no order."""
    conn.execute(
        insert(_payment).values(
            cart_number=cart_number,
            provider=payment.provider,
            reference=payment.reference,
            merchant_reference=payment.merchant_reference,
            amount=payment.amount,
            currency=payment.currency,
            card_last4=payment.card_last4,
            at=at,
            why=why,
        )
    )


def payment_page(conn: Connection, *, limit: int, after: str | None) -> Page[PaymentWithoutOrder]:
    """Such payments, the latest first. Raises ``Invalid`` for a limit below 1 or a cursor of another list."""
    limit = page_size(limit)
    chosen = select(_payment)
    if after is not None:
        (last,) = read_cursor(after, _ABOUT, kinds=(int,))
        chosen = chosen.where(_payment.c.id < last)
    rows = conn.execute(chosen.order_by(_payment.c.id.desc()).limit(limit + 1)).all()
    page = rows[:limit]
    return Page(
        items=tuple(
            PaymentWithoutOrder(
                id=row.id,
                cart=row.cart_number,
                provider=row.provider,
                reference=row.reference,
                merchant_reference=row.merchant_reference,
                amount=row.amount,
                currency=row.currency,
                card_last4=row.card_last4,
                at=row.at,
                why=row.why,
            )
            for row in page
        ),
        next=make_cursor(_ABOUT, (page[-1].id,)) if len(rows) > limit else None,
    )
