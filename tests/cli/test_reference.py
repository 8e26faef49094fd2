"""`docs/cli.md` says what the program says."""

from pathlib import Path

from cartui.cli.program import COMMANDS, load_command
from cartui.cli.reference import renewed

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cli.md"


def test_the_page_is_current() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert renewed(text) == text, "python -m tools.docs"


def test_every_command_of_the_help_can_be_loaded() -> None:
    for name in COMMANDS:
        assert load_command(name).help
