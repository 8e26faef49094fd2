"""Where the token for a server is found, kept and forgotten; never in the config file, never in an argument.

``CARTUI_TOKEN`` comes first, for scripts and services. Otherwise it is where ``cartui login`` put it: the
system's keyring where there is one, else a private file. A token is kept for the server that gave it, so
that a profile which is pointed somewhere else sends it to nobody.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pydantic import SecretStr

from cartui.model.errors import Invalid, Unauthenticated
from cartui.settings.kept_secrets import FoundToken, all_kept, forget, keep, place_of, taken_out
from cartui.settings.last_page import FOLDER, forget_pages
from cartui.settings.paths import Paths, find_paths
from cartui.settings.token_file import KeptToken

TOKEN_VARIABLE: Final = "CARTUI_TOKEN"  # noqa: S105 (its name, no token)
"""The environment variable that holds a token."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/-]{1,4096}=*")
"""What may stand behind ``Bearer`` (RFC 6750)."""

_PORTS: Final = {"http": 80, "https": 443}


def find_token(
    url: str, profile: str = "", *, environment: Mapping[str, str] | None = None, paths: Paths | None = None
) -> FoundToken | None:
    """The token for this server, kept for this profile or else for the server as a whole; or ``None``.

    ``CARTUI_TOKEN`` is meant for the backend that a process was started for: whoever opens another one
    gives an ``environment`` without it. Raises ``Unauthenticated`` where there may be one that cannot be
    used, and says what to do about it.
    """
    given = _given(environment)
    if given is not None:
        try:
            return FoundToken(as_token(given), TOKEN_VARIABLE)
        except Invalid as error:
            raise Unauthenticated(f"{TOKEN_VARIABLE}: {error.message}") from None
    file = token_file(paths)
    kept = _kept(file, url, profile)
    if kept is None:
        return None
    return taken_out(file, kept, called=f"The token for {kept.url}", variable=TOKEN_VARIABLE)


def token_place(
    url: str, profile: str = "", *, environment: Mapping[str, str] | None = None, paths: Paths | None = None
) -> str:
    """Where :func:`find_token` would look, without asking the keyring; empty: there is none.

    Raises ``Unauthenticated`` where the private file cannot be used.
    """
    if _given(environment) is not None:
        return TOKEN_VARIABLE
    file = token_file(paths)
    kept = _kept(file, url, profile)
    return "" if kept is None else place_of(file, kept)


def keep_token(url: str, profile: str, token: SecretStr, *, paths: Paths | None = None) -> str:
    """Keep the token for this server and profile (empty: any of the server), and give its place.

    In the keyring where there is one, else in the private file. What desks showed last is taken away, since
    it may be another agent who works from now on. Raises ``NotWritten``, and
    ``Unauthenticated`` where the file cannot be used.
    """
    file = token_file(paths)
    forget_pages(file.parent / FOLDER)
    return keep(file, KeptToken(url=server_of(url), profile=profile), token)


def forget_token(url: str, profile: str = "", *, paths: Paths | None = None) -> str:
    """Forget the token that :func:`find_token` would find, and give where it was; empty: there was none.

    What desks showed last goes with it. What ``CARTUI_TOKEN`` says is not ours to forget. Raises
    ``NotWritten``, and ``Unauthenticated`` where keyring or file cannot be used.
    """
    file = token_file(paths)
    forget_pages(file.parent / FOLDER)
    kept = _kept(file, url, profile)
    return "" if kept is None else forget(file, kept, called=f"The token for {kept.url}")


def as_token(text: str) -> SecretStr:
    """What somebody typed or pasted as a token. Raises ``Invalid``, without repeating any of it."""
    token = text.strip()
    if not token:
        raise Invalid("There is no token.")
    if not _TOKEN.fullmatch(token):
        raise Invalid("This is no token: it has characters that no token has, or it is too long.")
    return SecretStr(token)


def server_of(url: str) -> str:
    """The server that a URL means, written in one way: nobody's name in it, no usual port, no last slash."""
    parts = urlsplit(url.strip())
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    port = "" if parts.port in {None, _PORTS.get(parts.scheme)} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}{parts.path.rstrip('/')}"


def token_file(paths: Paths | None = None) -> Path:
    """The private file for tokens, which need not exist."""
    return (paths or find_paths()).state / "tokens.json"


def _given(environment: Mapping[str, str] | None) -> str | None:
    """What the environment says, unless it says nothing."""
    return (os.environ if environment is None else environment).get(TOKEN_VARIABLE, "").strip() or None


def _kept(file: Path, url: str, profile: str) -> KeptToken | None:
    """What is kept for the profile, else for its server."""
    server = server_of(url)
    known = {each.profile: each for each in all_kept(file) if each.url == server}
    return known.get(profile) or known.get("")
