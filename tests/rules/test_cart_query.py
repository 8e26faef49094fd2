"""The query line is read whole: what cannot be understood is pointed at, and nothing is ignored."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.model.errors import Invalid
from cartui.model.query import CartQuery, Term
from cartui.model.text import clean_line
from cartui.rules.emails import comparable_email
from cartui.rules.query.cart_query import QueryError, parse_query, write_query
from cartui.rules.query.keys import KEYS, Key, Kind
from cartui.rules.query.size import MOST_BYTES
from tests.hostile import HOSTILE

words = st.text(min_size=1, max_size=20).map(clean_line) | st.sampled_from(
    ['"', "\\", '\\"', "-x", "12:30", "a,b", " ", "state:open", "[/]", "-", ":", ","]
)


agos = st.builds(lambda number, unit: f"{number}{unit}", st.integers(0, 5_000), st.sampled_from("mhdw"))
days = st.dates(date(1900, 1, 1), date(8999, 12, 31)).map(str) | st.sampled_from(["today", "2026", "1999-02"])
amounts = st.decimals(0, 10**11, places=2).map(lambda amount: f"{amount:f}")
counts = st.integers(0, 10**9 - 1).map(str)
emails = st.emails().map(comparable_email).filter(bool)
signs = st.sampled_from(["", "<", "<=", ">", ">="])


def compared(points: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Alone, behind a sign, or as a range that is open on one side."""
    return st.builds("{}{}".format, signs, points) | points.map("{}..".format) | points.map("..{}".format)


def values_of(key: Key) -> st.SearchStrategy[str]:
    """Values that the key takes, as they are written."""
    return {
        Kind.TEXT: words,
        Kind.CHOICE: st.sampled_from(sorted(key.choices) or [""]),
        Kind.MOMENT: compared(agos) | compared(days),
        Kind.AGE: compared(agos),
        Kind.AMOUNT: compared(amounts) | st.just("100..199.99"),
        Kind.COUNT: compared(counts) | st.just("100..200"),
        Kind.EMAIL: emails | st.sampled_from(["@example.com", "@münchen.de"]),
        Kind.NETWORK: st.ip_addresses(v=4).map(str) | st.sampled_from(["10.0.0.0/8", "2001:db8::/32"]),
        Kind.COUNTRY: st.sampled_from(["BD", "AQ"]),
    }[key.kind]


def terms_of(key: Key) -> st.SearchStrategy[Term]:
    """Terms of that key."""
    return st.builds(
        Term,
        key=st.just(key.name),
        values=st.lists(values_of(key), min_size=1, max_size=3).map(tuple),
        negated=st.booleans(),
    )


queries = st.builds(
    CartQuery,
    words=st.lists(words, max_size=4).map(tuple),
    terms=st.lists(st.sampled_from(tuple(KEYS.values())).flatmap(terms_of), max_size=4).map(tuple),
)


def error(text: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    return caught.value


@given(queries)
def test_a_query_that_was_written_is_read_as_the_same(query: CartQuery) -> None:
    assert parse_query(write_query(query)) == query


@given(
    st.text(alphabet=st.characters(exclude_categories=()))
    | st.text(alphabet='state:open"\\-, x', max_size=30)
    | st.text(alphabet="total:updated:age:<>=.,0123456789dw-", max_size=30)
)
def test_any_line_is_read_or_pointed_at(line: str) -> None:
    problem: QueryError | None = None
    query = CartQuery()
    try:
        query = parse_query(line)
    except QueryError as raised:
        problem = raised
    if problem is None:
        assert parse_query(write_query(query)) == query
        return
    assert 0 <= problem.start < problem.end <= len(line)
    assert problem.token == clean_line(line)[problem.start : problem.end]
    assert problem.problems[0].field == "query"


def test_words_quotes_terms_alternatives_and_negation() -> None:
    assert parse_query('  market:BD  state:open,locked -tag:"big spender",vip rahim "a b" ') == CartQuery(
        words=("rahim", "a b"),
        terms=(
            Term(key="market", values=("BD",)),
            Term(key="state", values=("open", "locked")),
            Term(key="tag", values=("big spender", "vip"), negated=True),
        ),
    )


def test_an_empty_line_asks_for_nothing_in_particular() -> None:
    assert parse_query("  ").is_empty
    assert write_query(CartQuery()) == ""


def test_keys_and_closed_values_are_taken_in_any_case() -> None:
    assert parse_query("State:OPEN Market:Bd") == parse_query("state:open market:Bd")


def test_values_may_hold_colons() -> None:
    assert parse_query("channel:web:eu").terms == (Term(key="channel", values=("web:eu",)),)


@pytest.mark.parametrize(
    "word", ["C-000123", "+8801712345678", "a@example.com", '27"', "O'Brien", "50%", "বাংলা"]
)
def test_what_people_search_for_needs_no_quotes(word: str) -> None:
    assert parse_query(word).words == (word,)


@pytest.mark.parametrize("key", KEYS.values(), ids=list(KEYS))
def test_every_key_says_what_it_means_and_its_examples_can_be_used(key: Key) -> None:
    assert key.meaning
    assert key.examples
    for example in key.examples:
        (term,) = parse_query(example).terms
        assert term.key == key.name


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("updated:<02D", "updated:<2d"),
        ("updated:=2026-1-5", "updated:2026-01-05"),
        ("updated:Yesterday", "updated:yesterday"),
        ('created:"> 2026-11"', "created:>2026-11"),
        ('created:"2026-11-01 .. 2026-11-05"', "created:2026-11-01..2026-11-05"),
        ("total:=7", "total:7"),
        ("total:.5", "total:0.5"),
        ("total:100.00..200", "total:100.00..200"),
        ("is:HIGH_VALUE", "is:high-value"),
        ("lock:no-return", "lock:no_return"),
        ('total:100,"200"', 'total:100,"200"'),
        ("total:100,=200", 'total:100,"200"'),
        ("items:1,2", "items:1,2"),
    ],
)
def test_what_means_the_same_is_written_in_one_way(typed: str, written: str) -> None:
    assert write_query(parse_query(typed)) == written


