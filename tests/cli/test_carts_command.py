"""`cartui carts` on a database of its own: the shapes and the exit statuses that scripts rely on."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cartui.model.customer import Customer
from cartui.rules.cart_views import VIEWS
from cartui.store.postgresql import url as postgresql_url
from tests.cli.conftest import Run

PHONE = "+8801712345678"

TIMED = re.compile(r"updated|touched")
"""What the queries of views ask that depends on when they are asked."""

CART_KEYS = {
    *("id", "number", "version", "state", "origin", "market", "currency", "channel", "price_level"),
    *("price_level_override", "rep", "contact", "tags", "customer", "visitor", "lock", "lines"),
    *("shipping_address", "billing_address", "fulfilment", "payment_method", "note", "coupon", "totals"),
    *("created_at", "updated_at", "touched_at"),
}
LINE_KEYS = {
    *("id", "sku", "title", "options", "image_url", "price_source", "quantity", "unit_price", "gross"),
    *("discount", "coupon", "tax", "total"),
}
ITEM_KEYS = {
    *("id", "number", "state", "market", "currency", "customer", "items", "units", "total", "price_level"),
    *("rep", "origin", "version", "created_at", "updated_at", "touched_at"),
}


def edit(run: Run, cart: dict[str, Any], *actions: dict[str, Any], options: tuple[str, ...] = ()) -> Any:
    """Apply actions to the cart's version, and give the outcome."""
    version = str(cart["version"])
    return run(
        "carts",
        "edit",
        cart["number"],
        "-",
        "--version",
        version,
        "--json",
        *options,
        stdin=json.dumps(actions),
    )


def locked_number(run: Run) -> str:
    """The number of the locked cart."""
    return str(run("carts", "list", "-q", "state:locked", "--json").json["items"][0]["number"])


def test_a_cart_has_the_documented_shape(ready: dict[str, Any]) -> None:
    assert set(ready) >= CART_KEYS
    [line] = ready["lines"]
    assert set(line) >= LINE_KEYS
    assert (line["sku"], line["options"], line["unit_price"], line["gross"]) == (
        "SHIRT-LB",
        "L / Blue",
        120000,
        240000,
    )
    assert set(ready["customer"]) == {"id", "number", "name", "email", "phone"}
    assert ready["contact"] == {"name": "Rahim Uddin", "email": "rahim@example.com", "phone": PHONE}
    assert ready["fulfilment"] == {"category": "shipping", "service": "Express Delivery", "price": 12000}
    assert ready["billing_address"] == ready["shipping_address"]
    assert ready["shipping_address"]["city"] == "Dhaka"
    assert ready["totals"]["total"] == 240000 + 12000 + (240000 + 12000) * 15 // 100
    assert ready["created_at"].endswith("Z")


def test_an_address_that_is_not_given_is_an_empty_object(run: Run, rahim: Customer) -> None:
    cart = run("carts", "new", "--market", "BD", "--json").json
    assert cart["shipping_address"] == {}
    assert cart["billing_address"] == {}
    assert cart["customer"] is None


def test_show_by_number_or_id_is_the_same_cart(run: Run, ready: dict[str, Any]) -> None:
    assert run("carts", "show", ready["number"], "--json").json == ready
    assert run("carts", "show", ready["id"], "--json").json == ready


def test_text_shows_lines_sums_and_who_it_is_for(run: Run, ready: dict[str, Any]) -> None:
    out = run("carts", "show", ready["number"]).out
    for words in (
        "Rahim Uddin",
        "Cotton Shirt L / Blue",
        "2,400.00",
        "VAT 15 %",
        "BDT 2,898.00",
        "Motijheel",
    ):
        assert words in out


def test_a_list_has_items_count_and_the_cursor_of_the_next_page(run: Run, rahim: Customer) -> None:
    numbers = [run("carts", "new", "--market", "BD", "--json").json["number"] for _ in range(3)]
    first = run("carts", "list", "-q", "state:open", "--sort", "number", "--limit", "2", "--json").json
    assert set(first) == {"items", "next", "count", "exact"}
    assert (first["count"], first["exact"]) == (3, True)
    assert set(first["items"][0]) >= ITEM_KEYS
    second = run(
        "carts",
        "list",
        "-q",
        "state:open",
        "--sort",
        "number",
        "--limit",
        "2",
        "--after",
        first["next"],
        "--json",
    ).json
    assert [item["number"] for page in (first, second) for item in page["items"]] == numbers
    assert second["next"] is None


def test_a_list_as_text_says_on_stderr_how_many_there_are(run: Run, ready: dict[str, Any]) -> None:
    outcome = run("carts", "list")
    assert outcome.out.startswith("Number")
    assert "Rahim Uddin" in outcome.out
    assert outcome.err.strip() == "2 of 2"


