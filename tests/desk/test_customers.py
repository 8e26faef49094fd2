"""Customers at the desk: finding one, what they have, and changing what is known of them."""

from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import AddLine
from cartui.model.address import Address
from cartui.model.agent import Actor, Role
from cartui.model.cart import NewCart
from cartui.model.customer import CustomerChanges, NewCustomer
from cartui.screens.customers.customer_edit import CustomerEdit
from cartui.screens.customers.customer_form import CustomerForm
from cartui.screens.customers.customer_list import CustomerList
from cartui.screens.customers.one_customer import OneCustomer
from cartui.screens.dialogs.pick import Pick
from cartui.screens.one_cart.dialogs.product_search import ProductSearch
from cartui.screens.one_cart.one_cart import OneCart
from cartui.screens.orders.one_order import OneOrder
from tests.contract.shop import NOW
from tests.desk.driving import Agent, at_the_desk
from tests.furnished import FurnishedFile

SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def path(tmp_path: Path, furnished_file: FurnishedFile) -> Path:
    """A furnished shop, with Rahim as its customer 1001."""
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)
    return path


def bob(path: Path) -> LocalClient:
    """Somebody else in the same shop."""
    return LocalClient(str(path), Actor(name="bob"), clock=lambda: NOW)


async def open_rahim(agent: Agent) -> OneCustomer:
    """Go to the only customer there is."""
    await agent.press("g", "u", "enter")
    return agent.sees(OneCustomer)


@pytest.mark.parametrize("size", SIZES)
async def test_customers_are_two_keys_away_and_found_as_one_types(path: Path, size: tuple[int, int]) -> None:
    async with bob(path) as client:
        await client.customers.create(NewCustomer(name="Anna Schmidt", phone="+49 1512 3452111"))
    async with at_the_desk(path, size) as agent:
        await agent.press("g", "u")
        listed = agent.sees(CustomerList)
        assert [customer.name for customer in listed.table.rows_held] == ["Anna Schmidt", "Rahim Uddin"]
        assert "customers · by name" in agent.screen
        await agent.press("/")
        await agent.write("01712345678")
        await agent.pilot.pause(0.2)
        await agent.quiet()
        assert [customer.name for customer in listed.table.rows_held] == ["Rahim Uddin"]
        await agent.press("enter", "enter")
        agent.sees(OneCustomer)
        assert "+880 1712-345678" in agent.screen
        assert "12/A Motijheel" in agent.screen
        await agent.press("escape", "s")
        assert "customers · by number" in agent.screen
        await agent.press("s")
        assert [customer.name for customer in listed.table.rows_held] == ["Anna Schmidt", "Rahim Uddin"]


async def test_their_carts_and_orders_are_there_and_enter_opens_them(path: Path) -> None:
    async with bob(path) as client:
        rahim = (await client.customers.search("rahim"))[0]
        cart = await client.carts.create(NewCart(market="BD", customer=rahim.id))
        cart = await client.carts.edit(cart.id, cart.version, [AddLine(sku="SHIRT-LB", quantity=2)])
        order = await client.carts.place(cart.id, phone="01712345678")
        parked = await client.carts.create(NewCart(market="BD", customer=rahim.id))
        gone = await client.carts.create(NewCart(market="BD", customer=rahim.id))
        await client.carts.delete(gone.id)
    async with at_the_desk(path) as agent:
        await open_rahim(agent)
        assert f"{order.number}  from {cart.number}" in agent.screen
        assert "in trash" in agent.screen
        await agent.press("enter")
        assert agent.sees(OneCart).cart.id == parked.id
        await agent.press("escape", "down", "down", "enter")
        agent.sees(OneOrder)
        await agent.press("escape")
        agent.sees(OneCustomer)


async def test_a_new_cart_for_them_has_them_and_stands_open(path: Path) -> None:
    async with at_the_desk(path) as agent:
        await open_rahim(agent)
        await agent.press("n", "enter")
        customer = agent.cart.customer
        assert customer is not None
        assert customer.name == "Rahim Uddin"
        assert agent.cart.shipping_address is not None
        agent.sees(ProductSearch)
        await agent.press("escape", "escape")
        agent.sees(OneCustomer)
        assert "C-0" in agent.screen


async def test_who_has_an_open_cart_is_offered_that_before_a_new_one(path: Path) -> None:
    async with bob(path) as client:
        rahim = (await client.customers.search("rahim"))[0]
        parked = await client.carts.create(NewCart(market="BD", customer=rahim.id))
    async with at_the_desk(path) as agent:
        await agent.press("g", "u", "n")
        assert f"Open {parked.number}" in agent.screen
        await agent.press("escape")
        agent.sees(CustomerList)
        await agent.press("n", "enter")
        assert agent.sees(OneCart).cart.id == parked.id
        await agent.press("escape", "n", "down", "enter", "enter")
        agent.sees(ProductSearch)
        assert agent.cart.id != parked.id


