"""The query line that lists the carts behind a figure."""

from typing import Final

from cartui.model.reports import ReportGroup, ReportQuery
from cartui.model.shop import Shop
from cartui.rules.query.line import quoted_as_needed

EVERY_STATE: Final = "state:open,locked,ordered,deleted"
"""All carts; a query that names no state means those that can still be ordered."""

_AGES: Final = {
    "<1d": "updated:<1d",
    "1d-7d": "updated:1d..7d",
    "7d-30d": "updated:7d..30d",
    ">30d": "updated:>30d",
}


def carts_behind(shop: Shop, query: ReportQuery, by: ReportGroup, group: str, currency: str) -> str:
    """Lists the carts of one group in one currency."""
    terms = [_of_group(by, group)]
    if by not in (ReportGroup.STATE, ReportGroup.AGE):
        terms.append(EVERY_STATE)
    if by is not ReportGroup.MARKET:
        terms.append(_markets(shop, query, currency))
    if by is not ReportGroup.DAY:
        terms.append(_days(query))
    return " ".join(filter(None, terms))


def carts_of_currency(shop: Shop, query: ReportQuery, currency: str, *terms: str) -> str:
    """Lists the carts in one currency of which the terms are true."""
    return " ".join(filter(None, (_markets(shop, query, currency), _days(query), *terms)))


def product_behind(query: ReportQuery, sku: str) -> str:
    """Lists the carts that a product is in."""
    market = f"market:{quoted_as_needed(query.market)}" if query.market else ""
    terms = [f"product:{quoted_as_needed(sku)}", EVERY_STATE, market, _days(query)]
    return " ".join(filter(None, terms))


def _of_group(by: ReportGroup, group: str) -> str:
    """The term of a group."""
    match by:
        case ReportGroup.AGE:
            return _AGES[group]
        case ReportGroup.DAY:
            return f"created:{group}"
        case _:
            return f"{by.value}:{quoted_as_needed(group)}"


def _markets(shop: Shop, query: ReportQuery, currency: str) -> str:
    """The markets that are meant; as far as there are several currencies, those of this one."""
    if query.market is not None:
        return f"market:{quoted_as_needed(query.market)}"
    meant = [market.code for market in shop.markets if market.currency == currency]
    if len(meant) == len(shop.markets) or not meant:
        return ""
    return f"market:{','.join(map(quoted_as_needed, meant))}"


def _days(query: ReportQuery) -> str:
    """The days that are meant."""
    if query.since is None and query.until is None:
        return ""
    if query.since == query.until:
        return f"created:{query.since}"
    return f"created:{query.since or ''}..{query.until or ''}"
