"""What a provider's words mean in ours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from cartui.model.statement import StatementKind, StatementStatus


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a row is about."""

    kind: StatementKind
    held: bool = False
    """Whether the money is only held for the shop: it is pending, whatever the row's status says."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One provider's words; statuses in lower case."""

    kind: Callable[[str, int], Meaning | None]
    """What a word is about in a row of that amount (minor units, with its sign); ``None``: unknown."""
    completed: frozenset[str]
    failed: frozenset[str]
    taken_back: Mapping[str, StatementKind]
    """Statuses of payments that came and went again, and as what they went."""
    unknown_is_pending: bool
    """Whether a status that is not known leaves everything open; else its row is refused."""
    agreements: tuple[str, ...] = ()
    """How ids of agreements with customers begin: many payments share one."""

    def meaning(self, word: str, amount: int) -> Meaning | None:
        """What a row of that amount is about: our own words are known in every file."""
        folded = word.strip().lower()
        if folded in tuple(StatementKind) and (amount > 0 or folded != StatementKind.PAYMENT):
            return Meaning(StatementKind(folded))
        return self.kind(word, amount)

    def status(self, word: str) -> StatementStatus | None:
        """How far a row came; ``None``: nobody knows the word. Rows without one have come all the way."""
        folded = " ".join(word.lower().split())
        if not folded or folded in self.completed or folded in self.taken_back:
            return StatementStatus.COMPLETED
        if folded in self.failed:
            return StatementStatus.FAILED
        if folded == StatementStatus.PENDING or self.unknown_is_pending:
            return StatementStatus.PENDING
        return None

    def gone_as(self, word: str) -> StatementKind | None:
        """As what a payment of that status went again, if it did."""
        return self.taken_back.get(" ".join(word.lower().split()))


def _plain_kind(word: str, amount: int) -> Meaning | None:
    """No words but ours; without one, what came is a payment and what went is a refund."""
    if word.strip():
        return None
    if amount == 0:
        return Meaning(StatementKind.OTHER)
    return Meaning(StatementKind.PAYMENT if amount > 0 else StatementKind.REFUND)


PLAIN: Final = Vocabulary(
    kind=_plain_kind,
    completed=frozenset({StatementStatus.COMPLETED.value}),
    failed=frozenset({StatementStatus.FAILED.value}),
    taken_back={},
    unknown_is_pending=False,
)
"""The words of the plain file."""
