"""The shop comes back as it was saved."""

from datetime import date
from pathlib import Path

from sqlalchemy.dialects import sqlite

from cartui.model.coupon import Coupon, CouponKind
from cartui.model.market import DeliveryService, FulfilmentCategory, Market, PriceBracket, TaxMode
from cartui.model.shop import Numbering, PriceLevel, Shop, ShopSettings, SubmitPolicy, TaxRate
from cartui.store import core_tables
from cartui.store.carts.records import insert_cart
from cartui.store.column_types import Json, UtcMicros
from cartui.store.customers import insert_customer
from cartui.store.database import Database
from cartui.store.shop_config import codes_in_use, load_shop, save_shop
from cartui.store.tables import METADATA
from tests.store.records import NOW, cart, rahim

SQLITE = sqlite.dialect()

SHOP = Shop(
    settings=ShopSettings(
        name="Gospel Shop",
        submit_policy=SubmitPolicy.CUSTOMERS_ONLY,
        default_market="EU",
        numbering=Numbering(cart_prefix="K-"),
    ),
    price_levels=(
        PriceLevel(code="retail", name="Retail"),
        PriceLevel(code="gold", name="Gold", percent_off="12.5"),
    ),
    markets=(
        Market(
            code="US",
            name="United States",
            countries=("US",),
            currency="USD",
            base_level="retail",
            services=(
                DeliveryService(
                    name="Courier",
                    category=FulfilmentCategory.SHIPPING,
                    price=900,
                    brackets=(PriceBracket(at_least=0, price=1), PriceBracket(at_least=5, price=0)),
                ),
            ),
            default_service="Courier",
            payment_methods=("Card", "Cash"),
        ),
        Market(
            code="EU",
            name="Europe",
            countries=("DE", "FR"),
            currency="EUR",
            tax_mode=TaxMode.INCLUSIVE,
            base_level="retail",
        ),
    ),
    tax_rates=(
        TaxRate(
            country="US", region="CA", postcode="90", rate="7.25", name="State", valid_from=date(2026, 1, 1)
        ),
        TaxRate(country="DE", rate="19", tax_class="standard", valid_to=date(2030, 12, 31)),
        TaxRate(country="DE", rate="7", tax_class="reduced"),
    ),
    coupons=(
        Coupon(code="save10", kind=CouponKind.PERCENT, percent="10", ends_at=NOW, skus=("SH-L",), max_uses=3),
        Coupon(code="AMOUNT", kind=CouponKind.AMOUNT, amount=500, currency="USD", price_levels=("gold",)),
    ),
)


def test_a_new_database_has_an_empty_shop(database: Database) -> None:
    with database.read() as conn:
        assert load_shop(conn) == Shop()


def test_a_shop_comes_back_as_it_was_saved_and_is_replaced_as_a_whole(database: Database) -> None:
    with database.write() as conn:
        save_shop(conn, SHOP)
        assert load_shop(conn) == SHOP
        save_shop(conn, SHOP)
        assert load_shop(conn) == SHOP
        smaller = SHOP.model_copy(update={"coupons": (), "tax_rates": SHOP.tax_rates[:1]})
        save_shop(conn, smaller)
        assert load_shop(conn) == smaller


def test_what_carts_and_customers_use_is_known(database: Database) -> None:
    with database.write() as conn:
        assert codes_in_use(conn).markets == codes_in_use(conn).price_levels == frozenset()
        insert_customer(conn, rahim(price_level="silver"))
        insert_cart(conn, cart(1, market="US", price_level="retail"))
        insert_cart(conn, cart(2, market="EU", price_level_override="gold"))
        used = codes_in_use(conn)
    assert used.markets == {"US", "EU"}
    assert used.price_levels == {"retail", "gold", "silver"}


def test_the_columns_named_without_sqlmodel_are_those_of_the_tables() -> None:
    light = [value for value in vars(core_tables).values() if hasattr(value, "columns")]
    assert len(light) >= 9
    for table in light:
        real = METADATA.tables[table.name]
        for column in table.columns:
            declared = real.c[column.name].type
            assert declared.compile(SQLITE) == column.type.compile(SQLITE), column
            for ours in (Json, UtcMicros):
                assert isinstance(declared, ours) == isinstance(column.type, ours), column


def test_a_shop_that_did_not_change_is_not_made_again(path: Path) -> None:
    with Database(path) as database:
        with database.write() as conn:
            save_shop(conn, SHOP)
        with database.read() as conn:
            before = load_shop(conn)
        with database.read() as conn:
            assert load_shop(conn) is before
        with Database(path) as other, other.write() as conn:
            save_shop(conn, SHOP.model_copy(update={"coupons": ()}))
        with database.read() as conn:
            assert load_shop(conn).coupons == ()
