"""`cartui serve` as the process that it is in real life, which a test may kill and start again."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.ports import free_port

SECONDS: Final = 60
"""After which a command that has not ended is broken."""


class ServedProgram:
    """A server of one database, at one address for as long as the test lasts."""

    def __init__(self, home: Path, database: Path) -> None:
        """Choose a port for it."""
        self._home = home
        self._database = database
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it, and wait until it takes requests."""
        command = self._command("--db", str(self._database), "serve", "--port", str(self.port), "--json")
        self._process = subprocess.Popen(
            command, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        assert json.loads(self._process.stdout.readline()) == {"url": self.url}

    def kill(self) -> None:
        """Kill it, as a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(SECONDS)
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None

    def new_token(self, name: str, role: str = "agent") -> str:
        """Make an account with the command, at the database itself."""
        made = self.run("--db", str(self._database), "agents", "add", name, "--role", role, "--json")
        return str(json.loads(made)["token"])

    def run(self, *arguments: str, stdin: str = "", **environment: str) -> str:
        """Run a command beside it to its end, and give what it printed."""
        done = subprocess.run(
            self._command(*arguments),
            env={**self._environment, **environment},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _command(self, *arguments: str) -> list[str]:
        """The program's command line."""
        return [sys.executable, "-m", "cartui", *arguments]

    @property
    def _environment(self) -> dict[str, str]:
        """That of a person who has nothing but a home."""
        others = ("CARTUI", "XDG", "TEXTUAL")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(others)}
        return {**kept, "HOME": str(self._home)}

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill it."""
        self.kill()
