"""Models to JSON and back: lists of plain values by msgspec in one go, all else as pydantic has it.

A page of summaries is encoded and read once as a whole and not row by row through models, which takes ten
times as long (``performance.md``).
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, Generic, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from cartui.model.cart_summary import CartSummary
from cartui.model.errors import Invalid
from cartui.model.order import OrderSummary
from cartui.model.problem import Problem
from cartui.model.query import Count, Page

T = TypeVar("T")

_PLAIN: frozenset[object] = frozenset({Page[CartSummary], Page[OrderSummary], Count})
"""Types of slotted values, which are made only by the store and need no second check."""


class Codec(Generic[T]):
    """Writes and reads one type."""

    def __init__(self, kind: type[T] | object) -> None:
        """Prepare it for values of that type; :func:`codec` keeps them."""
        self._encode: Callable[[T], bytes]
        self._encode_set: Callable[[T], bytes]
        self._decode: Callable[[bytes], T]
        self._decode_known: Callable[[bytes], T]
        self._read: Callable[[bytes], T]
        if kind in _PLAIN:
            import msgspec

            self._encode = cast("Callable[[T], bytes]", msgspec.json.Encoder().encode)
            self._encode_set = self._encode  # all of it was set: nothing of these may be left out
            self._decode = cast("Callable[[bytes], T]", msgspec.json.Decoder(cast("Any", kind)).decode)
            self._read = self._decode_known = self._decode  # it passes over what it does not know anyway
        else:
            adapter: TypeAdapter[T] = TypeAdapter(cast("type[T]", kind))
            self._encode = partial(adapter.dump_json, by_alias=True)
            self._encode_set = partial(self._encode, exclude_unset=True)
            self._decode = partial(adapter.validate_json, strict=True)
            self._decode_known = partial(adapter.validate_json, strict=True, extra="ignore")
            self._read = partial(adapter.validate_json, extra="ignore")

    def encode(self, value: T, *, only_set: bool = False) -> bytes:
        """The value as JSON, with all of its fields.

        ``only_set`` leaves out what was not set of a model: where that has a meaning.
        """
        return self._encode_set(value) if only_set else self._encode(value)

    def decode(self, body: bytes) -> T:
        """The value that JSON of somebody's own making holds: ``"12"`` is no number, and 0 is not false.

        Raises ``Invalid`` with the field of each problem.
        """
        return _taken(self._decode, body, "This is not what was expected. Nothing was done.")

    def decode_known(self, body: bytes) -> T:
        """The same of a program of others: fields of its own are passed over."""
        return _taken(self._decode_known, body, "This is not what was expected. Nothing was done.")

    def read(self, body: bytes) -> T:
        """The same of a server's answer. It may be newer: fields that are not known are passed over."""
        return _taken(self._read, body, "The server's answer is not what was expected.")


def _taken(decode: Callable[[bytes], T], body: bytes, otherwise: str) -> T:
    """The value of JSON. Raises ``Invalid`` with the field of each problem."""
    try:
        return decode(body)
    except ValidationError as error:
        raise Invalid(otherwise, problems_in(error)) from None
    except ValueError:  # msgspec's own are of this kind, too
        raise Invalid(otherwise) from None


_CODECS: Final[dict[object, Codec[Any]]] = {}
"""The codecs that were asked for so far."""


def codec(kind: type[T]) -> Codec[T]:
    """The codec of a type, made at its first use: ``codec(Cart)``, ``codec(Page[CartSummary])``."""
    known: Codec[T] | None = _CODECS.get(kind)
    if known is None:
        known = _CODECS[kind] = Codec(kind)
    return known


def problems_in(error: ValidationError) -> tuple[Problem, ...]:
    """What pydantic found wrong, without repeating what was given."""
    return tuple(
        Problem(field=".".join(str(part) for part in each["loc"]), message=each["msg"])
        for each in error.errors(include_input=False, include_url=False, include_context=False)
    )
