"""`cartui bulk` on a database of its own: what it would do, what it did, the shapes and the exit statuses."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import SetPriceLevel
from cartui.model.agent import Actor, Role
from cartui.model.bulk import MOST_ITEMS, BulkTarget
from cartui.model.cart import Cart
from cartui.model.customer import Customer
from tests.cli.conftest import Outcome, Run
from tests.contract.jobs import carts_with_mugs, many_carts
from tests.contract.shop import furnish
from tests.serving import Served, serving

LOCKED = "C-000001"
"""The cart that is locked in every test."""


@pytest.fixture
def database(home: Path, rahim: Customer) -> str:
    """The default database, with a furnished shop in it."""
    return str(home / "data" / "cartui.sqlite3")


@pytest.fixture
def carts(database: str) -> list[Cart]:
    """Three open carts with one, two and three mugs, beside the locked one."""

    async def make() -> list[Cart]:
        async with LocalClient(database, Actor(name="owner")) as client:
            return await carts_with_mugs(client, 3)

    return asyncio.run(make())


def levels(run: Run) -> dict[str, str]:
    """The price level of every open or locked cart, by its number."""
    return {each["number"]: each["price_level"] for each in run("carts", "list", "--json").json["items"]}


def total(run: Run, number: str) -> int:
    """What a cart comes to now."""
    return int(run("carts", "show", number, "--json").json["totals"]["total"])


# --- doing it ----------------------------------------------------------------------------------------


def test_a_level_is_given_to_all_that_a_query_finds_and_the_refused_are_listed(
    run: Run, carts: list[Cart]
) -> None:
    done = run("bulk", "price-level", "vip", "-q", "market:BD", "--yes", "--json")
    assert done.status == 1, "one is refused"
    shape = done.json
    assert (shape["matched"], shape["changed"], shape["unchanged"]) == (4, 3, 0)
    [refused] = shape["refused"]
    assert refused["number"] == LOCKED
    assert "locked" in refused["reason"]
    assert shape["before"] == {"BDT": sum(cart.totals.total for cart in carts)}
    assert shape["after"] == {"BDT": sum(total(run, cart.number) for cart in carts)}
    assert shape["after"]["BDT"] < shape["before"]["BDT"]
    assert (shape["state"], shape["agent"][:1] != "", shape["actions"]) == (
        "done",
        True,
        [{"type": "set_price_level", "level": "vip"}],
    )
    assert isinstance(shape["job"], str)
    assert done.err == "", "JSON has all that there is to say"
    assert {level for number, level in levels(run).items() if number != LOCKED} == {"vip"}


def test_carts_are_named_by_their_numbers(run: Run, carts: list[Cart]) -> None:
    done = run("bulk", "price-level", "vip", carts[0].number, carts[2].id, "--yes", "--json")
    assert (done.status, done.json["changed"], done.json["refused"]) == (0, 2, [])
    again = run("bulk", "price-level", "vip", carts[0].number, carts[1].number, "--yes", "--json")
    assert (again.json["changed"], again.json["unchanged"]) == (1, 1)


def test_people_read_what_became_of_them_and_how_it_is_taken_back(run: Run, carts: list[Cart]) -> None:
    done = run("bulk", "price-level", "vip", "-q", "market:BD", "--yes")
    assert done.status == 1
    assert "price level VIP" in done.out
    words = done.out.split()
    assert words[words.index("changed") + 1] == "3"
    [money] = [line.split() for line in done.out.splitlines() if line.startswith("BDT")]
    before, after, difference = (int(each.replace(",", "").replace(".", "")) for each in money[1:])
    assert (before, after - before) == (sum(cart.totals.total for cart in carts), difference)
    assert f"refused: {LOCKED} is locked" in done.err
    assert "`cartui bulk undo 1` takes it back" in done.err


def test_numbers_come_from_a_file_with_comments_and_blank_lines(run: Run, carts: list[Cart]) -> None:
    file = f"# the spring carts\n\n{carts[0].number}\n  {carts[1].number}   # rang twice\n"
    done = run("bulk", "assign", "bob", "-", "--yes", "--json", stdin=file)
    assert (done.status, done.json["changed"]) == (0, 2)
    assert run("carts", "show", carts[1].number, "--json").json["assigned_to"] == "bob"


def test_tags_are_put_on_and_taken_off(run: Run, carts: list[Cart]) -> None:
    number = carts[0].number
    run("bulk", "tag", number, "--add", "spring", "--add", "gift", "--yes")
    done = run("bulk", "tag", number, "--add", "late", "--remove", "spring", "--yes", "--json")
    assert done.status == 0
    assert run("carts", "show", number, "--json").json["tags"] == ["gift", "late"]
    nothing = run("bulk", "tag", number, "--yes", "--json")
    assert (nothing.status, nothing.error["error"]) == (2, "invalid")


def test_carts_are_put_into_the_trash_and_come_back(run: Run, carts: list[Cart]) -> None:
    assert run("bulk", "delete", "-q", "state:open", "--yes", "--json").json["changed"] == 3
    assert list(levels(run)) == [LOCKED]
    assert run("bulk", "restore", "-q", "state:deleted", "--yes", "--json").json["changed"] == 3
    assert len(levels(run)) == 4


# --- looking first -----------------------------------------------------------------------------------


def test_a_dry_run_prints_what_it_would_do_and_changes_nothing(run: Run, carts: list[Cart]) -> None:
    tried = run("bulk", "price-level", "vip", "-q", "market:BD", "--dry-run", "--json")
    assert tried.status == 1, "one would be refused"
    assert "job" not in tried.json
    assert set(levels(run).values()) == {"retail"}
    done = run("bulk", "price-level", "vip", "-q", "market:BD", "--yes", "--json").json
    assert tried.json == {name: done[name] for name in tried.json}
    said = run("bulk", "price-level", "trade", "-q", "state:open", "--dry-run")
    assert said.status == 0
    assert "The largest changes:" in said.out
    assert "nothing was changed" in said.err
    assert len(run("bulk", "list", "--json").json["items"]) == 1, "no dry run is in the list"


def test_a_dry_run_needs_no_right_to_write(run: Run, carts: list[Cart], database: str) -> None:
    arguments = ("bulk", "price-level", "vip", "-q", "state:open", "--read-only")
    Path(database).chmod(0o400)
    tried = run(*arguments, "--dry-run", "--json")
    assert (tried.status, tried.json["changed"]) == (0, 3)
    Path(database).chmod(0o600)
    refused = run(*arguments, "--yes")
    assert refused.status == 7


def test_without_a_terminal_nothing_is_done_unless_it_is_said(run: Run, carts: list[Cart]) -> None:
    refused = run("bulk", "delete", "-q", "state:open")
    assert (refused.status, refused.out) == (2, "")
    assert "--dry-run" in refused.err
    assert "Nothing was changed" in refused.err
    assert len(levels(run)) == 4


# --- what is refused as a whole ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("price-level", "vip"), 2, "name the carts"),
        (("price-level", "vip", "C-000002", "-q", "market:BD"), 2, "not by both"),
        (("price-level", "vip", "-q", " "), 2, "every open and locked cart"),
        (("price-level", "vip", "-q", "colour:red"), 2, "colour"),
        (("price-level", "gone", "-q", "market:BD"), 2, "gone"),
        (("price-level", "vip", "C-777777"), 3, "C-777777"),
        (("price-level", "vip", "-q", "market:EU"), 1, ""),
        (("price-level", "vip", "-", "C-000002"), 2, "stands alone"),
        (("notify", "hello", "C-000002"), 2, "reopen_browser"),
        (("undo", "77"), 3, "77"),
        (("show", "77"), 3, "77"),
        (("resume", "77"), 3, "77"),
        (("cancel", "77"), 3, "77"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_makes_no_sense_changes_nothing(
    run: Run, carts: list[Cart], arguments: tuple[str, ...], status: int, said: str
) -> None:
    writes = arguments[0] not in {"undo", "show", "resume", "cancel"}
    refused = run("bulk", *arguments, *(("--yes",) if writes else ()))
    assert refused.status == status
    assert said in refused.err
    assert set(levels(run).values()) == {"retail"}


def test_too_many_numbers_are_refused_in_a_sentence(run: Run, carts: list[Cart]) -> None:
    file = "".join(f"C-{number:06}\n" for number in range(MOST_ITEMS + 1))
    refused = run("bulk", "delete", "-", "--yes", stdin=file)
    assert refused.status == 2
    assert "100,001 numbers" in refused.err
    assert "100,000 at most" in refused.err


@pytest.mark.parametrize(
    ("file", "said"),
    [("C-1\nC-2 C-3\n", "line 2"), ("# none\n\n", "names nothing"), (f"\n\n{'x' * 201}\n", "line 3")],
    ids=["two on a line", "none", "no number"],
)
def test_a_file_that_is_no_list_of_numbers_is_refused_with_the_line(
    run: Run, carts: list[Cart], file: str, said: str
) -> None:
    refused = run("bulk", "delete", "-", "--yes", "--json", stdin=file)
    assert (refused.status, refused.error["error"]) == (2, "invalid")
    assert said in refused.error["message"]


# --- jobs --------------------------------------------------------------------------------------------


def test_jobs_are_listed_and_shown_with_what_they_refused(run: Run, carts: list[Cart]) -> None:
    assert run("bulk", "list").err == "There is no bulk change yet.\n"
    first = run("bulk", "price-level", "vip", "-q", "market:BD", "--yes", "--json").json["job"]
    second = run("bulk", "assign", "bob", carts[0].number, "--yes", "--json").json["job"]
    listed = run("bulk", "list", "--json").json
    assert [each["job"] for each in listed["items"]] == [second, first]
    assert (listed["items"][1]["changed"], listed["items"][1]["refused"], listed["next"]) == (3, 1, None)
    shown = run("bulk", "show", first, "--json")
    assert (shown.status, shown.json["job"], shown.json["undone_by"]) == (0, first, None)
    assert [each["number"] for each in shown.json["refused"]] == [LOCKED]
    plain = run("bulk", "show", first)
    assert (plain.status, LOCKED in plain.err) == (0, False)
    assert f"{LOCKED} is locked" in run("bulk", "show", first, "--refused").err
    assert "price level VIP" in run("bulk", "list").out


def test_a_job_that_is_over_is_given_as_it_is(run: Run, carts: list[Cart]) -> None:
    done = run("bulk", "assign", "bob", carts[0].number, "--yes", "--json").json
    for command in ("resume", "cancel"):
        again = run("bulk", command, done["job"], "--json")
        assert (again.status, again.json) == (0, done)


def test_one_that_was_only_looked_at_is_not_resumed(run: Run, carts: list[Cart], database: str) -> None:
    async def prepare() -> int:
        async with LocalClient(database, Actor(name="owner")) as client:
            job = await client.bulk.prepare(BulkTarget(carts=(carts[0].id,)), [SetPriceLevel(level="vip")])
            return job.id

    job = str(asyncio.run(prepare()))
    refused = run("bulk", "resume", job)
    assert refused.status == 1
    assert "never begun" in refused.err
    assert run("bulk", "cancel", job, "--json").json["state"] == "cancelled"


def test_an_undo_gives_back_what_was_and_names_what_was_changed_since(run: Run, carts: list[Cart]) -> None:
    job = run("bulk", "price-level", "vip", "-q", "state:open", "--yes", "--json").json["job"]
    later = carts[1].number
    version = str(run("carts", "show", later, "--json").json["version"])
    note = json.dumps([{"type": "set_note", "note": "call back"}])
    assert run("carts", "edit", later, "-", "--version", version, stdin=note).status == 0
    undone = run("bulk", "undo", job, "--json")
    assert (undone.status, undone.json["changed"], undone.json["undoes"]) == (1, 2, job)
    assert [each["number"] for each in undone.json["refused"]] == [later]
    for cart in (carts[0], carts[2]):
        assert total(run, cart.number) == cart.totals.total
    assert run("bulk", "show", job, "--json").json["undone_by"] == undone.json["job"]
    assert run("bulk", "undo", job).status == 1, "it is taken back already"


def test_customers_get_a_level_and_their_open_carts_follow_where_that_is_wanted(
    run: Run, ready: dict[str, Any], rahim: Customer
) -> None:
    done = run("bulk", "customer-level", "vip", "rahim@example.com", "--yes", "--json")
    assert (done.status, done.json["changed"], done.json["before"]) == (0, 1, {})
    assert run("customers", "show", rahim.number, "--json").json["price_level"] == "vip"
    assert total(run, ready["number"]) == ready["totals"]["total"]
    followed = run(
        *("bulk", "customer-level", "trade", "-", "--carts-follow", "--yes", "--json"),
        stdin=f"{rahim.number}\n",
    )
    assert followed.status == 0
    assert run("carts", "show", ready["number"], "--json").json["price_level"] == "trade"


# --- over a server -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A furnished shop behind a server, with carts of more than one batch."""
    with serving(str(tmp_path_factory.mktemp("served") / "shop.sqlite3")) as server:
        server.run(furnish)
        server.run(lambda client: many_carts(client, 600))
        yield server


