"""The calls of the API as a page, made of its OpenAPI document: ``docs/api.md``."""

from collections.abc import Iterator
from typing import Any, Final

from cartui.client.local import LocalClient
from cartui.model.agent import Actor
from cartui.server.app import create_app

Json = dict[str, Any]

BELOW: Final = "<!-- all below is made of the code: python -m tools.docs -->"
"""The line of the page after which nothing is written by hand."""


def api_page(page: str) -> str:
    """The page with the calls as they are now."""
    by_hand = page.partition(BELOW)[0]
    document = create_app(LocalClient("", Actor(name="nobody"))).openapi()
    tags: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tags.setdefault(operation["tags"][0], []).append("\n".join(_call(path, method, operation)))
    parts = [part for tag, calls in tags.items() for part in (f"## {tag.capitalize()}\n", *calls)]
    calls_text = "\n".join(parts)
    return f"{by_hand}{BELOW}\n\n{calls_text}"


def _call(path: str, method: str, operation: Json) -> Iterator[str]:
    """One call."""
    yield f"### `{method.upper()} {path}`\n"
    yield f"{operation['description']}\n"
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "query":
            needed = ", required" if parameter["required"] else ""
            yield f"- `{parameter['name']}`{needed}: {parameter['description']}"
    if any(each["name"] == "Idempotency-Key" for each in operation.get("parameters", ())):
        yield "- takes an `Idempotency-Key`"
    if "requestBody" in operation:
        yield f"- body: {_name(operation['requestBody'])}"
    status, answer = next(iter(operation["responses"].items()))
    yield f"- answer: {status}, {_name(answer)}\n"


def _name(part: Json) -> str:
    """What a body or an answer is made of."""
    kind, content = next(iter(part["content"].items()))
    if kind != "application/json":
        return f"`{kind}`"
    return _shape(content["schema"])


def _shape(schema: Json) -> str:
    """The name of a model, or a list of them."""
    if schema.get("type") == "array":
        return f"a list of {_shape(schema['items'])}"
    named = schema.get("$ref", "").rpartition("/")[2] or schema.get("title", "")
    return f"`{named.replace('_', ' ').strip()}`"
