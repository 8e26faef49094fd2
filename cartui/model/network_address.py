"""Addresses of visitors, written so that those of a network lie side by side."""

from ipaddress import IPv6Address, ip_address


def address_key(ip: str) -> str:
    """The address as ``4`` or ``6`` and its digits, base 16; nothing for what is no address.

    Those of a network are what lies from its first key to its last. An IPv4 address within IPv6 is IPv4.
    """
    try:
        address = ip_address(ip)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return f"{address.version}{address.packed.hex()}"
