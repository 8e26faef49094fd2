"""`cartui price`: the worked cases of the design through the command, and what it says of bad input."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

Case = tuple[dict[str, Any], dict[str, Any]]

SPECIFIED = {
    "market": {
        "currency": "PLN",
        "countries": ["PL"],
        "tax_mode": "exclusive",
        "tax_rounding": "line",
        "rounding": "half_up",
        "cross_border": "keep_gross",
    },
    "tax_rates": [
        {"country": "PL", "region": None, "postcode": None, "class": "standard", "name": "VAT", "rate": "23"}
    ],
    "ship_to": {"country": "PL", "region": None, "postcode": "00-001"},
    "customer": {"tax_exempt": False},
    "lines": [
        {
            "sku": "A",
            "quantity": 2,
            "unit_price": 1000,
            "tax_class": "standard",
            "discount": {"percent": "15"},
        }
    ],
    "coupon": {"code": "X", "kind": "amount", "value": 500, "skus": None},
    "shipping": {"price": 120, "tax_class": "standard"},
}
"""The input as the design gives it."""


def cart(
    currency: str, country: str, lines: list[tuple[int, int]], rate: str | None, **more: Any
) -> dict[str, Any]:
    """A cart of (unit price, quantity) at one rate; `market` in `more` is merged into the market."""
    market = {"currency": currency, "countries": [country]} | more.pop("market", {})
    rates = [] if rate is None else [{"country": country, "name": "VAT", "rate": rate}]
    given = [{"sku": f"L{i}", "unit_price": price, "quantity": n} for i, (price, n) in enumerate(lines)]
    return {"market": market, "tax_rates": rates, "lines": given} | more


CASES: dict[str, Case] = {
    "by line": (cart("EUR", "DE", [(108, 3)], "19"), {"tax": 62, "total": 386}),
    "by unit": (
        cart("EUR", "DE", [(108, 3)], "19", market={"tax_rounding": "unit"}),
        {"tax": 63, "total": 387},
    ),
    "half even": (cart("EUR", "DE", [(250, 1)], "5", market={"rounding": "half_even"}), {"tax": 12}),
    "half up": (cart("EUR", "DE", [(250, 1)], "5"), {"tax": 13}),
    "half down": (cart("EUR", "DE", [(250, 1)], "5", market={"rounding": "half_down"}), {"tax": 12}),
    "inclusive": (
        cart("SEK", "SE", [(1250, 1)], "25", market={"tax_mode": "inclusive"}),
        {"tax": 250, "total": 1250},
    ),
    "keep net": (
        cart(
            "EUR",
            "DE",
            [(10000, 1)],
            "19",
            market={"countries": ["DE", "DK"], "tax_mode": "inclusive", "cross_border": "keep_net"},
            ship_to={"country": "DK"},
        )
        | {"tax_rates": [{"country": "DE", "rate": "19"}, {"country": "DK", "rate": "25"}]},
        {"tax": 2101, "total": 10504},
    ),
    "exempt": (
        cart("USD", "US", [(1799, 1)], "5", market={"tax_mode": "inclusive"}, customer={"tax_exempt": True}),
        {"total": 1713, "tax": 0},
    ),
    "yen": (cart("JPY", "JP", [(100, 3)], "10", market={"tax_mode": "inclusive"}), {"tax": 27, "total": 300}),
    "two taxes of Québec": (
        cart("CAD", "CA", [(1999, 3)], None, ship_to={"country": "CA", "region": "QC"})
        | {
            "tax_rates": [
                {"country": "CA", "name": "GST", "rate": "5"},
                {"country": "CA", "region": "QC", "name": "QST", "rate": "9.975"},
            ]
        },
        {"tax": 898, "total": 6895},
    ),
    "taka with a coupon and delivery": (
        cart(
            "BDT",
            "BD",
            [(45000, 50)],
            "15",
            coupon={"code": "TEN", "kind": "percent", "value": "10"},
            shipping={"price": 12000, "tax_class": "standard"},
        ),
        {"coupon": 225000, "tax": 305550, "total": 2342550},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_worked_case_has_its_result(run: Run, name: str) -> None:
    given, expected = CASES[name]
    answer = run("price", "-", "--json", stdin=json.dumps(given)).json
    assert {key: answer[key] for key in expected} == expected


def test_a_coupon_is_spread_by_value(run: Run) -> None:
    given = cart(
        "EUR",
        "DE",
        [(4300, 1), (1400, 1), (2300, 1)],
        None,
        coupon={"code": "X", "kind": "amount", "value": 299},
    )
    answer = run("price", "-", "--json", stdin=json.dumps(given)).json
    assert [line["coupon"] for line in answer["lines"]] == [161, 52, 86]


def test_the_answer_has_exactly_the_documented_keys(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "cart.json"
    file.write_text(json.dumps(SPECIFIED))
    outcome = run("price", str(file), "--json")
    assert outcome.status == 0
    assert outcome.err == ""
    assert outcome.json == {
        "currency": "PLN",
        "subtotal": 1700,
        "coupon": 500,
        "shipping": 120,
        "tax": 304,
        "tax_lines": [{"name": "VAT", "rate": "23", "amount": 304}],
        "total": 1624,
        "lines": [{"sku": "A", "gross": 2000, "discount": 300, "coupon": 500, "tax": 276}],
    }


def test_text_shows_the_total_in_major_units_and_the_rule_of_each_figure(run: Run) -> None:
    out = run("price", "-", "--explain", stdin=json.dumps(SPECIFIED)).out
    assert "total     PLN 16.24" in out
    assert "VAT 23 % of 12.00" in out


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lines": [{"sku": "A", "quantity": 0, "unit_price": 1}]}, "lines.0.quantity"),
        ({"lines": [{"sku": "A", "quantity": 1, "unit_price": "1.5"}]}, "lines.0.unit_price"),
        ({"market": {"currency": "XXX", "countries": ["PL"]}}, "market.currency"),
        ({"lines": None}, "lines"),
        ({"tax_rates": [{"country": "PL", "rate": 23.5}]}, "tax_rates.0.rate"),
        ({"lines": [{"sku": "A", "quantity": True, "unit_price": 1}]}, "lines.0.quantity"),
        ({"lines": [{"sku": "A", "quantity": "2", "unit_price": 1}]}, "lines.0.quantity"),
        ({"lines": [{"sku": "A", "quantity": 1, "unit_price": "12"}]}, "lines.0.unit_price"),
        ({"lines": [{"sku": "A", "quantity": 1, "unit_price": False}]}, "lines.0.unit_price"),
        ({"shipping": {"price": "12"}}, "shipping.price"),
        ({"coupon": {"code": "X", "kind": "percent", "value": 10.5}}, "coupon.value"),
        ({"coupon": {"code": "X", "kind": "percent", "value": True}}, "coupon.value"),
        ({"coupon": {"code": "X", "kind": "percent", "value": 101}}, "coupon.value"),
        ({"coupon": {"code": "X", "kind": "percent"}}, "coupon.value"),
        ({"coupon": {"code": "X", "kind": "amount", "value": "12"}}, "coupon.value"),
        ({"coupon": {"code": "X", "kind": "amount", "value": True}}, "coupon.value"),
        ({"coupon": {"code": "X", "kind": "amount", "value": -1}}, "coupon.value"),
        ({"coupon": {"code": "X", "kind": "amount"}}, "coupon.value"),
        ({"coupon": {"code": "X", "kind": "ammount", "value": 1}}, "coupon.kind"),
        ({"coupon": {"code": "X", "kind": "amount", "value": 1, "a.b[c]": 1}}, "coupon.a.b[c]"),
    ],
)
def test_bad_input_names_the_path_of_the_field(run: Run, change: dict[str, Any], field: str) -> None:
    outcome = run("price", "-", "--json", stdin=json.dumps(SPECIFIED | change))
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.error["error"] == "invalid"
    assert [problem["field"] for problem in outcome.error["problems"]] == [field]


def test_a_misspelt_key_is_told_with_the_nearest_one(run: Run) -> None:
    outcome = run("price", "-", stdin=json.dumps(SPECIFIED | {"cuopon": None}))
    assert outcome.status == 2
    assert "did you mean 'coupon'?" in outcome.err


def test_what_is_no_json_is_told_by_line_and_column(run: Run) -> None:
    outcome = run("price", "-", stdin='{\n "market": oops}')
    assert outcome.status == 2
    assert "line 2, column 12" in outcome.err


def test_a_file_that_is_not_there_is_bad_usage(run: Run) -> None:
    assert run("price", "nowhere.json").status == 2
