"""The queue of a cart's edits: in order, one at a time, nothing lost."""

import asyncio
from collections.abc import Sequence
from itertools import count

import pytest

from cartui.client.protocol import Conflict, Invalid, Locked, Unavailable
from cartui.model.actions import Action, AddLine, SetNote, SetQuantity, SetTags
from cartui.model.cart import Cart
from cartui.model.history import EntryKind, HistoryEntry
from cartui.screens.desk import reach
from cartui.screens.desk.cart_edits import Area, CartEdits, Saving

CART = Cart.model_validate(
    {
        "id": "1", "number": "C-1", "version": 1, "state": "open", "origin": "agent", "market": "BD",
        "currency": "BDT", "price_level": "retail", "created_at": "2026-11-21T09:00:00Z",
        "updated_at": "2026-11-21T09:00:00Z",
        "lines": [
            {
                "id": "a", "sku": "A", "title": "A", "price_source": "list", "quantity": 2, "unit_price": 1,
                "gross": 2, "discount": 0, "coupon": 0, "tax": 0, "total": 2,
            }
        ],
    }
)  # fmt: skip


class Backend:
    """Remembers what it was asked, and answers or refuses as it is told; carts and history in one."""

    def __init__(self) -> None:
        """Nothing asked yet."""
        self.cart = CART
        self.entries: list[HistoryEntry] = []
        self.undone: list[tuple[int | None, str | None]] = []
        self.redone: list[tuple[int | None, str | None]] = []
        self.asked: list[tuple[int, tuple[Action, ...], bool, str | None]] = []
        self.refusals: list[Exception] = []
        self.at_once = 0
        self.undo_is_followed_by_a_comment = False
        self.changed: tuple[str, ...] = ()

    async def edit(
        self,
        _ref: str,
        version: int,
        actions: Sequence[Action],
        *,
        rebase: bool = False,
        key: str | None = None,
    ) -> Cart:
        """One version more, unless it is refused."""
        self.asked.append((version, tuple(actions), rebase, key))
        self.at_once += 1
        assert self.at_once == 1, "one edit at a time"
        await asyncio.sleep(0.001)
        self.at_once -= 1
        if self.refusals:
            raise self.refusals.pop(0)
        if version != self.cart.version:
            raise Conflict("stale", current=self.cart, changed=self.changed)
        self.cart = self.cart.model_copy(update={"version": self.cart.version + 1})
        return self.cart

    def somebody_changes(self, *changed: str, quantity: int = 2) -> None:
        """Somebody else makes another version."""
        lines = (self.cart.lines[0].model_copy(update={"quantity": quantity}),)
        self.cart = self.cart.model_copy(update={"version": self.cart.version + 1, "lines": lines})
        self.changed = changed
        self.remember("bob", "something of bob's")

    def remember(self, agent: str, summary: str) -> None:
        """An entry for the version that is there now."""
        entry = HistoryEntry(
            id=len(self.entries) + 1,
            cart_id="1",
            kind=EntryKind.EDITED,
            at=self.cart.updated_at,
            agent=agent,
            origin="desk",
            version=self.cart.version,
            summary=summary,
        )
        self.entries.insert(0, entry)

    async def undo(
        self, _ref: str, _entry: int | None = None, *, version: int | None = None, key: str | None = None
    ) -> Cart:
        """Undo whatever was done."""
        self.undone.append((version, key))
        if version != self.cart.version:
            raise Conflict("stale", current=self.cart, changed=self.changed)
        self.cart = self.cart.model_copy(update={"version": self.cart.version + 1})
        self.remember("alice", "undone: the note was changed")
        if self.undo_is_followed_by_a_comment:
            self.remember("carol", "")
        return self.cart

    async def redo(self, _ref: str, *, version: int | None = None, key: str | None = None) -> Cart:
        """Redo whatever was undone."""
        self.redone.append((version, key))
        if version != self.cart.version:
            raise Conflict("stale", current=self.cart, changed=self.changed)
        self.cart = self.cart.model_copy(update={"version": self.cart.version + 1})
        self.remember("alice", "redone: the note was changed")
        return self.cart

    async def of_cart(self, _ref: str, *, limit: int = 200) -> tuple[HistoryEntry, ...]:
        """What happened, latest first."""
        return tuple(self.entries[:limit])

    async def get(self, _ref: str) -> Cart:
        """The cart as it is."""
        return self.cart


@pytest.fixture
def backend() -> Backend:
    """A backend that does as it is told."""
    return Backend()


