"""What was asked for at a cart and is not saved since others decided about the same, until it is settled."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cartui.model.actions import Action
from cartui.model.cart import Cart
from cartui.screens.asked_edit import Area
from cartui.screens.others_changes import meant

if TYPE_CHECKING:  # what a start does not need
    from cartui.rules.both_versions import Difference


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
        from cartui.rules.both_versions import both_versions

        if not both_versions(clash.before, now, clash.actions):
            return False
        self._kept.append(clash)
        return True

    def forget(self, areas: Collection[Area]) -> None:
        """They are settled in these areas."""
        self._kept = [clash for clash in self._kept if clash.area not in areas]

    def replaced_by(self, now: Cart, actions: Sequence[Action]) -> None:
        """What decides the same again settles it."""
        fields = meant(now, actions)
        self._kept = [clash for clash in self._kept if not fields & meant(clash.before, clash.actions)]

    def drafts(self) -> dict[Area, str]:
        """The areas in which something clashes, with the forms that it was typed into."""
        return {clash.area: clash.draft for clash in self._kept}

    def differences(self, now: Cart) -> "list[tuple[Area, Difference]]":
        """Each field in which what was asked for and what is saved ``now`` differ, as areas are ordered."""
        from cartui.rules.both_versions import both_versions

        found: list[tuple[Area, Difference]] = []
        for area in (area for area in Area if area in self.drafts()):
            kept = [clash for clash in self._kept if clash.area is area]
            asked = [action for clash in kept for action in clash.actions]
            found += [(area, each) for each in both_versions(kept[0].before, now, asked)]
        return found
