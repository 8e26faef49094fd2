"""One cart while it is being edited: edits in their order, one at a time, and what came of them.

A key never waits: what is asked for is queued here and saved in the background, each edit on the version
that the one before gave. The queue belongs to the desk and not to a screen, so leaving a screen cancels
no write.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from cartui.client.protocol import (
    Carts,
    ClientError,
    Conflict,
    History,
    Locked,
    Unauthenticated,
    Unavailable,
)
from cartui.model.actions import Action
from cartui.model.cart import Cart, CartLine, CartState
from cartui.rules.editing.field_names import fields_in_words
from cartui.screens.desk.asked_edit import Area, Edit, Resolve, Saving, Step, in_words
from cartui.screens.desk.clashes import Clash, Clashes
from cartui.screens.desk.others_changes import (
    capitalised,
    changed_by,
    clash,
    done_at,
    meant,
    overtaken,
)
from cartui.screens.desk.reach import seconds_before_next

__all__ = ["MOST_TRIES", "Area", "CartEdits", "Saving"]

MOST_TRIES: Final = 5
"""Times that an edit is tried while others are quicker each time."""


@dataclass(slots=True)
class CartEdits:
    """What the backend has of one cart, what has been asked for since, and what was refused."""

    carts: Carts
    history: History
    cart: Cart
    new_key: Callable[[], str]
    """Makes idempotency keys."""
    start: Callable[[Coroutine[None, None, None]], object]
    """Runs a coroutine for as long as the desk lives."""
    doubt: Callable[[ClientError], None] = lambda _error: None
    """Gets what the backend could not be reached with."""
    saving: Saving = Saving.SAVED
    trouble: str = ""
    """Why it is waiting."""
    refusals: dict[Area, str] = field(default_factory=dict)
    """The last refusal in each area, until something in it is saved."""
    clashes: Clashes = field(default_factory=Clashes)
    """What was refused since others decided about the same, until it is decided between the two."""
    not_found: set[Area] = field(default_factory=set)
    """Areas whose refusal only says that nothing was found."""
    told: str = ""
    """What others changed meanwhile, or why there was nothing to undo or redo; until the next edit."""
    drafts: dict[str, object] = field(default_factory=dict)
    """What was typed into forms and is not saved yet, by form."""
    placing: bool = False
    """Whether it is to become an order and no answer came so far: nothing of it can be changed then."""
    news: Callable[[Cart, Cart], str] = lambda _before, _after: ""
    """What is to be told of an edit that was saved, by the cart before and after it."""
    observers: list[Callable[[], None]] = field(default_factory=list)
    """Called whenever anything here has changed."""
    _queue: deque[Edit] = field(default_factory=deque)
    _on_top: int = 0
    """Our own changes that an undo would take back before it came to one that nobody had seen."""
    _running: bool = False
    _settled: asyncio.Event = field(default_factory=asyncio.Event)
    _hurry: asyncio.Event = field(default_factory=asyncio.Event)

    def ask(self, area: Area, *actions: Action, draft: str = "", before: Cart | None = None) -> None:
        """Queue actions that belong together. What still waits is replaced where it is said anew.

        ``draft`` names the form that they were typed into: its draft is forgotten once they are saved.
        ``before`` is the cart that was seen then: what others decided about the same since makes a clash.
        """
        edit = Edit(area, self.new_key(), actions, draft=draft)
        if before is not None and (both := overtaken(before, self.cart, actions)):
            edit.before = before
            self.clashes.replaced_by(self.cart, actions)
            self._refused(edit, _conflict(both, self.cart))
            self._changed()
            return
        if len(self._queue) > 1 and edit.says_anew(self._queue[-1]):
            self._queue.pop()
        self._add(edit)

    def ask_when_found(self, area: Area, resolve: Resolve) -> None:
        """Queue an edit that is found out when its turn comes, so that the order of keys is kept."""
        self._add(Edit(area, self.new_key(), resolve=resolve))

    def forget_what_was_not_found(self) -> None:
        """What could not be found out is said until the next thing is asked for; nothing of it is unsaved."""
        for area in self.not_found:
            self.refusals.pop(area, None)
        self.not_found.clear()

    def settle(self, shown: Collection[Clash], chosen: Mapping[Area, Sequence[Action]]) -> None:
        """Both versions of these were seen: ask for what was chosen of ours in each area, no more of it."""
        drafts = {clash.area: clash.draft for clash in shown}
        self.clashes.settled(shown)
        left = self.clashes.drafts()
        for area, draft in drafts.items():
            if area not in left:
                self.refusals.pop(area, None)
            if chosen.get(area):
                self.ask(area, *chosen[area], draft=draft)
            elif draft not in left.values():
                self.drafts.pop(draft, None)
        self._changed()

    def forget_refusals(self, areas: Collection[Area] = tuple(Area)) -> None:
        """What was refused in these areas is not wanted any more."""
        self.clashes.forget(areas)
        for area in areas:
            self.refusals.pop(area, None)

    def ask_undo(self) -> None:
        """Queue an undo of the latest change."""
        self._add(Edit(Area.CART, self.new_key(), step=Step.UNDO))

    def ask_redo(self) -> None:
        """Queue bringing back what the latest undo took."""
        self._add(Edit(Area.CART, self.new_key(), step=Step.REDO))

    def quantity(self, line_id: str) -> int | None:
        """The quantity that was last asked for, else the one the cart has; ``None``: no such line."""
        line = self.cart.line(line_id)
        return self.wanted.get(line_id, line.quantity) if line else None

    @property
    def wanted(self) -> dict[str, int]:
        """Quantities that were asked for and are not saved yet, by line."""
        asked = [edit.sets_quantity for edit in self._queue]
        return {action.line: action.quantity for action in asked if action is not None}

    @property
    def lines(self) -> tuple[CartLine, ...]:
        """The cart's lines in the order that was last asked for, whether that is saved yet or not."""
        lines = list(self.cart.lines)
        for move in filter(None, (edit.moves for edit in self._queue)):
            line = self.cart.line(move.line)
            if line is not None:
                lines.remove(line)
                lines.insert(move.to, line)
        return tuple(lines)

    def take(self, cart: Cart) -> None:
        """Take over a cart that was read elsewhere, unless a newer one is here already."""
        if not self._running and cart.version >= self.cart.version:
            self._have(cart)
            self._changed()

    def _have(self, cart: Cart) -> None:
        """Have that cart. What clashes at one that is open no more cannot be settled, which is said."""
        self.cart = cart
        if cart.state is not CartState.OPEN and len(self.clashes):
            self.forget_refusals(self.clashes.drafts())
            self.told = f"{cart.number} is open no more: what you wanted otherwise is not saved."

    def try_now(self) -> None:
        """Try again at once instead of after the pause."""
        self._hurry.set()

    async def settled(self) -> Cart:
        """Wait until everything asked for has been saved or refused, and give the cart."""
        while self._running:
            self._settled.clear()
            await self._settled.wait()
        return self.cart

    async def saved(self) -> Cart:
        """The same, but raise ``Unavailable`` as soon as saving has to wait for the backend."""
        while self._running:
            if self.saving is Saving.WAITING:
                raise Unavailable(f"The cart is not saved yet: {self.trouble}")
            self._settled.clear()
            await self._settled.wait()
        return self.cart

    @contextmanager
    def being_placed(self) -> Iterator[None]:
        """Within it the cart is on its way to become an order."""
        self.placing = True
        self._changed()
        try:
            yield
        finally:
            self.placing = False
            self._changed()

    @property
    def busy(self) -> bool:
        """Whether something is still to be saved."""
        return self._running

    @property
    def left(self) -> int:
        """How many changes are still to be saved."""
        return len(self._queue)

    def _add(self, edit: Edit) -> None:
        """Queue an edit and see that somebody works on the queue."""
        self._queue.append(edit)
        self.told = ""
        self.forget_what_was_not_found()
        if edit.area not in self.clashes.drafts():
            self.refusals.pop(edit.area, None)
        self._hurry.set()
        if not self._running:
            self._running = True
            self.saving = Saving.SAVING
            self.start(self._work())
        self._changed()

    def _changed(self) -> None:
        """Tell whoever shows this cart."""
        for observer in tuple(self.observers):
            observer()

    async def _work(self) -> None:
        """Save one edit after the other until none is left."""
        tries = 0
        try:
            while self._queue:
                edit = self._queue[0]
                try:
                    cart = await self._save(edit)
                except (Unavailable, Unauthenticated) as error:
                    await self._pause(error, tries)
                    tries += 1
                    continue
                except Locked as error:
                    self._queue.clear()
                    await self._read_again()
                    self.refusals[edit.area] = error.message
                except ClientError as error:
                    self._queue.popleft()
                    self._refused(edit, error)
                else:
                    self._queue.popleft()
                    self.drafts.pop(edit.draft, None)
                    for area in self.clashes.replaced_by(cart, edit.actions):
                        self.refusals.pop(area, None)
                    if cart.version > self.cart.version:
                        self._on_top += -1 if edit.step is Step.UNDO else 1
                    if edit.step is None:
                        self.told = " ".join(filter(None, (self.told, self.news(self.cart, cart))))
                    self.cart = cart
                tries = 0
                self.saving = Saving.SAVING if self._queue else Saving.SAVED
                self._changed()
        finally:
            self._running = False
            self.saving = Saving.SAVED
            self._settled.set()
            self._changed()

    def _refused(self, edit: Edit, error: ClientError) -> None:
        """Say why; an undo or redo that cannot be done leaves nothing unsaved."""
        if edit.step is not None:
            self.told = in_words(error)
        elif isinstance(error, Conflict) and edit.before and self._is_done(edit, edit.before):
            self.told = "Somebody else did the same meanwhile."
            self.drafts.pop(edit.draft, None)
        else:
            self.refusals[edit.area] = in_words(error)
            self.not_found.discard(edit.area)
            if edit.resolve is not None:
                self.not_found.add(edit.area)

    def _is_done(self, edit: Edit, before: Cart) -> bool:
        """Whether others did the same; what clashes is kept, to be settled."""
        kept = self.clashes.keep(Clash(edit.area, before, edit.actions, edit.draft), self.cart)
        return not kept and bool(meant(before, edit.actions))

    async def _save(self, edit: Edit) -> Cart:
        """Do one edit; where somebody was quicker, once more on top of what they did, if the two go together.

        Each try names the very version that it is meant for, so that every change of others is met here.
        """
        if edit.step is not None:
            return await self._walk(edit, edit.step)
        if edit.resolve is not None:
            edit.actions = tuple(await edit.resolve())
            edit.resolve = None
            self._ensure_no_clash(edit)
        if not edit.actions:
            return self.cart
        for _ in range(MOST_TRIES):
            try:
                cart = await self.carts.edit(self.cart.id, self.cart.version, edit.actions, key=edit.key)
            except Conflict as conflict:
                await self._overtaken(conflict)
                self._ensure_no_clash(edit)
                edit.key = self.new_key()  # nothing was applied, and a key stands for one set of arguments
            else:
                break
        else:
            raise Conflict("Not saved: others change this cart faster than it can be saved.")
        if edit.overtaken:
            self.told = f"Saved on top of what somebody else changed: {fields_in_words(sorted(edit.theirs))}."
        return cart

    async def _walk(self, edit: Edit, step: Step) -> Cart:
        """Undo or redo on the cart as it was seen, so that nothing is taken back that somebody did since."""
        if edit.overtaken and (step is Step.REDO or self._on_top < 1):
            raise Conflict(f"Nothing was {step.value}: somebody else changed the cart meanwhile.")
        seen = self.cart.version
        walk = self.carts.undo if step is Step.UNDO else self.carts.redo
        try:
            cart = await walk(self.cart.id, version=seen, key=edit.key)
        except Conflict as conflict:
            who = await changed_by(self.history, self.cart.id, seen)
            await self._overtaken(conflict)
            self._queue = deque(other for other in self._queue if other is edit or other.step is None)
            raise Conflict(
                f"Nothing was {step.value}, since the cart was changed meanwhile by {who}."
            ) from conflict
        self.told = (
            f"{capitalised(await done_at(self.history, cart) or f'the latest change is {step.value}')}."
        )
        return cart

    async def _overtaken(self, conflict: Conflict) -> None:
        """Take the cart as others left it, and refuse at once what waits and means the same as they did.

        What waits was asked for by somebody who saw the cart as it was, and so was what builds on it, such
        as one more of a quantity.
        """
        seen = self.cart
        self.cart = conflict.current or await self.carts.get(self.cart.id)
        self._on_top = 0
        for edit in self._queue:
            edit.overtaken = True
            edit.before = edit.before or seen
            edit.theirs |= frozenset(conflict.changed)
        first, *others = self._queue
        self._queue = deque([first])
        for edit in others:
            try:
                self._ensure_no_clash(edit)
            except Conflict as error:
                self._refused(edit, error)
            else:
                self._queue.append(edit)
        self._changed()

    def _ensure_no_clash(self, edit: Edit) -> None:
        """Raise ``Conflict`` where others changed what the edit means before anybody had seen it."""
        both = clash(self.cart, edit.actions, edit.theirs) if edit.actions else ()
        if both:
            raise _conflict(both, self.cart)

    async def _pause(self, error: ClientError, tries: int) -> None:
        """Wait a little, or until somebody asks for more."""
        self.saving = Saving.WAITING
        self.trouble = error.message
        self._settled.set()
        self._hurry.clear()
        self._changed()
        self.doubt(error)
        try:
            await asyncio.wait_for(self._hurry.wait(), seconds_before_next(tries, error))
        except TimeoutError:
            return
        finally:
            self.saving = Saving.SAVING

    async def _read_again(self) -> None:
        """Show the cart as it is now; where even that fails, the refusal says enough."""
        try:
            self._have(await self.carts.get(self.cart.id))
        except ClientError as error:
            self.trouble = error.message


def _conflict(both: tuple[str, ...], cart: Cart) -> Conflict:
    """That others changed these fields."""
    said = f"Not saved: somebody else changed {fields_in_words(both)} meanwhile."
    return Conflict(said, current=cart, changed=both)
