"""What the settings of the display do to the terminal."""

import pytest

from cartui.app import CartuiApp
from cartui.screens.desk.desk import Desk, Display
from cartui.terminal.driver import DeskDriver, desk_driver
from cartui.terminal.environment import Mouse, erases_in_colour
from tests.desk.fake_client import NOW, FakeClient


@pytest.mark.parametrize(
    ("mouse", "reported"), [("clicks", "\x1b[?1002h"), ("motion", "\x1b[?1003h")], ids=["clicks", "motion"]
)
def test_moves_of_the_mouse_are_reported_only_if_wanted(mouse: Mouse, reported: str) -> None:
    written: list[str] = []

    class Recorded(desk_driver(mouse=mouse)):  # type: ignore[misc]  # made for these settings, as at the desk
        def __init__(self) -> None:
            self._mouse = True

        def write(self, data: str) -> None:
            written.append(data)

    Recorded()._enable_mouse_support()
    assert written == ["\x1b[?1000h", reported, "\x1b[?1006h"]


@pytest.mark.parametrize("whole", [True, False])
def test_whole_frames_are_written_only_if_wanted(whole: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual.app.App.get_driver_class", lambda _app: DeskDriver.__base__)
    app = CartuiApp(Desk(FakeClient([]).client, Display(whole_frames=whole), now=lambda: NOW))
    driver = app.get_driver_class()
    assert issubclass(driver, DeskDriver)
    assert driver.WHOLE_FRAMES is whole


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "linux"}, True),
        ({"TERM": "screen-256color"}, False),
        ({"TERM": "screen-256color", "TMUX": "/tmp/x"}, True),
    ],
)
def test_screen_erases_in_its_own_colour(environment: dict[str, str], expected: bool) -> None:
    assert erases_in_colour(environment) is expected
