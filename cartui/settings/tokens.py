"""Where the token for a server is found, kept and forgotten; never in the config file, never in an argument.

``CARTUI_TOKEN`` comes first, for scripts and services. Otherwise it is where ``cartui login`` put it: the
system's keyring where there is one, else a private file. A token is kept for the server that gave it, so
that a profile which is pointed somewhere else sends it to nobody.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pydantic import SecretStr

from cartui.model.errors import Invalid, Unauthenticated
from cartui.settings.last_page import FOLDER, forget_pages
from cartui.settings.paths import Paths, find_paths
from cartui.settings.system_keyring import NoKeyring, forget_secret, keep_secret, secret_of
from cartui.settings.token_file import KeptToken, TokenFileError, drop_token, put_token, read_tokens

TOKEN_VARIABLE: Final = "CARTUI_TOKEN"  # noqa: S105 (its name, no token)
"""The environment variable that holds a token."""

KEYRING: Final = "the system's keyring"
"""What it is called."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/-]{1,4096}=*")
"""What may stand behind ``Bearer`` (RFC 6750)."""

_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class FoundToken:
    """A token, and where it was."""

    token: SecretStr
    place: str
    """For people: ``CARTUI_TOKEN``, ``the system's keyring`` or the file's path."""


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
    if kept.token is not None:
        return FoundToken(kept.token, str(file))
    try:
        secret = secret_of(_entry(kept))
    except NoKeyring as error:
        raise Unauthenticated(
            f"The token for {kept.url} is in {KEYRING}, which cannot be asked now ({error}). "
            f"Unlock it, or set {TOKEN_VARIABLE}."
        ) from None
    return None if secret is None else FoundToken(secret, KEYRING)


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
    if kept is None:
        return ""
    return KEYRING if kept.token is None else str(file)


def keep_token(url: str, profile: str, token: SecretStr, *, paths: Paths | None = None) -> str:
    """Keep the token for this server and profile (empty: any of the server), and give its place.

    In the keyring where there is one, else in the private file. What desks showed last is taken away, since
    it may be another agent who works from now on. Raises ``NotWritten``, and
    ``Unauthenticated`` where the file cannot be used.
    """
    file = token_file(paths)
    forget_pages(file.parent / FOLDER)
    kept = KeptToken(url=server_of(url), profile=profile)
    try:
        read_tokens(file)  # what is wrong with it is said before the keyring is asked
        try:
            keep_secret(_entry(kept), token)
        except NoKeyring:
            kept = kept.model_copy(update={"token": token})
        put_token(file, kept)
    except TokenFileError as error:
        raise Unauthenticated(str(error)) from None
    return KEYRING if kept.token is None else str(file)


def forget_token(url: str, profile: str = "", *, paths: Paths | None = None) -> str:
    """Forget the token that :func:`find_token` would find, and give where it was; empty: there was none.

    What desks showed last goes with it. What ``CARTUI_TOKEN`` says is not ours to forget. Raises
    ``NotWritten``, and ``Unauthenticated`` where keyring or file cannot be used.
    """
    file = token_file(paths)
    forget_pages(file.parent / FOLDER)
    kept = _kept(file, url, profile)
    if kept is None:
        return ""
    if kept.token is None:
        try:
            forget_secret(_entry(kept))
        except NoKeyring as error:
            raise Unauthenticated(
                f"The token for {kept.url} is still in {KEYRING}, which cannot be asked now ({error})."
            ) from None
    drop_token(file, kept)
    return KEYRING if kept.token is None else str(file)


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
    try:
        known = {each.profile: each for each in read_tokens(file) if each.url == server}
    except TokenFileError as error:
        raise Unauthenticated(str(error)) from None
    return known.get(profile) or known.get("")


def _entry(kept: KeptToken) -> str:
    """The name of its entry in the keyring, as its owner reads it there."""
    return f"{kept.url} ({kept.profile})" if kept.profile else kept.url
