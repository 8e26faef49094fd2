"""Handing queued messages to the mail server, one after the other, each by one process alone.

A message is claimed in one transaction and what came of it is noted in another; in between it is handed over
in a thread that holds nothing. Whoever waits for it may go away, and a client that is closed keeps back what
was not handed over yet: nothing is sent twice, and nothing is lost.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Thread
from typing import Any, Final

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend, LocalDatabase
from cartui.client.local.identifiers import new_id
from cartui.mail.delivery import Gate, KeptBack, MailServer, OutcomeUnclear, TryLater, WillNeverWork
from cartui.mail.letter import Letter, LetterFile
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.changes import HISTORY, OUTBOX
from cartui.model.errors import ClientError
from cartui.model.history import EntryKind
from cartui.model.message import MessageState, OutboxMessage
from cartui.rules.accounts import BACKGROUND
from cartui.rules.outbox import is_late, next_try
from cartui.rules.permissions import Operation
from cartui.store.carts.records import load_cart
from cartui.store.changes import append_change
from cartui.store.history import NewEntry, insert_entry
from cartui.store.outbox import (
    ClaimedMessage,
    claim_next,
    give_up_abandoned,
    has_abandoned,
    has_due,
    note_outcome,
)
from cartui.store.shop_config import load_shop

GRACE: Final = 3.0
"""Seconds that a client which is closed leaves to what is being handed over."""

FAREWELL: Final = 15.0
"""Seconds that it leaves then to the answers to what is handed over already."""

AT_ONCE: Final = 50
"""Messages of one round."""

ROUND: Final = 60.0
"""Seconds after which a round begins no other message."""

LONGEST: Final = 180.0
"""Seconds for one message, whatever the mail server does; less than the store takes for a sign of death."""

_ABANDONED: Final = (
    "What was sending it ended before it was noted what came of it. "
    "Ask the customer, or send it again by hand."
)

_FAULT: Final = "A fault of cartui kept it from being sent."

_UNCLEAR: Final = "Sending it broke off, so nobody knows whether it was sent."

_CLOSED: Final = "cartui was closed before the mail server had answered, so nobody knows whether it was sent."

_ACTOR: Final = Actor(name=BACKGROUND, role=Role.ADMIN, origin=ActorOrigin.SERVER)
"""Who claims messages and notes what came of them, whoever queued them."""


Problem = TryLater | WillNeverWork | OutcomeUnclear
"""What can go wrong with a message."""

_Tell = Callable[[Problem | None], None]
"""Tells what came of a message: what went wrong, or ``None``."""


@dataclass(frozen=True, slots=True)
class WorkedOff:
    """What one round came to."""

    sent: int = 0
    failed: int = 0
    """Those that are given up, and those of which nobody knows."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What came of one message."""

    state: MessageState
    is_for_all: bool = False
    """Whether it would be the same with any other now."""


