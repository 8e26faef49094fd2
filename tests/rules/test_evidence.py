"""What a statement says of one locked cart, and in which words."""

from datetime import timedelta

import pytest

from cartui.model.money import Money
from cartui.model.payment import AttemptStatus, PaymentAttempt
from cartui.model.statement import (
    Coverage,
    StatementKind,
    StatementRow,
    StatementStatus,
    Suggested,
    Verdict,
)
from cartui.rules.locks.evidence import evidence_for, payments_without_order, suggestion
from tests.rules.evidence_cases import DAY, NOON, cart, covers, evidence, minutes, row, tried

BY_ID = tried(reference="8XK")
BY_INVOICE = tried(merchant_reference="WEB-1")
BY_PAYER = tried(payer_email="Rahim@mail.example")


def test_a_payment_with_the_providers_id_is_this_carts() -> None:
    found = evidence(cart("C-1", BY_ID), row("8XK"))

    assert found.verdict is Verdict.PAID
    assert found.reasons == (
        "PayPal has a payment of USD 48.00 with this cart's reference 8XK, 3 minutes after it was tried.",
    )
    assert found.rows == (row("8XK"),)


def test_what_the_provider_calls_it_beside_its_transaction_counts_as_well() -> None:
    assert evidence(cart("C-1", BY_ID), row("T1", references=("8XK",))).verdict is Verdict.PAID


def test_a_payment_with_the_invoice_id_is_this_carts() -> None:
    found = evidence(cart("C-1", BY_INVOICE), row("T1", merchant_reference="WEB-1"))

    assert found.verdict is Verdict.PAID
    assert "invoice id WEB-1" in found.reasons[0]


def test_a_reference_holds_however_late_the_payment_comes() -> None:
    late = row("8XK", at=NOON + 9 * DAY)

    assert evidence(cart("C-1", BY_ID), late).verdict is Verdict.PAID


def test_a_reference_of_last_year_is_another_carts() -> None:
    old = row("T1", merchant_reference="WEB-1", at=NOON - 365 * DAY)

    assert evidence(cart("C-1", BY_INVOICE), old).verdict is Verdict.AMBIGUOUS
    both = evidence(cart("C-1", BY_INVOICE), old, row("T2", merchant_reference="WEB-1"))
    assert (both.verdict, both.rows[0].transaction) == (Verdict.PAID, "T2")


@pytest.mark.parametrize("other", [{"amount": 4799}, {"currency": "EUR"}], ids=["amount", "currency"])
def test_another_amount_under_the_reference_is_a_mismatch(other: dict[str, object]) -> None:
    found = evidence(cart("C-1", BY_ID), row("8XK").model_copy(update=other))

    assert found.verdict is Verdict.MISMATCH
    assert found.reasons[0] == "USD 48.00 was tried: the amount or the currency is another."


def test_a_payment_that_the_provider_converted_into_what_was_tried_is_paid() -> None:
    found = evidence(
        cart("C-1", BY_ID),
        row("8XK", 4400, currency="EUR"),
        row("X1", -4400, currency="EUR", kind=StatementKind.CONVERSION, about="8XK"),
        row("X2", 4800, kind=StatementKind.CONVERSION, about="8XK"),
    )

    assert found.verdict is Verdict.PAID
    assert "USD 48.00 is what was tried, EUR 44.00 what came in" in found.reasons[1]
    assert len(found.rows) == 3


@pytest.mark.parametrize(
    ("attempt", "paid"),
    [
        (BY_PAYER, row("T1", payer_email="rahim@MAIL.example")),
        (tried(card_last4="4242"), row("T1", card_last4="4242")),
    ],
    ids=["payer", "card"],
)
def test_without_reference_amount_and_payer_tell_where_nothing_else_could_be_meant(
    attempt: PaymentAttempt, paid: StatementRow
) -> None:
    locked = cart("C-1", attempt)

    assert evidence(locked, paid).verdict is Verdict.PAID
    assert evidence(locked, paid.model_copy(update={"at": minutes(1439)})).verdict is Verdict.PAID
    assert evidence(locked, paid.model_copy(update={"amount": 4801})).verdict is Verdict.AMBIGUOUS
    two = evidence(locked, paid, paid.model_copy(update={"transaction": "T2"}))
    assert (two.verdict, len(two.rows)) == (Verdict.AMBIGUOUS, 2)


