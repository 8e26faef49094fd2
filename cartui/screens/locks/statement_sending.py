"""Giving a statement to the backend, part by part, and what became of it so far."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from cartui.client.protocol import ClientError, Payments
from cartui.model.statement import Coverage

if TYPE_CHECKING:
    from cartui.imports.statements.reading import ReadStatement
    from cartui.model.locks import StatementReport

Send = Callable[[], Awaitable["StatementReport"]]

UntilAnswered = Callable[[Send], Awaitable["StatementReport"]]
"""Repeats a call until the backend has answered it."""


class _Stopped(Exception):
    """Somebody does not want to wait for the backend any more."""


@dataclass(slots=True)
class Sending:
    """One statement on its way."""

    total: int
    """Its rows."""
    rows: int = 0
    """Those that the backend has taken or knew, so far."""
    accepted: int = 0
    unchanged: int = 0
    stops: bool = False
    """Whether somebody wants it to stop before the next part."""
    error: ClientError | None = None
    """What ended it before its time."""
    was_cut: bool = False
    """Whether it was stopped before its last part, the one with what it covers."""
    is_over: bool = False
    """Whether nothing more is sent."""
    covered: tuple[Coverage, ...] | None = None
    """Of which times the backend has everything now; ``None``: nobody could say."""
    told: Callable[[], None] = field(default=lambda: None)
    """Called whenever there is something new to show."""

    @property
    def is_whole(self) -> bool:
        """Whether all of it was taken, and so what it covers counts."""
        return self.is_over and self.error is None and not self.was_cut

    async def send(self, read: "ReadStatement", payments: Payments, until_answered: UntilAnswered) -> None:
        """Send all parts, or those until it is stopped. What the backend refuses is kept as ``error``."""
        try:
            await self._send(read, payments, until_answered)
        except _Stopped:
            self.was_cut = True
        except ClientError as error:
            self.error = error
        self.is_over = True
        self.told()

    async def _send(self, read: "ReadStatement", payments: Payments, until_answered: UntilAnswered) -> None:
        """Send them; raises ``ClientError``."""
        from cartui.imports.statements.summary import parts_of

        for part in parts_of(read.statement):
            report = await until_answered(self._unless_stopped(partial(payments.take_statement, part)))
            self.rows += report.rows
            self.accepted += report.accepted
            self.unchanged += report.unchanged
            self.told()
        with suppress(ClientError):  # it was taken; what is covered now can be seen in the queue as well
            self.covered = await payments.coverage()

    def _unless_stopped(self, send: Send) -> Send:
        """The same call, which is not tried again once it is to stop."""

        async def tried() -> "StatementReport":
            if self.stops:
                raise _Stopped
            return await send()

        return tried
