"""What each filter of a query of carts becomes in the database."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import Enum
from typing import Any, Final, assert_never

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    String,
    and_,
    cast,
    exists,
    false,
    func,
    literal_column,
    not_,
    or_,
    true,
    type_coerce,
)

from cartui.model.cart_filter import (
    Between,
    During,
    Field,
    Filter,
    Has,
    OneOf,
    Promising,
    Test,
    Trait,
    Within,
)
from cartui.model.cart_summary import CartState
from cartui.model.money import EXPONENTS
from cartui.store.carts.filter_lookups import Facts
from cartui.store.carts.sort_keys import Columns
from cartui.store.core_tables import cart_line, cart_tag, customer
from cartui.store.folding import fold, sort_key, storable
from cartui.store.limits import LARGEST_INTEGER

Condition = ColumnElement[bool]

_IN_COLUMN: Final[Mapping[Field, tuple[str, Callable[[str], str]]]] = {
    Field.STATE: ("state", str),
    Field.ORIGIN: ("origin", str),
    Field.MARKET: ("market_key", sort_key),
    Field.CHANNEL: ("channel_key", sort_key),
    Field.LEVEL: ("level_key", sort_key),
    Field.REP: ("rep_key", sort_key),
    Field.ASSIGNED: ("assigned_key", sort_key),
    Field.CALL: ("call_outcome", str),
    Field.FROM: ("visitor_country", str),
}
"""Fields that are one column, with what makes of a value what stands in it."""

_MOMENTS: Final[Mapping[Field, str]] = {
    Field.CREATED: "created_at",
    Field.UPDATED: "updated_at",
    Field.TOUCHED: "touched_key",
    Field.CALLED: "called_at",
    Field.PLACED: "placed_at",
}

_COUNTS: Final[Mapping[Field, str]] = {Field.ITEMS: "items", Field.UNITS: "units"}

_MOST_DIGITS: Final = 18
"""Digits of the largest number that a cart has."""
_NUMBER: Final = re.compile(rf"(?P<prefix>\D+)(?P<digits>\d{{1,{_MOST_DIGITS}}})")

_EMPTY: Final = literal_column("''", String)
"""As the indexes of visitors have it: a value of a statement may be another."""

_USUAL_EXPONENT: Final = 2
"""Of a currency that nobody knows: the row was damaged, and has to be listed nevertheless."""


def condition_of(wanted: Filter, c: Columns, facts: Facts) -> Condition:
    """What a cart must fulfil to pass a filter."""
    condition = or_(false(), *alternatives_of(wanted.test, c, facts))
    # "Is not true" rather than "not": where nothing is known, nothing matches.
    return condition.is_not(true()) if wanted.negated else condition


def alternatives_of(test: Test, c: Columns, facts: Facts) -> list[Condition]:
    """Conditions of which a cart fulfils at least one where it passes the test; each for one index."""
    match test:
        case OneOf():
            return _one_of(test, c, facts)
        case During():
            return [_in_span(_moment(test, c), since, _last(until)) for since, until in test.spans]
        case Between(field=Field.TOTAL):
            return [
                and_(
                    c.currency == code, or_(*(_in_span(c.total, *_minor(span, code)) for span in test.spans))
                )
                for code in facts.currencies
            ]
        case Between():
            return [_in_span(c[_COUNTS[test.field]], *_minor(span)) for span in test.spans]
        case Within():
            return [_in_network(first, last, c) for first, last in test.spans]
        case Has():
            traits = [each for trait in test.traits if trait in _TRAITS for each in _TRAITS[trait](c, facts)]
            return traits if test.promising is None else [*traits, _is_promising(test.promising, c, facts)]
        case _:
            assert_never(test)


class End(Enum):
    """One of the two ends of a range."""

    LOW = "low"
    HIGH = "high"


def ends_of(test: Test, c: Columns, *, begun: End | None) -> list[Condition]:
    """The conditions of a test that has one range, for an index that is walked through it.

    Where reading has ``begun``, the place that it goes on from stands for that end: a database that was given
    both would enter the index at either of them.
    """
    match test:
        case During(spans=((since, until),)):
            value, low, high = _moment(test, c), since, _last(until)
        case Between(spans=(span,)):
            value = c[_COUNTS[test.field]]
            low, high = _minor(span)
        case _:
            raise TypeError(f"{test} is not one range")
    return [
        _in_span(value + 0 if begun is End.LOW else value, low, None),
        _in_span(value + 0 if begun is End.HIGH else value, None, high),
    ]


def _moment(test: During, c: Columns) -> ColumnElement[Any]:
    """The column of a moment, in microseconds."""
    return type_coerce(c[_MOMENTS[test.field]], BigInteger)


def _last(until: int | None) -> int | None:
    """The last microsecond before the end of a span."""
    return None if until is None else until - 1


def _one_of(test: OneOf, c: Columns, facts: Facts) -> list[Condition]:
    """The cart has one of these values."""
    values = [storable(value) for value in test.values]
    match test.field:
        case field if field in _IN_COLUMN:
            return _in_column(field, values, c, facts)
        case Field.NUMBER:
            return numbered(values, c)
        case Field.CUSTOMER:
            by_number = c.customer_number_key.in_(list(map(sort_key, values)))
            ids = [value for value in values if value in facts.customers]
            return [by_number, c.customer_id.in_(ids)] if ids else [by_number]
        case Field.LOCK:
            return [and_(c.state == CartState.LOCKED.value, c.lock_reason.in_(values))]
        case Field.TAG:
            keys = list(map(fold, values))
            return [exists().where(cart_tag.c.cart_pk == c.pk, cart_tag.c.tag_key.in_(keys))]
        case _:
            return [_in_words(test.field, value, c, facts) for value in values]


def _in_column(field: Field, values: Sequence[str], c: Columns, facts: Facts) -> list[Condition]:
    """The column of the field has one of these values."""
    if field is Field.FROM:
        return [and_(c.visitor_country != _EMPTY, c.visitor_country.in_(values))]
    if field is Field.ASSIGNED and facts.namesakes:
        return [_is_assigned(value, c, dict(facts.namesakes)) for value in values]
    column, written = _IN_COLUMN[field]
    return [c[column].in_(list(map(written, values)))]


def _is_assigned(name: str, c: Columns, namesakes: Mapping[str, Sequence[str]]) -> Condition:
    """The cart is that agent's, and not of one whose name differs by accents only."""
    others = {
        written
        for other in namesakes.get(name, ())
        for written in (other, other.lower(), other.upper(), other.title())
    }
    return and_(c.assigned_key == sort_key(name), c.assigned_to.not_in(sorted(others)))


