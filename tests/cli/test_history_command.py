"""`cartui carts history`, `carts comment` and `activity`: what happened, for scripts and for people."""

from typing import Any

from cartui.cli.exit_codes import ExitStatus
from tests.cli.conftest import Run


def kinds(outcome: Any) -> list[str]:
    """The kinds of entries in JSON."""
    return [entry["kind"] for entry in outcome.json["items"]]


def test_a_comment_is_written_from_an_argument_or_stdin(run: Run, ready: dict[str, Any]) -> None:
    number = ready["number"]
    assert run("carts", "comment", number, "rang him").out.endswith("rang him\n")
    written = run("carts", "comment", number, "-", "--json", stdin="card 4242424242424242\ntwo lines\n").json
    assert (written["kind"], written["comment"]) == ("commented", "card •••• 4242\ntwo lines")
    assert run("carts", "show", number, "--json").json["version"] == ready["version"]
    told = run("carts", "history", number).out
    assert "card •••• 4242 two lines" in told.splitlines()[1]


def test_a_comment_of_nothing_is_refused_and_one_with_a_key_is_written_once(
    run: Run, ready: dict[str, Any]
) -> None:
    number = ready["number"]
    assert run("carts", "comment", number, " ").status == ExitStatus.BAD_INPUT
    for _ in range(2):
        run("carts", "comment", number, "rang him", "--key", "k1")
    assert kinds(run("carts", "history", number, "--kind", "comments", "--json")) == ["commented"]


def test_a_history_comes_by_kind_and_goes_on_behind_an_entry(run: Run, ready: dict[str, Any]) -> None:
    number = ready["number"]
    run("carts", "comment", number, "rang him")
    whole = run("carts", "history", number, "--json")
    assert kinds(whole)[0] == "commented"
    edits = run("carts", "history", number, "--kind", "edits", "--kind", "created", "--json")
    assert kinds(edits) == kinds(whole)[1:]
    first = str(whole.json["items"][0]["id"])
    assert (
        run("carts", "history", number, "--after", first, "--json").json["items"] == whole.json["items"][1:]
    )
    refused = run("carts", "history", number, "--kind", "gossip")
    assert refused.status == ExitStatus.BAD_INPUT
    assert "comments" in refused.err


def test_changes_are_said_in_words(run: Run, ready: dict[str, Any]) -> None:
    told = run("carts", "history", ready["number"], "--changes").out
    assert "Cotton Shirt L / Blue: not in the cart → 2 at BDT 1,200.00 each" in told
    assert "lines." not in told


def test_activity_lists_what_everybody_did(run: Run, ready: dict[str, Any]) -> None:
    run("--agent", "bob", "carts", "comment", ready["number"], "rang him")
    by_bob = run("activity", "--by", "bob", "--json").json
    assert [(item["number"], item["comment"]) for item in by_bob["items"]] == [(ready["number"], "rang him")]
    assert {"agent", "kind", "at", "cart_id", "customer", "currency"} <= by_bob["items"][0].keys()
    first = run("activity", "--limit", "1", "--json").json
    rest = run("activity", "--limit", "1", "--after", first["next"], "--json").json
    assert first["items"] != rest["items"]
    shown = run("activity", "--kind", "comments")
    assert "rang him" in shown.out
    assert "edited" not in run("activity", "--kind", "comments", "--json").out
