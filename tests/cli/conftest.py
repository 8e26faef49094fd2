"""Running the program as a person does: arguments in, status, stdout and stderr out."""

import asyncio
import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cartui.__main__ import main
from cartui.client.local import LocalClient
from cartui.model.agent import Actor
from cartui.model.cart import CartState
from cartui.model.customer import Customer
from cartui.model.imports import ImportBatch, ImportedCart, ImportedLine
from cartui.model.payment import Lock, LockReason
from cartui.settings.paths import Paths
from tests.contract.shop import NOW, furnish


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Stdout as JSON."""
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """Stderr as JSON."""
        return json.loads(self.err)


Run = Callable[..., Outcome]


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """Folders of somebody's own, in which there is nothing yet."""
    return Paths(config=tmp_path / "config", data=tmp_path / "data", state=tmp_path / "state")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for every test, and an environment that says nothing else."""
    for name in (
        "CARTUI_DB",
        "CARTUI_URL",
        "CARTUI_TOKEN",
        "CARTUI_CONFIG",
        "CARTUI_PROFILE",
        "CARTUI_AGENT",
        "CARTUI_READ_ONLY",
        "CARTUI_LOG_LEVEL",
        "CARTUI_MAIL_PASSWORD",
    ):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "home"
    monkeypatch.setenv("CARTUI_HOME", str(folder))
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `cartui` in this process; `stdin` is what it reads there."""

    def run_program(*arguments: str, stdin: str = "") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ending:
            main(arguments)
        out, err = capsys.readouterr()
        return Outcome(int(ending.value.code or 0), out, err)

    return run_program


@pytest.fixture
def rahim(home: Path) -> Customer:
    """The customer of a furnished shop in the default database, where one more cart is locked."""
    database = home / "data" / "cartui.sqlite3"
    database.parent.mkdir(parents=True)
    locked = ImportedCart(
        reference="17",
        source="test",
        market="BD",
        state=CartState.LOCKED,
        created_at=NOW,
        lock=Lock(reason=LockReason.NO_RETURN, since=NOW),
        lines=(ImportedLine(sku="MUG-01", quantity=1),),
    )

    async def make() -> Customer:
        async with LocalClient(str(database), Actor(name="owner")) as client:
            customer = await furnish(client)
            await client.imports.apply(ImportBatch(carts=(locked,)))
            return customer

    return asyncio.run(make())


@pytest.fixture
def ready(run: Run, rahim: Customer) -> dict[str, Any]:
    """A cart that is ready to be placed, as JSON: two shirts for Rahim."""
    empty = run("carts", "new", "--market", "BD", "--customer", rahim.number, "--json").json
    actions = json.dumps([{"type": "add_line", "sku": "SHIRT-LB", "quantity": 2}])
    version = str(empty["version"])
    cart: dict[str, Any] = run(
        "carts", "edit", empty["number"], "-", "--version", version, "--json", stdin=actions
    ).json
    return cart
