"""Take the pictures of README and docs: `python -m tools.pictures DATABASE`, of a fresh demo's database.

The desk runs without a terminal; every word of its screen is set at its own column, so that the picture's
columns stand where a terminal's do. Needs `rsvg-convert` (librsvg), Pillow (which the extra `pdf`
brings) and a monospaced font.
"""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from html import escape
from io import BytesIO
from pathlib import Path

from PIL import Image
from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from cartui.app import CartuiApp
from cartui.client.local import LocalClient
from cartui.model.agent import Actor, ActorOrigin
from cartui.screens.desk.desk import Desk, Display

ROOT = Path(__file__).resolve().parent.parent
SIZE = (112, 30)
CELL, LINE, MARGIN = 9.6, 21, 14
FONT = "DejaVu Sans Mono, Noto Sans Mono CJK JP, Noto Sans Bengali, monospace"
PAPER, INK = "#16191d", "#d8dde3"

COLOURS = 64
"""Of a picture: its inks, its grounds, and the shades between them at the edges of letters."""

HOW_MANY = "how many"
"""Stands for typing the number that a question asks for."""

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("carts", ("down", "down")),
    ("search", ("n", "enter", *"01819 876543", "enter", *"shirt l blue x2")),
    ("place", ("enter", *"ceramic mug", "enter", "escape", "P")),
    ("document", ("escape", "d", "end")),
    ("locks", ("escape", "escape", "g", "l", "down", "down", "down")),
    ("bulk-preview", ("g", "c", "slash", *"market:BD level:retail", "enter", "*", "p", *"vip", "enter")),
    ("bulk-report", (HOW_MANY, "enter", "enter", "g", "B", "enter", "4")),
)
"""Each picture's name, and the keys that lead to it from the one before."""


async def take(database: str) -> None:
    """Press the keys and keep what is on the screen after each step."""
    client = LocalClient(database, Actor(name="alice", origin=ActorOrigin.DESK))
    app = CartuiApp(Desk(client, Display(theme="cartui-dark", timezone="UTC", locale="en")))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await pilot.pause(2)
        for name, keys in STEPS:
            for key in keys:
                await pilot.press(*pressed(key, app.screen._compositor.render_strips()))
                await pilot.pause(0.6 if len(key) > 1 else 0.05)
            await pilot.pause(1.5)
            save(drawn(app.screen._compositor.render_strips()), ROOT / "docs" / "pictures" / f"{name}.png")


def pressed(key: str, strips: Iterable[Strip]) -> Iterator[str]:
    """The keys that one of the steps stands for, on that screen."""
    if key == HOW_MANY:
        asked = re.search(r"Type ([\d,]+) and enter", "".join(strip.text for strip in strips))
        if asked is None:
            raise SystemExit("nothing asks for a number")
        yield from asked[1]
    else:
        yield "space" if key == " " else key


def drawn(strips: Iterable[Strip]) -> str:
    """The screen as SVG."""
    width, height = SIZE[0] * CELL + 2 * MARGIN, SIZE[1] * LINE + 2 * MARGIN
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
            yield f'<rect x="{x:.1f}" y="{y}" width="{width + 0.4:.1f}" height="{LINE}" fill="{ground}"/>'
        for word in re.finditer(r"\S+", text):
            at = x + cell_len(text[: word.start()]) * CELL
            yield (
                f'<text x="{at:.1f}" y="{y + 16}" fill="{ink}" font-weight="{weight}">'
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
    asyncio.run(take(sys.argv[1]))
