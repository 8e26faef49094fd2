"""``man cartui`` says what the program says, and roff prints it as it was written."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.docs.cli import every_command, option_words
from tools.docs.man import escaped, man_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cartui.1"


def printed(roff: str) -> str:
    """What groff prints of a page, in one line; its warnings are mistakes."""
    if shutil.which("groff") is None:
        pytest.skip("needs groff")
    ended = subprocess.run(
        ["groff", "-man", "-ww", "-Tutf8", "-P-cbou", "-rHY=0"],
        input=roff,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stderr == ""
    return " ".join(ended.stdout.split())


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == man_page(), "python -m tools.docs"


def test_every_command_and_option_can_be_read_there() -> None:
    text = re.sub(r"\s", "", printed(man_page()))
    for title, command in every_command():
        assert re.sub(r"\s", "", title) in text
        for name, _ in option_words(command):
            assert re.sub(r"\s", "", name) in text


def test_what_roff_would_obey_is_printed_as_it_stands() -> None:
    hostile = [".so secrets", "'br", r"a \fB b", "--no-ui 'x' \"y\" ~/.bashrc a^b", "one … two", ". \\"]
    page = '.TH X 1 "" "x" "y"\n.SH A\n' + "\n.PP\n".join(escaped(text) for text in hostile) + "\n"
    found = printed(page)
    for text in hostile:
        assert text in found


@given(st.text())
def test_nothing_begins_a_request(text: str) -> None:
    found = escaped(text)
    assert found.isascii()
    assert not found.startswith((".", "'"))
    assert "\n" not in found
