"""What evidence says to staff, in words. They name no payer: a reason is kept for ever."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from cartui.model.money import Money
from cartui.model.payment import PaymentAttempt
from cartui.model.statement import StatementKind, StatementRow
from cartui.rules.locks.statement_coverage import Gap, provider_key
from cartui.rules.locks.statement_payments import Called, Kept, PaymentName, StatementPayment

_MINUTE: Final = timedelta(minutes=1)
_UNITS: Final = ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (_MINUTE, "minute"))


def amount(money: Money) -> str:
    """An amount with its currency: ``USD 48.00``."""
    return f"{money.currency} {money.major()}"


def moment(at: datetime) -> str:
    """A point in time, in UTC: these words are the same for whoever reads them, wherever they sit."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def amounts_of(payment: StatementPayment) -> str:
    """What was paid; several amounts where reports give it in several currencies."""
    return " or ".join(amount(money) for money in sorted(payment.amounts))


def when(payment: StatementPayment, attempt: PaymentAttempt) -> str:
    """When it was paid, counted from the attempt: ``3 minutes after it was tried``."""
    apart = payment.at - attempt.started_at
    if abs(apart) < _MINUTE:
        return "as it was tried"
    return f"{_length(abs(apart))} {'after' if apart > timedelta() else 'before'} it was tried"


def by_reference(attempt: PaymentAttempt, payment: StatementPayment, name: PaymentName) -> str:
    """That a payment carries the attempt's reference."""
    called = "reference" if name.called is Called.BY_PROVIDER else "invoice id"
    return (
        f"{attempt.provider} has a payment of {amounts_of(payment)} with this cart's {called} {name.text}, "
        f"{when(payment, attempt)}."
    )


def by_payer(attempt: PaymentAttempt, payment: StatementPayment) -> str:
    """That a payment without any reference of the cart can be for nothing else."""
    card = attempt.card_last4 in payment.last_fours
    email = (attempt.payer_email or "").casefold() in payment.payer_emails
    of_whom = "payer and card" if card and email else "card" if card else "payer"
    return (
        f"{attempt.provider} has a payment of {amounts_of(payment)} from the same {of_whom}, "
        f"{when(payment, attempt)}; no other locked cart and no other payment could be meant."
    )


def converted(attempt: PaymentAttempt, payment: StatementPayment) -> str:
    """That the amount tried is what the provider converted."""
    tried = amount(Money(attempt.amount, attempt.currency))
    return f"{attempt.provider} converted it: {tried} is what was tried, {amounts_of(payment)} what came in."


def another_amount(attempt: PaymentAttempt) -> str:
    """That something else was tried than what came in."""
    tried = amount(Money(attempt.amount, attempt.currency))
    return f"{tried} was tried: the amount or the currency is another."


def another_total(paid: Collection[Money], total: Money) -> str:
    """That the cart comes to something else now than any of the amounts that reports have for its payment."""
    comparable = [money.amount for money in paid if money.currency == total.currency]
    if not comparable:
        return f"The cart comes to {amount(total)} now."
    due = total.amount - max(comparable)
    left = Money(abs(due), total.currency)
    rest = f"{amount(left)} would stay due" if due > 0 else f"{amount(left)} too much was paid"
    return f"The cart comes to {amount(total)} now, so that {rest}."


def given_back(payment: StatementPayment) -> tuple[str, ...]:
    """What went back to the payer, or is about to."""
    whole = "All of it" if payment.kept is Kept.NONE else "A part of it"
    return (f"{whole} went back to the payer.", *(back_row(row) for row in payment.back))


def back_row(row: StatementRow) -> str:
    """One refund or reversal."""
    what = "Refund" if row.kind is StatementKind.REFUND else "Reversal"
    money = amount(Money(abs(row.amount), row.currency))
    won = " in favour of the shop" if row.kind is StatementKind.REVERSAL and row.amount > 0 else ""
    return f"{what} {row.transaction} of {money}{won} on {moment(row.at)}."


def refused(attempt: PaymentAttempt, payment: StatementPayment) -> str:
    """That a payment with the cart's reference came to nothing."""
    return f"{attempt.provider} refused a payment with this cart's reference, {when(payment, attempt)}."


def still_pending(attempt: PaymentAttempt, payment: StatementPayment) -> str:
    """That the provider itself does not know yet."""
    return (
        f"{attempt.provider} has a payment of {amounts_of(payment)}, {when(payment, attempt)}, that is still "
        "pending: a later statement will tell."
    )


def nothing_came(attempt: PaymentAttempt, needed: tuple[datetime, datetime]) -> str:
    """That no such payment is there although it would have to be."""
    return (
        f"No payment of {amount(Money(attempt.amount, attempt.currency))} that could be this cart's is in "
        f"{attempt.provider}'s statements, which are complete from {moment(needed[0])} to "
        f"{moment(needed[1])}."
    )


def not_covered(attempt: PaymentAttempt, gap: Gap, needed: tuple[datetime, datetime], *, known: bool) -> str:
    """That statements do not reach far enough."""
    if not known:
        return f"No statement of {attempt.provider} has been imported."
    takes = f"it takes {moment(needed[0])} to {moment(needed[1])} to tell"
    if gap.end is None:
        return f"{attempt.provider}'s statements say nothing from {moment(gap.start)} on: {takes}."
    return (
        f"{attempt.provider}'s statements have a gap from {moment(gap.start)} to {moment(gap.end)}: {takes}."
    )


def could_be(attempts: Sequence[PaymentAttempt], payment: StatementPayment) -> str:
    """That a payment is nobody's, and could be the cart's."""
    amounts = payment.amounts | payment.converted
    same_provider = [each for each in attempts if provider_key(each.provider) == payment.provider]
    for attempt in same_provider:
        if Money(attempt.amount, attempt.currency) in amounts:
            return (
                f"{attempt.provider} has a payment of the amount tried, {when(payment, attempt)}, that "
                "serves no cart; neither reference nor payer tells whether it is this one's."
            )
    attempt = same_provider[0]
    return (
        f"{attempt.provider} has a payment from the same payer or card, of {amounts_of(payment)}, "
        f"{when(payment, attempt)}, that serves no cart."
    )


def _length(time: timedelta) -> str:
    """A length of time in its largest unit: ``3 minutes``, ``1 hour``, ``2 days``."""
    unit, name = next((each for each in _UNITS if time >= each[0]), _UNITS[-1])
    count = time // unit
    return f"{count} {name}{'' if count == 1 else 's'}"
