"""What can go wrong behind the client layer: one type for each thing a program would do differently.

They live in ``model`` so that the rules can raise them; ``client.protocol`` gives them out again.
Each carries what a person needs to read (``message``) and what a program acts on.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from cartui.model.problem import Problem

if TYPE_CHECKING:
    from cartui.model.cart import Cart


class ClientError(Exception):
    """The root of everything a client raises on purpose."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        """Keep the sentence for people and the problems for programs."""
        super().__init__(message)
        self.message = message
        self.problems = tuple(problems)


class Invalid(ClientError):
    """What was asked makes no sense: bad input, an unknown SKU, a quantity below 1."""

    code = "invalid"


class NotFound(ClientError):
    """There is no such cart, customer, order or entry."""

    code = "not_found"


class Conflict(ClientError):
    """Somebody changed it meanwhile. Nothing was applied."""

    code = "conflict"

    def __init__(self, message: str, *, current: "Cart | None" = None, changed: Sequence[str] = ()) -> None:
        """Carry the cart as it is now and the fields that changed since the version that was named."""
        super().__init__(message)
        self.current = current
        self.changed = tuple(changed)


class TotalChanged(Conflict):
    """The total to be placed is not the one that was shown (decision 9)."""

    def __init__(self, message: str, *, current: "Cart", shown: int, now: int) -> None:
        """Carry both totals, in minor units of the cart's currency."""
        super().__init__(message, current=current, changed=("totals.total",))
        self.shown = shown
        self.now = now


class Locked(ClientError):
    """The cart refuses every edit since a payment's outcome is unknown, or an agent locked it."""

    code = "locked"

    def __init__(self, message: str, *, since: datetime | None = None, reason: str = "") -> None:
        """Carry since when (UTC) and why."""
        super().__init__(message)
        self.since = since
        self.reason = reason


class NotReady(ClientError):
    """The cart cannot be placed yet: ``problems`` has everything that is missing, not only the first."""

    code = "not_ready"


class Refused(ClientError):
    """A rule says no: the life of a cart, a policy, an undo of what has been changed since."""

    code = "invalid"


class Forbidden(ClientError):
    """The actor's role does not allow it."""

    code = "forbidden"


class Unauthenticated(ClientError):
    """The backend does not know who is asking."""

    code = "unauthenticated"


class Unsupported(ClientError):
    """This backend cannot do that at all."""

    code = "unsupported"


class Unavailable(ClientError):
    """The backend cannot be reached or cannot write now; trying again may help.

    Nothing was applied, or it is not known whether it was: a call repeated with its key is applied once.
    """

    code = "unavailable"

    def __init__(
        self,
        message: str,
        *,
        last_known: object = None,
        as_of: datetime | None = None,
        retry_after: float | None = None,
    ) -> None:
        """Carry what this very read was answered last (the type that it gives), and when that was (UTC).

        ``retry_after``: seconds after which the backend wants to be asked again, where it said so.
        """
        super().__init__(message)
        self.last_known = last_known
        self.as_of = as_of
        self.retry_after = retry_after


class OutcomeUnknown(Unavailable):
    """A call was cut off so that nobody knows whether it was done; it may have been."""

    def __init__(self, what: str, advice: str) -> None:
        """Say what happened, and apart from it what is to be done: a remote client has advice of its own."""
        super().__init__(f"{what} {advice}".rstrip())
        self.what = what
