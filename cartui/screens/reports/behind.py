"""Queries that list the carts behind the statistics' figures."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from cartui.model.reports import ReportQuery
from cartui.model.shop import Shop
from cartui.rules.query.line import quoted_as_needed

EVERY_STATE: Final = "state:open,locked,ordered,deleted"
"""All carts; a query that names no state means those that can still be ordered."""


def carts_behind(query: ReportQuery, shop: Shop, currency: str, *terms: str) -> str:
    """The carts of that currency that began in the query's days and market, of which the terms are true."""
    return " ".join([*_market(query, shop, currency), *_days(query.since, query.until), *terms])


def _market(query: ReportQuery, shop: Shop, currency: str) -> Iterator[str]:
    """The market that is asked for, else those that have the currency, where others have another."""
    codes = [query.market] if query.market else [m.code for m in shop.markets if m.currency == currency]
    if codes and (query.market or len(codes) < len(shop.markets)):
        yield f"market:{','.join(map(quoted_as_needed, codes))}"


def _days(since: date | None, until: date | None) -> Iterator[str]:
    """The days on which they began."""
    if since is not None and since == until:
        yield f"created:{since}"
    elif since is not None or until is not None:
        yield f"created:{since or ''}..{until or ''}"
