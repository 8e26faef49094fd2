"""Column types: how a moment and a JSON value lie in the database."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Integer
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from cartui.store.micros import from_micros, to_micros


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
