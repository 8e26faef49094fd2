"""What the tests of statements share: reading what was written."""

from datetime import UTC, datetime
from io import BytesIO

import pytest

from cartui.imports.statements.reading import Reading, ReadStatement, read_statement
from cartui.model.errors import Invalid
from cartui.model.statement import StatementRow
from tests.imports.statements.writing import Happened

NOW = datetime(2026, 11, 22, 16, tzinfo=UTC)


def utc(text: str) -> datetime:
    """A time, such as ``2026-11-01 14:05``."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def read(*files: bytes | str, asked: Reading | None = None) -> ReadStatement:
    """Read a statement, and check that each row of its files is accounted for once."""
    given = [file.encode() if isinstance(file, str) else file for file in files]
    found = read_statement(
        [(BytesIO(data), f"file{number}.csv") for number, data in enumerate(given, 1)],
        asked or Reading(now=NOW),
    )
    assert len(found.read) == found.accepted + len(found.refusals) + found.unchanged
    ids = [row.transaction for row in found.statement.rows]
    assert len(ids) == len(set(ids))
    return found


def refusal_of(*files: bytes | str, asked: Reading | None = None) -> str:
    """Why a statement is refused as a whole."""
    with pytest.raises(Invalid) as raised:
        read(*files, asked=asked)
    return raised.value.message


def refused(found: ReadStatement) -> dict[int, tuple[str, str]]:
    """Column and reason of each refused row by its line."""
    return {each.line: (each.column, each.reason) for each in found.refusals}


def as_happened(row: StatementRow) -> Happened:
    """A row as what it says that happened."""
    return Happened(
        id=row.transaction,
        at=row.at,
        amount=row.amount,
        currency=row.currency,
        kind=row.kind.value,
        status=row.status.value,
        invoice=row.merchant_reference,
        email=row.payer_email,
        about=row.about,
    )
