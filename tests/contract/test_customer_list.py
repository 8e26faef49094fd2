"""Customers page by page, what they have, and who is probably one of them already, whatever the backend."""

from datetime import timedelta

import pytest

from cartui.client.protocol import Client, Invalid, NotFound
from cartui.model.actions import SetCustomer
from cartui.model.address import Address
from cartui.model.cart import Cart, NewCart
from cartui.model.customer import Customer, CustomerChanges, CustomerSort, NewCustomer, Sameness
from tests.contract.conftest import Clock
from tests.contract.shop import DHAKA

NAMES = ("Zoe", "anna", "Álvaro", "Bert", "李明", "anna")


async def made(client: Client, clock: Clock) -> list[Customer]:
    """Customers of these names, a minute apart."""
    people = []
    for name in NAMES:
        clock.now += timedelta(minutes=1)
        people.append(await client.customers.create(NewCustomer(name=name)))
    return people


async def pages(client: Client, sort: CustomerSort, *, limit: int = 2) -> list[str]:
    """The numbers of all customers, read page by page."""
    page = await client.customers.list(sort=sort, limit=limit)
    found = [customer.number for customer in page]
    while page.next is not None:
        page = await client.customers.list(sort=sort, limit=limit, after=page.next)
        found += [customer.number for customer in page]
    return found


ORDERS = {
    CustomerSort.NAME: ("1003", "1002", "1006", "1004", "1001", "1005"),
    CustomerSort.NUMBER: ("1001", "1002", "1003", "1004", "1005", "1006"),
    CustomerSort.OLDEST: ("1001", "1002", "1003", "1004", "1005", "1006"),
}


async def test_all_customers_come_page_by_page_in_each_order(client: Client, clock: Clock) -> None:
    await made(client, clock)

    for sort, numbers in ORDERS.items():
        assert (sort, await pages(client, sort)) == (sort, list(numbers))
        back = sort.reversed()
        assert (back, await pages(client, back)) == (back, list(reversed(numbers)))
    assert await pages(client, CustomerSort.NAME, limit=50) == list(ORDERS[CustomerSort.NAME])


async def test_a_page_leads_back_to_the_one_before(client: Client, clock: Clock) -> None:
    await made(client, clock)
    first = await client.customers.list(limit=2)
    assert first.previous is None

    second = await client.customers.list(limit=2, after=first.next)
    third = await client.customers.list(limit=2, after=second.next)
    assert third.next is None

    back = await client.customers.list(limit=2, before=third.previous)
    assert back.items == second.items
    again = await client.customers.list(limit=2, before=back.previous)
    assert (again.items, again.previous) == (first.items, None)


async def test_numbers_stand_as_people_count(client: Client, clock: Clock) -> None:
    await made(client, clock)
    start = (await client.customers.list(sort=CustomerSort.NUMBER, limit=1)).items[0]
    await client.customers.update(start.id, start.version, CustomerChanges(name="Zoe Ω", vat_id="x"))

    assert await pages(client, CustomerSort.NUMBER) == list(ORDERS[CustomerSort.NUMBER])


async def test_a_new_name_is_a_new_place(client: Client, clock: Clock) -> None:
    zoe = (await made(client, clock))[0]
    await client.customers.update(zoe.id, 1, CustomerChanges(name="Aaron"))

    assert (await pages(client, CustomerSort.NAME))[0] == zoe.number


async def test_words_narrow_the_list_to_the_best_matches(client: Client, clock: Clock) -> None:
    await made(client, clock)

    found = await client.customers.list("anna", limit=1)
    assert [customer.number for customer in found] == ["1002"]
    assert (found.next, found.previous) == (None, None)
    everybody = await client.customers.list("   ")
    assert len(everybody.items) == len(NAMES)


async def test_a_cursor_belongs_to_one_order(client: Client, clock: Clock) -> None:
    await made(client, clock)
    after = (await client.customers.list(limit=2)).next

    with pytest.raises(Invalid, match="another list"):
        await client.customers.list(sort=CustomerSort.NUMBER, after=after)
    with pytest.raises(Invalid):
        await client.customers.list(after="no cursor")
    with pytest.raises(Invalid, match="not both"):
        await client.customers.list(after=after, before=after)
    with pytest.raises(Invalid):
        await client.customers.list(limit=0)
    with pytest.raises(Invalid, match="one page"):
        await client.customers.list("anna", after=after)


async def test_a_customers_carts_of_every_state_are_there_latest_first(
    client: Client, cart: Cart, rahim: Customer, clock: Clock
) -> None:
    gone = await client.carts.create(NewCart(market="BD", customer=rahim.id))
    clock.advance(minutes=1)
    await client.carts.delete(gone.id)
    clock.advance(minutes=1)
    await client.carts.place(cart.id, phone="+8801712345678")
    clock.advance(minutes=1)
    latest = await client.carts.create(NewCart(market="BD", customer=rahim.id))

    first = await client.customers.carts(rahim.number, limit=2)
    rest = await client.customers.carts(rahim.id, limit=2, after=first.next)
    assert [each.id for each in (*first, *rest)] == [latest.id, cart.id, gone.id]
    assert [each.state for each in (*first, *rest)] == ["open", "ordered", "deleted"]
    assert rest.next is None
    back = await client.customers.carts(rahim.id, limit=2, before=rest.previous)
    assert back.items == first.items


