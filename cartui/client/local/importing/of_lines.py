"""What is made of a line of a file beside the line itself: its terms, and the product that it names."""

from cartui.model.catalog import PriceRow, Product, Variant
from cartui.model.imports import ImportedLine, LineTerms
from cartui.model.market import Market
from cartui.model.record import LineContent
from cartui.model.text import clean_line
from cartui.rules.card_numbers import mask_card_numbers


def with_terms(line: LineContent, terms: LineTerms) -> LineContent:
    """The line with a discount of its own; a custom item with the tax class that the file gives it."""
    percent = terms.discount_percent
    return line._replace(
        discount_percent=percent,
        discount_amount=terms.discount_amount if percent is None else None,
        discount_reason=mask_card_numbers(terms.discount_reason),
        tax_class=terms.tax_class if line.sku is None else line.tax_class,
    )


def product_of(line: ImportedLine, sku: str, market: Market) -> Product:
    """The product made of a line with an unknown SKU: uncounted stock, sold at the file's price."""
    prices: tuple[PriceRow, ...] = ()
    if line.unit_price is not None:
        prices = (PriceRow(market=market.code, level=market.base_level, amount=line.unit_price),)
    return Product(id=sku, title=clean_line(line.title) or sku, variants=(Variant(sku=sku, prices=prices),))
