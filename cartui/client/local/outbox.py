"""``client.outbox`` on the local database, and the door for messages of the backend's own."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from cartui.client.local.backend import LocalBackend
from cartui.client.local.idempotent_replies import write_once
from cartui.model.errors import Unsupported
from cartui.model.message import (
    Attachment,
    MessageDraft,
    MessageKind,
    MessageState,
    NewMessage,
    OutboxMessage,
)
from cartui.model.query import Page
from cartui.rules.permissions import Operation, ensure_may_do

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cartui.client.local.attachments import Attached
    from cartui.client.local.deliveries import Deliveries

NO_MAIL: Final = (
    "No mail server is set up here, so nothing can be sent. An admin names one in the config under [mail], "
    "where the database is."
)
"""Why messages can only be copied."""


class LocalOutbox:
    """Messages to customers; what each call promises stands in the protocol."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def draft(self, ref: str, kind: MessageKind) -> MessageDraft:
        """The message as the shop would write it."""
        backend = self._backend

        def work(connection: "Connection") -> MessageDraft:
            from cartui.client.local.writing_to_customers import draft_for

            return draft_for(backend, connection, ref, kind)

        return await self._backend.read(work)

    async def send(self, ref: str, message: NewMessage, *, key: str | None = None) -> OutboxMessage:
        """Queue it, and begin to hand it over."""
        backend = self._backend
        ensure_may_do(backend.actor.role, Operation.SEND_MESSAGE)
        deliveries = _deliveries_of(backend)

        def attach(connection: "Connection") -> "Attached | None":
            from cartui.client.local.writing_to_customers import attached_for

            return attached_for(backend, connection, ref, message)

        # A document takes a moment to be made: nobody else waits for that to write.
        attached = None if message.attach is Attachment.NONE else await backend.read(attach)

        def work(connection: "Connection") -> OutboxMessage:
            from cartui.client.local.writing_to_customers import queue_for_customer

            return queue_for_customer(backend, connection, ref, message, deliveries.sender, attached)

        call = ("outbox.send", ref, message)
        queued = await write_once(backend, Operation.SEND_MESSAGE, key, call, OutboxMessage, work)
        if queued.state is MessageState.QUEUED:
            deliveries.begin(backend.clock, {queued.id})
        return queued

    async def get(self, message: int) -> OutboxMessage:
        """One message."""

        def work(connection: "Connection") -> OutboxMessage:
            from cartui.client.local.writing_to_customers import require_message

            return require_message(connection, message)

        return await self._backend.read(work)

    async def list(
        self, *, state: MessageState | None = None, limit: int = 50, after: str | None = None
    ) -> Page[OutboxMessage]:
        """Messages, the latest first."""

        def work(connection: "Connection") -> Page[OutboxMessage]:
            from cartui.store.outbox import message_page

            return message_page(connection, state=state, limit=limit, after=after)

        return await self._backend.read(work)

    async def resend(self, message: int, *, key: str | None = None) -> OutboxMessage:
        """Queue it once more, and begin to hand it over."""
        backend = self._backend
        ensure_may_do(backend.actor.role, Operation.SEND_MESSAGE)
        deliveries = _deliveries_of(backend)

        def work(connection: "Connection") -> OutboxMessage:
            from cartui.client.local.writing_to_customers import queue_again

            return queue_again(backend, connection, message)

        call = ("outbox.resend", message)
        queued = await write_once(backend, Operation.SEND_MESSAGE, key, call, OutboxMessage, work)
        if queued.state is MessageState.QUEUED:
            deliveries.begin(backend.clock, {queued.id})
        return queued

    async def drop(self, message: int, *, key: str | None = None) -> OutboxMessage:
        """Send it no more."""
        backend = self._backend

        def work(connection: "Connection") -> OutboxMessage:
            from cartui.client.local.writing_to_customers import drop_message

            return drop_message(backend, connection, message)

        call = ("outbox.drop", message)
        return await write_once(backend, Operation.SEND_MESSAGE, key, call, OutboxMessage, work)


def queue_for_staff(
    backend: LocalBackend,
    connection: "Connection",
    kind: MessageKind,
    recipients: Collection[str],
    *,
    subject: str,
    text: str,
    html: str,
    intention: str,
) -> tuple[OutboxMessage, ...]:
    """Queue a message to each of these people, in the caller's transaction; nothing is handed over.

    It is about no cart, and goes to whom the shop's settings name. Whether there were messages for the same
    ``intention`` (``digest:2026-11-22``) already, :func:`cartui.store.outbox.messages_for` tells in the same
    transaction: so two that want it at once queue it once. Raises ``Unsupported`` without a mail server.
    """
    from cartui.client.local.identifiers import new_id
    from cartui.mail.letter import new_message_id
    from cartui.store.outbox import NewOutboxMessage, queue_message

    sender, now = _deliveries_of(backend).sender, backend.clock()
    return tuple(
        queue_message(
            connection,
            NewOutboxMessage(
                kind=kind,
                agent=backend.actor.name,
                message_id=new_message_id(new_id(), sender),
                recipient=recipient,
                subject=subject,
                text=text,
                html=html,
                intention=intention,
            ),
            now,
        )
        for recipient in dict.fromkeys(recipients)
    )


async def hand_over_now(backend: LocalBackend, messages: Collection[int]) -> tuple[OutboxMessage, ...]:
    """Hand these over now and give them as they are then: sent, failed, unknown, or queued with an error.

    Raises ``Unsupported`` without a mail server.
    """
    if not messages:
        return ()
    await _deliveries_of(backend).work_off(backend.clock, messages)

    def work(connection: "Connection") -> tuple[OutboxMessage, ...]:
        from cartui.client.local.writing_to_customers import require_message

        return tuple(require_message(connection, message) for message in messages)

    return await backend.read(work)


def sender_of(backend: LocalBackend) -> str:
    """The address that messages come from. Raises ``Unsupported`` where there is no mail server."""
    return _deliveries_of(backend).sender


def _deliveries_of(backend: LocalBackend) -> "Deliveries":
    """What hands messages over here. Raises ``Unsupported`` where there is no mail server."""
    deliveries = backend.shared.deliveries
    if deliveries is None:
        raise Unsupported(NO_MAIL)
    return deliveries
