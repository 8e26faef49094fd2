"""Writing down what is half typed, so that a dropped line or a killed desk loses none of it (decision 26)."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from textual.screen import Screen

from cartui.client.protocol import ClientError, NotFound
from cartui.model.changes import EXPORT, HISTORY, PRESENCE, Change
from cartui.screens.desk.desk import Desk
from cartui.screens.desk.half_typed import HalfForm
from cartui.screens.dialogs.dialog import Dialog
from cartui.settings.drafts import Draft, DraftFiles, DraftKey, Typed
from cartui.settings.errors import NotWritten

if TYPE_CHECKING:
    from textual.app import App

MOMENT: Final = 1.0
"""Seconds after a key until what was typed is written down: more than once a second it never is."""

AGAIN: Final = 30.0
"""Seconds until what could not be written down is tried again, unless something is typed before."""


@dataclass(frozen=True, slots=True)
class _Written:
    """What came of writing down."""

    kept: dict[DraftKey, Typed]
    """What is in the file now as it was masked."""
    gone: frozenset[DraftKey]
    trouble: str = ""
    """Why not all of it is kept."""


class DraftKeeping:
    """Takes up what was half typed at the last start, and writes down what is: soon, and at the end."""

    def __init__(self, app: "App[None]", desk: Desk, files: DraftFiles | None) -> None:
        """Without ``files`` it lasts as long as the desk."""
        self._app = app
        self._desk = desk
        self._files = files
        self._agent = ""
        self._kept: dict[DraftKey, HalfForm] = {}
        """What is written down, as it was typed."""
        self._wrote: dict[DraftKey, Typed] = {}
        """The same as it is in the file, where card numbers are masked."""
        self._keeping: asyncio.Task[None] | None = None
        self._again: asyncio.TimerHandle | None = None
        self._writing = asyncio.Lock()
        self._has_told = False

    async def recall(self) -> None:
        """Let the desk go on with what was half typed; once, when it is clear who works here."""
        if self._files is None or self._agent:
            return
        self._agent = self._desk.client.actor.name
        found = await asyncio.to_thread(self._files.load, self._agent, self._desk.now())
        half_typed = self._desk.half_typed
        for place, draft in found.items():
            half = HalfForm(place, draft.number, draft.typed, draft.begun)
            half_typed.put_back(half)
            self._kept[place] = half
            self._wrote[place] = draft.typed
        half_typed.changed, half_typed.keep_now = self.soon, self.now
        half_typed.is_kept = True

    async def forget_what_is_gone(self, carts: Collection[str] | None = None) -> None:
        """Throw away what was typed about carts that were purged meanwhile, of these or of all."""
        for cart_id in self._desk.half_typed.carts if carts is None else carts:
            try:
                await self._desk.client.carts.get(cart_id)
            except NotFound:
                self._desk.half_typed.forget_cart(cart_id)
            except ClientError:
                return  # the next start looks again

    def when_changed(self, changes: Sequence[Change]) -> None:
        """These were changed; a purge is a change, too."""
        changed = {change.id for change in changes if change.kind not in {PRESENCE, HISTORY, EXPORT}}
        named = changed & {*self._desk.half_typed.carts}
        if named:
            self._app.run_worker(self.forget_what_is_gone(named), group="drafts")

    def soon(self) -> None:
        """Something was typed, or saved: write that down in a moment, beside what the desk is doing."""
        if self._agent and (self._keeping is None or self._keeping.done()):
            if self._again is not None:
                self._again.cancel()
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
            if not self._changed():
                return
            await self.now()
            if not self._desk.half_typed.is_kept:
                self._again = asyncio.get_running_loop().call_later(AGAIN, self.soon)
                return

    async def now(self) -> None:
        """Write down what is not yet; where that fails it is said once, and does not count as kept."""
        async with self._writing:
            changed = self._changed() if self._agent else {}
            if not changed:
                return
            written = await asyncio.to_thread(self._write, changed)
            for place in written.gone:
                self._kept.pop(place, None)
                self._wrote.pop(place, None)
            for place, typed in written.kept.items():
                half = changed[place]
                if half is not None:
                    self._kept[place] = half
                self._wrote[place] = typed
            self._desk.half_typed.is_kept = not written.trouble
            self._tell(written.trouble)

    async def end(self) -> None:
        """Write down what is not yet, now."""
        async with self._writing:  # what is being written is, before something newer
            if self._keeping is not None:
                self._keeping.cancel()
                await asyncio.wait({self._keeping})
            if self._again is not None:
                self._again.cancel()
        await self.now()
        if self._files is not None:
            await asyncio.to_thread(self._files.forget_old)

    def _tell(self, trouble: str) -> None:
        """Say once why it is not written down."""
        if trouble and not self._has_told:
            self._app.notify(
                f"What is half typed is lost when this desk ends: {trouble}",
                severity="warning",
                timeout=20,
            )
        self._has_told = bool(trouble)

    def _changed(self) -> dict[DraftKey, HalfForm | None]:
        """The drafts that differ from what is on disk; ``None``: the draft is gone."""
        typed = {half.place: half for half in self._desk.half_typed.all()}
        changed: dict[DraftKey, HalfForm | None] = {
            place: half for place, half in typed.items() if half != self._kept.get(place)
        }
        return changed | dict.fromkeys(self._kept.keys() - typed.keys())

    def _write(self, changed: dict[DraftKey, HalfForm | None]) -> _Written:
        """Mask and write it down; in a thread, since both take their time."""
        assert self._files is not None  # noqa: S101 - without files nothing is recalled, and so nothing kept
        now = self._desk.now()
        drafts = {place: half and _draft(half, now) for place, half in changed.items()}
        try:
            too_long = self._files.change(self._agent, drafts, now, wrote=self._wrote)
        except NotWritten as error:
            return _Written({}, frozenset(), str(error))
        kept = {p: draft.typed for p, draft in drafts.items() if draft is not None and p not in too_long}
        gone = frozenset(place for place, draft in drafts.items() if draft is None)
        long = [draft for draft in drafts.values() if draft is not None and draft.place in too_long]
        named = ", ".join(f"{draft.form} {draft.number}".strip() for draft in long)
        return _Written(kept, gone, f"too long to be kept: {named}." if named else "")


def _draft(half: HalfForm, now: datetime) -> Draft:
    """What is written down of a form that is half typed: no card numbers."""
    place, begun = half.place, half.begun
    return Draft(
        about=place.about,
        ref=place.ref,
        form=place.form,
        number=half.number,
        typed=_masked(half.typed),
        began=None if begun is None else _masked(begun.values),
        version=0 if begun is None else begun.version,
        at=now,
    )


def _masked(typed: Typed) -> Typed:
    """The texts without card numbers."""
    from cartui.rules.card_numbers import mask_card_numbers

    if isinstance(typed, str):
        return mask_card_numbers(typed)
    return {name: mask_card_numbers(text) for name, text in typed.items()}
