"""Answers that are given again as they are, as long as nothing was written and no cart has locked since.

A desk asks for its list again and again, and after a change all desks ask for what they show. Whether an
answer still holds is asked of the database itself, together with whose token that is: in one glance for all
who wait for one at that moment.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from starlette.requests import Request

from cartui.client.local import LocalClient
from cartui.client.local.token_check import TokenCheck, TokensAndMark
from cartui.model.agent import Actor
from cartui.server.responses import JsonBody
from cartui.wire.paths import VERSION

KEPT: Final = frozenset(
    f"{VERSION}/{path}"
    for path in ("carts", "counts/carts", "values/carts", "customers", "counts/customers", "orders")
)
"""Lists and counts, which are asked for with every look. What they tell depends on what is stored, on who
asks and on the minute; other reads may depend on the very second."""

MOST_BYTES: Final = 32_000_000
"""Of all answers that are kept, without what is packed of them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that an answer depends on, beside what is stored."""

    agent: str
    path: str
    query: bytes
    minute: int
    """Since 1970: "less than two days ago" means something else in the next one."""

    @classmethod
    def by(cls, actor: Actor, request: Request, now: datetime) -> "Asked | None":
        """What is asked; ``None``: the answer is not of a kind that is kept."""
        if request.scope["path"] not in KEPT or request.method != "GET":
            return None
        minute = int(now.timestamp()) // 60
        return cls(actor.name, request.scope["path"], request.scope["query_string"], minute)


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer, and what a glance told before it was read."""

    body: JsonBody
    mark: str


class KeptAnswers:
    """The answers that were given last, by what was asked."""

    def __init__(self, host: LocalClient, *, most_bytes: int = MOST_BYTES) -> None:
        """Ask that client whether they still hold."""
        self._most_bytes: Final = most_bytes
        self._glances: Final = _SharedGlances(host)
        self._kept: OrderedDict[Asked, _Kept] = OrderedDict()
        self._bytes = 0

    async def find(self, asked: Asked, token_check: TokenCheck) -> tuple[JsonBody | None, str]:
        """The answer, if it still holds, and the mark with which one is kept that is read from now on.

        Raises ``Unauthenticated`` for a token that was taken back, and ``Unavailable``.
        """
        mark = self._glances.latest
        kept = self._kept.get(asked)
        if mark and (kept is None or kept.mark != mark):
            return None, mark  # it holds no more, for certain: what is read says who asks, too
        glance = await self._glances.take(token_check.token_hash)
        token_check.by_glance(glance)
        if kept is None or kept.mark != glance.mark:
            return None, glance.mark
        if asked in self._kept:
            self._kept.move_to_end(asked)
        return kept.body, glance.mark

    def keep(self, asked: Asked, body: JsonBody, mark: str) -> None:
        """Keep an answer that was read after a glance told that mark; the oldest ones go for it."""
        self._forget(asked)
        self._kept[asked] = _Kept(body, mark)
        self._bytes += len(body.plain)
        while self._bytes > self._most_bytes:
            self._forget(next(iter(self._kept)))

    def _forget(self, asked: Asked) -> None:
        """Keep no answer to that."""
        kept = self._kept.pop(asked, None)
        if kept is not None:
            self._bytes -= len(kept.body.plain)


class _SharedGlances:
    """One glance for all who ask for one before it begins."""

    def __init__(self, host: LocalClient) -> None:
        """Take them through that client."""
        self._host: Final = host
        self.latest = ""
        """The mark of the latest one; empty before the first."""
        self._under_way: asyncio.Task[TokensAndMark] | None = None
        self._next: asyncio.Task[TokensAndMark] | None = None
        self._tokens: set[str] = set()
        """Of those who wait for the next one."""

    async def take(self, token_hash: str) -> TokensAndMark:
        """A glance that begins after this call. Raises ``Unavailable``."""
        self._tokens.add(token_hash)
        if self._next is None:
            self._next = asyncio.create_task(self._after(self._under_way), name="glance")
        return await asyncio.shield(self._next)

    async def _after(self, under_way: asyncio.Task[TokensAndMark] | None) -> TokensAndMark:
        """Look when the one before has ended: meanwhile others may join."""
        if under_way is not None:
            await asyncio.wait({under_way})
        self._under_way, self._next = self._next, None
        tokens, self._tokens = self._tokens, set()
        glance = await self._host.glance(tokens)
        self.latest = glance.mark
        return glance
