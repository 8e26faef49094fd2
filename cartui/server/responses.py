"""Bytes as answers: an ETag on what is read, and packed where that pays for a slow line."""

import gzip
import hashlib
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

PACKED_FROM: Final = 2_000
"""Bytes from which an answer is packed for those who take that: below, it fits into two packets anyway."""

_LEVEL: Final = 1
"""Packing harder takes several times as long and saves little of JSON."""

NO_STORE: Final = {"cache-control": "no-store", "vary": "accept-encoding"}
"""Of all that is about customers: nobody on the way keeps it."""


def json_response(request: Request, body: bytes, status: int = 200) -> Response:
    """An answer of JSON; to a read whose ``If-None-Match`` names it, only that it is the same as before."""
    headers = dict(NO_STORE)
    tag = hashlib.blake2b(body, digest_size=16).hexdigest() if request.method == "GET" else ""
    if tag:
        if _names(request.headers.get("if-none-match"), tag):
            return Response(status_code=304, headers=headers | {"etag": f'"{tag}"'})
        headers["etag"] = f'"{tag}"'
    if len(body) >= PACKED_FROM and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, _LEVEL, mtime=0)
        headers["content-encoding"] = "gzip"
        if tag:
            headers["etag"] = f'"{tag}-gzip"'
    return Response(body, status, headers, "application/json")


def uncompressed_response(body: bytes, status: int = 200) -> Response:
    """An answer of JSON that is never packed, since it holds a secret."""
    return Response(body, status, NO_STORE, "application/json")


def _names(header: str | None, tag: str) -> bool:
    """Whether a list of ETags has this one, packed or not."""
    if header is None:
        return False
    named = {each.strip().removeprefix("W/").strip('"').removesuffix("-gzip") for each in header.split(",")}
    return tag in named or "*" in named
