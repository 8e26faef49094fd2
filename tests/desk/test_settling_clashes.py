"""What clashes with what others changed stays until exactly that is decided."""

import asyncio
from itertools import count

import pytest

from cartui.client.protocol import Conflict, Invalid
from cartui.model.actions import (
    Action,
    AddLine,
    RemoveLine,
    Reprice,
    SetContact,
    SetLineDiscount,
    SetNote,
    SetQuantity,
    SetTags,
)
from cartui.model.cart import CartState
from cartui.screens.desk.cart_edits import MOST_TRIES, Area, CartEdits
from tests.desk.test_cart_edits import CART, Backend


@pytest.fixture
def backend() -> Backend:
    """A backend that does as it is told."""
    return Backend()


@pytest.fixture
def edits(backend: Backend) -> CartEdits:
    """The edits of one cart."""
    keys, tasks = map(str, count()), list[asyncio.Task[None]]()
    return CartEdits(
        backend,  # type: ignore[arg-type] # it has what edits need
        backend,  # type: ignore[arg-type]
        CART,
        lambda: next(keys),
        lambda work: tasks.append(asyncio.ensure_future(work)),
    )


def bob_does(backend: Backend, **changes: object) -> None:
    """Bob makes another version in which these fields are another."""
    version = backend.cart.version + 1
    backend.cart = backend.cart.model_copy(update={"version": version, **changes})
    backend.changed = tuple(changes)


async def a_clash_about_the_quantity(edits: CartEdits, backend: Backend) -> None:
    """Bob made it seven, and three are asked for."""
    backend.somebody_changes("lines.a.quantity", quantity=7)
    edits.ask(Area.LINES, SetQuantity(line="a", quantity=3))
    await edits.settled()
    assert len(edits.clashes) == 1


async def test_a_clash_that_was_not_shown_stays_when_another_one_is_settled(
    edits: CartEdits, backend: Backend
) -> None:
    edits.drafts |= {"note": "hers", "tags": "vip"}
    bob_does(backend, note="bob's")
    edits.ask(Area.NOTE, SetNote(note="hers"), draft="note")
    await edits.settled()
    shown = tuple(edits.clashes)
    bob_does(backend, tags=("bobs",))
    edits.ask(Area.TAGS, SetTags(tags=("vip",)), draft="tags")
    await edits.settled()

    edits.settle(shown, {})
    await edits.settled()
    assert [clash.area for clash in edits.clashes] == [Area.TAGS]
    assert set(edits.refusals) == {Area.TAGS}
    assert edits.drafts == {"tags": "vip"}


async def test_of_two_clashes_in_one_area_the_one_not_shown_stays_refused(
    edits: CartEdits, backend: Backend
) -> None:
    bob_does(backend, note="bob's")
    edits.ask(Area.NOTE, SetNote(note="hers"), draft="note")
    await edits.settled()
    shown = tuple(edits.clashes)
    bob_does(backend, note="bob's again")
    edits.ask(Area.NOTE, SetNote(note="hers, too"), draft="note")
    await edits.settled()
    edits.settle(shown, {})
    assert len(edits.clashes) == 1
    assert set(edits.refusals) == {Area.NOTE}


@pytest.mark.parametrize(
    "later",
    [
        SetLineDiscount(line="a", percent="10"),
        AddLine(sku="A", quantity=1),
        SetContact(phone="+8801700000000"),
        RemoveLine(line="b"),
    ],
    ids=lambda action: action.type,
)
async def test_what_decides_something_else_settles_no_clash(
    edits: CartEdits, backend: Backend, later: Action
) -> None:
    await a_clash_about_the_quantity(edits, backend)
    edits.ask(Area.LINES, later)
    await edits.settled()
    assert len(edits.clashes) == 1
    assert set(edits.refusals) == {Area.LINES}


@pytest.mark.parametrize(
    "later", [SetQuantity(line="a", quantity=5), RemoveLine(line="a")], ids=lambda action: action.type
)
async def test_what_decides_the_same_settles_a_clash_once_it_is_saved(
    edits: CartEdits, backend: Backend, later: Action
) -> None:
    await a_clash_about_the_quantity(edits, backend)
    backend.refusals.append(Invalid("There are not so many."))
    edits.ask(Area.LINES, later)
    await edits.settled()
    assert len(edits.clashes) == 1
    assert edits.refusals == {Area.LINES: "There are not so many."}
    edits.ask(Area.LINES, later)
    await edits.settled()
    assert not len(edits.clashes)
    assert not edits.refusals


async def test_only_a_part_of_what_clashes_said_anew_settles_nothing(
    edits: CartEdits, backend: Backend
) -> None:
    contact = backend.cart.contact.model_copy(update={"name": "bob's", "phone": "+8801700000001"})
    backend.cart = backend.cart.model_copy(update={"version": 2, "contact": contact})
    backend.changed = ("contact.name", "contact.phone")
    edits.ask(Area.CUSTOMER, SetContact(name="hers", phone="+8801700000002"))
    await edits.settled()
    edits.ask(Area.CUSTOMER, SetContact(phone="+8801700000003"))
    await edits.settled()
    assert len(edits.clashes) == 1
    edits.ask(Area.CUSTOMER, SetContact(name="anew", phone="+8801700000003"))
    await edits.settled()
    assert not len(edits.clashes)


async def test_what_means_no_field_is_not_said_to_have_been_done_by_others(
    edits: CartEdits, backend: Backend
) -> None:
    backend.refusals += [Conflict("stale", current=CART, changed=("note",))] * MOST_TRIES
    edits.ask(Area.CART, Reprice())
    await edits.settled()
    assert edits.told == ""
    assert edits.refusals == {Area.CART: "Not saved: others change this cart faster than it can be saved."}


async def test_at_a_cart_that_is_open_no_more_nothing_is_left_to_settle_and_that_is_said(
    edits: CartEdits, backend: Backend
) -> None:
    await a_clash_about_the_quantity(edits, backend)
    bob_does(backend, state=CartState.ORDERED)
    edits.take(backend.cart)
    assert not len(edits.clashes)
    assert not edits.refusals
    assert edits.told == "C-1 is open no more: what you wanted otherwise is not saved."
