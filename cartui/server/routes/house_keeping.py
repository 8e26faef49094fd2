"""``/v1/upkeep``, ``/v1/purge`` and ``/v1/agents``: the background's work, and who may come in."""

from starlette.responses import Response

from cartui.model.agent import Agent
from cartui.model.upkeep import UpkeepReport
from cartui.server.answers import plain
from cartui.server.asking import Asked
from cartui.server.openapi import takes
from cartui.server.routes.known import Ref, named, new_router
from cartui.wire.bodies import AccountMade, AccountToAdd, Purging
from cartui.wire.encoding import codec

router = new_router("housekeeping")


@router.post("/upkeep", response_model=UpkeepReport)
async def run_upkeep(asked: Asked) -> Response:
    """Do what is due; what another process is doing at the moment is left to it."""
    return asked.answer(UpkeepReport, await asked.client.upkeep.run())


@router.post("/purge", response_model=UpkeepReport, openapi_extra=takes(Purging))
async def purge(asked: Asked) -> Response:
    """Remove for good what has been in the trash for longer than the shop keeps it (admins only)."""
    purging = await asked.reads(Purging)
    return asked.answer(UpkeepReport, await asked.client.upkeep.purge(dry_run=purging.dry_run))


@router.get("/agents", response_model=tuple[Agent, ...])
async def list_agents(asked: Asked) -> Response:
    """All accounts by name, the revoked ones too (admins only)."""
    return asked.answer(tuple[Agent, ...], await asked.client.agents.list())


@router.post("/agents", response_model=AccountMade, status_code=201, openapi_extra=takes(AccountToAdd))
async def add_agent(asked: Asked) -> Response:
    """Make an account and its token, which is shown only here (admins only)."""
    account = await asked.reads(AccountToAdd)
    made = await asked.client.agents.add(account.name, account.role)
    return plain(codec(AccountMade).encode(AccountMade.of(made)), 201)


@router.post("/agents/{ref}/revoke", response_model=Agent)
async def revoke_agent(asked: Asked, ref: Ref) -> Response:
    """Take the token of that account back at once (admins only)."""
    return asked.answer(Agent, await asked.client.agents.revoke(named(ref)))
