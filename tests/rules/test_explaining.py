"""What a total is explained with."""

from typing import Any

from cartui.model.money import Money
from cartui.model.pricing import PricingInput
from cartui.rules.pricing.results import explain
from tests.rules.carts_to_price import cart, line, tax


def rules(data: PricingInput, **options: Any) -> dict[str, str]:
    """The rule of each figure."""
    return {figure.figure: figure.rule for figure in explain(data, **options)}


def test_each_figure_names_its_rule_and_rate() -> None:
    data = cart(
        [
            line(1000, 2, sku="A", discount={"percent": "15"}),
            line(300, sku="B", tax_class=None, discount={"amount": 50}),
            line(100, sku="A", tax_class="books"),
        ],
        rates=[tax("23")],
        coupon={"code": "X", "kind": "amount", "value": 500, "skus": ["A"]},
        shipping={"price": 120, "tax_class": "standard"},
        ship_to={"country": "DE", "postcode": "00-001"},
    )
    assert rules(data) == {
        "lines.0.gross": "2 x 1000",
        "lines.0.discount": "15 % of 2000, a half up",
        "lines.0.coupon": "part of X by value 1700, largest remainder first",
        "lines.0.tax": "VAT 23 % of 1228, a half up",
        "lines.1.gross": "1 x 300",
        "lines.1.discount": "50, at most the line",
        "lines.1.coupon": "X is not for this product",
        "lines.1.tax": "no tax class",
        "lines.2.gross": "1 x 100",
        "lines.2.discount": "no discount",
        "lines.2.coupon": "part of X by value 100, largest remainder first",
        "lines.2.tax": "no rate for class books here",
        "subtotal": "sum of gross less discount",
        "coupon": "X: 500, at most the lines of its products after discounts",
        "shipping": "price of the service",
        "shipping.tax": "VAT 23 % of 120, a half up",
        "tax.VAT": "23 %, sum of its lines and shipping",
        "tax": "sum of the taxes of DE 00-001, on top of the prices",
        "total": "subtotal - coupon + shipping + tax",
    }


def test_a_price_that_changed_at_the_border_says_from_what() -> None:
    abroad = cart(
        [line(10000)],
        rates=[tax("19"), tax("25.5", "DK")],
        ship_to={"country": "DK"},
        tax_mode="inclusive",
        cross_border="keep_net",
    )
    found = rules(abroad)
    assert found["lines.0.gross"] == "1 x 10546 (10000 with 19 % tax replaced by 25.5 %, a half up)"
    assert found["tax"] == "sum of the taxes of DK, in the prices"
    charged_back = rules(abroad, reverse_charge=True)
    assert charged_back["lines.0.gross"] == "1 x 8403 (10000 less its 19 % tax, a half up)"
    assert charged_back["lines.0.tax"] == "none is due"
    assert charged_back["tax"] == "reverse charge: the customer owes the tax"


def test_roundings_by_unit_and_by_total_are_named() -> None:
    by_unit = rules(cart([line(108, 3)], rates=[tax("19")], tax_rounding="unit", rounding="half_even"))
    assert by_unit["lines.0.tax"] == "VAT 19 % of 324, rounded by unit x 3, a half to the even"
    by_total = rules(cart([line(108, 3)], rates=[tax("19")], tax_rounding="total", rounding="half_down"))
    assert "lines.0.tax" not in by_total
    assert by_total["tax.VAT"] == "19 % of all its lines, summed exactly and rounded once, a half down"


def test_free_shipping_says_what_it_saved() -> None:
    coupon = {"code": "SHIP", "kind": "free_shipping"}
    found = rules(cart([line(100)], shipping={"price": 900}, coupon=coupon))
    assert found["shipping"] == "free with coupon SHIP, instead of 900"
    assert found["coupon"] == "SHIP: free shipping"


def test_a_cart_with_nothing_special_says_so() -> None:
    found = rules(cart([line(100)], customer={"tax_exempt": True}))
    assert found["coupon"] == "no coupon"
    assert found["shipping"] == "no delivery chosen"
    assert found["tax"] == "the customer is exempt from tax"


def test_amounts_can_be_written_as_people_read_them() -> None:
    data = cart([line(1050, 2)], coupon={"code": "X", "kind": "percent", "value": "10"})
    found = rules(data, show=lambda amount: Money(amount, "EUR").major())
    assert found["lines.0.gross"] == "2 x 10.50"
    assert found["coupon"] == "X: 10 % of every line after discounts, a half up"
    assert found["lines.0.coupon"] == "part of X by value 21.00, largest remainder first"


def test_two_rates_of_one_name_are_told_apart() -> None:
    rates = [tax("19"), tax("7", **{"class": "books"})]
    found = rules(cart([line(100), line(100, tax_class="books")], rates=rates))
    assert found["tax.VAT 19 %"] == "19 %, sum of its lines and shipping"
    assert found["tax.VAT 7 %"] == "7 %, sum of its lines and shipping"
