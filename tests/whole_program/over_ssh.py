"""Coming in over SSH as staff do: what a key opens, a terminal that connects with it, and who is there."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.desk.pty_desk import PtyDesk
from tests.ssh_server import SshServer

PROJECT = Path(__file__).resolve().parents[2]


def opens(agent: str, database: Path, home: Path) -> tuple[str, ...]:
    """What an agent's key opens: their desk on that database, and nothing else."""
    own = ("env", f"CARTUI_HOME={home}", f"PYTHONPATH={PROJECT}", sys.executable, "-m", "cartui")
    return (*own, "--db", str(database), "--restricted", "--agent", agent)


def come_in(
    server: SshServer,
    key: str,
    home: Path,
    *options: str,
    words: tuple[str, ...] = (),
    size: tuple[int, int] = (110, 30),
) -> PtyDesk:
    """A terminal in which somebody connects with that key."""
    command = server.command(key, "-tt", *options, words=words)
    columns, lines = size
    return PtyDesk("-c", f"import os; os.execvp('ssh', {command!r})", home=home, columns=columns, lines=lines)


def present(database: Path) -> list[str]:
    """Who is seen at any cart."""
    with closing(sqlite3.connect(database)) as connection:
        return [name for (name,) in connection.execute("SELECT agent FROM presence")]


def desks_of(database: Path) -> list[str]:
    """The processes that have this database in their command line."""
    listed = subprocess.run(
        ["pgrep", "-af", str(database)], capture_output=True, text=True, check=False
    ).stdout
    return [line for line in listed.splitlines() if "-m cartui" in line and "ssh" not in line]