def test_a_payment_by_another_card_of_the_same_payer_has_to_be_looked_at() -> None:
    attempt = tried(payer_email="rahim@mail.example", card_last4="4242")
    other_card = row("T1", payer_email="rahim@mail.example", card_last4="0005")

    assert evidence(cart("C-1", attempt), other_card).verdict is Verdict.AMBIGUOUS


def test_two_carts_that_could_want_one_payment_name_each_other() -> None:
    carts = [cart("C-1", BY_PAYER), cart("C-2", BY_PAYER.model_copy(update={"started_at": minutes(2)}))]
    found = evidence_for(carts, [row("T1", payer_email="rahim@mail.example")], [covers()], DAY)

    assert {each.verdict for each in found.values()} == {Verdict.AMBIGUOUS}
    assert (found["C-1"].others, found["C-2"].others) == (("C-2",), ("C-1",))


def test_a_payment_could_be_for_another_cart_of_the_amount_whose_payer_nobody_knows() -> None:
    paid = row("T1", payer_email="rahim@mail.example")

    assert evidence([cart("C-1", BY_PAYER), cart("C-2", tried())], paid).verdict is Verdict.AMBIGUOUS
    another = tried(payer_email="karim@mail.example")
    assert evidence([cart("C-1", BY_PAYER), cart("C-2", another)], paid).verdict is Verdict.PAID


def test_a_payment_could_be_the_second_of_somebody_who_has_paid_another_cart() -> None:
    rows = [row(each, payer_email="rahim@mail.example") for each in ("T1", "T2")]

    assert evidence(cart("C-1", BY_PAYER), *rows, used=(("PayPal", "T1"),)).verdict is Verdict.AMBIGUOUS
    earlier = rows[0].model_copy(update={"at": minutes(-20)})
    found = evidence(cart("C-1", BY_PAYER), earlier, rows[1], used=(("PayPal", "T1"),))
    assert found.verdict is Verdict.AMBIGUOUS


def test_a_payment_that_serves_an_order_already_pays_nothing_else() -> None:
    paid = row("T1", payer_email="rahim@mail.example", references=("pi_1",))

    assert evidence(cart("C-1", BY_PAYER), paid, used=(("paypal", "T1"),)).verdict is Verdict.NOT_PAID
    assert evidence(cart("C-1", BY_PAYER), paid, used=(("paypal", "pi_1"),)).verdict is Verdict.NOT_PAID


def test_a_payment_with_another_invoice_id_is_not_given_by_its_payer() -> None:
    paid = row("T1", payer_email="rahim@mail.example", merchant_reference="WEB-9")

    assert evidence(cart("C-1", BY_PAYER), paid).verdict is Verdict.AMBIGUOUS


def test_nothing_of_the_amount_in_all_of_the_time_is_not_paid() -> None:
    found = evidence(cart("C-1", BY_ID), row("T1", 4799), row("T2", at=minutes(1441)))

    assert found.verdict is Verdict.NOT_PAID
    (reason,) = found.reasons
    assert reason.startswith("No payment of USD 48.00 that could be this cart's is in PayPal's statements")
    assert reason.endswith("complete from 2026-11-10 11:55 UTC to 2026-11-11 12:00 UTC.")
    assert found.rows == ()


def test_a_payment_of_the_amount_that_is_nobodys_has_to_be_looked_at() -> None:
    found = evidence(cart("C-1", BY_ID), row("T1", payer_email="somebody@mail.example"))

    assert found.verdict is Verdict.AMBIGUOUS
    assert "serves no cart" in found.reasons[0]


