"""What the OpenAPI document says beyond what FastAPI sees: bodies read by hand, headers, problems."""

import json
from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from pydantic import TypeAdapter

from cartui.model.agent import ActorOrigin
from cartui.server.middleware import STREAMED
from cartui.wire.events import MEDIA_TYPE as EVENTS
from cartui.wire.headers import IDEMPOTENCY_KEY, LONGEST_KEY_HEADER, ORIGIN
from cartui.wire.paths import STOREFRONT, VERSION
from cartui.wire.problems import MEDIA_TYPE, ProblemDetails

Json = dict[str, Any]

_SCHEMAS: Final = "#/components/schemas/{model}"
"""Where a model is described."""

_INPUT: Final = "-Input"
"""Behind the name of a model as it may be given, which is not always as it is answered."""

_KEYED: Final = "x-idempotent"
"""Marks the calls that take an idempotency key, until the document is made."""

KEYED: Final[Json] = {_KEYED: True}
"""Of a call that takes an idempotency key and no body."""

_SIGNED: Final = "x-signed"
"""Marks the calls that take a signature instead of a token, until the document is made."""

SIGNED: Final[Json] = {_SIGNED: True}
"""Of a call that takes a signature instead of a token."""

_ALWAYS: Final = {
    "400": "This is no request that the server understands, or its header Idempotency-Key is missing.",
    "401": "Nobody is known by this token.",
    "403": "The role does not allow it.",
    "422": "What was asked makes no sense; `problems` has the field of each mistake.",
    "429": "Too much is asked with this token at once, or too many unknown ones came from this address: "
    "`Retry-After` says how long to wait.",
    "500": "A fault of the server; its log tells more.",
    "503": "The server cannot answer now: `Retry-After` says when to try again.",
}
_NAMING: Final = "at"
"""The parameter of a list by which one thing in it is named."""

_NAMED: Final = {"404": "There is no such thing."}
_WITH_BODY: Final = {
    "408": "The request did not come in whole in time.",
    "413": "The body is larger than the server takes.",
    "415": "The body is not application/json.",
}
_CHANGING: Final = {
    "409": "Somebody changed it meanwhile, the total is another one now, or a rule says no.",
    "423": "The cart is locked.",
}
_MAILING: Final = frozenset(
    f"{VERSION}/{path}"
    for path in (
        *("carts/{ref}/messages", "outbox/{ref}/resend", "digest/send"),
        *("bulk/dry-run", "bulk/prepare"),
    )
)
"""Calls that send mail, or prepare it."""

_LINKS: Final = f"{VERSION}/carts/{{ref}}/links"
"""Where links are made."""

_NAMING_INSIDE: Final = frozenset(
    {f"{VERSION}/bulk/dry-run", f"{VERSION}/bulk/prepare", f"{STOREFRONT}/checkout"}
)
"""Calls whose body names things."""

_NO_MAIL: Final = {"501": "The server has no mail server to send by, or no pages for a link in a message."}
_NO_PAGES: Final = {"501": "Nobody said at which address customers reach the server's pages."}

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
_SIGNING_HEADERS: Final[list[Json]] = [
    {"name": name, "in": "header", "required": True, "description": description, "schema": {"type": "string"}}
    for name, description in (
        ("webhook-id", "Names the webhook, the same whenever it is sent again."),
        ("webhook-timestamp", "Seconds since 1970 in which it is sent: at most five minutes from now."),
    )
]
_UNSIGNED: Final = {
    "401": "It is not signed with the shop's secret, or there is no such shop.",
    "429": "Too much that was not signed came from this address: `Retry-After` says how long to wait.",
}
_SEEN_HEADER: Final[Json] = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "An ETag of an earlier answer: where it is still the same, 304 comes without a body.",
    "schema": {"type": "string"},
}
_TAG: Final[Json] = {"ETag": {"description": "Changes with the body.", "schema": {"type": "string"}}}


def takes(kind: type[object], *, keyed: bool = False) -> Json:
    """That a call takes a body of that type, and with ``keyed`` an idempotency key."""
    schema = TypeAdapter(kind).json_schema(ref_template=_SCHEMAS + _INPUT)
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    return {"requestBody": body, _KEYED: keyed}


