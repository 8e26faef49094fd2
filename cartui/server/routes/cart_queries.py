"""What lists of carts are asked by, as it stands in a URL: a query line, its zone and an order."""

from functools import lru_cache
from typing import Annotated, Final

from fastapi import Query

from cartui.model.errors import Invalid
from cartui.model.query import CartQuery, CartSort, SortKey
from cartui.model.text import clean_line
from cartui.rules.query.cart_query import parse_query

_SORTS: Final = f"^-?({'|'.join(SortKey)})$"

QueryLine = Annotated[str, Query(max_length=20_000, description="A query line: `state:open rahim`.")]
Sort = Annotated[str, Query(pattern=_SORTS, description="What it is sorted by; descending with a minus.")]


@lru_cache(256)
def query_in(text: str, zone: str) -> CartQuery:
    """The query that is asked: desks ask for the same few again and again. Raises ``Invalid``."""
    return parse_query(text, clean_line(zone))


@lru_cache(len(SortKey) * 2)
def sort_in(text: str) -> CartSort:
    """The order that is asked for. Raises ``Invalid``."""
    try:
        return CartSort.parse(text)
    except ValueError as error:
        raise Invalid(str(error)) from None
