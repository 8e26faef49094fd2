"""Blocking somebody: what a value means and how many carts it would catch is said while it is typed."""

from asyncio import sleep
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from textual import on
from textual.widgets import Input

from cartui.client.protocol import Invalid
from cartui.commands.blocklist import BLOCKING, ListWouldCatch
from cartui.commands.command import CommandClass
from cartui.formatting.ages import show_time
from cartui.model.blocklist import Block, NewBlock
from cartui.model.query import Count
from cartui.rules.block_expiry import read_expiry
from cartui.rules.blocklist import Blocked, query_for, read_blocked
from cartui.rules.query.cart_query import parse_query
from cartui.rules.typed_until import EXPECTED
from cartui.screens.blocklist.block_words import KINDS, catches_words
from cartui.screens.desk.intention import Intention
from cartui.screens.dialogs.dialog import LONG, Words
from cartui.screens.dialogs.form import Field, Form
from cartui.settings.system_zone import system_zone

SETTLE: Final = 0.15
"""Seconds without a key after which it is counted what the value would catch."""


class BlockForm(Form[Block | None]):
    """One entry of the blocklist. Gives it once it is saved."""

    HEADING = "block somebody"
    OFFERS = BLOCKING
    EDITS_SAVED = False

    def __init__(self, value: str = "") -> None:
        """``value``: what is to be blocked, where that is known."""
        super().__init__(self.desk.half_typed.elsewhere, f"block {value}".rstrip())
        self._value = value
        self._meant = Intention()
        self._saving = False
        self._caught: tuple[Blocked, Count] | None = None
        """What was counted last, and how many carts it catches."""

    def fields(self) -> Sequence[Field]:
        """Who, why and for how long."""
        kinds = "email, example.com, IP, 203.0.113.0/24, AQ"
        return (
            Field("value", "Who", self._value, required=True, hint=kinds),
            Field("reason", "Reason", required=True, hint="who looks at this later has to know"),
            Field("expires_at", "Ends", hint="30d, 2026-12-31; empty: never"),
        )

    def on_mount(self) -> None:
        """Say what stands there already."""
        super().on_mount()
        if not self.draft():
            self._echo()
        self._count()

    # --- what is said while one types -------------------------------------------------------------

    @on(Input.Changed)
    def understood(self) -> None:
        """Say how it is understood."""
        self._echo()
        self._count()
        self.refresh_hints()

    @property
    def _blocked(self) -> Blocked | None:
        """What is meant by now; ``None`` while that makes no sense."""
        with suppress(Invalid):
            return read_blocked(self.values()["value"]) if self.rows else None
        return None

    def _echo(self) -> None:
        """Say what it is, when it ends, and how many carts it would catch."""
        if self._saving:
            return
        blocked = self._blocked
        if blocked is None:
            self.told.say("An email, a domain, an IP address, a network or a country, told by its form.")
            return
        counted = self._caught
        caught = "" if counted is None or counted[0] != blocked else catches_words(counted[1])
        what = f"{KINDS[blocked.kind]}: {blocked.value}."
        self.told.say(" ".join(filter(None, (what, caught, self._ends))))

    @property
    def _ends(self) -> str:
        """When it ends, in a sentence; nothing while that makes no sense."""
        try:
            ends = self._expiry(self.values()["expires_at"])
        except ValueError:
            return f"Ends: {EXPECTED}."
        if ends is None:
            return "It stays until somebody takes it off."
        return f"It ends {show_time(ends, self._zone.key, self.desk.now())} ({self._zone.key})."

    @property
    def _zone(self) -> ZoneInfo:
        """The time zone in which a day is meant."""
        return ZoneInfo(self.desk.display.timezone or system_zone())

    def _expiry(self, text: str) -> datetime | None:
        """When it ends. Raises ``ValueError``."""
        return read_expiry(text, self.desk.now(), self._zone)

    def _count(self) -> None:
        """Count what it would catch, unless that is known."""
        blocked = self._blocked
        if blocked is not None and (self._caught is None or self._caught[0] != blocked):
            self.read(self._count_caught(blocked), group="caught", quietly=True)

    async def _count_caught(self, blocked: Blocked) -> None:
        """Count it once nobody types; where it cannot be counted, nothing is said of it."""
        await sleep(SETTLE)
        query = parse_query(query_for(*blocked), self._zone.key)
        with suppress(Invalid):  # a server that cannot filter by that
            self._caught = blocked, await self.desk.client.carts.count(query)
            if not self.told.is_wrong:  # why it was refused stays until the next key
                self._echo()

    # --- the carts that it would catch ------------------------------------------------------------

    def why_not(self, command: CommandClass) -> str | None:
        """Only what makes sense catches carts."""
        if command is ListWouldCatch and self.is_mounted and self._blocked is None:
            return "Say first whom to block"
        return super().why_not(command)

    async def action_list_would_catch(self) -> None:
        """Keep what is typed, and list the carts."""
        blocked = self._blocked
        if blocked is not None and self.may_leave():
            self.keep_draft()
            self.dismiss(None)
            await self.desk_app.look_for_carts(query_for(*blocked))

    # --- saving -----------------------------------------------------------------------------------

    def save(self, values: Mapping[str, str]) -> None:
        """Save the entry; the dialog stays until the backend has it."""
        if self._saving:
            self.desk.reach.try_now()
            return
        try:
            ends = self._expiry(values["expires_at"])
        except ValueError as error:
            self.show_problems({"expires_at": str(error)})
            return
        try:
            read_blocked(values["value"])
            new = NewBlock(value=values["value"], reason=values["reason"], expires_at=ends)
        except Invalid as error:
            self.show_problems({"value": error.message})
            return
        except ValidationError as error:
            self.show_problems({str(each["loc"][0]): "This is too long." for each in error.errors()})
            return
        self._saving = True
        self.told.say("saving …")
        hold = self.desk_app.type_ahead.hold()
        self.write(self._add(new), hold=hold)

    async def _add(self, new: NewBlock) -> None:
        """Ask the backend for it, once for what is typed."""
        words = Words(
            open=f"{new.value}: not known yet whether it was blocked.",
            not_known="Not known yet whether it is blocked",
            once="it is blocked once",
            then="you are told when it is blocked",
        )
        send = partial(self.desk.client.blocklist.add, new, key=self._meant.key_for(new))
        try:
            block = await self.answer_to(send, words)
        finally:
            self._saving = False
        self._drafts.pop(self._draft_name, None)
        if self.is_current:
            self.dismiss(block)
        else:
            self.app.notify(f"{block.value} is blocked.", timeout=LONG)
