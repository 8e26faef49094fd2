"""The program as it is installed, on the demo's database."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


class Program:
    """Runs `cartui` in processes of its own, on one database."""

    def __init__(self, home: Path, database: Path) -> None:
        """Keep where it lives and what it works on."""
        self.home = home
        self.database = database

    def run(self, *arguments: str, stdin: str = "") -> Any:
        """Run a command with ``--json`` and give what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "cartui", "--db", str(self.database), *arguments, "--json"],
            input=stdin,
            capture_output=True,
            text=True,
            env={**os.environ, "HOME": str(self.home), "CARTUI_HOME": str(self.home)},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's database, made by the program itself."""
    home = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "cartui", "demo", "--no-ui", "--json"],
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": str(home), "CARTUI_HOME": str(home)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Path(json.loads(done.stdout)["database"])


@pytest.fixture
def program(demo: Path, tmp_path: Path) -> Program:
    """The program on a copy of the demo."""
    copy = tmp_path / "shop.sqlite3"
    shutil.copyfile(demo, copy)
    return Program(tmp_path, copy)
