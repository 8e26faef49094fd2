"""Lines lose their index by SKU: nothing asks for it, and it took as long to write as the line itself."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.drop_index("ix_cart_line_sku", table_name="cart_line")
