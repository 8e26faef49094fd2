"""The query line over orders: its own keys in the language of all query lines."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.model.cart_filter import During, Field, Filter, Has, OneOf, Trait
from cartui.model.errors import Invalid
from cartui.model.query import OrderQuery, Term
from cartui.rules.query.completion import Completion, complete
from cartui.rules.query.error import QueryError
from cartui.rules.query.order_filters import order_filters_of
from cartui.rules.query.order_keys import ORDER_KEYS
from cartui.rules.query.order_query import order_query_of, parse_order_query, write_order_query
from tests.hostile import HOSTILE

NOW = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)


def asked(line: str) -> tuple[Filter, ...]:
    """What a line asks now."""
    return order_filters_of(parse_order_query(line), NOW)


def offered(line: str) -> list[str]:
    """What is offered at the end of a line."""
    return [offer.text for offer in _at_end(line).offers]


def _at_end(line: str) -> Completion:
    return complete(line, len(line), of=ORDER_KEYS, known={"market": (("BD", "Bangladesh"),)})


@pytest.mark.parametrize("key", ORDER_KEYS.keys.values(), ids=lambda key: key.name)
def test_every_example_of_a_key_is_read_and_asks_something(key: object) -> None:
    for example in key.examples:  # type: ignore[attr-defined]
        assert len(asked(example)) == 1


def test_an_order_on_hold_is_asked_for_by_either_word() -> None:
    held = (Filter(OneOf(Field.STATE, ("on_hold",))),)
    for written in ("state:held", "state:on_hold", "state:ON-HOLD"):
        assert asked(written) == held
    assert parse_order_query("state:on_hold,pending").terms == (
        Term(key="state", values=("held", "pending")),
    )


def test_what_is_paid_and_when_it_was_placed_are_asked_of_the_order() -> None:
    due, placed = asked("-is:due placed:2026-11-21")
    assert due == Filter(Has((Trait.DUE,)), negated=True)
    midnight = int(datetime(2026, 11, 21, tzinfo=UTC).timestamp()) * 1_000_000
    assert placed == Filter(During(Field.PLACED, ((midnight, midnight + 86_400_000_000),)))


@pytest.mark.parametrize(
    ("line", "token", "nearest"),
    [
        ("status:pending", "status", "state"),
        ("created:today", "created", "placed"),
        ("state:aproved", "aproved", "approved"),
        ("touched:>1d", "touched", None),
        ("is:guest", "guest", None),
        ("placed:soon", "soon", None),
    ],
)
def test_what_orders_do_not_have_is_pointed_at_with_what_comes_nearest(
    line: str, token: str, nearest: str | None
) -> None:
    with pytest.raises(QueryError) as caught:
        parse_order_query(line)
    assert caught.value.token == token
    assert caught.value.nearest == nearest


def test_what_is_said_of_a_mistake_shows_terms_of_orders() -> None:
    for line, example in (("!:x", "state:pending"), ("-vip", "-state:cancelled")):
        with pytest.raises(QueryError, match=example):
            parse_order_query(line)


def test_keys_and_values_of_orders_are_offered() -> None:
    assert offered("pl") == ["placed:"]
    assert offered("state:") == ["pending", "held", "approved", "cancelled"]
    assert offered("is:p") == ["paid"]
    assert offered("market:ban") == ["BD"]
    assert offered("tag:x") == []
    wanted = _at_end("rep:1").wanted
    assert wanted is not None
    assert (wanted.key, wanted.prefix) == ("rep", "1")


def test_plain_text_is_words_whatever_signs_are_in_it() -> None:
    assert order_query_of(" state:x  -y ").words == ("state:x", "-y")
    assert order_query_of("rahim", "on_hold").terms == (Term(key="state", values=("on_hold",)),)
    assert order_filters_of(order_query_of("", "on_hold"), NOW) == asked("state:held")
    with pytest.raises(Invalid, match="state"):
        order_filters_of(order_query_of("", "done"), NOW)


@given(st.text(max_size=40) | st.sampled_from(HOSTILE))
def test_any_line_is_understood_or_refused_and_a_query_is_written_as_it_is_read(line: str) -> None:
    try:
        query = parse_order_query(line)
    except QueryError:
        return
    assert parse_order_query(write_order_query(query)) == query
    assert isinstance(query, OrderQuery)