def test_a_list_of_none_says_so(run: Run, rahim: Customer) -> None:
    assert run("carts", "list", "-q", "nobody").err == "No cart fits.\n"
    assert run("carts", "list", "--view", "Mine").err == "No cart fits.\n"


def test_what_is_wrong_with_a_query_is_said_once(run: Run, rahim: Customer) -> None:
    outcome = run("carts", "list", "-q", "updatd:<2026")
    assert (outcome.status, outcome.err.count("There is no key")) == (2, 1)
    assert outcome.err.count("\n") == 1


def test_a_view_is_a_query_that_has_a_name(run: Run, ready: dict[str, Any]) -> None:
    run("carts", "new", "--market", "EU")
    views = {name: run("carts", "list", "--view", name, "--json").json["count"] for name in VIEWS}
    lasting = {name: count for name, count in views.items() if not TIMED.search(VIEWS[name])}
    assert lasting == {"All": 3, "Locked": 1, "Mine": 0, "Empty": 1, "Guests": 2, "Trash": 0}
    assert all(0 <= count <= 1 for name, count in views.items() if name not in lasting)  # as time passes
    assert run("carts", "list", "--view", "guests", "-q", "market:EU", "--json").json["count"] == 1
    assert run("carts", "list", "--view", "older", "--json").json["count"] == views["Older than 30 days"]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--view", "nope"), "Guests"),
        (("-q", "stat:open"), "state"),
        (("--sort", "colour"), "updated"),
        (("--after", "nonsense"), ""),
        (("--limit", "0"), "limit"),
    ],
)
def test_a_list_that_makes_no_sense_is_bad_usage(
    run: Run, rahim: Customer, arguments: tuple[str, ...], word: str
) -> None:
    outcome = run("carts", "list", *arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert word in outcome.err


def test_placing_gives_the_order_and_placing_again_the_same_one(run: Run, ready: dict[str, Any]) -> None:
    total = str(ready["totals"]["total"])
    arguments = ("carts", "place", ready["number"], "--phone", PHONE, "--json")
    placed = run(*arguments, "--version", str(ready["version"]), "--total", total).json
    assert set(placed) >= {"order", "cart", "state", "totals"}
    assert (placed["cart"], placed["state"]) == (ready["number"], "pending")
    assert placed["totals"]["total"] == ready["totals"]["total"]
    again = run(*arguments)
    assert (again.status, again.json) == (0, placed)
    order = run("orders", "show", placed["order"], "--json").json
    assert order["cart"]["number"] == ready["number"]
    assert order["totals"] == placed["totals"]
    [listed] = run("orders", "list", "--json").json["items"]
    assert (listed["number"], listed["total"]) == (placed["order"], placed["totals"]["total"])
    assert placed["order"] in run("orders", "list").out
    assert placed["order"] in run("orders", "show", ready["number"]).out


def test_undo_gives_back_what_was(run: Run, ready: dict[str, Any]) -> None:
    changed = edit(run, ready, {"type": "set_note", "note": "ring twice"}).json
    assert changed["note"] == "ring twice"
    assert run("carts", "undo", ready["number"], "--json").json["note"] == ""


def test_redo_brings_back_what_was_undone(run: Run, ready: dict[str, Any]) -> None:
    edit(run, ready, {"type": "set_note", "note": "ring twice"})
    run("carts", "undo", ready["number"])
    assert run("carts", "redo", ready["number"], "--json").json["note"] == "ring twice"
    again = run("carts", "redo", ready["number"])
    assert (again.status, "nothing to redo" in again.err) == (1, True)


def test_cancel_takes_back_what_was_done_since_a_version(run: Run, ready: dict[str, Any]) -> None:
    noted = edit(run, ready, {"type": "set_note", "note": "ring twice"}).json
    edit(run, noted, {"type": "set_tags", "tags": ["gift"]})
    since = ("--since", str(ready["version"]))
    cancelled = run("carts", "cancel", ready["number"], *since, "--json").json
    assert (cancelled["note"], cancelled["tags"]) == ("", [])
    assert run("carts", "cancel", ready["number"]).status == 2
    assert run("carts", "cancel", ready["number"], "--since", "0", "--json").json["state"] == "deleted"


def test_a_clone_is_a_cart_of_its_own(run: Run, ready: dict[str, Any]) -> None:
    clone = run("carts", "clone", ready["number"], "--json").json
    assert clone["number"] != ready["number"]
    assert clone["totals"]["total"] == ready["totals"]["total"]


def test_delete_and_restore(run: Run, ready: dict[str, Any]) -> None:
    assert run("carts", "delete", ready["number"], "--json").json["state"] == "deleted"
    assert run("carts", "restore", ready["number"], "--json").json["state"] == "open"


def test_history_is_latest_first_with_agent_and_origin(run: Run, ready: dict[str, Any]) -> None:
    edit(run, ready, {"type": "set_note", "note": "x"}, options=("--agent", "alice"))
    items = run("carts", "history", ready["number"], "--json").json["items"]
    assert (items[0]["agent"], items[0]["origin"], items[0]["actions"]) == ("alice", "cli", ["set_note"])
    assert items[-1]["kind"] == "created"
    assert "alice" in run("carts", "history", ready["number"]).out


def test_explain_has_each_figure_with_its_rule(run: Run, ready: dict[str, Any]) -> None:
    shape = run("carts", "explain", ready["number"], "--json").json
    assert (shape["number"], shape["currency"]) == (ready["number"], "BDT")
    amounts = {figure["figure"]: figure["amount"] for figure in shape["figures"]}
    assert amounts["total"] == ready["totals"]["total"]
    assert "VAT 15 %" in run("carts", "explain", ready["number"]).out


def test_the_schema_of_actions_needs_nothing_else(run: Run) -> None:
    schema = run("carts", "edit", "--schema").json
    assert "add_line" in json.dumps(schema)


# --- exit statuses -----------------------------------------------------------------------------------


def test_0_done(run: Run, ready: dict[str, Any]) -> None:
    assert run("carts", "show", ready["number"]).status == 0


def test_1_not_ready_lists_everything_that_is_missing(run: Run, rahim: Customer) -> None:
    cart = run("carts", "new", "--market", "BD", "--json").json
    outcome = run("carts", "place", cart["number"], "--phone", PHONE, "--json")
    assert (outcome.status, outcome.out, outcome.error["error"]) == (1, "", "not_ready")
    assert len(outcome.error["problems"]) > 1
    assert set(outcome.error["problems"][0]) == {"field", "message"}
    text = run("carts", "place", cart["number"], "--phone", PHONE).err
    assert [text.count(problem["message"]) for problem in outcome.error["problems"]] == [1] * len(
        outcome.error["problems"]
    )


def test_1_refused_by_the_life_of_a_cart(run: Run, ready: dict[str, Any]) -> None:
    outcome = run("carts", "restore", ready["number"], "--json")
    assert (outcome.status, outcome.error["error"]) == (1, "invalid")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("{}", ""),
        ('[{"type": "add_line", "sku": "MUG-01", "quantity": 0}]', "0.quantity"),
        ('[{"type": "add_line", "sku": "MUG-01", "quantity": true}]', "0.quantity"),
        ('[{"type": "add_line", "sku": "MUG-01", "quantity": "2"}]', "0.quantity"),
        ('[{"type": "set_line_price", "line": "x", "unit_price": "12"}]', "0.unit_price"),
        ('[{"type": "set_line_discount", "line": "x", "amount": true}]', "0.amount"),
        ('[{"type": "set_note", "note": "x"}, {"type": "add_lin", "sku": "MUG-01"}]', "1.type"),
        ('[{"type": "add_line", "skew": "MUG-01"}]', "0.sku"),
        ("[3]", "0"),
        ("[", "line 1, column 2"),
    ],
)
def test_2_bad_actions_name_the_path(run: Run, ready: dict[str, Any], text: str, field: str) -> None:
    outcome = run("carts", "edit", ready["number"], "-", "--version", "1", "--json", stdin=text)
    assert outcome.status == 2
    assert outcome.error["problems"][0]["field"] == field


