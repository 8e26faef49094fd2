"""The blocklist of a fake client."""

from datetime import datetime
from typing import TYPE_CHECKING

from cartui.client.protocol import NotFound, Refused
from cartui.model.blocklist import Block, NewBlock, Traits
from cartui.model.query import Page
from cartui.rules.blocklist import read_blocked

if TYPE_CHECKING:
    from tests.desk.fake_client import FakeClient


class FakeBlocklist:
    """Who may not buy."""

    def __init__(self, backend: "FakeClient", now: datetime) -> None:
        self._backend = backend
        self._now = now

    async def list(
        self, text: str = "", *, ended: bool = False, limit: int = 50, after: str | None = None
    ) -> Page[Block]:
        call = f"blocks {text!r} ended={ended} after={after}"
        self._backend.answer(call)
        found = [
            block
            for block in self._backend.blocked
            if block.holds_at(self._now) is not ended and block.value.startswith(text.lower())
        ]
        start = int(after or 0)
        end = start + limit
        page = Page(tuple(found[start:end]), next=str(end) if len(found) > end else None)
        return self._backend.remembered(call, page)

    async def add(self, new: NewBlock, *, key: str | None = None) -> Block:
        self._backend.answer(f"block {new.value}")

        async def do() -> Block:
            kind, value = read_blocked(new.value)
            for known in self._backend.blocked:
                if known.value == value and known.holds_at(self._now):
                    raise Refused(f"{value} is blocked already, by {known.agent}: {known.reason}")
            block = Block(
                id=len(self._backend.blocked) + 1,
                kind=kind,
                value=value,
                reason=new.reason,
                agent=self._backend.actor.name,
                at=self._now,
                expires_at=new.expires_at,
            )
            self._backend.blocked.insert(0, block)
            return block

        return await self._backend.once(key, f"block {new}", do)

    async def remove(self, block: int, *, key: str | None = None) -> Block:
        self._backend.answer(f"take off {block}")

        async def do() -> Block:
            for at, known in enumerate(self._backend.blocked):
                if known.id == block:
                    gone = {"removed_at": self._now, "removed_by": self._backend.actor.name}
                    self._backend.blocked[at] = known.model_copy(update=gone)
                    return self._backend.blocked[at]
            raise NotFound(f"There is no entry {block}.")

        return await self._backend.once(key, f"take off {block}", do)

    async def test(self, traits: Traits) -> tuple[Block, ...]:
        self._backend.answer(f"test {traits.email}{traits.ip}{traits.country}")
        given = {traits.email, traits.ip, traits.country}
        return tuple(
            block for block in self._backend.blocked if block.holds_at(self._now) and block.value in given
        )
