"""Rows of customers: which are of one person, what they say together, and what an empty cell leaves alone."""

from cartui.imports.customers import read_customers
from tests.imports.reading import Whole, a_shop, stream, whole


def read(text: str) -> Whole:
    """Read a file of customers."""
    return whole(read_customers(stream(text), shop=a_shop()))


def test_two_names_at_one_email_are_two_people_and_a_row_without_a_name_is_of_the_one_above() -> None:
    file = read(
        "name,email,phone,address_line1\n"
        "Ann Lee,office@corp.example,1,First Road\n"
        "Ben Roe,Office@corp.example,2,Second Road\n"
        ",office@corp.example,,Third Road\n"
        "ANN LEE,office@corp.example,,Fourth Road\n"
    )
    said = [
        (each.customer.name, each.customer.phone, [address.line1 for address in each.customer.addresses])
        for each in file.customers
    ]
    assert said == [
        ("Ann Lee", "1", ["First Road", "Fourth Road"]),
        ("Ben Roe", "2", ["Second Road", "Third Road"]),
    ]
    assert not file.warnings


def test_rows_of_one_number_that_disagree_are_pointed_out() -> None:
    file = read("number,name,phone,rep\n7,Ann Lee,1,4\n7,Ben Roe,2,4\n7,,,4\n")
    (ann,) = file.customers
    assert (ann.customer.name, ann.customer.phone) == ("Ann Lee", "1")
    assert {(each.line, each.column) for each in file.warnings} == {(3, "name"), (3, "phone")}
    assert "'Ben Roe' here and 'Ann Lee' above" in file.warnings[0].reason


def test_an_empty_cell_neither_unblocks_nor_taxes() -> None:
    file = read("number,tax_exempt,blocked\n1,,\n2,no,no\n3,yes,yes\n")
    silent, no, yes = file.customers
    assert (silent.blocked, "tax_exempt" in silent.customer.model_fields_set) == (None, False)
    assert (no.blocked, no.customer.tax_exempt, "tax_exempt" in no.customer.model_fields_set) == (
        False,
        False,
        True,
    )
    assert (yes.blocked, yes.customer.tax_exempt) == (True, True)


def test_a_country_alone_is_no_address_but_where_somebody_lives() -> None:
    file = read(
        "number,name,address_name,address_line1,address_country\n"
        "1,Ana,,,PT\n"
        "2,Bo,Bo,,DE\n"
        "3,Cy,,12 Lake Road,BD\n"
    )
    said = [(each.customer.country, len(each.customer.addresses)) for each in file.customers]
    assert said == [("PT", 0), ("DE", 0), (None, 1)], "the address says where Cy lives, should nobody else"


def test_a_country_is_taken_from_whichever_row_says_it() -> None:
    (ana,) = read("number,name,country\n1,Ana,\n1,,PT\n").customers
    assert ana.customer.country == "PT"
