"""Email addresses: written in one way, compared, and warned about where they look odd; never refused.

Nothing is asked of the network: whether a mailbox exists is found out by writing to it.
"""

import re
from functools import lru_cache
from typing import Final

_LONGEST: Final = 320
"""Longer texts are no addresses, and not worth the library's time."""


_LONGEST_PLAIN: Final = 254
_LONGEST_MAILBOX: Final = 64

_PLAIN: Final = re.compile(
    r"([A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*)@([A-Za-z0-9.-]+)"
)
"""An address of ASCII without quotes: nearly all are. What stands before its ``@`` is as it should be."""


_LABELS: Final = re.compile(r"[\w-]+(?:\.[\w-]+)*")
"""A domain by its looks alone: ``localhost``, ``somewhere.invalid``."""


def normalise_email(text: str) -> tuple[str, bool]:
    """Read an address as typed; give what to store, and whether it is well-formed.

    The domain is folded to lower case and both parts to their normal Unicode form; the part before the
    ``@`` keeps its case, which its owner decides. What cannot be understood comes back as typed, trimmed.
    """
    typed = text.strip()
    normal, _ = _read(typed)
    return (typed, False) if normal is None else (normal, True)


def email_warning(text: str) -> str | None:
    """A sentence on what looks odd about an address, or ``None`` for a good one and for none at all."""
    typed = text.strip()
    if not typed:
        return None
    normal, problem = _read(typed)
    return f"{typed} does not look like an email address: {problem}" if normal is None else None


def comparable_email(text: str) -> str:
    """The address as two of them are held against each other: in lower case, in whichever form they came.

    A domain may be one that nobody can write to, since whoever hides gives such. Empty for what has none.
    """
    local, _, domain = text.strip().rpartition("@")
    normal, _ = _read(f"{local}@{domain.removesuffix('.')}")
    if normal is not None:
        return normal.lower()
    domain = comparable_domain(domain)
    return f"{local.lower()}@{domain}" if domain and local and not re.search(r"[\s@]", local) else ""


def comparable_domain(text: str) -> str:
    """The domain in lower case, one that came in ASCII (``xn--``) in its own letters; or nothing."""
    typed = text.strip().removesuffix(".").lower()
    if len(typed) > _LONGEST_PLAIN:
        return ""
    normal = _plain_domain(typed)
    if normal is not None:
        return normal.lower()
    last = typed.rpartition(".")[2]
    return typed if _LABELS.fullmatch(typed) and not last.isdecimal() else ""


def domain_spellings(domain: str) -> tuple[str, ...]:
    """A domain in normal form, and as it is written in ASCII where that is another text."""
    if domain.isascii():
        return (domain,)
    from email_validator import EmailNotValidError, validate_email

    try:
        written = validate_email(f"a@{domain}", check_deliverability=False).ascii_domain
    except EmailNotValidError:
        return (domain,)
    return (domain, written.lower()) if written else (domain,)


@lru_cache(1024)  # each is read to be stored, compared and warned about
def _read(typed: str) -> tuple[str | None, str]:
    """The address in its normal form, or ``None`` and what is wrong with it."""
    if len(typed) > _LONGEST:
        return None, "It is too long."
    plain = _PLAIN.fullmatch(typed)
    if plain is not None and len(plain[1]) <= _LONGEST_MAILBOX and len(typed) <= _LONGEST_PLAIN:
        domain = _plain_domain(plain[2])
        if domain is not None:
            return f"{plain[1]}@{domain}", ""
    return _thoroughly(typed)


@lru_cache(1024)
def _plain_domain(domain: str) -> str | None:
    """A domain in its normal form, or ``None`` where it is none; many people share one."""
    normal, _ = _thoroughly(f"a@{domain}")
    return None if normal is None else normal.removeprefix("a@")


def _thoroughly(typed: str) -> tuple[str | None, str]:
    """The same by the library, which knows every rule and takes its time."""
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(typed, check_deliverability=False).normalized, ""
    except EmailNotValidError as problem:
        return None, str(problem)
