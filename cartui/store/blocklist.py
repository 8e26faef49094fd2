"""Who may not buy: entries are added and ended, and none is ever removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, literal, or_, select, update

from cartui.model.blocklist import Block, BlockKind
from cartui.model.query import Page
from cartui.store.chunked import in_parts
from cartui.store.cursors import make_cursor, read_cursor
from cartui.store.folding import fold, storable
from cartui.store.limits import fits, page_size
from cartui.store.micros import from_micros
from cartui.store.raw_statements import Prepared, RowsByKey
from cartui.store.tables import METADATA

_block = METADATA.tables["block"]

_SHOWN: Final = tuple(_block.c[name] for name in Block.model_fields)

_ANY: Final = Prepared(select(literal(1)).where(_block.c.removed_at.is_(None)).limit(1))
_WITH_KEYS: Final = RowsByKey(
    _block.c.key, select(_block.c.key, *_SHOWN).where(_block.c.removed_at.is_(None))
)
"""The entries that nobody took off: one of a key at most, which its index has."""

_LAST: Final = "\U0010ffff"
"""No text that begins like another one comes behind that one and this letter."""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to be added."""

    kind: BlockKind
    value: str
    """In its normal form."""
    key: str
    """What it is found by (``rules.blocklist``)."""
    reason: str
    agent: str
    at: datetime
    expires_at: datetime | None


def has_entries(conn: Connection) -> bool:
    """Whether anybody is on the list: nearly all that it costs a shop that blocks nobody."""
    return bool(_ANY(conn, {}))


def entries_with(conn: Connection, keys: Sequence[str], now: datetime) -> tuple[Block, ...]:
    """The entries with these keys that hold now, in the order of the keys.

    However long the list is, each key is one look into its index.
    """
    found: dict[str, Block] = {}
    for part in in_parts(keys):
        found |= {row[0]: _raw_entry(row[1:]) for row in _WITH_KEYS(conn, part)}
    standing = (found[key] for key in dict.fromkeys(keys) if key in found)
    return tuple(block for block in standing if block.holds_at(now))


def load_entry(conn: Connection, block: int) -> Block | None:
    """The entry of that number, or ``None``."""
    if not fits(block):
        return None
    row = conn.execute(select(*_SHOWN).where(_block.c.id == block)).one_or_none()
    return None if row is None else _entry(row)


def add_entry(conn: Connection, new: NewEntry) -> Block:
    """Add an entry. One of its key that has expired is ended with that; of others there must be none."""
    of_key = and_(_block.c.key == storable(new.key), _block.c.removed_at.is_(None))
    conn.execute(
        update(_block).where(of_key, _block.c.expires_at <= new.at).values(removed_at=_block.c.expires_at)
    )
    values = {
        "kind": new.kind.value,
        "value": storable(new.value),
        "value_key": fold(new.value),
        "key": storable(new.key),
        "reason": storable(new.reason),
        "agent": new.agent,
        "at": new.at,
        "expires_at": new.expires_at,
    }
    return _entry(conn.execute(insert(_block).values(values).returning(*_SHOWN)).one())


def end_entry(conn: Connection, block: int, *, agent: str, at: datetime) -> Block:
    """Take an entry off."""
    ended = update(_block).where(_block.c.id == block).values(removed_at=at, removed_by=agent)
    return _entry(conn.execute(ended.returning(*_SHOWN)).one())


def entry_page(
    conn: Connection, text: str, *, ended: bool, now: datetime, limit: int, after: str | None
) -> Page[Block]:
    """Entries, the latest first, or those whose value begins with a text in the order of their values.

    Raises ``Invalid`` for a limit below 1 or a cursor of another list.
    """
    limit = page_size(limit)
    beginning = fold(text.strip())
    about = repr(("blocklist", beginning, ended))
    chosen = select(*_SHOWN, _block.c.value_key).where(_has_ended(now) if ended else ~_has_ended(now))
    chosen = _from_beginning(chosen, beginning, about, after) if beginning else _latest(chosen, about, after)
    rows = conn.execute(chosen.limit(limit + 1)).all()
    page = rows[:limit]
    last = page[-1] if len(rows) > limit else None
    place = () if last is None else (last.value_key, last.id) if beginning else (last.id,)
    return Page(items=tuple(map(_entry, page)), next=make_cursor(about, place) if place else None)


def _latest(chosen: Any, about: str, after: str | None) -> Any:
    """The entries behind a cursor, the latest first."""
    if after is not None:
        (last,) = read_cursor(after, about, kinds=(int,))
        chosen = chosen.where(_block.c.id < last)
    return chosen.order_by(_block.c.id.desc())


def _from_beginning(chosen: Any, beginning: str, about: str, after: str | None) -> Any:
    """The entries whose value begins so, behind a cursor, in the order of their values."""
    key, number = _block.c.value_key, _block.c.id
    chosen = chosen.where(key >= beginning, key < f"{beginning}{_LAST}")
    if after is not None:
        value, last = read_cursor(after, about, kinds=(str, int))
        chosen = chosen.where(key >= value, or_(key > value, number > last))
    return chosen.order_by(key, number)


def _has_ended(now: datetime) -> ColumnElement[bool]:
    """Whether an entry holds no more."""
    expired = and_(_block.c.expires_at.is_not(None), _block.c.expires_at <= now)
    return or_(_block.c.removed_at.is_not(None), expired)


def _entry(row: Row[Any]) -> Block:
    """The entry of a row."""
    return Block.model_validate({name: getattr(row, name) for name in Block.model_fields})


def _raw_entry(values: Sequence[Any]) -> Block:
    """The entry of a row as the driver gives it."""
    named = dict(zip(Block.model_fields, values, strict=True))
    moments = ("at", "expires_at", "removed_at")
    read = {name: None if named[name] is None else from_micros(named[name]) for name in moments}
    return Block.model_validate(named | read)
