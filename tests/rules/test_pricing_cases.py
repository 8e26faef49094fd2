"""The worked cases of the design, each with the public source that it was checked against."""

from collections.abc import Sequence

import pytest

from cartui.model.pricing import PricingInput
from cartui.rules.pricing.results import price
from tests.rules.carts_to_price import cart, line, tax

GST_AND_QST = [tax("5", "CA", name="GST"), tax("9.975", "CA", name="QST", region="QC")]


def canadian(region: str) -> PricingInput:
    """Three units at 19.99 sent to a Canadian region."""
    ship_to = {"country": "CA", "region": region}
    return cart([line(1999, 3)], rates=GST_AND_QST, ship_to=ship_to, currency="CAD", countries=["CA"])


def abroad(cross_border: str) -> PricingInput:
    """100.00 with the 19 % of home inside, sent to a country with 25 %."""
    rates = [tax("19"), tax("25", "DK")]
    ship_to = {"country": "DK"}
    return cart([line(10000)], rates=rates, ship_to=ship_to, tax_mode="inclusive", cross_border=cross_border)


def with_coupon(value: int) -> PricingInput:
    """Three untaxed lines with an amount off."""
    return cart([line(4300), line(1400), line(2300)], coupon={"code": "X", "kind": "amount", "value": value})


@pytest.mark.parametrize(
    ("data", "expected_tax", "total"),
    [
        pytest.param(cart([line(108, 3)], rates=[tax("19")]), 62, 386, id="by line"),
        pytest.param(cart([line(108, 3)], rates=[tax("19")], tax_rounding="unit"), 63, 387, id="by unit"),
        pytest.param(cart([line(250)], rates=[tax("5")], rounding="half_even"), 12, 262, id="half even"),
        pytest.param(cart([line(250)], rates=[tax("5")], rounding="half_up"), 13, 263, id="half up"),
        pytest.param(cart([line(250)], rates=[tax("5")], rounding="half_down"), 12, 262, id="half down"),
        pytest.param(cart([line(1250)], rates=[tax("25")], tax_mode="inclusive"), 250, 1250, id="tax inside"),
        pytest.param(abroad("keep_net"), 2101, 10504, id="abroad, the net is kept"),
        pytest.param(abroad("keep_gross"), 2000, 10000, id="abroad, the gross is kept"),
        pytest.param(
            cart([line(1799)], rates=[tax("5")], tax_mode="inclusive", customer={"tax_exempt": True}),
            0,
            1713,
            id="exempt from a tax inside",
        ),
        pytest.param(cart([line(100, 10)], rates=[tax("7.5")]), 75, 1075, id="7.5 % on top"),
        pytest.param(
            cart([line(100, 10)], rates=[tax("7.5")], tax_mode="inclusive"), 70, 1000, id="7.5 % inside"
        ),
        pytest.param(
            cart(
                [line(3000, 2), line(500, tax_class="half")],
                rates=[tax("10"), tax("50", **{"class": "half"})],
            ),
            850,
            7350,
            id="two classes",
        ),
        pytest.param(
            cart([line(100, 3)], rates=[tax("10")], tax_mode="inclusive", currency="JPY"), 27, 300, id="yen"
        ),
        pytest.param(canadian("QC"), 898, 6895, id="GST and QST to Québec"),
        pytest.param(canadian("ON"), 300, 6297, id="GST alone to Ontario"),
    ],
)
def test_a_worked_case_has_its_tax_and_total(data: PricingInput, expected_tax: int, total: int) -> None:
    result = price(data)
    assert (result.tax, result.total) == (expected_tax, total)


@pytest.mark.parametrize(("value", "parts"), [(300, [161, 53, 86]), (299, [161, 52, 86])])
def test_a_coupon_is_spread_by_largest_remainder(value: int, parts: Sequence[int]) -> None:
    assert [priced.coupon for priced in price(with_coupon(value)).lines] == parts


def test_a_coupon_on_two_rates_lowers_both_taxes() -> None:
    rates = [tax("23"), tax("10", **{"class": "reduced"})]
    coupon = {"code": "X", "kind": "amount", "value": 1010}
    result = price(cart([line(1000, 2), line(5604, tax_class="reduced")], rates=rates, coupon=coupon))
    assert [priced.coupon for priced in result.lines] == [266, 744]
    assert (result.tax, result.total) == (885, 7479)


def test_the_second_example_of_the_seed_text() -> None:
    result = price(
        cart(
            [line(45000, 50)],
            rates=[tax("15", "BD")],
            coupon={"code": "X", "kind": "percent", "value": "10"},
            shipping={"price": 12000, "tax_class": "standard"},
            currency="BDT",
            countries=["BD"],
        )
    )
    assert (result.coupon, result.tax, result.total) == (225000, 305550, 2342550)


def test_a_lines_tax_is_unknown_where_only_totals_are_rounded() -> None:
    result = price(cart([line(108), line(108), line(108)], rates=[tax("19")], tax_rounding="total"))
    assert [priced.tax for priced in result.lines] == [None, None, None]
    assert result.tax == 62


def test_taxes_inside_at_several_rates_are_summed_exactly_and_rounded_once_by_total() -> None:
    rates = [tax("19"), tax("7", **{"class": "reduced"}), tax("1", name="LEVY")]
    lines = [line(50), line(50, tax_class="reduced"), line(50)]
    result = price(cart(lines, rates=rates, tax_mode="inclusive", tax_rounding="total"))
    sums = {(item.name, item.rate): item.amount for item in result.tax_lines}
    # 100 x 19/120, 50 x 7/107 and 100 x 1/120: the levy is only on the standard class.
    assert sums == {("VAT", "19"): 16, ("VAT", "7"): 3, ("LEVY", "1"): 1}
    assert result.tax == 20


