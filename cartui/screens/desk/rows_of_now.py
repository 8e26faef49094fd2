"""Rows that a start reads before there is a client."""

from datetime import datetime
from typing import NamedTuple

from cartui.model.cart_summary import CartSummary


class RowsOfNow(NamedTuple):
    """What stands in the first frame in place of the rows of the last time."""

    rows: tuple[CartSummary, ...]
    cursor: str
    """Id of the cart at which the cursor stands."""
    read_at: datetime
    """When they were read (UTC)."""
