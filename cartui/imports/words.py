"""What pydantic found wrong in a file, in words for the person who wrote the file."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, get_args, get_origin

from pydantic import BaseModel, ValidationError

from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.model.text import clean_line

_TOLD: Final = 10
"""So many known words are told to somebody who wrote another one."""

Location = tuple[int | str, ...]

_SENTENCES: Final = {
    "missing": "is missing",
    "int_type": "must be a whole number; amounts are minor units (1250 stands for 12.50)",
    "int_from_float": "must be a whole number; amounts are minor units (1250 stands for 12.50)",
    "bool_type": "must be true or false",
    "string_type": 'must be text in quotes, percentages too ("9.975")',
    "tuple_type": "must be a list in brackets",
    "model_type": "must be a table with keys of its own",
    "model_attributes_type": "must be a table with keys of its own",
    "string_pattern_mismatch": "is not a code of two letters such as BD",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "timezone_aware": "needs an offset, such as 2026-01-31T00:00:00Z",
    "datetime_parsing": "must be a time with an offset, such as 2026-01-31T00:00:00Z",
    "datetime_from_date_parsing": "must be a time with an offset, such as 2026-01-31T00:00:00Z",
    "datetime_type": "must be a time with an offset, such as 2026-01-31T00:00:00Z",
    "date_type": "must be a date such as 2026-01-31",
    "date_parsing": "must be a date such as 2026-01-31",
    "date_from_datetime_parsing": "must be a date such as 2026-01-31",
}
"""By pydantic's name of the error."""


def problems_of(error: ValidationError, root: type[BaseModel] | None) -> tuple[Problem, ...]:
    """Everything that is wrong, each beside its dotted path in the model ``root``; one problem a field.

    Without a ``root`` the paths are pydantic's own.
    """
    problems: dict[str, Problem] = {}
    for each in error.errors(include_url=False, include_input=False):
        extra = each["type"] == "extra_forbidden"
        location, keys = (each["loc"], ()) if root is None else _own_path(root, each["loc"], extra=extra)
        message = _sentence(each["type"], location, each.get("ctx", {}), keys) or _plainly(each["msg"])
        field = dotted(location)
        problems.setdefault(field, Problem(field=field, message=message))
    return tuple(problems.values())


def dotted(location: Iterable[int | str]) -> str:
    """The path as people read it: ``markets.0.services.1.price``."""
    return clean_line(".".join(str(part) for part in location))


def unknown_key(key: str, known: Iterable[str]) -> str:
    """What to say of a key that nobody knows: the nearest one that is known, else what there is."""
    return f"is not a known key; {nearest(key, known)}"


def nearest(word: str, known: Iterable[str]) -> str:
    """Help for somebody who wrote a word that is not known: the nearest one, else what there is.

    Of many words only some are told, those first that are least unlike the written one.
    """
    choices = sorted(set(known))
    near = nearest_of(word, choices)
    if near:
        return f"did you mean {near!r}?"
    if len(choices) > _TOLD:
        matcher = difflib.SequenceMatcher(b=word.casefold())

        def unlikeness(choice: str) -> float:
            """How much a word differs from the written one."""
            matcher.set_seq1(choice.casefold())
            return -matcher.ratio()

        choices.sort(key=unlikeness)
    return f"known here: {enumerated(choices, _TOLD) or 'none'}"


def nearest_of(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant; empty where none is like it."""
    by_fold = {choice.casefold(): choice for choice in known}
    near = difflib.get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.55)
    return by_fold[near[0]] if near else ""


def enumerated(words: Sequence[str], most: int) -> str:
    """So many of the words, and how many more there are."""
    more = len(words) - most
    told = ", ".join(words[:most])
    return f"{told} and {more} more" if more > 0 else told


def invalid_file(file: str, problems: Sequence[Problem]) -> Invalid:
    """The error for a file: the first problem in its message, all of them for programs."""
    first = problems[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    place = f"{first.field} " if first.field else ""
    return Invalid(f"{clean_line(file) or 'the file'}: {place}{first.message}{more}", problems)


def _sentence(
    kind: str, location: Location, context: Mapping[str, object], keys: Sequence[str]
) -> str | None:
    """One error as a sentence without its subject; ``None`` where pydantic's own will do."""
    if kind == "extra_forbidden":
        return unknown_key(str(location[-1]), keys)
    if kind == "value_error":
        return clean_line(str(context["error"]))
    if kind == "enum":
        return f"must be {context['expected']}"
    return _SENTENCES.get(kind)


def _plainly(message: str) -> str:
    """Pydantic's sentence, with the value as its subject."""
    return clean_line(message.replace("Input should be", "must be"))


def _own_path(root: type[BaseModel], location: Location, *, extra: bool) -> tuple[Location, Sequence[str]]:
    """The path without what pydantic puts between: names of its validators, branches of a union.

    Also gives the keys of the table where it ends; an ``extra`` one is its last part and none of them.
    """
    path: list[int | str] = []
    model: type[BaseModel] | None = root
    named: object = None
    inside = location[:-1] if extra else location
    for part in inside:
        fields = {} if model is None else model.model_fields
        field = next((each for name, each in fields.items() if part in (name, each.alias)), None)
        if field is not None:
            named = field.annotation
            model = _model_in(named)
        elif get_origin(named) is dict:
            named = get_args(named)[1]
        elif isinstance(part, str):
            continue
        path.append(part)
    keys = [] if model is None else [field.alias or name for name, field in model.model_fields.items()]
    return (*path, *location[len(inside) :]), keys


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model inside an annotation such as ``tuple[Market, ...]`` or ``Address | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
