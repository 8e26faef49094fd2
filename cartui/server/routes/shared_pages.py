"""``/shared/{token}``: a quote as a page of the web, for whoever has its link."""

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from cartui.documents.html_page import POLICY, quote_page, sentence_page
from cartui.model.errors import ClientError
from cartui.server.limits import TooMuch
from cartui.server.state import ServerState, state_of

router = APIRouter(tags=["shared pages"])

LONGEST_TOKEN: Final = 100
"""Characters; what is longer is none of ours."""

HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow, noarchive",
}
"""Of every such page: nobody keeps it, frames it, lists it or is told where its reader came from."""

_NOT_FOUND: Final = sentence_page(
    "Not found", "This link leads nowhere, or not any more. Please ask the shop for a new one."
)
"""The same whether a link was never there, has expired or was revoked: nobody finds out which."""

_TOO_MUCH: Final = sentence_page(
    "Please wait", "Too much was asked from your network. Try again in a minute."
)
_NOT_NOW: Final = sentence_page("Please wait", "This page cannot be shown just now. Try again in a moment.")


@router.head("/shared/{token}", include_in_schema=False)
@router.get("/shared/{token}", include_in_schema=False)
async def show_shared_page(request: Request, token: str) -> Response:
    """Show a quote; whoever only asks for the head is no view."""
    server = state_of(request)
    try:
        return await _answer(server, request, token)
    except TooMuch as error:
        return _page(_TOO_MUCH, 429, {"retry-after": str(max(1, round(error.retry_after or 1)))})
    except ClientError:
        return _page(_NOT_NOW, 503, {"retry-after": "5"})


async def _answer(server: ServerState, request: Request, token: str) -> Response:
    """The page, or that there is none. Raises ``TooMuch``.

    An address that came with many wrong links is still shown what its right ones lead to: a whole office may
    share it.
    """
    server.page_visits.refuse(request)
    server.page_visits.note(request)
    counts = request.method == "GET"
    quote = None
    if len(token) <= LONGEST_TOKEN:
        quote = await server.host.sharing.shown_by(token, counts=counts)
    if quote is not None:
        return _page(quote_page(quote), 200)
    server.authenticator.guessers.refuse(request)
    server.authenticator.guessers.note(request)
    return _page(_NOT_FOUND, 404)


def _page(html: str, status: int, headers: dict[str, str] | None = None) -> Response:
    """A page as an answer."""
    return Response(html, status, HEADERS | (headers or {}), "text/html; charset=utf-8")