@pytest.fixture
def remote(run: Run, served: Served, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a bulk command there as Alice, an agent."""
    monkeypatch.setenv("CARTUI_TOKEN", served.token(Role.AGENT, name="alice"))

    def run_there(*arguments: str, stdin: str = "") -> Outcome:
        return run("bulk", *arguments, "--url", served.url, "--json", stdin=stdin)

    return run_there


def test_over_a_server_it_is_the_server_that_works(remote: Any, served: Served) -> None:
    tried = remote("price-level", "vip", "-q", "market:BD", "--dry-run")
    assert (tried.status, tried.json["changed"]) == (0, 600)
    done = remote("price-level", "vip", "-q", "market:BD", "--yes")
    assert (done.status, done.json["changed"], done.json["agent"]) == (0, 600, "alice")
    assert tried.json == {name: done.json[name] for name in tried.json}
    assert remote("show", done.json["job"]).json == done.json


def test_a_whole_file_of_numbers_goes_over_the_line(remote: Any, served: Served) -> None:
    file = "".join(f"C-{number:06}\n" for number in range(1, 601))
    done = remote("assign", "bob", "-", "--yes", stdin=file)
    assert (done.status, done.json["matched"], done.json["changed"]) == (0, 600, 600)
    unknown = "".join(f"C-{number:06}\n" for number in range(1, MOST_ITEMS + 1))
    refused = remote("assign", "carol", "-", "--yes", stdin=unknown)
    assert (refused.status, refused.error["error"]) == (3, "not_found")
    assert len(json.dumps(refused.error)) < 20_000, "not all of them are named"
