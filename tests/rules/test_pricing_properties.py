"""What is true of the figures whatever the cart."""

from collections.abc import Callable
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from cartui.model.pricing import PricingInput, PricingResult
from cartui.rules.pricing.figures import LineParts, valued_lines
from cartui.rules.pricing.results import explain, price
from cartui.rules.tax.taxation import taxation_for
from tests.rules.carts_to_price import carts


@given(carts)
def test_parts_sum_to_wholes(data: PricingInput) -> None:
    result = price(data)
    assert result.subtotal == sum(line.gross - line.discount for line in result.lines)
    assert result.coupon == sum(line.coupon for line in result.lines)
    assert result.tax == sum(item.amount for item in result.tax_lines)
    on_top = result.tax if data.market.tax_mode == "exclusive" else 0
    assert result.total == result.subtotal - result.coupon + result.shipping + on_top


@given(carts)
def test_the_taxes_of_lines_and_delivery_are_the_tax_of_the_cart(data: PricingInput) -> None:
    result = price(data)
    if data.market.tax_rounding == "total":
        assert all(line.tax is None for line in result.lines)
        return
    explained = {figure.figure: figure.amount for figure in explain(data)}
    of_lines = sum(line.tax or 0 for line in result.lines)
    assert result.tax == of_lines + explained.get("shipping.tax", 0)


@given(carts)
def test_no_figure_is_negative(data: PricingInput) -> None:
    result = price(data)
    assert min(result.total, result.tax, result.shipping, result.coupon, result.subtotal) >= 0
    assert all(item.amount >= 0 for item in result.tax_lines)


@given(carts)
def test_a_discount_and_a_part_of_a_coupon_never_exceed_their_line(data: PricingInput) -> None:
    for line in price(data).lines:
        assert 0 <= line.discount <= line.gross
        assert 0 <= line.coupon <= line.gross - line.discount


@given(carts)
def test_a_tax_inside_a_line_leaves_a_net_that_is_not_negative(data: PricingInput) -> None:
    assume(data.market.tax_mode == "inclusive")
    for line in price(data).lines:
        assert 0 <= (line.tax or 0) <= line.gross - line.discount - line.coupon


@given(carts)
def test_pricing_twice_changes_nothing(data: PricingInput) -> None:
    assert price(data) == price(PricingInput.model_validate_json(data.model_dump_json(by_alias=True)))


@given(carts)
def test_what_is_explained_is_what_was_priced(data: PricingInput) -> None:
    result = price(data)
    explained = {figure.figure: figure.amount for figure in explain(data)}
    for name in ("subtotal", "coupon", "shipping", "tax", "total"):
        assert explained[name] == getattr(result, name)
    for index, line in enumerate(result.lines):
        assert explained[f"lines.{index}.gross"] == line.gross
        assert explained[f"lines.{index}.discount"] == line.discount
        assert explained[f"lines.{index}.coupon"] == line.coupon
        assert explained.get(f"lines.{index}.tax") == line.tax


@given(carts)
def test_the_exempt_pay_no_tax(data: PricingInput) -> None:
    result = price(data, reverse_charge=True)
    assert result.tax == 0
    assert result.tax_lines == ()
    assert result.total == result.subtotal - result.coupon + result.shipping


@given(carts)
def test_everything_off_leaves_the_delivery(data: PricingInput) -> None:
    free = {"code": "X", "kind": "percent", "value": "100"}
    data = PricingInput.model_validate(data.model_dump(by_alias=True) | {"coupon": free})
    result = price(data)
    delivery = price(data.model_copy(update={"lines": (), "coupon": None}))
    assert result.total == delivery.total
    assert result.tax == delivery.tax


@given(carts, st.data())
def test_the_order_of_lines_changes_no_total_but_by_the_tie_rule(
    data: PricingInput, draw: st.DataObject
) -> None:
    order = draw.draw(st.permutations(range(len(data.lines))))
    turned = data.model_copy(update={"lines": tuple(data.lines[index] for index in order)})
    result, other = price(data), price(turned)
    for figure in (sums_before_tax, number_of_taxes):
        assert figure(result) == figure(other)
    if not a_tie_decides(data):
        assert tuple(result.lines[index] for index in order) == other.lines
        assert (result.tax, result.tax_lines, result.total) == (other.tax, other.tax_lines, other.total)


