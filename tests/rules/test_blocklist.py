"""Whom an entry of the blocklist names, and that its one key is found by everybody whom it does."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.model.blocklist import BlockKind, Traits
from cartui.model.errors import Invalid
from cartui.rules.blocklist import Blocked, keys_of, query_for, read_blocked
from cartui.rules.emails import comparable_email
from cartui.rules.query.cart_query import parse_query, write_query
from tests.hostile import HOSTILE

labels = st.sampled_from(["a", "b", "shop", "mail", "bücher", "x-1"])
domains = st.lists(labels, min_size=1, max_size=3).map(lambda parts: ".".join([*parts, "org"]))
emails = st.builds("{}@{}".format, st.sampled_from(["rahim", "Rahim", "mallory", "a.b"]), domains)
addresses = st.ip_addresses() | st.integers(0, 7).map(lambda low: IPv4Address("203.0.113.0") + low)
traits = st.builds(
    Traits,
    email=emails | st.just(""),
    ip=addresses.map(str) | st.sampled_from(["", "unknown", "10.0.0.1, 10.0.0.2"]),
    country=st.sampled_from(["", "AQ", "aq", "BD"]),
)


@st.composite
def networks(draw: st.DrawFn) -> str:
    """Networks of either kind, many of which hold one of the addresses."""
    address = draw(addresses)
    bits = draw(st.integers(1, address.max_prefixlen))
    return str(ip_network(f"{address}/{bits}", strict=False))


values = emails | domains | addresses.map(str) | networks() | st.sampled_from(["AQ", "bd"])


def catches(blocked: Blocked, person: Traits) -> bool:
    """The same question, answered by looking at one entry and one person alone."""
    email = comparable_email(person.email)
    domain = email.rpartition("@")[2]
    match blocked.kind:
        case BlockKind.EMAIL:
            return email == blocked.value
        case BlockKind.DOMAIN:
            return domain == blocked.value or domain.endswith(f".{blocked.value}")
        case BlockKind.COUNTRY:
            return person.country.upper() == blocked.value
        case BlockKind.IP | BlockKind.NETWORK:
            address = _address(person.ip)
            network = ip_network(blocked.value)
            return address is not None and address.version == network.version and address in network


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """The address, if it is one, out of IPv6's clothes."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


@given(values, traits)
def test_an_entry_is_found_by_those_it_names_and_by_nobody_else(value: str, person: Traits) -> None:
    blocked = read_blocked(value)
    assert (blocked.key in keys_of(person)) == catches(blocked, person)


@given(addresses.filter(lambda address: _address(str(address)) == address), st.data())
def test_an_address_is_found_in_every_network_around_it(
    address: IPv4Address | IPv6Address, data: st.DataObject
) -> None:
    bits = data.draw(st.integers(1, address.max_prefixlen))
    blocked = read_blocked(str(ip_network(f"{address}/{bits}", strict=False)))
    assert catches(blocked, Traits(ip=str(address)))
    assert blocked.key in keys_of(Traits(ip=str(address)))


@given(traits)
def test_a_person_has_few_keys_however_long_the_list_is(person: Traits) -> None:
    keys = keys_of(person)
    assert len(keys) == len(set(keys)) <= 1 + 4 + 128 + 1


@given(values)
def test_a_value_in_its_normal_form_is_read_as_the_same(value: str) -> None:
    blocked = read_blocked(value)
    assert read_blocked(blocked.value) == blocked


@given(values)
def test_the_query_of_an_entry_is_one_that_the_query_line_writes_itself(value: str) -> None:
    query = query_for(*read_blocked(value))
    assert write_query(parse_query(query)) == query


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        (" Mallory@Example.COM ", BlockKind.EMAIL, "mallory@example.com"),
        ("a@somewhere.invalid", BlockKind.EMAIL, "a@somewhere.invalid"),
        ("a@xn--bcher-kva.example", BlockKind.EMAIL, "a@bücher.example"),
        ("Example.com", BlockKind.DOMAIN, "example.com"),
        ("@example.com", BlockKind.DOMAIN, "example.com"),
        ("*.example.com", BlockKind.DOMAIN, "example.com"),
        ("example.com.", BlockKind.DOMAIN, "example.com"),
        ("xn--bcher-kva.example", BlockKind.DOMAIN, "bücher.example"),
        ("203.0.113.7", BlockKind.IP, "203.0.113.7"),
        ("203.0.113.7/32", BlockKind.IP, "203.0.113.7"),
        ("::ffff:203.0.113.7", BlockKind.IP, "203.0.113.7"),
        ("2001:DB8:0::1", BlockKind.IP, "2001:db8::1"),
        ("fe80::1%eth0", BlockKind.IP, "fe80::1"),
        ("203.0.113.0/24", BlockKind.NETWORK, "203.0.113.0/24"),
        ("203.0.113.0/255.255.255.0", BlockKind.NETWORK, "203.0.113.0/24"),
        ("::ffff:203.0.113.0/120", BlockKind.NETWORK, "203.0.113.0/24"),
        ("2001:db8::/32", BlockKind.NETWORK, "2001:db8::/32"),
        ("aq", BlockKind.COUNTRY, "AQ"),
    ],
)
def test_the_form_of_a_value_tells_what_it_is(typed: str, kind: BlockKind, value: str) -> None:
    assert read_blocked(typed) == (kind, value)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("203.0.113.7/24", "the one that it lies in is 203.0.113.0/24"),
        ("2001:db8::1/64", "the one that it lies in is 2001:db8::/64"),
        ("0.0.0.0/0", "every address"),
        ("::/0", "every address"),
        ("203.0.113.0/33", "is no network"),
        ("203.0.113", "is no email, domain, IP address"),
        ("UK", "is no email"),
        ("com", "is no email"),
        ("mallory", "is no email"),
        ("a@b@c.org", "is no email"),
        ("a b@c.org", "is no email"),
        ("@", "is no email"),
        ("", "Nothing is no email"),
    ],
)
def test_what_names_nobody_is_refused_in_a_sentence(typed: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_blocked(typed)
    assert said in refused.value.message
    assert refused.value.problems[0].field == "value"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_nobody_s_name_or_a_plain_one(text: str) -> None:
    try:
        blocked = read_blocked(text)
    except Invalid:
        return
    assert blocked.value.isprintable()
    keys_of(Traits(email=text, ip=text, country=text))


def test_the_narrowest_entry_comes_first() -> None:
    person = Traits(email="mallory@mail.example.com", ip="203.0.113.7", country="AQ")
    named = ("AQ", "203.0.0.0/16", "example.com", "203.0.113.0/24", "203.0.113.7", "mallory@mail.example.com")
    keys = keys_of(person)
    found = sorted(named, key=lambda value: keys.index(read_blocked(value).key))
    assert found == [
        "mallory@mail.example.com",
        "203.0.113.7",
        "example.com",
        "203.0.113.0/24",
        "203.0.0.0/16",
        "AQ",
    ]
