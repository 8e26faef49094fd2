"""A row of customers that could be somebody else: nobody's record becomes another person's."""

import pytest

from cartui.client.protocol import Client
from cartui.model.customer import Customer, NewCustomer
from tests.contract.test_importing_customers import batch, counts, person


@pytest.fixture
async def ethan(client: Client, rahim: Customer) -> Customer:
    """A customer without an email; Rahim has one."""
    return await client.customers.create(
        NewCustomer(name="Ethan Patel", phone="+12025550143", company="Patel Ltd", country="US")
    )


@pytest.mark.parametrize(
    "said",
    [
        {"name": "Zed Zorro", "phone": "+4915112345678", "company": "Zorro GmbH"},
        {"name": "Zed Zorro", "email": "zed@zorro.example"},
        {"name": "Zed Zorro", "phone": "+4915112345678"},
        {"email": "zed@zorro.example", "phone": "+4915112345678"},
    ],
)
async def test_a_number_is_somebody_elses_also_where_an_email_is_missing(
    client: Client, ethan: Customer, said: dict[str, object]
) -> None:
    report = await client.imports.apply(batch(person(ethan.number, **said)))

    assert counts(report) == (0, 1, 0)
    assert report.refusals[0].column == "number"
    assert ethan.name in report.refusals[0].reason
    assert await client.customers.get(ethan.id) == ethan


@pytest.mark.parametrize(
    "said",
    [
        {"name": "E. Patel", "phone": "202-555-0143"},
        {"name": "E. Patel", "company": "PATEL LTD", "email": "e@patel.example"},
        {"name": "Patel Ltd", "phone": "+4915112345678"},
        {"phone": "+4915112345678"},
        {"rep": "7"},
    ],
)
async def test_who_keeps_something_is_changed_without_a_word(
    client: Client, ethan: Customer, said: dict[str, object]
) -> None:
    report = await client.imports.apply(batch(person(ethan.number, **said)))

    assert (counts(report), report.warnings) == ((1, 0, 0), ())


async def test_a_row_that_only_renames_goes_in_with_a_warning(client: Client, ethan: Customer) -> None:
    report = await client.imports.apply(batch(person(ethan.number, name="Zed Zorro", rep="7")))

    assert counts(report) == (1, 0, 0)
    assert [warning.column for warning in report.warnings] == ["name"]
    assert "Ethan Patel" in report.warnings[0].reason
    assert (await client.customers.get(ethan.id)).name == "Zed Zorro"


async def test_two_people_of_one_email_stay_two(client: Client, rahim: Customer) -> None:
    file = batch(
        person(name="Ann Lee", email="office@corp.example", phone="+12025550101"),
        person(name="Ben Roe", email="Office@corp.example", phone="+12025550102"),
    )
    report = await client.imports.apply(file)
    assert (counts(report), report.customers) == ((2, 0, 0), 2)
    assert [(each.line, each.column) for each in report.warnings] == [(3, "email")]
    assert "Ann Lee" in report.warnings[0].reason

    again = await client.imports.apply(file)
    assert (counts(again), again.warnings) == ((0, 0, 2), ())
    ben = await client.imports.apply(
        batch(
            person(name="ben roe", email="office@corp.example", rep="4"), person(email="office@corp.example")
        )
    )
    assert counts(ben) == (1, 1, 0)
    assert "give the number" in ben.refusals[0].reason
    found = {hit.name: (hit.phone, hit.rep) for hit in await client.customers.search("office@corp.example")}
    assert found == {"Ann Lee": ("+12025550101", ""), "ben roe": ("+12025550102", "4")}


async def test_who_has_only_an_email_gets_a_name_by_it(client: Client, rahim: Customer) -> None:
    await client.imports.apply(batch(person(email="ana@example.com")))
    report = await client.imports.apply(batch(person(name="Ana Lima", email="ana@example.com")))

    assert counts(report) == (1, 0, 0)
    assert [hit.name for hit in await client.customers.search("ana@example.com")] == ["Ana Lima"]


async def test_the_report_counts_people(client: Client, rahim: Customer) -> None:
    report = await client.imports.apply(
        batch(
            person("9", name="Ana", email="ana@example.com"),
            person(name="Ana", email="ana@example.com", rep="4"),
        )
    )

    assert (counts(report), report.customers) == ((2, 0, 0), 1)


async def test_what_looks_odd_is_told_once_and_by_its_column(client: Client, rahim: Customer) -> None:
    ana = batch(person("9", name="Ana", email="ana at home", phone="12", country="PT")).customers[0]
    rows = (*ana.rows, ana.rows[0]._replace(line=3))
    report = await client.imports.apply(
        batch().model_copy(update={"customers": (ana.model_copy(update={"rows": rows}),)})
    )

    assert [(each.line, each.column) for each in report.warnings] == [(2, "phone"), (2, "email")]


async def test_a_known_customers_country_is_changed(client: Client, ethan: Customer) -> None:
    moved = batch(person(ethan.number, country="DE", phone="0151 12345678"))
    assert counts(await client.imports.apply(moved)) == (1, 0, 0)

    after = await client.customers.get(ethan.id)
    assert (after.country, after.phone) == ("DE", "+4915112345678")
    assert counts(await client.imports.apply(moved)) == (0, 0, 1)


async def test_ids_of_another_system_do_not_become_the_shops_numbers(client: Client, rahim: Customer) -> None:
    await client.imports.apply(
        batch(person("640512345678", name="Ana"), person("207119551", name="Bo"), person("1005", name="Cy"))
    )

    assert (await client.customers.create(NewCustomer(name="Next"))).number == "1006"
