"""docs/deploying.md does what it says: its backups come back, and its example files fit the program."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path
from typing import Final

import pytest

from cartui.server.limits import MEBIBYTE, Limits
from cartui.server.middleware import STREAMED
from cartui.wire.long_work import LARGE, LONG
from tests.postgres_server import PostgresServer
from tests.whole_program.conftest import Program

DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
GUIDE: Final = (DOCS / "deploying.md").read_text(encoding="utf-8")
EXAMPLES: Final = DOCS / "deploying"

CARTUI: Final = (sys.executable, "-m", "cartui")

AS_POSTGRES: Final = "runuser -u postgres -- "
"""What the guide has before commands of the user who may make databases; the tests' user may."""

COMMANDS: Final = [
    line.partition(" #")[0]
    for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
    for line in block.splitlines()
]
"""What the guide has its reader type."""


def documented(beginning: str) -> list[list[str]]:
    """The guide's commands that begin so, as words."""
    return [shlex.split(line) for line in COMMANDS if line.startswith(beginning)]


def run(words: list[str], folder: Path, **environment: str) -> str:
    """Run a command in that folder and give what it printed."""
    program = [*CARTUI, *words[1:]] if words[0] == "cartui" else words
    env = {**os.environ, "HOME": str(folder), "CARTUI_HOME": str(folder / "home"), **environment}
    done = subprocess.run(program, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout


def test_the_backup_of_a_file_comes_back(program: Program, tmp_path: Path) -> None:
    [make_folder] = documented("mkdir -p backups")
    run(make_folder, tmp_path)
    backup, restore, check = documented("cartui --db shop.sqlite3")
    before = program.run("carts", "list")
    printed = run(backup, tmp_path).strip()
    program.run("carts", "new", "--market", "BD")
    [place] = [at for at, word in enumerate(restore) if word.startswith("backups/")]
    assert re.fullmatch(
        re.sub(r"\d{8}-\d{6}", r"\\d{8}-\\d{6}", restore[place]), str(Path(printed).relative_to(tmp_path))
    )
    restore[place] = printed
    run(restore, tmp_path)
    run(check, tmp_path)
    assert program.run("carts", "list") == before


@pytest.mark.server
def test_the_dump_of_a_server_comes_back(postgres_server: PostgresServer, tmp_path: Path) -> None:
    if shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed here (Debian: apt-get install postgresql-client)")
    name = postgres_server.new_database()
    url = postgres_server.url(name)
    run(["cartui", "--db", url, "shop", "apply", str(_shop(tmp_path))], tmp_path)
    run(["cartui", "--db", url, "carts", "new", "--market", "BD"], tmp_path)
    listed = ["cartui", "carts", "list", "--json"]
    before = json.loads(run(listed, tmp_path, CARTUI_DB=url))
    assert before["count"] == 1

    def meant(words: list[str]) -> list[str]:
        """The guide's command for the server of the tests."""
        known = {"/run/postgresql": str(postgres_server.folder), "cartui_restored": f"{name}_restored"}
        renamed = [
            known.get(word, word.replace("/run/postgresql", str(postgres_server.folder))) for word in words
        ]
        if words[0] == "pg_dump":
            renamed[-1] = name
        return [word.replace(":///cartui_restored", f"://cartui@/{name}_restored") for word in renamed]

    dump, *_ = documented("pg_dump")
    assert not documented("createdb"), "the user cartui may make no databases"
    restored = [words for words in documented(AS_POSTGRES) if words[-1] == "cartui_restored"]
    [create], [restore] = restored, documented("pg_restore")
    assert create[4] == "createdb"
    create = [*create[4:5], "--host", "/run/postgresql", *create[5:]]
    [check] = documented("cartui --db 'postgresql:")
    for words in (dump, create, restore, check):
        run(meant(words), tmp_path, PGUSER="cartui")
    assert json.loads(run(listed, tmp_path, CARTUI_DB=postgres_server.url(f"{name}_restored"))) == before
    postgres_server.drop_database(f"{name}_restored")
    postgres_server.drop_database(name)


def _shop(folder: Path) -> Path:
    """The shop file of the documentation."""
    page = (DOCS / "shop-file.md").read_text(encoding="utf-8")
    shop = folder / "shop.toml"
    shop.write_text(max(re.findall(r"```toml\n(.*?)```", page, re.DOTALL), key=len), encoding="utf-8")
    return shop


def test_every_command_of_the_guide_is_one(tmp_path: Path) -> None:
    typed = {
        " ".join(re.findall(r"(?<= )[a-z]+\b(?![=:/.])", line.partition(" -- ")[0])[:2])
        for line in COMMANDS
        if line.startswith("cartui-admin")
    }
    assert typed >= {"db upgrade", "agents add", "shop apply"}
    for words in typed:
        assert "Usage:" in run(["cartui", *words.split(), "--help"], tmp_path)


def test_the_unit_starts_a_server_that_there_is(tmp_path: Path) -> None:
    unit = RawConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's names have both cases
    unit.read_string((EXAMPLES / "cartui.service").read_text(encoding="utf-8"))
    program, *words = shlex.split(unit["Service"]["ExecStart"])
    assert Path(program).name == "cartui"
    assert words[0] == "serve"
    offered = run(["cartui", "serve", "--help"], tmp_path)
    assert all(word in offered for word in words if word.startswith("--"))
    assert unit["Service"]["User"] == unit["Service"]["StateDirectory"] == "cartui"


@pytest.mark.parametrize(("name", "unit"), [("nginx.conf", "m"), ("Caddyfile", "MiB")])
def test_the_proxies_let_through_what_the_server_takes(name: str, unit: str) -> None:
    text = "\n".join(
        line.partition("#")[0] for line in (EXAMPLES / name).read_text(encoding="utf-8").splitlines()
    )
    limits = Limits()
    assert text.count("{") == text.count("}")
    sizes = {int(size) * MEBIBYTE for size in re.findall(rf"(?:max_size|max_body_size) (\d+){unit}\b", text)}
    assert sizes == {limits.body, limits.large_body}
    seconds = {int(each) for each in re.findall(r"timeout (\d+)s", text)}
    assert max(seconds) > limits.long_seconds
    assert all(path.rpartition("/")[2] in text for path in LARGE)
    assert "127.0.0.1:8765" in text
    if name == "nginx.conf":
        assert min(seconds) > limits.seconds
        longer = [block for block in text.split("location ") if f"_read_timeout {max(seconds)}s" in block]
        assert all(any(path.rpartition("/")[2] in block for block in longer) for path in LONG)
        assert re.search(rf"location = {STREAMED} {{\s*proxy_buffering off;", text)
        assert "X-Forwarded-For $remote_addr;" in text
    else:
        assert "flush_interval -1" in text


def test_the_guide_names_each_of_its_files() -> None:
    for file in EXAMPLES.iterdir():
        assert f"](deploying/{file.name})" in GUIDE
