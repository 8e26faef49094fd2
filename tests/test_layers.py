"""The layers of `docs/architecture.md`: the contracts hold, they bite, and what starts loads little."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

STORAGE_AND_NETWORK = {"alembic", "httpx", "sqlalchemy", "sqlmodel"}
"""What the desk never loads by itself."""

LOADED = "import sys, json; print(json.dumps(sorted(sys.modules)))"

LOAD_ALL = """
import importlib, pkgutil
package = importlib.import_module("{package}")
for module in pkgutil.walk_packages(package.__path__, "{package}."):
    importlib.import_module(module.name)
"""

SHOW_HELP = """
import contextlib, io, sys
from cartui.__main__ import main
sys.argv = ["cartui", "--help"]
text = io.StringIO()
with contextlib.redirect_stdout(text), contextlib.suppress(SystemExit):
    main()
assert "carts" in text.getvalue()
"""

LIST_CARTS = """
import contextlib, io, sys
from cartui.__main__ import main
sys.argv = ["cartui", "carts", "list", "--json"]
text = io.StringIO()
with contextlib.redirect_stdout(text), contextlib.suppress(SystemExit):
    main()
assert '"count": 0' in text.getvalue()
"""

NOT_FOR_A_LIST = {
    "alembic",
    "babel",
    "httpx",
    "phonenumbers",
    "rapidfuzz",
    "rich",
    "sqlalchemy",
    "sqlmodel",
    "structlog",
    "textual",
}
"""Libraries that a page of the list of carts needs nothing of."""

MODELS_OF_A_LIST = {
    *("agent", "cart_filter", "cart_summary", "changes", "columns", "errors", "frozen", "money", "paper"),
    *("problem", "query", "quick_value", "text"),
}
"""Modules of ``cartui.model`` that a page of the list of carts is made with; each takes time to load."""

FIRST_PAGE = """
import asyncio
import cartui.app
from cartui.bootstrap import actor_of, open_client
from cartui.model.agent import ActorOrigin
from cartui.model.query import CartQuery, CartSort
from cartui.settings.loading import Options, load_configuration
configuration = load_configuration(Options())
async def read():
    async with open_client(configuration, actor_of(configuration, ActorOrigin.DESK)) as client:
        following = asyncio.ensure_future(anext(client.changes()))
        await client.shop.get()
        await client.carts.list(CartQuery(words=("rahim",)), sort=CartSort())
        await client.carts.count(CartQuery())
        client.capabilities, client.orders
        following.cancel()
asyncio.run(read())
"""

FIRST_ROWS = """
import asyncio
import cartui.app
from cartui.bootstrap import actor_of, is_first_start, open_client
from cartui.model.agent import ActorOrigin
from cartui.model.query import CartQuery, CartSort
from cartui.settings.loading import Options, load_configuration
configuration = load_configuration(Options())
is_first_start(configuration)
async def read():
    async with open_client(configuration, actor_of(configuration, ActorOrigin.DESK)) as client:
        following = asyncio.ensure_future(anext(client.changes()))
        await client.shop.get()
        await client.carts.count(CartQuery())
        await client.carts.list(CartQuery(), sort=CartSort())
        client.capabilities
        following.cancel()
