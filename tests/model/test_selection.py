"""The selection of carts, held against plain sets."""

from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cartui.model.query import CartQuery, Term
from cartui.model.selection import NOTHING, Selection

BD = CartQuery(terms=(Term(key="market", values=("BD",)),))
KW = CartQuery(terms=(Term(key="market", values=("KW",)),))
IDS = "abcdefgh"
FOUND = {BD: frozenset("abcde"), KW: frozenset("fgh")}
"""What each query finds in this shop of eight carts."""


def selected(selection: Selection) -> set[str]:
    """The ids that are selected, cart by cart."""
    found = FOUND[selection.query] if selection.query is not None else frozenset[str]()
    return {cart for cart in IDS if selection.has(cart, is_found=cart in found)}


@dataclass(frozen=True)
class Step:
    """Something that is done to a selection."""

    name: str
    carts: frozenset[str] = frozenset()
    query: CartQuery = BD


steps = st.lists(
    st.builds(
        Step,
        st.sampled_from(["add", "remove", "all", "invert"]),
        st.frozensets(st.sampled_from(IDS), max_size=4),
        st.sampled_from([BD, KW]),
    ),
    max_size=12,
)


@given(steps)
@example([Step("add", frozenset("f")), Step("invert"), Step("invert")])  # "f" is in another list
def test_a_selection_is_what_was_done_to_it(done: list[Step]) -> None:
    selection, oracle = NOTHING, set[str]()
    for step in done:
        found = FOUND[selection.query] & step.carts if selection.query is not None else frozenset[str]()
        if step.name == "add":
            selection, oracle = selection.with_carts(step.carts, found=found), oracle | step.carts
        elif step.name == "remove":
            selection, oracle = selection.without_carts(step.carts, found=found), oracle - step.carts
        elif step.name == "all":
            selection, oracle = Selection(query=step.query), set(FOUND[step.query])
        elif selection.can_be_inverted_in(step.query):
            there = FOUND[step.query]
            selection = selection.inverted(step.query, found=there & selection.ids)
            oracle = set(there - oracle)
    assert selected(selection) == oracle
    assert selection.query is None or selection.without <= FOUND[selection.query], "so they can be counted"
    if selection.query is not None and selection.remaining is not None:
        named = () if selection.remaining == selection.query else selection.remaining.terms[-1].values
        others = FOUND[selection.query].difference(named)
        assert len(others) + len(selection.ids) == len(oracle), "each of them is counted once"


def test_what_another_query_finds_is_not_turned_round() -> None:
    every = Selection(query=BD)
    assert not every.can_be_inverted_in(KW)
    with pytest.raises(ValueError, match="another query"):
        every.inverted(KW)


def test_nothing_is_selected_at_first() -> None:
    assert NOTHING.is_empty
    assert NOTHING.remaining is None
    assert not Selection(query=CartQuery()).is_empty
    assert not Selection(ids=frozenset("a")).is_empty


def test_what_was_taken_out_is_named_in_the_query() -> None:
    selection = Selection(query=BD).without_carts("b", found="b").with_carts("g")
    assert selection.remaining is not None
    assert selection.remaining.terms == (
        *BD.terms,
        Term(key="number", values=("b", "g"), negated=True),
    )
