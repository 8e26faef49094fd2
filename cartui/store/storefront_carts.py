"""What shops call their carts, and how far their words were taken in."""

from dataclasses import dataclass

from sqlalchemy import Connection, ScalarSelect, insert, select, update

from cartui.store.tables import METADATA

_named = METADATA.tables["storefront_cart"]
_cart = METADATA.tables["cart"]


@dataclass(frozen=True, slots=True)
class NamedCart:
    """A cart under the name that a shop has for it."""

    name: str
    cart_id: str
    revision: int
    """The last of the shop's states that was taken in."""
    merged_into: str | None = None
    """The number of the cart that its lines went into: the name means nothing more."""


def find_named_cart(conn: Connection, shop: str, name: str) -> NamedCart | None:
    """The cart that a shop calls so, or ``None``."""
    columns = (_named.c.name, _cart.c.id, _named.c.revision, _named.c.merged_into)
    chosen = select(*columns).join_from(_named, _cart).where(_named.c.shop == shop, _named.c.name == name)
    row = conn.execute(chosen).one_or_none()
    return None if row is None else NamedCart(*row)


def save_named_cart(conn: Connection, shop: str, named: NamedCart) -> None:
    """Keep this of what a shop calls a cart, in place of what was known under the name."""
    values = {"revision": named.revision, "merged_into": named.merged_into}
    this = (_named.c.shop == shop, _named.c.name == named.name)
    pk = _pk_of(named.cart_id)
    if not conn.execute(update(_named).where(*this).values(cart_pk=pk, **values)).rowcount:
        conn.execute(insert(_named).values(shop=shop, name=named.name, cart_pk=pk, **values))


def _pk_of(cart_id: str) -> ScalarSelect[int]:
    """The key of a cart's row."""
    return select(_cart.c.pk).where(_cart.c.id == cart_id).scalar_subquery()
