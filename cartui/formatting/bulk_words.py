"""Words for changes of many carts: what is done, in the header of a job, its line and its row."""

from collections.abc import Iterable
from typing import Final

from cartui.model.actions import Assign, SetPriceLevel
from cartui.model.bulk import (
    BulkAction,
    BulkJob,
    BulkTally,
    ChangeTags,
    CloneCarts,
    DeleteCarts,
    JobState,
    NotifyCustomers,
    RestoreCarts,
    SetCustomerLevel,
    UndoJob,
)
from cartui.model.message import MessageKind
from cartui.model.shop import Shop

MESSAGES: Final = {
    MessageKind.REOPEN_BROWSER: "close and reopen the browser",
    MessageKind.QUOTE: "quote",
    MessageKind.RECOVERY: "the cart that was left",
    MessageKind.ORDER_PLACED: "the order was placed",
    MessageKind.DIGEST: "digest",
}
"""What a message says, by its kind."""

_WHOLE_CARTS: Final = {"delete_carts": "delete", "restore_carts": "restore", "clone_carts": "clone"}


def actions_words(actions: Iterable[BulkAction], shop: Shop) -> str:
    """What is done: ``price level Gold, tags +spring −winter``."""
    return ", ".join(_words(action, shop) for action in actions)


def job_words(job: BulkJob, shop: Shop) -> str:
    """What a job does to how many: ``price level Gold · 10,000 carts``."""
    return f"{actions_words(job.actions, shop)} · {counted_words(job)}"


def job_outcome(job: BulkJob, shop: Shop) -> str:
    """The same with what is to be known of it besides: refused ones, and that it is not done or undone."""
    said = [job_words(job, shop)]
    if job.tally.refused:
        said.append(f"{job.tally.refused:,} refused")
    if job.state is JobState.RUNNING:
        said.append(f"{job.tally.done:,} done" if job.at_work else f"left behind after {job.tally.done:,}")
    if job.state is JobState.CANCELLED:
        said.append(f"stopped after {job.tally.done:,}")
    return f"{'' if job.undone_by is None else '(undone) '}{' · '.join(said)}"


def tally_words(tally: BulkTally) -> str:
    """What became of those that were looked at: ``9,000 changed, 990 as they were, 10 refused``."""
    parts = (
        (tally.changed, "changed"),
        (tally.unchanged, "as it was" if tally.unchanged == 1 else "as they were"),
        (tally.refused, "refused"),
    )
    said = [f"{count:,} {what}" for count, what in parts if count]
    return ", ".join(said) or "nothing changed"


def counted_words(job: BulkJob) -> str:
    """How many of what are meant: ``1,204 carts``, ``3 customers``."""
    count, one, many = job.tally.matched, "cart", "carts"
    for action in job.actions:
        if isinstance(action, SetCustomerLevel):
            one, many = "customer", "customers and carts" if action.carts_follow else "customers"
    return f"{count:,} {one if count == 1 else many}"


def _words(action: BulkAction, shop: Shop) -> str:
    """What one action does."""
    match action:
        case SetPriceLevel() | Assign() | ChangeTags():
            return _edit_words(action, shop)
        case DeleteCarts() | RestoreCarts() | CloneCarts():
            return _WHOLE_CARTS[action.type]
        case NotifyCustomers():
            return f"message to customers: {MESSAGES[action.kind]}"
        case SetCustomerLevel():
            name = "none of their own" if action.level is None else shop.level_name(action.level)
            return f"customers' price level {name}" + (", open carts follow" if action.carts_follow else "")
        case UndoJob():
            return f"undo of bulk change {action.job}"


def _edit_words(action: SetPriceLevel | Assign | ChangeTags, shop: Shop) -> str:
    """What an edit of each cart does."""
    match action:
        case SetPriceLevel(level=None):
            return "no price level of their own"
        case SetPriceLevel():
            return f"price level {shop.level_name(action.level or '')}"
        case Assign():
            return f"assigned to {action.agent or 'nobody'}"
        case ChangeTags():
            tags = (*(f"+{tag}" for tag in action.add), *(f"−{tag}" for tag in action.remove))
            return " ".join(("tags", *tags))
