"""What each filter of a query of orders becomes in the database: a test of the order, or of its cart."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, String, and_, false, literal_column, or_, true, type_coerce

from cartui.model.cart_filter import Field, Filter, Has, OneOf, Test, Trait
from cartui.model.order import OrderState
from cartui.store.carts.conditions import Condition, alternatives_of, numbered
from cartui.store.carts.filter_lookups import Facts
from cartui.store.carts.sort_keys import Columns
from cartui.store.core_tables import cart
from cartui.store.folding import storable
from cartui.store.tables import METADATA

order: Final = METADATA.tables["orders"]


class OrderSearch(NamedTuple):
    """Filters and words with all that they depend on."""

    filters: tuple[Filter, ...]
    words: tuple[str, ...]
    facts: Facts
    """What was looked up; its numbers are those that are meant by words and by values of ``number:``."""


class Sides(NamedTuple):
    """The columns of an order and of the cart that it was."""

    order: Columns
    cart: Columns


TABLES: Final = Sides(order.c, cart.c)

OF_CART: Final = frozenset({Field.CART, Field.CUSTOMER, Field.MARKET, Field.REP, Field.ORIGIN, Field.PRODUCT})
"""Fields that stand in the cart."""

_CANCELLED: Final = literal_column(f"'{OrderState.CANCELLED.value}'", String)
"""As the indexes of what is due and paid have it: a value of a statement may be another."""

_TRAITS: Final[Mapping[Trait, Callable[[Columns], Condition]]] = {
    Trait.DUE: lambda c: and_(c.paid < c.total, c.state != _CANCELLED),
    Trait.PAID: lambda c: and_(c.paid >= c.total, c.state != _CANCELLED),
}


def condition_of(wanted: Filter, sides: Sides, facts: Facts) -> Condition:
    """What an order must fulfil to pass a filter."""
    condition = or_(false(), *alternatives_on(wanted.test, sides, facts))
    # "Is not true" rather than "not": where nothing is known, nothing matches.
    return condition.is_not(true()) if wanted.negated else condition


def alternatives_on(test: Test, sides: Sides, facts: Facts) -> list[Condition]:
    """Conditions of which an order fulfils at least one where it passes the test; each for one index."""
    match test:
        case OneOf(field=Field.STATE, values=values):
            return [sides.order.state.in_(list(map(storable, values)))]
        case OneOf(field=Field.NUMBER, values=values):
            return _numbers([storable(value) for value in values], sides.order, facts)
        case OneOf(field=Field.CART, values=values):
            return numbered([storable(value) for value in values], sides.cart)
        case Has(traits=traits):
            return [_TRAITS[trait](sides.order) for trait in traits]
        case _:
            return alternatives_of(test, sides.cart if test.field in OF_CART else sides.order, facts)


def placed_at(c: Columns) -> ColumnElement[Any]:
    """When it was placed, in microseconds."""
    return type_coerce(c.placed_at, BigInteger)


def _numbers(values: list[str], c: Columns, facts: Facts) -> list[Condition]:
    """The order's number, in any case or as the shop writes what was typed, or its id."""
    written = {each for value in values for each in (value, value.upper(), value.lower())}
    written |= {number for typed, number in facts.numbers if typed in values}
    return [c.number.in_(sorted(written)), c.id.in_(values)]
