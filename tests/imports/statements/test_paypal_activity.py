"""PayPal's Activity Download, however its owner writes dates, amounts and time zones."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.imports.statements.doubts import NAME_IT
from cartui.imports.statements.reading import Reading
from cartui.model.errors import Invalid
from cartui.model.statement import StatementKind, StatementStatus
from tests.imports.statements.given import NOW, as_happened, read, refusal_of, refused, utc
from tests.imports.statements.writing import Habits, Happened, activity_download

BERLIN = ZoneInfo("Europe/Berlin")
AMERICAN = Habits(zone=ZoneInfo("America/Los_Angeles"))
GERMAN = Habits(zone=BERLIN, day_first=True, separator=".", decimal=",", group=".")

HEAD = '"Date","Time","TimeZone","Type","Status","Currency","Gross","Transaction ID","Reference Txn ID"\n'


def a_file(*rows: str) -> str:
    """Rows of an Activity Download under the columns that the tests need."""
    return HEAD + "".join(row + "\n" for row in rows)


MONTH = (
    Happened("1AB", utc("2026-10-02 08:15"), 125_000, invoice="C-000101", email="jana@example.com"),
    Happened("2CD", utc("2026-10-14 09:00"), -12_500, kind="refund", about="1AB", invoice="C-000101"),
    Happened("3EF", utc("2026-10-15 09:00"), 4_800, "USD", status="pending", invoice="C-000102"),
    Happened("4GH", utc("2026-10-16 09:00"), 1_200, "JPY", status="failed", invoice="C-000103"),
    Happened("5IJ", utc("2026-10-17 09:00"), -4_800, "USD", kind="conversion", about="3EF"),
    Happened("6KL", utc("2026-10-18 09:00"), -125_000, kind="reversal", about="1AB"),
    Happened("7MN", utc("2026-10-19 09:00"), -2_000, kind="fee", about="6KL"),
    Happened("8OP", utc("2026-10-20 09:00"), -99_999_999, kind="other"),
)
"""One of each kind."""


@pytest.mark.parametrize("habits", [AMERICAN, GERMAN, replace(GERMAN, newest_first=True, bom=True)])
def test_every_kind_of_row_is_told_apart_whoever_writes_it(habits: Habits) -> None:
    found = read(activity_download(MONTH, habits))
    assert not found.refusals
    assert sorted(map(as_happened, found.statement.rows), key=lambda each: each.id) == list(MONTH)
    assert found.statement.provider == "paypal"


@st.composite
def months(draw: st.DrawFn) -> list[Happened]:
    """Payments of the weeks around the end of summer, hours and minutes apart."""
    minutes = draw(st.lists(st.integers(0, 40 * 24 * 60), min_size=1, max_size=12, unique=True))
    start = datetime(2026, 10, 5, tzinfo=UTC)
    return [
        Happened(
            id=f"TX{number}",
            at=start + timedelta(minutes=minute, seconds=number),
            amount=draw(st.integers(1, 10**9)),
            currency=draw(st.sampled_from(("USD", "EUR", "GBP", "JPY"))),
        )
        for number, minute in enumerate(sorted(minutes))
    ]


@given(
    things=months(),
    zone=st.sampled_from(("Europe/Berlin", "America/New_York", "Australia/Sydney", "Europe/London")),
    offsets=st.booleans(),
    day_first=st.booleans(),
    style=st.sampled_from(((".", ","), (",", "."), (",", " "), (",", "\u00a0"), (".", "'"))),
    newest_first=st.booleans(),
    shuffled=st.integers(0, 5),
    bom=st.booleans(),
)
def test_what_was_written_is_read_or_asked_about(
    things: list[Happened],
    zone: str,
    offsets: bool,
    day_first: bool,
    style: tuple[str, str],
    newest_first: bool,
    shuffled: int,
    bom: bool,
) -> None:
    def offset(moment: datetime) -> str:
        text = moment.strftime("%z")
        return f"GMT{text[:3]}:{text[3:]}"

    habits = Habits(
        zone=ZoneInfo(zone),
        zone_text=offset if offsets else (lambda moment: moment.tzname() or ""),
        day_first=day_first,
        decimal=style[0],
        group=style[1],
        newest_first=newest_first,
        shuffled=shuffled,
        bom=bom,
    )
    data = activity_download(things, habits)
    told = read(data, asked=Reading(day_first=day_first))
    assert sorted(map(as_happened, told.statement.rows), key=lambda each: each.at) == things
    with suppress(Invalid):  # of so few rows it may not be seen
        assert read(data).statement == told.statement


def test_a_date_that_could_be_two_is_refused_until_somebody_says_it() -> None:
    text = a_file('"10/11/2026","10:00:00","UTC","Mobile Payment","Completed","EUR","5.00","1AB",""')
    said = refusal_of(text)
    assert "'10/11/2026' may have the day first or the month" in said
    assert "--day-first or --month-first" in said
    for day_first, month in ((True, 11), (False, 10)):
        (row,) = read(text, asked=Reading(day_first=day_first)).statement.rows
        assert row.at.month == month


@pytest.mark.parametrize(
    ("dates", "zone", "day_first"),
    [
        (("01/02/2026", "13/02/2026"), "UTC", True),
        (("01/02/2026", "02/13/2026"), "UTC", False),
        (("10/01/2026", "10/02/2026"), "CEST", False),  # in January and February there is no summer time
        (("12/10/2026", "11/10/2026"), "UTC", True),  # the twelfth month is to come
        (("01/05/2026", "02/05/2026", "01/06/2026"), "UTC", True),  # else time would run to and fro
    ],
)
def test_dates_are_told_apart_by_what_else_the_file_says(
    dates: tuple[str, ...], zone: str, day_first: bool
) -> None:
    rows = [
        f'"{date}","10:00:00","{zone}","Mobile Payment","Completed","EUR","5.00","TX{number}",""'
        for number, date in enumerate(dates)
    ]
    first = read(a_file(*rows)).statement.rows[0]
    day, month = map(int, dates[0].split("/")[:2])
    assert (first.at.day, first.at.month) == ((day, month) if day_first else (month, day))


def in_the_repeated_hour(*rows: tuple[str, str]) -> list[str]:
    """When payments of the night in which summer ends were, in UTC."""
    lines = [
        f'"25.10.2026","{clock}","{zone}","Mobile Payment","Completed","EUR","5,00","TX{number}",""'
        for number, (clock, zone) in enumerate(rows)
    ]
    return [f"{row.at:%H:%M}" for row in read(a_file(*lines)).statement.rows]


def test_the_repeated_hour_is_told_by_the_rows_own_zone() -> None:
    assert in_the_repeated_hour(("02:30:00", "CEST"), ("02:10:00", "CET")) == ["00:30", "01:10"]
    assert in_the_repeated_hour(("02:30:00", "GMT+02:00"), ("02:10:00", "GMT+1")) == ["00:30", "01:10"]


def test_the_repeated_hour_is_told_by_the_order_of_the_rows_where_nothing_else_tells() -> None:
    night = ("01:50:00", "02:10:00", "02:40:00", "02:05:00", "02:30:00", "03:10:00")
    moments = ["23:50", "00:10", "00:40", "01:05", "01:30", "02:10"]
    zone = "Europe/Berlin"
    assert in_the_repeated_hour(*((clock, zone) for clock in night)) == moments
    assert in_the_repeated_hour(*((clock, zone) for clock in reversed(night))) == moments[::-1]


def test_the_repeated_hour_is_the_first_one_where_nothing_tells() -> None:
    assert in_the_repeated_hour(("02:30:00", "Europe/Berlin")) == ["00:30"]
    unsorted = ("04:00:00", "02:30:00", "05:00:00", "02:10:00", "03:30:00")
    moments = in_the_repeated_hour(*((clock, "Europe/Berlin") for clock in unsorted))
    assert (moments[1], moments[3]) == ("00:30", "00:10")


def test_a_zone_that_means_several_is_asked_about() -> None:
    text = a_file('"13/11/2026","10:00:00","CST","Mobile Payment","Completed","EUR","5.00","1AB",""')
    found = read(text)
    assert refused(found) == {2: ("TimeZone", f"'CST' is no time zone, or means several: {NAME_IT}")}
    told = read(text, asked=Reading(time_zone=ZoneInfo("America/Chicago"), now=NOW))
    assert told.statement.rows[0].at == utc("2026-11-13 16:00")


@pytest.mark.parametrize(
    ("word", "amount", "kind"),
    [
        ("Website Payment", "5.00", StatementKind.PAYMENT),
        ("Mobile Payment", "-5.00", StatementKind.OTHER),
        ("eCheck Received", "5.00", StatementKind.PAYMENT),
        ("Update to eCheck Received", "5.00", StatementKind.OTHER),
        ("Shopping Cart Payment Received", "5.00", StatementKind.PAYMENT),
        ("Shopping Cart Item", "5.00", StatementKind.OTHER),
        ("Donation Payment", "5.00", StatementKind.PAYMENT),
        ("Payment Refund", "-5.00", StatementKind.REFUND),
        ("Payment Reversal", "-5.00", StatementKind.REVERSAL),
        ("Chargeback Reversal", "5.00", StatementKind.REVERSAL),
        ("Chargeback Fee", "-5.00", StatementKind.FEE),
        ("Fee Reversal", "5.00", StatementKind.FEE),
        ("Account Hold for Open Authorization", "-5.00", StatementKind.OTHER),
        ("Reversal of General Account Hold", "5.00", StatementKind.OTHER),
        ("Hold on Balance for Dispute Investigation", "-5.00", StatementKind.OTHER),
        ("Reversal of ACH Deposit", "-5.00", StatementKind.OTHER),
        ("General Currency Conversion", "-5.00", StatementKind.CONVERSION),
        ("General Withdrawal - Bank Account", "-5.00", StatementKind.OTHER),
        ("Mass Pay Reversal", "5.00", StatementKind.OTHER),
        ("T0006", "5.00", StatementKind.PAYMENT),
        ("t1106", "-5.00", StatementKind.REVERSAL),
        ("T1202", "5.00", StatementKind.REVERSAL),
        ("T1110", "-5.00", StatementKind.OTHER),
        ("T2101", "-5.00", StatementKind.OTHER),
        ("T0100", "-5.00", StatementKind.FEE),
        ("Void of Authorization", "5.00", StatementKind.OTHER),
    ],
)
def test_a_type_is_told_by_its_code_or_its_words(word: str, amount: str, kind: StatementKind) -> None:
    found = read(a_file(f'"13/11/2026","10:00:00","UTC","{word}","Completed","EUR","{amount}","1AB","9ZZ"'))
    (row,) = found.statement.rows
    assert row.kind is kind
    assert row.about == ("" if kind is StatementKind.PAYMENT else "9ZZ")
    assert row.references == (("9ZZ",) if kind is StatementKind.PAYMENT else ())


@pytest.mark.parametrize("word", ["General Authorization", "T1300"])
def test_money_that_is_only_held_for_the_shop_is_pending(word: str) -> None:
    found = read(a_file(f'"13/11/2026","10:00:00","UTC","{word}","Completed","EUR","5.00","1AB",""'))
    assert [(row.kind, row.status) for row in found.statement.rows] == [
        (StatementKind.PAYMENT, StatementStatus.PENDING)
    ]


def test_a_type_that_nobody_knows_could_be_a_payment_so_its_time_is_not_covered() -> None:
    rows = [
        f'"{day}/11/2026","10:00:00","UTC","{word}","Completed","EUR","5.00","TX{day}",""'
        for day, word in ((13, "Mobile Payment"), (14, "Something new"), (15, "Mobile Payment"))
    ]
    found = read(a_file(*rows))
    assert refused(found)[3][0] == "Type"
    assert [(part.start, part.end) for part in found.statement.coverage] == [
        (utc("2026-11-13 10:00"), utc("2026-11-14 10:00")),
        (utc("2026-11-14 10:00:01"), utc("2026-11-15 10:00")),
    ]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Completed", StatementStatus.COMPLETED),
        ("Partially Refunded", StatementStatus.COMPLETED),
        ("Pending", StatementStatus.PENDING),
        ("Processing", StatementStatus.PENDING),
        ("Unclaimed", StatementStatus.PENDING),
        ("Denied", StatementStatus.FAILED),
        ("Canceled", StatementStatus.FAILED),
        ("Expired", StatementStatus.FAILED),
        ("", StatementStatus.COMPLETED),
    ],
)
def test_a_status_says_how_far_money_came(word: str, status: StatementStatus) -> None:
    found = read(a_file(f'"13/11/2026","10:00:00","UTC","Mobile Payment","{word}","EUR","5.00","1AB",""'))
    assert [row.status for row in found.statement.rows] == [status]


@pytest.mark.parametrize(
    ("word", "kind"), [("Reversed", StatementKind.REVERSAL), ("Refunded", StatementKind.REFUND)]
)
def test_a_payment_that_went_again_says_so_also_where_the_row_of_that_is_not_in_the_file(
    word: str, kind: StatementKind
) -> None:
    found = read(a_file(f'"13/11/2026","10:00:00","UTC","Mobile Payment","{word}","EUR","5.00","1AB",""'))
    paid, back = found.statement.rows
    assert (paid.status, paid.amount) == (StatementStatus.COMPLETED, 500)
    assert (back.kind, back.amount, back.about) == (kind, -500, "1AB")


def test_an_agreement_with_a_customer_is_no_reference_of_one_payment() -> None:
    found = read(
        a_file('"13/11/2026","1:00:00","UTC","Mobile Payment","Completed","EUR","5.00","1A","B-3X4"')
    )
    assert found.statement.rows[0].references == ()


def test_a_row_that_came_further_holds_and_one_that_says_something_else_is_refused() -> None:
    row = '"13/11/2026","10:00:00","UTC","Mobile Payment","{}","EUR","{}","1AB",""'
    found = read(a_file(row.format("Pending", "5.00"), row.format("Completed", "5.00")))
    assert [(each.status, found.unchanged) for each in found.statement.rows] == [
        (StatementStatus.COMPLETED, 1)
    ]
    other = read(a_file(row.format("Completed", "5.00"), row.format("Completed", "6.00")))
    assert refused(other)[3][1].startswith("is another row of the transaction of line 2")


def test_what_it_covers_is_only_known_from_its_first_row_to_its_last() -> None:
    found = read(activity_download(MONTH, AMERICAN))
    assert not found.said_coverage
    (part,) = found.statement.coverage
    assert (part.start, part.end) == (MONTH[0].at, MONTH[-1].at)


@pytest.mark.parametrize(
    ("cell", "column", "reason"),
    [
        (("13/11/2026", "31/02/2026"), "Date", "is not a time"),
        (("10:00:00", "25:00:00"), "Date", "is not a time"),
        (("EUR", "DOGE"), "Currency", "'DOGE' is not a currency of ISO 4217"),
        (("5.00", "five"), "Gross", "'five' is not an amount"),
        (("5.00", "5.001"), "Gross", "EUR has 2 decimals"),
        (("1AB", ""), "Transaction ID", "is missing"),
    ],
)
def test_an_unreadable_row_is_refused_with_line_and_column(
    cell: tuple[str, str], column: str, reason: str
) -> None:
    good = '"13/11/2026","09:00:00","UTC","Mobile Payment","Completed","EUR","5.00","0AA",""'
    bad = '"13/11/2026","10:00:00","UTC","Mobile Payment","Completed","EUR","5.00","1AB",""'
    found = read(a_file(good, bad.replace(f'"{cell[0]}"', f'"{cell[1]}"')))
    assert len(found.statement.rows) == 1
    assert refused(found)[3][0] == column
    assert reason in refused(found)[3][1]


def test_a_row_whose_time_cannot_be_read_leaves_nothing_covered() -> None:
    good = '"{}/11/2026","09:00:00","UTC","Mobile Payment","Completed","EUR","5.00","TX{}",""'
    found = read(a_file(good.format(13, 1), good.format("x", 2), good.format(15, 3)))
    assert found.accepted == 2
    assert found.statement.coverage == ()


def test_a_file_in_another_language_is_told_how_it_can_be_read() -> None:
    said = refusal_of('"Datum","Tijd","Type","Valuta","Bruto"\n"1","2","3","4","5"\n')
    assert "Write a mapping (docs/statements.md)" in said
    assert "Datum, Tijd" in said


def test_a_file_without_a_column_that_it_needs_is_told_which() -> None:
    said = refusal_of(
        a_file().replace("Transaction ID", "Something") + '"1","2","3","4","5","6","7","8","9"\n'
    )
    assert "Transaction ID is a column the file must have" in said


def test_a_file_that_ends_within_a_row_is_cut_off() -> None:
    whole = a_file(*['"13/11/2026","09:00:00","UTC","Mobile Payment","Completed","EUR","5.00","0AA",""'] * 2)
    assert "it is cut off" in refusal_of(whole.replace('"', "")[:-10])
    assert "opens a quote that is never closed" in refusal_of(whole[:-25])
