"""The blocklist: what an entry names, and what it is found by.

An entry has one key. Everything that could name a person is a key as well: their email, its domain and those
above it, their address and each network that it lies in, their country. These are few, and as many however
long the list is, so that looking a person up is one question to an index.
"""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Final, NamedTuple

from cartui.model.blocklist import BlockKind, Traits
from cartui.model.errors import Invalid
from cartui.model.network_address import plain_address
from cartui.model.problem import Problem
from cartui.model.query import CartQuery, Term
from cartui.rules.addresses import is_country
from cartui.rules.emails import comparable_domain, comparable_email
from cartui.rules.networks import NoNetwork, keys_of_networks, network_key, read_network
from cartui.rules.query.cart_query import write_query

_SHOWN: Final = 80
"""Letters of what was typed that a message repeats."""

_COUNTRY_LETTERS: Final = 2


class Blocked(NamedTuple):
    """What an entry names: its kind, and the value in its normal form."""

    kind: BlockKind
    value: str

    @property
    def key(self) -> str:
        """What the entry is found by; two entries of one key would block the same people."""
        if self.kind in (BlockKind.IP, BlockKind.NETWORK):
            return network_key(ip_network(self.value))
        return _key(self.kind, self.value)


def read_blocked(typed: str) -> Blocked:
    """What somebody means to block; its form tells which kind it is.

    A domain may stand with its ``@`` or without. Raises ``Invalid``, naming the network that was probably
    meant where an address stands before the slash that is not its first.
    """
    text = typed.strip()
    if "/" in text:
        return _network(text)
    address = plain_address(text)
    if address is not None:
        return Blocked(BlockKind.IP, str(address))
    if "@" in text.removeprefix("@"):
        email = comparable_email(text)
        if email:
            return Blocked(BlockKind.EMAIL, email)
    elif "." in text:
        domain = comparable_domain(text.removeprefix("@").removeprefix("*."))
        if "." in domain:
            return Blocked(BlockKind.DOMAIN, domain)
    elif len(text) == _COUNTRY_LETTERS and is_country(text.upper()):
        return Blocked(BlockKind.COUNTRY, text.upper())
    shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    raise _refused(
        f"{shown or 'Nothing'} is no email, domain, IP address, network such as 203.0.113.0/24, or country "
        "of two letters."
    )


def query_for(kind: BlockKind, value: str) -> str:
    """The query line that finds the open and locked carts that an entry with that normal value catches."""
    key, wanted = {
        BlockKind.EMAIL: ("email", value),
        BlockKind.DOMAIN: ("email", f"@{value}"),
        BlockKind.IP: ("ip", value),
        BlockKind.NETWORK: ("ip", value),
        BlockKind.COUNTRY: ("from", value),
    }[kind]
    return write_query(CartQuery(terms=(Term(key=key, values=(wanted,)),)))


def keys_of(traits: Traits) -> tuple[str, ...]:
    """The keys of all entries that would catch somebody, the narrowest first.

    They are one email, each domain above it, 32 or 128 networks and one country at most.
    """
    email = comparable_email(traits.email)
    domains = _with_parents(email.rpartition("@")[2])
    networks = keys_of_networks(traits.ip)
    country = traits.country.strip().upper()
    return (
        *([_key(BlockKind.EMAIL, email)] if email else []),
        *networks[:1],
        *(_key(BlockKind.DOMAIN, domain) for domain in domains),
        *networks[1:],
        *([_key(BlockKind.COUNTRY, country)] if country else []),
    )


def _network(text: str) -> Blocked:
    """A range of addresses. Raises ``Invalid``."""
    try:
        network = read_network(text)
    except NoNetwork as error:
        raise _refused(error.message) from None
    if network.prefixlen == 0:
        raise _refused(f"{network} is every address that there is: nobody could buy any more.")
    if network.prefixlen == network.max_prefixlen:
        return Blocked(BlockKind.IP, str(network.network_address))
    return Blocked(BlockKind.NETWORK, str(network))


def _key(kind: BlockKind, value: str) -> str:
    """The key of what is compared letter by letter."""
    return f"{kind.value}:{value}"


def _with_parents(domain: str) -> Iterator[str]:
    """The domain and those above it, but for the last label alone: ``a.b.org``, ``b.org``."""
    while "." in domain:
        yield domain
        domain = domain.partition(".")[2]


def _refused(message: str) -> Invalid:
    """The error for a value that names nobody."""
    return Invalid(message, (Problem(field="value", message=message),))
