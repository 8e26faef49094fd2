"""The life of an order: which states follow which, and what each state forbids.

::

    pending ──> on_hold ──> approved    (for good: it is being picked)
    pending ──────────────> approved
    pending, on_hold ─────> cancelled   (for good)
    approved ─────────────> cancelled   (only by the credit note that takes its invoice back)
"""

from typing import Final

from cartui.model.errors import Invalid, Refused
from cartui.model.order import OrderState
from cartui.model.problem import Problem
from cartui.model.text import clean_line
from cartui.rules.card_numbers import mask_card_numbers

_CANCELLED: Final = "cancelled"

LONGEST_REASON: Final = 20_000
"""Most characters of a reason: as many as any line of text."""


def ensure_approvable(number: str, state: OrderState) -> None:
    """Let only a pending or held order be approved; ``number`` is the order's. Raises ``Refused``.

    An order that is approved already is returned unchanged by the caller, which checks first; so below.
    """
    _ensure_undecided(number, state, "approved", goods_issue=None)


def ensure_hold_was_seen(
    number: str, state: OrderState, *, reason: str, version: int, seen: int | None
) -> None:
    """Let an order on hold be approved only by whoever saw it so: who names no version saw nothing.

    ``reason`` is why it is on hold, ``version`` the order's own, ``seen`` the one that was shown, if any.
    Raises ``Refused``.
    """
    if state is OrderState.ON_HOLD and seen is None:
        raise Refused(
            f"{number} is on hold: {reason or 'nobody said why'}. Nothing was changed. To approve it all "
            f"the same, name the version that you saw: --version {version}."
        )


def ensure_holdable(number: str, state: OrderState, goods_issue: str | None = None) -> None:
    """Let only a pending or held order be put on hold. Raises ``Refused``.

    ``goods_issue`` is the number under which the warehouse knows an approved one.
    """
    _ensure_undecided(number, state, "put on hold", goods_issue)


def ensure_cancellable(number: str, state: OrderState, goods_issue: str | None = None) -> None:
    """Let only a pending or held order be cancelled. Raises ``Refused``."""
    _ensure_undecided(number, state, _CANCELLED, goods_issue)


def ensure_invoiceable(number: str, state: OrderState) -> None:
    """Let only an approved order be invoiced, which changes no more. Raises ``Refused``."""
    match state:
        case OrderState.APPROVED:
            return
        case OrderState.CANCELLED:
            raise Refused(f"{number} is cancelled: there is nothing to invoice.")
        case OrderState.PENDING | OrderState.ON_HOLD:
            waits = "on hold" if state is OrderState.ON_HOLD else "not approved yet"
            raise Refused(f"{number} is {waits}: approve it first, then it can be invoiced.")


def read_reason(typed: str) -> str:
    """A reason as it is kept: one clean line, card numbers masked. Raises ``Invalid`` for one too long."""
    reason = mask_card_numbers(clean_line(typed).strip())
    if len(reason) > LONGEST_REASON:
        message = f"is too long: {len(reason):,} characters, and {LONGEST_REASON:,} are the most"
        raise Invalid(f"the reason {message}", [Problem(field="reason", message=message)])
    return reason


def require_reason(typed: str, what: str = "the hold") -> str:
    """A reason for ``what``, which must be there, as it is kept. Raises ``Invalid`` where there is none."""
    reason = read_reason(typed)
    if not reason:
        message = f"give a reason for {what}: whoever opens the order next has to know it"
        raise Invalid(message, [Problem(field="reason", message=message)])
    return reason


def _ensure_undecided(number: str, state: OrderState, wanted: str, goods_issue: str | None) -> None:
    """Refuse the two states that are for good, each with its own sentence and the way out."""
    match state:
        case OrderState.PENDING | OrderState.ON_HOLD:
            return
        case OrderState.APPROVED:
            picked = f" as {goods_issue}" if goods_issue else ""
            credit = " Only the credit note of its invoice cancels it." if wanted == _CANCELLED else ""
            raise Refused(
                f"{number} is approved and with the warehouse{picked}: it cannot be {wanted} any more. "
                f"Ask there to stop it.{credit}"
            )
        case OrderState.CANCELLED:
            raise Refused(
                f"{number} is cancelled: it cannot be {wanted} any more. Clone its cart to order it again."
            )
