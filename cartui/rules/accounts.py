"""Whose account is meant by a name, which name is nobody's, and which account has to stay."""

import unicodedata
from collections.abc import Iterable
from typing import Final

from cartui.model.agent import Agent, Role
from cartui.model.text import clean_line

BACKGROUND: Final = "server"
"""Under which name the history has what the server does by itself: no person may bear it."""


def name_key(name: str) -> str:
    """What two names have in common that mean one person.

    ``Alice`` and ``alice`` would stand side by side in every history, and nobody could tell who did what, so
    that capitals, wide letters and blanks around a name make no other person.
    """
    return unicodedata.normalize("NFKC", clean_line(name).strip().casefold()).casefold()


def is_taken_by_background(name: str) -> bool:
    """Whether a name would make somebody's work look like the server's own."""
    return name_key(name) == name_key(BACKGROUND)


def why_no_person(name: str, role: Role) -> str:
    """Why nobody works at a desk or by commands with that account, in a sentence; empty where one can."""
    if role is not Role.STOREFRONT:
        return ""
    return (
        f"This is the account of the shop {name}: its program tells of carts with it, and nobody works at a "
        "desk with it. A person needs an account of their own: an admin makes one with `cartui agents add`."
    )


def account_named(accounts: Iterable[Agent], name: str) -> Agent | None:
    """The account that a name means, or ``None``."""
    key = name_key(name)
    return next((each for each in accounts if name_key(each.name) == key), None)


def is_last_admin(accounts: Iterable[Agent], account: Agent) -> bool:
    """Whether no admin would be left in force without this account."""
    admins = [each.name for each in accounts if each.role is Role.ADMIN and each.revoked_at is None]
    return admins == [account.name]
