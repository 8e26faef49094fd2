"""Values of the query line that name people as the blocklist does: emails, domains, networks, countries.

What reads them is loaded with the first of them: a desk that starts needs none.
"""

import re
from typing import Final

from cartui.rules.query.bad_value import BadValue, said

_COUNTRY: Final = re.compile(r"[A-Za-z]{2}")


def read_email(typed: str) -> str:
    """An email, or a domain behind its ``@``, as they are compared. Raises ``BadValue``."""
    from cartui.rules.emails import comparable_domain, comparable_email

    text = typed.strip()
    if text.startswith("@"):
        domain = comparable_domain(text[1:])
        if domain:
            return f"@{domain}"
    elif email := comparable_email(text):
        return email
    domain = "" if "@" in text else comparable_domain(text)
    hint = f" Did you mean @{domain}?" if domain else ""
    raise BadValue(
        f"{said(typed)} is no email, and no domain with its @ as in @example.com.{hint}",
        nearest=f"@{domain}" if domain else None,
        unfinished=True,
    )


def read_addresses(typed: str) -> str:
    """An IP address or a network in its normal form. Raises ``BadValue``."""
    from cartui.model.network_address import plain_address
    from cartui.rules.networks import NoNetwork, read_network

    if "/" not in typed:
        address = plain_address(typed)
        if address is not None:
            return str(address)
        message = f"{said(typed)} is no IP address such as 203.0.113.7 and no network such as 203.0.113.0/24."
        raise BadValue(message, unfinished=True)
    try:
        return str(read_network(typed))
    except NoNetwork as error:
        raise BadValue(error.message, nearest=error.nearest, unfinished=True) from None


def read_country(typed: str) -> str:
    """A country's code in capitals. Raises ``BadValue``."""
    text = typed.strip()
    if not _COUNTRY.fullmatch(text):
        message = f"{said(typed)} is no country: write its two letters, as in BD."
        raise BadValue(message, unfinished=len(text) < len("BD"))
    return text.upper()


def spellings(email: str) -> tuple[str, ...]:
    """An email or a domain as :func:`read_email` gives it, in all ways in which carts may have it."""
    from cartui.rules.emails import domain_spellings

    local, _, domain = email.rpartition("@")
    return tuple(f"{local}@{spelled}" for spelled in domain_spellings(domain))


def span_of(addresses: str) -> tuple[str, str]:
    """The first and the last key of what :func:`read_addresses` gives."""
    from ipaddress import ip_network

    from cartui.model.network_address import address_key

    network = ip_network(addresses)
    return address_key(str(network[0])), address_key(str(network[-1]))
