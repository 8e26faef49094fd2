"""What a round of background work did."""

from cartui.model.frozen import Frozen, Moment
from cartui.model.text import Shown


class UpkeepReport(Frozen):
    """Counts of what one round wrote and removed; nothing of that is wanted any more."""

    carts_locked: int = 0
    """Carts of which it is written now that they are locked: nobody came back from paying them."""
    carts_purged: int = 0
    """Carts that left the trash for good, with their customer data."""
    payers_forgotten: int = 0
    """Payments and rows of statements of which it is not kept any more who paid."""
    replies_forgotten: int = 0
    """Answers of calls with a key, kept long enough for any repeat."""
    changes_forgotten: int = 0
    """Old entries of the change feed."""
    presences_forgotten: int = 0
    """Desks that had a cart open, and went without saying so."""
    messages_sent: int = 0
    """Messages that the mail server took."""
    messages_failed: int = 0
    """Messages that are given up, or of which nobody knows whether they were sent."""
    messages_forgotten: int = 0
    """Messages of which it is not kept any more what they said, and to whom."""
    bulk_items_forgotten: int = 0
    """Items of bulk changes that nobody started, or that were over long ago."""
    entries_counted: int = 0
    """Entries of the history that the reports count from now on without looking at them again."""
    busy: tuple[str, ...] = ()
    """Kinds of work that another process was doing: ``locks``, ``trash``, ``payers``, ``replies``,
    ``changes``, ``outbox``, ``presence``, ``bulk`` or ``figures``."""


class ServerFacts(Frozen):
    """What can be seen of a server without opening it as a client."""

    address: str
    secure: bool
    """Whether what is said there is encrypted on the way."""
    trouble: str = ""
    """Why it cannot be reached, or does not answer as one of ours does."""
    database_trouble: str = ""
    """Why it has nothing to answer with: it is there, and its database is not."""
    refused: str = ""
    """Why the token is not taken; empty as well where there was none to try."""
    name: Shown = ""
    """Whom the token belongs to."""
    role: Shown = ""
    version: Shown = ""
    """Of the program that serves."""
    clock_ahead: float | None = None
    """Seconds by which the server's clock is ahead of this machine's; ``None``: it does not tell the time."""


class DatabaseFacts(Frozen):
    """What can be seen of a database without opening it as a client; sizes in bytes."""

    path: str | None = None
    """Its file; ``None`` on a server."""
    exists: bool = True
    size: int | None = None
    log_size: int = 0
    """What SQLite keeps beside it and has not brought into it yet."""
    free: int | None = None
    """Room on its disk."""
    mode: int | None = None
    """The permissions of the file, as the system counts them."""
    revision: str | None = None
    wanted_revision: str
    """The program's own."""
    has_market: bool | None = None
    """Whether its shop is set up; ``None``: that was not seen."""
    checked: bool = False
    """Whether it was looked through to its end; a large one is not."""
    trouble: str = ""
    """Why it cannot be used, with the way out."""
    backup: str | None = None
    """The newest backup beside it."""
    backup_made_at: Moment | None = None
    engine: str
    """The engine with its version."""
    searches: bool = True
    """Whether the engine has the full-text search that cartui needs."""
