"""What became of a payment provider's file: counted, and said to whoever imported it."""

from collections.abc import Iterable

from cartui.model.frozen import Frozen
from cartui.model.imports import Refusal
from cartui.model.money import Currency
from cartui.model.statement import Coverage, StatementKind, StatementStatus
from cartui.model.text import Line, Name


class StatementSum(Frozen):
    """The rows of one kind, status and currency."""

    kind: StatementKind
    status: StatementStatus
    currency: Currency
    rows: int
    amount: int
    """All of theirs together, in minor units; above zero what came in."""


class StatementImport(Frozen):
    """One statement, which may have been several files; ``rows`` is ``accepted + refused + unchanged``.

    What a payment's own row says of money that went back counts as one row more.
    """

    files: tuple[Line, ...]
    provider: Name
    coverage: tuple[Coverage, ...]
    """Of which times it has everything; nothing where rows are missing whose time is not known."""
    coverage_said: bool
    """Whether the file itself says so; else it is from its first row to its last."""
    sums: tuple[StatementSum, ...]
    rows: int
    accepted: int
    refused: int
    unchanged: int
    """Rows that were known, or stand in the file twice."""
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[Refusal, ...] = ()

    def taken(self, *, accepted: int, unchanged: int) -> "StatementImport":
        """The same once a backend has taken it, of which it knew some rows already."""
        return self.model_copy(update={"accepted": accepted, "unchanged": self.unchanged + unchanged})


def any_refused(imports: Iterable[StatementImport]) -> bool:
    """Whether rows of them could not be taken."""
    return any(each.refused for each in imports)
