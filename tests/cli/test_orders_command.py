"""`cartui orders` on a database of its own: the shapes and the exit statuses that scripts rely on."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.hostile import CONTROLS, HOSTILE

PHONE = "+8801712345678"

ITEM_KEYS = {
    *("id", "number", "version", "state", "cart", "market", "currency", "customer", "items", "total"),
    *("paid", "due", "refund", "hold_reason", "cancel_reason", "placed_at", "placed_by"),
}

Place = Callable[[], str]


@pytest.fixture
def place(run: Run, ready: dict[str, Any]) -> Place:
    """Places one more order of two shirts, and gives its number."""

    def one() -> str:
        copy = run("carts", "clone", ready["number"], "--json").json
        return str(run("carts", "place", copy["number"], "--phone", PHONE, "--json").json["order"])

    return one


def test_approving_prints_the_order_with_its_goods_issue(run: Run, place: Place) -> None:
    number = place()
    approved = run("orders", "approve", number, "--version", "1", "--json")
    assert approved.status == 0
    assert set(approved.json) >= ITEM_KEYS - {"market", "customer", "items", "total"}
    assert (approved.json["number"], approved.json["state"], approved.json["version"]) == (
        number,
        "approved",
        2,
    )
    assert approved.json["goods_issue"]["number"] == "GI-000001"
    assert set(approved.json["goods_issue"]) == {"number", "issued_at", "issued_by"}
    assert run("orders", "show", number, "--json").json == approved.json
    again = run("orders", "approve", number)
    assert (again.status, again.out) == (0, f"{number}  approved  to be picked as GI-000001\n")
    assert "GI-000001" in run("orders", "show", number).out


def test_holding_and_cancelling_keep_their_reasons(run: Run, place: Place) -> None:
    number = place()
    held = run("orders", "hold", number, "--reason", "bank asks", "--json").json
    assert (held["state"], held["hold_reason"], held["goods_issue"]) == ("on_hold", "bank asks", None)
    assert held["due"] == held["totals"]["total"]
    cancelled = run(
        "orders", "cancel", number, "--reason", "changed her mind", "--version", "2", "--json"
    ).json
    assert (cancelled["state"], cancelled["cancel_reason"]) == ("cancelled", "changed her mind")
    assert (cancelled["paid"], cancelled["due"], cancelled["refund"]) == (0, 0, 0)
    shown = run("orders", "show", number).out
    assert "was on hold" in shown
    assert "bank asks" in shown
    assert "changed her mind" in shown
    history = run("carts", "history", cancelled["cart"]["number"]).out
    assert f"{number} cancelled: changed her mind" in history


def test_orders_are_listed_with_what_is_paid_and_due(run: Run, place: Place) -> None:
    first, second = place(), place()
    run("orders", "cancel", first)
    [cancelled] = run("orders", "list", "--state", "cancelled", "--json").json["items"]
    [pending] = run("orders", "list", "--state", "pending", "--json").json["items"]
    assert set(cancelled) == set(pending) == ITEM_KEYS
    assert (cancelled["number"], cancelled["version"], cancelled["due"]) == (first, 2, 0)
    assert (pending["number"], pending["version"], pending["due"]) == (second, 1, pending["total"])
    assert run("orders", "list", "-q", first, "--state", "pending", "--json").json["items"] == []


def test_orders_are_asked_for_by_the_query_line_and_counted(run: Run, place: Place) -> None:
    first, second = place(), place()
    run("orders", "hold", first, "--reason", "bank asks")
    held = run("orders", "list", "-q", "state:held is:due placed:today", "--json").json
    assert [order["number"] for order in held["items"]] == [first]
    assert (held["count"], held["exact"], held["next"]) == (1, True, None)
    both = run("orders", "list", "-q", "market:BD", "--limit", "1", "--json").json
    assert [order["number"] for order in both["items"]] == [second]
    assert both["count"] == 2
    assert "1 of 2; go on with --after" in run("orders", "list", "--limit", "1").err
    wrong = run("orders", "list", "-q", "status:held", "--json")
    assert (wrong.status, wrong.error["error"]) == (2, "invalid")
    assert "Did you mean state:?" in wrong.error["message"]


def test_several_are_approved_at_once_and_those_refused_are_listed(run: Run, place: Place) -> None:
    first, second, third = place(), place(), place()
    run("orders", "cancel", second)
    outcome = run("orders", "approve", first, second, third, "ORD-9", "--key", "k", "--json")
    assert outcome.status == 1
    assert [(order["number"], order["state"]) for order in outcome.json["items"]] == [
        (first, "approved"),
        (third, "approved"),
    ]
    assert [each["number"] for each in outcome.json["refused"]] == [second, "ORD-9"]
    assert "is cancelled" in outcome.json["refused"][0]["reason"]
    text = run("orders", "approve", first, second, third)
    assert text.status == 1
    assert text.out.splitlines() == [
        f"{first}  approved  to be picked as GI-000001",
        f"{third}  approved  to be picked as GI-000002",
    ]
    assert text.err.startswith(f"{second} is cancelled")
    assert run("orders", "approve", first, third).status == 0


def test_an_order_on_hold_is_refused_with_its_reason_until_its_version_is_named(
    run: Run, place: Place
) -> None:
    held, pending = place(), place()
    run("orders", "hold", held, "--reason", "bank asks")
    both = run("orders", "approve", held, pending)
    assert (both.status, both.out) == (1, f"{pending}  approved  to be picked as GI-000001\n")
    alone = run("orders", "approve", held)
    assert (alone.status, alone.out) == (1, "")
    for outcome in (both, alone):
        assert f"{held} is on hold: bank asks" in outcome.err
        assert "--version 2" in outcome.err
    approved = run("orders", "approve", held, "--version", "2")
    assert (approved.status, approved.err) == (0, f"{held} was on hold: bank asks\n")


def test_an_order_named_twice_is_told_once(run: Run, place: Place) -> None:
    first, second = place(), place()
    run("orders", "cancel", second)
    outcome = run("orders", "approve", first, second, first.lower(), second, "x", "x")
    assert outcome.out == f"{first}  approved  to be picked as GI-000001\n"
    assert [line.count(second) for line in outcome.err.splitlines()] == [1, 0]
    assert outcome.err.splitlines()[1] == "there is no order x"


def test_a_list_of_none_says_so(run: Run, ready: dict[str, Any]) -> None:
    assert run("orders", "list").err == "There is no order yet.\n"
    assert run("orders", "list", "-q", "nobody").err == "No order fits.\n"
    assert run("orders", "list", "--state", "approved").err == "No order fits.\n"


def test_a_repeat_with_the_same_key_prints_the_first_answer(run: Run, place: Place) -> None:
    number = place()
    arguments = ("orders", "hold", number, "--reason", "asks", "--key", "k", "--json")
    first = run(*arguments)
    run("orders", "hold", number, "--reason", "asks again")
    again = run(*arguments)
    assert (again.status, again.out) == (0, first.out)


def test_1_refused_by_the_life_of_an_order(run: Run, place: Place) -> None:
    number = place()
    run("orders", "approve", number)
    for arguments in (("cancel", number), ("hold", number, "--reason", "x")):
        outcome = run("orders", *arguments, "--json")
        assert (outcome.status, outcome.error["error"]) == (1, "invalid")
        assert "GI-000001" in outcome.error["message"]


def test_2_holding_without_a_reason_and_a_version_for_several(run: Run, place: Place) -> None:
    number = place()
    assert run("orders", "hold", number).status == 2
    outcome = run("orders", "hold", number, "--reason", " ", "--json")
    assert outcome.status == 2
    assert [problem["field"] for problem in outcome.error["problems"]] == ["reason"]
    assert run("orders", "approve", number, number, "--version", "1").status == 2
    assert run("orders", "list", "--state", "done").status == 2
    assert run("orders", "show", number, "--json").json["version"] == 1


def test_3_no_such_order(run: Run, ready: dict[str, Any]) -> None:
    for arguments in (("approve", "ORD-9"), ("cancel", ready["number"]), ("hold", "9", "--reason", "x")):
        outcome = run("orders", *arguments, "--json")
        assert (outcome.status, outcome.error["error"]) == (3, "not_found")


def test_4_somebody_changed_it(run: Run, place: Place) -> None:
    number = place()
    run("--agent", "bob", "orders", "hold", number, "--reason", "asks")
    outcome = run("orders", "approve", number, "--version", "1", "--json")
    assert (outcome.status, outcome.error["error"]) == (4, "conflict")
    assert "put on hold by bob" in outcome.error["message"]
    assert outcome.error["changed"] == ["hold_reason", "state"]


def test_7_nothing_moves_in_read_only(run: Run, place: Place) -> None:
    number = place()
    for arguments in (
        ("approve", number),
        ("approve", number, number),
        ("cancel", number),
        ("hold", number, "--reason", "x"),
    ):
        outcome = run("--read-only", "orders", *arguments, "--json")
        assert (outcome.status, outcome.error["error"], outcome.out) == (7, "forbidden", "")
    assert run("orders", "show", number, "--json").json["version"] == 1


def test_no_reason_reaches_the_terminal_raw(run: Run, place: Place) -> None:
    number = place()
    for text in HOSTILE:
        outcomes = [
            run("orders", "hold", number, "--reason", text, "--json"),
            run("orders", "hold", number, "--reason", text),
            run("orders", "show", number),
        ]
        assert [outcome.status for outcome in outcomes] == [0, 0, 0]
        assert not set("".join(outcome.out for outcome in outcomes)) & (CONTROLS - {"\n"})
