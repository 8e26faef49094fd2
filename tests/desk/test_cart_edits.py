"""The queue of a cart's edits: in order, one at a time, nothing lost."""

import asyncio
from collections.abc import Sequence
from itertools import count

import pytest

from cartui.client.protocol import Conflict, Invalid, Locked, Unavailable
from cartui.model.actions import Action, AddLine, SetNote, SetQuantity
from cartui.model.cart import Cart
from cartui.screens import cart_edits
from cartui.screens.cart_edits import Area, CartEdits, Saving

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
    """Remembers what it was asked, and answers or refuses as it is told."""

    def __init__(self) -> None:
        """Nothing asked yet."""
        self.cart = CART
        self.asked: list[tuple[int, tuple[Action, ...], bool, str | None]] = []
        self.refusals: list[Exception] = []
        self.at_once = 0

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
        self.cart = self.cart.model_copy(update={"version": self.cart.version + 1})
        return self.cart

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
    monkeypatch.setattr(cart_edits, "WAITS", (0.01,))
    keys = map(str, count())
    tasks: list[asyncio.Task[None]] = []
    return CartEdits(
        backend,  # type: ignore[arg-type] # it has what edits need
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


async def test_a_conflict_is_tried_once_on_top_with_another_key(edits: CartEdits, backend: Backend) -> None:
    backend.refusals = [Conflict("stale", changed=("note",))]
    edits.ask(Area.LINES, AddLine(sku="B"))
    await edits.settled()
    (_, _, first, key), (_, _, second, another) = backend.asked
    assert (first, second) == (False, True)
    assert key != another
    assert edits.told == "Saved on top of what somebody else changed: the note."


async def test_a_second_conflict_shows_the_cart_as_it_is_now(edits: CartEdits, backend: Backend) -> None:
    now = CART.model_copy(update={"version": 9})
    backend.refusals = [
        Conflict("stale", changed=("note",)),
        Conflict("stale", current=now, changed=("note",)),
    ]
    edits.ask(Area.NOTE, SetNote(note="a"), draft="note")
    edits.drafts["note"] = "a"
    await edits.settled()
    assert edits.cart.version == 9
    assert "somebody else changed the note" in edits.refusals[Area.NOTE]
    assert edits.drafts == {"note": "a"}


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
