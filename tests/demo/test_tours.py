"""Each tour of docs/tours, walked on the demo: keys are pressed, and what it says stands on the screen."""

import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from tests.desk.driving import Agent, at_the_desk
from tests.waiting import until

TOURS = Path(__file__).resolve().parents[2] / "docs" / "tours"
PAGES = sorted(page for page in TOURS.glob("*.md") if page.name != "README.md")

ARROWS = {"↓": "down", "↑": "up", "esc": "escape"}
NAMED = {"enter", "tab", *ARROWS}

_STEP = re.compile(r"`([^`]+)`|\*(the number)\*")
_SEEN = re.compile(r"\*\*(.+?)\*\*")
_ASKED_FOR = re.compile(r"Type ([\d,]+) and enter")


def steps(page: Path) -> Iterator[tuple[list[tuple[str, str]], list[str]]]:
    """For each row of its tables what is pressed, and what is seen then."""
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith(("| `", "| *")):
            pressed, seen = line.strip("| ").split(" | ")
            yield _STEP.findall(pressed), _SEEN.findall(seen)


async def take(agent: Agent, written: str, the_number: str) -> None:
    """Press a key or two, or type a text."""
    parts = written.split(" ")
    if the_number:
        found = _ASKED_FOR.search(agent.words)
        assert found is not None, agent.screen
        await agent.write(found[1])
    elif all(len(part) == 1 or part in NAMED or part.startswith("ctrl+") for part in parts):
        await agent.press(*(ARROWS.get(part, part) for part in parts))
    else:
        await agent.write(written)


def stands(agent: Agent, words: str) -> bool:
    """Whether the screen says that."""
    return words in agent.words


def test_there_is_a_tour_for_each_of_the_four_jobs_and_all_are_listed() -> None:
    index = (TOURS / "README.md").read_text(encoding="utf-8")
    assert len(PAGES) == 4
    assert all(f"]({page.name})" in index for page in PAGES)


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
async def test_what_a_tour_says_is_on_the_screen(
    page: Path, built: tuple[Path, list[str]], tmp_path: Path, now: datetime
) -> None:
    walked = list(steps(page))
    assert len(walked) > 7
    shutil.copytree(built[0], tmp_path / "demo")
    async with at_the_desk(tmp_path / "demo" / "demo.sqlite3", (110, 32), now=now) as agent:
        for pressed, seen in walked:
            for written, the_number in pressed:
                await take(agent, written, the_number)
            for words in seen:
                await until(partial(stands, agent, words), lambda: agent.screen, pause=agent.pilot.pause)
