"""Shopify's exports of products and customers, by small files written after its documented columns."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from cartui.client.local import LocalClient
from cartui.client.protocol import Client
from cartui.imports.batches import ReadBatch
from cartui.imports.catalog import read_catalog
from cartui.imports.customers import read_customers
from cartui.imports.fields import ImportKind
from cartui.imports.mapping import load_mapping, plain_mapping
from cartui.imports.preview import preview_file
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.catalog import PriceRow, Product
from cartui.model.errors import Invalid
from cartui.model.imports import ImportReport
from tests.imports.reading import FIXTURES, Whole, a_shop, stream, whole

PRODUCTS = FIXTURES / "shopify-products.csv"
CUSTOMERS = FIXTURES / "shopify-customers.csv"


def read_products(path: Path) -> Whole:
    mapping = load_mapping("shopify-products")
    return whole(read_catalog(path, shop=a_shop(), mapping=mapping, market="BD"))


@pytest.fixture(scope="module")
def products() -> Whole:
    return read_products(PRODUCTS)


@pytest.fixture(scope="module")
def customers() -> Whole:
    mapping = load_mapping("shopify-customers")
    return whole(read_customers(CUSTOMERS, shop=a_shop(), mapping=mapping))


def product(read: Whole, handle: str) -> Product:
    (found,) = [imported.product for imported in read.products if imported.product.id == handle]
    return found


@pytest.mark.parametrize("file", ["shopify-products.csv", "shopify-products-renamed.csv"])
def test_an_export_of_products_without_its_mapping_is_refused_as_a_whole(file: str) -> None:
    with pytest.raises(
        Invalid, match=r"looks like a file for --mapping shopify-products,.* nothing of it was"
    ):
        whole(read_catalog(FIXTURES / file, shop=a_shop(), market="BD"))


def test_an_export_of_customers_without_its_mapping_is_refused_as_a_whole() -> None:
    with pytest.raises(
        Invalid, match=r"looks like a file for --mapping shopify-customers,.* nothing of it was"
    ):
        whole(read_customers(CUSTOMERS, shop=a_shop()))
    older = "First Name,Last Name,Email,Company,Address1,City,Province,Country,Zip,Phone,Tags\n"
    with pytest.raises(Invalid, match="--mapping shopify-customers"):
        whole(read_customers(stream(older + "Bo,Ek,,,,,,,,,\n"), shop=a_shop()))


def test_a_preview_says_which_mapping_a_file_is_for() -> None:
    def read(source: BinaryIO, name: str) -> Iterator[ReadBatch]:
        return read_customers(source, shop=a_shop(), name=name)

    seen = preview_file(CUSTOMERS, mapping=plain_mapping(ImportKind.CUSTOMERS), read=read)
    assert ["--mapping shopify-customers" in problem.message for problem in seen.problems] == [True]


def test_a_plain_file_with_columns_of_its_own_stays_one() -> None:
    header = "number,name,email,phone,country,First Name,Last Name,City,Zip"
    (customer,) = whole(
        read_customers(stream(f"{header}\n7,Bo,,,,Bo,Ek,Oslo,0150\n"), shop=a_shop())
    ).customers
    assert customer.customer.name == "Bo"


def test_a_product_has_the_variants_of_all_its_rows(products: Whole) -> None:
    panjabi = product(products, "panjabi")
    assert panjabi.title == "Linen Panjabi"
    assert panjabi.option_names == ("Size", "Colour")
    assert panjabi.image_url == "https://shop.example/panjabi-1.jpg"
    medium, large = panjabi.variants
    assert (medium.sku, medium.options, medium.barcode) == ("PJ-M-W", ("M", "White"), "8901234567890")
    assert (medium.stock, medium.backorder, medium.weight) == (12, False, 310)
    assert (large.stock, large.backorder, large.weight) == (0, True, 331)
    base = {"market": "BD", "level": "retail", "min_quantity": 1}
    assert large.prices == (PriceRow.model_validate(base | {"amount": 125_000}),)


def test_a_description_is_what_its_reader_sees(products: Whole) -> None:
    assert product(products, "panjabi").description == (
        "Woven in Rajshahi & sewn here.\n- Cool\n- Washes well"
    )
    assert product(products, "scarf").description == "Soft\nand long"


def test_a_row_with_only_a_picture_goes_in_with_its_product(products: Whole) -> None:
    (panjabi,) = [each for each in products.products if each.product.id == "panjabi"]
    assert [row.line for row in panjabi.rows] == [2, 3, 4]


def test_what_is_not_counted_and_not_taxed_is_so_here(products: Whole) -> None:
    card = product(products, "card")
    assert card.tax_class is None
    assert card.variants[0].stock is None, "a quantity of 0 that nobody counts"
    assert (card.option_names, card.variants[0].options) == ((), ()), "Default Title is no choice"


def test_a_variant_without_sku_gets_one_and_that_is_said(products: Whole) -> None:
    skus = [variant.sku for handle in ("card", "scarf") for variant in product(products, handle).variants]
    assert skus == ["card", "scarf-red", "scarf-dark-blue"]
    said = {warning.line: warning.reason for warning in products.warnings}
    assert said.keys() == {5, 6, 8}
    assert "'scarf-red' was made" in said[6]


def test_what_cannot_be_taken_is_refused_by_shopifys_own_column(products: Whole) -> None:
    assert products.refused == {
        9: ("Variant Price", "'cheap' is not an amount"),
        10: ("Variant SKU", "is missing, and no other row of the product has one"),
    }


def test_the_renamed_columns_of_newer_exports_say_the_same(products: Whole) -> None:
    renamed = read_products(FIXTURES / "shopify-products-renamed.csv")
    assert not renamed.refusals
    assert [imported.product for imported in renamed.products] == [product(products, "panjabi")]


def test_a_customer_has_name_phone_and_default_address(customers: Whole) -> None:
    rahim = customers.customers[0]
    assert rahim.number == "7700000000001"
    assert (rahim.customer.name, rahim.customer.phone) == ("Rahim Uddin", "+8801812345679")
    assert (rahim.customer.tax_exempt, rahim.customer.company) == (True, "Uddin Ltd")
    (address,) = rahim.customer.addresses
    assert (address.name, address.line2, address.postcode, address.country) == (
        "Rahim Uddin",
        "Flat 3",
        "1209",
        "BD",
    )
    assert address.phone == "+8801712345678"


def test_a_customer_who_gave_less_goes_in_with_less(customers: Whole) -> None:
    _, lima, mei, nobody = (imported.customer for imported in customers.customers)
    assert (lima.name, lima.addresses) == ("Lima", ())
    assert (mei.name, mei.phone, mei.email) == ("Mei", "+12175550123", "")
    assert nobody.name == "7700000000004"
    assert not customers.refusals


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    actor = Actor(name="owner", role=Role.ADMIN, origin=ActorOrigin.DESK)
    async with LocalClient(str(tmp_path / "shop.sqlite3"), actor) as client:
        await client.shop.apply(a_shop())
        yield client


async def import_both(client: Client) -> ImportReport:
    report, shop = ImportReport(), await client.shop.get()
    of_products, of_customers = load_mapping("shopify-products"), load_mapping("shopify-customers")
    for part in read_catalog(PRODUCTS, shop=shop, mapping=of_products, market="BD"):
        report += part.report + await client.imports.apply(part.batch)
    for part in read_customers(CUSTOMERS, shop=shop, mapping=of_customers):
        report += part.report + await client.imports.apply(part.batch)
    assert report.rows == report.accepted + report.refused + report.unchanged == 8 + 4
    return report


async def test_exports_that_are_imported_again_double_nothing(client: Client) -> None:
    first = await import_both(client)
    assert (first.accepted, first.refused, first.products, first.customers) == (10, 2, 3, 4)
    second = await import_both(client)
    assert (second.accepted, second.refused, second.unchanged) == (0, 2, 10)
