"""What pydantic found wrong with the settings, as sentences with a place and the nearest setting there is."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from cartui.model.agent import TOKEN_PREFIX
from cartui.model.text import clean_line
from cartui.settings.errors import SettingProblem
from cartui.settings.model import Profile, Settings, View
from cartui.settings.origins import Origin

_SENTENCES: Final = {
    "missing": "is missing",
    "string_type": "must be text in quotes",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "model_type": "must be a table with keys of its own",
    "model_attributes_type": "must be a table with keys of its own",
    "dict_type": "must be a table with keys of its own",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "string_too_long": "is too long",
    "too_long": "is too long",
}
"""By pydantic's name of the error."""

_SENTENCES_OF: Final = {
    (
        "profile",
        "string_type",
    ): "must be a profile's name in quotes; what belongs to it stands under [profiles.NAME]",
    ("profiles", "model_type"): "must be a table: [profiles.NAME] with a database or a url",
    ("views", "model_type"): "must be a table: [views.NAME] with a query",
    ("views", "tuple_type"): 'must be a list of names in quotes: ["number", "total"]',
}
"""By the name of the setting (or what it is part of) and pydantic's name of the error; these say more."""


_NAMED: Final[Mapping[str, type[BaseModel]]] = {"profiles": Profile, "views": View}
"""What stands in the tables that people give names to, by the table around them."""

_NOTHING: Final = "'', "
"""How pydantic's list of words begins where no word at all is one of them."""

_SECRET: Final = re.compile(r"(?i)token|passw|secret|api_?key|bearer|authori[sz]ation")
"""In the name of what somebody would have us keep secret."""

_LIKE: Final = 0.55
"""From here on one word is near another; 1 is the same word."""

_PART: Final = 4
"""Parts of words that are shorter say nothing of what was meant."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One wrong setting as pydantic found it."""

    path: tuple[str, ...]
    kind: str
    message: str
    context: Mapping[str, object]

    @property
    def is_unknown(self) -> bool:
        """Whether there is no such setting: it may be another one's name, mistyped."""
        return self.kind == "extra_forbidden"


def all_wrong(error: ValidationError) -> list[Wrong]:
    """Everything that is wrong, in the order in which pydantic looked."""
    return [_wrong(each) for each in error.errors()]


def problem_of(wrong: Wrong, origin: Origin) -> SettingProblem:
    """A mistake as it is told."""
    return SettingProblem(str(origin), clean_line(".".join(wrong.path)), _sentence(wrong), origin.line)


def scalar_settings(model: type[BaseModel], before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of all settings that are one value and not a table of the user's own names."""
    for name, info in model.model_fields.items():
        annotation = info.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield from scalar_settings(annotation, (*before, name))
        elif getattr(annotation, "__origin__", None) is not dict:
            yield (*before, name)


def hint(word: str, known: Sequence[str]) -> str:
    """The nearest word there is, else all of them."""
    near = _nearest(word, known)
    return f"did you mean {near!r}?" if near else f"known here: {', '.join(sorted(known))}"


def _nearest(word: str, known: Sequence[str]) -> str:
    """The word that was probably meant, of several alike the first; empty where none is like it.

    A word of several parts is near by one of them, too: ``darkk`` means one of those that end in ``-dark``.
    """

    def likeness(choice: str) -> float:
        """From 0 to 1."""
        parts = [part for part in choice.split("-") if len(part) >= _PART]
        return max(difflib.SequenceMatcher(None, word, each).ratio() for each in (choice, *parts))

    best = max(known, key=likeness, default="")
    return best if best and likeness(best) >= _LIKE else ""


def _wrong(error: Mapping[str, Any]) -> Wrong:
    """One of pydantic's errors."""
    path = tuple(str(part) for part in error["loc"] if part != "[key]")
    kind = error["type"]
    if kind == "extra_forbidden" and (_SECRET.search(path[-1]) or _is_token(error["input"])):
        kind = "secret"
    return Wrong(path, kind, error["msg"], error.get("ctx", {}))


def _is_token(value: object) -> bool:
    """Whether somebody wrote a token there."""
    return isinstance(value, str) and value.strip().startswith(TOKEN_PREFIX)


def _sentence(wrong: Wrong) -> str:
    """What is wrong, as a sentence without its subject."""
    match wrong.kind:
        case "extra_forbidden":
            return _unknown(wrong)
        case "secret":
            return (
                "does not belong here: settings are read, copied and sent around. Take it out, and give "
                "it to `cartui login`, which keeps it where only you can read it"
            )
        case "value_error":
            return str(wrong.context["error"])
        case "literal_error":
            return f"must be {str(wrong.context['expected']).removeprefix(_NOTHING)}"
        case "string_pattern_mismatch":
            return "must be a locale such as en_GB or bn_BD"
        case kind:
            special = _SENTENCES_OF.get((wrong.path[0], kind)) if wrong.path else None
            return special or _SENTENCES.get(kind, wrong.message)


def _unknown(wrong: Wrong) -> str:
    """There is no such setting here: it belongs elsewhere, or is mistyped."""
    name, table = wrong.path[-1], wrong.path[:-1]
    known = _keys_at(table)
    home = next((path[:-1] for path in _every_setting() if path[-1] == name), None)
    if home is not None and name not in known:
        where = f"under [{'.'.join(home)}]" if home else "at the top of the file, before any [table]"
        return f"does not belong here, but {where}"
    if "-" in name and not _nearest(name, known):
        return "is not a setting; if it is a command's key, it belongs under [keymap]"
    return f"is not a setting; {hint(clean_line(name), known)}"


def _every_setting() -> Iterator[tuple[str, ...]]:
    """The paths of all settings, with those of a profile and a view called NAME."""
    yield from scalar_settings(Settings)
    for table, named in _NAMED.items():
        yield from scalar_settings(named, (table, "NAME"))


def _keys_at(location: tuple[str, ...]) -> list[str]:
    """The keys that the table at this place may have."""
    model: type[BaseModel] = Settings
    for part in location:
        inner = model.model_fields[part].annotation if part in model.model_fields else None
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            model = inner
        elif part not in _NAMED:  # a name that somebody gave
            model = _NAMED[location[0]]
    return list(model.model_fields)
