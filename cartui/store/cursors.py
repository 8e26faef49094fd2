"""Opaque places in a list: what a row is sorted by, bound to the list that it is a place in."""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache

from cartui.model.errors import Invalid
from cartui.store.limits import fits

Key = int | str
"""One value of what a row is sorted by."""


def make_cursor(about: str, place: Sequence[Key]) -> str:
    """The cursor of a place in the list that ``about`` describes."""
    plain = json.dumps([_mark(about), *place], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).rstrip(b"=").decode()


def read_cursor(cursor: str, about: str, kinds: Sequence[type[Key]]) -> tuple[Key, ...]:
    """The place of a cursor; raises ``Invalid`` for one of another list, or of none."""
    try:
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        value = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        value = None
    if not isinstance(value, list) or len(value) != len(kinds) + 1 or value[0] != _mark(about):
        raise Invalid("This cursor belongs to another list, query or sort.")
    place = tuple(value[1:])
    known = all(type(key) is kind for key, kind in zip(place, kinds, strict=True))
    if not known or not all(fits(key) for key in place if isinstance(key, int)):
        raise Invalid("This cursor belongs to another list, query or sort.")
    return place


@lru_cache(256)
def _mark(about: str) -> str:
    """What tells one list from another."""
    return hashlib.sha256(about.encode("utf-8", "replace")).hexdigest()[:12]