def numbered(values: Sequence[str], c: Columns) -> list[Condition]:
    """The cart's number, in any case, without its zeros or as its bare digits, or its id."""
    written = {each for value in values for each in (value, value.upper(), value.lower())}
    found: list[Condition] = [c.number.in_(sorted(written)), c.id.in_(values)]
    digits = [int(value) for value in values if value.isdecimal() and len(value) <= _MOST_DIGITS]
    if digits:  # the index of numbers begins with which half of the table it is
        found.append(and_(c.active.in_([True, False]), c.number_key.in_(digits)))
    for prefix, figures in filter(None, map(_read_out, values)):
        begins = func.lower(func.substr(c.number, 1, len(prefix))) == prefix.lower()
        found.append(and_(c.active.in_([True, False]), c.number_key == figures, begins))
    return found


def _read_out(number: str) -> tuple[str, int] | None:
    """What stands before the digits of a number, and these as one: ``C-123`` is ``C-000123``."""
    parts = _NUMBER.fullmatch(number)
    return None if parts is None else (parts["prefix"], int(parts["digits"]))


def _in_words(field: Field, value: str, c: Columns, facts: Facts) -> Condition:
    """The cart has that in what it is found by: a product or an email."""
    return _is_written_to(value, c) if field is Field.EMAIL else _has_product(value, c, facts)


def _is_written_to(email: str, c: Columns) -> Condition:
    """The email of the contact or of the customer is that one, or of that domain or one below it."""
    of_customer = exists().where(customer.c.id == c.customer_id, _is_email(customer.c.email, email))
    return or_(_is_email(c.contact_email, email), of_customer)


def _is_email(column: ColumnElement[str], email: str) -> Condition:
    """The column has that email, or where it begins with its ``@``, one of that domain."""
    # Some databases know of small letters only those of ASCII: what is in others has to be written so.
    if not email.startswith("@"):
        return func.lower(column) == email
    domain = email.removeprefix("@")
    written = func.lower(column)
    return or_(
        written.endswith(f"@{domain}", autoescape=True),
        and_(written.contains("@"), written.endswith(f".{domain}", autoescape=True)),
    )