@pytest.fixture
def edits(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> CartEdits:
    """The edits of one cart."""
    monkeypatch.setattr(reach, "WAITS", (0.01,))
    keys = map(str, count())
    tasks: list[asyncio.Task[None]] = []
    return CartEdits(
        backend,  # type: ignore[arg-type] # it has what edits need
        backend,  # type: ignore[arg-type]
        CART,
        lambda: next(keys),
        lambda work: tasks.append(asyncio.create_task(work)),
    )


async def test_each_edit_names_the_version_that_the_one_before_gave(
    edits: CartEdits, backend: Backend
) -> None:
    for note in "abc":
        edits.ask(Area.NOTE, SetNote(note=note))
    cart = await edits.settled()
    assert [version for version, *_ in backend.asked] == [1, 2, 3]
    assert (cart.version, edits.saving) == (4, Saving.SAVED)


async def test_quantities_that_wait_are_replaced_by_the_newest(edits: CartEdits, backend: Backend) -> None:
    for quantity in range(3, 9):
        edits.ask(Area.LINES, SetQuantity(line="a", quantity=quantity))
        assert edits.quantity("a") == quantity
    await edits.settled()
    assert [actions for _, actions, *_ in backend.asked] == [
        (SetQuantity(line="a", quantity=3),),
        (SetQuantity(line="a", quantity=8),),
    ]


async def test_a_lost_reply_is_asked_again_with_the_same_key(edits: CartEdits, backend: Backend) -> None:
    backend.refusals = [Unavailable("away"), Unavailable("away")]
    edits.ask(Area.NOTE, SetNote(note="a"))
    await edits.settled()
    assert len({(version, key) for version, _, _, key in backend.asked}) == 1
    assert (len(backend.asked), edits.cart.version, edits.refusals) == (3, 2, {})


async def test_an_edit_that_goes_with_what_others_did_is_saved_on_top_with_another_key(
    edits: CartEdits, backend: Backend
) -> None:
    backend.somebody_changes("note")
    edits.ask(Area.LINES, AddLine(sku="B"))
    await edits.settled()
    (first, _, _, key), (second, _, _, another) = backend.asked
    assert (first, second) == (1, 2)
    assert key != another
    assert edits.told == "Saved on top of what somebody else changed: the note."


async def test_an_edit_of_what_others_changed_shows_the_cart_as_it_is_now(
    edits: CartEdits, backend: Backend
) -> None:
    backend.somebody_changes("note")
    edits.ask(Area.NOTE, SetNote(note="a"), draft="note")
    edits.drafts["note"] = "a"
    await edits.settled()
    assert edits.cart.version == 2
    assert "somebody else changed the note" in edits.refusals[Area.NOTE]
    assert edits.drafts == {"note": "a"}


async def test_what_waited_behind_an_edit_overwrites_nothing_that_nobody_had_seen(
    edits: CartEdits, backend: Backend
) -> None:
    backend.somebody_changes("lines.a", quantity=7)
    edits.ask(Area.TAGS, SetTags(tags=("vip",)))
    edits.ask(Area.LINES, SetQuantity(line="a", quantity=4))
    await edits.settled()
    assert [action for _, actions, *_ in backend.asked for action in actions] == [SetTags(tags=("vip",))] * 2
    assert "somebody else changed the lines" in edits.refusals[Area.LINES]
    assert edits.quantity("a") == 7


async def test_what_waited_behind_a_refused_edit_overwrites_nothing_either(
    edits: CartEdits, backend: Backend
) -> None:
    backend.somebody_changes("note", "lines.a", quantity=7)
    edits.ask(Area.NOTE, SetNote(note="a"))
    edits.ask(Area.LINES, SetQuantity(line="a", quantity=4))
    edits.ask(Area.TAGS, SetTags(tags=("vip",)))
    await edits.settled()
    assert [type(action) for _, actions, *_ in backend.asked for action in actions] == [SetNote, SetTags]
    assert set(edits.refusals) == {Area.NOTE, Area.LINES}


async def test_one_more_after_the_cart_was_shown_anew_counts_from_what_others_set(
    edits: CartEdits, backend: Backend
) -> None:
    backend.somebody_changes("lines.a", quantity=7)
    seen: list[int | None] = []
    edits.observers.append(lambda: seen.append(edits.quantity("a")))
    edits.ask(Area.TAGS, SetTags(tags=("vip",)))
    edits.ask(Area.LINES, SetQuantity(line="a", quantity=4))
    edits.ask(Area.NOTE, SetNote(note="a"))
    await edits.settled()
    assert 4 in seen
    assert seen[-1] == 7


async def test_what_is_found_out_late_overwrites_nothing_that_nobody_had_seen(
    edits: CartEdits, backend: Backend
) -> None:
    async def found() -> Sequence[Action]:
        return [SetNote(note="mine")]

    backend.somebody_changes("note")
    edits.ask(Area.TAGS, SetTags(tags=("vip",)))
    edits.ask_when_found(Area.NOTE, found)
    await edits.settled()
    assert [type(action) for _, actions, *_ in backend.asked for action in actions] == [SetTags] * 2
    assert Area.NOTE in edits.refusals


async def test_somebody_who_is_quicker_every_time_ends_in_a_refusal(
    edits: CartEdits, backend: Backend
) -> None:
    backend.refusals = [
        Conflict("stale", current=CART.model_copy(update={"version": version}), changed=("note",))
        for version in range(2, 99)
    ]
    edits.ask(Area.TAGS, SetTags(tags=("vip",)))
    await edits.settled()
    assert Area.TAGS in edits.refusals
    assert len(backend.asked) < 10


# --- undo -----------------------------------------------------------------------------------------


async def test_undo_says_what_it_undid(edits: CartEdits, backend: Backend) -> None:
    edits.ask_undo()
    await edits.settled()
    assert [version for version, _ in backend.undone] == [1]
    assert edits.told == "Undone: the note was changed."


async def test_undo_takes_nothing_back_that_somebody_did_since(edits: CartEdits, backend: Backend) -> None:
    backend.somebody_changes("note")
    edits.ask_undo()
    edits.ask_undo()
    await edits.settled()
    assert [version for version, _ in backend.undone] == [1]
    assert edits.cart.version == 2
    assert edits.told.startswith("Nothing was undone")


async def test_undo_that_was_overtaken_names_who_and_what(edits: CartEdits, backend: Backend) -> None:
    backend.somebody_changes("note")
    edits.ask_undo()
    edits.ask_undo()
    await edits.settled()
    assert "bob (something of bob's)" in edits.told


async def test_undo_of_what_was_saved_on_top_of_others_is_of_that_and_goes_no_further(
    edits: CartEdits, backend: Backend
) -> None:
    backend.somebody_changes("note")
    edits.ask(Area.TAGS, SetTags(tags=("vip",)))
    edits.ask_undo()
    edits.ask_undo()
    await edits.settled()
    assert [version for version, _ in backend.undone] == [3]
    assert edits.told.startswith("Nothing was undone")


async def test_a_comment_that_was_written_meanwhile_is_not_taken_for_a_change(
    edits: CartEdits, backend: Backend
) -> None:
    edits.ask_undo()
    await edits.settled()
    backend.somebody_changes("note")
    backend.remember("carol", "")
    edits.ask_undo()
    await edits.settled()
    assert edits.told.endswith("changed meanwhile by bob (something of bob's).")
    backend.cart = edits.cart
    backend.undo_is_followed_by_a_comment = True
    edits.ask_undo()
    await edits.settled()
    assert edits.told == "Undone: the note was changed."


async def test_redo_says_what_it_redid(edits: CartEdits, backend: Backend) -> None:
    edits.ask_undo()
    edits.ask_redo()
    await edits.settled()
    assert [version for version, _ in backend.redone] == [2]
    assert edits.told == "Redone: the note was changed."


async def test_redo_that_somebody_came_before_names_who_and_what(edits: CartEdits, backend: Backend) -> None:
    edits.ask_undo()
    await edits.settled()
    backend.somebody_changes("note")
    edits.ask_redo()
    edits.ask_redo()
    await edits.settled()
    assert len(backend.redone) == 1
    assert edits.told == (
        "Nothing was redone, since the cart was changed meanwhile by bob (something of bob's)."
    )
    assert edits.refusals == {}


# --- refusals -------------------------------------------------------------------------------------


async def test_a_refusal_stands_in_its_area_and_the_next_edits_go_on(
    edits: CartEdits, backend: Backend
) -> None:
    backend.refusals = [Invalid("no such SKU")]
    edits.ask(Area.LINES, AddLine(sku="X"))
    edits.ask(Area.NOTE, SetNote(note="a"), draft="note")
    edits.drafts["note"] = "a"
    await edits.settled()
    assert edits.refusals == {Area.LINES: "no such SKU"}
    assert (edits.cart.version, edits.drafts) == (2, {})


async def test_a_locked_cart_drops_what_was_still_to_come(edits: CartEdits, backend: Backend) -> None:
    backend.refusals = [Locked("locked since 9:00")]
    edits.ask(Area.LINES, AddLine(sku="X"))
    edits.ask(Area.NOTE, SetNote(note="a"))
    await edits.settled()
    assert (len(backend.asked), edits.refusals) == (1, {Area.LINES: "locked since 9:00"})


async def test_what_is_found_out_later_keeps_its_place_in_the_line(
    edits: CartEdits, backend: Backend
) -> None:
    async def slow() -> Sequence[Action]:
        await asyncio.sleep(0.01)
        return [AddLine(sku="FIRST")]

    edits.ask_when_found(Area.LINES, slow)
    edits.ask(Area.LINES, AddLine(sku="SECOND"))
    await edits.settled()
    assert [actions for _, actions, *_ in backend.asked] == [
        (AddLine(sku="FIRST"),),
        (AddLine(sku="SECOND"),),
    ]
