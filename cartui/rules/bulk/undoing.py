"""What taking a bulk change back makes of one cart, by the rules by which a single entry is undone."""

from collections.abc import Callable
from datetime import datetime

from cartui.model.bulk import NOT_UNDONE, BulkJob, JobState
from cartui.model.cart import CartState
from cartui.model.errors import Refused
from cartui.model.history import EntryKind, HistoryEntry
from cartui.model.quick_value import replaced
from cartui.model.record import CartContent, CartRecord
from cartui.rules.bulk.cart_changes import CartChange, deleted
from cartui.rules.editing.applying import EditContext
from cartui.rules.editing.record_changes import diff_records
from cartui.rules.editing.taking_back import move_of, moved_back, without_state
from cartui.rules.editing.undo import undone
from cartui.rules.life import ensure_editable
from cartui.rules.pricing.cart_pricing import PricingContext, cart_figures, same_price_inputs


def taken_back(
    record: CartRecord,
    entry: HistoryEntry,
    editing: EditContext,
    pricing: Callable[[CartContent], PricingContext],
    *,
    keep_days: int,
    now: datetime,
) -> CartChange:
    """The cart without what the entry did to it, which is the latest thing that changed it.

    The trash keeps carts for so many days. A cart that was cloned by the entry goes there itself. Raises
    ``Locked`` or ``Refused``.
    """
    if entry.kind is EntryKind.CLONED:
        return deleted(record, now)
    if move_of(entry) is None or record.state is not CartState.DELETED:
        ensure_editable(record.number, record.state, record.lock, record.order_number)
    after = _without(record, entry, editing, pricing)
    after = moved_back(after, entry, keep_days=keep_days, now=now)
    kind = EntryKind.UNDONE
    summary = f"{kind}: {entry.summary}"
    return CartChange(after, kind, summary, diff_records(record, after), ("undo",), undoes=entry.id)


def ensure_undoable(job: BulkJob) -> None:
    """Raise ``Refused`` for a job that cannot be taken back, now or ever."""
    if job.can_be_undone:
        return
    name = f"Bulk change {job.id}"
    if job.state not in (JobState.DONE, JobState.CANCELLED):
        raise Refused(f"{name} is not over: cancel it first, then it can be undone. Nothing was changed.")
    if any(isinstance(action, NOT_UNDONE) for action in job.actions):
        raise Refused(f"{name} cannot be taken back. Nothing was changed.")
    if job.undone_by is not None:
        raise Refused(f"{name} is taken back by bulk change {job.undone_by} already. Nothing was changed.")
    raise Refused(f"{name} changed nothing: there is nothing to take back.")


def ensure_untouched(record: CartRecord, entry: HistoryEntry, changer: tuple[str, datetime] | None) -> None:
    """Raise ``Refused`` for a cart that is not as the entry left it; ``changer``: who did that, and when."""
    if record.version == entry.version:
        return
    if changer is None:
        raise Refused(f"{record.number} was changed since. It stays as it is.")
    agent, at = changer
    by = f"by {agent} " if agent else ""
    raise Refused(f"{record.number} was changed since, {by}at {at:%Y-%m-%d %H:%M} UTC. It stays as it is.")


def _without(
    record: CartRecord,
    entry: HistoryEntry,
    editing: EditContext,
    pricing: Callable[[CartContent], PricingContext],
) -> CartRecord:
    """The cart without what the entry decided of its content."""
    decided = without_state(entry.changes)
    if not decided:
        return record
    content = undone(record.content, decided, (), editing)
    figures = record.figures
    if not same_price_inputs(record.content, content):
        figures = cart_figures(content, pricing(content))
    return replaced(record, content=content, figures=figures)
