"""What requests about changes of many carts or customers carry."""

from typing import Annotated

from pydantic import Field

from cartui.model.bulk import MOST_ITEMS, BulkAction
from cartui.model.frozen import Frozen
from cartui.model.text import Code, Shown


class BulkWhich(Frozen):
    """A ``BulkTarget`` whose query is written as a line, as the list of carts is asked for it."""

    carts: Annotated[tuple[Code, ...], Field(max_length=MOST_ITEMS)] = ()
    """Ids or numbers."""
    q: Annotated[str, Field(max_length=20_000)] | None = None
    """A query line: all that it finds. An empty one finds all open and locked carts."""
    zone: Shown = "UTC"
    """Time zone in which the days of the query line are meant."""
    without: Annotated[tuple[Code, ...], Field(max_length=MOST_ITEMS)] = ()
    """What the query finds and is not meant."""
    customers: Annotated[tuple[Code, ...], Field(max_length=MOST_ITEMS)] = ()
    """Ids or numbers."""


class BulkTrial(Frozen):
    """Arguments of ``bulk.dry_run``."""

    target: BulkWhich
    actions: tuple[BulkAction, ...]
    after: Shown | None = None
    """The cursor of the part before."""


class BulkToPrepare(Frozen):
    """Arguments of ``bulk.prepare``."""

    target: BulkWhich
    actions: tuple[BulkAction, ...]
