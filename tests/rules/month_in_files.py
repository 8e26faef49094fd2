"""The files in which PayPal and Stripe write down a made-up month, as text; nothing here comes from cartui.

PayPal's Activity Download is written as a German shop's owner has it. Stripe's payments stand in the export
of payments and again in that of the balance, which alone has refunds, disputes and fees.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from tests.rules.known_month import File, Month

Row = dict[str, Any]

HOME = ZoneInfo("Europe/Berlin")

PAYPAL_TYPES = {
    "payment": "Express Checkout Payment",
    "refund": "Payment Refund",
    "reversal": "Payment Reversal",
    "fee": "Partner Fee",
    "conversion": "General Currency Conversion",
    "other": "Account Hold for Open Authorization",
}
PAYPAL_STATUSES = {"completed": "Completed", "pending": "Pending", "failed": "Denied"}
STRIPE_STATUSES = {"completed": "Paid", "pending": "requires_action", "failed": "Failed"}
CATEGORIES = {
    "payment": "charge",
    "refund": "refund",
    "fee": "fee",
    "conversion": "conversion",
    "other": "reserve_transaction",
}


def written(month: Month) -> Iterator[bytes]:
    """All files of the month."""
    for file in month.files:
        if file.provider == "paypal":
            yield _csv(map(_paypal, _in_order(file)))
        else:
            payments = [row for row in _in_order(file) if row["kind"] == "payment"]
            yield _csv(map(_stripe_payment, payments))
            yield _csv(map(_stripe_balance, (row for row in _in_order(file) if _is_booked(row))))


def _in_order(file: File) -> list[Row]:
    """The rows as a file has them: in the order in which they came."""
    return sorted(file.rows, key=lambda row: datetime.fromisoformat(row["at"]))


def _is_booked(row: Row) -> bool:
    """Whether the balance has it: payments that came in, and all else."""
    return bool(row["kind"] != "payment" or row["status"] == "completed")


def _paypal(row: Row) -> dict[str, str]:
    """A row of the Activity Download."""
    at = datetime.fromisoformat(row["at"]).astimezone(HOME)
    return {
        "Date": f"{at:%d.%m.%Y}",
        "Time": f"{at:%H:%M:%S}",
        "TimeZone": str(at.tzname()),
        "Name": "Somebody",
        "Type": PAYPAL_TYPES[row["kind"]],
        "Status": PAYPAL_STATUSES[row["status"]],
        "Currency": row["currency"],
        "Gross": _major(row["amount"], ","),
        "From Email Address": row["payer_email"],
        "Transaction ID": row["transaction"],
        "Reference Txn ID": row["about"],
        "Invoice Number": row["merchant_reference"],
        "Custom Number": "".join(row["references"]),
    }


def _stripe_payment(row: Row) -> dict[str, str]:
    """A row of the export of payments."""
    return {
        "id": row["transaction"],
        "Created date (UTC)": _utc(row),
        "Amount": _major(row["amount"], "."),
        "Amount Refunded": "0.00",
        "Currency": row["currency"].lower(),
        "Captured": "true",
        "Status": STRIPE_STATUSES[row["status"]],
        "PaymentIntent ID": "".join(row["references"]),
        "order_id (metadata)": row["merchant_reference"],
        "Customer Email": row["payer_email"],
        "Card Last4": row["card_last4"],
    }


def _stripe_balance(row: Row) -> dict[str, str]:
    """A row of the itemised balance: it has no card, and a status only for what came in."""
    is_payment = row["kind"] == "payment"
    category = CATEGORIES.get(row["kind"]) or ("dispute" if row["amount"] < 0 else "dispute_reversal")
    return {
        "balance_transaction_id": f"txn_{row['transaction']}" if is_payment else row["transaction"],
        "created_utc": _utc(row),
        "currency": row["currency"].lower(),
        "gross": _major(row["amount"], "."),
        "fee": "0.00",
        "net": _major(row["amount"], "."),
        "reporting_category": category,
        "source_id": row["transaction"] if is_payment else "",
        "charge_id": row["transaction"] if is_payment else row["about"],
        "payment_intent_id": "".join(row["references"]),
        "customer_email": row["payer_email"],
        "payment_metadata[order_id]": row["merchant_reference"],
    }


def _utc(row: Row) -> str:
    """When it was, as Stripe writes it: to the minute, and without a zone."""
    at = datetime.fromisoformat(row["at"])
    return f"{at.astimezone(ZoneInfo('UTC')):%Y-%m-%d %H:%M:%S}"


def _major(minor: int, point: str) -> str:
    """Euros and dollars with two decimals."""
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100}{point}{abs(minor) % 100:02d}"


def _csv(rows: Iterable[dict[str, str]]) -> bytes:
    """A file with a header."""
    listed = list(rows)
    text = StringIO()
    out = csv.DictWriter(text, list(listed[0]), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    out.writeheader()
    out.writerows(listed)
    return text.getvalue().encode()
