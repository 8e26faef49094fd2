"""What the terms of a query mean at one moment, for one agent: typed, and the same for every store."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.model.cart_filter import Between, During, Field, Filter, Has, OneOf, Trait
from cartui.model.errors import Invalid
from cartui.model.query import CartQuery, Term
from cartui.rules.query.cart_filters import filters_of
from cartui.rules.recovery import promising_at

NOW = datetime(2026, 11, 22, 9, 15, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ZONES = ("UTC", "Asia/Dhaka", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Africa/Cairo")

nows = st.integers(0, 3_696_900_000).map(
    lambda minutes: EPOCH + timedelta(minutes=minutes)
)  # to the year 8998
days = st.dates(date(1900, 1, 1), date(8999, 12, 31))
zones = st.sampled_from(ZONES)
durations = st.builds(lambda n, unit: f"{n}{unit}", st.integers(0, 5_000), st.sampled_from("mhdw"))
numbers = st.decimals(0, 10**11, places=2).map(lambda number: f"{number:f}")


def spans(
    key: str, *values: str, now: datetime = NOW, zone: str = "UTC"
) -> tuple[tuple[datetime | None, datetime | None], ...]:
    """The times that a term means, in UTC."""
    (found,) = filters_of(CartQuery(terms=(Term(key=key, values=values),), zone=zone), now, "alice")
    assert isinstance(found.test, During)
    return tuple(
        (
            None if since is None else EPOCH + timedelta(microseconds=since),
            None if until is None else EPOCH + timedelta(microseconds=until),
        )
        for since, until in found.test.spans
    )


def span(value: str, *, now: datetime = NOW, zone: str = "UTC") -> tuple[datetime | None, datetime | None]:
    """The time that one value of ``updated:`` means."""
    (found,) = spans("updated", value, now=now, zone=zone)
    return found


def meant(key: str, value: str) -> tuple[Decimal | None, Decimal | None]:
    """The numbers that one value means."""
    (found,) = filters_of(CartQuery(terms=(Term(key=key, values=(value,)),)), NOW, "alice")
    assert isinstance(found.test, Between)
    return found.test.spans[0]


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A time in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_every_term_becomes_one_test_in_its_order_and_none_twice() -> None:
    query = CartQuery(
        words=("rahim",),
        terms=(
            Term(key="market", values=("BD", "IN", "BD")),
            Term(key="is", values=("guest", "high-value"), negated=True),
            Term(key="market", values=("BD", "IN", "BD")),
            Term(key="has", values=("note",)),
        ),
    )
    assert filters_of(query, NOW, "alice") == (
        Filter(OneOf(Field.MARKET, ("BD", "IN"))),
        Filter(Has((Trait.GUEST, Trait.HIGH_VALUE)), negated=True),
        Filter(Has((Trait.NOTE,))),
    )


def test_me_is_the_agent_who_asks_and_only_where_carts_are_assigned() -> None:
    query = CartQuery(terms=(Term(key="assigned", values=("me", "bob")), Term(key="tag", values=("me",))))
    assigned, tag = filters_of(query, NOW, "alice")
    assert assigned.test == OneOf(Field.ASSIGNED, ("alice", "bob"))
    assert tag.test == OneOf(Field.TAG, ("me",))


def test_a_cart_is_promising_by_when_it_was_left_and_what_came_of_calling() -> None:
    (found,) = filters_of(CartQuery(terms=(Term(key="is", values=("promising", "empty")),)), NOW, "alice")
    assert isinstance(found.test, Has)
    assert found.test.traits == (Trait.PROMISING, Trait.EMPTY)
    assert found.test.promising == promising_at(NOW)


def test_a_cart_nobody_called_about_has_no_outcome() -> None:
    (found,) = filters_of(CartQuery(terms=(Term(key="call", values=("none", "declined")),)), NOW, "alice")
    assert found.test == OneOf(Field.CALL, ("", "declined"))


def test_an_age_is_how_long_ago_a_cart_was_started() -> None:
    (found,) = filters_of(CartQuery(terms=(Term(key="age", values=(">30d",)),)), NOW, "alice")
    assert isinstance(found.test, During)
    assert found.test.field is Field.CREATED
    assert spans("age", ">30d") == ((None, NOW - timedelta(days=30)),)


@pytest.mark.parametrize(
    ("value", "since", "until"),
    [
        (">1d", None, at(2026, 11, 21, 9, 15)),
        ("<=2d", at(2026, 11, 20, 9, 15), None),
        ("30m", at(2026, 11, 22, 8, 45), None),
        ("0m..5m", at(2026, 11, 22, 9, 10), at(2026, 11, 22, 9, 16)),
        ("today", at(2026, 11, 22), at(2026, 11, 23)),
        ("yesterday", at(2026, 11, 21), at(2026, 11, 22)),
        ("2026-11-20", at(2026, 11, 20), at(2026, 11, 21)),
        ("2026-11", at(2026, 11, 1), at(2026, 12, 1)),
        ("2026-12", at(2026, 12, 1), at(2027, 1, 1)),
        ("2024-02", at(2024, 2, 1), at(2024, 3, 1)),
        ("2026", at(2026, 1, 1), at(2027, 1, 1)),
        ("2024-02-29", at(2024, 2, 29), at(2024, 3, 1)),
        ("2026-11-01..2026-11-05", at(2026, 11, 1), at(2026, 11, 6)),
        ("2026-10..today", at(2026, 10, 1), at(2026, 11, 23)),
        (">2026-11-01", at(2026, 11, 2), None),
        (">=2026-11-01", at(2026, 11, 1), None),
        ("<2026-11-01", None, at(2026, 11, 1)),
        ("<=2026-11", None, at(2026, 12, 1)),
        ("..2026-11-05", None, at(2026, 11, 6)),
        ("yesterday..", at(2026, 11, 21), None),
        ("8999-12-31", at(8999, 12, 31), at(9000, 1, 1)),
    ],
)
def test_a_time_is_the_span_that_a_person_means(
    value: str, since: datetime | None, until: datetime | None
) -> None:
    assert span(value) == (since, until)


def test_less_than_two_days_ago_leaves_out_what_was_exactly_two_days_ago() -> None:
    tick = timedelta(microseconds=1)
    exactly = NOW - timedelta(days=2)
    assert span("<2d") == (exactly + tick, None)
    assert span(">=2d") == (None, exactly + tick)
    assert span("1d..2d") == (exactly, NOW - timedelta(days=1) + tick)
    assert span("2d..") == (None, exactly + tick)
    assert span("..2d") == (exactly, None)


@pytest.mark.parametrize(
    ("zone", "now", "day", "hours"),
    [
        ("Europe/Berlin", at(2026, 3, 29, 12), "2026-03-29", 23),
        ("Europe/Berlin", at(2026, 10, 25, 12), "2026-10-25", 25),
        ("Asia/Dhaka", at(2009, 6, 19, 20), "2009-06-20", 24),
        ("Asia/Dhaka", at(2009, 6, 19, 12), "2009-06-19", 23),
        ("Africa/Cairo", at(2024, 4, 26, 12), "2024-04-26", 23),  # its clocks go from 0:00 to 1:00
        ("Pacific/Apia", at(2011, 12, 31, 0), "2011-12-30", 0),  # a day that it never had
    ],
)
def test_a_day_is_as_long_as_the_clocks_of_the_zone_make_it(
    zone: str, now: datetime, day: str, hours: int
) -> None:
    since, until = span(day, now=now, zone=zone)
    assert since is not None
    assert until is not None
    assert until - since == timedelta(hours=hours)


def test_today_is_the_day_on_the_clocks_of_the_zone() -> None:
    late = at(2026, 12, 31, 19)  # one in the morning of the new year in Dhaka
    assert span("today", now=late, zone="Asia/Dhaka") == (at(2026, 12, 31, 18), at(2027, 1, 1, 18))
    assert span("today", now=late, zone="America/New_York") == (at(2026, 12, 31, 5), at(2027, 1, 1, 5))


@given(nows, zones)
def test_yesterday_ends_where_today_begins_and_now_is_in_today(now: datetime, zone: str) -> None:
    today, yesterday = span("today", now=now, zone=zone), span("yesterday", now=now, zone=zone)
    assert yesterday[1] == today[0]
    assert today[0] is not None
    assert today[1] is not None
    assert today[0] <= now < today[1]
    assert now.astimezone(ZoneInfo(zone)).date() == today[0].astimezone(ZoneInfo(zone)).date()


@given(days, zones)
def test_before_on_and_after_a_day_are_all_of_time_without_a_gap(day: date, zone: str) -> None:
    before, on, after = (span(f"{sign}{day}", zone=zone) for sign in ("<", "", ">"))
    assert before == (None, on[0])
    assert after == (on[1], None)
    assert span(f"<={day}", zone=zone) == (None, on[1])
    assert span(f">={day}", zone=zone) == (on[0], None)


@given(days, days, zones)
def test_a_range_of_days_begins_with_the_first_and_ends_with_the_last(
    one: date, other: date, zone: str
) -> None:
    first, last = sorted((one, other))
    assert span(f"{first}..{last}", zone=zone) == (
        span(str(first), zone=zone)[0],
        span(str(last), zone=zone)[1],
    )


@given(durations, nows)
def test_less_and_not_less_long_ago_are_all_of_time_without_a_gap(ago: str, now: datetime) -> None:
    assert span(f"<{ago}", now=now)[0] == span(f">={ago}", now=now)[1]
    assert span(f"<={ago}", now=now)[0] == span(f">{ago}", now=now)[1]


@given(numbers)
def test_less_than_equal_to_and_more_than_a_total_are_all_totals(number: str) -> None:
    step = Decimal("0.0001")
    assert meant("total", f"<{number}") == (None, Decimal(number) - step)
    assert meant("total", number) == (Decimal(number), Decimal(number))
    assert meant("total", f">{number}") == (Decimal(number) + step, None)
    assert meant("total", f"<={number}") == (None, Decimal(number))
    assert meant("total", f">={number}") == (Decimal(number), None)


def test_counts_go_by_one_and_ranges_hold_both_ends() -> None:
    assert meant("items", ">3") == (Decimal(4), None)
    assert meant("units", "<5") == (None, Decimal(4))
    assert meant("units", "100..200") == (Decimal(100), Decimal(200))
    assert meant("items", "7..") == (Decimal(7), None)
    assert meant("total", "..99.5") == (None, Decimal("99.5"))


@pytest.mark.parametrize(
    "term",
    [
        Term(key="colour", values=("red",)),
        Term(key="is", values=("purple",)),
        Term(key="updated", values=("soon",)),
        Term(key="age", values=("today",)),
        Term(key="items", values=("1.5",)),
    ],
)
def test_a_query_made_by_hand_is_refused_where_it_makes_no_sense(term: Term) -> None:
    with pytest.raises(Invalid) as refused:
        filters_of(CartQuery(terms=(term,)), NOW, "alice")
    assert refused.value.problems[0].field == "query"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "America", "\x00", "a" * 5_000])
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    with pytest.raises(Invalid) as refused:
        filters_of(CartQuery(zone=zone), NOW, "alice")
    assert refused.value.problems[0].field == "zone"
