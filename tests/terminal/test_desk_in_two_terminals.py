"""The desk itself, in a terminal that gets Textual's frames and in one that gets what is new of them."""

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.events import Key
from textual.keys import _character_to_key

from cartui.app import CartuiApp
from cartui.model.text import clean_line
from cartui.screens.desk.desk import Desk, Display
from tests.desk.fake_client import NOW, FakeClient, a_summary
from tests.desk.sitting import Sitting
from tests.hostile import HOSTILE
from tests.scale import full_or_tenth
from tests.terminal.two_terminals import TwoTerminals
from tests.waiting import until

WIDE_NAMES = ("鈴木 翔太", "吉田 結衣", "田中 美咲", "吉田 美咲", "高橋 健一")
"""Beside each other, so that each is drawn over others that have the same halves."""

NAMES = ("Rahim Uddin", "শর্মিলা রহমান", "Loïc Lefèvre", "نورة الخالد", *WIDE_NAMES, *map(clean_line, HOSTILE))

SCRIPT = (
    *("down", "down", "pagedown", "end", "up", "home", "v", "down", "v", "?", "pagedown", "x"),
    *(
        "/",
        "r",
        "a",
        "h",
        "escape",
        "escape",
        "n",
        "escape",
        "y",
        "r",
        "g",
        "o",
        "g",
        "c",
        "ctrl+p",
        "escape",
    ),
)
"""What a member of staff does, without typing anything that ends the desk."""

KEYS = (*SCRIPT, "j", "k", "1", "2", "4", "tab", "backspace", "space", "s", "left", "right", "p")


class WitnessedDriver(HeadlessDriver):
    """Writes to both terminals."""

    terminals: TwoTerminals

    @property
    def is_headless(self) -> bool:
        """What is drawn is written."""
        return False

    def write(self, data: str) -> None:
        """Write to both."""
        self.terminals.write(data)


@asynccontextmanager
async def at_two_terminals(size: tuple[int, int]) -> AsyncIterator[tuple[Sitting, TwoTerminals]]:
    """Sit at a desk with many names on it."""
    both = TwoTerminals(*size)

    class Driver(WitnessedDriver):
        terminals = both

    backend = FakeClient(
        [
            a_summary(n, customer=NAMES[n % len(NAMES)], products=(NAMES[n % 7],), total=n * 7_919 % 90_000)
            for n in range(1, 120)
        ]
    )
    app = CartuiApp(
        Desk(backend.client, Display(theme="cartui-dark", timezone="UTC"), now=lambda: NOW),
    )
    app.driver_class = Driver
    async with app.run_test(size=size, headless=False, notifications=True) as pilot:
        desk = Sitting(app, pilot, backend)
        await desk.settle()
        yield desk, both


async def resize(desk: Sitting, both: TwoTerminals, columns: int, lines: int) -> None:
    """Give both terminals another size, and wait until the desk has drawn itself anew."""
    both.resize(columns, lines)
    await desk.pilot.resize_terminal(columns, lines)
    await until(  # Textual waits a moment whether it is resized further
        lambda: desk.app.screen.size == (columns, lines) and both.are_the_same,
        lambda: f"{desk.app.screen.size}:\n{desk.text}",
        pause=lambda: desk.pilot.pause(0.01),
    )


async def burst(desk: Sitting, keys: Sequence[str]) -> None:
    """Press keys as a machine would: all at once, nobody looking."""
    driver = desk.app._driver
    assert driver is not None
    for key in keys:
        is_letter = len(key) == 1
        driver.send_message(Key(_character_to_key(key) if is_letter else key, key if is_letter else None))
    await desk.pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)], ids=str)
async def test_a_sitting_looks_the_same_after_every_step(size: tuple[int, int]) -> None:
    async with at_two_terminals(size) as (desk, both):
        both.check()
        for key in SCRIPT:
            await burst(desk, [key])
            both.check()


@pytest.mark.parametrize("seed", range(full_or_tenth(20)))
async def test_random_keys_and_resizes_look_the_same(seed: int) -> None:
    chance = random.Random(seed)
    async with at_two_terminals((80, 24)) as (desk, both):
        for _ in range(25):
            if chance.random() < 0.3:
                await resize(desk, both, chance.randint(20, 110), chance.randint(5, 35))
            await burst(desk, chance.choices(KEYS, k=20))
            both.check()
        assert both.count > 10_000
