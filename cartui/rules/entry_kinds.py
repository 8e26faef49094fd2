"""Kinds of history entries in the few groups that people ask for."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cartui.model.errors import Invalid
from cartui.model.history import EntryKind
from cartui.model.problem import Problem

if TYPE_CHECKING:  # who only lists kinds needs no jobs
    from cartui.model.bulk import BulkAction


class KindGroup(StrEnum):
    """What of a history is looked at; the value is what one types and reads."""

    EDITS = "edits"
    COMMENTS = "comments"
    """And calls."""
    ORDERS = "orders"
    LIFE = "life"
    """How carts begin, locks and payments, what goes out (links, messages, exports), and the trash."""


GROUPS: Final[Mapping[KindGroup, tuple[EntryKind, ...]]] = {
    KindGroup.EDITS: (EntryKind.EDITED, EntryKind.UNDONE, EntryKind.REDONE),
    KindGroup.COMMENTS: (EntryKind.COMMENTED, EntryKind.CALLED),
    KindGroup.ORDERS: (
        EntryKind.PLACED,
        EntryKind.NOT_PLACED,
        EntryKind.APPROVED,
        EntryKind.HELD,
        EntryKind.CANCELLED,
        EntryKind.INVOICED,
        EntryKind.CREDITED,
    ),
    KindGroup.LIFE: (
        EntryKind.CREATED,
        EntryKind.CLONED,
        EntryKind.IMPORTED,
        EntryKind.LOCKED,
        EntryKind.UNLOCKED,
        EntryKind.PAYMENT,
        EntryKind.MESSAGE,
        EntryKind.SHARED,
        EntryKind.EXPORTED,
        EntryKind.DELETED,
        EntryKind.RESTORED,
        EntryKind.PURGED,
    ),
}
"""The kinds of each group; every kind is in one."""

_OF_JOBS: Final[Mapping[str, EntryKind]] = {
    "delete_carts": EntryKind.DELETED,
    "restore_carts": EntryKind.RESTORED,
    "clone_carts": EntryKind.CLONED,
    "notify_customers": EntryKind.MESSAGE,
    "undo_job": EntryKind.UNDONE,
}
"""What a bulk job of these actions does to a cart; every other one edits it."""


def kinds_of(group: KindGroup | None) -> tuple[EntryKind, ...]:
    """The kinds of a group; ``None``: all, which is said by naming none."""
    return () if group is None else GROUPS[group]


def kinds_named(names: Iterable[str]) -> tuple[EntryKind, ...]:
    """The kinds of these names, each once; a name may be a group's. Raises ``Invalid`` with what there is."""
    found: dict[EntryKind, None] = {}
    for name in names:
        word = name.strip().lower()
        if word in set(KindGroup):
            found |= dict.fromkeys(GROUPS[KindGroup(word)])
        elif word in set(EntryKind):
            found[EntryKind(word)] = None
        else:
            known = f"{', '.join(KindGroup)}; or one of {', '.join(EntryKind)}"
            raise Invalid(
                f"There is no kind of entry called {name!r}: choose from {known}.",
                [Problem(field="kind", message=f"not {name!r}")],
            )
    return tuple(found)


def kind_of_job(actions: "Sequence[BulkAction]") -> EntryKind:
    """What the entries of a bulk job are in the histories of its carts. ``actions`` go together."""
    return _OF_JOBS.get(actions[0].type, EntryKind.EDITED)
