"""The second start of the desk: what it showed last is there before it is loaded, and goes again."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.desk.pty_desk import PtyDesk

FROM_MEMORY = "from memory"

TAKES_MOUSE = b"\x1b[?1000h"
"""What the desk writes as soon as it has the terminal."""


def test_a_second_start_shows_the_carts_of_the_first_one_at_once_and_keys_typed_meanwhile_count(
    demo: Path, tmp_path: Path
) -> None:
    import termios

    arguments = ("-m", "cartui", "--db", str(demo))
    with PtyDesk(*arguments, home=tmp_path, columns=100, lines=30) as desk:
        assert desk.read_until("C-")
        assert desk.read_until("match")
        assert FROM_MEMORY not in "\n".join(desk.screen.display)
        number = next(word for word in "\n".join(desk.screen.display).split() if word.startswith("C-"))
        desk.press("q")
        assert desk.status() == 0
    with PtyDesk(*arguments, home=tmp_path, columns=100, lines=30) as desk:
        before = termios.tcgetattr(desk._terminal)
        assert desk.read_until(number)
        assert FROM_MEMORY.encode() in desk.written
        assert b"\x1b[?1049h" in desk.written
        desk.press("j\r")  # meant for the second cart, before there is anybody to read it
        assert desk.read_until_only("←", FROM_MEMORY)
        assert desk.written.count(b"\x1b[?1049h") == 1  # the screen was never emptied
        desk.press("\x1b")
        assert desk.read_until("match")
        os.write(desk._terminal, b"q")
        assert desk.status() == 0
        assert termios.tcgetattr(desk._terminal)[3] == before[3]


def test_carts_changed_since_the_last_time_are_there_before_the_desk_and_keys_mean_them(
    demo: Path, tmp_path: Path
) -> None:
    database = tmp_path / "shop.sqlite3"
    database.write_bytes(demo.read_bytes())
    arguments = ("-m", "cartui", "--db", str(database))
    with PtyDesk(*arguments, home=tmp_path, columns=100, lines=30) as desk:
        assert desk.read_until("C-")
        assert desk.read_until("match")
        desk.press("q")
        assert desk.status() == 0
    with closing(sqlite3.connect(database)) as other, other:
        last = "SELECT pk, number FROM cart WHERE active = 1 AND state = 'open' ORDER BY updated_at LIMIT 1"
        ((pk, number),) = other.execute(last)
        touched = "UPDATE cart SET updated_at = (SELECT max(updated_at) + 1 FROM cart) WHERE pk = ?"
        other.execute(touched, (pk,))
    with PtyDesk(*arguments, home=tmp_path, columns=100, lines=30) as desk:
        assert desk.read_until_only(number, FROM_MEMORY)  # the age goes last, after the rows
        assert TAKES_MOUSE not in desk.written[: desk.written.index(number.encode())]
        desk.press("\r")
        assert desk.read_until_that(
            lambda: "←" in desk.screen.display[0] and number in desk.screen.display[0]
        ), desk.screen.display
        assert FROM_MEMORY.encode() not in desk.written[desk.written.index(number.encode()) :]
        desk.press("\x1b")
        assert desk.read_until("match")
        desk.press("q")
        assert desk.status() == 0


def test_a_start_that_fails_takes_the_frame_away_before_it_says_why(demo: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'profile = "shop"\n[profiles.shop]\ndatabase = "{tmp_path / "shop.sqlite3"}"\n')
    (tmp_path / "shop.sqlite3").write_bytes(demo.read_bytes())
    arguments = ("-m", "cartui", "--config", str(config))
    with PtyDesk(*arguments, home=tmp_path, columns=100, lines=30) as desk:
        assert desk.read_until("C-")
        assert desk.read_until("match")
        desk.press("q")
        assert desk.status() == 0
    (tmp_path / "shop.sqlite3").unlink()
    with PtyDesk(*arguments, home=tmp_path, columns=100, lines=30) as desk:
        assert desk.read_until("There is no database")
        assert desk.status() not in {0, None}
        assert desk.written.index(b"\x1b[?1049l") < desk.written.index(b"There is no database")
