"""What was asked for at a cart and is not saved since others decided about the same, until it is settled."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cartui.model.actions import (
    Action,
    AddLine,
    ApplyCoupon,
    MoveLine,
    RemoveCoupon,
    RemoveLine,
    SetQuantity,
)
from cartui.model.cart import Cart
from cartui.screens.desk.asked_edit import Area
from cartui.screens.desk.others_changes import meant

if TYPE_CHECKING:  # what a start does not need
    from cartui.rules.editing.both_versions import Difference


@dataclass(frozen=True, slots=True)
class Clash:
    """Something that was asked for without having seen what others decided."""

    area: Area
    before: Cart
    """What whoever asked for it had seen."""
    actions: tuple[Action, ...]
    draft: str
    """The form that it was typed into."""


class Clashes:
    """The clashes of one cart, in the order in which they were found."""

    def __init__(self) -> None:
        """None so far."""
        self._kept: list[Clash] = []

    def __iter__(self) -> Iterator[Clash]:
        """Each of them."""
        return iter(tuple(self._kept))

    def __len__(self) -> int:
        """How many there are."""
        return len(self._kept)

    def keep(self, clash: Clash, now: Cart) -> bool:
        """Keep what was asked for; ``False`` where others did just that, and ``now`` has it."""
        from cartui.rules.editing.both_versions import both_versions

        if not both_versions(clash.before, now, clash.actions):
            return False
        self._kept.append(clash)
        return True

    def forget(self, areas: Collection[Area]) -> None:
        """They are settled in these areas."""
        self._kept = [clash for clash in self._kept if clash.area not in areas]

    def settled(self, clashes: Collection[Clash]) -> None:
        """These are settled, and no other ones."""
        self._kept = [clash for clash in self._kept if all(clash is not each for each in clashes)]

    def replaced_by(self, now: Cart, actions: Sequence[Action]) -> Collection[Area]:
        """What says the same anew, as a whole, settles it; gives the areas in which nothing clashes now."""
        before = self.drafts()
        self._kept = [clash for clash in self._kept if not _is_said_anew(clash, now, actions)]
        return before.keys() - self.drafts().keys()

    def drafts(self) -> dict[Area, str]:
        """The areas in which something clashes, with the forms that it was typed into."""
        return {clash.area: clash.draft for clash in self._kept}

    def differences(self, now: Cart) -> "list[tuple[Area, Difference]]":
        """Each field in which what was asked for and what is saved ``now`` differ, as areas are ordered."""
        from cartui.rules.editing.both_versions import both_versions

        found: list[tuple[Area, Difference]] = []
        for area in (area for area in Area if area in self.drafts()):
            kept = [clash for clash in self._kept if clash.area is area]
            asked = [action for clash in kept for action in clash.actions]
            found += [(area, each) for each in both_versions(kept[0].before, now, asked)]
        return found


def _is_said_anew(clash: Clash, now: Cart, actions: Sequence[Action]) -> bool:
    """Whether the actions on the cart ``now`` leave nothing of the clash to decide."""
    return all(any(_says_anew(now, new, clash.before, old) for new in actions) for old in clash.actions)


def _says_anew(now: Cart, new: Action, before: Cart, old: Action) -> bool:
    """Whether an action on the cart ``now`` leaves nothing to decide of one that was asked for ``before``.

    One more of something says nothing about how many were wanted before.
    """
    if isinstance(new, AddLine):
        return False
    means = meant(before, [old])
    if isinstance(new, RemoveLine):
        return means == {f"lines.{new.line}"}
    return _decides(new, old) and bool(means) and means <= meant(now, [new])


def _decides(new: Action, old: Action) -> bool:
    """Whether both decide the same of whatever they are about."""
    if isinstance(new, MoveLine):
        return isinstance(old, MoveLine) and new.line == old.line
    if isinstance(new, SetQuantity):
        return isinstance(old, SetQuantity | AddLine)
    if isinstance(new, ApplyCoupon | RemoveCoupon):
        return isinstance(old, ApplyCoupon | RemoveCoupon)
    return type(new) is type(old)