async def test_facts_are_edited_and_what_is_odd_is_said_beside_them(path: Path) -> None:
    async with at_the_desk(path) as agent:
        await open_rahim(agent)
        await agent.press("e")
        form = agent.sees(CustomerEdit)
        rows = {row.field.name: row for row in form.rows}
        rows["price_level"].query_one("Input").focus()
        await agent.write("gold")
        await agent.press("ctrl+s")
        assert "there is no price level gold; the shop has retail, vip, trade" in agent.words
        await agent.press("ctrl+u")
        await agent.write("vip")
        rows["tax_exempt"].query_one("Input").focus()
        await agent.press("ctrl+u")
        await agent.write("perhaps")
        await agent.press("ctrl+s")
        assert "Type yes or no." in agent.words
        await agent.press("ctrl+u")
        await agent.write("yes")
        rows["phone"].query_one("Input").focus()
        await agent.press("end", "ctrl+u")
        await agent.write("12")
        await agent.press("ctrl+s")
        rahim = agent.sees(OneCustomer).customer
        assert (rahim.price_level, rahim.tax_exempt, rahim.phone) == ("vip", True, "12")
        assert "▲ 12 does not look like a phone number" in agent.words
        assert rahim == await agent.client.customers.get(rahim.id)


async def test_what_two_change_at_once_is_shown_side_by_side_and_nothing_is_lost(path: Path) -> None:
    async with at_the_desk(path) as agent, bob(path) as other:
        rahim = (await open_rahim(agent)).customer
        await agent.press("e")
        form = agent.sees(CustomerEdit)
        rows = {row.field.name: row for row in form.rows}
        rows["company"].query_one("Input").focus()
        await agent.write("Dhaka Textiles")
        await other.customers.update(
            rahim.id, rahim.version, CustomerChanges(company="Khulna Mills", rep="15")
        )
        await agent.press("ctrl+s")
        assert "Saved meanwhile: Khulna Mills. ctrl+s again saves yours." in agent.words
        assert "Taken over from them: Rep." in agent.words
        assert (rows["company"].value, rows["rep"].value) == ("Dhaka Textiles", "15")
        stored = await other.customers.get(rahim.id)
        assert stored.company == "Khulna Mills"
        await agent.press("ctrl+s")
        saved = agent.sees(OneCustomer).customer
        assert (saved.company, saved.rep, saved.version) == ("Dhaka Textiles", "15", 3)


async def test_a_half_typed_edit_is_there_again_and_only_what_was_typed(path: Path) -> None:
    async with at_the_desk(path) as agent, bob(path) as other:
        rahim = (await open_rahim(agent)).customer
        await agent.press("e")
        form = agent.sees(CustomerEdit)
        next(row for row in form.rows if row.field.name == "company").query_one("Input").focus()
        await agent.write("Dhaka")
        await agent.press("escape")
        await other.customers.update(rahim.id, rahim.version, CustomerChanges(rep="15"))
        await agent.press("r", "e")
        rows = {row.field.name: row.value for row in agent.sees(CustomerEdit).rows}
        assert (rows["company"], rows["rep"]) == ("Dhaka", "15")
        assert "This was typed before and is not saved yet." in agent.words


async def test_they_are_blocked_with_a_reason_and_let_in_again(path: Path) -> None:
    async with at_the_desk(path) as agent:
        await open_rahim(agent)
        await agent.press("B", "enter")
        assert "A reason is needed" in agent.words
        await agent.write("does not pay")
        await agent.press("enter")
        assert "▲ BLOCKED: does not pay" in agent.screen
        assert "They are blocked now." in agent.words
        await agent.press("escape")
        assert "BLOCKED Rahim" in agent.screen
        await agent.press("enter", "B")
        assert "BLOCKED" not in agent.screen
        rahim = agent.sees(OneCustomer).customer
        assert (rahim.blocked, rahim.blocked_reason) == (False, "")


async def test_addresses_are_added_changed_made_the_default_and_removed(path: Path) -> None:
    async with at_the_desk(path) as agent:
        await open_rahim(agent)
        await agent.press("a")
        for part in ("Road 27", "", "Dhaka", "1209"):
            await agent.write(part)
            await agent.press("enter")
        await agent.press("ctrl+s")
        assert "The address is saved." in agent.words
        rahim = agent.sees(OneCustomer).customer
        assert [saved.address.line1 for saved in rahim.addresses] == ["12/A Motijheel", "Road 27"]
        await agent.press("end", "d")
        rahim = agent.sees(OneCustomer).customer
        assert rahim.default_address is not None
        assert rahim.default_address.line1 == "Road 27"
        await agent.press("end", "delete", "right", "enter")
        rahim = agent.sees(OneCustomer).customer
        assert [saved.address.line1 for saved in rahim.addresses] == ["Road 27"]
        assert "The address is removed." in agent.words


