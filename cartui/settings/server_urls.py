"""Addresses: of servers in a profile or after ``--url``, what may go over plain http, and of mail."""

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

_SCHEMES: Final = ("https", "http")

_MAIL: Final = re.compile(r"[^\s@<>(),;:\\\"\[\]]{1,64}@[^\s@<>(),;:\\\"\[\]]+")
"""Roughly an address of mail; whether there is such a mailbox, the mail server finds out."""

_LONGEST_MAIL: Final = 254

EXAMPLE: Final = "https://carts.example.com"
"""An address as it should be."""


def server_address(text: str) -> str:
    """The address of a server as it is used: without the slash at its end. Raises ``ValueError``."""
    address = text.strip()
    if not address.isprintable() or " " in address:  # urlsplit would leave out some of them, unlike others
        raise ValueError(f"must hold no blanks or control characters: an address is such as {EXAMPLE}")
    parts = _parts(address)
    if parts is None or parts.scheme not in _SCHEMES or not parts.hostname:
        raise ValueError(f"must be an address such as {EXAMPLE}")
    if "@" in parts.netloc:
        raise ValueError(
            "must not hold a name or password: settings are read, copied and sent around. "
            "`cartui login` keeps the token where only you can read it"
        )
    if parts.query or parts.fragment:
        raise ValueError(f"must end with its host or path, such as {EXAMPLE}: nothing after ? or #")
    return address.rstrip("/")


def public_address(text: str) -> str:
    """The address at which customers reach the server, without the slash at its end. Raises ``ValueError``.

    Plain http is for trying it out on the same machine: everybody on the way could read a link and its quote.
    """
    address = server_address(text)
    if needs_insecure(address):
        raise ValueError("must begin with https: over plain http everybody on the way could read the quotes")
    return address


def mail_address(text: str) -> str:
    """An address of mail that stands alone, without a name beside it. Raises ``ValueError``."""
    if len(text) > _LONGEST_MAIL or not text.isprintable() or not _MAIL.fullmatch(text):
        raise ValueError("must be an address alone, such as shop@example.com")
    return text


def needs_insecure(address: str) -> bool:
    """Whether all that is said there, the token too, could be read on the way to another machine."""
    parts = _parts(address)
    return parts is not None and parts.scheme == "http" and not is_this_machine(parts.hostname or "")


def host_of(address: str) -> str:
    """The host of an address or of a database's URL, with the port where one is named; never a password."""
    parts = _parts(address)
    return "" if parts is None else parts.netloc.rpartition("@")[2]


def _parts(address: str) -> SplitResult | None:
    """The address in its parts; ``None``: it is none."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # looked at here, since it raises where it is no number
    except ValueError:
        return None
    return parts


def is_this_machine(host: str) -> bool:
    """Whether what goes there never leaves this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
