"""What is kept of an export says which rows it had, and nothing that could be a customer's."""

from hypothesis import given
from hypothesis import strategies as st

from cartui.model.bulk import BulkTarget
from cartui.model.query import CartQuery, Term
from cartui.rules.exported_selection import query_words, selection_words
from cartui.rules.query.cart_query import parse_query

NAMES = st.text("abcdefghij ", min_size=3, max_size=12).map(lambda text: f"Zz{text.strip()}Zz")


def test_a_selection_is_said_by_its_query_or_by_how_many_were_chosen() -> None:
    query = parse_query("market:BD,IN -tag:vip total:>1000")
    assert selection_words(BulkTarget(query=query)) == "market:BD,IN -tag:vip total:>1000"
    assert selection_words(BulkTarget(query=query, without=("a", "b"))).endswith(" but 2")
    assert selection_words(BulkTarget(query=CartQuery())) == "all open and locked"
    assert selection_words(BulkTarget(carts=("a", "b", "c"))) == "3 chosen"
    assert selection_words(BulkTarget(carts=("a",), query=parse_query("is:guest"))) == "is:guest and 1 chosen"
    assert selection_words(BulkTarget()) == "none"


def test_what_names_people_is_left_out_and_its_key_stays() -> None:
    query = parse_query('-email:rahim@example.com,@example.org ip:203.0.113.7 state:open "rahim uddin" 01711')
    assert query_words(query) == "-email:… ip:… state:open …"


@given(words=st.lists(NAMES, max_size=3), key=st.sampled_from(["email", "ip", "nickname"]), value=NAMES)
def test_no_word_and_no_address_is_ever_kept(words: list[str], key: str, value: str) -> None:
    query = CartQuery(words=tuple(words), terms=(Term(key=key, values=(value,)),))
    said = selection_words(BulkTarget(query=query))
    assert "Zz" not in said
    assert f"{key}:" in said
