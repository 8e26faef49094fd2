"""Links to quotes: making one, taking it back, and what it shows."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from cartui.client.local.agents import token_hash
from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import require_cart, show_cart
from cartui.client.local.timeline import note_on_timeline
from cartui.model.document import Document
from cartui.model.errors import NotFound, Refused, Unsupported
from cartui.model.history import EntryKind
from cartui.model.sharing import SharedPage
from cartui.rules.documents.content import quote_of
from cartui.rules.sharing import SHARED_STATES, expiry
from cartui.store.carts.records import load_cart
from cartui.store.sharing import add_page, load_page, page_with, replace_token, revoke_page
from cartui.store.shop_config import load_shop

NO_PAGES: Final = (
    "No pages are served to customers here, so there is no link. An admin says in the config, under [share], "
    "at which address customers reach `cartui serve`, or starts that with --public-url."
)
"""Why there is no link to a page of the server's own."""

_CHANCE: Final = 32
"""Bytes of chance in a link: nobody guesses it, so an unsalted hash of it is as good as a slow one."""


def page_address(backend: LocalBackend, token: str) -> str:
    """The address of the page with that secret. Raises ``Unsupported`` where no pages are served."""
    links = backend.shared.links
    if links is None or not links.pages:
        raise Unsupported(NO_PAGES)
    return f"{links.pages}/shared/{token}"


def share(
    backend: LocalBackend, connection: Connection, ref: str, token: str, lifetime: timedelta | None
) -> SharedPage:
    """Keep a link of that secret to a cart. Raises as ``sharing.share``."""
    cart, now = require_cart(connection, ref), backend.clock()
    if cart.state not in SHARED_STATES:
        raise Refused(f"{cart.number} is in the trash: restore it before it is shared. Nothing was made.")
    usual = load_shop(connection).settings.sharing.lifetime
    until = expiry(now, usual if lifetime is None else lifetime)
    page = _kept(backend, connection, cart.id, token, until)
    summary = f"link {page.id} for the customer, good until {until:%Y-%m-%d %H:%M} UTC"
    note_on_timeline(backend, connection, cart, EntryKind.SHARED, at=now, summary=summary)
    return page


def add_link(backend: LocalBackend, connection: Connection, cart_id: str, token: str) -> None:
    """Keep a link of that secret for a message, for as long as the shop's settings say."""
    lifetime = load_shop(connection).settings.sharing.lifetime
    _kept(backend, connection, cart_id, token, expiry(backend.clock(), lifetime))


def new_token() -> str:
    """What is secret in a new link."""
    return secrets.token_urlsafe(_CHANCE)


def with_another_token(connection: Connection, page: int, token: str) -> SharedPage:
    """A link of which nobody was told, with another secret. Raises ``NotFound`` where its cart is gone."""
    replace_token(connection, page, token_hash(token))
    return _require_page(connection, page)


def revoke(backend: LocalBackend, connection: Connection, page: int) -> SharedPage:
    """Let a link lead nowhere from now on. Raises ``NotFound``."""
    known = _require_page(connection, page)
    if known.revoked_at is not None:
        return known
    now, cart = backend.clock(), require_cart(connection, known.cart_id)
    revoke_page(connection, page, now)
    note_on_timeline(backend, connection, cart, EntryKind.SHARED, at=now, summary=f"link {page} revoked")
    return _require_page(connection, page)


def shown_by(connection: Connection, token: str, now: datetime) -> tuple[int, Document] | None:
    """The link with that secret and what it shows now; ``None`` where it leads nowhere."""
    page = page_with(connection, token_hash(token), now)
    cart = None if page is None else load_cart(connection, page.cart_id)
    if page is None or cart is None or cart.state not in SHARED_STATES:
        return None
    return page.id, quote_of(show_cart(connection, cart, now), load_shop(connection), at=now, by="")


def _kept(
    backend: LocalBackend, connection: Connection, cart_id: str, token: str, until: datetime
) -> SharedPage:
    """Keep a link of that secret."""
    agent, now = backend.actor.name, backend.clock()
    return add_page(connection, cart_id, token_hash(token), agent=agent, at=now, expires_at=until)


def _require_page(connection: Connection, page: int) -> SharedPage:
    """The link of that id. Raises ``NotFound``."""
    found = load_page(connection, page)
    if found is None:
        raise NotFound(f"There is no link {page}.")
    return found
