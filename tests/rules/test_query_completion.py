"""What is offered at the cursor of a query line, and what of the line it takes the place of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.rules.query.cart_query import QueryError, parse_query
from cartui.rules.query.completion import Completion, Known, Wanted, complete
from cartui.rules.query.keys import CART_KEYS, KEYS
from tests.hostile import HOSTILE

KNOWN: Known = {
    "market": (("BD", "Bangladesh"), ("JP", "Japan"), ("KW", "Kuwait")),
    "level": (("retail", "Retail"), ("trade gold", "Trade, gold")),
    "tag": (("vip", ""), ("big spender", "")),
    "assigned": (("alice", ""), ("bob", "")),
}


def at(line: str, *, asked: bool = False) -> Completion:
    """What is offered at the ``|`` of a line."""
    before, _, after = line.partition("|")
    return complete(before + after, len(before), known=KNOWN, asked=asked)


def offered(line: str, *, asked: bool = False) -> list[str]:
    """The texts of it."""
    return [offer.text for offer in at(line, asked=asked).offers]


def taken(line: str, *, asked: bool = False) -> str:
    """The line once the first offer was taken."""
    found = at(line, asked=asked)
    text = line.replace("|", "")
    return text[: found.start] + found.offers[0].text + text[found.end :]


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("ma|", ["market:"]),
        ("MA|", ["market:"]),
        ("rahim st|", ["state:"]),
        ("-t|", ["tag:", "touched:", "total:"]),
        ("-|", []),
        ("r|", []),
        ("rahim|", []),
        ("|", []),
        ('"ma|', []),
        ("12|", []),
        ("state:|", ["open", "locked", "ordered", "deleted"]),
        ("state:o|", ["open", "ordered"]),
        ("state:OPEN,lo|", ["locked"]),
        ("state:open|", []),
        ("market:|", ["BD", "JP", "KW"]),
        ("market:ban|", ["BD"]),
        ("market:BD,|", ["BD", "JP", "KW"]),
        ("level:tr|", ['"trade gold"']),
        ('level:"tr|', ['"trade gold"']),
        ("tag:b|", ['"big spender"']),
        ('tag:"big spender"|', []),
        ("assigned:|", ["me", "alice", "bob"]),
        ("assigned:m|", ["me"]),
        ("updated:|", ["today", "yesterday", "<1d", ">1d", "<1w", ">30d"]),
        ("updated:y|", ["yesterday"]),
        ("updated:<2|", ["<2m", "<2h", "<2d", "<2w"]),
        ("age:|", ["<1d", ">1d", "<1w", ">30d"]),
        ("total:|", []),
        ("colour:|", []),
    ],
)
def test_what_is_offered_is_what_may_stand_there(line: str, texts: list[str]) -> None:
    assert offered(line) == texts


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("rahim ma|", "rahim market:"),
        ("-ta|", "-tag:"),
        ("ma|rk", "market:"),
        ("ma|rk:BD", "market:BD"),
        ("st| market:BD", "state: market:BD"),
        ("state:lo|", "state:locked"),
        ("state:op|n,locked", "state:open,locked"),
        ("state:open,or| x", "state:open,ordered x"),
        ('tag:"big s|" x', 'tag:"big spender" x'),
        ('tag:"big s|', 'tag:"big spender"'),
        ("market:japan|", "market:JP"),
        ("status:o|", "state:o"),
        ("stat:o|", "state:o"),
        ("state:lokced|", "state:locked"),
    ],
)
def test_an_offer_takes_the_place_of_what_was_typed_of_it(line: str, whole: str) -> None:
    assert taken(line) == whole


def test_whoever_asks_is_shown_every_key_before_any_letter() -> None:
    assert offered("|", asked=True) == [f"{name}:" for name in KEYS]
    assert offered("BD |", asked=True)[0] == "number:"
    assert offered("m|", asked=True) == ["market:"]
    assert not at("|", asked=True).is_begun


def test_each_offer_says_what_it_means() -> None:
    assert all(offer.meaning for offer in at("|", asked=True).offers)
    assert [offer.meaning for offer in at("market:j|").offers] == ["Japan"]
    assert [offer.ends_term for offer in (*at("ma|").offers, *at("state:op|").offers)] == [False, True]


def test_only_what_the_backend_can_filter_by_is_offered() -> None:
    few = complete("st", 2, keys={"market"}, known=KNOWN)
    assert few.offers == ()
    assert complete("state:o", 7, keys={"market"}, known=KNOWN).offers == ()


@pytest.mark.parametrize("key", sorted(CART_KEYS.asked_for))
def test_values_that_only_the_backend_knows_are_asked_for_by_what_was_typed(key: str) -> None:
    assert at(f"{key}:x,Ab|").wanted == Wanted(key, "ab")
    assert at(f'{key}:"a b|').wanted == Wanted(key, "a b")


def test_where_nothing_can_be_offered_it_says_what_is_expected() -> None:
    assert at("total:|").hint == "an amount, such as >1000, 99.50 or 100..200"
    assert at("product:|").hint == KEYS["product"].meaning
    assert at("total:1|").hint == ""
    assert at("market:|").hint == ""


@given(st.text(alphabet='state:market tag:"\\-,BD<2d', max_size=40) | st.sampled_from(HOSTILE), st.data())
def test_any_line_has_an_answer_wherever_the_cursor_is(line: str, data: st.DataObject) -> None:
    cursor = data.draw(st.integers(0, len(line)))
    found = complete(line, cursor, known=KNOWN, asked=data.draw(st.booleans()))
    assert 0 <= found.start <= found.end <= len(line)


@given(st.sampled_from(sorted(KEYS)), st.text(alphabet="abdeglmoprtvy<12", max_size=3))
def test_every_value_that_is_offered_can_be_understood(key: str, typed: str) -> None:
    line = f"{key}:{typed}"
    found = complete(line, len(line), known=KNOWN)
    for offer in found.offers:
        try:
            query = parse_query(line[: found.start] + offer.text)
        except QueryError as error:
            raise AssertionError(offer.text) from error
        assert query.terms[0].key == key
