"""What differs between two contents of a cart, and taking such a difference back (decision 11).

A difference is a list of :class:`FieldChange` by path: a header field (``note``), a part of the contact
(``contact.phone``), a field of a line (``lines.<id>.quantity``), a whole line (``lines.<id>``) that
was added or removed, or the order of lines that were moved (``line_order``). History keeps these lists;
undo and conflict repair read them.

Some fields only *follow* from others: a line's ``unit_price``, ``price_source`` and ``wholesale_from``,
and the cart's ``price_level`` and ``rep``. What somebody decided about a price is a field of its own,
``price_set``: the price set by hand, or nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields as fields_of
from functools import cache
from operator import attrgetter
from typing import Final

from pydantic import JsonValue, TypeAdapter

from cartui.model.cart import PriceSource
from cartui.model.errors import Refused
from cartui.model.history import FieldChange
from cartui.model.record import CartContent, LineContent
from cartui.rules.editing.field_names import field_name

PRICE_SET: Final = "price_set"
"""The field of a line that says which price was set by hand (minor units), if one was."""

LINE_ORDER: Final = "line_order"
"""The field of moved lines: the ids, in order, from the first line to the last that has another place.

Lines that came or went are not named in it: they move nothing.
"""

STATE: Final = "state"
"""The field under which an entry keeps a change of the cart's state, which is none of its content."""

LOCK: Final = "lock"
"""The field under which it keeps a lock that came or went, so that taking that back brings the same one."""

LIFE: Final = frozenset({STATE, LOCK})
"""The fields of an entry that are none of the cart's content."""

_LINE: Final = "lines."
_CONTACT: Final = "contact."
_POSITION: Final = "position"
_HEADER: Final = tuple(field.name for field in fields_of(CartContent) if field.name != "lines")
_header_of: Final = attrgetter(*_HEADER)
_LINE_FIELDS: Final = (*LineContent._fields, PRICE_SET)
_HEADER_FOLLOWS: Final = frozenset({"price_level", "rep"})
_LINE_FOLLOWS: Final = frozenset({"unit_price", "price_source", "wholesale_from"})

Fields = dict[str, JsonValue]
"""Values by the first part of a path: header fields, ``contact.x``, and ``lines.<id>`` as one object."""


@cache
def _content() -> TypeAdapter[CartContent]:
    """Reads and writes a content, made when the first one is: a start needs it for none."""
    return TypeAdapter(CartContent)


def content_fields(content: CartContent) -> Fields:
    """The content as flat fields; each line is one object ``lines.<id>`` that knows its position."""
    lines = {f"{_LINE}{line.id}": _line_fields(line, place) for place, line in enumerate(content.lines)}
    return _header_fields(content, _HEADER) | lines


def _header_fields(content: CartContent, names: Iterable[str]) -> Fields:
    """These fields of the content's header, a contact as its parts behind all others."""
    fields: Fields = {name: getattr(content, name) for name in names}
    others = {name for name, value in fields.items() if not isinstance(value, str | bool | None)}
    if others:
        fields |= _content().dump_python(content, mode="json", include=others)
    contact = fields.pop("contact", None)
    if isinstance(contact, dict):
        fields.update({f"{_CONTACT}{name}": value for name, value in contact.items()})
    return fields


def _line_fields(line: LineContent, place: int) -> dict[str, JsonValue]:
    """A line as one object that says where it stands, and which price was set by hand."""
    own = {"price_source": line.price_source.value, PRICE_SET: _by_hand(line), _POSITION: place}
    return {**line._asdict(), **own}


def _by_hand(line: LineContent) -> int | None:
    """The price that was set by hand, if one was."""
    return line.unit_price if line.price_source is PriceSource.OVERRIDE else None


def content_from_fields(fields: Fields) -> CartContent:
    """The content that :func:`content_fields` was given; lines stand in the order of their positions."""
    tree: dict[str, JsonValue] = {}
    contact: dict[str, JsonValue] = {}
    lines: list[dict[str, JsonValue]] = []
    for path, value in fields.items():
        if path.startswith(_CONTACT):
            contact[path.removeprefix(_CONTACT)] = value
        elif not path.startswith(_LINE):
            tree[path] = value
        elif isinstance(value, dict):
            lines.append(value)
    lines.sort(key=_position)
    bare: list[JsonValue] = [_line_values(line) for line in lines]
    return _content().validate_python({**tree, "contact": contact, "lines": bare})


