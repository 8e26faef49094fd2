"""What differs between two contents of a cart, and taking such a difference back (decision 11).

A difference is a list of :class:`FieldChange` by path: a header field (``note``), a part of the contact
(``contact.phone``), a field of a line (``lines.<id>.quantity``), or a whole line (``lines.<id>``) that
was added or removed. History keeps these lists; undo and conflict repair read them.
"""

from collections.abc import Iterable
from typing import Final

from pydantic import JsonValue, TypeAdapter

from cartui.model.errors import Refused
from cartui.model.history import FieldChange
from cartui.model.record import CartContent

_CONTENT: Final = TypeAdapter(CartContent)
_LINE: Final = "lines."
_CONTACT: Final = "contact."
_POSITION: Final = "position"

Fields = dict[str, JsonValue]
"""Values by the first part of a path: header fields, ``contact.x``, and ``lines.<id>`` as one object."""


def content_fields(content: CartContent) -> Fields:
    """The content as flat fields; each line is one object ``lines.<id>`` that knows its position."""
    tree: dict[str, JsonValue] = _CONTENT.dump_python(content, mode="json")
    lines, contact = tree.pop("lines"), tree.pop("contact")
    fields = dict(tree)
    if isinstance(contact, dict):
        fields.update({f"{_CONTACT}{name}": value for name, value in contact.items()})
    if isinstance(lines, list):
        for position, line in enumerate(lines):
            if isinstance(line, dict):
                fields[f"{_LINE}{line['id']}"] = {**line, _POSITION: position}
    return fields


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
    bare: list[JsonValue] = [
        {name: part for name, part in line.items() if name != _POSITION} for line in lines
    ]
    return _CONTENT.validate_python({**tree, "contact": contact, "lines": bare})


def _position(line: dict[str, JsonValue]) -> int:
    """Where a line stood; one that was put back stands before the one that took its place."""
    position = line.get(_POSITION)
    return position if isinstance(position, int) else 0


def diff_contents(before: CartContent, after: CartContent) -> tuple[FieldChange, ...]:
    """Every field that differs; empty when nothing does. A line that only moved up or down did not change."""
    old, new = content_fields(before), content_fields(after)
    changes: list[FieldChange] = []
    for path in [*old, *(path for path in new if path not in old)]:
        was, now = old.get(path), new.get(path)
        if was == now:
            continue
        if isinstance(was, dict) and isinstance(now, dict) and path.startswith(_LINE):
            changes.extend(
                FieldChange(field=f"{path}.{name}", before=was.get(name), after=now[name])
                for name in now
                if name != _POSITION and was.get(name) != now[name]
            )
        else:
            changes.append(FieldChange(field=path, before=was, after=now))
    return tuple(changes)


def revert(content: CartContent, changes: Iterable[FieldChange]) -> CartContent:
    """Put back what the changes say was there before.

    Raises ``Refused``, naming the fields, when one of them has been changed again since: putting the old
    value back would lose that later change.
    """
    fields = content_fields(content)
    later: list[str] = []
    for change in changes:
        line, name = split_line_field(change.field)
        if name is None:
            if not _same(fields.get(change.field), change.after):
                later.append(change.field)
            elif change.before is None and change.field.startswith(_LINE):
                del fields[change.field]
            else:
                fields[change.field] = change.before
            continue
        held = fields.get(line)
        if not isinstance(held, dict) or held.get(name) != change.after:
            later.append(change.field)
            continue
        fields[line] = {**held, name: change.before}
    if later:
        raise Refused(f"cannot undo: {', '.join(sorted(map(_words, later)))} changed again since")
    return content_from_fields(_spread(fields, changes))


def split_line_field(path: str) -> tuple[str, str | None]:
    """Split ``lines.<id>.quantity`` into line and field; for other paths the second is ``None``."""
    if not path.startswith(_LINE):
        return path, None
    line_id, point, name = path.removeprefix(_LINE).partition(".")
    return f"{_LINE}{line_id}", name if point else None


def _same(held: JsonValue, expected: JsonValue) -> bool:
    """Whether a value is what it was; a line is, wherever it stands by now."""
    if isinstance(held, dict) and isinstance(expected, dict):
        return {**held, _POSITION: 0} == {**expected, _POSITION: 0}
    return held == expected


def _spread(fields: Fields, changes: Iterable[FieldChange]) -> Fields:
    """Give lines that were put back their old places, and move those behind them down."""
    restored = {
        change.field
        for change in changes
        if change.after is None
        and change.field.startswith(_LINE)
        and split_line_field(change.field)[1] is None
    }
    if not restored:
        return fields
    standing = [path for path in fields if path.startswith(_LINE) and path not in restored]
    standing.sort(key=lambda path: _place(fields[path]))
    for path in sorted(restored, key=lambda path: _place(fields[path])):
        standing.insert(min(_place(fields[path]), len(standing)), path)
    for position, path in enumerate(standing):
        held = fields[path]
        if isinstance(held, dict):
            fields[path] = {**held, _POSITION: position}
    return fields


def _place(line: JsonValue) -> int:
    """The position that a line object carries."""
    return _position(line) if isinstance(line, dict) else 0


def _words(path: str) -> str:
    """A path as people would say it."""
    line, name = split_line_field(path)
    if line.startswith(_LINE):
        return f"a line's {name.replace('_', ' ')}" if name else "a line"
    return path.replace(".", " ").replace("_", " ")
