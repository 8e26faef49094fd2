"""Two servers over one database, as behind a proxy that hands out requests in turn.

They share nothing but the database and the test's clock: no answer may depend on what the other one did.
"""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from itertools import cycle

from pydantic import SecretStr

from cartui.client.rest.timeouts import Timeouts
from cartui.client.rest.transport import Answer, HttpTransport, Request, Stream


class InTurn:
    """Sends each request to the next server."""

    def __init__(
        self, urls: tuple[str, ...], headers: Mapping[str, str], timeouts: Timeouts, token: SecretStr
    ) -> None:
        """Prepare a way to each."""
        self._ways = [HttpTransport(url, headers, timeouts, token) for url in urls]
        self._turns = cycle(self._ways)

    async def exchange(self, request: Request) -> Answer:
        """Send it and give the answer."""
        return await next(self._turns).exchange(request)

    def stream(self, request: Request) -> AbstractAsyncContextManager[Stream]:
        """Send it and give the answer while it comes."""
        return next(self._turns).stream(request)

    async def close(self) -> None:
        """End all connections."""
        for way in self._ways:
            await way.close()
