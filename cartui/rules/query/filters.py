"""What a query asks, worked out to values that any store can test.

A query keeps what was typed (``updated:<2d``), so that a view means the same tomorrow. Before it is asked,
:func:`filters_of` works out what that means at one moment, for one agent.
"""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from cartui.model.cart_filter import Between, During, Field, Filter, Has, OneOf, Test, Trait, Within
from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.model.query import Query, Term
from cartui.rules.query.bad_value import BadValue
from cartui.rules.query.keys import Key, KeySet, Kind
from cartui.rules.query.line import write_line
from cartui.rules.query.moments import read_moments
from cartui.rules.query.numbers import read_numbers
from cartui.rules.query.size import check_words
from cartui.rules.query.traits import span_of, spellings
from cartui.rules.query.values import checked_value
from cartui.rules.query.zone import zone_of

ME: Final = "me"
"""The agent who asks, as a value of ``assigned:``."""

NOT_CALLED: Final = "none"
"""What came of the last call where there was none, as a value of ``call:``."""

_TRAITS: Final = frozenset({"is", "has"})


def filters_of(query: Query, keys: KeySet, now: datetime, me: str) -> tuple[Filter, ...]:
    """What the terms of a query with these keys ask at ``now`` (aware), where ``me`` is the agent's name.

    Each is there once, in their order; the words of the query are none of them. With ``now`` in whole
    minutes the answer is the same for a minute. Raises ``Invalid`` for a key, value or zone that there is
    not, and for a query that is too long: one that was made by hand may have or be that.
    """
    check_words(query)
    write_line(query, keys)  # where one of the clients has to write it, it is too long for the other as well
    zone = zone_of(query.zone)
    return tuple(
        Filter(_test_of(term, keys, now, zone, me), term.negated) for term in dict.fromkeys(query.terms)
    )


def _test_of(term: Term, keys: KeySet, now: datetime, zone: ZoneInfo, me: str) -> Test:
    """The typed test of one term. Raises ``Invalid``."""
    key = keys.keys.get(term.key)
    if key is None:
        raise _refused(f"{keys.things} cannot be searched by {term.key!r}")
    try:
        return _read(key, tuple(dict.fromkeys(term.values)), now, zone, me)
    except BadValue as bad:
        raise _refused(bad.message) from None


def _read(key: Key, values: tuple[str, ...], now: datetime, zone: ZoneInfo, me: str) -> Test:
    """Read the values of a key. Raises ``BadValue``."""
    match key.kind:
        case Kind.MOMENT | Kind.AGE:
            only_ago = key.kind is Kind.AGE
            field = Field.CREATED if only_ago else Field(key.name)
            moments = [read_moments(value, only_ago=only_ago) for value in values]
            return During(field, tuple(each.span(now, zone) for each in moments))
        case Kind.AMOUNT | Kind.COUNT:
            decimals = key.kind is Kind.AMOUNT
            return Between(
                Field(key.name), tuple(read_numbers(value, decimals=decimals).span for value in values)
            )
        case Kind.EMAIL:
            written = (spelled for value in values for spelled in spellings(checked_value(key, value)))
            return OneOf(Field(key.name), tuple(dict.fromkeys(written)))
        case Kind.NETWORK:
            return Within(Field(key.name), tuple(span_of(checked_value(key, value)) for value in values))
        case Kind.CHOICE | Kind.TEXT | Kind.COUNTRY:
            return _of_words(key, tuple(checked_value(key, value) for value in values), now, me)


def _of_words(key: Key, values: tuple[str, ...], now: datetime, me: str) -> OneOf | Has:
    """The test of values that are words."""
    if key.name in _TRAITS:
        traits = tuple(Trait(value) for value in values)
        if Trait.PROMISING not in traits:
            return Has(traits)
        from cartui.rules.recovery import promising_at  # most lists ask for something else

        return Has(traits, promising_at(now))
    if key.name == Field.ASSIGNED:
        values = tuple(me if value.lower() == ME else value for value in values)
    if key.name == Field.CALL:
        values = tuple("" if value == NOT_CALLED else value for value in values)
    return OneOf(Field(key.name), tuple(key.stored.get(value, value) for value in values))


def _refused(message: str) -> Invalid:
    """The error for what is in the query and cannot be asked."""
    return Invalid(message, (Problem(field="query", message=message),))
