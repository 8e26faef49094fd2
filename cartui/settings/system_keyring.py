"""The system's own store of secrets, where there is one: the extra ``keyring``, on a desktop as a rule.

Finding out takes longer than most commands do, so it is asked only where ``cartui login`` is at work or
kept a token there. It may ask its owner for a password in a window, and waits for ever where nobody sees
that window: it is given :data:`PATIENCE`, and over a line without windows :data:`HASTE`.
"""

import os
import sys
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import SecretStr

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE: Final = "cartui"
"""Under which name its entries stand there."""

PATIENCE: Final = 30.0
"""Seconds to wait for it, and for whoever has to unlock it."""

HASTE: Final = 3.0
"""Seconds to wait where nobody can be asked to unlock it."""


class NoKeyring(Exception):
    """There is none, it is locked, or it did not answer; the message says which."""


def secret_of(entry: str) -> SecretStr | None:
    """What it keeps under this name, or ``None``. Raises ``NoKeyring``."""
    found = _asked(lambda keyring: keyring.get_password(SERVICE, entry))
    return None if found is None else SecretStr(found)


def keep_secret(entry: str, secret: SecretStr) -> None:
    """Keep a secret under this name, in the place of what was there. Raises ``NoKeyring``."""
    _asked(lambda keyring: keyring.set_password(SERVICE, entry, secret.get_secret_value()))


def forget_secret(entry: str) -> None:
    """Remove what it keeps under this name; nothing there is no mistake. Raises ``NoKeyring``."""

    def forgotten(keyring: "KeyringBackend") -> None:
        if keyring.get_password(SERVICE, entry) is not None:
            keyring.delete_password(SERVICE, entry)

    _asked(forgotten)


def _asked(question: "Callable[[KeyringBackend], T]") -> T:
    """The answer of the keyring, within its time; a thread that still waits does not keep cartui alive."""
    answers: SimpleQueue[Callable[[], T]] = SimpleQueue()
    Thread(target=lambda: answers.put(_answer_of(question)), daemon=True, name="cartui-keyring").start()
    try:
        answer = answers.get(timeout=PATIENCE if _has_windows() else HASTE)
    except Empty:
        raise NoKeyring("it did not answer") from None
    return answer()


def _has_windows() -> bool:
    """Whether somebody could see a window that asks for a password."""
    if sys.platform in {"darwin", "win32"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _answer_of(question: "Callable[[KeyringBackend], T]") -> Callable[[], T]:
    """What gives the answer, or raises ``NoKeyring``."""
    try:
        answer = question(_found())
    except NoKeyring as error:
        reason = str(error)
    except Exception as error:  # noqa: BLE001 (each backend raises what its own system's library does)
        reason = type(error).__name__  # its message may quote what it was asked to keep
    else:
        return lambda: answer

    def refused() -> T:
        raise NoKeyring(reason)

    return refused


def _found() -> "KeyringBackend":
    """The backend that the machine has. Raises ``NoKeyring``."""
    try:
        from keyring.core import get_keyring, recommended
    except ImportError:
        raise NoKeyring("the extra `keyring` is not installed") from None
    keyring = get_keyring()
    # What is below that keeps secrets in plain files, asks for a password at the terminal, or does nothing.
    if not recommended(keyring):
        raise NoKeyring("this machine has none")
    return keyring
