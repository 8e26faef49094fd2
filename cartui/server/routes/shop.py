"""``/v1/shop``, ``/v1/variants`` and ``/v1/imports``: what is sold, how, and what other systems knew."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from cartui.model.catalog import VariantHit
from cartui.model.imports import ImportBatch, ImportReport
from cartui.model.shop import Shop
from cartui.model.text import clean_line
from cartui.rules.permissions import Operation, ensure_may_do
from cartui.server.call import CurrentCall
from cartui.server.openapi import takes
from cartui.server.routes.authenticated import Limit, Text, new_router

router = new_router("shop")

Market = Annotated[str, Query(max_length=200, description="Code of the market.")]
Level = Annotated[str | None, Query(max_length=200, description="Code of the price level.")]


@router.get("/variants", response_model=tuple[VariantHit, ...])
async def search_variants(
    call: CurrentCall, market: Market, text: Text = "", level: Level = None, limit: Limit = 20
) -> Response:
    """Variants by words in any order over title, options, SKU and barcode, with what they cost there."""
    hits = await call.client.catalog.search(
        clean_line(text), market=clean_line(market), level=level and clean_line(level), limit=limit
    )
    return call.answer(tuple[VariantHit, ...], hits)


@router.get("/shop", response_model=Shop)
async def get_shop(call: CurrentCall) -> Response:
    """Markets, levels, tax, coupons and settings."""
    return call.answer(Shop, await call.client.shop.get())


@router.put("/shop", response_model=Shop, openapi_extra=takes(Shop))
async def apply_shop(call: CurrentCall) -> Response:
    """Replace it all (admins only)."""
    ensure_may_do(call.actor.role, Operation.CHANGE_SHOP)
    return call.answer(Shop, await call.client.shop.apply(await call.body(Shop)))


@router.post("/imports", response_model=ImportReport, openapi_extra=takes(ImportBatch))
async def import_batch(call: CurrentCall) -> Response:
    """Write a batch in one transaction; what is already there counts as unchanged."""
    ensure_may_do(call.actor.role, Operation.IMPORT)
    batch = await call.body(ImportBatch)
    return call.answer(ImportReport, await call.client.imports.apply(batch))
