"""What a round of background work did."""

from cartui.model.frozen import Frozen


class UpkeepReport(Frozen):
    """Counts of what one round removed; nothing of it is wanted any more."""

    carts_purged: int = 0
    """Carts that left the trash for good, with their customer data."""
    replies_forgotten: int = 0
    """Answers of calls with a key, kept long enough for any repeat."""
    changes_forgotten: int = 0
    """Old entries of the change feed."""
    busy: tuple[str, ...] = ()
    """Kinds of work that another process was doing: ``trash``, ``replies``, ``changes``."""
