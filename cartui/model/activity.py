"""What was done lately over all carts: to one, to many at once, or with many that were written to a file."""

from datetime import datetime

from cartui.model.bulk import BulkJob
from cartui.model.exported import NotedExport
from cartui.model.frozen import Frozen
from cartui.model.history import HistoryEntry
from cartui.model.text import Shown


class CartActivity(Frozen):
    """One entry of the history of all carts, with the cart that it is about."""

    number: Shown
    """The cart's number."""
    customer: Shown = ""
    """The name of its customer, or of its contact."""
    currency: Shown = ""
    """The cart's own now: amounts of the entry's changes are in its minor units."""
    entry: HistoryEntry

    @property
    def key(self) -> str:
        """What tells it from every other activity."""
        return str(self.entry.id)

    @property
    def version(self) -> tuple[object, ...]:
        """What of it can be another later on."""
        return (self.entry.undone,)

    @property
    def at(self) -> datetime:
        """When it was done, in UTC."""
        return self.entry.at

    @property
    def agent(self) -> str:
        """Who did it."""
        return self.entry.agent


class BulkActivity(Frozen):
    """A bulk change, in place of the entries of all the carts that it changed."""

    job: BulkJob

    @property
    def key(self) -> str:
        """What tells it from every other activity."""
        return f"job {self.job.id}"

    @property
    def version(self) -> tuple[object, ...]:
        """What of it can be another later on."""
        return (self.job.state, self.job.at_work, self.job.tally.done, self.job.undone_by)

    @property
    def at(self) -> datetime:
        """When it was begun, in UTC."""
        return self.job.started_at or self.job.created_at

    @property
    def agent(self) -> str:
        """Who began it."""
        return self.job.agent


class ExportActivity(Frozen):
    """An export: nothing of any cart is another after it."""

    export: NotedExport

    @property
    def key(self) -> str:
        """What tells it from every other activity."""
        return f"export {self.export.id}"

    @property
    def version(self) -> tuple[object, ...]:
        """What of it can be another later on."""
        return (self.export.rows,)

    @property
    def at(self) -> datetime:
        """When it was begun, in UTC."""
        return self.export.at

    @property
    def agent(self) -> str:
        """Who began it."""
        return self.export.agent


Activity = CartActivity | BulkActivity | ExportActivity
"""One row of what was done lately."""
