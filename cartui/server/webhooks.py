"""Who sent a webhook: what stands in for a token where a payment's provider tells of payments."""

import base64
import secrets
from typing import Final

from standardwebhooks import Webhook, WebhookVerificationError
from starlette.requests import Request

from cartui.client.local import LocalClient
from cartui.client.local.token_check import UNSIGNED, SecretCheck
from cartui.model.agent import WEBHOOK_SECRET_PREFIX, Actor, ActorOrigin, Role
from cartui.model.errors import Unauthenticated
from cartui.server.state import ServerState

WEBHOOK_ID: Final = "webhook-id"
"""The header that names a webhook: the same whenever it is sent again."""

_NOBODYS: Final = WEBHOOK_SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
"""Signs nothing. What comes for a shop that there is not is held against it, and takes as long to refuse."""


async def signed_client(server: ServerState, request: Request, shop: str, body: bytes) -> LocalClient:
    """A client for the shop with whose secret these bytes were signed within the last five minutes.

    Raises ``Unauthenticated``, in the same words whatever is wrong, and ``TooManyFailures`` for an address
    from which too much of that kind came.
    """
    secret = await server.host.agents.webhook_secret(shop)
    if not _is_signed(secret or _NOBODYS, request, body) or secret is None:
        server.authenticator.guessers.refuse(request)
        server.authenticator.guessers.note(request)
        raise Unauthenticated(UNSIGNED)
    actor = Actor(name=shop, role=Role.STOREFRONT, origin=ActorOrigin.STOREFRONT)
    return server.host.acting_as(actor, SecretCheck(shop, secret))


def _is_signed(secret: str, request: Request, body: bytes) -> bool:
    """Whether one of the signatures is that of these bytes, by the Standard Webhooks scheme."""
    try:
        Webhook(secret).verify(body, dict(request.headers), json_parse=False)
    except (WebhookVerificationError, ValueError):  # which is also what broken base64 and no UTF-8 are
        return False
    return True
