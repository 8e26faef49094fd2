"""Shops tell of their carts, some people may not buy, and customers of carts that were left are called."""

from collections.abc import Iterator
from ipaddress import IPv6Address, ip_address
from typing import Final

import sqlalchemy as sa
from alembic import op

from cartui.store.column_types import Json, UtcMicros, Whole

revision = "0019"
down_revision = "0018"

AT_ONCE: Final = 1_000

CART: Final = sa.table(
    "cart",
    sa.column("pk", Whole()),
    sa.column("visitor", Json()),
    sa.column("visitor_session", sa.String()),
    sa.column("visitor_address_key", sa.String()),
    sa.column("visitor_country", sa.String()),
)


def upgrade() -> None:
    op.add_column("agent", sa.Column("webhook_secret", sa.String(), nullable=True))
    for name in ("visitor_address_key", "visitor_country", "block_waived", "call_outcome"):
        op.add_column("cart", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("cart", sa.Column("called_at", UtcMicros(), nullable=True))
    for name, columns, condition in (
        ("ix_cart_by_visitor_address", ["visitor_address_key", "pk"], "visitor_address_key <> ''"),
        (
            "ix_cart_by_visitor_country",
            ["active", "visitor_country", "updated_at", "pk"],
            "visitor_country <> ''",
        ),
        ("ix_cart_by_called", ["active", "called_at", "pk"], "called_at IS NOT NULL"),
    ):
        only = sa.text(condition)
        op.create_index(name, "cart", columns, sqlite_where=only, postgresql_where=only)
    op.create_table(
        "storefront_cart",
        sa.Column("shop", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("cart_pk", Whole(), nullable=False),
        sa.Column("revision", Whole(), nullable=False),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cart_pk"], ["cart.pk"], name=op.f("fk_storefront_cart_cart_pk_cart"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("shop", "name", name=op.f("pk_storefront_cart")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_storefront_cart_cart_pk", "storefront_cart", ["cart_pk"])
    op.create_table(
        "block",
        sa.Column("id", Whole(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("value_key", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("at", UtcMicros(), nullable=False),
        sa.Column("expires_at", UtcMicros(), nullable=True),
        sa.Column("removed_at", UtcMicros(), nullable=True),
        sa.Column("removed_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block")),
        sqlite_autoincrement=True,
    )
    standing = sa.text("removed_at IS NULL")
    op.create_index(
        "ix_block_key", "block", ["key"], unique=True, sqlite_where=standing, postgresql_where=standing
    )
    op.create_index("ix_block_value", "block", ["value_key", "id"])
    _take_down_visitors()


def _take_down_visitors() -> None:
    """Fill the new columns for the carts of which a visitor is known."""
    connection = op.get_bind()
    changed = (
        sa.update(CART)
        .where(CART.c.pk == sa.bindparam("cart"))
        .values(visitor_address_key=sa.bindparam("address"), visitor_country=sa.bindparam("country"))
    )
    for rows in _visitors(connection):
        values = [
            {"cart": pk, "address": _address_key(_text(visitor, "ip")), "country": _text(visitor, "country")}
            for pk, visitor in rows
            if isinstance(visitor, dict)
        ]
        if values:
            connection.execute(changed, values)


def _visitors(connection: sa.Connection) -> Iterator[list[tuple[int, object]]]:
    """The carts that have a visitor, some at once."""
    last = 0
    chosen = sa.select(CART.c.pk, CART.c.visitor).where(CART.c.visitor_session.is_not(None))
    while True:
        part = chosen.where(CART.c.pk > last).order_by(CART.c.pk).limit(AT_ONCE)
        rows: list[tuple[int, object]] = [(row.pk, row.visitor) for row in connection.execute(part)]
        if not rows:
            return
        last = rows[-1][0]
        yield rows


def _text(visitor: dict[str, object], name: str) -> str:
    """What is known of a visitor under that name, or nothing."""
    value = visitor.get(name)
    return value if isinstance(value, str) else ""


def _address_key(ip: str) -> str:
    """The address as ``4`` or ``6`` and its digits, base 16; an IPv4 address in IPv6's clothes is IPv4."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return f"{address.version}{address.packed.hex()}"
