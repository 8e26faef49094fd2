"""Customers of files: who is meant by a row, also where two of them share something."""

import pytest

from cartui.client.protocol import Client
from cartui.model.address import Address
from cartui.model.cart import Cart, NewCart
from cartui.model.customer import Customer, NewCustomer
from cartui.model.imports import ImportBatch, ImportedCart, ImportedCustomer, ImportReport, SourceRow
from cartui.model.query import CartQuery, CartSort, Term
from tests.contract.shop import DHAKA, NOW
from tests.hostile import CONTROLS, HOSTILE


def person(number: str = "", **said: object) -> ImportedCustomer:
    """A customer of a file; the name is said unless it is none."""
    named = "name" in said
    given = NewCustomer.model_validate({"name": said.get("email") or number} | said)
    return ImportedCustomer(number=number, customer=given, named=named)


def batch(*people: ImportedCustomer, dry_run: bool = False) -> ImportBatch:
    """A file of customers, one a line from line 2 on."""
    rows = (
        each.model_copy(update={"rows": (SourceRow("people.csv", line),)})
        for line, each in enumerate(people, start=2)
    )
    return ImportBatch(customers=tuple(rows), dry_run=dry_run)


def counts(report: ImportReport) -> tuple[int, int, int]:
    """Rows accepted, refused and unchanged, which is all of them."""
    assert report.rows == report.accepted + report.refused + report.unchanged
    assert len(report.refusals) == report.refused
    return report.accepted, report.refused, report.unchanged


async def test_many_go_in_with_addresses_and_can_be_found(client: Client, rahim: Customer) -> None:
    people = [
        person(str(5000 + at), name=f"Person {at}", email=f"p{at}@example.com", addresses=(DHAKA,))
        for at in range(700)
    ]
    assert counts(await client.imports.apply(batch(*people))) == (700, 0, 0)

    found = await client.customers.get("5699")
    assert (found.name, found.default_address) == ("Person 699", DHAKA)
    assert [hit.number for hit in await client.customers.search("person 321")][:1] == ["5321"]
    assert counts(await client.imports.apply(batch(*people))) == (0, 0, 700)


async def test_what_a_file_changes_shows_on_carts_and_in_the_search(client: Client, cart: Cart) -> None:
    rahim = cart.customer
    assert rahim is not None
    outlet = Address(line1="7 Station Road", city="Chattogram", country="BD")
    renamed = person(rahim.number, name="Rahim Chowdhury", email=rahim.email, addresses=(outlet,))
    assert counts(await client.imports.apply(batch(renamed))) == (1, 0, 0)

    after = await client.carts.get(cart.id)
    assert after.customer is not None
    assert (after.customer.name, after.version) == ("Rahim Chowdhury", cart.version)
    found = await client.customers.search("chowdhury")
    assert [(hit.number, hit.version, hit.default_address) for hit in found] == [(rahim.number, 2, outlet)]


async def test_a_number_that_is_somebody_elses_is_refused(client: Client, rahim: Customer) -> None:
    stranger = person(rahim.number, name="Zoe Walker", email="zoe@example.com", phone="+442079460000")
    report = await client.imports.apply(batch(stranger))

    assert counts(report) == (0, 1, 0)
    assert report.refusals[0].column == "number"
    assert rahim.name in report.refusals[0].reason
    assert await client.customers.get(rahim.id) == rahim


@pytest.mark.parametrize(
    "said",
    [
        {"name": "rahim UDDIN", "email": "new@example.com"},
        {"name": "R. Uddin", "email": "RAHIM@EXAMPLE.COM"},
        {"name": "R. Uddin", "email": "new@example.com", "phone": "01712 345678"},
        {"email": "new@example.com"},
    ],
)
async def test_who_keeps_anything_is_the_same_customer(
    client: Client, rahim: Customer, said: dict[str, object]
) -> None:
    report = await client.imports.apply(batch(person(rahim.number, country="BD", **said)))

    assert counts(report) == (1, 0, 0)
    assert (await client.customers.get(rahim.number)).id == rahim.id


async def test_an_email_that_is_also_anothers_is_pointed_out(client: Client, rahim: Customer) -> None:
    report = await client.imports.apply(batch(person("77", name="Rahima", email=rahim.email.upper())))

    assert counts(report) == (1, 0, 0)
    assert [(warning.column, rahim.number in warning.reason) for warning in report.warnings] == [
        ("email", True)
    ]
    again = await client.imports.apply(batch(person("77", name="Rahima", email=rahim.email.upper())))
    assert (counts(again), again.warnings) == ((0, 0, 1), ())


async def test_an_email_is_the_same_in_any_case(client: Client, rahim: Customer) -> None:
    report = await client.imports.apply(batch(person(name="Rahim UDDIN", email="Rahim@Example.Com")))

    assert counts(report) == (1, 0, 0)
    assert (await client.customers.get(rahim.number)).name == "Rahim UDDIN"


