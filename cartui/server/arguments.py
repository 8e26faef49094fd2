"""What a handler is given beside its call: the values of path, query and headers, read by hand.

FastAPI finds out anew with each request what a handler depends on, which takes as long as the database needs
for a page of carts. Its document is made of the same signatures, so that it says what is done here.
"""

import inspect
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

from fastapi import params
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from cartui.model.errors import Invalid
from cartui.model.problem import Problem

Handler = Callable[..., Coroutine[Any, Any, Response]]
"""Answers a call; what else it takes stands in path, query and headers."""

_REFUSED: Final = "This is not what was expected. Nothing was done."


@dataclass(frozen=True, slots=True)
class _Parameter:
    """One value that a handler takes."""

    name: str
    place: str
    """``path``, ``query`` or ``header``."""
    said: str
    """What it is called there."""
    adapter: TypeAdapter[Any]
    default: Any
    """``inspect.Parameter.empty``: it has to be there."""


class Arguments:
    """Reads of a request what one handler takes."""

    def __init__(self, handler: Handler) -> None:
        """Read for that handler, by its signature."""
        hints = get_type_hints(handler, include_extras=True)
        described = (
            _described(each, hints[each.name]) for each in inspect.signature(handler).parameters.values()
        )
        self._parameters = tuple(each for each in described if each is not None)

    def of(self, request: Request) -> dict[str, Any]:
        """The values by their names. Raises ``Invalid`` with each that is missing or does not fit."""
        given: dict[str, Any] = {}
        problems: list[Problem] = []
        said = request.scope["query_string"]
        sources: dict[str, Mapping[str, Any]] = {
            "path": request.path_params,
            "query": dict(parse_qsl(said.decode("latin-1"), keep_blank_values=True)) if said else {},
            "header": request.headers,
        }
        for each in self._parameters:
            raw = sources[each.place].get(each.said)
            if raw is None:
                if each.default is inspect.Parameter.empty:
                    problems.append(Problem(field=f"{each.place}.{each.said}", message="Field required"))
                else:
                    given[each.name] = each.default
                continue
            try:
                given[each.name] = each.adapter.validate_python(raw)
            except ValidationError as error:
                problems += [
                    Problem(field=f"{each.place}.{each.said}", message=wrong["msg"])
                    for wrong in error.errors(include_input=False, include_url=False, include_context=False)
                ]
        if problems:
            raise Invalid(_REFUSED, tuple(problems))
        return given


def _described(parameter: inspect.Parameter, hint: Any) -> _Parameter | None:
    """What is known of a parameter; ``None``: it is the call itself, which stands nowhere in the request."""
    if get_origin(hint) is not Annotated:
        raise TypeError(f"{parameter.name} does not say where it stands")
    [where] = [each for each in get_args(hint)[1:] if isinstance(each, (params.Param, params.Depends))]
    if isinstance(where, params.Depends):
        return None
    place = "path" if isinstance(where, params.Path) else "query"
    place = "header" if isinstance(where, params.Header) else place
    return _Parameter(
        parameter.name, place, where.alias or parameter.name, TypeAdapter(hint), parameter.default
    )
