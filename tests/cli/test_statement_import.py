"""`cartui import statement`: what a payment provider says of payments, taken in and counted."""

from pathlib import Path

import pytest

from cartui.client.local.payments import LocalPayments
from cartui.model.errors import Unavailable
from cartui.model.locks import StatementReport
from cartui.model.statement import Statement
from tests.cli.conftest import Run

HEAD = "Date,Time,TimeZone,Type,Status,Currency,Gross,Transaction ID,Reference Txn ID,Invoice Number\n"
ROWS = """\
11/13/2026,10:00:00,PST,Mobile Payment,Completed,USD,"1,250.00",1AB,,C-000101
11/14/2026,10:00:00,PST,Payment Refund,Completed,USD,-50.00,2CD,1AB,C-000101
11/15/2026,10:00:00,PST,Mobile Payment,Pending,JPY,800,3EF,,C-000102
"""


@pytest.fixture
def download(tmp_path: Path) -> Path:
    file = tmp_path / "Download.CSV"
    file.write_text("\ufeff" + HEAD + ROWS, encoding="utf-8")
    return file


def test_a_statement_is_taken_once_and_counted_by_kind_and_currency(run: Run, download: Path) -> None:
    first = run("import", "statement", str(download), "--json")
    assert first.status == 0
    said = first.json
    assert (said["rows"], said["accepted"], said["refused"], said["unchanged"]) == (3, 3, 0, 0)
    (statement,) = said["statements"]
    assert [
        (each["kind"], each["status"], each["currency"], each["amount"]) for each in statement["sums"]
    ] == [
        ("payment", "completed", "USD", 125_000),
        ("payment", "pending", "JPY", 800),
        ("refund", "completed", "USD", -5_000),
    ]
    assert statement["coverage"] == [
        {"provider": "paypal", "start": "2026-11-13T18:00:00Z", "end": "2026-11-15T18:00:00Z"}
    ]
    again = run("import", "statement", str(download), "--json").json
    assert (again["accepted"], again["unchanged"]) == (0, 3)


def test_a_dry_run_takes_nothing(run: Run, download: Path) -> None:
    dry = run("import", "statement", str(download), "--dry-run")
    assert dry.out.splitlines()[-1].startswith("This was a dry run: nothing was kept.")
    assert "It covers 2026-11-13" in dry.out
    assert "from first row to last" in dry.out
    assert run("import", "statement", str(download), "--json").json["accepted"] == 3


def test_a_refused_row_is_named_and_the_status_is_1(run: Run, download: Path) -> None:
    download.write_text(HEAD + ROWS.replace("Payment Refund", "Something new"), encoding="utf-8")
    outcome = run("import", "statement", str(download))
    assert outcome.status == 1
    assert f"{download}:3: refused: Type: 'Something new' is not known" in outcome.err
    assert "but for the moments of refused rows" in outcome.out
    (refusal,) = run("import", "statement", str(download), "--json").json["refusals"]
    assert (refusal["file"], refusal["line"], refusal["column"]) == (str(download), 3, "Type")


