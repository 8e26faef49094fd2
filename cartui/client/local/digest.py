"""``client.digest`` on the local database."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cartui.client.local.backend import LocalBackend
from cartui.client.local.idempotent_replies import write_once
from cartui.model.digest import Digest, SentDigest
from cartui.rules.permissions import Operation, ensure_may_do

if TYPE_CHECKING:
    from sqlalchemy import Connection


class LocalDigest:
    """What waits for somebody; what each call promises stands in the protocol."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def get(self) -> Digest:
        """What waits now."""
        clock = self._backend.clock

        def work(connection: "Connection") -> Digest:
            from cartui.client.local.digest_reading import read_digest

            return read_digest(connection, clock())

        return await self._backend.read(work)

    async def send(
        self, *, again: bool = False, to: Sequence[str] = (), key: str | None = None
    ) -> SentDigest:
        """Queue it, and hand it over."""
        from cartui.client.local.digest_sending import queue_digest, with_outcome, written
        from cartui.client.local.outbox import hand_over_now

        backend = self._backend
        ensure_may_do(backend.actor.role, Operation.SEND_DIGEST)
        digest = await self.get()
        mail = await backend.shared.in_thread(lambda: written(digest))

        def work(connection: "Connection") -> SentDigest:
            return queue_digest(backend, connection, mail, to, again=again)

        call = ("digest.send", again, *to)
        queued = await write_once(backend, Operation.SEND_DIGEST, key, call, SentDigest, work)
        return with_outcome(queued, await hand_over_now(backend, [each.id for each in queued.mails]))
