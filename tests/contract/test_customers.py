"""Looking people up and keeping their details, whatever the backend."""

import pytest

from cartui.client.protocol import Client, Conflict, Invalid, NotFound
from cartui.model.address import Address
from cartui.model.cart import Cart, NewCart
from cartui.model.customer import Customer, CustomerChanges, NewCustomer
from cartui.model.query import CartQuery, CartSort
from tests.contract.shop import DHAKA


async def test_a_customer_is_kept_as_given(client: Client, rahim: Customer) -> None:
    assert (rahim.number, rahim.version, rahim.phone) == ("1001", 1, "+8801712345678")
    assert rahim.default_address == DHAKA
    assert await client.customers.get(rahim.id) == rahim


async def test_a_customer_is_found_however_it_is_typed(client: Client, rahim: Customer) -> None:
    await client.customers.create(NewCustomer(name="Somebody Else", phone="+44 20 7946 0018"))

    for text in (
        "rahim",
        "Uddin Rahim",
        "ra",
        "rahim@example.com",
        "01712-345678",
        "+880 1712 345678",
        "(01712) 345 678",
        "1712345678",
        "345678",
        "1001",
    ):
        assert [customer.id for customer in await client.customers.search(text)] == [rahim.id], text


async def test_names_of_all_scripts_are_found(client: Client, rahim: Customer) -> None:
    for name, company, texts in (
        ("李明", "Beispiel GmbH", ("李明", "李", "beispiel")),
        ("রহিম উদ্দিন", "Muster AG", ("রহিম", "muster")),
        ("Zoë Ångström", "Exempel AB", ("zoe ang", "exempel")),
    ):
        made = await client.customers.create(NewCustomer(name=name, company=company))
        for text in texts:
            assert [customer.id for customer in await client.customers.search(text)] == [made.id], text


async def test_the_best_match_comes_first(client: Client, rahim: Customer) -> None:
    for name in ("Abdur Rahimov", "Rahima Begum", "Karim Rahim"):
        await client.customers.create(NewCustomer(name=name))
    exact = await client.customers.create(NewCustomer(name="Rahim"))

    assert (await client.customers.search("Rahim"))[0].id == exact.id
    assert len(await client.customers.search("Rahim", limit=2)) == 2


async def test_nothing_typed_finds_nothing_wrong(client: Client, rahim: Customer) -> None:
    assert len(await client.customers.search("   ")) <= 1
    assert await client.customers.search("nobody at all") == ()


async def test_a_ref_is_number_email_or_phone(client: Client, rahim: Customer) -> None:
    for ref in ("1001", "rahim@example.com", "RAHIM@example.com", "+8801712345678", "01712 345678"):
        assert (await client.customers.get(ref)).id == rahim.id, ref


async def test_a_ref_that_means_two_lists_both(client: Client, rahim: Customer) -> None:
    await client.customers.create(NewCustomer(name="Rahima", phone="+8801712345678"))

    with pytest.raises(Invalid) as error:
        await client.customers.get("+8801712345678")
    assert len(error.value.problems) == 2
    with pytest.raises(NotFound):
        await client.customers.get("9999")


async def test_an_odd_phone_is_kept_with_a_warning(client: Client, rahim: Customer) -> None:
    new = NewCustomer(name="Odd", phone="12", email="no at sign")
    odd = await client.customers.create(new, key="k1")

    assert (odd.phone, odd.email) == ("12", "no at sign")
    assert len(odd.warnings) == 2
    assert (await client.customers.create(new, key="k1")).warnings == odd.warnings


async def test_a_price_level_has_to_exist(client: Client, rahim: Customer) -> None:
    with pytest.raises(Invalid, match="retail, vip, trade"):
        await client.customers.create(NewCustomer(name="x", price_level="gold"))


async def test_only_what_is_given_changes(client: Client, rahim: Customer) -> None:
    changed = await client.customers.update(rahim.id, 1, CustomerChanges(price_level="vip", company="Acme"))

    assert (changed.version, changed.price_level, changed.company) == (2, "vip", "Acme")
    assert (changed.name, changed.phone, changed.addresses) == (rahim.name, rahim.phone, rahim.addresses)
    assert (await client.customers.get(rahim.id)) == changed


async def test_a_stale_change_is_a_conflict(client: Client, rahim: Customer) -> None:
    await client.customers.update(rahim.id, 1, CustomerChanges(rep="15"))

    with pytest.raises(Conflict):
        await client.customers.update(rahim.id, 1, CustomerChanges(rep="16"))


async def test_a_change_that_changes_nothing_raises_no_version(client: Client, rahim: Customer) -> None:
    same = await client.customers.update(rahim.id, 1, CustomerChanges(name=rahim.name, addresses=(DHAKA,)))

    assert same.version == 1


async def test_addresses_are_replaced_and_the_first_is_the_default(client: Client, rahim: Customer) -> None:
    home = Address(line1="Road 27", city="Dhaka", postcode="1209", country="BD")
    changed = await client.customers.update(rahim.id, 1, CustomerChanges(addresses=(home, DHAKA)))

    assert changed.default_address == home
    assert changed.addresses[1].id == rahim.addresses[0].id


async def test_a_repeat_with_the_same_key_makes_one_customer(client: Client, rahim: Customer) -> None:
    one = await client.customers.create(NewCustomer(name="Karim"), key="k")
    two = await client.customers.create(NewCustomer(name="Karim"), key="k")

    assert one.id == two.id


async def test_a_caller_with_an_open_cart_is_offered_it(client: Client, cart: Cart, rahim: Customer) -> None:
    assert [summary.id for summary in await client.customers.open_carts(rahim.id)] == [cart.id]
    await client.carts.delete(cart.id)

    assert await client.customers.open_carts(rahim.id) == ()


async def test_a_new_name_shows_on_the_customers_carts(client: Client, cart: Cart, rahim: Customer) -> None:
    await client.customers.update(rahim.id, 1, CustomerChanges(name="Rahim Chowdhury"))

    summary = (await client.carts.list(CartQuery(words=("chowdhury",)), sort=CartSort())).items[0]
    assert (summary.id, summary.customer) == (cart.id, "Rahim Chowdhury")
    seen = (await client.carts.get(cart.id)).customer
    assert seen is not None
    assert seen.name == "Rahim Chowdhury"


async def test_a_guests_cart_stands_in_no_ones_list(client: Client, rahim: Customer) -> None:
    await client.carts.create(NewCart(market="BD"))

    assert await client.customers.open_carts(rahim.id) == ()


async def test_who_names_a_customer_by_name_is_told_how_to_find_them(client: Client, rahim: Customer) -> None:
    with pytest.raises(NotFound, match=r"number, id, whole email or phone; `cartui customers search`"):
        await client.customers.get("rahim")
