"""A secret that is kept for one place: in the system's keyring where there is one, else in the private file.

What is kept in the keyring stands in the file, too, without the secret: so that the keyring is asked only
where there is something to ask for.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from cartui.model.errors import Unauthenticated
from cartui.settings.system_keyring import NoKeyring, forget_secret, keep_secret, secret_of
from cartui.settings.token_file import KeptToken, TokenFileError, drop_token, put_token, read_tokens

KEYRING: Final = "the system's keyring"
"""What it is called."""


@dataclass(frozen=True, slots=True)
class FoundToken:
    """A token or a password, and where it was."""

    token: SecretStr
    place: str
    """For people: the environment variable, ``the system's keyring`` or the file's path."""


def all_kept(file: Path) -> tuple[KeptToken, ...]:
    """Everything that is kept. Raises ``Unauthenticated`` where the file cannot be used."""
    try:
        return read_tokens(file)
    except TokenFileError as error:
        raise Unauthenticated(str(error)) from None


def taken_out(file: Path, kept: KeptToken, *, called: str, variable: str) -> FoundToken | None:
    """The secret itself. Raises ``Unauthenticated`` where the keyring cannot be asked for it.

    ``called`` begins the sentence that says so, and ``variable`` is the way out.
    """
    if kept.token is not None:
        return FoundToken(kept.token, str(file))
    try:
        secret = secret_of(_entry(kept))
    except NoKeyring as error:
        raise Unauthenticated(
            f"{called} is in {KEYRING}, which cannot be asked now ({error}). Unlock it, or set {variable}."
        ) from None
    return None if secret is None else FoundToken(secret, KEYRING)


def keep(file: Path, kept: KeptToken, secret: SecretStr) -> str:
    """Keep a secret in the place of what was kept for the same, and give where it is now.

    Raises ``NotWritten``, and ``Unauthenticated`` where the file cannot be used.
    """
    try:
        read_tokens(file)  # what is wrong with it is said before the keyring is asked
        try:
            keep_secret(_entry(kept), secret)
        except NoKeyring:
            kept = kept.model_copy(update={"token": secret})
        put_token(file, kept)
    except TokenFileError as error:
        raise Unauthenticated(str(error)) from None
    return place_of(file, kept)


def forget(file: Path, kept: KeptToken, *, called: str) -> str:
    """Forget it, and give where it was.

    Raises ``NotWritten``, and ``Unauthenticated`` where keyring or file cannot be used.
    """
    if kept.token is None:
        try:
            forget_secret(_entry(kept))
        except NoKeyring as error:
            raise Unauthenticated(
                f"{called} is still in {KEYRING}, which cannot be asked now ({error})."
            ) from None
    drop_token(file, kept)
    return place_of(file, kept)


def place_of(file: Path, kept: KeptToken) -> str:
    """Where the secret is, for people."""
    return KEYRING if kept.token is None else str(file)


def _entry(kept: KeptToken) -> str:
    """The name of its entry in the keyring, as its owner reads it there."""
    return f"{kept.url} ({kept.profile})" if kept.profile else kept.url
