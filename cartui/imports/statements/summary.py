"""What a statement has, counted by kind, status and currency."""

from collections import Counter
from collections.abc import Iterator

from cartui.imports.statements.reading import ReadStatement
from cartui.model.statement import Statement, StatementKind, StatementStatus
from cartui.model.statement_import import StatementImport, StatementSum

PART_ROWS = 500
"""So many rows are given to a backend at once: a server takes a mebibyte."""


def summary_of(read: ReadStatement) -> StatementImport:
    """What was read of a statement; nobody has taken it yet."""
    rows = read.statement.rows
    return StatementImport(
        files=tuple(dict.fromkeys(read.files)),
        provider=read.statement.provider,
        coverage=read.statement.coverage,
        coverage_said=read.said_coverage,
        sums=_sums(read.statement),
        rows=len(rows) + len(read.refusals) + read.unchanged,
        accepted=len(rows),
        refused=len(read.refusals),
        unchanged=read.unchanged,
        refusals=read.refusals,
        warnings=read.warnings,
    )


def parts_of(statement: Statement) -> Iterator[Statement]:
    """A statement in parts that a backend takes one after the other; the last one has what it covers."""
    starts = range(0, len(statement.rows), PART_ROWS) or range(1)
    for start in starts:
        last = start == starts[-1]
        yield Statement(
            provider=statement.provider,
            coverage=statement.coverage if last else (),
            rows=statement.rows[start : start + PART_ROWS],
        )


def _sums(statement: Statement) -> tuple[StatementSum, ...]:
    """How many rows there are of each kind, status and currency, and what they come to."""
    rows: Counter[tuple[StatementKind, StatementStatus, str]] = Counter()
    amounts: Counter[tuple[StatementKind, StatementStatus, str]] = Counter()
    for row in statement.rows:
        key = row.kind, row.status, row.currency
        rows[key] += 1
        amounts[key] += row.amount
    kinds, statuses = list(StatementKind), list(StatementStatus)
    ordered = sorted(rows, key=lambda key: (kinds.index(key[0]), statuses.index(key[1]), key[2]))
    return tuple(
        StatementSum(kind=kind, status=status, currency=currency, rows=rows[key], amount=amounts[key])
        for key in ordered
        for kind, status, currency in [key]
    )
