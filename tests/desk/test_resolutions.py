"""What is said about resolving a lock is what comes of it."""

import pytest

from cartui.model.statement import Verdict
from cartui.screens.locks.resolutions import CONFIRM, UNLOCK, consequence_of
from tests.desk.fake_locks import a_locked


@pytest.mark.parametrize("verdict", Verdict)
def test_it_is_said_with_how_much_a_confirmed_cart_is_paid(verdict: Verdict) -> None:
    by_statement = verdict in {Verdict.MISMATCH, Verdict.REFUNDED}
    said = consequence_of(CONFIRM, a_locked(1, verdict))
    assert said.endswith("what the statement has left counts as paid." if by_statement else "what was tried.")
    assert consequence_of(UNLOCK, a_locked(1, verdict)) == UNLOCK.consequence


def test_a_cart_for_which_nothing_was_tried_is_paid_in_full() -> None:
    assert consequence_of(CONFIRM, a_locked(1, Verdict.UNKNOWN, attempt=None)).endswith("paid in full.")
