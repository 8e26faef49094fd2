"""The outbox of a fake client."""

from typing import TYPE_CHECKING

from cartui.client.protocol import NotFound
from cartui.model.message import MessageDraft, MessageKind, MessageState, OutboxMessage
from cartui.model.query import Page

if TYPE_CHECKING:
    from tests.desk.fake_client import FakeClient


class FakeOutbox:
    """Messages to customers, which nobody hands over."""

    def __init__(self, backend: "FakeClient") -> None:
        self._backend = backend

    async def draft(self, ref: str, kind: MessageKind) -> MessageDraft:
        self._backend.answer(f"draft {kind} {ref}")
        return MessageDraft(
            kind=kind,
            cart_id=ref,
            cart=f"C-{int(ref.removeprefix('cart-')):06}",
            to="rahim@example.com",
            subject="Please close your browser",
            text="Dear Rahim",
        )

    async def list(
        self, *, state: MessageState | None = None, limit: int = 50, after: str | None = None
    ) -> Page[OutboxMessage]:
        call = f"messages {state} after={after}"
        self._backend.answer(call)
        found = [message for message in self._backend.messages if state in {None, message.state}]
        start = int(after or 0)
        end = start + limit
        page = Page(tuple(found[start:end]), next=str(end) if len(found) > end else None)
        return self._backend.remembered(call, page)

    async def get(self, message: int) -> OutboxMessage:
        self._backend.answer(f"message {message}")
        for known in self._backend.messages:
            if known.id == message:
                return known
        raise NotFound(f"there is no message {message}")

    async def resend(self, message: int, *, key: str | None = None) -> OutboxMessage:
        return await self._becomes(message, MessageState.QUEUED, key)

    async def drop(self, message: int, *, key: str | None = None) -> OutboxMessage:
        return await self._becomes(message, MessageState.DROPPED, key)

    async def _becomes(self, message: int, state: MessageState, key: str | None) -> OutboxMessage:
        """Let it be in that state, once for a key."""
        self._backend.answer(f"message {message} {state}")

        async def do() -> OutboxMessage:
            for at, known in enumerate(self._backend.messages):
                if known.id == message:
                    now = known.model_copy(update={"state": state, "error": ""})
                    self._backend.messages[at] = now
                    return now
            raise NotFound(f"there is no message {message}")

        return await self._backend.once(key, f"message {message} {state}", do)
