"""The private file that says where the token for each server is: in it, or in the system's keyring.

It lies beside the log and not beside the config file, which people show to each other and keep under
version control. Whoever can read it can work as its owner, so it is not read where others could have.
"""

import json
import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import Final

from pydantic import SecretStr, ValidationError

from cartui.model.frozen import Frozen
from cartui.settings.private_files import replace_file, sole_writer

LARGEST: Final = 1_000_000
"""Bytes beyond which it is none of ours."""

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class KeptToken(Frozen):
    """Where the token for one server is."""

    url: str
    """The server, as :func:`cartui.settings.tokens.server_of` writes it."""
    profile: str = ""
    """For which profile; empty: for all of that server that have none of their own."""
    token: SecretStr | None = None
    """``None``: the keyring has it."""


class TokenFileError(Exception):
    """The file is not to be trusted, or cannot be understood; the message says what to do."""


class _Content(Frozen):
    """The file."""

    tokens: tuple[KeptToken, ...]


def read_tokens(file: Path) -> tuple[KeptToken, ...]:
    """Everything that is kept; nothing where there is no file. Raises ``TokenFileError``."""
    _ensure_own_link(file)
    try:
        # A pipe in its place must not keep us waiting.
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise TokenFileError(f"{file} cannot be read: {(error.strerror or str(error)).lower()}") from None
    with os.fdopen(descriptor, "rb") as source:
        _ensure_private(file, os.fstat(descriptor))
        content = source.read(LARGEST + 1)
    try:
        return _Content.model_validate_json(content).tokens
    except ValidationError:  # what pydantic says would quote a token
        raise TokenFileError(
            f"{file} cannot be understood: remove it and run `cartui login` for each server."
        ) from None


def put_token(file: Path, kept: KeptToken) -> None:
    """Keep this in the place of what was kept for the same server and profile.

    What another cartui keeps at the same time stays. Raises ``TokenFileError`` and ``NotWritten``.
    """
    _ensure_own_link(file)
    with sole_writer(file) as target:
        _write_tokens(target, [*_others(read_tokens(target), kept), kept])


def drop_token(file: Path, kept: KeptToken) -> None:
    """Forget what is kept for this server and profile. Raises ``TokenFileError`` and ``NotWritten``."""
    _ensure_own_link(file)
    with sole_writer(file) as target:
        known = read_tokens(target)
        left = _others(known, kept)
        if left != known:
            _write_tokens(target, left)


def _others(known: tuple[KeptToken, ...], than: KeptToken) -> tuple[KeptToken, ...]:
    """What is kept for other servers and profiles."""
    return tuple(each for each in known if (each.url, each.profile) != (than.url, than.profile))


def _write_tokens(file: Path, kept: Sequence[KeptToken]) -> None:
    """Put these in the place of what was kept, as the sole writer."""
    tokens = [
        {
            "url": each.url,
            "profile": each.profile,
            "token": None if each.token is None else each.token.get_secret_value(),
        }
        for each in kept
    ]
    replace_file(file, (json.dumps({"tokens": tokens}, indent=2) + "\n").encode())


def _ensure_own_link(file: Path) -> None:
    """Refuse a link that somebody else put there: what is written would go where they want it."""
    if sys.platform == "win32":
        return
    try:
        found = file.lstat()
    except OSError:
        return  # it is not there, or opening it says what is wrong
    if stat.S_ISLNK(found.st_mode) and found.st_uid not in {os.geteuid(), 0}:
        raise TokenFileError(f"{file} is a link that somebody else made: remove it.")


def _ensure_private(file: Path, found: os.stat_result) -> None:
    """Refuse what is no file, or one that others own or may read."""
    if not stat.S_ISREG(found.st_mode):
        raise TokenFileError(f"{file} is no file: remove it.")
    if sys.platform == "win32":
        return
    if found.st_uid != os.geteuid():
        raise TokenFileError(f"{file} belongs to somebody else, so the tokens in it are not used.")
    if found.st_mode & _OTHERS:
        raise TokenFileError(
            f"Others on this machine can read {file}, so the tokens in it are not used. "
            f"Close it with `chmod 600 {quote(str(file))}`; if somebody may have read it, "
            "have your tokens revoked and made anew."
        )
