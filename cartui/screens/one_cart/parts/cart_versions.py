"""A stale edit: what somebody else saved and what was asked for here, shown side by side to choose from."""

from typing import TYPE_CHECKING

from cartui.client.protocol import ClientError
from cartui.commands.command import CommandClass
from cartui.commands.two_at_a_cart import ShowBoth
from cartui.model.cart import CartState
from cartui.rules.editing.both_versions import Difference, Person
from cartui.screens.desk.others_changes import who_changed
from cartui.screens.one_cart.parts.cart_part import CartPart
from cartui.screens.one_cart.version_words import VersionWords

if TYPE_CHECKING:
    from cartui.model.actions import Action
    from cartui.screens.desk.cart_edits import Area
    from cartui.screens.desk.clashes import Clash
    from cartui.screens.one_cart.dialogs.both_versions import Chosen, FieldVersions
    from cartui.screens.one_cart.one_cart import OneCart

LOST = "It is in another currency now: type it anew."
"""Why what was asked for cannot be had any more."""


class CartVersions(CartPart):
    """Shows both versions as soon as no dialog is in the way, and again on a key until it is settled."""

    OFFERS = (ShowBoth,)

    def __init__(self, screen: "OneCart") -> None:
        """Nothing was shown so far."""
        super().__init__(screen)
        self._shown: tuple[Clash, ...] = ()

    def why_not(self, command: CommandClass) -> str | None:  # noqa: ARG002 - it has one command
        """There have to be two versions, and all has to be answered: what is on its way may clash, too."""
        if not len(self.edits.clashes):
            return "Nobody else changed what you asked for."
        return "Something is still being saved." if self.edits.busy else None

    def shown(self) -> None:
        """Show what clashes now, once: whoever puts it off comes back by the key."""
        clashes = tuple(self.edits.clashes)
        if any(clash not in self._shown for clash in clashes) and self._is_free:
            self._shown = clashes
            self.action_show_both()

    def action_show_both(self) -> None:
        """Show both versions."""
        self.screen.read(self._show(), group="versions")

    def ask_first(self, what: str) -> bool:
        """Show both versions instead of doing what would leave one of them behind; false: none clashes.

        ``what`` says what is not done, as in *C-1 is not placed*.
        """
        if not len(self.edits.clashes):
            return False
        self.screen.app.notify(f"{what}: choose first what of both versions is saved.", severity="warning")
        self.action_show_both()
        return True

    @property
    def _is_in_front(self) -> bool:
        """Whether the cart is, still open, with all that was asked for answered."""
        screen = self.screen
        return screen.app.screen is screen and not self.edits.busy and self.cart.state is CartState.OPEN

    @property
    def _is_free(self) -> bool:
        """Whether a dialog can come by itself: none is open or on its way."""
        flows = any(worker.group == "flow" and worker.is_running for worker in self.screen.workers)
        return self._is_in_front and not flows

    async def _show(self) -> None:
        """Find out who it was, then show it as it is by then, unless something else is in front."""
        from cartui.screens.one_cart.dialogs.both_versions import BothVersions, Versions

        history, myself = self.desk.client.history, self.desk.client.actor.name
        while True:
            version, clashes = self.cart.version, tuple(self.edits.clashes)
            differences = self.edits.clashes.differences(self.cart)
            first = min((clash.before.version for clash in clashes), default=version)
            who = await who_changed(history, self.cart.id, first, myself)
            names = await self._names(differences)
            if (version, clashes) == (self.cart.version, tuple(self.edits.clashes)):
                break  # else there is more by now, which is not to be left out
        if not self._is_in_front:
            self._shown = ()
            return
        if not differences:
            self.edits.settle(clashes, {})  # by now others did the same
            return
        fields = tuple(self._field(each, names) for _, each in differences)

        def chosen(answer: "tuple[Chosen, ...] | None") -> None:
            if answer is None:
                return
            if self.edits.busy or self.cart.version != version:
                self._shown = ()
                self.shown()  # something else is saved now, or will be: that was not chosen from
                return
            self.edits.settle(clashes, _wanted(differences, answer))

        self._shown = clashes
        self.screen.desk_app.type_ahead.forget()  # it was meant for the cart
        self.screen.app.push_screen(BothVersions(Versions(self.cart.number, who, fields)), chosen)

    def _field(self, difference: Difference, names: dict[str, str]) -> "FieldVersions":
        """One field in words."""
        from cartui.screens.one_cart.dialogs.both_versions import FieldVersions

        desk = self.desk
        words = VersionWords(desk.shop, self.screen.amounts, desk.display.timezone, desk.now(), names)
        name = difference.field
        return FieldVersions(
            label=words.label(difference),
            before=words.text(name, difference.before),
            theirs=words.text(name, difference.theirs),
            yours=words.text(name, difference.yours),
            lost="" if difference.actions else LOST,
        )

    async def _names(self, differences: "list[tuple[Area, Difference]]") -> dict[str, str]:
        """The names of customers who were to be linked; those that cannot be found out now are left out."""
        names: dict[str, str] = {}
        for _, each in differences:
            if isinstance(each.yours, Person) and each.yours.customer is not None:
                try:
                    customer = await self.desk.client.customers.get(each.yours.customer)
                except ClientError:
                    continue
                names[customer.id] = customer.name
        return names


def _wanted(
    differences: "list[tuple[Area, Difference]]", answer: "tuple[Chosen, ...]"
) -> "dict[Area, list[Action]]":
    """What of ours is to be saved on top of theirs, by area."""
    from cartui.screens.one_cart.dialogs.both_versions import Chosen

    wanted: dict[Area, list[Action]] = {}
    for (area, difference), chosen in zip(differences, answer, strict=True):
        if chosen is Chosen.YOURS:
            wanted.setdefault(area, []).extend(difference.actions)
    return wanted
