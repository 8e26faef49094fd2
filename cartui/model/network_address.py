"""Addresses of visitors, written so that those of a network lie side by side."""

from ipaddress import IPv4Address, IPv6Address, ip_address


def plain_address(text: str) -> IPv4Address | IPv6Address | None:
    """The address of that text; ``None`` where it is none. An IPv4 address within IPv6 is IPv4."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or IPv6Address(int(address))  # without the name of an interface
    return address


def address_key(ip: str) -> str:
    """The address as ``4`` or ``6`` and its digits, base 16; nothing for what is no address.

    Those of a network are what lies from its first key to its last.
    """
    address = plain_address(ip)
    return "" if address is None else f"{address.version}{address.packed.hex()}"
