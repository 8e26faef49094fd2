"""Column types: how a moment and a JSON value lie in the database."""

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import JSON, BigInteger, Integer
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970 in UTC; raises ``ValueError`` for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone: only aware times are stored")
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The aware UTC time of so many microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=micros)


class UtcMicros(TypeDecorator[datetime]):
    """An aware time as a whole number of microseconds: sorts, compares and indexes as the number it is."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        """Write it; raises ``ValueError`` for a naive time."""
        return None if value is None else to_micros(value)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> datetime | None:
        """Read it back, aware and in UTC."""
        return None if value is None else from_micros(value)


class Whole(TypeDecorator[int]):
    """A whole number of up to 64 bits: keys, which are counted for years, and what has no other limit.

    SQLite's ``INTEGER`` has as many, and numbers rows by itself only under that name.
    """

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[int]:
        """What the engine calls it."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())

    @property
    def python_type(self) -> type[int]:
        """What Python calls it."""
        return int


class Json(TypeDecorator[object]):
    """A JSON value; ``None`` is the database's NULL and never JSON's ``null``."""

    impl = JSON(none_as_null=True)
    cache_ok = True
