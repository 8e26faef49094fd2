"""The server that `bench.rest` asks: the one of `cartui serve`, and beside it an answer that is made already.

`python -m bench.rest_server DATABASE` prints where it listens, a token and its process as one line of JSON.
"""

import asyncio
import json
import os
import sys

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cartui.client.local import LocalClient
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.cart_summary import CartSummary
from cartui.model.query import CartQuery, CartSort, Page
from cartui.server.responses import JsonBody, json_response, takes_gzip
from cartui.server.route_table import Answered, Answering
from cartui.server.runner import ServerRunner, listen, url_of
from cartui.server.state import state_in
from cartui.settings.log import Log
from cartui.settings.paths import find_paths
from cartui.wire.encoding import codec

CONSTANT = "/constant"
"""Where the answer is that is made already; what stands before all routes stands before it, too."""

OWNER = Actor(name="bench", role=Role.ADMIN, origin=ActorOrigin.CLI)


def constant_of(body: JsonBody) -> Answering:
    """Answers with the very bytes of a page, head and all, packed or not as whoever asks takes them."""
    answers = {
        packed: json_response(Request(as_asked(b"gzip" if packed else b"identity")), body)
        for packed in (False, True)
    }

    async def constant(request: Request) -> Response:
        return answers[takes_gzip(request.headers.get("accept-encoding", ""))]

    return constant


def as_asked(encoding: bytes) -> dict[str, object]:
    """What ASGI says of a read by somebody who takes that encoding."""
    return {"type": "http", "method": "GET", "headers": [(b"accept-encoding", encoding)]}


async def serve(database: str) -> None:
    """Serve until somebody ends it."""
    async with LocalClient(database, OWNER) as host:
        first = await host.carts.list(CartQuery(), sort=CartSort(), limit=50)
        page = await host.carts.list(CartQuery(), sort=CartSort(), limit=50, after=first.next)
        body = JsonBody(codec(Page[CartSummary]).encode(page))
        constant = constant_of(body)
        token = (await host.agents.add(f"load {os.getpid()}", Role.AGENT)).token.get_secret_value()
        with open(os.devnull, "w", encoding="utf-8") as nowhere, listen("127.0.0.1", 0) as listening:  # noqa: ASYNC230, PTH123  no path, and nothing waits
            running = ServerRunner(host, log=Log(find_paths().log, "info", stream=nowhere))
            state_in(running.app).table.add(Answered(Route(CONSTANT, constant), constant))
            facts = {
                "url": url_of(listening),
                "token": token,
                "process": os.getpid(),
                "bytes": len(body.plain),
                "packed": len(body.packed),
            }
            await running.run(listening, lambda: print(json.dumps(facts), flush=True))  # noqa: T201  who started it reads that


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