def test_two_taxes_inside_one_price_sum_to_what_is_extracted_together() -> None:
    result = price(
        cart([line(10000)], rates=[tax("5", name="GST"), tax("9.975", name="QST")], tax_mode="inclusive")
    )
    assert result.tax == 1302
    assert [item.amount for item in result.tax_lines] == [435, 867]


def test_two_spellings_of_a_rate_are_one_tax() -> None:
    rates = [tax("5"), tax("5.0", **{"class": "reduced"})]
    result = price(cart([line(100), line(200, tax_class="reduced")], rates=rates))
    assert [(item.rate, item.amount) for item in result.tax_lines] == [("5", 15)]


def test_free_shipping_makes_delivery_and_its_tax_nothing() -> None:
    shipping = {"price": 500, "tax_class": "standard"}
    coupon = {"code": "X", "kind": "free_shipping"}
    result = price(cart([line(1000)], rates=[tax("20")], shipping=shipping, coupon=coupon))
    assert (result.shipping, result.coupon, result.tax, result.total) == (0, 0, 200, 1200)


def test_free_shipping_for_other_products_takes_nothing() -> None:
    coupon = {"code": "X", "kind": "free_shipping", "skus": ["B"]}
    result = price(cart([line(1000, sku="A")], shipping={"price": 500}, coupon=coupon))
    assert result.shipping == 500


def test_a_coupon_for_some_products_leaves_the_other_lines_alone() -> None:
    coupon = {"code": "X", "kind": "amount", "value": 5000, "skus": ["B"]}
    result = price(cart([line(1000, sku="A"), line(300, sku="B")], coupon=coupon))
    assert [priced.coupon for priced in result.lines] == [0, 300]


def test_a_discount_never_takes_more_than_its_line() -> None:
    result = price(cart([line(400, 2, discount={"amount": 5000}), line(100)]))
    assert [priced.discount for priced in result.lines] == [800, 0]
    assert result.total == 100


def test_delivery_without_a_tax_class_is_untaxed() -> None:
    result = price(cart([line(1000)], rates=[tax("20")], shipping={"price": 500}))
    assert (result.tax, result.total) == (200, 1700)


def test_delivery_is_one_unit_where_the_tax_of_a_unit_is_rounded() -> None:
    shipping = {"price": 108, "tax_class": "standard"}
    result = price(cart([line(108, 3)], rates=[tax("19")], tax_rounding="unit", shipping=shipping))
    assert (result.tax, result.total) == (63 + 21, 432 + 84)
    halves = price(cart([], rates=[tax("5")], tax_rounding="unit", shipping={**shipping, "price": 250}))
    assert halves.tax == 13


def test_taxed_delivery_drops_to_its_net_for_the_exempt_and_untaxed_delivery_stays() -> None:
    exempt = {"tax_exempt": True}
    taxed, untaxed = (
        price(
            cart(
                [line(1190)],
                rates=[tax("19")],
                tax_mode="inclusive",
                customer=exempt,
                shipping={"price": 595, "tax_class": tax_class},
            )
        )
        for tax_class in ("standard", None)
    )
    assert (taxed.shipping, taxed.total) == (500, 1500)
    assert (untaxed.shipping, untaxed.total) == (595, 1595)


def test_delivery_abroad_keeps_its_net_as_a_line_does() -> None:
    data = abroad("keep_net").model_copy(
        update={"shipping": cart([], shipping={"price": 10000, "tax_class": "standard"}).shipping}
    )
    result = price(data)
    assert (result.shipping, result.total, result.tax) == (10504, 21008, 4202)


def test_another_region_of_the_home_country_is_not_across_a_border() -> None:
    ship_to = {"country": "CA", "region": "QC"}
    market = {"currency": "CAD", "countries": ["CA"], "tax_mode": "inclusive", "cross_border": "keep_net"}
    assert price(cart([line(10000)], rates=GST_AND_QST, ship_to=ship_to, **market)).total == 10000


def test_the_exempt_abroad_pay_what_others_there_pay_less_the_tax() -> None:
    exempt = cart([], customer={"tax_exempt": True}).customer
    kept_gross, kept_net = (
        price(abroad(kind).model_copy(update={"customer": exempt})).total
        for kind in ("keep_gross", "keep_net")
    )
    assert (kept_gross, kept_net) == (8000, 8403)


def test_a_reverse_charged_business_pays_no_tax() -> None:
    result = price(abroad("keep_net"), reverse_charge=True)
    assert (result.tax, result.total, result.tax_lines) == (0, 8403, ())
    assert price(cart([line(1000)], rates=[tax("20")]), reverse_charge=True).total == 1000


def test_an_empty_cart_costs_nothing() -> None:
    result = price(cart([], rates=[tax("20")], coupon={"code": "X", "kind": "amount", "value": 100}))
    assert (result.subtotal, result.coupon, result.tax, result.total, result.lines) == (0, 0, 0, 0, ())


def test_a_coupon_amount_below_a_hundred_is_an_amount() -> None:
    assert price(cart([line(1000)], coupon={"code": "X", "kind": "amount", "value": 50})).total == 950


def test_a_coupon_percentage_may_be_typed_as_number_or_text() -> None:
    for value in (50, "50", "50.0"):
        assert price(cart([line(1000)], coupon={"code": "X", "kind": "percent", "value": value})).total == 500


@pytest.mark.parametrize(
    ("kind", "value"),
    [("percent", 150), ("percent", None), ("amount", "9.5"), ("amount", "50"), ("amount", None)],
)
def test_a_coupon_whose_value_does_not_fit_its_kind_is_refused(kind: str, value: object) -> None:
    with pytest.raises(ValueError, match="coupon has a value"):
        cart([line(1000)], coupon={"code": "X", "kind": kind, "value": value})
