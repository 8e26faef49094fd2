"""``/v1/carts/{ref}/messages`` and ``/v1/outbox``: messages to customers, and what became of them."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from cartui.model.message import MessageDraft, MessageKind, MessageState, NewMessage, OutboxMessage
from cartui.model.query import Page
from cartui.server.call import CurrentCall
from cartui.server.openapi import KEYED, takes
from cartui.server.routes.authenticated import Cursor, Limit, Ref, new_router, number_in, ref_in

router = new_router("outbox")

Kind = Annotated[MessageKind, Query(description="What the message is for.")]
InState = Annotated[MessageState | None, Query(description="Only messages of which that became.")]


@router.get("/carts/{ref}/messages/draft", response_model=MessageDraft)
async def draft_message(call: CurrentCall, ref: Ref, kind: Kind) -> Response:
    """A message about a cart as the shop would write it; nothing is sent."""
    return call.answer(MessageDraft, await call.client.outbox.draft(ref_in(ref), kind))


@router.post(
    "/carts/{ref}/messages",
    response_model=OutboxMessage,
    status_code=201,
    openapi_extra=takes(NewMessage, keyed=True),
)
async def send_message(call: CurrentCall, ref: Ref) -> Response:
    """Queue a message to a cart's customer, and begin to hand it to the mail server."""
    message = await call.body(NewMessage)
    queued = await call.client.outbox.send(ref_in(ref), message, key=call.key)
    return call.answer(OutboxMessage, queued, 201)


@router.get("/outbox", response_model=Page[OutboxMessage])
async def list_messages(
    call: CurrentCall, state: InState = None, limit: Limit = 50, after: Cursor = None
) -> Response:
    """Messages, the latest first."""
    page = await call.client.outbox.list(state=state, limit=limit, after=after)
    return call.answer(Page[OutboxMessage], page)


@router.get("/outbox/{ref}", response_model=OutboxMessage)
async def get_message(call: CurrentCall, ref: Ref) -> Response:
    """One message, and what became of it."""
    return call.answer(OutboxMessage, await call.client.outbox.get(_message_in(ref)))


@router.post("/outbox/{ref}/resend", response_model=OutboxMessage, openapi_extra=KEYED)
async def resend_message(call: CurrentCall, ref: Ref) -> Response:
    """Queue a message once more."""
    queued = await call.client.outbox.resend(_message_in(ref), key=call.key)
    return call.answer(OutboxMessage, queued)


@router.post("/outbox/{ref}/drop", response_model=OutboxMessage, openapi_extra=KEYED)
async def drop_message(call: CurrentCall, ref: Ref) -> Response:
    """Send a message no more."""
    return call.answer(OutboxMessage, await call.client.outbox.drop(_message_in(ref), key=call.key))


def _message_in(part: str) -> int:
    """The message that a part of the path names. Raises ``NotFound`` for what is no number."""
    return number_in(part, "message")
