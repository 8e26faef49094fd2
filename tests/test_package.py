"""The package: a wheel with all of the program and nothing else, which runs far from the repository."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cartui import __version__

ROOT = Path(__file__).resolve().parent.parent

MAN_PAGE = "share/man/man1/cartui.1"


def build(folder: Path, kind: str, into: Path) -> Path:
    """Build a wheel or an sdist of the project in a folder, with the build backend alone."""
    code = f"import sys; from hatchling.build import build_{kind}; print(build_{kind}(sys.argv[1]))"
    built = subprocess.run(
        [sys.executable, "-c", code, str(into)], cwd=folder, capture_output=True, text=True, check=True
    )
    return into / built.stdout.split()[-1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as pip makes it of an sdist, which has to have all that is needed for that."""
    folder = tmp_path_factory.mktemp("package")
    with tarfile.open(build(ROOT, "sdist", folder)) as archive:
        archive.extractall(folder, filter="data")
    return build(folder / f"cartui-{__version__}", "wheel", folder)


def test_the_wheel_has_all_files_of_the_program_and_nothing_else(wheel: Path) -> None:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "cartui"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    man_page = f"cartui-{__version__}.data/data/{MAN_PAGE}"
    assert names == {*listing.stdout.decode().splitlines(), man_page}


@dataclass(frozen=True)
class Installed:
    """An environment that has the wheel, in a folder of its own."""

    folder: Path

    def run(self, *arguments: str) -> str:
        """Run the installed program elsewhere than in the repository; what it prints."""
        variables = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CARTUI"))
        }
        ended = subprocess.run(
            [str(self.folder / ("Scripts" if os.name == "nt" else "bin") / "cartui"), *arguments],
            cwd=self.folder,
            env=variables | {"CARTUI_HOME": str(self.folder / "home")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def json(self, *arguments: str) -> Any:
        """What it prints as JSON."""
        return json.loads(self.run(*arguments, "--json"))


def installer() -> list[str]:
    """What installs packages here: uv, or the pip of this Python or of the one beneath."""
    if shutil.which("uv"):
        return ["uv", "pip", "install", "--offline", "--quiet", "--python"]
    for python in (sys.executable, getattr(sys, "_base_executable", sys.executable)):
        asked = [python, "-c", "import importlib.util as u, sys; sys.exit(u.find_spec('pip') is None)"]
        if not subprocess.run(asked, check=False).returncode:
            return [python, "-m", "pip", "--python"]
    pytest.skip("needs pip or uv")


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in an environment of its own, which borrows the libraries of this one and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    command = installer()
    if "pip" in command and command[0] != "uv":
        command += [
            str(python),
            "install",
            "--quiet",
            "--no-index",
            "--disable-pip-version-check",
            "--no-compile",
        ]
    else:
        command.append(str(python))
    subprocess.run([*command, "--no-deps", str(wheel)], check=True)
    own = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    (own / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return Installed(folder)


def test_it_runs_where_there_is_nothing_but_the_package(installed: Installed) -> None:
    assert installed.run("--version") == f"cartui {__version__}\n"
    assert (installed.folder / MAN_PAGE).read_text(encoding="utf-8").startswith(".")
    demo = installed.json("demo", "--no-ui")
    assert demo["carts"] > 1000
    doctor = installed.json("--db", demo["database"], "doctor")
    assert doctor["sound"], doctor
