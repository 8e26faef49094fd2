"""The shop file: what is read is what was written, and mistakes are named where they are."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.imports.durations import read_duration, write_duration
from cartui.imports.shop_file import read_shop, write_shop
from cartui.model.address import Address
from cartui.model.coupon import Coupon, CouponKind
from cartui.model.errors import Invalid
from cartui.model.market import (
    BracketBy,
    DeliveryService,
    FulfilmentCategory,
    Market,
    PriceBracket,
    TaxMode,
    TaxRounding,
)
from cartui.model.shop import (
    DigestSettings,
    LockSettings,
    Numbering,
    PriceLevel,
    Shop,
    ShopSettings,
    SubmitPolicy,
    TaxRate,
)

ROOT = Path(__file__).resolve().parents[2]

HOSTILE = ['say "hi" \\ bye', "[bold]x[/]", "'''", "=1+1", "বাংলা", "日本語 👨‍👩‍👧", "a # b", "{{7*7}}"]

SMALL = """
[[price_levels]]
code = "retail"
name = "Retail"

[[markets]]
code = "BD"
name = "Bangladesh"
countries = ["BD"]
currency = "BDT"
base_level = "retail"

[[markets.services]]
name = "Standard"
category = "shipping"
price = 6000
"""


def rich_shop(text: str = "Rahim & Sons") -> Shop:
    """A shop in which nearly every key says something."""
    outlet = Address(name=text, line1="12 Lake Road", city="Dhaka", postcode="1209", country="BD")
    return Shop(
        settings=ShopSettings(
            name=text,
            seller=Address(company=text, line1="1 Main Street", country="BD"),
            vat_id="BIN 1",
            submit_policy=SubmitPolicy.CUSTOMERS_ONLY,
            default_market="BD",
            locks=LockSettings(
                no_return_after=timedelta(minutes=90), settle_window=timedelta(days=2, seconds=5)
            ),
            digest=DigestSettings(
                to=("lead@example.com", "bücher@example.com"), pending_orders_after=timedelta(hours=36)
            ),
            numbering=Numbering(cart_prefix="K", first_order=7),
        ),
        price_levels=(
            PriceLevel(code="retail", name="Retail"),
            PriceLevel(code="vip", name=text, percent_off="12.5"),
        ),
        markets=(
            Market(
                code="BD",
                name="Bangladesh",
                countries=("BD",),
                currency="BDT",
                base_level="retail",
                tax_mode=TaxMode.INCLUSIVE,
                tax_rounding=TaxRounding.TOTAL,
                time_zone="Asia/Dhaka",
                services=(
                    DeliveryService(
                        name=text,
                        category=FulfilmentCategory.SHIPPING,
                        price=12_000,
                        bracket_by=BracketBy.WEIGHT,
                        brackets=(PriceBracket(at_least=0, price=1), PriceBracket(at_least=5000, price=2)),
                        free_from=1_000_000,
                        tax_class="standard",
                    ),
                    DeliveryService(name="Shop", category=FulfilmentCategory.PICKUP, outlet=outlet),
                ),
                default_service="Shop",
                payment_methods=("COD", text),
                default_payment_method="COD",
                high_value=5_000_000,
            ),
            Market(code="JP", name="日本", countries=("JP",), currency="JPY", base_level="vip"),
        ),
        tax_rates=(
            TaxRate(country="BD", rate="15", name="VAT", valid_from=date(2024, 2, 29)),
            TaxRate(
                country="US",
                region="CA",
                postcode="90",
                tax_class="food",
                rate="9.975",
                valid_to=date(2027, 1, 1),
            ),
        ),
        coupons=(
            Coupon(
                code="save10",
                kind=CouponKind.PERCENT,
                percent="10",
                price_levels=("vip",),
                starts_at=datetime(2026, 1, 1, 12, 30, tzinfo=UTC),
                ends_at=datetime(2027, 1, 1, microsecond=5, tzinfo=UTC),
            ),
            Coupon(code="FIVE", kind=CouponKind.AMOUNT, amount=500, currency="USD", min_subtotal=0),
            Coupon(code="FREE", kind=CouponKind.FREE_SHIPPING, market="JP", skus=(), description=text),
        ),
    )


def problems(text: str) -> dict[str, str]:
    """What reading says is wrong, by path."""
    with pytest.raises(Invalid) as raised:
        read_shop(text, file="shop.toml")
    assert raised.value.message.startswith("shop.toml: ")
    return {problem.field: problem.message for problem in raised.value.problems}


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_written_is_read_again(text: str) -> None:
    shop = rich_shop(text)
    assert read_shop(write_shop(shop)) == shop


@given(st.text(min_size=1).map(lambda text: PriceLevel(code="x", name=f"x{text}x").name))
def test_any_text_survives_the_file(text: str) -> None:
    shop = rich_shop(text)
    assert read_shop(write_shop(shop)) == shop


def test_an_empty_shop_is_a_file_too() -> None:
    assert read_shop("") == Shop()
    assert read_shop(write_shop(Shop())) == Shop()


def test_windows_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    assert read_shop("\ufeff" + SMALL.replace("\n", "\r\n")) == read_shop(SMALL)


def test_writing_what_was_read_changes_nothing() -> None:
    written = write_shop(rich_shop())
    assert write_shop(read_shop(written)) == written


@pytest.mark.parametrize(
    ("mistake", "path", "says"),
    [
        (("price = 6000", "price = 60.00"), "markets.0.services.0.price", "minor units"),
        (("price = 6000", 'price = "6000"'), "markets.0.services.0.price", "minor units"),
        (("price = 6000", "price = true"), "markets.0.services.0.price", "whole number"),
        (("price = 6000", "price = -1"), "markets.0.services.0.price", "greater than or equal to 0"),
        (("price = 6000", "prise = 6000"), "markets.0.services.0.prise", "did you mean 'price'"),
        (("category", "zzzzzzzz"), "markets.0.services.0.zzzzzzzz", "known here: bracket_by, brackets"),
        (('"shipping"', '"ship"'), "markets.0.services.0.category", "'shipping', 'delivery' or 'pickup'"),
        (("[[markets.services]]", "[markets.services]"), "markets.0.services", "list"),
        (("[[markets]]", "[[market]]"), "market", "did you mean 'markets'"),
        (('base_level = "retail"', ""), "markets.0.base_level", "is missing"),
        (('"BDT"', '"TAKA"'), "markets.0.currency", "ISO 4217"),
        (('["BD"]', '["BGD"]'), "markets.0.countries.0", "two letters"),
        (('["BD"]', "[]"), "markets.0.countries", "empty"),
        (('"shipping"', '"pickup"'), "markets.0.services.0", "outlet"),
    ],
)
def test_a_mistake_is_named_where_it_is(mistake: tuple[str, str], path: str, says: str) -> None:
    found = problems(SMALL.replace(*mistake))
    assert path in found
    assert says in found[path]


def test_all_mistakes_are_told_at_once() -> None:
    text = (
        '[shop]\nnam = "X"\n[shop.locks]\nno_return_after = 30\n[[tax_rates]]\ncountry = "BD"\nrate = 9.975\n'
    )
    found = problems(text)
    assert set(found) == {"shop.nam", "shop.locks.no_return_after", "tax_rates.0.rate"}
    assert "30m" in found["shop.locks.no_return_after"]
    assert '"9.975"' in found["tax_rates.0.rate"]


def test_who_gets_the_digest_are_addresses_and_when_is_a_length_of_time() -> None:
    found = problems(
        '[shop.digest]\nto = ["lead@example.com", "Boss <boss@example.com>"]\npending_orders_after = "soon"\n'
    )
    assert set(found) == {"shop.digest.to.1", "shop.digest.pending_orders_after"}
    assert "lead@example.com" in found["shop.digest.to.1"]
    assert "24h" in found["shop.digest.pending_orders_after"]
    for wrong in ("nobody", "@example.com", "a@b.example\\r\\nBcc: c@d.example", "a@b.example,c@d.example"):
        assert "shop.digest.to.0" in problems(f'[shop.digest]\nto = ["{wrong}"]\n')


def test_a_name_that_points_nowhere_is_refused() -> None:
    assert "not a price level" in next(
        iter(problems(SMALL.replace('base_level = "retail"', 'base_level = "x"')).values())
    )


def test_what_is_no_toml_is_refused_with_its_place() -> None:
    assert set(problems("[shop]\nname = = 1")) == {"line 2, column 8"}


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 5000, "a = " + "9" * 5000, "[shop]\nname = 0x" + "f" * 9000, "\x00"]
)
def test_monstrous_files_are_refused_and_nothing_else(text: str) -> None:
    assert problems(text)


@given(st.text())
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with suppress(Invalid):
        read_shop(text)


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=999_999)))
def test_a_duration_is_read_as_it_was_written(duration: timedelta) -> None:
    assert read_duration(write_duration(duration)) == duration


@pytest.mark.parametrize("text", ["", "30", "-5m", "5 minutes", "1m1h", "٣m"])
def test_a_duration_has_a_unit_and_no_sign(text: str) -> None:
    with pytest.raises(ValueError, match="length of time"):
        read_duration(text)


def test_the_documented_example_is_a_shop() -> None:
    document = (ROOT / "docs" / "shop-file.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", document, flags=re.DOTALL)
    shop = read_shop(example, file="docs/shop-file.md")
    assert shop.markets
    assert shop.coupons
    assert shop.tax_rates
