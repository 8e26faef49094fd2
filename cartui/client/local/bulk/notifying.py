"""Queueing a message to the customer of each of many carts, as the shop's template writes it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import Connection, Dialect

from cartui.client.local.backend import LocalBackend
from cartui.client.local.bulk.planned_carts import EachCartPlanner, Work
from cartui.client.local.bulk.surroundings import ManySurroundings
from cartui.client.local.identifiers import new_id
from cartui.client.local.outbox import sender_of
from cartui.client.local.writing_to_customers import people_of, queued_summary, with_link, written
from cartui.mail.letter import new_message_id
from cartui.model.history import EntryKind
from cartui.model.message import MessageKind
from cartui.model.record import CartRecord
from cartui.rules.messages import ensure_about, ensure_for_customers
from cartui.rules.outbox import recipient_of
from cartui.store.bulk_jobs import PlacedItem
from cartui.store.history import NewEntry, insert_entries_of
from cartui.store.outbox import NewOutboxMessage, queue_messages


class QueuedMessage(NamedTuple):
    """What is queued for one cart."""

    message: NewOutboxMessage
    cart_id: str
    pk: int
    """Key of the cart's row."""
    version: int
    """The cart's, which a message leaves as it is."""


class NotifyPlanner(EachCartPlanner[QueuedMessage, Mapping[int, QueuedMessage]]):
    """Plans messages."""

    def __init__(self, backend: LocalBackend, kind: MessageKind, job: int | None) -> None:
        """Write messages of that kind.

        Raises ``Unsupported`` without a mail server, and ``Invalid`` for a kind that is not for customers.
        """
        ensure_for_customers(kind)
        super().__init__(backend, job)
        self._kind = kind
        self._sender = sender_of(backend)

    def work_on(self, stored: CartRecord, pk: int, around: ManySurroundings, /) -> Work[QueuedMessage]:
        """The message about one cart."""
        return Work(QueuedMessage(self._message(stored, around), stored.id, pk, stored.version))

    def make_ready(
        self, _dialect: Dialect, saves: Mapping[int, QueuedMessage], /
    ) -> Mapping[int, QueuedMessage]:
        """Leave them as they are: they are queued at the moment that they are written."""
        return saves

    def save(
        self, connection: Connection, outcomes: Sequence[PlacedItem], ready: Mapping[int, QueuedMessage], /
    ) -> Sequence[PlacedItem]:
        """Queue them, each with its entry; they are handed over with all others, by whoever does that."""
        actor, now = self.backend.actor, self.backend.clock()
        queued = list(ready.values())
        entries = [
            NewEntry(
                cart_id=each.cart_id,
                kind=EntryKind.MESSAGE,
                at=now,
                agent=actor.name,
                origin=actor.origin.value,
                version=each.version,
                summary=queued_summary(each.message.recipient, each.message.subject),
                job=self.job,
            )
            for each in queued
        ]
        queue_messages(connection, [self._with_link(connection, each) for each in queued], now)
        insert_entries_of(connection, entries, [each.pk for each in queued])
        return outcomes

    def _with_link(self, connection: Connection, queued: QueuedMessage) -> NewOutboxMessage:
        """A message with the link that it wants, which is made at the moment that it is written."""
        message = queued.message
        text = with_link(self.backend, connection, message.kind, queued.cart_id, message.text)
        return message if text is message.text else replace(message, text=text)

    def _message(self, record: CartRecord, around: ManySurroundings) -> NewOutboxMessage:
        """The message as the shop would write it.

        Raises ``Invalid`` where there is nobody to send it to, ``Refused`` where it is not about such a cart.
        """
        ensure_about(self._kind, record.number, record.state)
        contact, addresses = people_of(record.content, around.customer_of(record.content))
        subject, text = written(self.backend, around.shop, self._kind, contact.name, record)
        return NewOutboxMessage(
            kind=self._kind,
            agent=self.backend.actor.name,
            message_id=new_message_id(new_id(), self._sender),
            recipient=recipient_of("", addresses, self.backend.actor.role),
            subject=subject,
            text=text,
            cart_id=record.id,
            cart_number=record.number,
        )
