"""Handing text to PostgreSQL, which takes every letter but one."""

from psycopg import Connection
from psycopg.types.string import StrDumperUnknown

_NUL = "\x00"
_REPLACED = "\ufffd"


class _TextDumper(StrDumperUnknown):
    """Writes U+FFFD for NUL, as the model does with what it cleans.

    No stored text has one, so a search with NUL finds nothing, as on SQLite.
    """

    def dump(self, obj: str) -> bytes | bytearray | memoryview | None:
        """The text in the connection's encoding."""
        return super().dump(obj.replace(_NUL, _REPLACED) if _NUL in obj else obj)


def take_any_text(connection: "Connection[object]") -> None:
    """Let a connection of the driver take whatever people, files and networks bring."""
    connection.adapters.register_dumper(str, _TextDumper)
