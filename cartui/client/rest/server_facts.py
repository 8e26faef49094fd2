"""What can be seen of a server: whether it answers, to whom, how old it is, and what time it has."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime

from pydantic import SecretStr

from cartui.client.clock import utc_now
from cartui.client.rest.answer_meaning import raise_for, value_of
from cartui.client.rest.calls import path_of
from cartui.client.rest.failed_attempt import FailedAttempt
from cartui.client.rest.timeouts import USUAL
from cartui.client.rest.transport import HttpTransport, Request, Transport
from cartui.model.errors import ClientError, Unauthenticated
from cartui.model.upkeep import ServerFacts
from cartui.settings.server_urls import host_of
from cartui.wire.bodies import Me

HEALTH = "/health"
"""Where a server tells everybody that it is alive."""


READY = "/ready"
"""Where it tells everybody whether its database answers."""


async def facts_of(address: str, token: SecretStr | None) -> ServerFacts:
    """Ask the server once, as the token's agent where there is a token. Nothing raises."""
    transport = HttpTransport(address, {}, USUAL, token)
    try:
        return await _seen(address, transport, as_agent=token is not None)
    finally:
        await transport.close()


async def _seen(address: str, transport: Transport, *, as_agent: bool) -> ServerFacts:
    """What one answer tells."""
    host = host_of(address)
    facts = ServerFacts(address=address, secure=address.startswith("https://"))
    asked_at = utc_now()
    try:
        answer = await transport.exchange(Request("GET", path_of("me") if as_agent else HEALTH, {}))
        middle = asked_at + (utc_now() - asked_at) / 2
        facts = facts.model_copy(update={"clock_ahead": _clock_ahead(answer.headers, middle)})
        raise_for(answer, host, utc_now)
        if not as_agent:
            return facts
        me = value_of(Me, answer)
    except FailedAttempt as failed:
        said = failed.told(host, writes=False, repeats=False, done=False)
        away = bool(failed.sentence) and await _database_is_away(transport)
        return facts.model_copy(update={"database_trouble" if away else "trouble": said})
    except Unauthenticated as error:
        return facts.model_copy(update={"refused": error.message})
    except ClientError as error:
        return facts.model_copy(update={"trouble": error.message})
    known = {"name": me.actor.name, "role": me.actor.role.value, "version": me.version}
    return facts.model_copy(update=known)


async def _database_is_away(transport: Transport) -> bool:
    """Whether the server is well itself, and says that it is of no use."""
    try:
        alive = await transport.exchange(Request("GET", HEALTH, {}))
        ready = await transport.exchange(Request("GET", READY, {}))
    except FailedAttempt:
        return False
    return alive.status < 300 and ready.status == 503


def _clock_ahead(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds by which the time of an answer is ahead of ``now``; ``None``: it has none."""
    with suppress(ValueError):
        said = parsedate_to_datetime(headers.get("date", ""))
        if said.tzinfo is not None:
            return (said - now).total_seconds()
    return None
