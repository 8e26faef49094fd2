"""Mapping files: what they can say, and how a mistake in one is told."""

from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.imports.carts import read_carts
from cartui.imports.catalog import read_catalog
from cartui.imports.customers import read_customers
from cartui.imports.fields import ImportKind
from cartui.imports.mapping import load_mapping, read_mapping, shipped_mappings
from cartui.imports.values import read_amount, read_moment, read_whole
from cartui.model.errors import Invalid
from tests.imports.reading import a_shop, stream, whole

CARTS = """
kind = "carts"
source = "till"
[columns]
reference = "Receipt"
date = "When"
sku = "Item"
quantity = "Qty"
unit_price = "Each"
"""


def problems(text: str) -> dict[str, str]:
    """What is wrong with a mapping, by key."""
    with pytest.raises(Invalid) as raised:
        read_mapping(text, file="till.toml")
    assert raised.value.message.startswith("till.toml: ")
    return {problem.field: problem.message for problem in raised.value.problems}


@pytest.mark.parametrize("name", shipped_mappings())
def test_every_shipped_mapping_can_be_loaded_by_its_name(name: str) -> None:
    assert load_mapping(name).source == name


def test_a_mapping_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(Invalid, match="online-retail"):
        load_mapping("online-retial")


def test_a_mapping_for_another_kind_of_file_is_refused() -> None:
    with pytest.raises(Invalid, match="kind is carts, not catalog"):
        load_mapping("online-retail", kind=ImportKind.CATALOG)


def test_a_mapping_is_loaded_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "till.toml"
    path.write_text("\ufeff" + CARTS, encoding="utf-8")
    assert load_mapping(path).columns["sku"] == ("Item",)


@pytest.mark.parametrize(
    ("mistake", "key", "says"),
    [
        (("sku =", "skuu ="), "columns.skuu", "did you mean 'sku'"),
        (('sku = "Item"', ""), "columns.sku", "is missing"),
        (("source", "sorce"), "sorce", "did you mean 'source'"),
        (('"carts"', '"cart"'), "kind", "'catalog', 'customers', 'carts', 'coupons', 'tax' or 'statement'"),
        (('source = "till"', 'source = "till"\ntime_zone = "London"'), "time_zone", "not a time zone"),
        (("[columns]", '[convert]\nsku = "uper"\n[columns]'), "convert.sku.0", "'upper'"),
        (("[columns]", '[values.sku_]\na = "b"\n[columns]'), "values.sku_", "did you mean 'sku'"),
        (
            ("[columns]", '[[refuse]]\nfield = "sku"\nreason = "x"\n[columns]'),
            "refuse.0",
            "starts_with or equals",
        ),
    ],
)
def test_a_mistake_is_told_with_its_key_and_the_nearest(
    mistake: tuple[str, str], key: str, says: str
) -> None:
    found = problems(CARTS.replace(*mistake))
    assert key in found
    assert says in found[key]


def test_a_file_without_a_required_column_is_refused_before_anything() -> None:
    with pytest.raises(Invalid) as raised:
        next(
            read_carts(
                stream("Receipt,When,Itm,Qty\n"), shop=a_shop(), mapping=read_mapping(CARTS), name="x.csv"
            )
        )
    assert [(p.field, p.message) for p in raised.value.problems] == [
        ("Item", "is a column the file must have; did you mean 'Itm'?")
    ]


def test_formats_constants_words_and_rules_are_applied() -> None:
    text = CARTS.replace(
        "[columns]",
        """decimal = ","
group = "."
dates = ["%d.%m.%Y"]
delimiter = ";"
[constants]
channel = "Laden"
[values.sku]
"Tasse" = "mug-01"
[convert]
sku = "upper"
quantity = "absolute"
[[refuse]]
field = "sku"
equals = "TEST"
reason = "a trial of the till"
[columns]""",
    )
    day = "1;24.12.2026"
    rows = f"Receipt;When;Item;Qty;Each\n{day};Tasse;-2;1.234,50\n{day};test;1;1\n{day};x;1;1.23\n"
    read = whole(read_carts(stream(rows), shop=a_shop(), mapping=read_mapping(text), market="GB"))
    (cart,) = read.carts
    assert (cart.channel, cart.source) == ("Laden", "till")
    assert [(line.sku, line.quantity, line.unit_price) for line in cart.lines] == [("MUG-01", 2, 123_450)]
    assert read.refused == {3: ("Item", "a trial of the till"), 4: ("Each", "'1.23' is not an amount")}


PEOPLE = """
kind = "customers"
source = "x"
[columns]
phone = ["Mobile", "Landline"]
price_level = "Group"
[join]
name = ["First", "Last"]
[values.price_level]
"" = "retail"
"wholesale" = "trade"
"*" = "retail"
"""


