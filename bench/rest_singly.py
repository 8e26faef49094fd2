"""One request after the other, in turns: pages, and the same bytes made beforehand (of `bench.rest`).

Each is asked for over a line that is kept, by httpx alone and by the remote client. The former takes answers
as they are, the latter packed; what is compared has the same client and the same encoding.
"""

import time
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from itertools import cycle
from typing import Final, TypeVar

import httpx
from pydantic import SecretStr

from bench.rest_server import CONSTANT
from cartui.client.rest import RestClient
from cartui.client.rest.transport import Answer, HttpTransport, Request
from cartui.model.agent import ActorOrigin
from cartui.model.query import CartQuery, CartSort, SortKey

T = TypeVar("T")

PAGE: Final = "a page of 50"
"""That nobody has asked for before."""
AGAIN: Final = "the same page again"
REFERENCE: Final = "a constant answer"
REMOTE_PAGE: Final = "a page through the remote client"
REMOTE_REFERENCE: Final = "a constant answer through the remote client"

ROUNDS: Final = 300
"""Requests of each kind."""

WARMING: Final = 20
"""Rounds before those, which are not counted: lines are begun, and statements made, once."""

SORTS: Final = tuple(CartSort(key=key) for key in (SortKey.UPDATED, SortKey.CREATED, SortKey.NUMBER))


@dataclass
class Walk:
    """A way through all pages, and through those of another sort at their end: none comes twice."""

    sorts: "cycle[CartSort]" = field(default_factory=lambda: cycle(SORTS))
    sort: CartSort = SORTS[0]
    after: str | None = None

    def __post_init__(self) -> None:
        """Begin with the first sort."""
        self.sort = next(self.sorts)

    def go_on(self, after: str | None) -> None:
        """That page was read, and the next one is there; ``None``: it was the last."""
        self.after = after
        if after is None:
            self.sort = next(self.sorts)

    @property
    def path(self) -> str:
        """Where the page is that is next."""
        return f"/v1/carts?limit=50&sort={self.sort}" + (f"&after={self.after}" if self.after else "")


class ToConstant(HttpTransport):
    """Carries what is asked about carts to the constant answer."""

    async def exchange(self, request: Request) -> Answer:
        """Send it there."""
        elsewhere = request.path.startswith("/v1/carts")
        return await super().exchange(replace(request, path=CONSTANT) if elsewhere else request)


class Asking:
    """What is asked, and the seconds that it took."""

    def __init__(self, plain: httpx.AsyncClient, remote: RestClient, to_constant: RestClient) -> None:
        """Ask by these."""
        self._plain = plain
        self._remote = remote
        self._to_constant = to_constant
        self._plainly, self._remotely = Walk(), Walk()
        self._asked = 0
        self.taken: dict[str, list[float]] = {}

    async def page(self) -> None:
        """A page, by httpx alone."""
        answer = await self._timed(PAGE, self._plain.get(self._plainly.path))
        self._plainly.go_on(answer.raise_for_status().json()["next"])

    async def again(self) -> None:
        """The first page, by httpx alone."""
        (await self._timed(AGAIN, self._plain.get("/v1/carts?limit=50"))).raise_for_status()

    async def reference(self) -> None:
        """The constant answer, by httpx alone."""
        (await self._timed(REFERENCE, self._plain.get(CONSTANT))).raise_for_status()

    async def remote_page(self) -> None:
        """A page, by the remote client."""
        way = self._remotely
        asked = self._remote.carts.list(CartQuery(), sort=way.sort, after=way.after)
        way.go_on((await self._timed(REMOTE_PAGE, asked)).next)

    async def remote_reference(self) -> None:
        """The constant answer, by the remote client; a cursor of its own, or it would ask what is new."""
        self._asked += 1
        asked = self._to_constant.carts.list(CartQuery(), sort=CartSort(), after=str(self._asked))
        await self._timed(REMOTE_REFERENCE, asked)

    async def _timed(self, name: str, asked: Awaitable[T]) -> T:
        """The answer."""
        began = time.perf_counter()
        answer = await asked
        self.taken.setdefault(name, []).append(time.perf_counter() - began)
        return answer


async def one_by_one(url: str, token: str) -> dict[str, list[float]]:
    """Seconds that each kind took, each time; the kinds take turns, and none always follows the same."""
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    secret, origin = SecretStr(token), ActorOrigin.DESK
    async with (
        httpx.AsyncClient(base_url=url, headers=headers, trust_env=False) as plain,
        RestClient(url, secret, origin=origin) as remote,
        RestClient(url, secret, origin=origin, connect=ToConstant) as to_constant,
    ):
        asking = Asking(plain, remote, to_constant)
        kinds = (asking.page, asking.reference, asking.remote_page, asking.again, asking.remote_reference)
        for at in range(WARMING + ROUNDS):
            first = at % len(kinds)
            for ask in kinds[first:] + kinds[:first]:
                await ask()
    return {name: each[WARMING:] for name, each in asking.taken.items()}
