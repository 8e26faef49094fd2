"""The way in. Plain ``cartui`` opens the desk, which staff wait for: nothing is loaded before its frame.

Whatever else is said goes to :mod:`cartui.cli.program`, which knows commands and the help.
"""

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from cartui.cli.invocation import Invocation
    from cartui.screens.desk.rows_of_now import RowsOfNow
    from cartui.settings.last_page import LastPageFile
    from cartui.terminal.first_frame import FirstFrame

VALUED: Final = ("--profile", "--db", "--url", "--agent", "--config", "--idle-lock")
"""The program's own options that have a value."""

FLAGS: Final = ("--read-only", "--restricted")
"""Those that have none."""

_NAMES: Final = {"--db": "database", "--read-only": "read_only"}
"""What they are called in :class:`cartui.cli.invocation.Invocation`, where that is another word."""


class FirstSight(NamedTuple):
    """What there is to be seen of a desk before it is loaded."""

    frame: "FirstFrame"
    """What is on the terminal."""
    file: "LastPageFile"
    """From where it came, and where that of now is kept for the next start."""
    content: dict[str, object] | None
    """What was found there."""
    of_now: "RowsOfNow | None" = None
    """The rows of now that stand in the frame; ``None``: those of the last time do."""


def run(arguments: Sequence[str]) -> int:
    """Run cartui with these arguments, and give its exit status."""
    # Pydantic would look through the metadata of every package for plugins of its own; there are none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    said = desk_options(arguments)
    if said is None:
        from cartui.cli.program import run as run_program

        return run_program(arguments)
    # A login of others sees nothing before it is known whether it has an account still.
    sight = None if sys.platform == "win32" or "restricted" in said else _first_sight(said)
    gc.disable()  # nothing that is loaded now can be thrown away; looking for it took a tenth of the start
    try:
        if sight is not None and sight.frame.is_up:
            sight = _rows_of_now(sight)
        from cartui.cli.invocation import Invocation
        from cartui.cli.outermost import ended

        invocation = Invocation(command="desk")
        for name, value in said.items():
            setattr(invocation, name, value)
        return ended(partial(_open, invocation, sight), invocation)
    finally:
        gc.enable()
        if sight is not None:
            sight.frame.take_away()


def desk_options(arguments: Sequence[str]) -> dict[str, str | bool] | None:
    """The program's own options by their names; ``None`` where more is said, or one of them halfway."""
    said: dict[str, str | bool] = {}
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.partition("=")
        key = _NAMES.get(name, name.removeprefix("--").replace("-", "_"))
        if argument in FLAGS:
            said[key] = True
        elif name in VALUED and equals:
            said[key] = value
        elif name in VALUED and (given := next(rest, None)) is not None and not given.startswith("-"):
            said[key] = given
        else:
            return None
    return said


def _first_sight(said: Mapping[str, str | bool]) -> FirstSight:
    """Draw what such a start showed last."""
    from cartui.settings.last_page import last_page_file
    from cartui.terminal.first_frame import FirstFrame, draw_first_frame

    file = last_page_file(said)
    content = file.read()
    known_at = None if content is None else content["known_at"]
    if content is None or not isinstance(known_at, (int, float)):
        return FirstSight(FirstFrame(), file, None)
    from datetime import UTC, datetime

    from cartui.formatting.memory_signs import memory_signs

    signs = memory_signs(datetime.fromtimestamp(known_at, UTC), datetime.now(UTC))
    return FirstSight(draw_first_frame(content.get("frame"), signs), file, content)


def _rows_of_now(sight: FirstSight) -> FirstSight:
    """Put rows of now into the frame, where they can be read by little more than SQLite's driver.

    They are there long before the desk can be: what draws and what reads carts in earnest is still to come.
    """
    database = (sight.content or {}).get("database")
    if not isinstance(database, str):
        return sight
    from datetime import UTC, datetime

    from cartui.bootstrap import look_at_first_carts
    from cartui.screens.cart_list.drawn_rows import draw_rows, read_sheet
    from cartui.screens.desk.rows_of_now import RowsOfNow

    sheet, now = read_sheet((sight.content or {}).get("sheet")), datetime.now(UTC)
    rows = () if sheet is None else look_at_first_carts(database, now)
    drawn = draw_rows(sheet, rows, now) if sheet is not None and rows else None
    if drawn is None or not sight.frame.renew(drawn.pieces):
        return sight
    return sight._replace(of_now=RowsOfNow(rows, drawn.cursor, now))


def _open(invocation: "Invocation", sight: FirstSight | None) -> int:
    """Open the desk; what was drawn is gone before anything else is said."""
    from cartui.cli.desk import open_desk

    if sight is None:
        return open_desk(invocation)
    with sight.frame:
        return open_desk(invocation, sight)