@pytest.mark.parametrize(
    ("line", "token", "nearest", "sentence"),
    [
        ("updated:tody", "tody", "today", "Expected: <2d, >30m, today, 2026-11-21"),
        ("updated:<2days x", "<2days", "2d", "units are m (minutes), h, d and w"),
        ("updated:<2mo x", "<2mo", None, "is no time"),
        ("updated:21.11.2026", "21.11.2026", None, "Expected: <2d, >30m, today"),
        ("updated:2026-13", "2026-13", None, "no such month"),
        ("updated:2026-02-29", "2026-02-29", None, "no such day"),
        ("updated:1899-12-31", "1899-12-31", None, "years go from 1900 to 8999"),
        ("updated:9000", "9000", None, "years go from 1900 to 8999"),
        ("updated:2026-11-05..2026-11-01", "2026-11-05..2026-11-01", "2026-11-01..2026-11-05", "ends before"),
        ("updated:3d..1d", "3d..1d", "1d..3d", "ends before it begins"),
        ("updated:3d..today", "3d..today", None, "two of one kind"),
        ("updated:..", "..", None, "is no time"),
        ("updated:99999999w", "99999999w", None, "36,500 days"),
        ("age:today", "today", None, "Expected: how long ago, such as"),
        ("age:>2026-11-01", ">2026-11-01", None, "Expected: how long ago, such as"),
        ("total:BDT1000", "BDT1000", None, "is not an amount"),
        ("total:-5", "-5", None, "is not an amount"),
        ("total:>1e6", ">1e6", None, "is not an amount"),
        ("total:1.23456", "1.23456", None, "more than 4 decimals"),
        ("total:1000000000000", "1000000000000", None, "more than 12 digits"),
        ("total:200..100", "200..100", "100..200", "ends before it begins"),
        ("total:>1,000", ">1,000", ">1000", "Did you mean total:>1000?"),
        ("total:1,000.50", "1,000.50", "1000.50", "never in a number"),
        ("total:99,50", "99,50", "99.50", "Did you mean total:99.50?"),
        ("total:1,500..2,000", "1,500..2", "1500..2", "never in a number"),
        ("units:1,000", "1,000", "1000", "Did you mean units:1000?"),
        ("units:007", "007", "7", "without zeros"),
        ("items:1.5", "1.5", "1", "whole numbers"),
        ("items:many", "many", None, "is not a whole number"),
        ("units:9999999999", "9999999999", None, "more than 9 digits"),
        ("has:notes", "notes", "note", "Expected: note, coupon"),
        ("status:open", "status", "state", "Did you mean state:?"),
        ("price:>5", "price", "total", "Did you mean total:?"),
    ],
)
def test_a_value_that_makes_no_sense_is_pointed_at_with_what_was_expected(
    line: str, token: str, nearest: str | None, sentence: str
) -> None:
    problem = error(line)
    assert (problem.token, problem.nearest) == (token, nearest)
    assert line[problem.start : problem.end] == token
    assert sentence in problem.message


UNFINISHED = (
    "market: updated: - -ta -tag: state:lo state:open, is:high_ updated:< updated:<2 updated:tod "
    "updated:2026- updated:2026-1- updated:20261 updated:.. updated:. updated:1d. updated:2026-11-21..2026-1 "
    "updated:2026-11-21..2026-11-2 age:>3 age:1d..2 total:> total:1. total:100..2 total:. total:.. units:>="
)
"""Lines that cannot be understood yet, each without a blank."""


