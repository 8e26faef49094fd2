"""Locking a cart by hand wherever it is shown, and from there to the lock of one that is locked."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar
from uuid import uuid4

from cartui.client.protocol import Locked
from cartui.model.cart import Cart
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.dialogs.ask_line import AskLine
from cartui.screens.locks.one_lock import OneLock
from cartui.screens.locks.resolutions import Resolved, notice_of

T = TypeVar("T")


def ask_to_lock(
    screen: DeskScreen[T], ref: str, number: str, locked: Callable[[Cart], None] = lambda _cart: None
) -> None:
    """Ask why the cart is to be locked, and lock it. ``locked`` is called with the cart once it is."""

    def given(reason: str | None) -> None:
        if reason is not None:
            screen.write(_lock(screen, ref, number, reason, locked))

    drafts = screen.desk.half_typed.of_cart(ref, number)
    form = AskLine(f"lock {number}: nobody changes it", "Reason", check=_reason_is_needed, drafts=drafts)
    screen.app.push_screen(form, given)


def _reason_is_needed(text: str) -> str | None:
    """A lock without a reason helps nobody."""
    return None if text else "Say why: whoever resolves it has to know."


async def _lock(
    screen: DeskScreen[T], ref: str, number: str, reason: str, locked: Callable[[Cart], None]
) -> None:
    """Lock it. Raises ``ClientError`` for what the backend refuses."""
    try:
        cart = await screen.until_answered(
            f"{number}: not known yet whether it was locked.",
            partial(screen.desk.client.locks.lock, ref, reason, key=uuid4().hex),
        )
    except Locked as error:  # somebody was quicker, which the screen is about to show
        screen.app.notify(error.message, severity="warning")
        screen.when_missed()
        return
    screen.desk.seen[cart.id] = cart.version
    screen.app.notify(f"{number} is locked.")
    screen.desk_app.count_waiting()
    locked(cart)


async def show_lock(screen: DeskScreen[T], ref: str) -> None:
    """Show the lock of a cart over the screen. Raises ``ClientError`` where it is not locked any more."""
    locked = await screen.desk.client.locks.get(ref)

    def answered(resolved: Resolved | None) -> None:
        if resolved is not None:
            screen.desk.seen[resolved.cart.id] = resolved.cart.version
            screen.app.notify(notice_of(resolved))
            screen.desk_app.count_waiting()
            screen.when_missed()

    screen.app.push_screen(OneLock(locked), answered)
