"""What is not saved yet, in words: for the first line, and before somebody leaves."""

from collections.abc import Iterator, Sequence

from cartui.screens.desk.cart_edits import CartEdits, Saving
from cartui.screens.desk.desk import Desk


def waiting_carts(desk: Desk) -> tuple[CartEdits, ...]:
    """The carts with changes that wait for the backend."""
    return tuple(edits for edits in desk.at_hand.values() if edits.busy and edits.saving is Saving.WAITING)


def unsaved(desk: Desk) -> Sequence[str]:
    """Everything that waits for the backend, each in a sentence; first what may be done already."""
    return (*desk.unanswered.values(), *(_changes(edits) for edits in waiting_carts(desk)))


def quit_lines(desk: Desk, *, is_saving: bool) -> Sequence[str]:
    """What would be lost or left open by leaving now, each in a sentence.

    ``is_saving``: something is on its way to the backend that nobody has heard of again.
    """
    waits = unsaved(desk)
    on_its_way = ("Something is still on its way to the shop.",) if is_saving and not waits else ()
    return (*waits, *on_its_way, *_half_typed(desk))


def _changes(edits: CartEdits) -> str:
    """How many changes of a cart wait."""
    count = edits.left
    return f"{edits.cart.number}: {count} change{'' if count == 1 else 's'} not saved yet."


def _half_typed(desk: Desk) -> Iterator[str]:
    """The forms that are half filled, the reasons that are half written, and what others changed as well.

    What is half typed is not lost where it is written down: the next start has it.
    """
    for edits in desk.at_hand.values():
        if len(edits.clashes):
            yield f"{edits.cart.number}: what somebody else changed as well is not saved as you wanted it."
        for name in () if desk.half_typed.is_kept else edits.drafts:
            yield f"{edits.cart.number}: the {name} is half written and not saved."
    for number, reason in () if desk.half_typed.is_kept else desk.half_typed.reasons:
        yield f"{number}: the {reason} is half written and not saved."
