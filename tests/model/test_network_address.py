"""Addresses of visitors, written so that those of a network lie side by side."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cartui.model.network_address import address_key


def is_plain(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is none of IPv4 within IPv6, which is another one in truth."""
    return isinstance(address, IPv4Address) or address.ipv4_mapped is None


ADDRESSES = st.ip_addresses().filter(is_plain)


@given(ADDRESSES, ADDRESSES)
def test_addresses_are_ordered_by_their_keys_as_by_themselves(
    one: IPv4Address | IPv6Address, other: IPv4Address | IPv6Address
) -> None:
    if one.version == other.version:
        assert (address_key(str(one)) < address_key(str(other))) == (int(one) < int(other))
    else:
        assert address_key(str(one))[0] != address_key(str(other))[0]


@given(ADDRESSES, st.integers(0, 32))
def test_what_lies_between_the_ends_of_a_network_is_in_it(
    address: IPv4Address | IPv6Address, bits: int
) -> None:
    network = ip_network(f"{address}/{bits}", strict=False)
    first, last = network.network_address, network.broadcast_address
    assume(is_plain(first) and is_plain(last))
    assert address_key(str(first)) <= address_key(str(address)) <= address_key(str(last))


@given(st.ip_addresses(v=4))
def test_an_address_of_ipv4_within_ipv6_is_one_of_ipv4(address: IPv4Address) -> None:
    assert address_key(f"::ffff:{address}") == address_key(str(address))


@pytest.mark.parametrize("text", ["", "unknown", "203.0.113", "203.0.113.7, 10.0.0.1", "203.0.113.0/24"])
def test_what_is_no_address_has_no_key(text: str) -> None:
    assert address_key(text) == ""
