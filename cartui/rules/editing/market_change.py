"""Starting a cart in a market, and moving one to another."""

from dataclasses import replace
from typing import Final

from cartui.model.cart import PriceSource
from cartui.model.errors import Invalid
from cartui.model.market import Market
from cartui.model.problem import Problem
from cartui.model.record import CartContent, LineContent

_FIXED: Final = (PriceSource.OVERRIDE, PriceSource.IMPORTED, PriceSource.STOREFRONT)


def new_content(market: Market, channel: str | None = None) -> CartContent:
    """An empty cart with the market's defaults for level, delivery and payment (decision 2)."""
    return CartContent(
        market=market.code,
        currency=market.currency,
        channel=channel or None,
        price_level=market.base_level,
        service=market.default_service,
        payment_method=market.default_payment_method,
    )


def change_market(content: CartContent, market: Market) -> CartContent:
    """Move the cart: currency, delivery and payment become the market's.

    Raises ``Invalid`` where an amount was fixed in the old currency, by hand or by a file: it would mean
    something else in the new one, and guessing an exchange rate is not the desk's to do.
    """
    if content.market == market.code:
        return content
    if content.currency != market.currency:
        problems = [
            Problem(
                field="market",
                message=f"{line.title} has an amount in {content.currency} that was fixed by hand",
            )
            for line in content.lines
            if has_fixed_amount(line)
        ]
        if problems:
            raise Invalid(f"cannot move to {market.name}: {problems[0].message}", problems)
    return replace(
        content,
        market=market.code,
        currency=market.currency,
        service=market.default_service,
        payment_method=market.default_payment_method,
    )


def has_fixed_amount(line: LineContent) -> bool:
    """Whether the line holds an amount that no price list can give anew."""
    return line.price_source in _FIXED or line.discount_amount is not None