def sums_before_tax(result: PricingResult) -> tuple[int, int, int]:
    """The figures that no order of lines can change, ties or not."""
    return result.subtotal, result.coupon, result.shipping


def number_of_taxes(result: PricingResult) -> list[tuple[str, str]]:
    """Which taxes there are, in their order."""
    return [(item.name, item.rate) for item in result.tax_lines]


def a_tie_decides(data: PricingInput) -> bool:
    """Whether, among lines with the same remainder of the coupon, only some get one unit more."""
    lines = price(data).lines
    coupon = data.coupon
    if coupon is None or coupon.kind == "free_shipping":
        return False
    values = [
        line.gross - line.discount if coupon.skus is None or line.sku in coupon.skus else 0 for line in lines
    ]
    whole = sum(values)
    if not whole:
        return False
    amount = sum(line.coupon for line in lines)
    exact = [Fraction(amount * value, whole) for value in values]
    got_more: dict[Fraction, set[bool]] = {}
    for line, share in zip(lines, exact, strict=True):
        got_more.setdefault(share % 1, set()).add(line.coupon > share)
    return any(len(both) == 2 for both in got_more.values())


@given(carts, st.sampled_from(("JPY", "EUR", "KWD", "CLF")))
def test_the_currency_changes_no_figure(data: PricingInput, currency: str) -> None:
    """Everything is minor units, so a currency's number of decimals cannot enter the arithmetic."""
    market = data.market.model_copy(update={"currency": currency})
    result, other = price(data), price(data.model_copy(update={"market": market}))
    assert other.currency == currency
    assert result.model_dump(exclude={"currency"}) == other.model_dump(exclude={"currency"})


@given(carts)
def test_the_subtotal_alone_is_the_subtotal_of_the_cart(data: PricingInput) -> None:
    lines = [
        LineParts(
            line.unit_price,
            line.quantity,
            line.tax_class,
            line.sku,
            line.discount.percent if line.discount else None,
            line.discount.amount if line.discount else None,
        )
        for line in data.lines
    ]
    exempt = data.customer.tax_exempt
    taxation = taxation_for(data.market, data.tax_rates, data.ship_to, tax_exempt=exempt)
    assert valued_lines(taxation, lines).subtotal == price(data).subtotal


_WRITINGS = {
    "OH": ("OH", "Ohio", "ohio ", "oh"),
    "CA": ("CA", "California", "CALIFORNIA"),
    "NV": ("NV", "Nevada"),
}

us_rows = st.lists(
    st.fixed_dictionaries(
        {
            "country": st.just("US"),
            "region": st.sampled_from((None, *_WRITINGS)),
            "postcode": st.sampled_from((None, "441", "9")),
            "name": st.sampled_from(("state", "county", "city")),
            "rate": st.sampled_from(("1", "2.25", "5.75")),
        }
    ),
    max_size=6,
)


@given(carts, us_rows, st.sampled_from(tuple(_WRITINGS)), st.data())
def test_writing_a_region_by_its_code_or_its_name_changes_no_total(
    data: PricingInput, rows: list[dict[str, object]], region: str, drawn: st.DataObject
) -> None:
    def priced(write: Callable[[str], str]) -> PricingResult:
        """The cart sent to the region, with each region written so."""
        rates = [row | {"region": write(str(row["region"])) if row["region"] else None} for row in rows]
        place = {"country": "US", "region": write(region), "postcode": "44114"}
        shape = data.model_dump(mode="json", by_alias=True)
        return price(PricingInput.model_validate(shape | {"tax_rates": rates, "ship_to": place}))

    assert priced(lambda code: drawn.draw(st.sampled_from(_WRITINGS[code]))) == priced(str)