def test_2_what_is_wrong_with_an_action_is_said_once_with_its_place(run: Run, ready: dict[str, Any]) -> None:
    actions = json.dumps([{"type": "add_line", "sku": "XX"}])
    said = run("carts", "edit", ready["number"], "-", "--version", str(ready["version"]), stdin=actions).err
    assert said.splitlines() == ["there is no variant with SKU XX", "  in actions.0.sku"]


def test_2_an_unknown_product_names_the_action(run: Run, ready: dict[str, Any]) -> None:
    outcome = edit(run, ready, {"type": "add_line", "sku": "NOPE"})
    assert (outcome.status, outcome.error["error"]) == (2, "invalid")


def test_2_a_reference_to_several_customers_lists_them(run: Run, rahim: Customer) -> None:
    run("customers", "new", "--name", "Karim Uddin", "--phone", "01712345678", "--country", "BD")
    outcome = run("carts", "new", "--market", "BD", "--customer", "01712345678")
    assert outcome.status == 2
    assert "Rahim Uddin" in outcome.err
    assert "Karim Uddin" in outcome.err


def test_2_a_market_that_is_not_there(run: Run, rahim: Customer) -> None:
    assert run("carts", "new", "--market", "XX").status == 2
    assert run("carts", "new", "--market", "").status == 2


