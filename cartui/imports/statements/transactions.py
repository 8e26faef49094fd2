"""The transactions of one file: each counts once, as far as it came."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from cartui.imports.columns import Columns
from cartui.imports.statements.files import StatementRecord
from cartui.model.imports import Refusal
from cartui.model.statement import StatementKind, StatementRow, StatementStatus

_FURTHER: Final = (StatementStatus.PENDING, StatementStatus.FAILED, StatementStatus.COMPLETED)
"""How far rows came, the least first: of two that say the same otherwise, the one that came further holds."""

_BESIDE: Final = frozenset({StatementKind.FEE, StatementKind.CONVERSION, StatementKind.OTHER})
"""What a provider may book under the id of the payment that it goes with: a hold, a fee, both sides of a
conversion."""

Identity = tuple[str, str, str]


@dataclass(frozen=True)
class ReadRow:
    """One row of a statement's file, and what became of it."""

    record: StatementRecord
    rows: tuple[StatementRow, ...] = ()
    """Its own, and what it says of money that went back; none where it was refused or said before."""
    refusal: Refusal | None = None


class Transactions:
    """What was said of each transaction."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self._known: dict[Identity, tuple[StatementRow, StatementRecord]] = {}

    def check(self, row: StatementRow, record: StatementRecord, columns: Columns) -> None:
        """Refuse a row that says something else of a transaction than an earlier one does."""
        known = self._known.setdefault(_identity(row), (row, record))
        other, first = known
        if (other.kind, other.amount, other.currency) != (row.kind, row.amount, row.currency):
            said = f"is another row of the transaction of line {first.line}, and says something else of it"
            raise columns.refused("transaction", said)
        if _FURTHER.index(row.status) > _FURTHER.index(other.status):
            self._known[_identity(row)] = row, record

    def once(self, read: Sequence[ReadRow]) -> list[ReadRow]:
        """The rows, each transaction once; what goes with a payment under its id gets one of its own."""
        kept = {id(record) for _, record in self._known.values()}
        identities: defaultdict[str, set[Identity]] = defaultdict(set)
        for identity in self._known:
            identities[identity[0]].add(identity)
        shared = {transaction for transaction, same in identities.items() if len(same) > 1}
        return [
            _apart(each, shared) if id(each.record) in kept or not each.rows else ReadRow(each.record)
            for each in read
        ]


def _identity(row: StatementRow) -> Identity:
    """What tells rows of one file apart."""
    if row.kind in _BESIDE:
        return row.transaction, row.kind.value, row.currency
    return row.transaction, "", ""


def _apart(read: ReadRow, shared: set[str]) -> ReadRow:
    """The row, under an id of its own where it only goes with the payment whose id it has."""
    if not read.rows or read.rows[0].kind not in _BESIDE or read.rows[0].transaction not in shared:
        return read
    own, *others = read.rows
    update = {"transaction": " ".join(_identity(own)), "about": own.about or own.transaction}
    return replace(read, rows=(own.model_copy(update=update), *others))
