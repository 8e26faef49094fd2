"""Links to quotes: what is kept of each, and never what is secret in it."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, insert, select, update

from cartui.model.sharing import SharedPage
from cartui.store.limits import fits
from cartui.store.tables import METADATA

_page = METADATA.tables["shared_page"]
_cart = METADATA.tables["cart"]

_SHOWN: Final[Select[Any]] = select(
    *(_page.c[name] for name in ("id", "agent", "created_at", "expires_at", "revoked_at", "views")),
    _page.c.last_viewed_at,
    _cart.c.id.label("cart_id"),
    _cart.c.number.label("cart"),
).join_from(_page, _cart, _cart.c.pk == _page.c.cart_pk)


def add_page(
    conn: Connection, cart_id: str, token_hash: str, *, agent: str, at: datetime, expires_at: datetime
) -> SharedPage:
    """Keep a link to the cart of that id; gives it without its address."""
    values = {
        "token_hash": token_hash,
        "cart_pk": select(_cart.c.pk).where(_cart.c.id == cart_id).scalar_subquery(),
        "agent": agent,
        "created_at": at,
        "expires_at": expires_at,
        "views": 0,
    }
    made = conn.execute(insert(_page).values(values).returning(_page.c.id)).scalar_one()
    return _page_of(conn.execute(_SHOWN.where(_page.c.id == made)).one())


def load_page(conn: Connection, page: int) -> SharedPage | None:
    """The link of that id, or ``None``."""
    if not fits(page):
        return None
    row = conn.execute(_SHOWN.where(_page.c.id == page)).one_or_none()
    return None if row is None else _page_of(row)


def pages_of(conn: Connection, cart_id: str) -> tuple[SharedPage, ...]:
    """The links of a cart, the latest first."""
    rows = conn.execute(_SHOWN.where(_cart.c.id == cart_id).order_by(_page.c.id.desc()))
    return tuple(map(_page_of, rows))


def page_with(conn: Connection, token_hash: str, now: datetime) -> SharedPage | None:
    """The link with that secret, if it is good now."""
    good = (_page.c.token_hash == token_hash, _page.c.expires_at > now, _page.c.revoked_at.is_(None))
    row = conn.execute(_SHOWN.where(*good)).one_or_none()
    return None if row is None else _page_of(row)


def replace_token(conn: Connection, page: int, token_hash: str) -> None:
    """Give a link another secret, in place of one that nobody was told."""
    conn.execute(update(_page).where(_page.c.id == page).values(token_hash=token_hash))


def revoke_page(conn: Connection, page: int, at: datetime) -> None:
    """Let a link lead nowhere from now on."""
    conn.execute(update(_page).where(_page.c.id == page).values(revoked_at=at))


def count_view(conn: Connection, page: int, at: datetime) -> None:
    """Note that somebody looked at it."""
    seen = {"views": _page.c.views + 1, "last_viewed_at": at}
    conn.execute(update(_page).where(_page.c.id == page).values(seen))


def _page_of(row: Row[Any]) -> SharedPage:
    """The link of a row, without its address."""
    return SharedPage.model_validate(dict(row._mapping))