def test_3_not_found(run: Run, rahim: Customer) -> None:
    for arguments in (
        ("carts", "show", "C-999999"),
        ("orders", "show", "ORD-9"),
        ("customers", "show", "nobody"),
    ):
        outcome = run(*arguments, "--json")
        assert (outcome.status, outcome.error["error"]) == (3, "not_found")


def test_4_conflict_carries_the_cart_as_it_is(run: Run, ready: dict[str, Any]) -> None:
    edit(run, ready, {"type": "set_note", "note": "mine"})
    outcome = edit(run, ready, {"type": "set_note", "note": "yours"})
    assert (outcome.status, outcome.error["error"]) == (4, "conflict")
    assert outcome.error["current"]["note"] == "mine"
    rebased = edit(run, ready, {"type": "set_tags", "tags": ["vip"]}, options=("--rebase",)).json
    assert (rebased["note"], rebased["tags"]) == ("mine", ["vip"])


def test_4_a_total_that_changed_is_told_with_both_totals(run: Run, ready: dict[str, Any]) -> None:
    outcome = run("carts", "place", ready["number"], "--phone", PHONE, "--total", "1", "--json")
    assert outcome.status == 4
    assert (outcome.error["shown"], outcome.error["now"]) == (1, ready["totals"]["total"])
    text = run("carts", "place", ready["number"], "--phone", PHONE, "--total", "1").err
    assert "BDT 0.01" in text
    assert f"--total {ready['totals']['total']}" in text


def test_5_locked(run: Run, rahim: Customer) -> None:
    number = locked_number(run)
    cart = run("carts", "show", number, "--json").json
    outcome = edit(run, cart, {"type": "set_note", "note": "x"})
    assert (outcome.status, outcome.error["error"]) == (5, "locked")
    assert outcome.error["since"].endswith("Z")


def test_6_a_backend_that_cannot_be_opened(run: Run, tmp_path: Any) -> None:
    (tmp_path / "broken.sqlite3").write_bytes(b"this is no database" * 100)
    outcome = run("carts", "list", "--db", str(tmp_path / "broken.sqlite3"), "--json")
    assert (outcome.status, outcome.error["error"]) == (6, "unavailable")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("foo://x/y", "foo:// is no database of cartui"),
        ("postgresql://host:port/x", "no URL of a database"),
        ("postgresql://u:geheim@127.0.0.1:1/x", "cannot be reached"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--read-only",)])
def test_6_a_server_that_is_none(run: Run, url: str, said: str, options: tuple[str, ...]) -> None:
    outcome = run("carts", "list", "--db", url, "--json", *options)
    assert (outcome.status, outcome.error["error"]) == (6, "unavailable")
    assert said in outcome.error["message"]
    assert "geheim" not in outcome.err


def test_6_a_server_whose_driver_is_not_installed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql_url, "find_spec", lambda _: None)
    outcome = run("carts", "list", "--db", "postgresql://127.0.0.1:1/x", "--json")
    assert (outcome.status, outcome.error["error"]) == (6, "unavailable")
    assert "cartui[postgres]" in outcome.error["message"]


def test_7_a_viewer_may_look_and_nothing_else(run: Run, ready: dict[str, Any]) -> None:
    assert run("--read-only", "carts", "show", ready["number"]).status == 0
    outcome = edit(run, ready, {"type": "set_note", "note": "x"}, options=("--read-only",))
    assert (outcome.status, outcome.error["error"]) == (7, "forbidden")


@pytest.mark.parametrize("micros", [-62_135_596_800_000_000, 253_402_300_799_999_999])
@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Dhaka"])
def test_a_cart_from_the_end_of_all_days_does_not_hide_the_others(
    run: Run, rahim: Customer, home: Path, micros: int, zone: str
) -> None:
    """Such a date is not taken any more, but was."""
    with closing(sqlite3.connect(home / "data" / "cartui.sqlite3")) as database, database:
        columns = ("created_at", "updated_at", "touched_at")
        database.execute(f"UPDATE cart SET {', '.join(f'{each} = {micros}' for each in columns)}")  # noqa: S608
    config = home / "config.toml"
    config.write_text(f'[display]\ntimezone = "{zone}"\n', encoding="utf-8")

    for command in (("list", "--sort", "created"), ("show", "C-000001"), ("history", "C-000001")):
        shown = run("--config", str(config), "carts", *command)
        assert shown.status == 0, (command, shown.err)
