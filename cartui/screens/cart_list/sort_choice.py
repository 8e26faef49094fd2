"""The dialog that asks for the sort of the carts: each sort key with its usual direction."""

from collections.abc import Collection
from typing import Final

from cartui.model.query import CartSort, SortKey
from cartui.screens.dialogs.pick import Option, Pick

_BY_TEXT: Final = ("A to Z", "Z to A")
_BY_FIGURE: Final = ("smallest first", "largest first")
_BY_DATE: Final = ("earliest first", "latest first")

_WORDS: Final = {
    SortKey.UPDATED: ("Updated", _BY_DATE),
    SortKey.CREATED: ("Created", _BY_DATE),
    SortKey.TOUCHED: ("Last touch, else updated", _BY_DATE),
    SortKey.TOTAL: ("Total, by currency", _BY_FIGURE),
    SortKey.ITEMS: ("Items", _BY_FIGURE),
    SortKey.UNITS: ("Units", _BY_FIGURE),
    SortKey.NUMBER: ("Number", _BY_FIGURE),
    SortKey.CUSTOMER: ("Customer", _BY_TEXT),
    SortKey.CUSTOMER_NUMBER: ("Number of the customer", _BY_TEXT),
    SortKey.STATE: ("State", _BY_TEXT),
    SortKey.MARKET: ("Market", _BY_TEXT),
    SortKey.ASSIGNED: ("Assigned to", _BY_TEXT),
    SortKey.LEVEL: ("Price level", _BY_TEXT),
    SortKey.REP: ("Rep's number", _BY_TEXT),
    SortKey.CHANNEL: ("Channel", _BY_TEXT),
    SortKey.ORIGIN: ("Origin", _BY_TEXT),
}
"""What each key is called, and what its directions are, upwards and downwards; those used most come first."""


def turned(sort: CartSort, key: SortKey) -> CartSort:
    """The sort when that key is meant: the same key again turns it round."""
    if sort.key is key:
        return sort.reversed()
    return CartSort(key=key, descending=_WORDS[key][1] is not _BY_TEXT)


def sort_pick(sort: CartSort, sorts: Collection[SortKey]) -> Pick[CartSort]:
    """A list of the sorts there are; it stands on the one that there is, which turns that round."""
    options = []
    for key, (name, _) in _WORDS.items():
        if key in sorts:
            given = turned(sort, key)
            now = f"now {_direction(sort)}; again:" if sort.key is key else ""
            options.append(Option(given, (name, now, _direction(given)), chosen=sort.key is key))
    return Pick("Sort the carts by", options)


def _direction(sort: CartSort) -> str:
    """Its direction in words."""
    return _WORDS[sort.key][1][sort.descending]
