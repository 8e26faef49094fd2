"""Queueing a message to the customer of each of many carts, as the shop's template writes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.bulk.outcomes import read_carts, unreadable, with_outcome
from cartui.client.local.bulk.surroundings import KnownShop, ManySurroundings
from cartui.client.local.identifiers import new_id
from cartui.client.local.outbox import sender_of
from cartui.client.local.writing_to_customers import ensure_written, people_of, queued_summary, written
from cartui.mail.letter import new_message_id
from cartui.model.bulk import ItemState
from cartui.model.errors import Invalid
from cartui.model.history import EntryKind
from cartui.model.message import MessageKind
from cartui.model.record import CartRecord
from cartui.rules.outbox import recipient_of
from cartui.store.bulk_jobs import PlacedItem
from cartui.store.carts.updates import CartMark, marks_of
from cartui.store.history import NewEntry, insert_entries_of
from cartui.store.outbox import NewOutboxMessage, queue_messages


@dataclass(frozen=True, slots=True)
class _Planned:
    """What becomes of one cart."""

    outcome: PlacedItem
    mark: CartMark | None
    message: NewOutboxMessage | None = None
    version: int = 0
    """The cart's, which a message leaves as it is."""


class NotifyPlanner:
    """Plans messages."""

    def __init__(self, backend: LocalBackend, kind: MessageKind, job: int | None) -> None:
        """Write messages of that kind.

        Raises ``Unsupported`` without a mail server, and ``Invalid`` for a kind that is not for customers.
        """
        ensure_written(kind)
        self.backend = backend
        self.job = job
        self.known = KnownShop(job)
        self._kind = kind
        self._sender = sender_of(backend)

    def plan(self, connection: Connection, items: Sequence[PlacedItem]) -> "NotifyPlan":
        """Write a message for each of these."""
        read = read_carts(connection, items)
        around = self.known.around(connection, list(read.records.values()), self.backend.clock())
        planned = [
            self._planned(placed, read.marks.get(placed.item.id), read.records.get(placed.item.id), around)
            for placed in items
        ]
        return NotifyPlan(self, planned, around.seen)

    def _planned(
        self,
        placed: PlacedItem,
        mark: CartMark | None,
        record: CartRecord | None,
        around: ManySurroundings,
    ) -> _Planned:
        """The message about one cart."""
        if mark is None or record is None:
            return _Planned(unreadable(placed, mark), mark)
        total = record.figures.totals.total
        same: dict[str, str | int] = {"currency": record.content.currency, "before": total, "after": total}
        try:
            message = self._message(record, around)
        except Invalid as error:
            return _Planned(with_outcome(placed, ItemState.REFUSED, reason=error.message, figures=same), mark)
        return _Planned(with_outcome(placed, ItemState.CHANGED, figures=same), mark, message, record.version)

    def _message(self, record: CartRecord, around: ManySurroundings) -> NewOutboxMessage:
        """The message as the shop would write it. Raises ``Invalid`` where there is nobody to send it to."""
        contact, addresses = people_of(record.content, around.customer_of(record.content))
        subject, text = written(around.shop, contact.name, record.number)
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


class NotifyPlan:
    """Messages about some carts, which are not queued yet."""

    def __init__(self, planner: NotifyPlanner, planned: Sequence[_Planned], seen: int) -> None:
        """Nothing is written yet; ``seen`` is the number of the latest change that was known."""
        self._planner = planner
        self._planned = planned
        self._seen = seen

    @property
    def outcomes(self) -> Sequence[PlacedItem]:
        """What would become of each."""
        return [each.outcome for each in self._planned]

    def write(self, connection: Connection) -> Sequence[PlacedItem]:
        """Queue them, each with its entry; they are handed over with all others, by whoever does that."""
        stale = self._stale(connection)
        if stale:
            fresh = self._planner.plan(connection, [each.outcome for each in stale])
            anew = {each.outcome.position: each for each in fresh._planned}
            self._planned = [anew.get(each.outcome.position, each) for each in self._planned]
        actor, now = self._planner.backend.actor, self._planner.backend.clock()
        messages: list[NewOutboxMessage] = []
        entries: list[NewEntry] = []
        pks: list[int] = []
        for each in self._planned:
            if each.message is None or each.mark is None:
                continue
            messages.append(each.message)
            pks.append(each.mark.pk)
            entries.append(
                NewEntry(
                    cart_id=each.outcome.item.id,
                    kind=EntryKind.MESSAGE,
                    at=now,
                    agent=actor.name,
                    origin=actor.origin.value,
                    version=each.version,
                    summary=queued_summary(each.message.recipient, each.message.subject),
                    job=self._planner.job,
                )
            )
        queue_messages(connection, messages, now)
        insert_entries_of(connection, entries, pks)
        return self.outcomes

    def _stale(self, connection: Connection) -> list[_Planned]:
        """Those that have to be planned anew."""
        if self._planner.known.is_outdated(connection, self._seen):
            return list(self._planned)
        marks = marks_of(connection, [each.outcome.item.id for each in self._planned])
        return [each for each in self._planned if marks.get(each.outcome.item.id) != each.mark]