@pytest.mark.parametrize(
    ("coverage", "words"),
    [
        ((), "No statement of PayPal has been imported."),
        ((covers(provider="stripe"),), "No statement of PayPal has been imported."),
        ((covers(end=NOON + DAY - timedelta(minutes=1)),), "say nothing from 2026-11-11 11:59 UTC on"),
        ((covers(start=NOON),), "a gap from 2026-11-10 11:55 UTC to 2026-11-10 12:00 UTC"),
        (
            (covers(end=minutes(60)), covers(start=minutes(61))),
            "a gap from 2026-11-10 13:00 UTC to 2026-11-10 13:01 UTC",
        ),
    ],
    ids=["no file", "another provider's", "ends early", "begins late", "gap"],
)
def test_where_files_do_not_have_all_of_the_time_nobody_knows(
    coverage: tuple[Coverage, ...], words: str
) -> None:
    found = evidence(cart("C-1", BY_ID), coverage=coverage)

    assert found.verdict is Verdict.UNKNOWN
    assert words in found.reasons[0]


def test_files_that_touch_or_overlap_have_all_of_the_time() -> None:
    files = (covers(start=minutes(60)), covers(end=minutes(30)), covers(start=minutes(30), end=minutes(90)))

    assert evidence(cart("C-1", BY_ID), coverage=files).verdict is Verdict.NOT_PAID


def test_every_attempt_that_did_not_fail_has_to_be_covered() -> None:
    earlier = tried(started_at=NOON - 9 * DAY)
    failed = earlier.model_copy(update={"status": AttemptStatus.FAILED})

    assert evidence(cart("C-1", earlier, BY_ID)).verdict is Verdict.UNKNOWN
    assert evidence(cart("C-1", failed, BY_ID)).verdict is Verdict.NOT_PAID


def test_a_cart_that_nobody_tried_to_pay_cannot_be_looked_for() -> None:
    assert evidence(cart("C-1")).verdict is Verdict.UNKNOWN


def test_what_the_provider_refused_is_told_beside_not_paid() -> None:
    refused = row("8XK", status=StatementStatus.FAILED)
    found = evidence(cart("C-1", BY_ID), refused)

    assert (found.verdict, found.rows) == (Verdict.NOT_PAID, (refused,))
    assert (
        found.reasons[-1]
        == "PayPal refused a payment with this cart's reference, 3 minutes after it was tried."
    )
    assert evidence(cart("C-1", BY_ID), refused, coverage=()).verdict is Verdict.UNKNOWN


def test_what_is_pending_is_not_known_until_a_later_file_says_it() -> None:
    pending = row("8XK", status=StatementStatus.PENDING)

    assert evidence(cart("C-1", BY_ID), pending).verdict is Verdict.UNKNOWN
    assert evidence(cart("C-1", BY_ID), pending, row("8XK")).verdict is Verdict.PAID
    failed = row("8XK", status=StatementStatus.FAILED)
    assert evidence(cart("C-1", BY_ID), pending, failed).verdict is Verdict.NOT_PAID
    assert evidence(cart("C-1", BY_ID), row("8XK"), failed).verdict is Verdict.AMBIGUOUS


def test_what_is_only_reserved_is_not_known() -> None:
    held = row("H1", merchant_reference="WEB-1", kind=StatementKind.OTHER)

    assert evidence(cart("C-1", BY_INVOICE), held).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("kind", [StatementKind.REFUND, StatementKind.REVERSAL])
@pytest.mark.parametrize("status", [StatementStatus.COMPLETED, StatementStatus.PENDING])
def test_what_was_given_or_taken_back_is_refunded(kind: StatementKind, status: StatementStatus) -> None:
    back = row("B1", -4800, kind=kind, status=status, about="8XK", at=minutes(90))
    found = evidence(cart("C-1", BY_ID), row("8XK"), back)

    assert found.verdict is Verdict.REFUNDED
    assert "All of it went back to the payer." in found.reasons
    assert found.rows == (row("8XK"), back)


def test_a_part_that_was_given_back_is_said() -> None:
    back = row("B1", -1000, kind=StatementKind.REFUND, about="8XK")
    found = evidence(cart("C-1", BY_ID), row("8XK"), back)

    assert found.verdict is Verdict.REFUNDED
    assert found.reasons[1:] == (
        "A part of it went back to the payer.",
        "Refund B1 of USD 10.00 on 2026-11-10 12:03 UTC.",
    )


