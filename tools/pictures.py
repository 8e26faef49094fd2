"""Take the pictures of README and docs: `python -m tools.pictures`, on a demo made at one moment.

That moment stands still while they are taken, so that taking them again gives the same files. The desk runs
without a terminal; every word of its screen is set at its own column, so that the picture's columns stand
where a terminal's do. Needs `rsvg-convert` (librsvg), Pillow (which the extra `pdf` brings) and the fonts
of `FONT`.
"""

import asyncio
import re
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from rich.cells import cell_len
from rich.segment import Segment
from textual.pilot import Pilot
from textual.strip import Strip

from cartui.app import CartuiApp
from cartui.client.local import LocalClient
from cartui.demo.build import build_demo
from cartui.model.agent import Actor, ActorOrigin
from cartui.screens.desk.desk import Desk, Display

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
"""When the pictures are taken; the tours are tested at the same moment, so that both say the same numbers."""

ALICE = Actor(name="alice", origin=ActorOrigin.DESK)

SIZE = (112, 30)
CELL, LINE, MARGIN = 9.6, 18.6, 14
"""A column's width and a line's height as the first font has them, so that frames meet; in pixels."""
BASE = 14.8
"""Where letters stand, below the top of their line."""
FONT = "DejaVu Sans Mono, Noto Sans Mono CJK JP, Noto Sans Bengali, monospace"
PAPER, INK = "#16191d", "#d8dde3"

COLOURS = 64
"""Of a picture: its inks, its grounds, and the shades between them at the edges of letters."""

PATIENCE = 60.0
"""Seconds after which what is waited for will not come any more."""
RESTING = 0.6
"""Seconds for which a screen at rest has stayed as it is: longer than a search waits for more typing."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Stands for waiting until that is on the screen."""

    words: str


@dataclass(frozen=True, slots=True)
class HowMany:
    """Stands for typing the number that a question asks for."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, and what leads to it from the one before."""

    name: str
    steps: tuple[str | Seen | HowMany, ...]
    """Keys by their names, and texts that are typed."""
    size: tuple[int, int] = SIZE
    """Columns and rows of the screen."""


PHONE_ORDER = (
    Picture("carts", (Seen("at least 1,000 match"), "down", "down")),
    Picture(
        "search",
        (
            *("n", Seen("Bangladesh"), "enter", Seen("customer")),
            *("01819 876543", Seen("Nusrat Jahan"), "enter", Seen("Dhanmondi")),
            *("shirt l blue x2", Seen("Large / Blue")),
        ),
    ),
    Picture(
        "cart",
        (
            *("enter", Seen("2,400.00"), "ceramic mug", Seen("MUG-01"), "enter", Seen("3,000.00")),
            *("escape", Seen("BDT 3,120.00")),
        ),
    ),
    Picture("place", ("P", Seen("Phone for this order"))),
    Picture("document", ("escape", "d", Seen("Acme General Store")), size=(112, 37)),
)
MANY_CARTS = (
    Picture("locks", ("g", "l", Seen("C-001234"), "down", "down", "down")),
    Picture(
        "bulk-preview",
        (
            *("g", "c", "slash", "market:BD level:retail", "enter", Seen("322 match")),
            *("*", Seen("selected"), "p", Seen("VIP"), "vip", "enter", Seen("The largest changes")),
        ),
    ),
    Picture(
        "bulk-report",
        (
            *(HowMany(), "enter", Seen("321 changed"), "escape"),
            *("g", "B", Seen("alice"), "enter", Seen("Bulk change 1"), "4", Seen("did not come back.")),
        ),
    ),
)
SITTINGS = (PHONE_ORDER, MANY_CARTS)
"""What is shown on a demo of its own each, where nothing else has happened yet."""


async def take() -> None:
    """Make the demo, and work at a desk on a copy of it for each of the sittings."""
    with TemporaryDirectory() as folder:
        demo = Path(folder) / "demo.sqlite3"
        async with LocalClient(str(demo), ALICE, clock=now) as client:
            await build_demo(client, now=NOW)
        for number, sitting in enumerate(SITTINGS):
            copy = demo.with_name(f"{number}.sqlite3")
            shutil.copyfile(demo, copy)
            await sit_at(copy, sitting)


async def sit_at(database: Path, sitting: Iterable[Picture]) -> None:
    """Press the keys, and keep what is on the screen after those of each picture."""
    client = LocalClient(str(database), ALICE, clock=now)
    app = CartuiApp(Desk(client, Display(theme="cartui-dark", timezone="UTC", locale="en"), now=now))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        for picture in sitting:
            await pilot.resize_terminal(*picture.size)
            for step in picture.steps:
                await do(step, pilot)
            await at_rest(pilot)
            save(drawn(strips_of(pilot), picture.size), ROOT / "docs" / "pictures" / f"{picture.name}.png")


