"""What a bulk change makes of one cart, by the very rules by which a single cart is edited or deleted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cartui.model.actions import Action, Assign, SetPriceLevel, SetTags
from cartui.model.bulk import BulkAction, ChangeTags
from cartui.model.cart import CartState
from cartui.model.errors import Refused
from cartui.model.history import EntryKind, FieldChange
from cartui.model.quick_value import replaced
from cartui.model.record import CartContent, CartRecord
from cartui.rules.editing.applying import EditContext, apply_actions
from cartui.rules.editing.cart_changes import diff_contents
from cartui.rules.editing.edit_summary import summarise
from cartui.rules.editing.record_changes import diff_records
from cartui.rules.life import ensure_deletable, ensure_editable, ensure_restorable
from cartui.rules.pricing.cart_pricing import PricingContext, cart_figures, same_price_inputs

MOST_TAGS: Final = 100
"""Tags that a cart has at most."""


@dataclass(frozen=True, slots=True)
class CartChange:
    """What a cart becomes, and what its history says of that."""

    after: CartRecord
    """Still with the version that it had."""
    kind: EntryKind
    summary: str
    changes: tuple[FieldChange, ...]
    actions: tuple[str, ...] = ()
    undoes: int | None = None
    """The entry that it takes back."""


def edited(
    record: CartRecord,
    actions: Sequence[BulkAction],
    editing: EditContext,
    pricing: Callable[[CartContent], PricingContext],
) -> CartChange | None:
    """The cart after these edits; ``None`` where it is so already.

    Raises ``Locked``, ``Refused`` or ``Invalid``.
    """
    ensure_editable(record.number, record.state, record.lock, record.order_number)
    before = record.content
    steps = edits_of(record, actions)
    if not steps:
        return None
    content = apply_actions(before, steps, editing)
    figures = record.figures
    if not same_price_inputs(before, content):
        figures = cart_figures(content, pricing(content))
    changes = diff_contents(before, content)
    if figures == record.figures and not changes:
        return None
    return CartChange(
        after=replaced(record, content=content, figures=figures),
        kind=EntryKind.EDITED,
        summary=summarise(steps, before, content),
        changes=changes,
        actions=tuple(step.type for step in steps),
    )


def deleted(record: CartRecord, now: datetime) -> CartChange:
    """The cart in the trash. Raises ``Locked`` or ``Refused``."""
    ensure_deletable(record.number, record.state, record.lock, record.order_number)
    after = replaced(record, state=CartState.DELETED, deleted_at=now)
    return CartChange(after, EntryKind.DELETED, "deleted", diff_records(record, after))


def restored(record: CartRecord, keep_days: int, now: datetime) -> CartChange:
    """The cart out of the trash, which keeps carts for so long. Raises ``Refused``."""
    ensure_restorable(record.number, record.state, record.deleted_at, keep_days, now)
    after = replaced(record, state=CartState.OPEN, deleted_at=None)
    return CartChange(after, EntryKind.RESTORED, "restored", diff_records(record, after))


def edits_of(record: CartRecord, actions: Sequence[BulkAction]) -> tuple[Action, ...]:
    """The actions that would edit this very cart; none for tags that it has, or has not, already.

    Raises ``Refused`` for more tags than a cart can have.
    """
    steps: list[Action] = []
    for action in actions:
        match action:
            case SetPriceLevel() | Assign():
                steps.append(action)
            case ChangeTags():
                steps += _new_tags(record, action)
            case _:
                raise TypeError(f"{action.type} edits no cart")
    return tuple(steps)


def _new_tags(record: CartRecord, change: ChangeTags) -> list[SetTags]:
    """The cart's own tags without some and with others, in whatever case; nothing where that is as it is."""
    gone = {tag.casefold() for tag in change.remove}
    tags = [tag for tag in record.content.tags if tag.casefold() not in gone]
    had = {tag.casefold() for tag in tags}
    for tag in change.add:
        if tag.casefold() not in had:
            had.add(tag.casefold())
            tags.append(tag)
    if tuple(tags) == record.content.tags:
        return []
    if len(tags) > MOST_TAGS:
        raise Refused(f"{record.number} would have {len(tags)} tags; a cart has {MOST_TAGS} at most.")
    return [SetTags(tags=tuple(tags))]
