"""The OpenAPI document tells the truth: schemathesis with all of its checks finds nothing."""

import json
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import httpx
import pytest

from cartui.client.local import LocalClient
from cartui.mail.delivery import MailServer
from cartui.model.agent import Role
from cartui.model.sharing import Links
from cartui.server.app import create_app
from cartui.server.limits import Limits
from tests.contract.shop import furnish
from tests.scale import full_or_tenth, is_full
from tests.serving import OWNER, Served, serving
from tests.smtp_server import RunningMailServer
from tools.docs.api import api_page

CONFIG = Path(__file__).with_name("schemathesis.toml")

PAGES = Links(pages="https://quotes.example.com")
"""It serves pages to customers, so that links can be made."""

NEVER_ENDS = "/v1/changes"
"""The one call that schemathesis cannot wait for: `test_following_changes.py` tries it."""


def checked(server: Served, folder: Path, *more: str, examples: int, seed: int) -> None:
    """Run schemathesis with every check against that server, as anybody would: it finds nothing."""
    result = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            f"--config-file={CONFIG}",
            "run",
            f"{server.url}/openapi.json",
            f"--header=Authorization: Bearer {server.token(Role.ADMIN, name='schema tester')}",
            "--checks=all",
            f"--exclude-path={NEVER_ENDS}",
            f"--max-examples={examples}",
            f"--seed={seed}",
            "--generation-database=none",
            "--no-color",
            *more,
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-8_000:] + result.stderr[-2_000:]
    assert re.search(r"Tested: +\d\d", result.stdout), result.stdout[-2_000:]


@pytest.mark.slow
@pytest.mark.timeout(1_500)
def test_schemathesis_finds_nothing(tmp_path: Path, mail_server: RunningMailServer) -> None:
    limits = Limits(failures=1_000_000)  # it tries tokens that are none, too
    mail = partial(MailServer, mail_server.settings())
    with serving(str(tmp_path / "shop.sqlite3"), limits=limits, mail=mail, links=PAGES) as server:
        server.run(furnish)
        check = partial(checked, server, tmp_path, examples=full_or_tenth(50), seed=20261122)
        if is_full():
            check()
        else:  # every bound of every field of a whole body takes two minutes
            check("--phases=examples,fuzzing,stateful")
            check("--phases=coverage", "--include-method=GET")


def test_the_document_is_whole(tmp_path: Path) -> None:
    document = create_app(LocalClient(str(tmp_path / "none.sqlite3"), OWNER)).openapi()
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert named == set(document["components"]["schemas"])
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation["description"], where
            assert operation["operationId"], where
            if path.startswith("/v1/"):
                proof = "signature" if "/webhooks/" in path else "token"
                assert operation["security"] == [{proof: []}], where
                assert {"401", "403", "500", "503"} <= set(operation["responses"]), where


def test_the_page_of_the_api_is_made_of_the_document() -> None:
    page = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    assert api_page(page) == page, "python -m tools.docs"


def test_the_document_is_there_for_whoever_asks(tmp_path: Path) -> None:
    with serving(str(tmp_path / "shop.sqlite3")) as server:
        answer = httpx.get(f"{server.url}/openapi.json", timeout=30)
    assert answer.json()["openapi"].startswith("3.1")
