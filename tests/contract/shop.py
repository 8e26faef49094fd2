"""A small shop that every contract test starts from, made by the protocol's own doors."""

from datetime import UTC, datetime
from typing import Final

from cartui.client.protocol import Client
from cartui.model.address import Address
from cartui.model.catalog import PriceRow, Product, Variant
from cartui.model.coupon import Coupon, CouponKind
from cartui.model.customer import Customer, NewCustomer
from cartui.model.imports import ImportBatch, ImportedProduct
from cartui.model.market import DeliveryService, FulfilmentCategory, Market, TaxMode
from cartui.model.shop import PriceLevel, Shop, ShopSettings, TaxRate

NOW: Final = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
"""The moment at which the tests happen."""

DHAKA: Final = Address(line1="12/A Motijheel", city="Dhaka", postcode="1000", country="BD")
OUTLET: Final = Address(line1="1 Gulshan Avenue", city="Dhaka", postcode="1212", country="BD")
HAMBURG: Final = Address(line1="Jungfernstieg 1", city="Hamburg", postcode="20354", country="DE")

SHOP: Final = Shop(
    settings=ShopSettings(name="Acme"),
    price_levels=(
        PriceLevel(code="retail", name="Retail"),
        PriceLevel(code="vip", name="VIP", percent_off="10"),
        PriceLevel(code="trade", name="Trade"),
    ),
    markets=(
        Market(
            code="BD",
            name="Bangladesh",
            countries=("BD",),
            currency="BDT",
            tax_mode=TaxMode.EXCLUSIVE,
            base_level="retail",
            services=(
                DeliveryService(
                    name="Express Delivery",
                    category=FulfilmentCategory.SHIPPING,
                    price=12000,
                    tax_class="standard",
                    free_from=1_000_000,
                ),
                DeliveryService(name="Gulshan Outlet", category=FulfilmentCategory.PICKUP, outlet=OUTLET),
            ),
            default_service="Express Delivery",
            payment_methods=("COD", "bKash"),
            default_payment_method="COD",
        ),
        Market(
            code="EU",
            name="Europe",
            countries=("DE", "FR"),
            currency="EUR",
            tax_mode=TaxMode.INCLUSIVE,
            base_level="retail",
            services=(DeliveryService(name="Parcel", category=FulfilmentCategory.SHIPPING, price=490),),
            default_service="Parcel",
            payment_methods=("Card",),
            default_payment_method="Card",
        ),
    ),
    tax_rates=(
        TaxRate(country="BD", tax_class="standard", name="VAT", rate="15"),
        TaxRate(country="DE", tax_class="standard", name="MwSt", rate="19"),
    ),
    coupons=(
        Coupon(code="SAVE10", kind=CouponKind.PERCENT, percent="10"),
        Coupon(
            code="BIG",
            kind=CouponKind.AMOUNT,
            amount=50000,
            currency="BDT",
            min_subtotal=500000,
        ),
        Coupon(code="ONCE", kind=CouponKind.PERCENT, percent="50", max_uses=1),
    ),
)


def _prices(bdt: int, eur: int, *more: PriceRow) -> tuple[PriceRow, ...]:
    """A price in each market, and further rows."""
    return (
        PriceRow(market="BD", level="retail", amount=bdt),
        PriceRow(market="EU", level="retail", amount=eur),
        *more,
    )


PRODUCTS: Final = (
    Product(
        id="shirt",
        title="Cotton Shirt",
        option_names=("Size", "Colour"),
        variants=(
            Variant(
                sku="SHIRT-LB", options=("L", "Blue"), stock=12, weight=200, prices=_prices(120000, 1900)
            ),
            Variant(sku="SHIRT-MR", options=("M", "Red"), stock=5, weight=200, prices=_prices(120000, 1900)),
        ),
    ),
    Product(
        id="mug",
        title="Ceramic Mug",
        variants=(
            Variant(
                sku="MUG-01",
                stock=500,
                weight=350,
                barcode="4006381333931",
                prices=_prices(
                    60000,
                    990,
                    PriceRow(market="BD", level="retail", min_quantity=50, amount=45000),
                    PriceRow(market="BD", level="trade", amount=50000),
                ),
            ),
        ),
    ),
    Product(
        id="last", title="Last Lamp", variants=(Variant(sku="LAMP", stock=1, prices=_prices(500000, 4900)),)
    ),
    Product(
        id="poster",
        title="Poster",
        variants=(Variant(sku="POSTER", stock=0, backorder=True, prices=_prices(30000, 500)),),
    ),
    Product(
        id="only-eu",
        title="Cuckoo Clock",
        variants=(
            Variant(sku="CLOCK", stock=3, prices=(PriceRow(market="EU", level="retail", amount=9900),)),
        ),
    ),
)

RAHIM: Final = NewCustomer(
    name="Rahim Uddin",
    email="rahim@example.com",
    phone="01712-345678",
    rep="14",
    country="BD",
    addresses=(DHAKA,),
)


async def furnish(client: Client) -> Customer:
    """Set up the shop and its catalogue; give the one customer there is."""
    await client.shop.apply(SHOP)
    await client.imports.apply(
        ImportBatch(products=tuple(ImportedProduct(product=product) for product in PRODUCTS))
    )
    return await client.customers.create(RAHIM)
