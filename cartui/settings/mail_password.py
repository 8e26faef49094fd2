"""Where the mail server's password is found, kept and forgotten, in the way tokens are (``tokens.py``).

``CARTUI_MAIL_PASSWORD`` comes first, for services. Otherwise it is in the system's keyring, or beside the
tokens in the private file, kept for this user at this server: settings that are pointed somewhere else send
it to nobody.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from cartui.model.errors import Invalid
from cartui.settings.kept_secrets import FoundToken, all_kept, forget, keep, taken_out
from cartui.settings.model import Mail
from cartui.settings.paths import Paths
from cartui.settings.token_file import KeptToken
from cartui.settings.tokens import token_file

PASSWORD_VARIABLE: Final = "CARTUI_MAIL_PASSWORD"  # noqa: S105 (its name, no password)
"""The environment variable that holds the password."""

_CALLED: Final = "The password of the mail server"

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
    kept = _kept(file, mail)
    if kept is None:
        return None
    return taken_out(file, kept, called=_CALLED, variable=PASSWORD_VARIABLE)


def keep_mail_password(mail: Mail, password: SecretStr, *, paths: Paths | None = None) -> str:
    """Keep the password of the settings' user, and give its place.

    Raises ``NotWritten``, and ``Unauthenticated`` where the file cannot be used.
    """
    kept = KeptToken(url=_server_of(mail), profile=mail.user)
    return keep(token_file(paths), kept, password)


def forget_mail_password(mail: Mail, *, paths: Paths | None = None) -> str:
    """Forget the password that is kept, and give where it was; empty: there was none.

    Raises ``NotWritten``, and ``Unauthenticated`` where keyring or file cannot be used.
    """
    file = token_file(paths)
    kept = _kept(file, mail)
    return "" if kept is None else forget(file, kept, called=_CALLED)


def as_password(text: str) -> SecretStr:
    """What somebody typed as a password. Raises ``Invalid``, without repeating any of it."""
    password = text.rstrip("\r\n")
    if not password:
        raise Invalid("There is no password. Nothing was kept.")
    if len(password) > LONGEST or not password.isprintable():
        raise Invalid("This is no password: it is too long, or has characters that cannot be typed.")
    return SecretStr(password)


def _kept(file: Path, mail: Mail) -> KeptToken | None:
    """What is kept for the settings' user at their server."""
    server = _server_of(mail)
    return next((each for each in all_kept(file) if (each.url, each.profile) == (server, mail.user)), None)


def _server_of(mail: Mail) -> str:
    """The mail server as the file names it; of one host, whatever its port."""
    return f"smtp://{mail.host.lower()}"