def _in_network(first: str, last: str, c: Columns) -> Condition:
    """The visitor's address lies between these two. Whose is not known has no place in the index."""
    return and_(c.visitor_address_key != _EMPTY, c.visitor_address_key.between(first, last))


def _has_product(value: str, c: Columns, facts: Facts) -> Condition:
    """The cart has a line of that SKU, or where the catalogue has none such, one with the words."""
    line = cart_line.c
    skus = facts.skus_meant(value)
    if skus:
        of_line: Condition = line.sku.in_(skus)
    else:
        in_title = and_(line.title != "", *(_holds(line.title, word) for word in value.split()))
        of_line = or_(func.lower(line.sku) == value.lower(), in_title)
    return exists().where(line.cart_pk == c.pk, of_line)


def _holds(title: ColumnElement[str], word: str) -> Condition:
    """The title has the word; some databases know of small letters only those of ASCII."""
    return or_(
        func.lower(title).contains(word.lower(), autoescape=True), title.contains(word, autoescape=True)
    )


def _in_span(value: ColumnElement[Any], low: int | None, high: int | None) -> Condition:
    """The number lies between these two, both inside; ``None``: open on that side."""
    ends: list[Condition] = []
    if low is not None:
        ends.append(value >= max(low, -LARGEST_INTEGER))
    if high is not None:
        ends.append(value <= min(high, LARGEST_INTEGER))
    if (low or 0) > LARGEST_INTEGER or (high or 0) < -LARGEST_INTEGER:
        return false()
    return and_(true(), *ends)


def _minor(
    span: tuple[Decimal | None, Decimal | None], currency: str | None = None
) -> tuple[int | None, int | None]:
    """The whole numbers within a span: of minor units of the currency, or of what is counted."""
    exponent = 0 if currency is None else EXPONENTS.get(currency, _USUAL_EXPONENT)
    low, high = (None if end is None else end.scaleb(exponent) for end in span)
    return (
        None if low is None else int(low.to_integral_value(ROUND_CEILING)),
        None if high is None else int(high.to_integral_value(ROUND_FLOOR)),
    )


def _of_high_value(c: Columns, facts: Facts) -> Iterable[Condition]:
    """The total reaches the threshold of the cart's market, if that has one."""
    for each in facts.thresholds:
        yield and_(c.currency == each.currency, c.total >= each.total, c.market == each.market)


def _is_promising(promising: Promising, c: Columns, facts: Facts) -> Condition:
    """The cart was left long enough ago and not too long, is worth something, and may be called about now.

    A cart of a market without a threshold is worth something as soon as it costs anything.
    """
    since, until = promising.touched
    called = type_coerce(c.called_at, BigInteger)
    again = (and_(c.call_outcome == outcome, called < before) for outcome, before in promising.again)
    person = customer.alias("person").c
    return and_(
        c.state == CartState.OPEN.value,
        _in_span(type_coerce(c.touched_key, BigInteger), since, _last(until)),
        or_(c.contact_phone != "", c.contact_email != ""),
        or_(
            and_(c.market.not_in([each.market for each in facts.thresholds]), c.total > 0),
            *_of_high_value(c, facts),
        ),
        or_(c.call_outcome == "", *again),
        not_(exists().where(person.id == c.customer_id, person.blocked.is_(True))),
    )


_TRAITS: Final[Mapping[Trait, Callable[[Columns, Facts], Iterable[Condition]]]] = {
    Trait.GUEST: lambda c, _: [c.customer_id.is_(None)],
    Trait.LOCKED: lambda c, _: [c.state == CartState.LOCKED.value],
    Trait.EMPTY: lambda c, _: [c["items"] == 0],
    Trait.HIGH_VALUE: _of_high_value,
    Trait.NOTE: lambda c, _: [c.note != ""],
    Trait.COUPON: lambda c, _: [c.coupon_code != ""],
    Trait.CUSTOMER: lambda c, _: [c.customer_id.is_not(None)],
    Trait.ASSIGNEE: lambda c, _: [c.assigned_key > ""],
    Trait.TAG: lambda c, _: [cast(c.tags, String) != "[]"],
    Trait.PHONE: lambda c, _: [c.contact_phone != ""],
    Trait.EMAIL: lambda c, _: [c.contact_email != ""],
    Trait.ADDRESS: lambda c, _: [not_(func.coalesce(cast(c.shipping_address, String), "{}") == "{}")],
}
