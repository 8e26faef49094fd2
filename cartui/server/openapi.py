"""What the OpenAPI document says beyond what FastAPI sees: bodies read by hand, headers, problems."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from pydantic import TypeAdapter

from cartui.model.agent import ActorOrigin
from cartui.server.gate import FOLLOWED
from cartui.wire.events import MEDIA_TYPE as EVENTS
from cartui.wire.headers import IDEMPOTENCY_KEY, LONGEST_KEY_HEADER, ORIGIN
from cartui.wire.paths import VERSION
from cartui.wire.problems import MEDIA_TYPE, ProblemDetails

Json = dict[str, Any]

SCHEMAS: Final = "#/components/schemas/{model}"
"""Where a model is described."""

KEYED: Final = "x-idempotent"
"""Marks the calls that take an idempotency key."""

_ALWAYS: Final = {
    "401": "Nobody is known by this token.",
    "403": "The role does not allow it.",
    "422": "What was asked makes no sense; `problems` has the field of each mistake.",
    "429": "Too many unknown tokens came from this address: `Retry-After` says how long to wait.",
    "500": "A fault of the server; its log tells more.",
    "503": "The server cannot answer now: `Retry-After` says when to try again.",
}
_NAMED: Final = {"404": "There is no such thing."}
_WITH_BODY: Final = {
    "400": "The body is no JSON, or the header Idempotency-Key is missing.",
    "408": "The request did not come in whole in time.",
    "413": "The body is larger than the server takes.",
}
_CHANGING: Final = {
    "409": "Somebody changed it meanwhile, the total is another one now, or a rule says no.",
    "423": "The cart is locked.",
}

_KEY_HEADER: Final[Json] = {
    "name": IDEMPOTENCY_KEY,
    "in": "header",
    "required": True,
    "description": "One for each intention. A repeat with the same key gives the first answer, and a repeat "
    "during the first call waits for it; the same key with another call is a mistake (422).",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY_HEADER},
    "example": '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
}
_ORIGIN_HEADER: Final[Json] = {
    "name": ORIGIN,
    "in": "header",
    "required": False,
    "description": "From where a change is made, for the history. The name and the role come from the token.",
    "schema": {"type": "string", "enum": list(ActorOrigin)},
}
_SEEN_HEADER: Final[Json] = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "An ETag of an earlier answer: where it is still the same, 304 comes without a body.",
    "schema": {"type": "string"},
}
_TAG: Final[Json] = {"ETag": {"description": "Changes with the body.", "schema": {"type": "string"}}}


def takes(kind: type[object]) -> Json:
    """That a route takes a body of that type, which it reads by itself."""
    schema = TypeAdapter(kind).json_schema(ref_template=SCHEMAS)
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


class DescribedApp(FastAPI):
    """An app whose OpenAPI document is whole."""

    def openapi(self) -> Json:
        """The document, made at its first use."""
        if self.openapi_schema is None:
            document = super().openapi()
            schemas = document["components"]["schemas"]
            problem = TypeAdapter(ProblemDetails).json_schema(ref_template=SCHEMAS, mode="serialization")
            _take_definitions(problem, schemas)
            schemas["ProblemDetails"] = problem
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            document["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
            for path, method, operation in _operations(document):
                _complete(path, method, operation, schemas)
            document["components"]["schemas"] = dict(sorted(schemas.items()))
        return self.openapi_schema or {}


def _operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Path, method and description of every call."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _complete(path: str, method: str, operation: Json, schemas: Json) -> None:
    """Say of one call what it takes and answers beside what its handler says."""
    keyed = operation.pop(KEYED, False)
    responses: Json = operation["responses"]
    responses.pop("422", None)
    body = operation.get("requestBody")
    if body is not None:
        _take_definitions(body["content"]["application/json"]["schema"], schemas)
    if not path.startswith(f"{VERSION}/"):
        responses |= _problems({"503": _ALWAYS["503"]} if path == "/ready" else {})
        return
    operation["security"] = [{"token": []}]
    parameters: list[Json] = operation.setdefault("parameters", [])
    parameters.append(_ORIGIN_HEADER)
    told = dict(_ALWAYS)
    if "{ref}" in path:
        told |= _NAMED
    if method != "get":
        told |= _CHANGING
    if body is not None or keyed:
        told |= _WITH_BODY
    if keyed:
        parameters.append(_KEY_HEADER)
    if path == FOLLOWED:
        responses["200"]["content"] = {EVENTS: {"schema": {"type": "string"}}}
    elif method == "get":
        parameters.append(_SEEN_HEADER)
        responses["200"]["headers"] = _TAG
        responses["304"] = {"description": "It is the same as before.", "headers": _TAG}
    responses |= _problems(told)


def _problems(told: dict[str, str]) -> Json:
    """Answers that are problems, by their status."""
    content = {MEDIA_TYPE: {"schema": {"$ref": SCHEMAS.format(model="ProblemDetails")}}}
    return {
        status: {"description": description, "content": content}
        for status, description in sorted(told.items())
    }


def _take_definitions(schema: Json, schemas: Json) -> None:
    """Move what a schema defines for itself to where all others are; those that are known stay."""
    for name, definition in schema.pop("$defs", {}).items():
        schemas.setdefault(name, definition)