def test_a_refund_that_failed_and_a_dispute_that_was_won_leave_it_paid() -> None:
    failed = row("B1", -4800, kind=StatementKind.REFUND, about="8XK", status=StatementStatus.FAILED)
    lost = row("B2", -4800, kind=StatementKind.REVERSAL, about="8XK")
    won = row("B3", 4800, kind=StatementKind.REVERSAL, about="8XK")

    assert evidence(cart("C-1", BY_ID), row("8XK"), failed).verdict is Verdict.PAID
    assert evidence(cart("C-1", BY_ID), row("8XK"), lost).verdict is Verdict.REFUNDED
    assert evidence(cart("C-1", BY_ID), row("8XK"), lost, won).verdict is Verdict.PAID


def test_a_refund_is_told_of_although_its_payment_is_in_no_file() -> None:
    back = row("B1", -4800, kind=StatementKind.REFUND, about="8XK")

    assert evidence(cart("C-1", BY_ID), back).verdict is Verdict.REFUNDED


def test_a_refund_that_names_no_payment_leaves_doubt_about_those_it_could_be_of() -> None:
    back = row("B1", -4800, kind=StatementKind.REFUND, at=minutes(90))
    of_another = back.model_copy(update={"payer_email": "karim@mail.example"})
    paid = row("8XK", payer_email="rahim@mail.example")

    assert evidence(cart("C-1", BY_ID), paid, back).verdict is Verdict.AMBIGUOUS
    assert evidence(cart("C-1", BY_ID), paid, of_another).verdict is Verdict.PAID
    assert evidence(cart("C-1", BY_ID), row("8XK", at=minutes(91)), back).verdict is Verdict.PAID


def test_fees_and_money_that_the_shop_sent_say_nothing() -> None:
    fee = row("F1", -170, kind=StatementKind.FEE, about="8XK", merchant_reference="WEB-1")
    sent = row("S1", -4800, merchant_reference="WEB-1")

    assert evidence(cart("C-1", BY_INVOICE), fee, sent).verdict is Verdict.NOT_PAID
    assert evidence(cart("C-1", BY_ID), row("8XK"), fee).verdict is Verdict.PAID


def test_a_cart_that_was_paid_twice_has_to_be_looked_at_until_one_is_given_back() -> None:
    twice = [row(each, merchant_reference="WEB-1") for each in ("T1", "T2")]
    back = row("B1", -4800, kind=StatementKind.REFUND, about="T1")

    assert evidence(cart("C-1", BY_INVOICE), *twice).verdict is Verdict.AMBIGUOUS
    found = evidence(cart("C-1", BY_INVOICE), *twice, back)
    assert (found.verdict, found.rows[0].transaction) == (Verdict.PAID, "T2")


def test_what_was_reserved_and_what_was_taken_of_it_are_one_payment() -> None:
    reserved = row("8XK", status=StatementStatus.PENDING, merchant_reference="WEB-1")
    taken = row("T2", references=("8XK",), merchant_reference="WEB-1", at=minutes(900))
    locked = cart("C-1", tried(reference="8XK", merchant_reference="WEB-1"))

    assert evidence(locked, reserved).verdict is Verdict.UNKNOWN
    assert evidence(locked, reserved, taken).verdict is Verdict.PAID
    less = taken.model_copy(update={"amount": 2000})
    assert evidence(locked, reserved, less).verdict is Verdict.MISMATCH


def test_a_payment_that_names_the_one_before_it_is_another_one() -> None:
    before = row("T1", at=NOON - 30 * DAY, payer_email="rahim@mail.example")
    again = row("T2", references=("T1",), payer_email="rahim@mail.example")
    used = (("PayPal", "T1"),)

    assert evidence(cart("C-1", BY_PAYER), before, again, used=used).verdict is Verdict.PAID
    by_invoice = again.model_copy(update={"merchant_reference": "WEB-1"})
    carts = [cart("C-1", BY_INVOICE), cart("C-2", tried(reference="T1", started_at=NOON - 30 * DAY))]
    assert evidence(carts, before, by_invoice).verdict is Verdict.PAID
    assert evidence(carts[::-1], before, by_invoice).verdict is Verdict.PAID