@pytest.mark.parametrize("line", UNFINISHED.split())
def test_what_may_only_lack_its_end_is_no_mistake_of_one_who_is_still_typing(line: str) -> None:
    assert error(line).unfinished
    assert not error(f"{line} x").unfinished


def test_a_quote_that_is_not_closed_yet_is_no_mistake_either() -> None:
    assert error('tag:"big sp').unfinished


@pytest.mark.parametrize(
    "line",
    [
        "stat:open",
        "state:purple",
        "updated:banana",
        "total:x",
        "-rahim",
        "items:1.5",
        "12:30",
        "age:2026-1",
        "created:2026-11-31",
        "created:2026-11-05..2026-11-01",
    ],
)
def test_what_no_more_letters_can_mend_is_pointed_at_at_once(line: str) -> None:
    assert not error(line).unfinished


@pytest.mark.parametrize("begin", ["{}:x", "-{}", "state:{}", "updated:{}", "total:0{}", "1{}:x", "market:"])
def test_a_message_stays_short_however_long_the_line_is(begin: str) -> None:
    problem = error(begin.format("a" * 19_000) if "0" not in begin else begin.format("1" * 19_000))
    assert len(problem.message) < 400


def test_words_beyond_those_that_are_looked_for_are_refused_and_not_left_out() -> None:
    words = [f"word{number}" for number in range(33)]
    assert len(parse_query(" ".join([*words[:32], *words[:32]])).words) == 64
    assert "33 different words, and a query has 32 at most" in error(" ".join(words)).message


def test_a_line_that_no_server_takes_is_refused() -> None:
    assert parse_query("a" * 20_000).words == ("a" * 20_000,)
    for line in ("a" * 20_001, "\N{BENGALI LETTER RA}" * 7_000, "tag:" + "a," * 10_000 + "b"):
        assert "too long" in error(line).message


def test_the_zone_of_its_days_goes_with_a_query() -> None:
    assert parse_query("updated:today", "Asia/Dhaka").zone == "Asia/Dhaka"
    with pytest.raises(Invalid, match="not a time zone"):
        parse_query("updated:today", "Mars/Olympus")


def test_an_unknown_key_is_pointed_at_with_the_nearest_one() -> None:
    problem = error("rahim stat:open")
    assert (problem.token, problem.start, problem.end, problem.nearest) == ("stat", 6, 10, "state")
    assert 'There is no key "stat". Did you mean state:?' in problem.message


def test_a_key_like_no_other_names_all_there_are() -> None:
    problem = error("https://example.com")
    assert problem.nearest is None
    assert all(key in problem.message for key in KEYS)
    assert "quotes" in problem.message


def test_an_unknown_value_of_a_closed_set_is_pointed_at_with_the_nearest_one() -> None:
    problem = error("-state:open,lokced")
    assert (problem.token, problem.start, problem.end, problem.nearest) == ("lokced", 12, 18, "locked")
    assert error("is:purple").nearest is None
    assert "guest, locked, empty, high-value" in error("is:purple").message


@pytest.mark.parametrize(
    ("line", "token", "sentence"),
    [
        ("state:", "state:", "needs a value"),
        ("x tag:vip, y", "tag:vip,", "needs a value"),
        ("tag:,vip", "tag:,vip", "needs a value"),
        ('tag:"" x', 'tag:""', "needs a value"),
        ('""', '""', "nothing between"),
        ('x "rahim uddin', '"rahim uddin', "never closed"),
        ('tag:"vip', '"vip', "never closed"),
        ('"rahim"uddin x', '"rahim"uddin', "blank after the closing quote"),
        ('tag:"vip"x', 'tag:"vip"x', "comma or a blank"),
        ("at 12:30", "12:30", "Put 12:30 in quotes"),
        (":open", ":open", "in quotes"),
        ("-rahim", "-rahim", "Only terms can be excluded"),
    ],
)
def test_nothing_is_silently_ignored(line: str, token: str, sentence: str) -> None:
    problem = error(line)
    assert problem.token == token
    assert line[problem.start : problem.end] == token
    assert sentence in problem.message


@pytest.mark.parametrize(
    "line", ["rahim -state:open,lokced x", 'rahim "uddin', "rahim -x", 'rahim tag:"a b"c']
)
def test_what_stands_before_a_bad_term_can_be_understood(line: str) -> None:
    assert parse_query(line[: error(line).begins]).words == ("rahim",)


def test_a_query_error_is_bad_input_to_every_client() -> None:
    assert isinstance(error("x:y"), Invalid)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_strings_are_searched_for_as_they_are_once_cleaned(text: str) -> None:
    query = CartQuery(words=(clean_line(text),), terms=(Term(key="tag", values=(clean_line(text),)),))
    if len(text) >= MOST_BYTES // 2:
        with pytest.raises(Invalid, match="too long"):
            write_query(query)
        return
    assert parse_query(write_query(query)) == query