asyncio.run(read())
"""

OFFENCES = [
    ("model/__init__.py", "cartui.rules", "Layers"),
    ("model/__init__.py", "cartui.store", "Layers"),
    ("model/__init__.py", "textual", "The model and the rules"),
    ("rules/__init__.py", "cartui.store", "Layers"),
    ("rules/__init__.py", "sqlmodel", "The model and the rules"),
    ("store/__init__.py", "cartui.rules", "Layers"),
    ("formatting/__init__.py", "cartui.settings", "Layers"),
    ("imports/__init__.py", "cartui.store", "Imports turn bytes into models"),
    ("client/protocol.py", "cartui.rules", "The protocol knows only the model"),
    ("client/protocol.py", "cartui.wire", "The protocol knows only the model"),
    ("client/resources/carts.py", "cartui.store", "The protocol knows only the model"),
    ("client/local/__init__.py", "cartui.client.rest", "The local client and the remote one"),
    ("client/rest/__init__.py", "cartui.client.local", "The local client and the remote one"),
    ("client/rest/__init__.py", "cartui.store", "The remote client knows no database"),
    ("client/rest/__init__.py", "sqlalchemy", "The remote client knows no database"),
    ("wire/__init__.py", "cartui.rules", "What goes over the wire"),
    ("wire/__init__.py", "cartui.store", "What goes over the wire"),
    ("wire/__init__.py", "cartui.settings", "What goes over the wire"),
    ("server/__init__.py", "cartui.store", "The server works through the local client"),
    ("server/__init__.py", "cartui.client.rest", "The server works through the local client"),
    ("server/__init__.py", "sqlalchemy", "The server works through the local client"),
    ("screens/__init__.py", "cartui.store", "The desk speaks only to the protocol"),
    ("screens/__init__.py", "cartui.client.local", "The desk speaks only to the protocol"),
    ("screens/__init__.py", "cartui.bootstrap", "The desk speaks only to the protocol"),
    ("screens/__init__.py", "cartui.wire", "The desk speaks only to the protocol"),
    ("widgets/__init__.py", "cartui.wire", "The desk speaks only to the protocol"),
    ("commands/__init__.py", "httpx", "The desk speaks only to the protocol"),
    ("widgets/__init__.py", "sqlalchemy", "The desk speaks only to the protocol"),
    ("widgets/__init__.py", "cartui.client.protocol", "Widgets know models and messages"),
    ("widgets/__init__.py", "cartui.screens", "Layers"),
    ("screens/desk/__init__.py", "cartui.screens.dialogs", "The screens"),
    ("screens/dialogs/__init__.py", "cartui.screens.one_cart", "The screens"),
    ("screens/cart_list/__init__.py", "cartui.screens.running", "The screens"),
    ("cli/__init__.py", "cartui.store", "The app and the command line"),
    ("cli/__init__.py", "sqlmodel", "The app and the command line"),
    ("app.py", "cartui.client.local", "The app and the command line"),
    ("cli/__init__.py", "cartui.server", "The app and the command line"),
    ("app.py", "cartui.client.rest", "The app and the command line"),
    ("cli/__init__.py", "uvicorn", "have one home each"),
    ("wire/__init__.py", "fastapi", "have one home each"),
    ("model/__init__.py", "h11", "have one home each"),
    ("model/__init__.py", "psycopg", "have one home each"),
    ("store/__init__.py", "httpx", "have one home each"),
    ("settings/__init__.py", "httpx", "have one home each"),
    ("server/__init__.py", "httpx", "have one home each"),
    ("client/local/__init__.py", "httpx", "have one home each"),
    ("client/rest/backend.py", "httpx", "have one home each"),
    ("client/__init__.py", "cartui.server", "Layers"),
    ("novelty/__init__.py", "cartui.model", "Layers"),
]
"""A file, something it must not import (or a package without a place), and the contract that says so."""


def contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of the tree in `folder`, with lines wide enough to hold a contract's name."""
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache"],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def modules_loaded_by(code: str) -> set[str]:
    """Return the modules that a fresh Python has loaded after running some code."""
    result = subprocess.run(
        [sys.executable, "-c", code + "\n" + LOADED], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return set(json.loads(result.stdout.splitlines()[-1]))


def loaded_by(code: str) -> set[str]:
    """Return the top-level modules and packages of those."""
    return {name.partition(".")[0] for name in modules_loaded_by(code)}


def test_every_import_respects_the_layers() -> None:
    result = contracts(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the program, to be spoilt."""
    ignored = shutil.ignore_patterns("__pycache__", "*.csv")
    shutil.copytree(ROOT / "cartui", tmp_path / "cartui", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(("file", "imported", "contract"), OFFENCES)
def test_an_import_across_the_layers_is_found(copy: Path, file: str, imported: str, contract: str) -> None:
    spoilt = copy / "cartui" / file
    spoilt.parent.mkdir(exist_ok=True)
    with spoilt.open("a", encoding="utf-8") as source:
        source.write(f"\n\ndef offend() -> None:\n    import {imported}\n")
    result = contracts(copy)
    assert result.returncode == 1, result.stdout + result.stderr
    broken = result.stdout.partition("Broken contracts")[2]
    assert contract in broken


@pytest.mark.parametrize("package", ["cartui.screens", "cartui.widgets", "cartui.commands"])
def test_the_desk_loads_no_storage_and_no_network(package: str) -> None:
    assert not loaded_by(LOAD_ALL.format(package=package)) & STORAGE_AND_NETWORK


@pytest.mark.parametrize("package", ["cartui.model", "cartui.rules"])
def test_the_model_and_the_rules_load_no_screens_either(package: str) -> None:
    unwanted = STORAGE_AND_NETWORK | {"textual", "typer"}
    assert not loaded_by(LOAD_ALL.format(package=package)) & unwanted


def test_help_loads_neither_textual_nor_storage_nor_network() -> None:
    assert not loaded_by(SHOW_HELP) & (STORAGE_AND_NETWORK | {"textual"})


def test_a_list_of_carts_loads_only_what_a_list_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARTUI_HOME", str(tmp_path))
    loaded_by(LIST_CARTS)  # makes the database
    modules = modules_loaded_by(LIST_CARTS)
    assert not {name.partition(".")[0] for name in modules} & NOT_FOR_A_LIST
    assert not {"sqlalchemy.orm", "cartui.store.tables", "cartui.client.local.editing"} & modules
    models = {name.removeprefix("cartui.model.") for name in modules if name.startswith("cartui.model.")}
    assert models == MODELS_OF_A_LIST


def test_a_desk_reads_its_first_page_without_what_edits_carts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARTUI_HOME", str(tmp_path))
    loaded_by(LIST_CARTS)  # makes the database
    modules = modules_loaded_by(FIRST_PAGE)
    assert not {"sqlmodel", "cartui.store.tables", "cartui.client.local.editing"} & modules


def test_a_desk_has_the_first_rows_of_all_carts_without_sqlalchemy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARTUI_HOME", str(tmp_path))
    loaded_by(LIST_CARTS)  # makes the database
    assert not loaded_by(FIRST_ROWS) & {"alembic", "sqlalchemy", "sqlmodel"}
