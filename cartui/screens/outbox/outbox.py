"""The outbox: messages to customers, what became of each, and the one at the cursor as it is sent."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from cartui.client.protocol import ClientError
from cartui.commands.command import CommandClass
from cartui.commands.history_list import OpenItsCart
from cartui.commands.outbox import (
    OUTBOX,
    CopyItsText,
    DropMessage,
    ResendMessage,
    ViewAllMessages,
    ViewDroppedMessages,
    ViewFailedMessages,
    ViewQueuedMessages,
    ViewSentMessages,
    ViewUnclearMessages,
)
from cartui.model.changes import Change
from cartui.model.message import MessageState, OutboxMessage
from cartui.model.query import Page
from cartui.screens.desk.intention import Intention
from cartui.screens.dialogs.confirm import Confirm, Question
from cartui.screens.dialogs.dialog import Told
from cartui.screens.history.entry_pane import EntryPane
from cartui.screens.lists.keyset_reader import Reading
from cartui.screens.lists.list_screen import ListScreen
from cartui.screens.locks.message import NO_MAIL, followed, outcome_of
from cartui.screens.one_cart.opening import open_cart
from cartui.screens.outbox.message_words import NOT_KEPT, WAITS_FOR_SOMEBODY, message_columns, message_lines
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.query_line import QueryLine
from cartui.widgets.rows import RowPage
from cartui.widgets.virtual_table import VirtualTable

BESIDE: Final = 110
"""Cells from which on the message stands beside the list, and not below it."""

VIEWS: Final[dict[CommandClass, MessageState | None]] = {
    ViewAllMessages: None,
    ViewQueuedMessages: MessageState.QUEUED,
    ViewFailedMessages: MessageState.FAILED,
    ViewUnclearMessages: MessageState.UNKNOWN,
    ViewSentMessages: MessageState.SENT,
    ViewDroppedMessages: MessageState.DROPPED,
}
"""What each view narrows the outbox to."""

ROUND: Final = tuple(VIEWS.values())
"""The views in their order."""

NAMES: Final[dict[MessageState | None, str]] = {
    None: "all",
    MessageState.QUEUED: "waiting",
    MessageState.FAILED: "failed",
    MessageState.UNKNOWN: "unclear",
    MessageState.SENT: "sent",
    MessageState.DROPPED: "dropped",
}
"""What each view is called."""

AT_THE_CURSOR: Final[frozenset[CommandClass]] = frozenset(
    {OpenItsCart, ResendMessage, DropMessage, CopyItsText}
)
"""Commands that need a message at the cursor."""

SENDS_AGAIN: Final = frozenset(
    {MessageState.QUEUED, MessageState.FAILED, MessageState.UNKNOWN, MessageState.DROPPED}
)

DROPS: Final = frozenset({MessageState.QUEUED, MessageState.FAILED, MessageState.UNKNOWN})


class Outbox(ListScreen[OutboxMessage]):
    """The messages, the latest first; what happens to one anywhere is seen within a moment."""

    OFFERS = OUTBOX
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (BESIDE, "-wide")]  # noqa: RUF012
    DEFAULT_CSS = """
    Outbox QueryLine > Horizontal { display: none; }
    Outbox #body { height: 1fr; layout: vertical; }
    Outbox.-wide #body { layout: horizontal; }
    Outbox VirtualTable {
        height: 1fr; width: 1fr;
        border: solid $panel-lighten-2; border-title-color: $text-muted; border-subtitle-color: $text-muted;
    }
    Outbox VirtualTable:focus { border: solid $accent; border-title-color: $accent; }
    Outbox EntryPane { height: 11; width: 1fr; }
    Outbox.-wide EntryPane { height: 1fr; width: 52; }
    """

    def __init__(self) -> None:
        """Everything is listed."""
        super().__init__()
        self._state: MessageState | None = None
        self._shown: str | None = None
        """The key of the message that is shown in full."""

    def compose(self) -> ComposeResult:
        """The list, and the message at the cursor."""
        yield DeskHeader()
        yield QueryLine("")
        with Container(id="body"):
            yield VirtualTable(
                message_columns(self.desk.now),
                key=lambda message: str(message.id),
                version=lambda message: (message.state, message.attempts, message.error),
                loud=lambda message: message.state in WAITS_FOR_SOMEBODY,
                forwards_only=True,
            )
            yield EntryPane()
        yield Told(id="told")
        yield Hints()

    def on_mount(self) -> None:
        """Name what is listed."""
        self._show_view()

    # --- what is listed ------------------------------------------------------------------------------

    def search(self, text: str) -> bool:  # noqa: ARG002 - nothing is typed here
        """There is nothing to search for."""
        return True

    async def ask(self, reading: Reading) -> Page[OutboxMessage]:
        """One page, from the latest on."""
        outbox = self.desk.client.outbox
        return await outbox.list(state=self._state, limit=reading.limit, after=reading.after)

    def when_messages(self, changes: Sequence[Change]) -> None:
        """Something became of messages: see it now, or when this screen is in front again."""
        super().when_changed(changes)

    def when_changed(self, changes: Sequence[Change]) -> None:
        """What becomes of carts changes no message; only where changes were missed, anything may have."""
        if not changes:
            super().when_changed(changes)

    def _narrow(self, state: MessageState | None) -> None:
        """List those in that state only; ``None``: all."""
        self._state = state
        self._show_view()
        self._say("")
        if self.desk.is_open:
            self.table.start()
        self.refresh_hints()

    def _show_view(self) -> None:
        """Name above the list what it is narrowed to, and below it the keys of the others."""
        table = self.table
        table.title = f"outbox · {NAMES[self._state]}"
        table.empty = "No message was written yet" if self._state is None else f"None is {NAMES[self._state]}"
        self.name_other_views((view, NAMES[of]) for view, of in VIEWS.items() if of is not self._state)

    def action_next_message_state(self) -> None:
        """List those in the next state."""
        self._narrow(ROUND[(ROUND.index(self._state) + 1) % len(ROUND)])

    def action_view_all_messages(self) -> None:
        """List all."""
        self._narrow(None)

    def action_view_queued_messages(self) -> None:
        """List those that wait."""
        self._narrow(MessageState.QUEUED)

    def action_view_failed_messages(self) -> None:
        """List those that failed."""
        self._narrow(MessageState.FAILED)

    def action_view_unclear_messages(self) -> None:
        """List those of which nobody knows."""
        self._narrow(MessageState.UNKNOWN)

    def action_view_sent_messages(self) -> None:
        """List those that were sent."""
        self._narrow(MessageState.SENT)

    def action_view_dropped_messages(self) -> None:
        """List those that were dropped."""
        self._narrow(MessageState.DROPPED)

    # --- the message at the cursor -------------------------------------------------------------------

    @on(VirtualTable.Moved)
    def message_chosen(self, event: VirtualTable.Moved) -> None:
        """Show the one that one went to; what was said of another one is over."""
        if event.key != self._shown:
            self._shown = event.key
            self._say("")
        self._show_message()

    def _show_rows(self, page: RowPage[OutboxMessage], known_at: datetime | None) -> None:
        """Show a page; what became of the message at the cursor may be another thing by now."""
        super()._show_rows(page, known_at)
        self._show_message()

    def _show_message(self) -> None:
        """Show the message at the cursor in full."""
        message = self.table.current
        now, timezone = self.desk.now(), self.desk.display.timezone
        self.query_one(EntryPane).show(() if message is None else message_lines(message, timezone, now))

    def why_not(self, command: CommandClass) -> str | None:
        """Most need a message at the cursor, in a state in which something can still become of it."""
        reason = super().why_not(command)
        if reason is not None or not self.is_mounted or command not in AT_THE_CURSOR:
            return reason
        message = self.table.current
        if message is None:
            return None if self.table.is_waiting else "There is no message at the cursor"
        return self._why_not_this(command, message)

    def _why_not_this(self, command: CommandClass, message: OutboxMessage) -> str | None:
        """Why this message stands against it, in words; ``None``: it does not."""
        if command is OpenItsCart:
            return None if message.cart_id else "It is about no cart"
        if command is DropMessage:
            return None if message.state in DROPS else "There is nothing to drop: it is over, or on its way"
        if not message.to:
            return NOT_KEPT
        if command is ResendMessage and message.state not in SENDS_AGAIN:
            return "It was sent already" if message.state is MessageState.SENT else "It is being sent"
        if command is ResendMessage and not self.desk.client.capabilities.mail:
            return NO_MAIL
        return None

    def footer_word(self, command: CommandClass) -> str:
        """What cannot be done with this one is not offered; one that waits is tried at once."""
        message = self.table.current if self.is_mounted else None
        if message is None or command not in AT_THE_CURSOR:
            return super().footer_word(command)
        if self._why_not_this(command, message) is not None:
            return ""
        if command is ResendMessage and message.state is MessageState.QUEUED:
            return "send now"
        return super().footer_word(command)

    def action_open_its_cart(self) -> None:
        """Open the cart that it is about."""
        self.open_the_row()

    def open_current(self) -> None:
        """Read the cart and open it."""
        message = self.table.current
        if message is not None and message.cart_id is not None:
            hold = self.desk_app.type_ahead.hold()
            self.read(open_cart(self, message.cart_id), group="open", hold=hold)

    def action_copy_its_text(self) -> None:
        """Copy it."""
        message = self.table.current
        if message is not None:
            self.app.copy_to_clipboard(f"{message.subject}\n\n{message.text}")
            self._say("The message is copied.")

    # --- sending again and dropping ------------------------------------------------------------------

    def action_resend_message(self) -> None:
        """Send it again, once it is there."""
        self.when_there(self._ask_to_resend)

    def _ask_to_resend(self) -> None:
        """Send it again; of one that may have been sent, ask first."""
        message = self.table.current
        if message is None:
            return
        if message.state is not MessageState.UNKNOWN:
            self._resend(message, True)
            return
        question = Question(
            f"Send the message to {message.to} again?",
            "Nobody knows whether it was sent: the customer may get it twice.",
            yes="Send it again",
        )
        self.app.push_screen(Confirm(question), partial(self._resend, message))

    def _resend(self, message: OutboxMessage, sure: bool | None) -> None:
        """Ask the backend for it; keys typed meanwhile wait."""
        if sure:
            self._say("Sending …")
            hold = self.desk_app.type_ahead.hold()
            self.write(self._send_again(message, hold.release), hold=hold)

    async def _send_again(self, message: OutboxMessage, queued: Callable[[], None]) -> None:
        """Queue it once, and say what becomes of it."""
        outbox = self.desk.client.outbox
        key = Intention().key_for(message.id)
        send = partial(outbox.resend, message.id, key=key)
        now = await self.until_answered(
            f"message {message.id}: not known yet whether it is sent again.", send
        )
        queued()
        said, wrong = outcome_of(await followed(outbox, now))
        if self.is_current:
            self.catch_up()
            self._say(said, wrong=wrong)
        else:
            self.app.notify(said, severity="error" if wrong else "information")

    def action_drop_message(self) -> None:
        """Ask whether to send it no more, once it is there."""
        self.when_there(self._ask_to_drop)

    def _ask_to_drop(self) -> None:
        """Ask whether to send it no more."""
        message, again = self.table.current, self.keymap.shown(ResendMessage)
        if message is not None:
            question = Question(
                f"Drop the message to {message.to or 'nobody any more'}?",
                f"{message.subject}\nIt is not sent; {again} sends it again by hand.",
                yes="Drop it",
            )
            self.app.push_screen(Confirm(question), partial(self._drop, message))

    def _drop(self, message: OutboxMessage, sure: bool | None) -> None:
        """Ask the backend for it; keys typed meanwhile wait."""
        if sure:
            hold = self.desk_app.type_ahead.hold()
            self.write(self._dropped(message), hold=hold)

    async def _dropped(self, message: OutboxMessage) -> None:
        """Drop it, once. Raises ``ClientError`` for what the backend refuses."""
        key = Intention().key_for(message.id)
        send = partial(self.desk.client.outbox.drop, message.id, key=key)
        await self.until_answered(f"message {message.id}: not known yet whether it was dropped.", send)
        self.catch_up()
        self._say("The message was dropped, and is not sent.")

    def show_error(self, error: ClientError) -> None:
        """Say it right below the message that it is about."""
        if not self.is_current or not self.query(Told):
            super().show_error(error)
            return
        self._say(error.message, wrong=True)

    def show_reason(self, reason: str) -> None:
        """Say it in the same place."""
        self._say(reason, wrong=True)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        """Say it below the message; empty: nothing."""
        if self.query(Told):
            self.query_one(Told).say(text, wrong=wrong)
