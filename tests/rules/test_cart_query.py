"""The query line is read whole: what cannot be understood is pointed at, and nothing is ignored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.model.errors import Invalid
from cartui.model.query import CartQuery, Term
from cartui.model.text import clean_line
from cartui.rules.cart_query import KEYS, VALUES, QueryError, parse_query, write_query
from tests.hostile import HOSTILE

words = st.text(min_size=1, max_size=20).map(clean_line) | st.sampled_from(
    ['"', "\\", '\\"', "-x", "12:30", "a,b", " ", "state:open", "[/]", "-", ":", ","]
)


def terms_of(key: str) -> st.SearchStrategy[Term]:
    values = st.sampled_from(VALUES[key]) if key in VALUES else words
    return st.builds(
        Term,
        key=st.just(key),
        values=st.lists(values, min_size=1, max_size=3).map(tuple),
        negated=st.booleans(),
    )


queries = st.builds(
    CartQuery,
    words=st.lists(words, max_size=4).map(tuple),
    terms=st.lists(st.sampled_from(sorted(KEYS)).flatmap(terms_of), max_size=4).map(tuple),
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


@pytest.mark.parametrize("key", KEYS)
def test_every_key_has_a_sentence_of_help_and_can_be_used(key: str) -> None:
    value = VALUES.get(key, ("7",))[0]
    assert parse_query(f"{key}:{value}").terms == (Term(key=key, values=(value,)),)
    assert KEYS[key]
    assert all(value in KEYS[key] for value in VALUES.get(key, ()))


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
    assert "guest, locked, empty" in error("is:purple").message


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


def test_a_query_error_is_bad_input_to_every_client() -> None:
    assert isinstance(error("x:y"), Invalid)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_strings_are_searched_for_as_they_are_once_cleaned(text: str) -> None:
    query = CartQuery(words=(clean_line(text),), terms=(Term(key="tag", values=(clean_line(text),)),))
    assert parse_query(write_query(query)) == query
