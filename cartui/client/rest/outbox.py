"""``client.outbox`` at a server."""

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import number_name, path_of
from cartui.model.message import MessageDraft, MessageKind, MessageState, NewMessage, OutboxMessage
from cartui.model.query import Page


class RestOutbox:
    """Messages to customers."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def draft(self, ref: str, kind: MessageKind) -> MessageDraft:
        """The message as the shop would write it."""
        asked = path_of("carts", of=ref, then=("messages", "draft"), kind=kind.value)
        return await self._backend.read(MessageDraft, asked)

    async def send(self, ref: str, message: NewMessage, *, key: str | None = None) -> OutboxMessage:
        """Queue it."""
        path = path_of("carts", of=ref, then=("messages",))
        return await self._backend.write(OutboxMessage, path, message, key=key)

    async def get(self, message: int) -> OutboxMessage:
        """One message."""
        return await self._backend.read(OutboxMessage, path_of("outbox", of=number_name(message)))

    async def list(
        self, *, state: MessageState | None = None, limit: int = 50, after: str | None = None
    ) -> Page[OutboxMessage]:
        """A page of messages."""
        asked = path_of("outbox", state=None if state is None else state.value, limit=limit, after=after)
        return await self._backend.read(Page[OutboxMessage], asked)

    async def resend(self, message: int, *, key: str | None = None) -> OutboxMessage:
        """Queue it once more."""
        path = path_of("outbox", of=number_name(message), then=("resend",))
        return await self._backend.write(OutboxMessage, path, key=key)

    async def drop(self, message: int, *, key: str | None = None) -> OutboxMessage:
        """Send it no more."""
        path = path_of("outbox", of=number_name(message), then=("drop",))
        return await self._backend.write(OutboxMessage, path, key=key)
