"""The server that `bench.rest` asks: the one of `cartui serve`, and beside it an answer that costs nothing.

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
from cartui.server.runner import ServerRunner, listen, url_of
from cartui.settings.log import Log
from cartui.settings.paths import find_paths
from cartui.wire.encoding import codec

CONSTANT = "/constant"
"""Where the answer is that costs nothing; what stands before all routes stands before it, too."""

OWNER = Actor(name="bench", role=Role.ADMIN, origin=ActorOrigin.CLI)


async def serve(database: str) -> None:
    """Serve until somebody ends it."""
    async with LocalClient(database, OWNER) as host:
        page = await host.carts.list(CartQuery(), sort=CartSort(), limit=50)
        body = codec(Page[CartSummary]).encode(page)

        async def constant(_: Request) -> Response:
            return Response(body, media_type="application/json")

        token = (await host.agents.add(f"load {os.getpid()}", Role.AGENT)).token.get_secret_value()
        with open(os.devnull, "w", encoding="utf-8") as nowhere, listen("127.0.0.1", 0) as listening:  # noqa: ASYNC230, PTH123  no path, and nothing waits
            running = ServerRunner(host, log=Log(find_paths().log, "info", stream=nowhere))
            running.app.router.routes.insert(0, Route(CONSTANT, constant))
            facts = {"url": url_of(listening), "token": token, "process": os.getpid(), "bytes": len(body)}
            await running.run(listening, lambda: print(json.dumps(facts), flush=True))  # noqa: T201  who started it reads that


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
