"""Changing many carts or customers at once.

Part of :mod:`cartui.client.protocol`, where what holds for all calls is said.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from cartui.model.query import Page

if TYPE_CHECKING:  # what a starting desk does not need yet
    from cartui.model.bulk import BulkAction, BulkItem, BulkJob, BulkPreview, BulkTarget, ItemState


class Bulk(Protocol):
    """Jobs: the same done to many carts, or customers, one after the other.

    A job goes through its life with :meth:`prepare` (which settles which carts are meant, so that nothing
    that a query finds later is changed), :meth:`preview` of it, and :meth:`start`. The backend then works on
    it by itself, batch by batch, each in one transaction: every cart with its own version and entry in its
    history, or refused with the reason, as a single edit of it would be. What others changed since the
    preview is done as it is then. The feed of changes tells of each batch as one change of the kind ``bulk``.

    No batch is ever done twice. Where what works on it ends, the job stays as far as it is until somebody
    resumes it, cancels it or, once cancelled, undoes it.

    Every call that writes takes the role that doing the same to one cart takes. All raise ``NotFound`` for a
    job that there is not.
    """

    async def dry_run(
        self, target: "BulkTarget", actions: "Sequence[BulkAction]", *, after: str | None = None
    ) -> "BulkPreview":
        """What it would do to what is meant now, some hundred at once. Nothing is stored.

        ``after`` is the cursor of the part before; ``BulkPreview.followed_by`` puts parts together. Raises
        ``Invalid`` for actions that do not go together, for none, and for a level that there is not;
        ``NotFound``, naming them, for carts and customers that there are not.
        """
        ...

    async def prepare(
        self, target: "BulkTarget", actions: "Sequence[BulkAction]", *, key: str | None = None
    ) -> "BulkJob":
        """Settle which are meant, and keep that as a job that changes nothing before it is started.

        One that nobody starts is forgotten after a day. Raises as :meth:`dry_run` does, and ``Refused`` where
        it would be none at all or more than ``MOST_ITEMS``.
        """
        ...

    async def preview(self, job: int, *, after: str | None = None) -> "BulkPreview":
        """What a prepared job would do now, in parts as :meth:`dry_run` gives them.

        Raises ``Refused`` for one that was started or cancelled.
        """
        ...

    async def start(self, job: int) -> "BulkJob":
        """Begin with a prepared job, or go on with one on which nobody works any more.

        It answers as soon as the work has begun. A job that somebody works on, or that is over, is given as
        it is. Only one works on a job: whoever goes on with it takes it over.
        """
        ...

    async def cancel(self, job: int) -> "BulkJob":
        """Stop it before the next batch; what is changed by then stays. One that is over stays as it is."""
        ...

    async def undo(self, job: int, *, key: str | None = None) -> "BulkJob":
        """Prepare the job that takes back what this one changed, for :meth:`start`.

        What was changed since is refused there, one by one. Raises ``Refused`` for a job that is not over,
        that changed nothing, that somebody takes back already, or that cannot be taken back.
        """
        ...

    async def get(self, job: int) -> "BulkJob":
        """How far it is."""
        ...

    async def list(self, *, limit: int = 50, after: str | None = None) -> "Page[BulkJob]":
        """The jobs, the latest first; without those that were only prepared.

        ``after`` is the cursor of an earlier page. Raises ``Invalid`` for one of another list.
        """
        ...

    async def items(
        self, job: int, *, state: "ItemState | None" = None, limit: int = 50, after: str | None = None
    ) -> "Page[BulkItem]":
        """What became of each, in the order in which they are done; with ``state`` only those.

        ``after`` is the cursor of an earlier page. Raises ``Invalid`` for one of another list.
        """
        ...
