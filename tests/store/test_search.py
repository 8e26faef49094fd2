"""Finding carts, customers and variants by what people type, none of which has a meaning of its own."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from cartui.model.address import Contact
from cartui.model.catalog import Product, Variant
from cartui.model.query import CartQuery, CartSort
from cartui.store import full_text
from cartui.store.carts.records import insert_cart, update_cart
from cartui.store.catalog import save_products
from cartui.store.catalog_search import search_variants
from cartui.store.customer_search import search_customers
from cartui.store.customers import find_customers, insert_customers, update_customer
from cartui.store.database import Database
from cartui.store.folding import digits, fold, number_key
from tests.store import listing
from tests.store.records import RAHIM, cart, line, rahim

HOSTILE = [
    '"',
    "'",
    '" OR 1 --',
    "*",
    "a*",
    "NEAR(a b)",
    "text : a",
    "text:a",
    "{text}: a",
    "^a",
    "-a",
    "a AND",
    "AND OR NOT",
    "(",
    "))",
    "a + b",
    "%",
    "_",
    "\\",
    "\x00",
    "\x00\x00\x00",
    "'; DROP TABLE cart;--",
    "\ud800",
    "\u202e\u200b",
    "💳💳💳",
    "..",
    "…",
    "a" * 10_000,
    "e" + "\u0301" * 200,
]


def numbers(conn: Connection, *words: str) -> set[str]:
    """The carts that these words find."""
    return {row.number for row in listing.page(conn, CartQuery(words=words), CartSort())}


def names(conn: Connection, text: str) -> list[str]:
    """The customers that a text finds, in their order."""
    return [customer.name for customer in search_customers(conn, text)]


def skus(conn: Connection, text: str) -> list[str]:
    """The variants that a text finds, in their order."""
    return [sold.variant.sku for sold in search_variants(conn, text)]


def test_a_cart_is_found_by_each_of_its_names(database: Database) -> None:
    contact = Contact(name="Élodie Ançay", email="elodie@Example.com", phone="+8801711123456")
    with database.write() as conn:
        insert_cart(conn, cart(1, contact=contact, lines=(line("a", "SHIRT-L-BLUE"), line("b", None))))
        insert_cart(conn, cart(22))
        for words in (
            ("C-000001",),
            ("c-0000",),
            ("000001",),
            ("ancay",),
            ("ANÇ",),
            ("elo", "anc"),
            ("example.com",),
            ("shirt-l",),
            ("blue",),
            ("01711123456",),
            ("01711-123456",),
            ("+880", "1711", "123456"),
            ("+880-1711-123", "456"),
            ("123456",),
            ("an",),
            ("é",),
        ):
            assert "C-000001" in numbers(conn, *words), words
            if words != ("c-0000",):
                assert "C-000022" not in numbers(conn, *words), words
        for words in (("elodie", "nobody"), ("zz",), ("elodiean",)):
            assert numbers(conn, *words) == set()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("李明", "李明"),
        ("王李明华", "李明"),
        ("李明", "李"),
        ("山田 太郎", "太郎"),
        ("김철수", "철수"),
        ("রহিম উদ্দিন", "রহ"),
        ("রহিম উদ্দিন", "উদ্দিন"),
        ("Ｒａｈｉｍ", "rahim"),
        ("Straße", "STRASSE"),
        ("Øyvind Åse", "ase"),
        ("عبد الله", "عبد"),
        ("Li", "li"),
        ("O'Brien", "o'b"),
        ("Jean-Luc", "lu"),
    ],
)
def test_names_of_all_scripts_are_found(database: Database, name: str, typed: str) -> None:
    with database.write() as conn:
        insert_cart(conn, cart(1, contact=Contact(name=name)))
        insert_cart(conn, cart(2, contact=Contact(name="Somebody")))
        assert numbers(conn, typed) == {"C-000001"}


def test_a_cart_is_found_by_what_it_is_now_and_not_by_what_it_was(database: Database) -> None:
    before = cart(1, contact=Contact(name="Rahim"))
    after = cart(1, version=2, contact=Contact(name="Karim"))
    with database.write() as conn:
        insert_cart(conn, before)
        update_cart(conn, before, after)
        assert numbers(conn, "rahim") == numbers(conn, "ra") == set()
        assert numbers(conn, "karim") == numbers(conn, "ka") == {"C-000001"}
        conn.exec_driver_sql("DELETE FROM cart")
        assert numbers(conn, "karim") == set()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_gone_is_in_no_index(database: Database) -> None:
    with database.write() as conn:
        insert_cart(conn, cart(1, contact=Contact(name="Karim")))
        conn.exec_driver_sql("DELETE FROM cart")
        left = "SELECT count(*) FROM cart_search_grams WHERE cart_search_grams MATCH 'kar'"
        assert conn.exec_driver_sql(left).scalar() == 0


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(database: Database, text: str) -> None:
    with database.write() as conn:
        insert_cart(conn, cart(1, contact=Contact(name="Rahim")))
        insert_customers(conn, [rahim()])
        save_products(conn, [Product(id="shirt", title="Shirt", variants=(Variant(sku="SHIRT"),))])
        for words in ((text,), (text, "rahim"), ("ra", text)):
            assert numbers(conn, *words) <= {"C-000001"}
        assert len(search_customers(conn, text)) <= 1
        assert len(search_variants(conn, text)) <= 1
        assert len(find_customers(conn, text)) <= 1


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\ud800" not in text and "\x00" not in text])
def test_hostile_text_is_found_as_what_it_is(database: Database, text: str) -> None:
    contact = Contact(name=f"Rahim {text} Uddin")
    with database.write() as conn:
        insert_cart(conn, cart(1, contact=contact))
        assert numbers(conn, *contact.name.split()) == {"C-000001"}


LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(LETTERS, min_size=1, max_size=12), min_size=1, max_size=3), st.data())
def test_any_part_of_a_name_finds_it(database: Database, parts: list[str], data: st.DataObject) -> None:
    folded = fold("".join(parts))
    start = data.draw(st.integers(0, len(folded)))
    typed = folded[start : start + 4]
    assume(any(map(str.isalnum, typed)))  # signs alone are not searched for
    with database.write() as conn, conn.begin_nested() as example:
        insert_cart(conn, cart(1, contact=Contact(name="".join(parts))))
        if len(typed) == 4:
            assert numbers(conn, typed) == {"C-000001"}
        assert numbers(conn, "name that nobody has") == set()
        example.rollback()  # the next one starts empty


def test_customers_are_found_by_phone_in_any_writing(database: Database) -> None:
    with database.write() as conn:
        insert_customers(
            conn,
            [
                rahim(),
                rahim(id="cus_2", number="1002", name="Karim", phone="+8801911999888", email="k@example.com"),
            ],
        )
        for typed in ("+8801711123456", "01711123456", "01711-123 456", "+880 1711 123456", "(0)1711.123456"):
            assert names(conn, typed)[0] == "Rahim Uddin", typed
            assert [found.name for found in find_customers(conn, typed)] == ["Rahim Uddin"], typed
        assert names(conn, "999") == ["Karim"]
        for ref in ("cus_rahim", "1001", "RAHIM@example.COM"):
            assert [found.name for found in find_customers(conn, ref)] == ["Rahim Uddin"]
        assert find_customers(conn, "456") == find_customers(conn, "") == find_customers(conn, "+") == []


def test_the_customer_that_was_meant_comes_first(database: Database) -> None:
    people = [
        rahim(
            id=f"cus_{at}",
            number=str(2000 + at),
            name=name,
            company=company,
            email=f"p{at}@example.com",
            phone="",
        )
        for at, (name, company) in enumerate(
            [
                ("Ibrahim Khan", ""),
                ("Zoe Rahim", ""),
                ("Rahima Begum", ""),
                ("Rahim", ""),
                ("Abdul", "Rahim Traders"),
            ]
        )
    ]
    with database.write() as conn:
        insert_customers(conn, people)
        assert names(conn, "rahim") == ["Rahim", "Rahima Begum", "Zoe Rahim", "Abdul", "Ibrahim Khan"]
        assert names(conn, "2001") == ["Zoe Rahim"]
        assert names(conn, "ra") == ["Rahim", "Rahima Begum", "Zoe Rahim", "Abdul"]


def test_a_changed_customer_is_found_by_the_new_name_and_so_are_the_carts(database: Database) -> None:
    with database.write() as conn:
        insert_customers(conn, [rahim()])
        insert_cart(conn, cart(1, customer_id=RAHIM.id), customer=RAHIM)
        assert update_customer(conn, rahim(version=2, name="Karim Uddin"))
        assert names(conn, "karim") == ["Karim Uddin"]
        assert names(conn, "rahim uddin") == ["Karim Uddin"]  # by the email
        assert find_customers(conn, "+8801711123456")[0].name == "Karim Uddin"
        assert listing.count(conn, CartQuery(words=("rahim", "01711123456"))).value == 1
        (shown,) = listing.page(conn, CartQuery(words=("karim",)), CartSort())
        assert shown.customer == "Karim Uddin"
        assert not update_customer(conn, rahim(version=2, name="Stale"))
        assert names(conn, "stale") == []


def test_the_variant_that_was_meant_comes_first(database: Database) -> None:
    shirt = Product(
        id="shirt",
        title="Cotton Shirt",
        variants=(
            Variant(sku="SH-L-BLUE", options=("L", "Blue"), barcode="4006381333931"),
            Variant(sku="SH-M-RED", options=("M", "Red")),
        ),
    )
    sheet = Product(id="sheet", title="Sheet of blue cotton", variants=(Variant(sku="SHEET", options=()),))
    with database.write() as conn:
        save_products(conn, [shirt, sheet])
        assert skus(conn, "shirt blue") == skus(conn, "blue shirt") == ["SH-L-BLUE"]
        assert skus(conn, "cotton") == ["SH-L-BLUE", "SH-M-RED", "SHEET"]
        assert skus(conn, "sh-m-red") == skus(conn, "m red") == skus(conn, "M / Red") == ["SH-M-RED"]
        assert skus(conn, "4006381333931") == ["SH-L-BLUE"]
        assert skus(conn, "sheet")[0] == "SHEET"
        assert skus(conn, "") == skus(conn, "  ") == []


def test_folding_keeps_what_belongs_to_a_letter() -> None:
    assert fold("Éǅ ΆΣ Ё") == "edz ας е".replace("ς", "σ")
    assert fold("বাংলা") == "বাংলা"
    assert digits("+৮৮০ 17-11") == "8801711"
    assert number_key("C-1000000") > number_key("C-999999")
    assert number_key("none") == 0


def test_the_indexes_of_full_text_are_known_by_their_names() -> None:
    assert full_text.is_index("cart_search_grams_data")
    assert not full_text.is_index("cart_search")
