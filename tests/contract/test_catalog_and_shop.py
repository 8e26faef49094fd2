"""Finding what is sold, and what the business decides."""

import pytest

from cartui.client.protocol import Client, Forbidden, Invalid, Refused
from cartui.model.agent import Role
from cartui.model.cart import Cart
from cartui.model.catalog import PriceRow, Product, Variant
from cartui.model.customer import Customer
from cartui.model.imports import ImportBatch, ImportedProduct
from tests.contract.conftest import OpenAs
from tests.contract.shop import PRODUCTS, SHOP, furnish


async def test_a_shop_is_furnished_through_any_client(client: Client) -> None:
    rahim = await furnish(client)

    assert await client.shop.get() == SHOP
    assert {hit.sku for hit in await client.catalog.search("shirt", market="BD")} == {"SHIRT-LB", "SHIRT-MR"}
    assert await client.customers.get("1001") == rahim


async def test_a_variant_is_found_by_words_in_any_order(client: Client, rahim: Customer) -> None:
    for text in ("shirt l blue", "blue cotton", "SHIRT-LB", "shirt-lb", "cott blu", "L / Blue shirt"):
        hit = (await client.catalog.search(text, market="BD"))[0]
        assert (hit.sku, hit.title, hit.options, hit.stock) == ("SHIRT-LB", "Cotton Shirt", "L / Blue", 12)


async def test_a_variant_is_found_by_its_barcode(client: Client, rahim: Customer) -> None:
    assert [hit.sku for hit in await client.catalog.search("4006381333931", market="BD")] == ["MUG-01"]


async def test_a_hit_is_priced_for_the_cart_that_asks(client: Client, rahim: Customer) -> None:
    async def price(market: str, level: str | None = None) -> tuple[int | None, str]:
        hit = (await client.catalog.search("mug", market=market, level=level))[0]
        return hit.unit_price, hit.currency

    assert await price("BD") == (60000, "BDT")
    assert await price("BD", "trade") == (50000, "BDT")
    assert await price("BD", "vip") == (54000, "BDT")
    assert await price("EU") == (990, "EUR")


async def test_wholesale_breaks_are_announced(client: Client, rahim: Customer) -> None:
    assert (await client.catalog.search("mug", market="BD"))[0].breaks == ((50, 45000),)


async def test_what_is_not_sold_here_has_no_price(client: Client, rahim: Customer) -> None:
    assert (await client.catalog.search("cuckoo", market="BD"))[0].unit_price is None


async def test_an_unknown_market_is_refused(client: Client, rahim: Customer) -> None:
    with pytest.raises(Invalid):
        await client.catalog.search("mug", market="XX")


async def test_a_product_imported_again_is_updated(client: Client, rahim: Customer) -> None:
    same = ImportBatch(products=tuple(ImportedProduct(product=product) for product in PRODUCTS))
    await client.imports.apply(same)
    variant = Variant(sku="MUG-01", stock=7, prices=(PriceRow(market="BD", level="retail", amount=1),))
    changed = Product(id="mug", title="Enamel Mug", variants=(variant,))
    await client.imports.apply(ImportBatch(products=(ImportedProduct(product=changed),)))

    hit = (await client.catalog.search("enamel", market="BD"))[0]
    assert (hit.sku, hit.stock, hit.unit_price) == ("MUG-01", 7, 1)
    assert await client.catalog.search("ceramic", market="BD") == ()


async def test_the_shop_comes_back_as_it_was_applied(client: Client) -> None:
    assert await client.shop.apply(SHOP) == SHOP
    assert await client.shop.get() == SHOP


async def test_an_empty_backend_has_an_empty_shop(client: Client) -> None:
    assert (await client.shop.get()).markets == ()


async def test_what_carts_use_cannot_go_away(client: Client, cart: Cart) -> None:
    without = SHOP.model_copy(update={"markets": SHOP.markets[1:]})
    with pytest.raises(Refused, match="BD"):
        await client.shop.apply(without)

    assert await client.shop.get() == SHOP


async def test_what_prices_and_carts_are_in_cannot_change(client: Client, rahim: Customer) -> None:
    yen = SHOP.markets[0].model_copy(update={"currency": "JPY"})
    with pytest.raises(Refused, match="BD has carts or prices in BDT"):
        await client.shop.apply(SHOP.model_copy(update={"markets": (yen, SHOP.markets[1])}))
    fewer = tuple(level for level in SHOP.price_levels if level.code != "trade")
    with pytest.raises(Refused, match="trade"):
        await client.shop.apply(SHOP.model_copy(update={"price_levels": fewer}))


async def test_only_an_admin_changes_the_shop(open_as: OpenAs, client: Client) -> None:
    lead = await open_as("lena", role=Role.LEAD)
    with pytest.raises(Forbidden):
        await lead.shop.apply(SHOP)
