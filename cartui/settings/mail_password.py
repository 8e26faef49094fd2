"""Where the mail server's password is found, kept and forgotten, in the way tokens are (``tokens.py``).

``CARTUI_MAIL_PASSWORD`` comes first, for services. Otherwise it is in the system's keyring, or beside the
tokens in the private file, kept for this user at this server: settings that are pointed somewhere else send
it to nobody.
"""

import os
from collections.abc import Mapping
from typing import Final

from pydantic import SecretStr

from cartui.model.errors import Invalid, Unauthenticated
from cartui.settings.model import Mail
from cartui.settings.paths import Paths
from cartui.settings.system_keyring import NoKeyring, forget_secret, keep_secret, secret_of
from cartui.settings.token_file import KeptToken, TokenFileError, drop_token, put_token, read_tokens
from cartui.settings.tokens import KEYRING, FoundToken, token_file

PASSWORD_VARIABLE: Final = "CARTUI_MAIL_PASSWORD"  # noqa: S105 (its name, no password)
"""The environment variable that holds the password."""

LONGEST: Final = 1_000
"""Characters of a password at most."""


def find_mail_password(
    mail: Mail, *, environment: Mapping[str, str] | None = None, paths: Paths | None = None
) -> FoundToken | None:
    """The password of the settings' user, and where it was; ``None``: there is none.

    Raises ``Unauthenticated`` where there may be one that cannot be used, and says what to do about it.
    """
    given = (os.environ if environment is None else environment).get(PASSWORD_VARIABLE, "")
    if given:
        return FoundToken(SecretStr(given), PASSWORD_VARIABLE)
    file = token_file(paths)
    kept = _kept(mail, paths)
    if kept is None:
        return None
    if kept.token is not None:
        return FoundToken(kept.token, str(file))
    try:
        secret = secret_of(_entry(kept))
    except NoKeyring as error:
        raise Unauthenticated(
            f"The password of the mail server is in {KEYRING}, which cannot be asked now ({error}). "
            f"Unlock it, or set {PASSWORD_VARIABLE}."
        ) from None
    return None if secret is None else FoundToken(secret, KEYRING)


def keep_mail_password(mail: Mail, password: SecretStr, *, paths: Paths | None = None) -> str:
    """Keep the password of the settings' user, and give its place.

    Raises ``NotWritten``, and ``Unauthenticated`` where the file cannot be used.
    """
    file = token_file(paths)
    kept = KeptToken(url=_server_of(mail), profile=mail.user)
    try:
        read_tokens(file)  # what is wrong with it is said before the keyring is asked
        try:
            keep_secret(_entry(kept), password)
        except NoKeyring:
            kept = kept.model_copy(update={"token": password})
        put_token(file, kept)
    except TokenFileError as error:
        raise Unauthenticated(str(error)) from None
    return KEYRING if kept.token is None else str(file)


def forget_mail_password(mail: Mail, *, paths: Paths | None = None) -> str:
    """Forget the password that is kept, and give where it was; empty: there was none.

    Raises ``NotWritten``, and ``Unauthenticated`` where keyring or file cannot be used.
    """
    file = token_file(paths)
    kept = _kept(mail, paths)
    if kept is None:
        return ""
    if kept.token is None:
        try:
            forget_secret(_entry(kept))
        except NoKeyring as error:
            raise Unauthenticated(
                f"The password is still in {KEYRING}, which cannot be asked now ({error})."
            ) from None
    drop_token(file, kept)
    return KEYRING if kept.token is None else str(file)


def as_password(text: str) -> SecretStr:
    """What somebody typed as a password. Raises ``Invalid``, without repeating any of it."""
    password = text.rstrip("\r\n")
    if not password:
        raise Invalid("There is no password. Nothing was kept.")
    if len(password) > LONGEST or not password.isprintable():
        raise Invalid("This is no password: it is too long, or has characters that cannot be typed.")
    return SecretStr(password)


def _kept(mail: Mail, paths: Paths | None) -> KeptToken | None:
    """What is kept for the settings' user at their server."""
    server = _server_of(mail)
    try:
        known = read_tokens(token_file(paths))
    except TokenFileError as error:
        raise Unauthenticated(str(error)) from None
    return next((each for each in known if (each.url, each.profile) == (server, mail.user)), None)


def _server_of(mail: Mail) -> str:
    """The mail server as the file names it; of one host, whatever its port."""
    return f"smtp://{mail.host.lower()}"


def _entry(kept: KeptToken) -> str:
    """The name of its entry in the keyring, as its owner reads it there."""
    return f"{kept.url} ({kept.profile})"
