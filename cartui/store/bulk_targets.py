"""What a bulk change may mean, looked up by its names."""

from collections.abc import Collection

from sqlalchemy import Connection, or_, select

from cartui.model.bulk import ItemKind
from cartui.model.cart import CartState
from cartui.store.bulk_jobs import NewItem
from cartui.store.chunked import in_parts
from cartui.store.customers import find_each
from cartui.store.folding import storable
from cartui.store.tables import METADATA

_cart = METADATA.tables["cart"]


def carts_called(conn: Connection, names: Collection[str]) -> dict[str, NewItem]:
    """The carts of these ids and numbers that there are, by every one of these that is theirs."""
    found: dict[str, NewItem] = {}
    columns = (_cart.c.id, _cart.c.number, _cart.c.currency, _cart.c.total)
    for part in in_parts([storable(name) for name in names]):
        rows = conn.execute(select(*columns).where(or_(_cart.c.id.in_(part), _cart.c.number.in_(part))))
        for row in rows:
            item = NewItem(row.id, row.number, ItemKind.CART, row.currency, row.total)
            found |= {row.id: item, row.number: item}
    return found


def open_carts_of(conn: Connection, customers: Collection[str]) -> list[NewItem]:
    """The open carts of these customers, by their ids, that have no price level of their own."""
    columns = (_cart.c.id, _cart.c.number, _cart.c.currency, _cart.c.total)
    found: list[NewItem] = []
    for part in in_parts(customers):
        follows = (_cart.c.state == CartState.OPEN.value, _cart.c.price_level_override.is_(None))
        rows = conn.execute(select(*columns).where(_cart.c.customer_id.in_(part), *follows))
        found += [NewItem(row.id, row.number, ItemKind.CART, row.currency, row.total) for row in rows]
    return found


def customers_called(conn: Connection, names: Collection[str]) -> dict[str, list[NewItem]]:
    """Whom each of these references means, as one reference does; nobody, or several, too."""
    return {
        name: [NewItem(person.id, person.number, ItemKind.CUSTOMER) for person in people]
        for name, people in find_each(conn, names).items()
    }
