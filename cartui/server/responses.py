"""Bytes as answers: an ETag on what is read, and packed where that pays for a slow line."""

import gzip
import hashlib
from functools import cached_property
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

PACKED_FROM: Final = 2_000
"""Bytes from which an answer is packed for those who take that: below, it fits into two packets anyway."""

_LEVEL: Final = 1
"""Packing harder takes several times as long and saves little of JSON."""

NO_STORE: Final = {"cache-control": "no-store", "vary": "accept-encoding"}
"""Of all that is about customers: nobody on the way keeps it."""


class JsonBody:
    """JSON as bytes, and what is made of it at its first use."""

    def __init__(self, plain: bytes) -> None:
        """Hold those bytes."""
        self.plain = plain

    @cached_property
    def tag(self) -> str:
        """Another one for other bytes."""
        return hashlib.blake2b(self.plain, digest_size=16).hexdigest()

    @cached_property
    def packed(self) -> bytes:
        """The same as gzip."""
        return gzip.compress(self.plain, _LEVEL, mtime=0)


def json_response(request: Request, body: JsonBody, status: int = 200) -> Response:
    """An answer of JSON; to a read whose ``If-None-Match`` names it, only that it is the same as before."""
    headers = dict(NO_STORE)
    read = request.method == "GET"
    if read and _names(request.headers.get("if-none-match"), body.tag):
        return Response(status_code=304, headers=headers | {"etag": f'"{body.tag}"'})
    packed = len(body.plain) >= PACKED_FROM and takes_gzip(request.headers.get("accept-encoding", ""))
    if packed:
        headers["content-encoding"] = "gzip"
    if read:
        headers["etag"] = f'"{body.tag}-gzip"' if packed else f'"{body.tag}"'
    return Response(body.packed if packed else body.plain, status, headers, "application/json")


def uncompressed_response(body: bytes, status: int = 200) -> Response:
    """An answer of JSON that is never packed, since it holds a secret."""
    return Response(body, status, NO_STORE, "application/json")


def takes_gzip(header: str) -> bool:
    """Whether ``Accept-Encoding`` takes gzip: a weight of 0 says that it is not wanted (RFC 9110, 12.5.3)."""
    weights: dict[str, float] = {}
    for each in header.lower().split(","):
        coding, _, weight = each.partition(";")
        try:
            weights[coding.strip()] = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            weights[coding.strip()] = 0
    return weights.get("gzip", weights.get("*", 0)) > 0


def _names(header: str | None, tag: str) -> bool:
    """Whether a list of ETags has this one, packed or not."""
    if header is None:
        return False
    named = {each.strip().removeprefix("W/").strip('"').removesuffix("-gzip") for each in header.split(",")}
    return tag in named or "*" in named
