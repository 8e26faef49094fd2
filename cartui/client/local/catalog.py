"""``client.catalog`` on the local database."""

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.model.catalog import SoldVariant, VariantHit
from cartui.model.market import Market
from cartui.model.shop import PriceLevel
from cartui.rules.markets import market_of
from cartui.rules.pricing.unit_prices import breaks, listed_price
from cartui.store.catalog_search import search_variants
from cartui.store.shop_config import load_shop


class LocalCatalog:
    """Finding what is sold."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def search(
        self, text: str, *, market: str, level: str | None = None, limit: int = 20
    ) -> tuple[VariantHit, ...]:
        """Variants that match, the best first, with what they cost there."""

        def work(connection: Connection) -> tuple[VariantHit, ...]:
            shop = load_shop(connection)
            where = market_of(shop, market)
            price_level = shop.price_level(level or where.base_level) or shop.price_level(where.base_level)
            if price_level is None:
                return ()
            found = search_variants(connection, text, limit=limit)
            return tuple(_hit(sold, where, price_level) for sold in found)

        return await self._backend.read(work)


def _hit(sold: SoldVariant, market: Market, level: PriceLevel) -> VariantHit:
    """What a search shows of a variant, priced for one unit."""
    variant = sold.variant
    found = listed_price(variant, market, level, 1)
    return VariantHit(
        sku=variant.sku,
        product_id=sold.product_id,
        title=sold.title,
        options=variant.options_text,
        barcode=variant.barcode,
        unit_price=None if found is None else found.amount,
        currency=market.currency,
        stock=variant.stock,
        backorder=variant.backorder,
        image_url=sold.image_url,
        breaks=breaks(
            variant, market=market.code, base_level=market.base_level, level=level, rounding=market.rounding
        ),
    )
