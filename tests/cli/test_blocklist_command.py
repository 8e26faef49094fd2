"""`cartui blocklist` on a database of its own."""

from typing import Any

from tests.cli.conftest import Run


def test_somebody_is_blocked_found_and_taken_off(run: Run, ready: dict[str, Any]) -> None:
    assert ready["missing"] == []
    value = str(ready["contact"]["email"])
    looked = run("blocklist", "add", value, "--dry-run", "--json")
    assert looked.json == {
        "kind": "email",
        "value": value,
        "query": f"email:{value}",
        "carts": 1,
        "exact": True,
    }
    assert run("blocklist", "list", "--json").json == {"items": [], "next": None}
    added = run("blocklist", "add", value.upper(), "--reason", "stolen cards", "--expires", "30d", "--json")
    assert (added.status, added.json["value"], added.json["reason"]) == (0, value, "stolen cards")
    assert run("blocklist", "list", "--json").json["items"] == [added.json]
    missing = run("carts", "show", ready["number"], "--json").json["missing"]
    assert [problem["message"] for problem in missing] == [f"The email {value} is blocked: stolen cards."]

    blocked = run("blocklist", "test", value, "--json")
    assert (blocked.status, blocked.json) == (1, {"blocked": True, "items": [added.json]})
    allowed = run("blocklist", "test", "--ip", "203.0.113.7", "--country", "BD", "--json")
    assert (allowed.status, allowed.json) == (0, {"blocked": False, "items": []})

    ended = run("blocklist", "remove", value, "--json")
    assert (ended.status, ended.json["id"]) == (0, added.json["id"])
    assert ended.json["removed_at"] is not None
    assert run("blocklist", "list", "--ended", "--json").json["items"] == [ended.json]
    assert run("blocklist", "remove", value).status == 3


def test_what_cannot_be_blocked_says_why(run: Run, ready: dict[str, Any]) -> None:
    assert ready["number"]
    wrong = run("blocklist", "add", "203.0.113.7/24", "--reason", "x")
    assert wrong.status == 2
    assert "203.0.113.0/24" in wrong.err
    assert run("blocklist", "add", "AQ").status == 2
    assert run("blocklist", "add", "AQ", "--reason", "x", "--expires", "yesterday").status == 2
    assert run("blocklist", "test").status == 2
    assert run("blocklist", "test", "203.0.113.0/24").status == 2
    assert run("blocklist", "add", "AQ", "--reason", "x").status == 0
    again = run("blocklist", "add", "aq", "--reason", "y")
    assert again.status == 1
    assert "AQ is blocked already" in again.err
