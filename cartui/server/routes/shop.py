"""``/v1/shop``, ``/v1/variants`` and ``/v1/imports``: what is sold, how, and what other systems knew."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from cartui.model.catalog import VariantHit
from cartui.model.imports import ImportBatch, ImportReport
from cartui.model.shop import Shop
from cartui.model.text import clean_line
from cartui.rules.permissions import Operation, ensure_may_do
from cartui.server.asking import Asked
from cartui.server.openapi import takes
from cartui.server.routes.known import Limit, Text, new_router

router = new_router("shop")

Market = Annotated[str, Query(max_length=200, description="Code of the market.")]
Level = Annotated[str | None, Query(max_length=200, description="Code of the price level.")]


@router.get("/variants", response_model=tuple[VariantHit, ...])
async def search_variants(
    asked: Asked, market: Market, text: Text = "", level: Level = None, limit: Limit = 20
) -> Response:
    """Variants by words in any order over title, options, SKU and barcode, with what they cost there."""
    hits = await asked.client.catalog.search(
        clean_line(text), market=clean_line(market), level=level and clean_line(level), limit=limit
    )
    return asked.answer(tuple[VariantHit, ...], hits)


@router.get("/shop", response_model=Shop)
async def get_shop(asked: Asked) -> Response:
    """Markets, levels, tax, coupons and settings."""
    return asked.answer(Shop, await asked.client.shop.get())


@router.put("/shop", response_model=Shop, openapi_extra=takes(Shop))
async def apply_shop(asked: Asked) -> Response:
    """Replace it all (admins only)."""
    ensure_may_do(asked.actor.role, Operation.CHANGE_SHOP)
    return asked.answer(Shop, await asked.client.shop.apply(await asked.reads(Shop)))


@router.post("/imports", response_model=ImportReport, openapi_extra=takes(ImportBatch))
async def import_batch(asked: Asked) -> Response:
    """Write a batch in one transaction; what is already there counts as unchanged."""
    ensure_may_do(asked.actor.role, Operation.IMPORT)
    batch = await asked.reads(ImportBatch)
    return asked.answer(ImportReport, await asked.client.imports.apply(batch))