def test_of_several_files_none_is_taken_where_one_is_broken(run: Run, download: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("Datum,Bruto\n1,2\n", encoding="utf-8")
    outcome = run("import", "statement", str(download), str(other))
    assert outcome.status == 2
    assert "is no statement that is known here" in outcome.err
    assert run("import", "statement", str(download), "--json").json["accepted"] == 3


def test_files_of_one_report_are_read_as_one(run: Run, tmp_path: Path) -> None:
    columns = (
        "Transaction ID,Transaction Event Code,Transaction Initiation Date,Transaction Debit or Credit,"
        "Gross Transaction Amount,Gross Transaction Currency"
    )
    at = "2026/11/20 10:00:00 -0800"
    first = (
        '"RH",2026/11/21 02:00:00 -0800,"A","ME",009,\n"FH",01\n'
        '"SH",2026/11/20 00:00:00 -0800,2026/11/20 23:59:59 -0800,"ME",""\n'
        f'"CH",{columns}\n"SB","A","T0006",{at},"CR",500,"USD"\n"FF",1\n'
    )
    second = f'"FH",02\n"SB","B","T0006",{at},"CR",700,"USD"\n"SC",2\n"RC",2\n"FF",1\n'
    paths = []
    for number, text in enumerate((first, second), 1):
        paths.append(tmp_path / f"STL-20261120.A.0{number}.009.CSV")
        paths[-1].write_text(text, encoding="utf-8")
    said = run("import", "statement", *map(str, paths), "--json").json
    (statement,) = said["statements"]
    assert (statement["files"], statement["coverage_said"]) == ([str(path) for path in paths], True)
    assert said["accepted"] == 2
    alone = run("import", "statement", str(paths[0]))
    assert alone.status == 2
    assert "the report goes on in another file" in alone.err


def test_stdin_is_a_statement_too(run: Run) -> None:
    outcome = run("import", "statement", "-", "--json", stdin=HEAD + ROWS)
    assert (outcome.status, outcome.json["accepted"]) == (0, 3)
    assert outcome.json["statements"][0]["files"] == ["stdin"]


def test_many_rows_are_taken_in_parts_and_the_coverage_with_the_last(run: Run, tmp_path: Path) -> None:
    rows = "".join(
        f"11/{1 + number // 100:02d}/2026,10:00:00,PST,Mobile Payment,Completed,USD,5.00,TX{number},,\n"
        for number in range(1_300)
    )
    file = tmp_path / "many.csv"
    file.write_text(HEAD + rows, encoding="utf-8")
    command = ("import", "statement", str(file), "--month-first", "--json")
    assert (run(*command).json["accepted"], run(*command).json["unchanged"]) == (1_300, 1_300)


def test_one_that_is_stopped_says_how_far_it_came_and_the_rest_follows(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(
        f"11/14/2026,{number // 60:02d}:{number % 60:02d},PST,Payment,Completed,USD,5.00,TX{number},,\n"
        for number in range(1_100)
    )
    file = tmp_path / "many.csv"
    file.write_text(HEAD + rows, encoding="utf-8")
    take, taken = LocalPayments.take_statement, 0

    async def fail_at_the_second(self: LocalPayments, part: Statement) -> StatementReport:
        nonlocal taken
        taken += 1
        if taken == 2:
            raise Unavailable("The database is away.")
        return await take(self, part)

    monkeypatch.setattr(LocalPayments, "take_statement", fail_at_the_second)
    stopped = run("import", "statement", str(file))
    assert stopped.status == 6
    assert "Stopped: 500 rows were taken and stay. Run it again for the rest." in stopped.err
    said = run("import", "statement", str(file), "--json").json
    assert (said["accepted"], said["unchanged"]) == (600, 500)


def test_a_preview_shows_when_and_how_much_and_keeps_nothing(run: Run, download: Path) -> None:
    outcome = run("import", "statement", str(download), "--preview", "1")
    assert outcome.status == 0
    assert "becomes: payment, completed, 1250.00 USD, 2026-11-13 18:00:00 UTC" in outcome.out
    assert "2CD" not in outcome.out
    assert "Nothing was imported." in outcome.err
    shown = run("import", "statement", str(download), "--preview", "2", "--json").json
    assert [row["transaction"] for row in shown["becomes"]["statement"]] == ["1AB", "2CD"]
    assert run("import", "statement", str(download), "--json").json["accepted"] == 3


def test_a_preview_tells_which_column_is_missing(run: Run, download: Path) -> None:
    download.write_text(HEAD.replace("Gross", "Bruto") + ROWS, encoding="utf-8")
    outcome = run("import", "statement", str(download), "--provider", "paypal", "--preview", "1")
    assert outcome.status == 1
    assert "Gross is a column the file must have" in outcome.err


def test_a_date_that_could_be_two_asks_for_an_option(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text(HEAD + "10/11/2026,10:00:00,UTC,Mobile Payment,Completed,USD,5.00,1AB,,\n")
    asked = run("import", "statement", str(file))
    assert asked.status == 2
    assert "use --day-first or --month-first" in asked.err
    shown = run("import", "statement", str(file), "--day-first", "--preview", "1")
    assert "2026-11-10 10:00:00 UTC" in shown.out
    assert "It covers no time" in run("import", "statement", str(file), "--day-first").out


def test_a_zone_that_there_is_not_is_told(run: Run, download: Path) -> None:
    outcome = run("import", "statement", str(download), "--time-zone", "Mars/Olympus")
    assert outcome.status == 2
    assert "'Mars/Olympus' is no time zone such as Europe/Berlin" in outcome.err


def test_a_statement_through_the_documented_mapping(run: Run, tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "statements.md").read_text(encoding="utf-8")
    mapping = tmp_path / "paypal-dutch.toml"
    mapping.write_text(page.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")
    file = tmp_path / "Download.CSV"
    file.write_text(
        "Datum,Tijd,Tijdzone,Type,Status,Valuta,Bruto,Transactiereferentie,Ref.-id transactie\n"
        '15-02-2026,21:27:47,CET,Webacceptatiebetaling ontvangen,Voltooid,EUR,"10,00",A,\n'
        '16-02-2026,21:27:47,CET,Terugbetaling,Voltooid,EUR,"-1.010,00",B,A\n',
        encoding="utf-8",
    )
    (tmp_path / "config.toml").write_text('[mappings]\ndutch = "paypal-dutch.toml"\n', encoding="utf-8")
    config = ("--config", str(tmp_path / "config.toml"))
    outcome = run(*config, "import", "statement", str(file), "--provider", "dutch", "--json")
    assert outcome.status == 0
    preview = run("import", "statement", str(file), "--provider", str(mapping), "--preview", "2", "--json")
    assert (preview.status, preview.json["problems"]) == (0, [])
    assert [(each["kind"], each["amount"]) for each in outcome.json["statements"][0]["sums"]] == [
        ("payment", 1_000),
        ("refund", -101_000),
    ]


def test_a_mapping_of_the_settings_is_known_by_its_columns(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bank.toml").write_text(
        'kind = "statement"\nsource = "bank"\n[columns]\n'
        'transaction = "Beleg"\ndate = "Tag"\namount = "Betrag"\ncurrency = "Waehrung"\n',
        encoding="utf-8",
    )
    file = tmp_path / "bank.csv"
    file.write_text('Beleg,Tag,Betrag,Waehrung\nA,2026-11-13,"1,000",KWD\n', encoding="utf-8")
    settings = tmp_path / "config.toml"
    settings.write_text('[mappings]\nbank = "bank.toml"\ngone = "gone.toml"\n', encoding="utf-8")
    command = ("--config", str(settings), "import", "statement", str(file))
    asked = run(*command)
    assert asked.status == 2
    assert "use --decimal-point or --decimal-comma" in asked.err
    assert "the mapping gone is left out" in asked.err
    taken = run(*command, "--decimal-point", "--json")
    assert [each["amount"] for each in taken.json["statements"][0]["sums"]] == [1_000_000]
    assert taken.json["statements"][0]["provider"] == "bank"
