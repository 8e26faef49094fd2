"""Which index of carts serves a search: in the order of the sort, or to look up the carts of one filter."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import CompoundSelect, Connection, Select, and_, select, union_all

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
from cartui.model.query import SortKey
from cartui.store.carts.conditions import alternatives_of
from cartui.store.carts.filter_lookups import Facts
from cartui.store.carts.search import Search
from cartui.store.core_tables import cart, cart_tag
from cartui.store.folding import fold, storable
from cartui.store.search import hits

_other: Final = cart.alias("other")

Keys = Select[Any] | CompoundSelect[Any]
"""A query for the keys of carts."""

MOST_LOOKUPS: Final = 3
"""So many filters are asked how many carts they find."""

MOST_ALTERNATIVES: Final = 50
"""So many indexes are asked for one filter at most."""


class Split(NamedTuple):
    """Filters of a search, split by how they are answered: by the sort's index, or by testing each row."""

    first: Filter | None
    """Given by one value that stands first in an index in the order of the sort."""
    span: Filter | None
    """A range of what it is sorted by."""
    tested: list[Filter]
    """All others, for which each row is looked at."""


def split(search: Search, key: SortKey) -> Split:
    """Split filters into those that the index of the sort answers, and those for which rows are tested."""
    filters = search.filters
    firsts = [each for each in (*filters, *_implied(filters)) if _stands_first(each, key, search.facts)]
    first = min(firsts, key=lambda each: _rank(each.test), default=None)
    ranges = (each for each in (*filters, *_implied(filters)) if _is_range(each, _RANGES.get(key)))
    span = next((each for each in ranges if each != first), None)
    return Split(first, span, [each for each in filters if each not in (first, span)])


_FIRST: Final[Mapping[SortKey, frozenset[Field]]] = {
    SortKey.UPDATED: frozenset(
        {
            Field.MARKET,
            Field.CHANNEL,
            Field.STATE,
            Field.LEVEL,
            Field.REP,
            Field.ORIGIN,
            Field.ASSIGNED,
            Field.CUSTOMER,
            Field.FROM,
        }
    ),
    SortKey.CUSTOMER_NUMBER: frozenset({Field.CUSTOMER}),
    SortKey.MARKET: frozenset({Field.MARKET}),
    SortKey.CHANNEL: frozenset({Field.CHANNEL}),
    SortKey.STATE: frozenset({Field.STATE}),
    SortKey.LEVEL: frozenset({Field.LEVEL}),
    SortKey.REP: frozenset({Field.REP}),
    SortKey.ORIGIN: frozenset({Field.ORIGIN}),
    SortKey.ASSIGNED: frozenset({Field.ASSIGNED}),
}
"""Fields that stand before the sort's own columns in an index: for one value of them it is in order."""

_FIRST_TRAITS: Final[Mapping[SortKey, frozenset[Trait]]] = {
    SortKey.UPDATED: frozenset({Trait.GUEST, Trait.LOCKED, Trait.EMPTY}),
    SortKey.STATE: frozenset({Trait.LOCKED}),
    SortKey.ITEMS: frozenset({Trait.EMPTY}),
}

_RANGES: Final[Mapping[SortKey, Field]] = {
    SortKey.CREATED: Field.CREATED,
    SortKey.UPDATED: Field.UPDATED,
    SortKey.TOUCHED: Field.TOUCHED,
    SortKey.ITEMS: Field.ITEMS,
    SortKey.UNITS: Field.UNITS,
}
"""Fields of which a range is a part of the list in its order."""


def _stands_first(wanted: Filter, key: SortKey, facts: Facts) -> bool:
    """Whether an index has the carts that pass in the order of the sort."""
    match wanted:
        case Filter(OneOf(field=Field.CUSTOMER, values=(value,))) if storable(value) in facts.customers:
            return False  # it may be a number, too, and that is another index
        case Filter(OneOf(field=field, values=(_,)), negated=False):
            return field in _FIRST.get(key, ())
        case Filter(Has(traits=(trait,)), negated=False):
            return trait in _FIRST_TRAITS.get(key, ())
        case _:
            return False


_LOCKED: Final = Filter(Has((Trait.LOCKED,)))
_OPEN: Final = Filter(OneOf(Field.STATE, (CartState.OPEN.value,)))


def _implied(filters: Sequence[Filter]) -> Iterator[Filter]:
    """Filters that follow from these: only locked carts have a lock's reason, only open ones promise."""
    if any(
        isinstance(each.test, OneOf) and each.test.field is Field.LOCK and not each.negated
        for each in filters
    ):
        yield _LOCKED
    for each in filters:
        match each:
            case Filter(Has(traits=(Trait.PROMISING,), promising=Promising(touched=touched)), negated=False):
                yield _OPEN
                yield Filter(During(Field.TOUCHED, (touched,)))
            case _:
                pass


