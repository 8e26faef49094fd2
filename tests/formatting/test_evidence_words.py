"""What statements say of a locked cart, in few words: a verdict, and what it rests on."""

import pytest

from cartui.formatting.evidence import in_brief, lock_word, verdict_word
from cartui.model.payment import LockReason
from cartui.model.statement import Evidence, StatementStatus, Verdict
from tests.rules.evidence_cases import cart, covers, evidence, row, tried

HIS = tried(reference="8XK", card_last4="4242", payer_email="Rahim@Example.com")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (evidence(cart("C-1", HIS), row("8XK", card_last4="4242")), "PAID ref+amount+card"),
        (evidence(cart("C-1", HIS), row("X", payer_email="rahim@example.com")), "PAID amount+payer"),
        (evidence(cart("C-1", HIS)), "NOT PAID no payment"),
        (evidence(cart("C-1", HIS), row("8XK", status=StatementStatus.FAILED)), "NOT PAID refused there"),
        (evidence(cart("C-1", HIS), coverage=()), "UNKNOWN not covered"),
        (evidence(cart("C-1", HIS), row("8XK", status=StatementStatus.PENDING)), "UNKNOWN still pending"),
        (evidence(cart("C-1", HIS), row("8XK", amount=4700)), "MISMATCH USD 47.00"),
        (
            evidence([cart("C-1", HIS), cart("C-2", HIS)], row("8XK"), coverage=(covers(),)),
            "AMBIGUOUS or C-2",
        ),
    ],
    ids=lambda each: each.replace(" ", "-") if isinstance(each, str) else "",
)
def test_it_says_what_the_verdict_rests_on(given: Evidence, said: str) -> None:
    assert f"{verdict_word(given.verdict)} {in_brief(given, HIS, 'en')}" == said


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_words_also_where_nothing_else_is_known(verdict: Verdict) -> None:
    bare = Evidence(verdict=verdict, reasons=("because",))
    assert in_brief(bare, HIS, "en")
    assert in_brief(bare, None, "en") == "nothing tried"


def test_every_reason_for_a_lock_has_words() -> None:
    assert [lock_word(reason) for reason in LockReason] == ["no return", "pending", "by hand"]
