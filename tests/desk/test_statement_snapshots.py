"""How importing a statement looks. After a change that is meant: pytest with --snapshot-update, and look."""

from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot

from cartui.app import CartuiApp
from cartui.screens.desk.desk import Desk, Display
from cartui.screens.desk.statement_places import StatementPlaces
from cartui.screens.locks.statement_import import StatementImportScreen
from tests.desk.fake_client import NOW, FakeClient, a_summary
from tests.desk.sitting import Sitting

SIZES = [(80, 24), (120, 40)]

KNOWN = """\
Date,Time,TimeZone,Type,Status,Currency,Gross,Transaction ID,Reference Txn ID,Invoice Number
11/13/2025,10:00:00,PST,Mobile Payment,Completed,USD,"1,250.00",8XK12345,,C-000101
11/14/2025,10:00:00,PST,Payment Refund,Completed,USD,-50.00,8XK12346,8XK12345,C-000101
11/15/2025,10:00:00,PST,Something new,Completed,USD,12.00,8XK12347,,C-000102
11/16/2025,10:00:00,PST,Mobile Payment,Pending,JPY,800,8XK12348,,日本語
"""
OPEN = "transaction,date,amount,currency\nA,10/11/2025 10:00,5.00,EUR\n"
BANK = "Transaktionscode;Datum;Betrag;Währung;Zweck\nT-1;13.11.2025 10:00;1.250,00;EUR;C-000101\n"


def is_seen(desk: Sitting, text: str) -> bool:
    """Whether that stands on the screen."""
    return text in desk.text


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (KNOWN, ("to be taken",)),
        (OPEN, ("the month first",)),
        (BANK, ("a new mapping", "payment, completed")),
    ],
    ids=["preview", "question", "mapping"],
)
def test_the_picture_is_the_one_that_was_agreed_on(
    snap_compare: object,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    seen: tuple[str, ...],
    size: tuple[int, int],
) -> None:
    assert callable(snap_compare)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "Download.CSV").write_text(text, encoding="utf-8")
    backend = FakeClient([a_summary(number) for number in range(1, 60)])
    app = CartuiApp(
        Desk(
            backend.client,
            Display(theme="cartui-dark", timezone="UTC"),
            now=lambda: NOW,
            statements=StatementPlaces(tmp_path),
        )
    )

    async def press(pilot: Pilot[None]) -> None:
        desk = Sitting(app, pilot, backend)
        await desk.settle()
        app.push_screen(StatementImportScreen())
        await desk.until(lambda: "Download.CSV" in desk.text)
        for each in seen:
            await desk.press("enter")
            await desk.until(partial(is_seen, desk, each))

    assert snap_compare(app, run_before=press, terminal_size=size)
