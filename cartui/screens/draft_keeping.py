"""Writing down what is half typed, so that a dropped line or a killed desk loses none of it (decision 26)."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from textual.screen import Screen

from cartui.client.protocol import ClientError, NotFound
from cartui.model.changes import Change
from cartui.screens.desk import Desk
from cartui.screens.dialog import Dialog
from cartui.settings.drafts import Draft, DraftFiles, Place, Typed
from cartui.settings.errors import NotWritten

if TYPE_CHECKING:
    from textual.app import App

MOMENT: Final = 1.0
"""Seconds after a key until what was typed is written down: more than once a second it never is."""


class DraftKeeping:
    """Takes up what was half typed at the last start, and writes down what is: soon, and at the end."""

    def __init__(self, app: "App[None]", desk: Desk, files: DraftFiles | None) -> None:
        """Without ``files`` it lasts as long as the desk."""
        self._app = app
        self._desk = desk
        self._files = files
        self._agent = ""
        self._kept: dict[Place, Typed] = {}
        self._keeping: asyncio.Task[None] | None = None

    async def recall(self) -> None:
        """Let the desk go on with what was half typed; once, when it is clear who works here."""
        if self._files is None or self._agent:
            return
        self._agent = self._desk.client.actor.name
        found = await asyncio.to_thread(self._files.load, self._agent, self._desk.now())
        half_typed = self._desk.half_typed
        for place, draft in found.items():
            half_typed.put_back(place, draft.number, draft.typed)
        self._kept = {place: draft.typed for place, draft in found.items()}
        half_typed.changed = self.soon
        half_typed.is_kept = True

    async def forget_what_is_gone(self) -> None:
        """Throw away what was typed about carts that were purged meanwhile."""
        for cart_id in self._desk.half_typed.carts:
            try:
                await self._desk.client.carts.get(cart_id)
            except NotFound:
                self._desk.half_typed.forget_cart(cart_id)
            except ClientError:
                return  # the next start looks again

    def when_changed(self, changes: Sequence[Change]) -> None:
        """These were changed; a purge is a change, too."""
        if {change.id for change in changes} & {*self._desk.half_typed.carts}:
            self._app.run_worker(self.forget_what_is_gone(), group="drafts", exclusive=True)

    def soon(self) -> None:
        """Something was typed, or saved: write that down in a moment, beside what the desk is doing."""
        if self._agent and (self._keeping is None or self._keeping.done()):
            self._keeping = asyncio.create_task(self._keep_soon(), name="drafts")

    def gather(self, screens: Sequence[Screen[object]]) -> None:
        """Take what stands in forms that are open."""
        for screen in screens:
            if isinstance(screen, Dialog) and screen.is_mounted:
                screen.keep_draft()

    async def _keep_soon(self) -> None:
        """Write down what there is in a moment; what is typed while that is done, after that."""
        while True:
            await asyncio.sleep(MOMENT)
            self.gather(self._app.screen_stack)
            changes = self._changes()
            if not changes:
                return
            await asyncio.to_thread(self._write, changes)

    async def end(self) -> None:
        """Write down what is not yet, now."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait({self._keeping})
        if self._agent and (changes := self._changes()):
            await asyncio.to_thread(self._write, changes)
        if self._files is not None:
            await asyncio.to_thread(self._files.forget_old)

    def _changes(self) -> dict[Place, Draft | None]:
        """What is another than what was written down last, which from now on counts as written down."""
        from cartui.rules.card_numbers import mask_card_numbers

        now, changes = self._desk.now(), dict[Place, Draft | None]()
        typed: dict[Place, Typed] = {}
        for place, number, text in self._desk.half_typed.all():
            typed[place] = (
                mask_card_numbers(text)
                if isinstance(text, str)
                else {name: mask_card_numbers(value) for name, value in text.items()}
            )
            if typed[place] != self._kept.get(place):
                changes[place] = Draft(
                    about=place.about,
                    ref=place.ref,
                    form=place.form,
                    number=number,
                    typed=typed[place],
                    at=now,
                )
        changes |= dict.fromkeys(self._kept.keys() - typed.keys())
        self._kept = typed
        return changes

    def _write(self, changes: dict[Place, Draft | None]) -> None:
        """Write it down; where that fails, it lasts as long as the desk."""
        assert self._files is not None  # noqa: S101 - without files nothing is recalled, and so nothing kept
        with suppress(NotWritten):
            self._files.change(self._agent, changes, self._desk.now())
