"""`cartui seed`: carts to measure with, the same ones again, never in a real shop."""

from pathlib import Path

import pytest

from cartui.demo import seeding
from cartui.demo.products import demo_products
from cartui.model.catalog import Product
from cartui.model.customer import Customer
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def few_products(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of the catalogue, of which every market still sells enough."""
    some: tuple[Product, ...] = demo_products()[:24]
    monkeypatch.setattr(seeding, "demo_products", lambda: some)


def test_so_many_carts_of_five_lines_come_to_the_desk(run: Run) -> None:
    assert run("seed", "--carts", "40", "--json").json["carts"] == 40
    listed = run("carts", "list", "--limit", "100", "--json").json
    assert (listed["count"], len(listed["items"])) == (40, 40)
    assert {cart["items"] for cart in listed["items"]} == {5}
    assert all(cart["total"] > 0 for cart in listed["items"])


def test_the_same_numbers_make_the_same_carts(run: Run, tmp_path: Path) -> None:
    def seeded(name: str, random_seed: str) -> list[dict[str, object]]:
        database = str(tmp_path / name)
        run("--db", database, "seed", "--carts", "30", "--random-seed", random_seed)
        listed = run("--db", database, "carts", "list", "--sort", "number", "--limit", "100", "--json").json
        return [{key: value for key, value in cart.items() if key != "id"} for cart in listed["items"]]

    first = seeded("a.sqlite3", "7")
    assert seeded("b.sqlite3", "7") == first
    assert seeded("c.sqlite3", "8") != first


def test_once_more_changes_nothing_and_another_seed_adds(run: Run) -> None:
    run("seed", "--carts", "20")
    again = run("seed", "--carts", "20", "--json").json
    assert (again["carts"], again["unchanged"]) == (0, 20)
    assert run("seed", "--carts", "20", "--random-seed", "2", "--json").json["carts"] == 20
    assert run("carts", "list", "--json").json["count"] == 40


def test_carts_are_numbered_in_the_order_of_their_age(run: Run) -> None:
    run("seed", "--carts", "50")
    listed = run("carts", "list", "--sort", "number", "--limit", "100", "--json").json["items"]
    made = [cart["created_at"] for cart in listed]
    assert made == sorted(made)


def test_a_real_shop_is_not_touched(run: Run, rahim: Customer) -> None:
    before = run("carts", "list", "--json").json["count"]
    outcome = run("seed", "--carts", "20")
    assert outcome.status == 1
    assert "not touched" in outcome.err
    assert run("carts", "list", "--json").json["count"] == before


def test_a_viewer_seeds_nothing(run: Run) -> None:
    assert run("--read-only", "seed", "--carts", "20").status != 0
