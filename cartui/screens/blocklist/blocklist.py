"""The blocklist: who may not buy, why, by whom and until when."""

from functools import partial
from typing import Final

from textual.app import ComposeResult
from textual.content import Content

from cartui.commands.blocklist import (
    BLOCKLIST,
    CopyBlocked,
    ListCaughtCarts,
    TakeOff,
    ViewBlocked,
    ViewNoLongerBlocked,
)
from cartui.commands.command import CommandClass
from cartui.model.blocklist import Block
from cartui.model.query import Page
from cartui.screens.blocklist.block_columns import block_columns
from cartui.screens.desk.intention import Intention
from cartui.screens.dialogs.confirm import Confirm, Question
from cartui.screens.lists.keyset_reader import Reading
from cartui.screens.lists.list_screen import ListScreen
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.query_line import QueryLine
from cartui.widgets.virtual_table import VirtualTable

AT_THE_CURSOR: Final[frozenset[CommandClass]] = frozenset({ListCaughtCarts, TakeOff, CopyBlocked})
"""Commands that need an entry at the cursor."""


class BlocklistScreen(ListScreen[Block]):
    """The entries that hold, the latest first; or those that ended."""

    OFFERS = BLOCKLIST
    DEFAULT_CSS = """
    BlocklistScreen VirtualTable {
        border: solid $panel-lighten-2; border-title-color: $text-muted; border-subtitle-color: $text-muted;
    }
    BlocklistScreen VirtualTable:focus { border: solid $accent; border-title-color: $accent; }
    """

    def __init__(self) -> None:
        """Begin with those that hold."""
        super().__init__()
        self._ended = False
        self._text = ""

    def compose(self) -> ComposeResult:
        """What is searched for, and the list."""
        yield DeskHeader()
        yield QueryLine("the beginning of an email, a domain, an address or a country")
        yield VirtualTable(
            block_columns(self.desk.now, ended=False), key=lambda block: str(block.id), forwards_only=True
        )
        yield Hints()

    def on_mount(self) -> None:
        """Name what is listed."""
        self._show_view()

    # --- what is listed -------------------------------------------------------------------------------

    async def ask(self, reading: Reading) -> Page[Block]:
        """One page, from the latest on."""
        return await self.desk.client.blocklist.list(
            self._text, ended=self._ended, limit=reading.limit, after=reading.after
        )

    def search(self, text: str) -> bool:
        """List those that begin so."""
        if text.strip() != self._text or self.line.has_trouble:
            self._text = text.strip()
            self._start()
        return True

    def _start(self) -> None:
        """Show another list from its beginning."""
        self.line.show_matches("")
        self._show_view()
        self.refresh_hints()
        if self.desk.is_open:
            self.table.start()

    def _show_view(self) -> None:
        """Name above the list which they are, and below it the key of the others."""
        table = self.table
        table.columns = block_columns(self.desk.now, ended=self._ended)
        table.title = "blocklist" + (" · blocked no longer" if self._ended else "")
        if self._text:
            table.empty = "None begins so"
        else:
            table.empty = "No entry has ended" if self._ended else "Nobody is blocked"
        other, name = (ViewBlocked, "blocked") if self._ended else (ViewNoLongerBlocked, "blocked no longer")
        key = self.keymap.shown(other)
        table.border_subtitle = Content(f"{key} {name}" if key else "")

    def _view(self, *, ended: bool) -> None:
        """List those that ended, or those that hold."""
        self._ended = ended
        self._start()

    def action_view_blocked(self) -> None:
        """List those that hold."""
        self._view(ended=False)

    def action_view_no_longer_blocked(self) -> None:
        """List those that ended."""
        self._view(ended=True)

    # --- the entry at the cursor ----------------------------------------------------------------------

    def why_not(self, command: CommandClass) -> str | None:
        """Most need an entry at the cursor, and what ended is not taken off."""
        reason = super().why_not(command)
        if reason is not None or not self.is_mounted:
            return reason
        if command in AT_THE_CURSOR and self.table.current is None and not self.table.is_waiting:
            return "There is no entry at the cursor"
        return "It has ended already" if command is TakeOff and self._ended else None

    def footer_word(self, command: CommandClass) -> str:
        """What cannot be done with these is not offered."""
        return "" if command is TakeOff and self._ended else super().footer_word(command)

    async def action_list_caught_carts(self) -> None:
        """List the carts that the entry catches."""
        self.open_the_row()

    def open_current(self) -> None:
        """Go to them."""
        from cartui.rules.blocklist import query_for

        if (block := self.table.current) is not None:
            self.app.call_later(self.desk_app.look_for_carts, query_for(block.kind, block.value))

    def action_copy_blocked(self) -> None:
        """Copy what it blocks."""
        if (block := self.table.current) is not None:
            self.app.copy_to_clipboard(block.value)
            self.notify(f"{block.value} is copied.")

    # --- blocking, testing, taking off ----------------------------------------------------------------

    def action_block_somebody(self) -> None:
        """Open the form."""
        from cartui.screens.blocklist.block_form import BlockForm

        self.app.push_screen(BlockForm(), self._blocked)

    def _blocked(self, block: Block | None) -> None:
        """List it with the others, from the beginning, where it stands."""
        if block is None:
            return
        self._ended, self._text = False, ""
        self.line.put("")
        self._start()
        self._say(f"{block.value} is blocked")

    def action_ask_blocklist(self) -> None:
        """Ask whom it is about."""
        from cartui.screens.blocklist.is_it_blocked import IsItBlocked

        self.app.push_screen(IsItBlocked())

    def action_take_off(self) -> None:
        """Ask whether to take off the one at the cursor."""
        self.when_there(self._ask_to_take_off)

    def _ask_to_take_off(self) -> None:
        """Say what it is, and ask."""
        if (block := self.table.current) is not None:
            question = Question(
                f"Take {block.value} off the blocklist?",
                f"{block.agent} blocked it: {block.reason}\nWhoever it kept from buying may buy again.",
                yes="Take off",
            )
            self.app.push_screen(Confirm(question), partial(self._take_off, block))

    def _take_off(self, block: Block, sure: bool | None) -> None:
        """Ask the backend for it; keys typed meanwhile wait."""
        if sure:
            hold = self.desk_app.type_ahead.hold()
            self.write(self._taken_off(block), hold=hold)

    async def _taken_off(self, block: Block) -> None:
        """Take it off, once. Raises ``ClientError`` for what the backend refuses."""
        key = Intention().key_for(block.id)
        send = partial(self.desk.client.blocklist.remove, block.id, key=key)
        await self.until_answered(f"{block.value}: not known yet whether it was taken off.", send)
        self.catch_up()
        self._say(f"{block.value} is blocked no longer")

    def _say(self, done: str) -> None:
        """Say what was done."""
        self.line.show_matches(done)
        self.refresh_hints()