class Deliveries:
    """What is being handed over from one open database."""

    def __init__(self, shared: LocalDatabase, mail: MailServer) -> None:
        """Hand over to that mail server."""
        self._shared = shared
        self._mail = mail
        self._tasks: set[asyncio.Task[_Attempt | None]] = set()
        self._under_way: set[tuple[Gate, _Tell]] = set()
        self._is_closing = False

    @property
    def sender(self) -> str:
        """The address that messages come from."""
        return self._mail.sender

    def begin(self, clock: Callable[[], datetime], only: Collection[int]) -> None:
        """Hand these messages over soon, while others go on; what fails is noted with them."""
        self._task(self._send_next(clock, only))

    async def work_off(self, clock: Callable[[], datetime], only: Collection[int] = ()) -> WorkedOff:
        """Hand over what is due, or of it those that are named; ends early where the mail server is away."""
        await self._give_up_abandoned(clock)
        counts = dict.fromkeys(MessageState, 0)
        end = time.monotonic() + ROUND
        background = self._background(clock)
        while sum(counts.values()) < AT_ONCE and time.monotonic() < end and not self._is_closing:
            if not await background.read(lambda connection: has_due(connection, clock(), only)):
                break
            attempt = await asyncio.shield(self._task(self._send_next(clock, only)))
            if attempt is None:
                break
            counts[attempt.state] += 1
            if attempt.is_for_all:
                break
        failed = counts[MessageState.FAILED] + counts[MessageState.UNKNOWN]
        return WorkedOff(sent=counts[MessageState.SENT], failed=failed)

    async def close(self) -> None:
        """End: what was begun is waited for a little, and what is not handed over by then stays queued.

        Of what was, and is not answered a little later either, nobody knows what came of it.
        """
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=GRACE)
        self._is_closing = True
        for gate, tell in tuple(self._under_way):
            _keep_back(gate, tell)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=FAREWELL)
        for gate, tell in tuple(self._under_way):
            if not _keep_back(gate, tell):
                tell(OutcomeUnclear(_CLOSED))
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _task(self, work: Coroutine[Any, Any, _Attempt | None]) -> asyncio.Task[_Attempt | None]:
        """Do it whoever waits for it."""
        task = asyncio.get_running_loop().create_task(work, name="delivery")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _background(self, clock: Callable[[], datetime]) -> LocalBackend:
        """The database for the background's work."""
        return LocalBackend(self._shared, _ACTOR, clock)

    async def _send_next(self, clock: Callable[[], datetime], only: Collection[int]) -> _Attempt | None:
        """Claim the next message, hand it over and note what came of it; ``None`` where there is none."""
        if self._is_closing:
            return None
        background = self._background(clock)
        with suppress(ClientError):  # what cannot be written now is due again, or found to be abandoned
            found = await background.write(Operation.KEEP_UP, lambda conn: _claim(conn, clock(), only))
            if found is None:
                return None
            claimed, shop = found
            problem = await self._handed_over(self._letter(claimed, shop))
            return await background.write(
                Operation.KEEP_UP, lambda conn: _noted(conn, claimed, problem, clock())
            )
        return None

    def _letter(self, claimed: ClaimedMessage, shop: str) -> Letter:
        """A message as it is sent."""
        message, attached = claimed.message, claimed.attached
        return Letter(
            message_id=claimed.message_id,
            written_at=message.created_at,
            sender=self._mail.sender,
            sender_name=shop,
            recipient=message.to,
            subject=message.subject,
            text=message.text,
            html=claimed.html,
            files=()
            if attached is None
            else (LetterFile(attached.name, attached.media_type, attached.content),),
            by_itself=message.cart_id is None,
        )

    async def _handed_over(self, letter: Letter) -> Problem | None:
        """Hand it over in a thread of its own; gives what went wrong, or ``None``.

        The thread does not keep the process alive: a message that was kept back is not handed over by it.
        """
        gate, loop = Gate(), asyncio.get_running_loop()
        done: asyncio.Future[Problem | None] = loop.create_future()

        def tell(problem: Problem | None) -> None:
            if not done.done():
                done.set_result(problem)

        def work() -> None:
            problem = _delivered(self._mail, letter, gate)
            with suppress(RuntimeError):  # the loop has ended, and nobody waits any more
                loop.call_soon_threadsafe(tell, problem)

        Thread(target=work, daemon=True, name="cartui-mail").start()
        self._under_way.add((gate, tell))
        late = loop.call_later(LONGEST, partial(_too_late, gate, tell))
        try:
            return await done
        finally:
            late.cancel()
            self._under_way.discard((gate, tell))

    async def _give_up_abandoned(self, clock: Callable[[], datetime]) -> None:
        """Say of messages whose sender died that nobody knows what came of them."""
        background = self._background(clock)
        if not await background.read(lambda connection: has_abandoned(connection, clock())):
            return

        def work(connection: Connection) -> None:
            now = clock()
            for message in give_up_abandoned(connection, now, _ABANDONED):
                tell_of_message(connection, message, f"perhaps sent: {named(message)}", now)

        await background.write(Operation.KEEP_UP, work)


