"""When a message that could not be sent is tried again, and to whom a message about a cart may go."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from cartui.model.agent import Role
from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.rules.emails import email_warning, normalise_email
from cartui.rules.permissions import ensure_may

PAUSES: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
"""Before each attempt after a failed one; after the last of them nobody waits for the message any more."""

LONGEST_WAIT: Final = timedelta(days=2)
"""After so long nobody wants to read a message any more, whatever it waited for."""

TO_OTHERS: Final = (Role.LEAD, "send messages to another address than the cart's")
"""The least role for it, and what it is called."""


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When to try again after that many failed attempts; ``None``: no more."""
    return now + PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def is_late(written_at: datetime, now: datetime) -> bool:
    """Whether a message has waited for too long to be sent by itself."""
    return now - written_at >= LONGEST_WAIT


def recipient_of(wanted: str, own: Collection[str], role: Role) -> str:
    """The address that a message about a cart goes to; ``own`` are those of its people, the best first.

    Raises ``Invalid`` where there is none or it is no address, ``Forbidden`` for another one below lead.
    """
    theirs = [address for address in own if address]
    to = wanted or next(iter(theirs), "")
    if not to:
        raise _invalid("there is no email address of this customer")
    warning = email_warning(to)
    if warning:
        raise _invalid(warning.rstrip("."))
    to, _ = normalise_email(to)
    if to.casefold() not in {normalise_email(each)[0].casefold() for each in theirs}:
        ensure_may(role, *TO_OTHERS)
    return to


def _invalid(reason: str) -> Invalid:
    """Why nothing is sent."""
    problem = Problem(field="to", message=reason)
    return Invalid(f"{reason[:1].upper()}{reason[1:]}. Nothing was sent.", [problem])
