"""``cartui price``: what a cart costs, and why, without a database."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.amounts import Amounts
from cartui.cli.files import InputFile, read_pricing
from cartui.cli.options import AsJson
from cartui.cli.output import put, put_json, sums_text, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cartui.model.pricing import Explanation, PricingInput, PricingResult

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def price(
    file: InputFile,
    as_json: AsJson = False,
    explain: Annotated[bool, typer.Option("--explain", help="Each figure with its rule and rate.")] = False,
) -> None:
    """Price a cart described in JSON, without saving it.

    Tax rates with a first or last day count if today is one of their days.
    """
    from cartui.documents.json_shapes import explanations_json, price_json
    from cartui.rules.pricing import results as pricing

    cart = read_pricing(file)
    today = datetime.now(UTC).date()
    result = pricing.price(cart, on=today)
    show = str if as_json else Amounts(result.currency).plain
    figures = pricing.explain(cart, on=today, show=show) if explain else ()
    if as_json:
        extra = {"figures": explanations_json(result.currency, figures)["figures"]} if explain else {}
        put_json(price_json(result) | extra)
        return
    put(priced_text(cart, result))
    if explain:
        put("\n" + explanations_text(result.currency, figures))


def priced_text(cart: "PricingInput", result: "PricingResult") -> str:
    """The lines and the sums for people."""
    show = Amounts(result.currency)
    rows = [
        (
            line.sku,
            str(given.quantity),
            show.plain(given.unit_price),
            show.plain(line.gross),
            show.plain(-line.discount),
            show.plain(-line.coupon),
            "" if line.tax is None else show.plain(line.tax),
        )
        for given, line in zip(cart.lines, result.lines, strict=True)
    ]
    numbers = ("Qty", "Unit", "Gross", "Discount", "Coupon", "Tax")
    lines = table(("SKU", *numbers), rows, right=numbers)
    sums = [
        ("subtotal", show(result.subtotal)),
        ("coupon", show(-result.coupon) if result.coupon else ""),
        ("shipping", show(result.shipping) if cart.shipping else ""),
        *((f"{tax.name} {tax.rate} %", show(tax.amount)) for tax in result.tax_lines),
        ("tax", show(result.tax)),
        ("total", show(result.total)),
    ]
    return f"{lines}\n\n{sums_text(sums)}"


def explanations_text(currency: str, figures: "Sequence[Explanation]") -> str:
    """Each figure beside its rule."""
    show = Amounts(currency)
    rows = [(figure.figure, show.plain(figure.amount), figure.rule) for figure in figures]
    return table(("Figure", currency, "Because"), rows, right=(currency,))
