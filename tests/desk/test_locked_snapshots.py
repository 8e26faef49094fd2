"""How the queue of locked carts looks. After a change that is meant: pytest with --snapshot-update."""

import pytest

from cartui.app import CartuiApp
from cartui.model.payment import Lock, LockReason
from cartui.model.statement import Verdict
from cartui.screens.desk.desk import Desk, Display
from tests.desk.fake_client import NOW
from tests.desk.fake_locks import LockedShop, a_locked

SIZES = [(80, 24), (120, 40)]


def a_desk() -> CartuiApp:
    """A desk on a shop with a locked cart of each kind, at a moment that never passes."""
    by_hand = Lock(reason=LockReason.BY_HAND, since=NOW, note="the bank rang")
    backend = LockedShop(
        [
            a_locked(1, Verdict.UNKNOWN, lock=by_hand, attempt=None, customer="日本語 山田"),
            a_locked(2),
            a_locked(3, Verdict.NOT_PAID),
            a_locked(4, Verdict.AMBIGUOUS, customer="শর্মিলা রহমান"),
            a_locked(5, Verdict.MISMATCH, tried=99_900),
            a_locked(6, Verdict.REFUNDED, customer="خالد الكندري"),
            *(a_locked(number) for number in range(7, 40)),
        ]
    )
    display = Display(theme="cartui-dark", timezone="UTC")
    return CartuiApp(Desk(backend.client, display, now=lambda: NOW))


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    "keys",
    [("j",), ("j", "C"), ("j", "U"), ("D",), ("j", "j", "j", "j", "enter")],
    ids=["queue", "confirm", "against", "delete", "closer"],
)
def test_the_picture_is_the_one_that_was_agreed_on(
    snap_compare: object, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    assert callable(snap_compare)
    press = ["wait:300", "g", "l", "wait:400", *keys, "wait:400"]
    assert snap_compare(a_desk(), press=press, terminal_size=size)