def tell_of_message(
    connection: Connection,
    message: OutboxMessage,
    summary: str,
    at: datetime,
    origin: ActorOrigin = ActorOrigin.SERVER,
    *,
    agent: str = "",
) -> None:
    """Write what became of a message on its cart's timeline, and tell the feed.

    ``agent`` is whose doing it is; empty: of whoever wrote the message.
    """
    agent = agent or message.agent
    append_change(connection, kind=OUTBOX, id=str(message.id), version=0, agent=agent, at=at)
    cart = None if message.cart_id is None else load_cart(connection, message.cart_id)
    if cart is None:
        return
    insert_entry(
        connection,
        NewEntry(
            cart_id=cart.id,
            kind=EntryKind.MESSAGE,
            at=at,
            agent=agent,
            origin=origin.value,
            version=cart.version,
            summary=summary,
        ),
    )
    append_change(connection, kind=HISTORY, id=cart.id, version=0, agent=agent, at=at)


def _claim(connection: Connection, now: datetime, only: Collection[int]) -> tuple[ClaimedMessage, str] | None:
    """Claim the next message; gives it with the shop's name."""
    claimed = claim_next(connection, new_id(), now, only)
    return None if claimed is None else (claimed, load_shop(connection).settings.name)


def _delivered(mail: MailServer, letter: Letter, gate: Gate) -> Problem | None:
    """Hand a letter over, in a thread; gives what went wrong."""
    try:
        mail.deliver(letter, gate)
    except (TryLater, WillNeverWork, OutcomeUnclear) as problem:
        return problem
    except Exception:  # noqa: BLE001 (the outermost edge of a thread, whose faults nobody would see)
        return WillNeverWork(_FAULT) if gate.shut() else OutcomeUnclear(_UNCLEAR)
    return None


def _keep_back(gate: Gate, tell: _Tell) -> bool:
    """Keep a message back, as cartui is closed; ``False`` where it is handed over already."""
    is_kept = gate.shut()
    if is_kept:
        tell(KeptBack("It was kept back, since cartui was closed."))
    return is_kept


def _too_late(gate: Gate, tell: _Tell) -> None:
    """Wait no longer for a mail server that goes on and on."""
    if gate.shut():
        tell(TryLater("The mail server took too long.", for_all=False))
    else:
        tell(OutcomeUnclear("The mail server took too long, so nobody knows whether it was sent."))


def _noted(
    connection: Connection, claimed: ClaimedMessage, problem: Problem | None, now: datetime
) -> _Attempt:
    """Note what came of a message."""
    message = claimed.message
    is_for_all = isinstance(problem, TryLater) and problem.for_all
    state, told = _meaning(message, problem, now)
    error = "" if problem is None else str(problem)
    later = None
    if state is MessageState.QUEUED:
        later = now if isinstance(problem, KeptBack) else next_try(1 if is_for_all else message.attempts, now)
    if note_outcome(
        connection, claimed, state, at=now, error=error, next_try_at=later, counts=not is_for_all
    ):
        if told:
            tell_of_message(connection, message, told, now)
        else:
            append_change(connection, kind=OUTBOX, id=str(message.id), version=0, agent=message.agent, at=now)
    return _Attempt(state, is_for_all)


def _meaning(message: OutboxMessage, problem: Problem | None, now: datetime) -> tuple[MessageState, str]:
    """What a message is by what came of handing it over, and what its cart's timeline has to tell of that."""
    if problem is None:
        return MessageState.SENT, f"sent: {named(message)}"
    if isinstance(problem, WillNeverWork):
        return MessageState.FAILED, f"not sent: {named(message)}. {problem}"
    if isinstance(problem, OutcomeUnclear):
        return MessageState.UNKNOWN, f"perhaps sent: {named(message)}"
    # What has nothing to do with this message is no reason to give it up, but that it comes too late is.
    waits = not is_late(message.created_at, now) if problem.for_all else next_try(message.attempts, now)
    if isinstance(problem, KeptBack) or waits:
        return MessageState.QUEUED, ""
    return MessageState.FAILED, f"given up: {named(message)}. {problem}"


def named(message: OutboxMessage) -> str:
    """A message as the timeline calls it."""
    return f"the message to {message.to}"