def test_columns_that_stand_for_each_other_and_columns_that_belong_together() -> None:
    rows = "First,Last,Mobile,Landline,Group\nAna,Lima,1,2,wholesale\n,Uddin,,3,vip\nMei,,4,,\n"
    read = whole(read_customers(stream(rows), shop=a_shop(), mapping=read_mapping(PEOPLE)))
    assert [(c.customer.name, c.customer.phone, c.customer.price_level) for c in read.customers] == [
        ("Ana Lima", "1", "trade"),
        ("Uddin", "3", "retail"),
        ("Mei", "4", "retail"),
    ]


def test_what_an_empty_cell_stands_for_is_not_said_by_a_file_without_the_column() -> None:
    read = whole(read_customers(stream("First\nAna\n"), shop=a_shop(), mapping=read_mapping(PEOPLE)))
    assert [c.customer.price_level for c in read.customers] == [None]


def test_a_field_is_read_from_columns_or_joined_but_not_both() -> None:
    assert problems(PEOPLE.replace("[join]", 'name = "Name"\n[join]')) == {
        "join.name": "is in columns, too: only one of them can be read"
    }


def test_the_names_of_a_missing_column_are_all_told() -> None:
    mapping = read_mapping(CARTS.replace('"Item"', '["Item", "Article"]'))
    with pytest.raises(Invalid) as raised:
        next(read_carts(stream("Receipt,When,Qty\n"), shop=a_shop(), mapping=mapping, name="x.csv"))
    assert [problem.field for problem in raised.value.problems] == ["Item or Article"]


def test_carts_of_one_reference_are_one_also_where_their_names_are_joined() -> None:
    mapping = read_mapping(CARTS + '[join]\nname = ["First", "Last"]\n')
    rows = "Receipt,When,Item,Qty,First,Last\n1,2026-11-01,A,1,Ana,Lima\n2,2026-11-01,A,1,Rahim,Uddin\n"
    read = whole(read_carts(stream(rows), shop=a_shop(), mapping=mapping, market="GB"))
    assert [cart.contact.name for cart in read.carts] == ["Ana Lima", "Rahim Uddin"]


def test_kilograms_are_weighed_in_grams() -> None:
    head = 'kind = "catalog"\nsource = "x"\n[convert]\nweight = "kilograms"\n'
    text = head + '[columns]\nsku = "a"\nweight = "b"\n'
    rows = "a,b\nX,0.2505\nY,heavy\nZ,NaN\n"
    read = whole(read_catalog(stream(rows), shop=a_shop(), mapping=read_mapping(text)))
    assert [product.product.variants[0].weight for product in read.products] == [251]
    assert set(read.refused) == {3, 4}


@pytest.mark.parametrize(
    "text", ["1,79", "12,34,5", "1,,234", ",123", "1e3", "£5", "٣", "--5", "1_000", "", "NaN"]
)
def test_an_amount_is_read_as_it_is_meant_or_not_at_all(text: str) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        read_amount(text, "GBP", group=",")


@pytest.mark.parametrize(
    ("text", "minor"),
    [("1,234,567.5", 123456750), ("1,20,000", 12_000_000), ("-3", -300), (".5", 50), ("1234", 123400)],
)
def test_groups_of_digits_may_be_of_two_or_three(text: str, minor: int) -> None:
    assert read_amount(text, "GBP", group=",") == minor


@given(st.text(max_size=60), st.sampled_from([(".", ""), (".", ","), (",", "."), (",", " "), (".", "'")]))
def test_no_text_is_more_than_refused_as_an_amount(text: str, marks: tuple[str, str]) -> None:
    try:
        read = read_amount(text, "USD", decimal=marks[0], group=marks[1])
    except ValueError:
        return
    assert isinstance(read, int)


@given(st.text(max_size=40))
def test_no_text_is_more_than_refused_as_a_number_or_a_time(text: str) -> None:
    for reading in (read_whole, lambda cell: read_moment(cell, ZoneInfo("Asia/Dhaka"))):
        with suppress(ValueError):
            reading(text)


def test_the_first_and_last_days_of_all_are_refused_not_a_crash() -> None:
    with pytest.raises(ValueError, match="too far away"):
        read_moment("0001-01-01", ZoneInfo("Asia/Dhaka"))
    for day in ("0200-01-01", "1899-12-30", "9000-01-02", "9999-12-30"):
        with pytest.raises(ValueError, match="from 1900 to 8999"):
            read_moment(day, ZoneInfo("Asia/Dhaka"))
