"""IP addresses and networks as people write them, each in one form: what came within IPv6 of IPv4 is IPv4."""

from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_interface
from typing import Final

from cartui.model.network_address import plain_address

_MAPPED: Final = 96
"""From this prefix on, a network of IPv6 that holds IPv4 addresses holds nothing else."""

_SHOWN: Final = 80
"""Letters of what was typed that a message repeats."""


class NoNetwork(ValueError):
    """A text that names no network, with what is wrong with it as a sentence."""

    def __init__(self, message: str, *, nearest: str | None = None) -> None:
        """Keep the sentence, and the network that was probably meant."""
        super().__init__(message)
        self.message = message
        self.nearest = nearest


def read_network(text: str) -> IPv4Network | IPv6Network:
    """The network of a text with a slash (CIDR); one address alone is a network, too.

    Raises ``NoNetwork``, with the network that was probably meant where an address stands before the slash
    that is not its first.
    """
    try:
        around = ip_interface(text.strip())
    except ValueError:
        raise NoNetwork(
            f"{_cut(text)} is no network: write one like 203.0.113.0/24 or 2001:db8::/32."
        ) from None
    network = _plain(around.network)
    if around.ip != around.network.network_address:
        raise NoNetwork(
            f"{_cut(text)} does not begin a network: the one that it lies in is {network}.",
            nearest=str(network),
        )
    return network


def network_key(network: IPv4Network | IPv6Network) -> str:
    """What a network is found by."""
    return _key(network.version, network.prefixlen, int(network.network_address))


def keys_of_networks(ip: str) -> list[str]:
    """The keys of an address and of every network that it lies in, the narrowest first; none for no address.

    They are 32 or 128: no network is every address there is.
    """
    address = plain_address(ip)
    if address is None:
        return []
    number, length = int(address), address.max_prefixlen
    return [
        _key(address.version, bits, number >> (length - bits) << (length - bits))
        for bits in range(length, 0, -1)
    ]


def _key(version: int, bits: int, first: int) -> str:
    """The key of a network by its length and its first address."""
    return f"net{version}/{bits}/{first:x}"


def _plain(network: IPv4Network | IPv6Network) -> IPv4Network | IPv6Network:
    """The network without the name of an interface, of IPv4 where all of it came within IPv6."""
    first = network.network_address
    if isinstance(first, IPv4Address):
        return network
    if first.ipv4_mapped is not None and network.prefixlen >= _MAPPED:
        return IPv4Network((int(first.ipv4_mapped), network.prefixlen - _MAPPED))
    return IPv6Network((int(first), network.prefixlen))


def _cut(text: str) -> str:
    """What was typed, as far as a message repeats it."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
