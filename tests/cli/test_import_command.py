"""`cartui import` and `cartui shop`: files in, every row accounted for."""

import gzip
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cartui.cli import imports
from cartui.imports.shop_file import read_shop, write_shop
from cartui.model.customer import Customer
from tests.cli.conftest import Run
from tests.contract.shop import SHOP

CARTS = """\
reference,date,customer,name,sku,quantity,unit_price
A1,2026-11-01 10:00,,Ana,SHIRT-LB,2,1200
A1,2026-11-01 10:00,,Ana,NOPE,1,10
A2,2026-11-02 10:00,,Bo,MUG-01,3,600
"""


@pytest.fixture
def carts(tmp_path: Path) -> str:
    file = tmp_path / "carts.csv"
    file.write_text(CARTS, encoding="utf-8")
    return str(file)


def test_a_refused_row_is_named_and_the_status_is_1(run: Run, rahim: Customer, carts: str) -> None:
    outcome = run("import", "carts", carts, "--market", "BD", "--json")
    assert outcome.status == 1
    report = outcome.json
    assert report["rows"] == report["accepted"] + report["refused"] + report["unchanged"] == 3
    assert (report["accepted"], report["refused"], report["carts"] + report["orders"]) == (2, 1, 2)
    [refusal] = report["refusals"]
    assert set(refusal) == {"file", "line", "column", "reason"}
    assert (refusal["file"], refusal["line"]) == (carts, 3)


def test_text_has_the_sums_on_stdout_and_the_rows_on_stderr(run: Run, rahim: Customer, carts: str) -> None:
    outcome = run("import", "carts", carts, "--market", "BD")
    assert "accepted   2" in outcome.out
    assert f"{carts}:3: refused" in outcome.err
    assert "3 of 3 rows" in outcome.err


def test_stdin_is_a_file_too(run: Run, rahim: Customer) -> None:
    outcome = run("import", "carts", "-", "--market", "BD", "--json", stdin=CARTS)
    assert (outcome.status, outcome.json["accepted"]) == (1, 2)
    assert outcome.json["refusals"][0]["file"] == "stdin"
    people = run("import", "customers", "-", "--json", stdin="number,name\n2001,Bo\n")
    assert (people.status, people.json["customers"]) == (0, 1)
    products = run("import", "catalog", "-", "--market", "BD", "--json", stdin="sku,price\nCUP,3\n")
    assert (products.status, products.json["products"]) == (0, 1)