async def test_a_customers_orders_are_there_latest_first(
    client: Client, cart: Cart, rahim: Customer, clock: Clock
) -> None:
    numbers = [(await client.carts.place(cart.id, phone="+8801712345678")).number]
    for _ in range(2):
        clock.advance(minutes=1)
        again = await client.carts.clone(cart.id)
        numbers.append((await client.carts.place(again.id, phone="+8801712345678")).number)
    other = await client.customers.create(NewCustomer(name="Other"))

    first = await client.customers.orders(rahim.number, limit=2)
    rest = await client.customers.orders(rahim.id, limit=2, after=first.next)
    assert [each.number for each in (*first, *rest)] == numbers[::-1]
    assert rest.next is None
    assert (await client.customers.orders(other.id)).items == ()
    with pytest.raises(Invalid, match="another list"):
        await client.customers.orders(other.id, after=first.next)


async def test_what_nobody_has_is_nobodys(client: Client, rahim: Customer) -> None:
    for asked in (client.customers.carts("9999"), client.customers.orders("9999")):
        with pytest.raises(NotFound):
            await asked


async def same(client: Client, new: NewCustomer) -> list[tuple[str, tuple[Sameness, ...]]]:
    """Who is probably the same, and by what."""
    return [(each.customer.name, each.same) for each in await client.customers.alike(new)]


async def test_who_has_the_same_phone_email_or_vat_id_is_probably_the_same(
    client: Client, rahim: Customer
) -> None:
    await client.customers.update(rahim.id, 1, CustomerChanges(vat_id="BD 123-456.789"))

    for phone in ("01712-345678", "+880 1712 345678", "008801712345678", "(01712) 345 678"):
        new = NewCustomer(name="R.", phone=phone, country="BD")
        assert (phone, await same(client, new)) == (phone, [("Rahim Uddin", (Sameness.PHONE,))])
    assert await same(client, NewCustomer(name="R.", email=" RAHIM@Example.com ")) == [
        ("Rahim Uddin", (Sameness.EMAIL,))
    ]
    assert await same(client, NewCustomer(name="R.", vat_id="bd123456789")) == [
        ("Rahim Uddin", (Sameness.VAT_ID,))
    ]


async def test_the_same_name_counts_with_the_same_company_or_postcode_only(
    client: Client, rahim: Customer
) -> None:
    await client.customers.update(rahim.id, 1, CustomerChanges(company="Dhaka Textiles"))

    assert await same(client, NewCustomer(name="Rahim Uddin")) == []
    assert await same(client, NewCustomer(name="rahim  uddin", company="DHAKA textiles")) == [
        ("Rahim Uddin", (Sameness.COMPANY,))
    ]
    there = Address(line1="Elsewhere 1", postcode=DHAKA.postcode, country="BD")
    assert await same(client, NewCustomer(name="Rahim Uddin", addresses=(there,))) == [
        ("Rahim Uddin", (Sameness.POSTCODE,))
    ]


async def test_who_has_most_in_common_comes_first(client: Client, rahim: Customer) -> None:
    await client.customers.create(NewCustomer(name="Wife", phone="+8801712345678"))
    await client.customers.create(NewCustomer(name="Firm", email="rahim@example.com"))

    new = NewCustomer(name="R.", phone="+8801712345678", email="rahim@example.com")
    assert await same(client, new) == [
        ("Rahim Uddin", (Sameness.EMAIL, Sameness.PHONE)),
        ("Firm", (Sameness.EMAIL,)),
        ("Wife", (Sameness.PHONE,)),
    ]


async def test_who_has_nothing_in_common_is_nobody(client: Client, rahim: Customer) -> None:
    for new in (
        NewCustomer(name="Rahim"),
        NewCustomer(name="x", phone="5678"),
        NewCustomer(name="x", phone="+8801712345679", email="karim@example.com", vat_id="--"),
        NewCustomer(name="\x00\ud800", phone="%", email="%"),
    ):
        assert await client.customers.alike(new) == ()


async def test_a_guests_cart_becomes_one_of_the_customers(client: Client, rahim: Customer) -> None:
    guests = await client.carts.create(NewCart(market="BD"))
    assert (await client.customers.carts(rahim.id)).items == ()
    await client.carts.edit(guests.id, guests.version, [SetCustomer(customer=rahim.id)])

    assert [each.id for each in await client.customers.carts(rahim.id)] == [guests.id]
