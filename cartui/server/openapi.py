"""What the OpenAPI document says beyond what FastAPI sees: bodies read by hand, headers, problems."""

from typing import Any, Final

from pydantic import TypeAdapter

Json = dict[str, Any]

_IN_COMPONENTS: Final = "#/components/schemas/{model}"


def takes(kind: type[object]) -> Json:
    """That a route takes a body of that type, which it reads by itself."""
    schema = TypeAdapter(kind).json_schema(ref_template=_IN_COMPONENTS)
    return {
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
    }
