"""What others did to a cart meanwhile: whether it clashes with what was asked for, and how it is said."""

from collections.abc import Iterable, Sequence
from typing import Final

from cartui.client.protocol import ClientError, History
from cartui.model.actions import Action
from cartui.model.cart import Cart
from cartui.model.history import EntryKind, FieldChange, HistoryEntry
from cartui.model.record import CartContent, LineContent
from cartui.rules.editing.rebase import clashes, touched

_SAID: Final = frozenset({EntryKind.COMMENTED, EntryKind.CALLED, EntryKind.MESSAGE, EntryKind.SHARED})
"""Kinds of entries after which nothing of the cart is another."""

LATEST: Final = 20
"""Entries of the history that are looked through for what happened since."""


def clash(cart: Cart, actions: Sequence[Action], theirs: Iterable[str]) -> tuple[str, ...]:
    """The fields and lines that both the actions and others (``Conflict.changed``) mean, by decision 12.

    ``cart`` is the cart with the others' changes.
    """
    changes = [FieldChange(field=path, before=None, after=None) for path in theirs]
    return clashes(actions, _content_of(cart), changes)


def overtaken(before: Cart, now: Cart, actions: Sequence[Action]) -> tuple[str, ...]:
    """The fields that the actions mean and in which ``now`` has something else than ``before``."""
    from cartui.rules.editing.both_versions import both_versions

    return tuple(each.field for each in both_versions(before, now, actions) if each.before != each.theirs)


def meant(cart: Cart, actions: Sequence[Action]) -> frozenset[str]:
    """The fields and lines that the actions mean."""
    return touched(actions, _content_of(cart))


def _content_of(cart: Cart) -> CartContent:
    """What of a cart decides which of its lines an action means."""
    lines = tuple(
        LineContent(line.id, line.sku, line.title, line.quantity, line.unit_price, line.price_source)
        for line in cart.lines
    )
    return CartContent(market=cart.market, currency=cart.currency, lines=lines)


async def who_changed(history: History, cart_id: str, version: int, myself: str) -> str:
    """Who changed the cart after that version, by name; the latest first."""
    try:
        entries = await history.of_cart(cart_id, limit=LATEST)
    except ClientError:
        entries = ()
    later = (entry.agent for entry in entries if entry.version > version and entry.changes)
    names = dict.fromkeys(name for name in later if name and name != myself)
    return " and ".join(names) or "somebody else"


async def changed_by(history: History, cart_id: str, version: int) -> str:
    """Who changed the cart after that version, each with what they did, in words; the latest first."""
    try:
        entries = await history.of_cart(cart_id, limit=LATEST)
    except ClientError:
        entries = ()  # who it was is worth a sentence, but no second error
    later = [entry for entry in entries if entry.version > version and _tells_of_a_change(entry)]
    who = [f"{entry.agent or 'somebody'} ({entry.summary})" for entry in later]
    return ", ".join(who) or "somebody else"


async def done_at(history: History, cart: Cart) -> str:
    """What made this version of the cart, in words; empty where that cannot be found out now."""
    try:
        entries = await history.of_cart(cart.id, limit=LATEST)
    except ClientError:
        return ""
    made = (entry.summary for entry in entries if entry.version == cart.version and _tells_of_a_change(entry))
    return next(made, "")


def _tells_of_a_change(entry: HistoryEntry) -> bool:
    """Whether an entry made a version; one of what was only said has the version that it was said at."""
    return bool(entry.summary) and entry.kind not in _SAID


def capitalised(sentence: str) -> str:
    """The sentence with its first letter large."""
    return sentence[:1].upper() + sentence[1:]
