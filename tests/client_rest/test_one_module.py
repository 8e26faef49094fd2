"""Where the network's library may be: in one module, so that another one can take its place."""

from pathlib import Path

import cartui

PACKAGE = Path(cartui.__file__).parent


def test_httpx_is_imported_in_one_module_alone() -> None:
    importing = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith(("import httpx", "from httpx"))
    }
    assert importing == {"client/rest/transport.py"}
