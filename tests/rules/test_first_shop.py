"""The shop that a few answers make: it can take an order, and what is wrong is said beside the answer."""

from dataclasses import replace

import pytest

from cartui.imports.shop_file import read_shop, write_shop
from cartui.model.market import TaxMode
from cartui.model.money import EXPONENTS
from cartui.model.shop import PriceLevel, Shop, ShopSettings
from cartui.rules.first_shop import Answers, NotAShop, first_shop
from cartui.rules.usual_markets import USUAL_MARKETS

DHAKA = Answers(name="Dhaka Mugs", country="bd", currency="bdt", tax_rate="15 %", tax_mode=TaxMode.INCLUSIVE)


def test_the_answers_become_one_market_with_all_that_an_order_needs() -> None:
    shop = first_shop(replace(DHAKA, delivery=12000))
    [market], [rate], [level] = shop.markets, shop.tax_rates, shop.price_levels
    assert (shop.settings.name, shop.settings.default_market, shop.settings.demo) == (
        "Dhaka Mugs",
        "BD",
        False,
    )
    assert (market.code, market.name, market.currency, market.base_level) == (
        "BD",
        "Bangladesh",
        "BDT",
        level.code,
    )
    assert (rate.country, rate.name, rate.rate, rate.tax_class) == ("BD", "VAT", "15", "standard")
    assert [service.price for service in market.services] == [12000]
    assert market.default_service
    assert market.default_payment_method


@pytest.mark.parametrize("usual", USUAL_MARKETS, ids=lambda usual: usual.country)
def test_every_country_that_is_offered_makes_a_shop_that_its_file_can_say(usual: object) -> None:
    market = next(each for each in USUAL_MARKETS if each is usual)
    shop = first_shop(Answers("X", market.country, market.currency, market.tax_rate, market.tax_mode))
    assert read_shop(write_shop(shop)) == shop
    assert market.currency in EXPONENTS


def test_the_countries_are_offered_by_name_and_once() -> None:
    names = [market.name for market in USUAL_MARKETS]
    assert names == sorted(names)
    assert len({market.country for market in USUAL_MARKETS}) == len(names)


def test_another_country_is_taken_as_it_is() -> None:
    [market] = first_shop(replace(DHAKA, country="IS", currency="ISK", tax_rate="24")).markets
    assert (market.name, market.currency, market.time_zone) == ("IS", "ISK", "UTC")


def test_without_a_rate_there_is_no_tax() -> None:
    assert first_shop(replace(DHAKA, tax_rate=" ")).tax_rates == ()


def test_a_rate_may_be_typed_with_a_comma() -> None:
    assert first_shop(replace(DHAKA, tax_rate="8,1")).tax_rates[0].rate == "8.1"


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(NotAShop) as caught:
        first_shop(Answers(" ", "Bangladesh", "Taka", "lots", TaxMode.INCLUSIVE))
    assert set(caught.value.problems) == {"name", "country", "currency", "tax_rate"}


@pytest.mark.parametrize("rate", ["101", "-1", "1e1", "15.1234567"])
def test_a_rate_that_is_none_is_refused(rate: str) -> None:
    with pytest.raises(NotAShop):
        first_shop(replace(DHAKA, tax_rate=rate))


def test_a_name_without_end_is_refused() -> None:
    with pytest.raises(NotAShop, match="too long"):
        first_shop(replace(DHAKA, name="x" * 30_000))


def test_what_the_shop_has_already_stays() -> None:
    before = Shop(
        settings=ShopSettings(vat_id="X1", trash_keep_days=30),
        price_levels=(PriceLevel(code="all", name="All"),),
    )
    shop = first_shop(DHAKA, before)
    assert (shop.settings.vat_id, shop.settings.trash_keep_days, shop.settings.name) == (
        "X1",
        30,
        "Dhaka Mugs",
    )
    assert [level.code for level in shop.price_levels] == ["all"]
    assert shop.markets[0].base_level == "all"