def test_the_providers_id_is_surer_than_an_invoice_id_that_two_carts_share() -> None:
    carts = [
        cart("C-1", tried(reference="T1", merchant_reference="WEB-1")),
        cart("C-2", tried(1200, reference="T2", merchant_reference="WEB-1")),
    ]
    rows = [row("T1", merchant_reference="WEB-1"), row("T2", 1200, merchant_reference="WEB-1")]
    found = evidence_for(carts, rows, [covers()], DAY)

    assert [each.verdict for each in found.values()] == [Verdict.PAID, Verdict.PAID]
    alone = evidence_for(carts, rows[:1], [covers()], DAY)
    assert (alone["C-1"].verdict, alone["C-2"].verdict) == (Verdict.PAID, Verdict.AMBIGUOUS)
    assert alone["C-2"].others == ("C-1",)


def test_a_reference_that_two_carts_share_tells_of_neither() -> None:
    carts = [cart("C-1", BY_INVOICE), cart("C-2", BY_INVOICE)]
    found = evidence_for(carts, [row("T1", merchant_reference="WEB-1")], [covers()], DAY)

    assert {each.verdict for each in found.values()} == {Verdict.AMBIGUOUS}
    assert found["C-2"].others == ("C-1",)


def test_what_the_cart_comes_to_now_is_told_where_it_is_not_what_was_paid() -> None:
    locked = cart("C-1", BY_ID, total=Money(5000, "USD"))
    found = evidence(locked, row("8XK"))

    assert found.verdict is Verdict.PAID
    assert found.reasons[-1] == "The cart comes to USD 50.00 now, so that USD 2.00 would stay due."


def test_the_evidence_suggests_what_to_do_and_says_why() -> None:
    paid = evidence(cart("C-1", BY_ID), row("8XK"))
    unpaid = evidence(cart("C-1", BY_ID))
    unknown = evidence(cart("C-1", BY_ID), coverage=())

    assert suggestion(paid).suggested is Suggested.CONFIRM
    assert suggestion(paid).reason.startswith("Paid: PayPal has a payment of USD 48.00")
    assert suggestion(paid, Money(4800, "USD")).suggested is Suggested.CONFIRM
    assert suggestion(paid, Money(5000, "USD")).suggested is Suggested.LOOK_CLOSER
    assert suggestion(unpaid).suggested is Suggested.UNLOCK
    assert suggestion(unpaid).reason.startswith("Not paid: No payment of USD 48.00")
    assert (suggestion(unknown).suggested, suggestion(unknown).reason) == (Suggested.LOOK_CLOSER, "")


def test_payments_that_serve_no_cart_are_listed_and_those_given_back_are_not() -> None:
    locked = [cart("C-1", BY_ID)]
    back = row("B1", -4800, kind=StatementKind.REFUND, about="T3")
    rows = [
        row("8XK"),
        row("T1"),
        row("T2", at=minutes(1)),
        row("T3"),
        back,
        row("T4", status=StatementStatus.PENDING),
        row("T5", status=StatementStatus.FAILED),
        row("T6", references=("R6",)),
    ]
    found = evidence_for(locked, rows, [covers()], DAY)
    listed = payments_without_order(rows, found, [("PayPal", "R6")])

    assert [each.transaction for each in listed] == ["T2", "T1"]


def test_reasons_name_no_payer_since_they_are_kept_for_ever() -> None:
    paid = row("T1", payer_email="rahim@mail.example")
    reasons = [
        *evidence(cart("C-1", BY_PAYER), paid).reasons,
        *evidence(cart("C-1", BY_ID), paid).reasons,
        *evidence(cart("C-1", tried(4700, payer_email="rahim@mail.example")), paid).reasons,
    ]

    assert len(reasons) == 3
    assert not any("rahim" in reason for reason in reasons)