def _line_values(line: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """A line's own values; where price and ``price_set`` disagree, the decision counts."""
    values = {name: part for name, part in line.items() if name not in (_POSITION, PRICE_SET)}
    by_hand = line.get(PRICE_SET)
    if by_hand is not None:
        return values | {"unit_price": by_hand, "price_source": PriceSource.OVERRIDE, "wholesale_from": None}
    if values["price_source"] == PriceSource.OVERRIDE:
        return values | {"price_source": PriceSource.LIST}
    return values


def _position(line: dict[str, JsonValue]) -> int:
    """Where a line stood; one that was put back stands before the one that took its place."""
    position = line.get(_POSITION)
    return position if isinstance(position, int) else 0


def diff_contents(before: CartContent, after: CartContent) -> tuple[FieldChange, ...]:
    """Every field that differs, the order of the lines last; empty when nothing does."""
    changes = _header_changes(before, after)
    if before.lines is not after.lines:
        changes += _line_changes(before.lines, after.lines)
        changes += _moves(before, after)
    return tuple(changes)


def _header_changes(before: CartContent, after: CartContent) -> list[FieldChange]:
    """The fields of the header that differ."""
    pairs = zip(_HEADER, _header_of(before), _header_of(after), strict=True)
    # What is the very same needs no look: addresses are slow to compare, and an edit touches few of them.
    names = [name for name, was, now in pairs if was is not now and was != now]
    old, new = _header_fields(before, names), _header_fields(after, names)
    return [FieldChange(path, was, new[path]) for path, was in old.items() if was != new[path]]


def _line_changes(before: Sequence[LineContent], after: Sequence[LineContent]) -> list[FieldChange]:
    """The lines that went, the fields of lines that differ, and the lines that came."""
    changes: list[FieldChange] = []
    standing = {line.id: line for line in after}
    for place, line in enumerate(before):
        path, other = f"{_LINE}{line.id}", standing.pop(line.id, None)
        if other is None:
            changes.append(FieldChange(path, _line_fields(line, place), None))
        elif line is not other and line != other:
            changes += _changes_of_line(path, line, other)
    for place, line in enumerate(after if standing else ()):
        if line.id in standing:
            changes.append(FieldChange(f"{_LINE}{line.id}", None, _line_fields(line, place)))
    return changes


def _changes_of_line(path: str, before: LineContent, after: LineContent) -> list[FieldChange]:
    """The fields of a line that differ."""
    values = zip(_LINE_FIELDS, (*before, _by_hand(before)), (*after, _by_hand(after)), strict=True)
    return [
        FieldChange(f"{path}.{name}", _plain(was), _plain(now)) for name, was, now in values if was != now
    ]


def _plain(value: str | int | None) -> JsonValue:
    """A value of a line as history keeps it."""
    return value.value if isinstance(value, PriceSource) else value


def _moves(before: CartContent, after: CartContent) -> tuple[FieldChange, ...]:
    """The new order of the lines that both have, if it differs, trimmed to the stretch that differs."""
    was, now = ([line.id for line in content.lines] for content in (before, after))
    if was == now:
        return ()
    both = frozenset(was) & frozenset(now)
    was, now = ([line for line in lines if line in both] for lines in (was, now))
    moved = [at for at, (one, other) in enumerate(zip(was, now, strict=True)) if one != other]
    if not moved:
        return ()
    between = slice(moved[0], moved[-1] + 1)
    old, new = list[JsonValue](was[between]), list[JsonValue](now[between])
    return (FieldChange(field=LINE_ORDER, before=old, after=new),)


def revert(content: CartContent, changes: Sequence[FieldChange]) -> CartContent:
    """Put back what the changes say was there before.

    Raises ``Refused``, naming the fields, when one of them has been decided anew since: putting the old
    value back would lose that later decision. A field that only follows is put back where it still is what
    it became, and otherwise left to be worked out anew.
    """
    standing, lost = standing_of(content, changes)
    if lost or not standing:
        names = lost or changes
        raise Refused(f"cannot undo: {in_words(names)} changed again since")
    return _with_before(content_fields(content), standing[::-1])


def standing_of(
    content: CartContent, changes: Iterable[FieldChange]
) -> tuple[tuple[FieldChange, ...], tuple[FieldChange, ...]]:
    """The changes that the content still has as they made it, and those that were decided anew since."""
    fields = content_fields(content)
    standing: list[FieldChange] = []
    lost: list[FieldChange] = []
    for change in changes:
        if _still(fields, change):
            standing.append(change)
        elif not follows(change.field):
            lost.append(change)
    return tuple(standing), tuple(lost)


def outstanding(content: CartContent, changes: Iterable[FieldChange]) -> tuple[FieldChange, ...]:
    """The changes of which something is left in the content.

    Nothing is left of what somebody put back already, nor of changes to a line that is gone since.
    """
    fields = content_fields(content)
    return tuple(change for change in changes if not _is_as_before(fields, change))


def rewind(content: CartContent, changes: Iterable[FieldChange]) -> CartContent:
    """The content before all of the changes (oldest first), which led to it one after the other."""
    return _with_before(content_fields(content), [*changes][::-1])


def follows(path: str) -> bool:
    """Whether a field only follows from others."""
    _, name = split_line_field(path)
    return path in _HEADER_FOLLOWS if name is None else name in _LINE_FOLLOWS


def _still(fields: Fields, change: FieldChange) -> bool:
    """Whether the field is what the change made it."""
    if change.field == LINE_ORDER:
        return _stand_in(fields, change.after)
    line, name = split_line_field(change.field)
    if name is None:
        return _same(fields.get(change.field), change.after)
    held = fields.get(line)
    return isinstance(held, dict) and held.get(name) == change.after


def _is_as_before(fields: Fields, change: FieldChange) -> bool:
    """Whether the field has its value from before the change again, or its whole line is gone."""
    if change.field == LINE_ORDER:
        return _stand_in(fields, change.before)
    line, name = split_line_field(change.field)
    if name is None:
        return _same(fields.get(change.field), change.before)
    held = fields.get(line)
    return not isinstance(held, dict) or held.get(name) == change.before


def _with_before(fields: Fields, changes: Sequence[FieldChange]) -> CartContent:
    """The content of the fields with the value before each change, in their order.

    Of one entry's changes the order of its lines comes first here: it speaks of the places that lines had
    while those that the entry took out were gone.
    """
    restored: list[str] = []
    for change in changes:
        line, name = split_line_field(change.field)
        if change.field == LINE_ORDER:
            fields = _in_order(_spread(fields, restored), change.before)
            restored = []
        elif name is not None:
            held = fields.get(line)
            if isinstance(held, dict):
                fields[line] = {**held, name: change.before}
        elif change.before is None and change.field.startswith(_LINE):
            fields.pop(change.field, None)
        else:
            fields[change.field] = change.before
            if change.after is None and change.field.startswith(_LINE):
                restored.append(change.field)
    return content_from_fields(_spread(fields, restored))


def split_line_field(path: str) -> tuple[str, str | None]:
    """Split ``lines.<id>.quantity`` into line and field; for other paths the second is ``None``."""
    if not path.startswith(_LINE):
        return path, None
    line_id, point, name = path.removeprefix(_LINE).partition(".")
    return f"{_LINE}{line_id}", name if point else None


def _same(held: JsonValue, expected: JsonValue) -> bool:
    """Whether a value is what it was; a line is, wherever it stands and whatever followed for its price."""
    if isinstance(held, dict) and isinstance(expected, dict):
        return _decided(held) == _decided(expected)
    return held == expected


def _decided(value: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """What of a line somebody decided."""
    return {name: part for name, part in value.items() if name != _POSITION and name not in _LINE_FOLLOWS}


def _spread(fields: Fields, restored: Sequence[str]) -> Fields:
    """Give lines that were put back their old places, and move those behind them down."""
    back = dict.fromkeys(path for path in restored if path in fields)
    if not back:
        return fields
    standing = [path for path in _lines_in_order(fields) if path not in back]
    for path in sorted(back, key=lambda path: _place(fields[path])):
        standing.insert(min(_place(fields[path]), len(standing)), path)
    return _placed(fields, standing)


def _in_order(fields: Fields, order: JsonValue) -> Fields:
    """Put the lines that the order names into it, at the places that they have among all; others stay."""
    standing = _lines_in_order(fields)
    named = _named(fields, order)
    places = [at for at, path in enumerate(standing) if path in named]
    for at, path in zip(places, named, strict=True):
        standing[at] = path
    return _placed(fields, standing)


def _stand_in(fields: Fields, order: JsonValue) -> bool:
    """Whether the lines that the order names, as far as they are here, stand in it."""
    named = _named(fields, order)
    return [path for path in _lines_in_order(fields) if path in named] == [*named]


def _named(fields: Fields, order: JsonValue) -> dict[str, None]:
    """The lines that an order names and that are here, as paths in that order."""
    paths = [f"{_LINE}{line}" for line in order] if isinstance(order, list) else []
    return dict.fromkeys(path for path in paths if path in fields)


def _lines_in_order(fields: Fields) -> list[str]:
    """The paths of the lines in the order in which people see them."""
    return sorted((path for path in fields if path.startswith(_LINE)), key=lambda path: _place(fields[path]))


def _placed(fields: Fields, standing: Sequence[str]) -> Fields:
    """The fields with each line at its place among these."""
    for position, path in enumerate(standing):
        held = fields[path]
        if isinstance(held, dict):
            fields[path] = {**held, _POSITION: position}
    return fields


def _place(line: JsonValue) -> int:
    """The position that a line object carries."""
    return _position(line) if isinstance(line, dict) else 0


def in_words(changes: Iterable[FieldChange]) -> str:
    """The changed fields as people would say them."""
    return ", ".join(sorted({_words(change.field) for change in changes}))


def _words(path: str) -> str:
    """A path as people would say it."""
    line, name = split_line_field(path)
    if line.startswith(_LINE):
        return f"a line's {field_name(name)}" if name else "a line"
    return field_name(path)