def now() -> datetime:
    """The clock of the desk and of its shop."""
    return NOW


async def do(step: str | Seen | HowMany, pilot: Pilot[None]) -> None:
    """Press a key, type a text, or wait for what is said to come."""
    match step:
        case Seen(words):
            end = time.monotonic() + PATIENCE
            while words not in text_of(pilot):
                if time.monotonic() > end:
                    raise SystemExit(f"“{words}” never came:\n{text_of(pilot)}")
                await pilot.pause(0.05)
        case HowMany():
            asked = re.search(r"Type ([\d,]+) and enter", text_of(pilot))
            if asked is None:
                raise SystemExit(f"nothing asks for a number:\n{text_of(pilot)}")
            await pilot.press(*asked[1])
        case "enter" | "escape" | "down" | "slash":
            await at_rest(pilot)
            await pilot.press(step)
        case typed:
            await at_rest(pilot)
            await pilot.press(*typed)


async def at_rest(pilot: Pilot[None]) -> None:
    """Wait until the screen stays as it is."""
    end = time.monotonic() + PATIENCE
    before, since = text_of(pilot), time.monotonic()
    while time.monotonic() - since < RESTING and time.monotonic() < end:
        await pilot.pause(0.05)
        shown = text_of(pilot)
        if shown != before:
            before, since = shown, time.monotonic()


def strips_of(pilot: Pilot[None]) -> list[Strip]:
    """What stands on the screen, all layers of it."""
    return pilot.app.screen._compositor.render_strips()


def text_of(pilot: Pilot[None]) -> str:
    """The same as text."""
    return "\n".join(strip.text for strip in strips_of(pilot))


WORDS = re.compile(
    "[\u0980-\u09ff]+(?: [\u0980-\u09ff]+)*"  # Bengali is drawn wider than its cells: a name in one piece
    "|[\u2e80-\u9fff\uff00-\uff60]"  # signs that are two cells wide, each at its own
    "|[^\\s\u0980-\u09ff\u2e80-\u9fff\uff00-\uff60]+"
)
"""What is set at its own column: words, mostly."""


def drawn(strips: Iterable[Strip], size: tuple[int, int]) -> str:
    """The screen as SVG."""
    width, height = size[0] * CELL + 2 * MARGIN, size[1] * LINE + 2 * MARGIN
    frame = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="{FONT}"'
        f' font-size="16"><rect width="100%" height="100%" rx="8" fill="{PAPER}"/>'
    )
    parts = [frame]
    for row, strip in enumerate(strips):
        parts += drawn_line(strip, MARGIN + row * LINE)
    return "".join([*parts, "</svg>"])


def drawn_line(segments: Iterable[Segment], y: float) -> Iterator[str]:
    """One line: the grounds of its segments, and each word at its own column."""
    column = 0
    for text, style, _ in segments:
        ink, ground, weight = INK, None, "normal"
        if style is not None:
            ink = style.color.get_truecolor().hex if style.color is not None else INK
            ground = style.bgcolor.get_truecolor().hex if style.bgcolor is not None else None
            weight = "bold" if style.bold else "normal"
            if style.reverse:
                ink, ground = ground or PAPER, ink
        x, width = MARGIN + column * CELL, cell_len(text) * CELL
        if ground is not None:
            area = f'x="{x:.1f}" y="{y:.1f}" width="{width + 0.4:.1f}" height="{LINE + 0.1:.1f}"'
            yield f'<rect {area} fill="{ground}"/>'
        for word in WORDS.finditer(text):
            at = x + cell_len(text[: word.start()]) * CELL
            yield (
                f'<text x="{at:.1f}" y="{y + BASE:.1f}" fill="{ink}" font-weight="{weight}">'
                f"{escape(word.group())}</text>"
            )
        column += cell_len(text)


def save(svg: str, path: Path) -> None:
    """Write a PNG, in few colours: a terminal has no more, and a page of pictures loads the sooner."""
    path.parent.mkdir(exist_ok=True)
    drawing = subprocess.run(["rsvg-convert"], input=svg.encode(), check=True, capture_output=True)
    with Image.open(BytesIO(drawing.stdout)) as picture:
        picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)
    print(path.relative_to(ROOT))


if __name__ == "__main__":
    asyncio.run(take())
