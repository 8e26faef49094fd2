"""The plain files of docs/imports.md: what becomes of their rows, and what is said of the others."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cartui.imports.carts import read_carts
from cartui.imports.catalog import read_catalog
from cartui.imports.coupons import read_coupons
from cartui.imports.customers import read_customers
from cartui.imports.fields import ADDRESS, FIELDS, ImportKind
from cartui.imports.tax import read_tax
from cartui.model.cart import CartState
from cartui.model.catalog import PriceRow
from cartui.model.errors import Invalid
from cartui.model.order import OrderState
from tests.imports.reading import FIXTURES, Whole, a_shop, stream, whole

DOCS = Path(__file__).resolve().parents[2] / "docs" / "imports.md"


@pytest.fixture(scope="module")
def catalog() -> Whole:
    return whole(read_catalog(FIXTURES / "catalog.csv", shop=a_shop()))


@pytest.fixture(scope="module")
def customers() -> Whole:
    return whole(read_customers(FIXTURES / "customers.csv", shop=a_shop()))


@pytest.fixture(scope="module")
def carts() -> Whole:
    return whole(read_carts(FIXTURES / "carts.csv", shop=a_shop(), market="BD"))


def test_a_product_is_made_of_all_its_rows(catalog: Whole) -> None:
    shirt, wrap, mug = (imported.product for imported in catalog.products)
    assert (shirt.id, shirt.title, shirt.description) == ("shirt", "Cotton Shirt", "Soft.\nWashes well.")
    assert shirt.option_names == ("Size", "Colour")
    assert [variant.options for variant in shirt.variants] == [("L", "Blue"), ("L", "White")]
    assert (wrap.id, wrap.tax_class) == ("WRAP", None)
    assert mug.tax_class == "standard"


def test_more_rows_of_a_sku_are_more_prices(catalog: Whole) -> None:
    blue = catalog.products[0].product.variants[0]
    assert blue.prices == (
        PriceRow(market="BD", level="retail", min_quantity=1, amount=120_000),
        PriceRow(market="BD", level="retail", min_quantity=10, amount=110_050),
        PriceRow(market="JP", level="retail", min_quantity=1, amount=1800),
    )


def test_stock_that_is_not_given_is_not_counted(catalog: Whole) -> None:
    stocks = {v.sku: (v.stock, v.backorder) for one in catalog.products for v in one.product.variants}
    assert stocks == {
        "SHIRT-LB": (12, False),
        "SHIRT-LW": (0, True),
        "WRAP": (None, False),
        "MUG-01": (40, False),
    }


def test_a_bad_row_of_a_catalogue_costs_only_itself(catalog: Whole) -> None:
    assert catalog.refused == {
        9: ("price", "is a second price for BD / retail / 1"),
        10: ("stock", "'many' is not a whole number"),
        11: ("price", "JPY has 0 decimals, '3.5' has 1"),
        12: ("market", "'XX' is not a market; known here: BD, GB, JP"),
        13: ("level", "'retial' is not a price level; did you mean 'retail'?"),
    }


def read_products(text: str) -> Whole:
    """Read a catalogue that is only in memory."""
    return whole(read_catalog(stream(text), shop=a_shop(), market="BD"))


def test_a_row_without_sku_may_speak_of_its_product_alone() -> None:
    read = read_products(
        "product,title,image_url,sku,price\nmug,Mug,https://x.example/1.png,,\nmug,,,M-1,5\n"
    )
    (mug,) = read.products
    assert (mug.product.title, mug.product.image_url) == ("Mug", "https://x.example/1.png")
    assert [row.line for row in mug.rows] == [3, 2]


def test_a_product_of_which_no_row_has_a_sku_is_refused() -> None:
    read = read_products("product,title,sku,price\nmug,Mug,,\ncup,Cup,,5\n")
    assert read.refused == {
        2: ("sku", "is missing, and no other row of the product has one"),
        3: ("sku", "is missing"),
    }


def test_what_later_rows_say_of_a_variant_is_taken_too_and_odd_where_they_disagree() -> None:
    read = read_products("sku,stock,weight,price\nM,,300,5\nM,7,310,5\n")
    (variant,) = read.products[0].product.variants
    assert (variant.stock, variant.weight) == (7, 300)
    assert [(w.line, w.column) for w in read.warnings] == [(3, "weight")]


def test_one_sku_for_two_variants_is_refused() -> None:
    text = "product,option1_name,option1,sku,price\ns,Size,L,S-1,5\ns,,M,S-1,5\ns,,,S-1,\n"
    read = read_products(text)
    assert read.refused == {3: ("sku", "'S-1' is the SKU of 'L', too")}


def test_stock_that_nobody_tracks_is_not_counted() -> None:
    read = read_products("sku,stock,track_stock,price\nA,0,no,5\nB,0,yes,5\nC,3,,5\nD,3,perhaps,5\n")
    assert [each.product.variants[0].stock for each in read.products] == [None, 0, 3]
    assert read.refused == {5: ("track_stock", "'perhaps' is neither yes nor no")}


def test_rows_that_tax_a_product_differently_get_a_warning() -> None:
    read = read_products("product,sku,tax_class,price\nmug,A,,5\nmug,B,none,5\nmug,C,standard,5\n")
    assert read.products[0].product.tax_class is None
    (warning,) = read.warnings
    assert (warning.line, warning.column) == (4, "tax_class")


def test_an_unusual_address_goes_in_with_a_warning() -> None:
    text = "number,address_line1,address_city,address_postcode,address_country\n1,12 Oxford St,London,99,GB\n"
    read = whole(read_customers(stream(text), shop=a_shop()))
    assert read.customers[0].customer.addresses[0].postcode == "99"
    (warning,) = read.warnings
    assert (warning.line, warning.column) == (2, "address_postcode")
    assert "99 is not like the postcodes of GB" in warning.reason


def test_a_name_alone_is_no_address() -> None:
    text = "number,name,address_name,address_phone,address_city\n1,Ana,Ana,+351211234567,\n2,Mei,,,Porto\n"
    read = whole(read_customers(stream(text), shop=a_shop()))
    assert [len(each.customer.addresses) for each in read.customers] == [0, 1]


def test_a_customer_has_an_address_for_each_row(customers: Whole) -> None:
    rahim = customers.customers[0]
    assert (rahim.number, rahim.customer.price_level, rahim.customer.country) == ("1042", "trade", "BD")
    assert [address.city for address in rahim.customer.addresses] == ["Dhaka", "Chattogram"]
    assert rahim.created_at == datetime(2024, 5, 1, tzinfo=UTC)


def test_a_company_is_a_name(customers: Whole) -> None:
    company = customers.customers[1].customer
    assert (company.name, company.tax_exempt, company.vat_id) == ("Müller GmbH", True, "DE136695976")


def test_bad_customers_are_told_apart_from_odd_ones(customers: Whole) -> None:
    assert {line: column for line, (column, _) in customers.refused.items()} == {
        5: "price_level",
        6: "tax_exempt",
    }
    assert [(warning.line, warning.column) for warning in customers.warnings] == [(7, "country")]


def test_a_cart_is_made_of_all_its_rows_wherever_they_stand(carts: Whole) -> None:
    cart = carts.cart("A1")
    assert [(line.sku, line.quantity, line.unit_price) for line in cart.lines] == [
        ("SHIRT-LB", 2, 120_000),
        ("MUG-01", 1, 45_050),
        ("WRAP", 3, None),
    ]
    assert (cart.customer, cart.coupon, cart.tags, cart.service) == (
        "1042",
        "SAVE10",
        ("vip", "phone"),
        "Standard",
    )
    assert cart.note == "Call first,\nafter 5"
    assert cart.shipping_address is not None
    assert cart.shipping_address.city == "Dhaka"
    assert cart.created_at == datetime(2026, 11, 1, 4, 0, tzinfo=UTC), "a wall clock's time of the market"
    assert cart.updated_at == datetime(2026, 11, 1, 4, 5, tzinfo=UTC)


def test_an_item_without_sku_is_one_of_its_own(carts: Whole) -> None:
    cart = carts.cart("A2")
    assert [(line.sku, line.title, line.unit_price) for line in cart.lines] == [(None, "Gift wrap", 5000)]
    assert (cart.contact.name, cart.contact.email) == ("Ana", "ana@example.com")
    assert cart.service is None
    assert ("service", 5) in {(warning.column, warning.line) for warning in carts.warnings}


def test_a_state_is_taken_at_its_word(carts: Whole) -> None:
    states = {cart.reference: (cart.state, cart.order_state) for cart in carts.carts}
    assert states == {
        "A1": (CartState.OPEN, None),
        "A2": (CartState.ORDERED, OrderState.PENDING),
        "A4": (CartState.ORDERED, OrderState.CANCELLED),
    }
    assert carts.cart("A4").lines[0].quantity == 2


def test_bad_rows_of_carts_are_refused_with_line_column_and_reason(carts: Whole) -> None:
    # Line 3 is inside a note: the second row of A1 begins on line 4.
    assert carts.refused == {
        6: ("quantity", "0 is not between 1 and 1000000"),
        7: ("date", "'yesterday' is not a date such as 2026-01-31 or 2026-01-31 14:05"),
        10: ("reference", "is missing"),
        11: ("", "has 10 cells where the header has 19"),
    }


def test_the_date_decides_what_is_open() -> None:
    since = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
    read = whole(read_carts(FIXTURES / "carts.csv", shop=a_shop(), market="BD", open_since=since))
    assert read.cart("A1").state is CartState.ORDERED
    late = whole(
        read_carts(stream(CARTS + "B,2026-11-02T03:00Z,X,1\n"), shop=a_shop(), market="BD", open_since=since)
    )
    assert late.cart("B").state is CartState.OPEN


CARTS = "reference,date,sku,quantity\n"


def test_a_mistyped_column_is_pointed_out() -> None:
    text = "reference,date,sku,quantity,unit_prise\nA,2026-11-01,X,1,5\n"
    read = whole(read_carts(stream(text), shop=a_shop(), market="BD"))
    (warning,) = read.warnings
    assert (warning.line, warning.column) == (1, "unit_prise")
    assert "did you mean 'unit_price'" in warning.reason


def test_a_market_must_come_from_somewhere() -> None:
    read = whole(read_carts(stream(CARTS + "A,2026-11-01,X,1\n"), shop=a_shop()))
    assert read.refused == {2: ("market", "names no market: import the file with --market CODE (BD, JP, GB)")}
    with pytest.raises(Invalid, match="known here: BD, GB, JP"):
        next(read_carts(stream(CARTS), shop=a_shop(), market="FR"))


def test_a_currency_that_is_not_the_markets_is_refused() -> None:
    text = "reference,date,sku,quantity,currency\nA,2026-11-01,X,1,usd\n"
    read = whole(read_carts(stream(text), shop=a_shop(), market="BD"))
    assert read.refused == {2: ("currency", "'USD' is not BDT, the market's")}


def test_rows_that_disagree_are_taken_with_a_warning() -> None:
    text = "reference,date,sku,quantity,customer\nA,2026-11-01,X,1,7\nA,2026-11-01,Y,1,8\n"
    read = whole(read_carts(stream(text), shop=a_shop(), market="BD"))
    assert read.cart("A").customer == "7"
    assert [warning.column for warning in read.warnings] == ["customer"]


def test_what_was_paid_and_why_an_order_is_held_is_taken_from_the_first_row_that_says_it() -> None:
    text = (
        "reference,date,state,sku,quantity,unit_price,paid,hold_reason,placed_by\n"
        "A,2026-11-01,on_hold,X,1,9,,,\n"
        "A,2026-11-01,on_hold,Y,1,9,12.50,bank asks,mina\n"
        "B,2026-11-01,approved,X,1,9,0,,\n"
    )
    read = whole(read_carts(stream(text), shop=a_shop(), market="BD"))
    held, unpaid = read.cart("A"), read.cart("B")
    assert (held.paid, held.hold_reason, held.placed_by) == (1250, "bank asks", "mina")
    assert (unpaid.paid, unpaid.hold_reason, unpaid.placed_by) == (0, "", None)
    assert read.warnings == ()


def test_only_an_order_can_be_paid_or_held() -> None:
    text = "reference,date,state,sku,quantity,paid,hold_reason\nA,2026-11-01,open,X,1,5,bank asks\n"
    read = whole(read_carts(stream(text), shop=a_shop(), market="BD"))
    assert (read.cart("A").paid, read.cart("A").hold_reason) == (None, "")
    assert [(warning.line, warning.column) for warning in read.warnings] == [(2, "paid"), (2, "hold_reason")]


@pytest.mark.parametrize("paid", ["-1", "much", "1.005", "9" * 30])
def test_a_payment_that_is_no_amount_is_refused(paid: str) -> None:
    text = f"reference,date,state,sku,quantity,paid\nA,2026-11-01,pending,X,1,{paid}\n"
    read = whole(read_carts(stream(text), shop=a_shop(), market="BD"))
    assert [column for column, _ in read.refused.values()] == ["paid"]


@pytest.mark.parametrize("kind", ImportKind)
def test_every_column_is_documented(kind: ImportKind) -> None:
    section = (
        DOCS.read_text(encoding="utf-8").partition(f"## {kind.value.capitalize()}")[2].partition("\n## ")[0]
    )
    documented = re.findall(r"^\| `([a-z0-9_]+)`", section, flags=re.MULTILINE)
    parts = {f"{prefix}{part}" for prefix in ("address_", "shipping_", "billing_") for part in ADDRESS}
    assert documented == [field for field in FIELDS[kind] if field not in parts]


def test_the_documented_examples_are_read_as_they_stand() -> None:
    examples = re.findall(r"```csv\n(.*?)```", DOCS.read_text(encoding="utf-8"), flags=re.DOTALL)
    shop = a_shop()
    read = (
        whole(read_catalog(stream(examples[0]), shop=shop)),
        whole(read_customers(stream(examples[1]), shop=shop)),
        whole(read_carts(stream(examples[2]), shop=shop, market="BD")),
        whole(read_coupons(stream(examples[3].replace(",EU,", ",GB,")), shop=shop)),
        whole(read_tax(stream(examples[4]))),
    )
    for one in read:
        assert one.rows
        assert not one.refusals
        assert not one.warnings


def test_all_columns_that_are_not_read_are_told_in_one_line() -> None:
    text = "number,name,emial,shoe size,hat,zzz\n7,Bo,,,,\n"
    (warning,) = whole(read_customers(stream(text), shop=a_shop())).warnings
    assert (warning.line, warning.column) == (1, "")
    assert warning.reason == "4 columns were not read: emial (did you mean 'email'?), shoe size, hat, zzz"
    (warning,) = whole(read_customers(stream("number,name,zzz,yyy\n7,Bo,,\n"), shop=a_shop())).warnings
    assert warning.reason.startswith("2 columns were not read: zzz, yyy; known here: address_")
    assert len(warning.reason) < 250


def test_a_column_that_is_missing_is_told_with_some_of_those_there() -> None:
    text = "a,b,c,d,e,f,g,h,i,j\n" + ",".join("1234567890") + "\n"
    with pytest.raises(
        Invalid, match=r"sku is a column the file must have; the file has a, b, .* and 2 more"
    ):
        read_products(text)


def test_rows_without_a_market_are_of_the_shops_only_one() -> None:
    shop = a_shop().model_copy(update={"markets": a_shop().markets[1:2]})
    products = whole(read_catalog(stream("sku,price\nM,50\n"), shop=shop)).products
    (price,) = products[0].product.variants[0].prices
    assert (price.market, price.amount) == ("JP", 50)
    text = "reference,date,sku,quantity\n17,2026-11-01,M,1\n"
    assert whole(read_carts(stream(text), shop=shop)).cart("17").market == "JP"
    none = shop.model_copy(update={"markets": ()})
    ((_, reason),) = whole(read_catalog(stream("sku,price\nM,50\n"), shop=none)).refused.values()
    assert "the shop has none" in reason


def test_a_row_without_sku_whose_product_was_refused_is_told_that() -> None:
    read = read_products("product,image_url,sku,price\nmug,,M-1,dear\nmug,https://x.example/1.png,,\n")
    assert read.refused[3] == ("sku", "is missing, and the other rows of the product were refused")