def test_a_pipe_is_read_as_a_file_is(rahim: Customer, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cartui", "import", "carts", "--market", "BD", "--json"]
    packed = gzip.compress(CARTS.encode())
    piped = subprocess.run([*command, "-"], input=packed, capture_output=True, check=False)
    assert json.loads(piped.stdout)["accepted"] == 2
    by_name = subprocess.run([*command, "/dev/stdin"], input=packed, capture_output=True, check=False)
    assert json.loads(by_name.stdout)["unchanged"] == 2


def test_a_dry_run_changes_nothing_and_a_second_run_neither(run: Run, rahim: Customer, carts: str) -> None:
    def count() -> int:
        return int(run("carts", "list", "-q", "state:open,ordered", "--json").json["count"])

    before = count()
    dry = run("import", "carts", carts, "--market", "BD", "--dry-run", "--json").json
    assert (dry["accepted"], dry["dry_run"], count()) == (2, True, before)
    said = run("import", "carts", carts, "--market", "BD", "--dry-run").out.splitlines()[-1]
    assert said == "This was a dry run: nothing was kept. Run it without --dry-run to import."
    assert "dry run" not in run("import", "carts", carts, "--market", "BD").out
    assert count() == before + 2
    again = run("import", "carts", carts, "--market", "BD", "--json").json
    assert (again["dry_run"], again["accepted"], again["unchanged"], count()) == (False, 0, 2, before + 2)


def test_a_dry_run_of_many_batches_counts_what_would_be_made_once(
    run: Run, rahim: Customer, tmp_path: Path
) -> None:
    file = tmp_path / "many.csv"
    rows = [f"R{number},2026-11-01,NEW,Something new,1,2.50" for number in range(900)]
    file.write_text("\n".join(["reference,date,sku,title,quantity,unit_price", *rows]), encoding="utf-8")
    command = ("import", "carts", str(file), str(file), "--market", "BD", "--create-products", "--json")
    dry = run(*command, "--dry-run")
    assert (dry.json["products"], dry.json["carts"], dry.json["unchanged"]) == (1, 900, 900)
    assert run("carts", "list", "--json").json["count"] == 1
    assert run(*command).json == dry.json | {"dry_run": False}


def test_carts_before_a_day_are_orders_and_later_ones_open(run: Run, rahim: Customer, carts: str) -> None:
    Path(carts).write_text(CARTS.replace("NOPE", "MUG-01"), encoding="utf-8")
    report = run("import", "carts", carts, "--market", "BD", "--open-since", "2026-11-02", "--json").json
    assert (report["carts"], report["orders"]) == (1, 1)


def test_the_day_begins_in_the_time_zone_of_the_agent(
    run: Run, rahim: Customer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARTUI_DISPLAY_TIMEZONE", "Asia/Dhaka")
    file = tmp_path / "carts.csv"
    file.write_text(
        "reference,date,name,sku,quantity\nA,2026-11-01T17:59:00Z,Ana,MUG-01,1\nB,2026-11-01T18:00:00Z,Bo,MUG-01,1\n"
    )
    report = run("import", "carts", str(file), "--market", "BD", "--open-since", "2026-11-02", "--json").json
    assert (report["carts"], report["orders"]) == (1, 1)


def test_catalogue_and_customers_go_in(run: Run, rahim: Customer, tmp_path: Path) -> None:
    catalogue = tmp_path / "catalogue.csv"
    catalogue.write_text("product,title,sku,market,price\nhat,Hat,HAT-1,BD,250\n")
    report = run("import", "catalog", str(catalogue), "--json")
    assert (report.status, report.json["accepted"], report.json["products"]) == (0, 1, 1)
    people = tmp_path / "people.csv"
    people.write_text("number,name,email\n2001,Zoe,zoe@example.com\n")
    assert run("import", "customers", str(people), "--json").json["customers"] == 1
    assert run("customers", "show", "2001", "--json").json["name"] == "Zoe"


COUPONS = """\
code,kind,percent,amount,currency,market,ends
EID,percent,12.5%,,,BD,2027-03-31
eid,percent,12.5,,,BD,2027-03-31
TAKA,amount,,100.50,,BD,
EURO,amount,,1.505,EUR,,
GONE,percent,10,,,XX,
"""


def test_coupons_go_in(run: Run, rahim: Customer, tmp_path: Path) -> None:
    outcome = run("import", "coupons", "-", "--json", stdin=COUPONS)
    assert outcome.status == 1
    report = outcome.json
    assert (report["rows"], report["accepted"], report["refused"], report["coupons"]) == (5, 3, 2, 2)
    assert [(each["line"], each["column"]) for each in report["refusals"]] == [(5, "amount"), (6, "market")]
    coupons = {each["code"]: each for each in run("shop", "show", "--json").json["coupons"]}
    taka = coupons["TAKA"]
    assert (taka["kind"], taka["amount"], taka["currency"], taka["market"]) == ("amount", 10050, "BDT", "BD")
    assert coupons["EID"]["ends_at"] == "2027-04-01T00:00:00Z"
    again = run("import", "coupons", "-", "--json", stdin=COUPONS).json
    assert (again["accepted"], again["unchanged"], again["coupons"]) == (0, 3, 0)


TAX = """\
country,name,rate,valid_from
FR,TVA,20,2014-01-01
FR,TVA,120,2030-01-01
FR,TVA,20.00 %,2014-01-01
"""


def test_tax_rates_go_in(run: Run, rahim: Customer) -> None:
    outcome = run("import", "tax", "-", stdin=TAX)
    assert outcome.status == 1
    assert "stdin:3: refused: rate: '120' is more than 100 %" in outcome.err
    assert "tax rates  1" in outcome.out
    assert "carts" not in outcome.out, "what is not in the file is not counted"
    assert run("import", "tax", "-", "--json", stdin=TAX).json["unchanged"] == 2


@pytest.mark.parametrize(
    ("kind", "text", "made"),
    [
        ("catalog", "sku,market,price\nCUP,BD,3\n", "products"),
        ("customers", "number,name\n2001,Bo\n", "customers"),
        ("coupons", "code,kind\nSHIP,free_shipping\n", "coupons"),
        ("tax", "country,rate\nFR,20\n", "tax_rates"),
    ],
)
def test_a_dry_run_counts_what_stands_in_two_files_once(
    run: Run, rahim: Customer, tmp_path: Path, kind: str, text: str, made: str
) -> None:
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text(text)
    command = ("import", kind, str(tmp_path / "one.csv"), str(tmp_path / "two.csv"), "--json")
    dry = run(*command, "--dry-run").json
    assert (dry["rows"], dry["accepted"], dry["unchanged"], dry[made]) == (2, 1, 1, 1)
    assert run(*command).json == dry | {"dry_run": False}


def test_who_may_import_carts_may_not_change_the_shop(run: Run, rahim: Customer) -> None:
    outcome = run("--read-only", "import", "coupons", "-", "--json", stdin=COUPONS)
    assert outcome.status == 7


@pytest.mark.parametrize(
    "arguments",
    [
        ("carts", "nowhere.csv"),
        ("carts", __file__, "--mapping", "onlin-retail"),
        ("carts", __file__, "--open-since", "yesterday"),
        ("carts", __file__, "--market", "XX"),
        ("catalog", __file__, "--mapping", "online-retail"),
        ("orders", __file__),
        ("carts",),
        ("carts", "-", "-"),
    ],
)
def test_what_cannot_be_imported_at_all_is_bad_usage(
    run: Run, rahim: Customer, arguments: tuple[str, ...]
) -> None:
    assert run("import", *arguments).status == 2


def test_progress_in_a_log_is_a_line_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "ROWS_BETWEEN_SIGNS", 100)
    progress = imports.Progress("dir/carts.csv")
    for _ in range(5):
        progress.add(50, 250)
    progress.end()
    assert capsys.readouterr().err.splitlines() == [
        "carts.csv: 100 of 250 rows",
        "carts.csv: 200 of 250 rows",
        "carts.csv: 250 of 250 rows",
    ]


def test_a_shop_goes_round(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text(write_shop(SHOP), encoding="utf-8")
    assert run("shop", "apply", str(file)).status == 0
    shown = run("shop", "show").out
    assert read_shop(shown) == SHOP
    assert run("shop", "apply", "-", stdin=shown).status == 0
    assert run("shop", "show").out == shown
    assert set(run("shop", "show", "--json").json) == {"shop", *tomllib.loads(shown)}


def test_applying_a_shop_says_what_it_changed(run: Run) -> None:
    text = write_shop(SHOP)
    assert "changed shop, price levels, markets, tax rates" in run("shop", "apply", "-", stdin=text).err
    assert run("shop", "apply", "-", stdin=text).err.endswith(": nothing changed\n")
    taxed = SHOP.model_copy(update={"tax_rates": SHOP.tax_rates[:-1]})
    assert run("shop", "apply", "-", stdin=write_shop(taxed)).err.endswith(": changed tax rates\n")


def test_a_mistake_in_a_shop_file_is_told_by_its_path(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text(write_shop(SHOP).replace('currency = "EUR"', 'currency = "EUX"', 1), encoding="utf-8")
    outcome = run("shop", "apply", str(file), "--json")
    assert outcome.status == 2
    assert outcome.error["problems"][0]["field"] == "markets.1.currency"
    assert str(file) in outcome.error["message"]
