"""Finding a market of the shop by its code."""

from cartui.model.errors import Invalid
from cartui.model.market import Market
from cartui.model.problem import Problem
from cartui.model.shop import Shop


def market_of(shop: Shop, code: str) -> Market:
    """The market of that code; ``Invalid`` naming those there are."""
    market = shop.market(code)
    if market is None:
        known = ", ".join(known.code for known in shop.markets) or "none yet"
        message = f"there is no market {code}; the shop has {known}"
        raise Invalid(message, [Problem(field="market", message=message)])
    return market
