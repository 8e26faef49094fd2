"""Finding what is sold by words, options, SKU and barcode, whatever the backend."""

import pytest

from cartui.client.protocol import Client
from cartui.model.catalog import Product, Variant
from cartui.model.customer import Customer
from cartui.model.imports import ImportBatch, ImportedProduct

PRODUCTS = (
    Product(
        id="tee",
        title="Classic T-Shirt",
        option_names=("Size", "Colour"),
        variants=tuple(
            Variant(sku=f"TEE-{size}-{colour[:2].upper()}", options=(size, colour), barcode=barcode)
            for size, colour, barcode in (
                ("L", "Blue", "5901234123457"),
                ("L", "Green", ""),
                ("XL", "Blue", "4012345678901"),
                ("M", "Red", ""),
            )
        ),
    ),
    Product(
        id="linen",
        title="Linen Shirt",
        option_names=("Size", "Colour"),
        variants=tuple(
            Variant(sku=f"LIN-{size}-{colour[:2].upper()}", options=(size, colour))
            for size, colour in (("L", "Grey"), ("M", "White"), ("S", "White"))
        ),
    ),
    Product(id="bag", title="Blue Bag for T-Shirts", variants=(Variant(sku="BAG/7"),)),
    Product(id="lamp", title="Lámpara Élite", variants=(Variant(sku="ÉL-1", barcode="0012345678905"),)),
    Product(id="power", title="USB-C Netzgerät, 65 W", variants=(Variant(sku="GAN"),)),
    Product(id="tea", title="绿茶", variants=(Variant(sku="5901234123457-X"),)),
)


@pytest.fixture
async def shop(client: Client, rahim: Customer) -> Client:
    """A client on a shop that sells these too."""
    batch = ImportBatch(products=tuple(ImportedProduct(product=product) for product in PRODUCTS))
    await client.imports.apply(batch)
    return client


async def skus(client: Client, text: str) -> list[str]:
    """What is found, in its order."""
    return [hit.sku for hit in await client.catalog.search(text, market="BD")]


FOUND = (
    ("t-shirt l blue", "TEE-L-BL"),
    ("blue l shirt", "TEE-L-BL"),
    ("shirt xl", "TEE-XL-BL"),
    ("linen shirt s", "LIN-S-WH"),
    ("linen s", "LIN-S-WH"),
    ("shirt white s", "LIN-S-WH"),
    ("tee m", "TEE-M-RE"),
    ("T-Shirt M / Red", "TEE-M-RE"),
    ("TEE-M-RE", "TEE-M-RE"),
    ("tee-m-re", "TEE-M-RE"),
    ("teemre", "TEE-M-RE"),
    ("tee m re", "TEE-M-RE"),
    ("tee-xl", "TEE-XL-BL"),
    ("5901234123457", "TEE-L-BL"),
    ("4012345678901", "TEE-XL-BL"),
    ("0012345678905", "ÉL-1"),
    ("bag7", "BAG/7"),
    ("BAG/7", "BAG/7"),
    ("bag", "BAG/7"),
    ("blue bag", "BAG/7"),
    ("lampara elite", "ÉL-1"),
    ("el-1", "ÉL-1"),
    ("绿茶", "5901234123457-X"),
    ("茶", "5901234123457-X"),
    ("tshirt xl", "TEE-XL-BL"),
    ("TShirts", "BAG/7"),
    ("65w", "GAN"),
    ("65 W", "GAN"),
    ("usbc 65w", "GAN"),
    ("netzgeraet", "GAN"),
    ("Netzgerät", "GAN"),
    ("netzgerat", "GAN"),
)
"""What is typed, and what then comes first."""


async def test_a_variant_is_found_by_all_of_it(shop: Client) -> None:
    firsts = {text: (await skus(shop, text))[:1] for text, _ in FOUND}

    assert firsts == {text: [first] for text, first in FOUND}


async def test_the_very_barcode_comes_before_all_that_only_has_it(shop: Client) -> None:
    assert await skus(shop, "5901234123457") == ["TEE-L-BL", "5901234123457-X"]


async def test_titles_that_begin_so_come_before_those_that_only_have_the_words(shop: Client) -> None:
    assert await skus(shop, "blue") == ["BAG/7", "TEE-L-BL", "TEE-XL-BL", "SHIRT-LB"]


async def test_what_is_not_sold_is_not_found(shop: Client) -> None:
    for text in ("shirt purple", "tee-m-bl", "59012341234570", *"%*…\x00\ud800"):
        assert await skus(shop, text) == [], text
