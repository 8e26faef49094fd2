"""Words for changes of many carts: what is done, in the header of a job, its line and its row."""

from collections.abc import Iterable
from typing import Final

from cartui.model.actions import Assign, SetPriceLevel
from cartui.model.bulk import (
    BulkAction,
    BulkTally,
    ChangeTags,
    CloneCarts,
    DeleteCarts,
    NotifyCustomers,
    RestoreCarts,
    SetCustomerLevel,
    UndoJob,
)
from cartui.model.message import MessageKind
from cartui.model.shop import Shop

MESSAGES: Final = {
    MessageKind.REOPEN_BROWSER: "close and reopen the browser",
    MessageKind.DIGEST: "digest",
}
"""What a message says, by its kind."""


def actions_words(actions: Iterable[BulkAction], shop: Shop) -> str:
    """What is done: ``price level Gold, tags +spring −winter``."""
    return ", ".join(_words(action, shop) for action in actions)


def tally_words(tally: BulkTally) -> str:
    """What became of those that were looked at: ``9,000 changed, 990 as they were, 10 refused``."""
    parts = (
        (tally.changed, "changed"),
        (tally.unchanged, "as it was" if tally.unchanged == 1 else "as they were"),
        (tally.refused, "refused"),
    )
    said = [f"{count:,} {what}" for count, what in parts if count]
    return ", ".join(said) or "nothing changed"


def _words(action: BulkAction, shop: Shop) -> str:
    """What one action does."""
    match action:
        case SetPriceLevel():
            level = action.level
            said = "no price level of their own" if level is None else f"price level {shop.level_name(level)}"
        case Assign():
            said = f"assigned to {action.agent or 'nobody'}"
        case ChangeTags():
            tags = (*(f"+{tag}" for tag in action.add), *(f"−{tag}" for tag in action.remove))
            said = " ".join(("tags", *tags))
        case DeleteCarts():
            said = "delete"
        case RestoreCarts():
            said = "restore"
        case CloneCarts():
            said = "clone"
        case NotifyCustomers():
            said = f"message to customers: {MESSAGES[action.kind]}"
        case SetCustomerLevel():
            name = "none of their own" if action.level is None else shop.level_name(action.level)
            said = f"customers' price level {name}" + (", open carts follow" if action.carts_follow else "")
        case UndoJob():
            said = f"undo of bulk change {action.job}"
    return said
