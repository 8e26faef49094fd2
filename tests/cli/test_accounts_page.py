"""`docs/accounts.md` says what the rules say."""

from pathlib import Path

from cartui.model.agent import Role
from cartui.rules.permissions import PRICE_BY_HAND, WAIVE_BLOCK, Operation, role_for
from cartui.server.limits import Limits

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "accounts.md").read_text(encoding="utf-8")


def test_the_table_of_roles_is_that_of_the_rules() -> None:
    head, *rows = [line.strip("|").split("|") for line in PAGE.splitlines() if line.startswith("|")]
    assert [cell.strip() for cell in head[1:]] == list(Role)
    told = {row[0].strip(): [cell.strip() == "yes" for cell in row[1:]] for row in rows[1:]}
    least = {operation.value: role_for(operation) for operation in Operation}
    least |= {what: needed for needed, what in (PRICE_BY_HAND, WAIVE_BLOCK)}
    assert told == {what: [role.covers(needed) for role in Role] for what, needed in least.items()}


def test_the_patience_with_guessers_is_the_servers() -> None:
    limits = Limits()
    assert (limits.failures, limits.failure_seconds) == (10, 60)
    assert "After ten unknown tokens from one address within a minute" in " ".join(PAGE.split())