def _is_range(wanted: Filter, field: Field | None) -> bool:
    """Whether the carts that pass lie side by side in the order of the field."""
    match wanted:
        case Filter(During() | Between() as test, negated=False):
            return test.field == field and len(test.spans) == 1
        case _:
            return False


_RANKED: Final = (
    Field.NUMBER,
    Field.CUSTOMER,
    Field.IP,
    Field.EMAIL,
    Field.PRODUCT,
    Field.TAG,
    Field.LOCK,
    Field.CALL,
    Field.CALLED,
    Field.ASSIGNED,
    Field.REP,
    Field.CREATED,
    Field.UPDATED,
    Field.TOUCHED,
    Field.TOTAL,
    Field.ITEMS,
    Field.UNITS,
    Field.FROM,
    Field.CHANNEL,
    Field.LEVEL,
    Field.STATE,
    Field.MARKET,
    Field.ORIGIN,
)
"""Fields, those first of which a value is probably rarer."""

_LOOKED_UP_TRAITS: Final = frozenset(
    {Trait.GUEST, Trait.LOCKED, Trait.EMPTY, Trait.HIGH_VALUE, Trait.ASSIGNEE}
)
"""Traits that have an index of their own."""


def _rank(test: Test) -> int:
    """Estimated selectivity of a test, by its field alone, without asking the database: lower is rarer."""
    if isinstance(test, Has):
        return _RANKED.index(Field.CHANNEL)
    return _RANKED.index(test.field)


def keys_found(conn: Connection, search: Search, key: SortKey, *, active: bool) -> Iterator[Keys]:
    """Queries for the keys of the carts that one filter finds, the probably rarer ones first.

    None for filters that the index of the sort answers, or that it begins with all carts of anyway.
    """
    first, span, tested = split(search, key)
    others = tested if first is None else [each for each in tested if first not in _implied([each])]
    implied = [each for each in _implied(tested) if isinstance(each.test, During) and each != span]
    asked = sorted((each.test for each in (*others, *implied) if _is_asked(each)), key=_rank)
    found = [keys_of(conn, test, search.facts, active=active) for test in asked]
    by_words = hits(conn, "cart", search.words, search.facts.numbers)
    usable = [each for each in [by_words, *found] if 0 < len(each) <= MOST_ALTERNATIVES]
    for each in usable[:MOST_LOOKUPS]:
        yield each[0] if len(each) == 1 else union_all(*each)


def _is_asked(wanted: Filter) -> bool:
    """Whether it may be worth asking how many carts pass: too many values are no few carts."""
    return not wanted.negated and not (
        isinstance(wanted.test, OneOf) and len(wanted.test.values) > MOST_ALTERNATIVES
    )


def keys_of(conn: Connection, test: Test, facts: Facts, *, active: bool) -> list[Select[Any]]:
    """Queries whose keys together are of all carts that pass a test; none where no index knows them."""
    match test:
        case OneOf(field=Field.TAG, values=values):
            tags = [fold(value) for value in values]
            return [select(cart_tag.c.cart_pk).where(cart_tag.c.tag_key.in_(tags))]
        case OneOf(field=Field.PRODUCT | Field.EMAIL):
            found = [hits(conn, "cart", [word]) for word in _words_of(test, facts)]
            return [each for some in found for each in some] if all(found) else []
        case Has(traits=traits) if not _LOOKED_UP_TRAITS.issuperset(traits):
            return []
        case OneOf(field=Field.NUMBER) | Within():
            return [select(_other.c.pk).where(each) for each in alternatives_of(test, _other.c, facts)]
        case OneOf(field=Field.LOCK):
            passed = alternatives_of(_LOCKED.test, _other.c, facts)  # no index knows the reasons
        case OneOf(field=Field.CALL, values=values):  # the index has those of a call, whatever came of it
            called = [] if "" in values else alternatives_of(test, _other.c, facts)
            passed = [and_(_other.c.called_at.is_not(None), each) for each in called]
        case OneOf(field=field, values=values):
            # One by one: for several at once an index of the half alone may look as good to the database.
            single = (OneOf(field, (value,)) for value in values)
            passed = [each for value in single for each in alternatives_of(value, _other.c, facts)]
        case Has(traits=(Trait.HIGH_VALUE,)):  # no index of totals knows the market
            high = {(each.currency, each.total) for each in facts.thresholds}
            passed = [
                and_(_other.c.currency == code, _other.c.total >= total) for code, total in sorted(high)
            ]
        case _:
            passed = alternatives_of(test, _other.c, facts)
    return [select(_other.c.pk).where(_other.c.active.is_(active), each) for each in passed]


def _words_of(test: OneOf, facts: Facts) -> list[str]:
    """Words that every cart which passes has one of in the text that it is found by; none are known: none."""
    if test.field is Field.EMAIL:
        return list(test.values)
    meant = [facts.skus_meant(value) for value in test.values]
    return [sku for skus in meant for sku in skus] if all(meant) else []
