"""``/v1/upkeep`` and ``/v1/purge``: the background's work."""

from starlette.responses import Response

from cartui.model.upkeep import UpkeepReport
from cartui.server.call import CurrentCall
from cartui.server.openapi import takes
from cartui.server.routes.authenticated import new_router
from cartui.wire.bodies import Purging

router = new_router("upkeep")


@router.post("/upkeep", response_model=UpkeepReport)
async def run_upkeep(call: CurrentCall) -> Response:
    """Do what is due; what another process is doing at the moment is left to it."""
    return call.answer(UpkeepReport, await call.client.upkeep.run())


@router.post("/purge", response_model=UpkeepReport, openapi_extra=takes(Purging))
async def purge(call: CurrentCall) -> Response:
    """Remove for good what has been in the trash for longer than the shop keeps it (admins only)."""
    purging = await call.body(Purging)
    return call.answer(UpkeepReport, await call.client.upkeep.purge(dry_run=purging.dry_run))
