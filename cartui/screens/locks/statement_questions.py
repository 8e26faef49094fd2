"""What has to be said of a file before it can be read: whose it is, and how it writes dates, times, amounts.

Each question gives the answers as they are then.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from cartui.imports.statements.zones import zone_of
from cartui.screens.dialogs.pick import Option, Pick
from cartui.screens.dialogs.typed_pick import TypedPick
from cartui.screens.locks.statement_reading import Answers

NEW_MAPPING: Final = Answers(mapping="new …")
"""Stands for a mapping that is still to be made: no mapping's name has a blank."""


def dates_pick(answers: Answers, told: str = "") -> Pick[Answers]:
    """Ask whether the day stands first; ``told`` is why it is asked."""
    day, month, open_ = (replace(answers, day_first=each) for each in (True, False, None))
    options = [
        Option(value, cells, chosen=not told and value == answers)
        for value, cells in (
            (day, ("the day first", "10/11/2026 is 10 November")),
            (month, ("the month first", "10/11/2026 is 11 October")),
            (open_, ("as the file tells", "by its other rows")),
        )
        if not (told and value is open_)
    ]
    return Pick("how its dates are meant", options, told=told)


def decimals_pick(answers: Answers, told: str = "") -> Pick[Answers]:
    """Ask what stands before decimals; ``told`` is why it is asked."""
    point, comma, open_ = (replace(answers, decimal=each) for each in (".", ",", None))
    options = [
        Option(value, cells, chosen=not told and value == answers)
        for value, cells in (
            (point, ("a point before the decimals", "1,000 is one thousand")),
            (comma, ("a comma before the decimals", "1,000 is one")),
            (open_, ("as the file tells", "by its other amounts")),
        )
        if not (told and value is open_)
    ]
    return Pick("how its amounts are meant", options, told=told)


class ZonePick(TypedPick[Answers | None, Answers]):
    """The time zone of times that name none, by a few letters of its name."""

    HEADING = "time zone of times that name none"
    PLACEHOLDER = "type a city, a zone such as Europe/Berlin, or an offset such as GMT+06:00"

    def __init__(self, answers: Answers, own: str) -> None:
        """``own``: the zone of this desk, empty where it is not known by name; it comes first."""
        super().__init__(_zones(answers, own))
        self._answers = answers

    def option_of(self, text: str) -> Option[Answers] | None:
        """An offset, or an abbreviation that means one zone only."""
        if zone_of(text) is None or any(option.value.zone == text for option in self._options):
            return None
        return Option(replace(self._answers, zone=text), (text, "as typed"))

    def take(self, option: Option[Answers]) -> None:
        """It is that one."""
        self.dismiss(option.value)


class MappingPick(TypedPick[Answers | None, Answers]):
    """Whose file it is: a mapping that is known, or :data:`NEW_MAPPING`."""

    HEADING = "whose file is it"
    PLACEHOLDER = "type the name of a mapping"

    def __init__(self, answers: Answers, own: Collection[str], *, unknown: bool, may_make: bool) -> None:
        """Choose among these.

        Args:
            answers: What was said of the file so far.
            own: Names of the agent's mappings.
            unknown: Whether the file's columns do not tell whose it is.
            may_make: Whether a new mapping can be made here.
        """
        super().__init__(_mappings(answers, own, unknown=unknown, may_make=may_make))

    def take(self, option: Option[Answers]) -> None:
        """It is that one."""
        self.dismiss(option.value)


def _zones(answers: Answers, own: str) -> list[Option[Answers]]:
    """Every zone that has a place in its name; first that the file tells, then the desk's own."""
    from zoneinfo import available_timezones

    places = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    names: Sequence[tuple[str, str]] = [
        ("", "what the file says; else UTC, and nothing counts as covered"),
        *([(own, "of this desk")] if zone_of(own) is not None else []),
        ("UTC", ""),
        *((name, name.rpartition("/")[2].replace("_", " ")) for name in places if name != own),
    ]
    return [
        Option(replace(answers, zone=name), (name or "as the file tells", about), chosen=name == answers.zone)
        for name, about in names
    ]


def _mappings(
    answers: Answers, own: Collection[str], *, unknown: bool, may_make: bool
) -> list[Option[Answers]]:
    """The mappings that there are; a new one first where no columns tell, else last."""
    from cartui.imports.statements.providers import statement_mappings

    names = [] if unknown else [("", "as its columns tell", "")]
    names += [(name, name, "of your settings") for name in own]
    names += [(name, name, "comes with cartui") for name in statement_mappings() if name not in own]
    options = [
        Option(
            replace(answers, mapping=name, made=None),
            (words, about),
            chosen=answers.made is None and name == answers.mapping,
        )
        for name, words, about in names
    ]
    if may_make:
        new = Option(NEW_MAPPING, ("a new mapping …", "say which of its columns is what"))
        options.insert(0 if unknown else len(options), new)
    return options
