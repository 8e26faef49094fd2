"""Rows of several parts of the table, each read in one order, as one list in that order."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from cartui.store.cursors import Key
from cartui.store.lists.reader import Found, Rows, StartKey, Stop
from cartui.store.lists.statements import Start

LONG: Final = 500
"""From so many rows on, reading some of a part twice costs less than reading all that might be needed."""

PlaceOf = Callable[[Sequence[Any]], tuple[Key, ...]]
"""What a row is sorted by."""


class ReadsRows(Protocol):
    """Reads one part."""

    def read(self, place: StartKey, limit: int) -> Found:
        """So many rows from a place on."""
        ...


def read_merged(
    readers: Sequence[ReadsRows], place: StartKey, limit: int, place_of: PlaceOf, *, descending: bool
) -> Found:
    """So many rows from a place on, of all that the readers read; each of them begins anew at most twice."""
    if limit < LONG:
        found = [reader.read(place, limit) for reader in readers]
    else:
        found = _read_by_halves(readers, place, limit, place_of, descending=descending)
    return _merged(found, limit, place_of, descending=descending)


def _read_by_halves(
    readers: Sequence[ReadsRows], place: StartKey, limit: int, place_of: PlaceOf, *, descending: bool
) -> list[Found]:
    """What each reader has to give for so many rows of them all.

    Where two give more than half of that, the one that comes farther with it has given enough: what else it
    has lies behind ``limit`` rows. All others are read on.
    """
    half = limit // 2 + 1
    found = [reader.read(place, half) for reader in readers]
    going_on = [at for at, each in enumerate(found) if each.stop is None and len(each.rows) == half]
    if len(going_on) > 1:
        reached = {at: _ranked(place_of(found[at].rows[-1])) for at in going_on}
        going_on.remove((min if descending else max)(going_on, key=reached.__getitem__))
    for at in going_on:
        first = found[at]
        onwards = StartKey(Start.BEYOND, place_of(first.rows[-1]))
        more = readers[at].read(onwards, limit - half)
        found[at] = Found([*first.rows, *more.rows], more.stop, first.examined + more.examined)
    return found


def _merged(parts: Sequence[Found], limit: int, place_of: PlaceOf, *, descending: bool) -> Found:
    """What was found in several parts, in one order; where one was given up, all end."""
    rows = _sorted([row for part in parts for row in part.rows], place_of, descending=descending)
    stops = [part.stop for part in parts if part.stop is not None]
    examined = sum(part.examined for part in parts)
    if not stops:
        return Found(rows[:limit], examined=examined)
    stop: Stop = (max if descending else min)(stops, key=_ranked)
    assert stop is not None  # noqa: S101 - those that are were left out
    end = _ranked(stop)
    within = [
        row
        for row in rows
        if (_ranked(place_of(row)) >= end if descending else _ranked(place_of(row)) <= end)
    ]
    return Found(within[:limit], None if len(within) >= limit else stop, examined)


def _sorted(rows: list[tuple[Any, ...]], place_of: PlaceOf, *, descending: bool) -> Rows:
    """These rows in order: by their places as they are, unless these are not all of one kind."""
    try:
        return sorted(rows, key=place_of, reverse=descending)
    except TypeError:
        return sorted(rows, key=lambda row: _ranked(place_of(row)), reverse=descending)


def _ranked(place: Sequence[Key]) -> list[tuple[int, Key]]:
    """A place, comparable with another one: in SQLite numbers come before text, and bytes last.

    A damaged row has text where others have a number.
    """
    return [(1 if isinstance(key, str) else 2 if isinstance(key, bytes) else 0, key) for key in place]
