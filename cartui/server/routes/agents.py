"""``/v1/agents``: who may come in."""

from starlette.responses import Response

from cartui.model.agent import Agent, AgentChange
from cartui.server.call import CurrentCall
from cartui.server.openapi import takes
from cartui.server.responses import uncompressed_response
from cartui.server.routes.authenticated import Limit, Ref, new_router, ref_in
from cartui.wire.bodies import AccountMade, AccountToAdd
from cartui.wire.encoding import codec

router = new_router("agents")


@router.get("/agents", response_model=tuple[Agent, ...])
async def list_agents(call: CurrentCall) -> Response:
    """All accounts by name, the revoked ones too (admins only)."""
    return call.answer(tuple[Agent, ...], await call.client.agents.list())


@router.get("/history/agents", response_model=tuple[AgentChange, ...])
async def history_of_agents(call: CurrentCall, limit: Limit = 200) -> Response:
    """What was done with accounts and by whom, latest first (admins only)."""
    return call.answer(tuple[AgentChange, ...], await call.client.agents.history(limit=limit))


@router.post("/agents", response_model=AccountMade, status_code=201, openapi_extra=takes(AccountToAdd))
async def add_agent(call: CurrentCall) -> Response:
    """Make an account and its token, which is shown only here (admins only)."""
    account = await call.body(AccountToAdd)
    made = await call.client.agents.add(account.name, account.role)
    return uncompressed_response(codec(AccountMade).encode(AccountMade.of(made)), 201)


@router.post("/agents/{ref}/revoke", response_model=Agent)
async def revoke_agent(call: CurrentCall, ref: Ref) -> Response:
    """Take the token of that account back at once (admins only)."""
    return call.answer(Agent, await call.client.agents.revoke(ref_in(ref)))