class DescribedApp(FastAPI):
    """An app whose OpenAPI document is whole."""

    def openapi(self) -> Json:
        """The document, made at its first use."""
        if self.openapi_schema is None:
            document = super().openapi()
            schemas = document["components"]["schemas"]
            problem = TypeAdapter(ProblemDetails).json_schema(ref_template=_SCHEMAS, mode="serialization")
            for name, definition in {**problem.pop("$defs"), "ProblemDetails": problem}.items():
                schemas.setdefault(name, definition)
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            document["components"]["securitySchemes"] = {
                "token": {"type": "http", "scheme": "bearer"},
                "signature": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "webhook-signature",
                    "description": "By Standard Webhooks: of webhook-id, webhook-timestamp and body.",
                },
            }
            inputs: Json = {}
            for path, method, operation in _operations(document):
                _complete(path, method, operation, inputs)
            self.openapi_schema = _joined(document, inputs)
        return self.openapi_schema or {}


def _forgiving(shape: Any) -> Any:
    """The same without ``uniqueItems``: what is named twice in a set is in it once, and no mistake."""
    if isinstance(shape, dict):
        return {name: _forgiving(value) for name, value in shape.items() if name != "uniqueItems"}
    return [_forgiving(value) for value in shape] if isinstance(shape, list) else shape


def _operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Path, method and description of every call."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _complete(path: str, method: str, operation: Json, inputs: Json) -> None:
    """Say of one call what it takes and answers beside what its handler says."""
    keyed = operation.pop(_KEYED, False)
    responses: Json = operation["responses"]
    responses.pop("422", None)
    body = operation.get("requestBody")
    if body is not None:
        inputs |= body["content"]["application/json"]["schema"].pop("$defs", {})
    if not path.startswith(f"{VERSION}/"):
        responses |= _problems({"503": _ALWAYS["503"]} if path == "/ready" else {})
        return
    signed = operation.pop(_SIGNED, False)
    operation["security"] = [{"signature" if signed else "token": []}]
    parameters: list[Json] = operation.setdefault("parameters", [])
    parameters += _SIGNING_HEADERS if signed else [_ORIGIN_HEADER]
    told = _ALWAYS | _UNSIGNED if signed else dict(_ALWAYS)
    if "{ref}" in path or path in _NAMING_INSIDE or any(each["name"] == _NAMING for each in parameters):
        told |= _NAMED
    if method != "get":
        told |= _CHANGING
    if body is not None or keyed:
        told |= _WITH_BODY
    if keyed:
        parameters.append(_KEY_HEADER)
    if path in _MAILING:
        told |= _NO_MAIL
    if path == _LINKS and method != "get":
        told |= _NO_PAGES
    if path == STREAMED:
        responses["200"]["content"] = {EVENTS: {"schema": {"type": "string"}}}
    elif method == "get":
        parameters.append(_SEEN_HEADER)
        responses["200"]["headers"] = _TAG
        responses["304"] = {"description": "It is the same as before.", "headers": _TAG}
    responses |= _problems(told)


def _problems(told: dict[str, str]) -> Json:
    """Answers that are problems, by their status."""
    content = {MEDIA_TYPE: {"schema": {"$ref": _SCHEMAS.format(model="ProblemDetails")}}}
    return {
        status: {"description": description, "content": content}
        for status, description in sorted(told.items())
    }


def _joined(document: Json, inputs: Json) -> Json:
    """The document with the models of its bodies; those that are given as they are answered have one name."""
    schemas: Json = document["components"]["schemas"]
    told = {name: json.dumps(shape, sort_keys=True) for name, shape in inputs.items()}
    apart = {
        name
        for name, shape in told.items()
        if name in schemas and shape.replace(_INPUT, "") != json.dumps(schemas[name], sort_keys=True)
    }
    while more := {
        name
        for name in told.keys() - apart
        if any(f'/{other}{_INPUT}"' in told[name] for other in apart) and name in schemas
    }:
        apart |= more
    for name, shape in inputs.items():
        schemas.setdefault(f"{name}{_INPUT}" if name in apart else name, shape)
    text = json.dumps(document)
    for name in told.keys() - apart:
        text = text.replace(f'/{name}{_INPUT}"', f'/{name}"')
    whole: Json = _forgiving(json.loads(text))
    whole["components"]["schemas"] = dict(sorted(whole["components"]["schemas"].items()))
    return whole
