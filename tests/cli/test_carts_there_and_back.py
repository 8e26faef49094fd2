"""What `carts export --rows lines` writes, `import carts` takes in: the carts are the same."""

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Run

OURS = {"id", "number", "version", "origin", "created_by", "price_source", "current_price"}
"""What a shop decides itself of a cart that it takes in."""

OPEN = ("carts", "export", "--rows", "lines", "--format", "json", "-o", "-", "-q")


def told(value: Any) -> Any:
    """What is to be the same of a cart."""
    if isinstance(value, dict):
        return {name: told(each) for name, each in value.items() if name not in OURS}
    return [told(each) for each in value] if isinstance(value, list) else value


def test_carts_come_back_as_they_were(run: Run, ready: dict[str, Any], tmp_path: Path) -> None:
    actions = [
        {"type": "add_custom_line", "title": "=1+1", "unit_price": 12345, "quantity": 3, "tax_class": None},
        {"type": "set_line_discount", "line": ready["lines"][0]["id"], "percent": "12.5", "reason": "-5"},
        {"type": "set_note", "note": "+ first\nsecond"},
        {"type": "set_tags", "tags": ["vip", "a, b"]},
        {"type": "set_contact", "name": "@Rahim", "email": "other@example.com"},
    ]
    version = str(ready["version"])
    run("carts", "edit", ready["number"], "-", "--version", version, stdin=json.dumps(actions))
    run("carts", "new", "--market", "BD")
    before = run(*OPEN, "state:open").json

    file = tmp_path / "lines.csv"
    exported = run("carts", "export", "--rows", "lines", "-q", "state:open", "-o", str(file))
    assert f"3 lines are in {file}" in exported.err
    outcome = run("import", "carts", str(file), "--json").json
    assert (outcome["refused"], outcome["accepted"], outcome["carts"]) == (0, 3, 2)
    assert [told(cart) for cart in run(*OPEN, "state:open").json] == [told(cart) for cart in before * 2]


def test_orders_keep_their_state_and_who_took_them(run: Run, ready: dict[str, Any], tmp_path: Path) -> None:
    run("carts", "place", ready["number"], "--phone", "01712345678")
    (order,) = run("orders", "list", "--json").json["items"]
    run("orders", "hold", order["number"], "--reason", "asks")
    file = tmp_path / "orders.csv"
    run("carts", "export", "--rows", "lines", "-q", "state:ordered", "-o", str(file))
    assert run("import", "carts", str(file), "--json").json["orders"] == 1
    first, second = run("orders", "list", "--json").json["items"]
    same = ("state", "customer", "total", "paid", "due", "placed_by", "hold_reason", "currency")
    assert [first[name] for name in same] == [second[name] for name in same]
