"""``cartui customers``: all of them, one changed, and what one has."""

from typing import Any

from cartui.model.customer import Customer
from tests.cli.conftest import Run


def test_all_customers_are_listed_page_by_page(run: Run, rahim: Customer) -> None:
    run("customers", "new", "--name", "Anna Schmidt", "--phone", "+49 1512 3452111")

    first = run("customers", "list", "--limit", "1", "--json")
    assert [each["name"] for each in first.json["items"]] == ["Anna Schmidt"]
    second = run("customers", "list", "--limit", "1", "--after", first.json["next"], "--json")
    assert ([each["name"] for each in second.json["items"]], second.json["next"]) == (["Rahim Uddin"], None)
    shown = run("customers", "list", "--sort", "-number", "--limit", "1")
    assert "Anna Schmidt" in shown.out
    assert "go on with --after" in shown.err


def test_2_an_order_that_there_is_not_names_those_there_are(run: Run, rahim: Customer) -> None:
    outcome = run("customers", "list", "--sort", "age")

    assert outcome.status == 2
    assert "name, -name, number, -number, created, -created" in outcome.err


def test_only_what_is_given_changes(run: Run, rahim: Customer) -> None:
    outcome = run(
        *("customers", "edit", rahim.number, "--version", "1", "--company", "Acme", "--phone", "12"),
        *("--tax-exempt", "--json"),
    )

    assert outcome.status == 0
    changed = outcome.json
    assert (changed["version"], changed["company"], changed["phone"]) == (2, "Acme", "12")
    assert (changed["name"], changed["email"], changed["tax_exempt"]) == (rahim.name, rahim.email, True)
    assert "warning: 12" in outcome.err


def test_a_version_that_is_not_the_customers_saves_nothing(run: Run, rahim: Customer) -> None:
    run("customers", "edit", rahim.number, "--version", "1", "--rep", "15")
    stale = run("customers", "edit", rahim.number, "--version", "1", "--rep", "16")

    assert stale.status == 4
    assert "at version 2" in stale.err
    assert run("customers", "show", rahim.number, "--json").json["rep"] == "15"


def test_a_customer_is_blocked_with_a_reason_and_let_in_again(run: Run, rahim: Customer) -> None:
    run("customers", "edit", rahim.number, "--version", "1", "--block", "does not pay")
    assert "does not pay" in run("customers", "show", rahim.number).out
    run("customers", "edit", rahim.number, "--version", "2", "--unblock")
    now = run("customers", "show", rahim.number, "--json").json
    assert (now["blocked"], now["blocked_reason"]) == (False, "")


def test_2_an_edit_that_says_nothing_or_both_is_refused(run: Run, rahim: Customer) -> None:
    for given in ((), ("--block", " "), ("--block", "x", "--unblock"), ("--country", "Bangladesh")):
        outcome = run("customers", "edit", rahim.number, "--version", "1", *given)
        assert (given, outcome.status) == (given, 2)
    assert run("customers", "show", rahim.number, "--json").json["version"] == 1


def test_a_customers_carts_and_orders_are_listed(run: Run, rahim: Customer, ready: dict[str, Any]) -> None:
    nothing = run("customers", "orders", rahim.number)
    assert "They have ordered nothing yet." in nothing.err
    order = run("carts", "place", ready["number"], "--phone", "01712345678", "--json").json

    carts = run("customers", "carts", rahim.number, "--json").json
    assert [each["number"] for each in carts["items"]] == [ready["number"]]
    assert "ordered" in run("customers", "carts", rahim.number).out
    listed = run("customers", "orders", rahim.number, "--json").json
    assert ([each["number"] for each in listed["items"]], listed["next"]) == ([order["order"]], None)
    assert order["order"] in run("customers", "orders", rahim.number).out
