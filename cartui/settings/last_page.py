"""The page of carts that was in sight last: what the next start shows until the live one is there.

A desk needs half a second to load what reads carts, a remote one longer. What it showed last is drawn before
that, by little more than this module, which therefore loads neither pydantic nor anything that draws.

Rows name customers, so the file is its owner's alone, written as a whole, kept for :data:`OLDEST` at most,
and found only by a start that says the same as the one that left it: options, variables (a token's too), the
settings word by word, and the user. Whoever starts as another agent, in another shop, or with
`display.remember_rows` off finds none. It is replaced a moment after the first live rows are in sight, then
at most twice a minute while they change, and at the end; and taken away when the backend does not know the
agent any more, by `cartui login` and by `cartui db purge`.
"""

import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

from cartui import __version__
from cartui.settings.own_files import read_own
from cartui.settings.paths import HOME_VARIABLE, find_paths

LARGEST: Final = 2_000_000
"""Bytes beyond which it is none of ours."""

OLDEST: Final = 7 * 24 * 60 * 60
"""Seconds for which a page is kept."""

FOLDER: Final = "last"
"""The folder of these files, inside the state folder."""

_FORMAT: Final = "1"
"""Part of the file's name: another format, or another cartui, means another file."""

_SAID_BY_NAME: Final = frozenset(
    {
        "HOME",
        "LOGNAME",
        "USER",
        "LNAME",
        "USERNAME",
        "TZ",
        "LANG",
        "LANGUAGE",
        "TERM",
        "COLORTERM",
        "NO_COLOR",
    }
)
_SAID_BY_PREFIX: Final = ("CARTUI_", "XDG_", "LC_", "TEXTUAL_")
"""Variables that tell who starts what, and how it looks."""

_NAMING_FILES: Final = frozenset({"database", "config", "CARTUI_DB", "CARTUI_CONFIG", HOME_VARIABLE})
"""What may be a path that counts from where one stands."""


class LastPageFile:
    """The file of one way of starting the desk."""

    def __init__(self, file: Path, *, named_now: Callable[[], Path] | None = None) -> None:
        """Nothing is read or made yet; ``named_now`` tells where the same start would look by now."""
        self.file = file
        self._named_now = named_now

    def read(self) -> dict[str, object] | None:
        """What was kept, as JSON says it; ``None`` where there is none, or none that can be trusted."""
        text = read_own(self.file, LARGEST)
        if text is None:
            return None
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            return None
        return content if isinstance(content, dict) and _is_fresh(content.get("known_at")) else None

    def replace(self, content: Mapping[str, object]) -> None:
        """Keep this in place of what was kept, and take away what others left too long ago.

        Where the settings are others by now, the next start would not find it, so nothing is kept any more.
        Raises ``NotWritten``.
        """
        if self._named_now is not None and self._named_now() != self.file:
            self.forget()
            return
        from cartui.settings.private_files import replace_file, sole_writer

        with sole_writer(self.file) as target:
            replace_file(target, json.dumps(content, separators=(",", ":")).encode())
        forget_pages(self.file.parent, older_than=OLDEST)

    def forget(self) -> None:
        """Keep nothing any more; where the system refuses that, the page is too old before long."""
        with suppress(OSError):
            self.file.unlink(missing_ok=True)


def last_page_file(said: Mapping[str, object], environment: Mapping[str, str] | None = None) -> LastPageFile:
    """The file for a start with these options, by their names, in this environment (this process's own)."""
    named = partial(_file_of, dict(said), dict(os.environ if environment is None else environment))
    return LastPageFile(named(), named_now=named)


def _file_of(said: Mapping[str, object], environment: Mapping[str, str]) -> Path:
    """Where the page of such a start is, with the settings as they are now."""
    paths = find_paths(environment)
    config = str(said.get("config") or environment.get("CARTUI_CONFIG") or paths.config_file)
    parts = [_FORMAT, __version__, _content(Path(config).expanduser()), str(_user())]
    parts += [f"{name}={value}" for name, value in sorted(said.items()) if value]
    parts += sorted(f"{name}={value}" for name, value in environment.items() if _tells(name))
    if any(said.get(name) or environment.get(name) for name in _NAMING_FILES):
        parts.append(str(Path.cwd()))
    name = sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:32]
    return paths.state / FOLDER / f"{name}.json"


def forget_pages(folder: Path, *, older_than: float = -1.0) -> None:
    """Take away the pages in a folder: all, or those that were kept longer ago than so many seconds."""
    for file in _files(folder):
        with suppress(OSError):
            if time.time() - file.stat().st_mtime > older_than:
                file.unlink()


def _files(folder: Path) -> Iterable[Path]:
    """The pages in a folder that may not be there; one that another program took away does not count."""
    try:
        return [file for file in folder.iterdir() if file.suffix == ".json"]
    except OSError:
        return ()


def _tells(variable: str) -> bool:
    """Whether a variable tells one start from another."""
    return variable in _SAID_BY_NAME or variable.startswith(_SAID_BY_PREFIX)


def _content(file: Path) -> str:
    """The settings as they are written; what cannot be read here is told by whoever reads it in earnest."""
    try:
        return sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def _user() -> int:
    """The number of the system's user; Windows has none."""
    return os.geteuid() if hasattr(os, "geteuid") else 0


def _is_fresh(known_at: object) -> bool:
    """Whether a page of that moment (seconds since 1970, UTC) may still be shown; never one to come."""
    return isinstance(known_at, (int, float)) and 0 <= time.time() - known_at <= OLDEST
