"""Writes statements as providers do, from what really happened; it shares nothing with what reads them."""

import csv
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from io import StringIO

DECIMALS = {"USD": 2, "EUR": 2, "GBP": 2, "INR": 2, "JPY": 0, "KWD": 3}

TYPES = {
    "payment": ("Express Checkout Payment", "T0006"),
    "refund": ("Payment Refund", "T1107"),
    "reversal": ("Chargeback", "T1201"),
    "fee": ("Chargeback Fee", "T0106"),
    "conversion": ("General Currency Conversion", "T0200"),
    "other": ("General Withdrawal", "T0400"),
}
"""What PayPal writes for each kind: in the Activity Download, and in its reports."""

STATUSES = {"completed": ("Completed", "S"), "pending": ("Pending", "P"), "failed": ("Denied", "D")}


@dataclass(frozen=True)
class Happened:
    """One thing that happened to an account; ``amount`` in minor units, above zero what came in."""

    id: str
    at: datetime
    amount: int
    currency: str = "EUR"
    kind: str = "payment"
    status: str = "completed"
    invoice: str = ""
    email: str = ""
    about: str = ""


@dataclass(frozen=True)
class Habits:
    """How the owner of an account is used to write."""

    zone: tzinfo
    zone_text: Callable[[datetime], str] = lambda moment: moment.tzname() or ""
    day_first: bool = False
    separator: str = "/"
    decimal: str = "."
    group: str = ","
    newest_first: bool = False
    shuffled: int = 0
    """A seed by which the columns are shuffled; 0: they stay."""
    bom: bool = False


def written_amount(minor: int, currency: str, decimal: str, group: str) -> str:
    """An amount with as many decimals as the currency has."""
    digits = f"{abs(minor):0{DECIMALS[currency] + 1}d}"
    whole = digits[: len(digits) - DECIMALS[currency]]
    fraction = digits[len(whole) :]
    parts: list[str] = []
    while len(whole) > 3:
        parts.insert(0, whole[-3:])
        whole = whole[:-3]
    text = group.join([whole, *parts])
    return ("-" if minor < 0 else "") + text + (decimal + fraction if fraction else "")


def written_csv(rows: Sequence[dict[str, str]], habits: Habits) -> bytes:
    """Rows as a CSV file with a header, every cell in quotes."""
    names = list(rows[0])
    if habits.shuffled:
        random.Random(habits.shuffled).shuffle(names)
    text = StringIO()
    out = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    out.writerow(names)
    out.writerows([row[name] for name in names] for row in rows)
    return (b"\xef\xbb\xbf" if habits.bom else b"") + text.getvalue().encode()


def activity_download(things: Sequence[Happened], habits: Habits) -> bytes:
    """PayPal's Activity Download."""
    rows = []
    for thing in sorted(things, key=lambda each: each.at, reverse=habits.newest_first):
        wall = thing.at.astimezone(habits.zone)
        first, second = (wall.day, wall.month) if habits.day_first else (wall.month, wall.day)
        amount = written_amount(thing.amount, thing.currency, habits.decimal, habits.group)
        rows.append(
            {
                "Date": f"{first:02d}{habits.separator}{second:02d}{habits.separator}{wall.year}",
                "Time": f"{wall.hour:02d}:{wall.minute:02d}:{wall.second:02d}",
                "TimeZone": habits.zone_text(wall),
                "Name": 'Somebody, Some "Body"',
                "Type": TYPES[thing.kind][0],
                "Status": STATUSES[thing.status][0],
                "Currency": thing.currency,
                "Gross": amount,
                "Fee": written_amount(-35 if thing.amount > 0 else 0, thing.currency, habits.decimal, ""),
                "Net": amount,
                "From Email Address": thing.email,
                "To Email Address": "shop@example.com",
                "Transaction ID": thing.id,
                "Item Title": "",
                "Reference Txn ID": thing.about,
                "Invoice Number": thing.invoice,
                "Custom Number": "",
                "Balance": "",
            }
        )
    return written_csv(rows, habits)


COLUMNS = (
    "Transaction ID",
    "Invoice ID",
    "PayPal Reference ID",
    "PayPal Reference ID Type",
    "Transaction Event Code",
    "Transaction Initiation Date",
    "Transaction Completion Date",
    "Transaction  Debit or Credit",
    "Gross Transaction Amount",
    "Gross Transaction Currency",
    "Fee Debit or Credit",
    "Fee Amount",
    "Fee Currency",
)
"""Of a settlement report."""

DETAILS = ("Transactional Status", "Payer's Account ID")
"""What a transaction detail report has besides."""


@dataclass(frozen=True)
class Section:
    """One account's part of a report."""

    things: tuple[Happened, ...]
    start: datetime
    end: datetime
    account: str = "ACCOUNT1"


def _text(value: str) -> str:
    """A cell of letters: in quotes."""
    return '"' + value.replace('"', '""') + '"'


def _moment(at: datetime, zone: tzinfo) -> str:
    """A time of a report: with its offset, and without quotes."""
    return at.astimezone(zone).strftime("%Y/%m/%d %H:%M:%S %z")


def report_lines(
    sections: Sequence[Section], *, hours: int = -8, details: bool = False, shuffled: int = 0
) -> list[str]:
    """A settlement report (STL), or with ``details`` a transaction detail report, line by line."""
    zone = timezone(timedelta(hours=hours))
    names = [*COLUMNS, *(DETAILS if details else ())]
    if shuffled:
        random.Random(shuffled).shuffle(names)
    lines = [f'"RH",{_moment(sections[0].end, zone)},"A","PARTNER",009,', '"FH",01']
    for section in sections:
        end = section.end - timedelta(seconds=1)
        lines.append(f'"SH",{_moment(section.start, zone)},{_moment(end, zone)},{_text(section.account)},""')
        lines.append(",".join(['"CH"', *map(_text, names)]))
        for thing in section.things:
            cells = {
                "Transaction ID": _text(thing.id),
                "Invoice ID": _text(thing.invoice),
                "PayPal Reference ID": _text(thing.about),
                "PayPal Reference ID Type": _text("TXN" if thing.about else ""),
                "Transaction Event Code": _text(TYPES[thing.kind][1]),
                "Transaction Initiation Date": _moment(thing.at, zone),
                "Transaction Completion Date": _moment(thing.at, zone),
                "Transaction  Debit or Credit": _text("DR" if thing.amount < 0 else "CR"),
                "Gross Transaction Amount": str(abs(thing.amount)),
                "Gross Transaction Currency": _text(thing.currency),
                "Fee Debit or Credit": _text("DR"),
                "Fee Amount": "35",
                "Fee Currency": _text(thing.currency),
                "Transactional Status": _text(STATUSES[thing.status][1]),
                "Payer's Account ID": _text(thing.email),
            }
            lines.append(",".join(['"SB"', *(cells[name] for name in names)]))
        lines.append('"SF","EUR",0,0,0,0,"CR",0,"CR",0,"CR",0,"CR",0,"CR",0,"CR",0,0')
        lines.append(f'"SC",{len(section.things)}')
    total = sum(len(section.things) for section in sections)
    return [
        *lines,
        '"RF","EUR",0,0,0,0,"CR",0,"CR",0,"CR",0,"CR",0,"CR",0,"CR",0,0',
        f'"RC",{total}',
        f'"FF",{total}',
    ]


def as_file(lines: Sequence[str], *, bom: bool = True) -> bytes:
    """The lines of a report as PayPal sends them."""
    return (b"\xef\xbb\xbf" if bom else b"") + ("\r\n".join(lines) + "\r\n").encode()
