"""Opaque places in a list: what a row is sorted by, bound to the list that it is a place in."""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from cartui.model.errors import Invalid
from cartui.model.query import CartQuery, CartSort
from cartui.store.limits import fits

Key = int | str | float | bytes
"""One value of what a row is sorted by: a number or text, and in a damaged row whatever SQLite keeps."""

_OF_ANOTHER: Final = "This cursor belongs to another list, query or sort."


def make_cursor(about: str, place: Sequence[Key]) -> str:
    """The cursor of a place in the list that ``about`` describes."""
    written = [[key.hex()] if isinstance(key, bytes) else key for key in place]
    plain = json.dumps([_mark(about), *written], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).rstrip(b"=").decode()


def read_cursor(
    cursor: str, about: str, kinds: Sequence[type[int | str]], *, damaged: bool = False
) -> tuple[Key, ...]:
    """The place of a cursor; raises ``Invalid`` for one of another list, or of none.

    With ``damaged`` the values may be of other kinds, as those of a damaged row of SQLite are.
    """
    try:
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        value = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        keys = [_read(each) for each in value[1:]] if isinstance(value, list) else []
    except (ValueError, binascii.Error, RecursionError):
        raise Invalid(_OF_ANOTHER) from None
    if len(keys) != len(kinds) or value[0] != _mark(about):
        raise Invalid(_OF_ANOTHER)
    if not damaged and any(type(key) is not kind for key, kind in zip(keys, kinds, strict=True)):
        raise Invalid(_OF_ANOTHER)
    return tuple(keys)


def _read(written: object) -> Key:
    """One value of a cursor; raises ``ValueError`` for what no database has."""
    match written:
        case str() | float() if written == written:  # noqa: PLR0124 - a float that is no number is not itself
            return written
        case int() if type(written) is int and fits(written):
            return written
        case [str(digits)]:
            return bytes.fromhex(digits)
        case _:
            raise ValueError(_OF_ANOTHER)


@lru_cache(256)
def list_named(query: CartQuery, sort: CartSort, me: str) -> str:
    """What tells one list of carts from another, for the cursors in it."""
    return repr((query.model_dump(), str(sort), me))


@lru_cache(256)
def _mark(about: str) -> str:
    """What tells one list from another."""
    return hashlib.sha256(about.encode("utf-8", "replace")).hexdigest()[:12]