async def test_rows_of_one_batch_know_each_other(client: Client, rahim: Customer) -> None:
    report = await client.imports.apply(
        batch(
            person("9", email="ana@example.com"),
            person(name="Ana Lima", email="Ana@example.com"),
            person("9", name="Ana Lima", rep="4"),
            person("10", name="Ana's shop", email="ana@example.com"),
            person(email="ana@example.com"),
        )
    )

    assert counts(report) == (4, 1, 0)
    assert "9, 10" in report.refusals[0].reason
    ana = await client.customers.get("9")
    assert (ana.name, ana.email, ana.rep) == ("Ana Lima", "Ana@example.com", "4")


async def test_who_has_only_a_name_is_taken_once_and_two_of_one_name_twice(
    client: Client, rahim: Customer
) -> None:
    people = batch(
        person(name="Jo Smith", addresses=(DHAKA,)),
        person(name="Jo Smith", phone="+442079460000"),
        person(name="Jo Smith", addresses=(DHAKA,)),
    )
    assert counts(await client.imports.apply(people)) == (2, 0, 1)
    assert counts(await client.imports.apply(people)) == (0, 0, 3)
    assert len(await client.customers.search("jo smith")) == 2


async def test_numbers_are_given_after_those_that_the_file_brings(client: Client, rahim: Customer) -> None:
    people = (
        person(name="First"),
        person("1002", name="Second"),
        person(name="Third"),
        person("A-7", name="F"),
    )
    await client.imports.apply(batch(*people))

    numbers = {
        hit.name: hit.number
        for name in ("First", "Second", "Third")
        for hit in await client.customers.search(name)
    }
    assert numbers == {"First": "1003", "Second": "1002", "Third": "1004"}


async def test_numbers_that_are_no_figures_do_not_disturb_the_shops_own(client: Client) -> None:
    await client.imports.apply(batch(person("A-7", name="Ana"), person("9" * 5000, name="Bo")))

    assert (await client.customers.create(NewCustomer(name="Next"))).number == "1001"


async def test_an_own_number_may_be_typed_in_any_case(client: Client, cart: Cart) -> None:
    people = (person("Kd-7", name="Ka"), person("A-7", name="Ana"), person("b7", name="Bo"))
    await client.imports.apply(batch(*people))

    for typed, name in (("a-7", "Ana"), ("A-7", "Ana"), ("B7", "Bo"), ("Kd-7", "Ka")):
        customer = await client.customers.get(typed)
        linked = await client.carts.create(NewCart(market="BD", customer=customer.id))
        query = CartQuery(terms=(Term(key="customer", values=(typed,)),))
        assert customer.name == name
        assert linked.id in {each.id for each in await client.carts.list(query, sort=CartSort())}
    named = tuple(
        ImportedCart(source="t", reference=typed, market="BD", customer=typed, created_at=NOW)
        for typed in ("A-7", "a-7")
    )
    assert (await client.imports.apply(ImportBatch(carts=named))).refusals == ()
    assert len(await client.customers.open_carts("A-7")) == 4


async def test_a_refused_row_takes_no_number(client: Client, rahim: Customer) -> None:
    report = await client.imports.apply(
        batch(person(name="Ana", price_level="platinum"), person(name="Bo", email="bo@example.com"))
    )

    assert counts(report) == (1, 1, 0)
    assert report.refusals[0].column == "price_level"
    assert (await client.customers.get("bo@example.com")).number == "1002"


async def test_a_dry_run_knows_the_customers_of_earlier_batches(client: Client, rahim: Customer) -> None:
    ana = person("9", name="Ana", email="ana@example.com")
    again = batch(person(name="Ana", email="ana@example.com"), dry_run=True)

    assert counts(await client.imports.apply(again)) == (1, 0, 0)
    known = again.model_copy(update={"earlier": batch(ana)})
    assert counts(await client.imports.apply(known)) == (0, 0, 1)
    assert await client.customers.search("ana") == ()


async def test_hostile_text_goes_in_clean(client: Client, rahim: Customer) -> None:
    for at, text in enumerate(HOSTILE):
        await _goes_in_clean(client, f"{at} {text}")  # several of them come to the same when they are clean


async def _goes_in_clean(client: Client, text: str) -> None:
    """A customer all of whose fields are that text."""
    fields = ("name", "email", "phone", "company", "rep", "vat_id")
    said: dict[str, object] = dict.fromkeys(fields, text)
    address = Address(**dict.fromkeys(("name", "line1", "line2", "city", "region", "postcode"), text))
    number = ImportedCustomer(number=text[:500], customer=NewCustomer(name="x")).number
    report = await client.imports.apply(batch(person(text[:500], addresses=(address,), **said)))

    assert counts(report) == (1, 0, 0)
    assert not any(CONTROLS & set(warning.reason) for warning in report.warnings)
    # What looks like an email or a phone number may mean somebody else too; the number is looked up first.
    customer = await client.customers.get(number)
    for field in fields:
        assert not CONTROLS & set(getattr(customer, field))
