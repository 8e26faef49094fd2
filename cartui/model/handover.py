"""Orders that are handed on to what comes next: book-keeping, a warehouse, an ERP."""

from cartui.model.frozen import Frozen, Moment
from cartui.model.text import Shown


class Handover(Frozen):
    """Orders that one export took for a consumer; nobody else takes them for it meanwhile."""

    consumer: Shown
    claim: str
    """Tells this taking from all others."""
    orders: int
    """How many were taken."""
    taken_at: Moment
    confirmed: bool = False
    """Whether they have arrived, and are never taken for this consumer again."""
