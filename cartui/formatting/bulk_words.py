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

_WHOLE_CARTS: Final = {"delete_carts": "delete", "restore_carts": "restore", "clone_carts": "clone"}


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