async def test_a_half_typed_address_waits_for_its_own_customer(path: Path) -> None:
    async with bob(path) as client:
        await client.customers.create(NewCustomer(name="Anna Schmidt", country="DE"))
    async with at_the_desk(path) as agent:
        await agent.press("g", "u", "enter", "a")
        await agent.write("Lindenstr. 4")
        await agent.press("escape", "escape", "down", "enter", "a")
        assert "Lindenstr." not in agent.screen
        await agent.press("escape", "escape", "up", "enter", "a")
        assert "Lindenstr. 4" in agent.screen


async def test_what_somebody_else_saved_is_seen_before_anything_is_saved_over_it(path: Path) -> None:
    async with at_the_desk(path) as agent, bob(path) as other:
        rahim = (await open_rahim(agent)).customer
        await agent.press("B")
        await agent.write("does not pay")
        there = Address(line1="Road 27", city="Dhaka", country="BD")
        await other.customers.update(rahim.id, rahim.version, CustomerChanges(addresses=(there,)))
        await agent.press("enter")
        assert "nothing of yours was saved" in agent.words
        assert "Road 27" in agent.screen


async def test_a_viewer_looks_and_changes_nothing(path: Path) -> None:
    async with at_the_desk(path, role=Role.VIEWER) as agent:
        screen = await open_rahim(agent)
        for key in ("e", "B", "a", "n"):
            await agent.press(key)
            assert agent.app.screen is screen
        assert any("A viewer may not create or change customers" in notice for notice in agent.notices)


async def test_a_new_customer_who_is_there_already_is_offered_first(path: Path) -> None:
    async with at_the_desk(path) as agent:
        await agent.press("g", "u", "N")
        await agent.write("R. Uddin")
        await agent.press("enter")
        await agent.write("(01712) 345678")
        await agent.press("ctrl+s")
        agent.sees(Pick)
        assert "Rahim Uddin #1001 has the same phone" in agent.words
        await agent.press("enter")
        assert agent.sees(OneCustomer).customer.number == "1001"
        count = await agent.client.customers.count()
        assert count.value == 1


async def test_what_a_customer_brings_along_is_said_when_a_guests_cart_becomes_theirs(path: Path) -> None:
    async with at_the_desk(path, (120, 40)) as agent, bob(path) as other:
        rahim = (await other.customers.search("rahim"))[0]
        await other.customers.update(rahim.id, rahim.version, CustomerChanges(price_level="vip"))
        guests = await other.carts.create(NewCart(market="BD"))
        guests = await other.carts.edit(guests.id, guests.version, [AddLine(sku="SHIRT-LB", quantity=2)])
        await agent.open(guests)
        await agent.press("c")
        await agent.write("rahim")
        await agent.press("enter")
        cart = agent.cart
        assert cart.price_level == "vip"
        assert cart.totals.total != guests.totals.total
        assert "Now the cart of Rahim Uddin: prices at level" in agent.words
        assert "ships to 12/A Motijheel" in agent.words
        assert "→ BDT" in agent.words
        assert "u takes it back." in agent.words
        await agent.press("u")
        assert agent.cart.customer is None
        assert agent.cart.totals == guests.totals


async def test_a_new_customer_for_a_cart_who_is_there_already_is_taken_instead(path: Path) -> None:
    async with at_the_desk(path) as agent:
        await agent.press("n", "enter")
        await agent.write("R Uddin rahim@example.com")
        await agent.press("ctrl+n", "ctrl+s")
        assert "Rahim Uddin #1001 has the same email" in agent.words
        await agent.press("escape")
        assert "new customer" in agent.words
        await agent.press("ctrl+s", "down", "enter")
        customer = agent.cart.customer
        assert customer is not None
        assert (customer.number, customer.name) == ("1002", "R Uddin")


async def test_a_half_typed_customer_waits_in_the_cart(path: Path) -> None:
    async with at_the_desk(path) as agent:
        await agent.press("n", "enter")
        await agent.write("Karim")
        await agent.press("ctrl+n", "enter")
        await agent.write("01812")
        await agent.press("ctrl+g")
        assert "Price level" in agent.screen
        await agent.write("trade")
        await agent.press("escape", "escape", "c")
        assert "A new customer is half typed: ctrl+n goes on with that." in agent.words
        await agent.press("ctrl+n")
        rows = {row.field.name: row.value for row in agent.sees(CustomerForm).rows}
        assert (rows["name"], rows["phone"], rows["price_level"]) == ("Karim", "01812", "trade")
        await agent.press("ctrl+s")
        customer = agent.cart.customer
        assert customer is not None
        whole = await agent.client.customers.get(customer.id)
        assert (whole.name, whole.price_level) == ("Karim", "trade")
