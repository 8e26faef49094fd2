"""Changing the selected carts at once, else the one at the cursor: choosing what, and beginning it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from cartui.commands.bulk_changes import ON_SELECTED, ChangeSelected, PrintSelected
from cartui.commands.cart_list import OpenCart
from cartui.commands.command import CommandClass
from cartui.commands.whole_cart import UndoCart
from cartui.formatting.counts import carts_words
from cartui.model.selection import Selection
from cartui.screens.cart_list.list_part import ListPart

if TYPE_CHECKING:
    from cartui.model.bulk import BulkAction, BulkTarget
    from cartui.model.message import MessageKind

ON_MANY: frozenset[CommandClass] = frozenset({ChangeSelected, *ON_SELECTED})
"""Commands that mean the selected carts, else the one at the cursor."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The carts that something is to be done with."""

    target: "BulkTarget"
    words: str
    """Which they are, for the heading of a dialog."""
    number: str
    """The number of the only one; empty: they are more, or it is not known."""


class ChangingCarts(ListPart):
    """Asks what is to be done with many carts, and takes the last of such changes back."""

    OFFERS = (ChangeSelected, *ON_SELECTED)

    def why_not(self, command: CommandClass) -> str | None:
        """There has to be a cart that is meant, and not more of them than anybody wants on paper."""
        if self.screen.is_mounted and self.screen.selection.is_empty and self.row is None:
            return "Select carts first: there is none at the cursor"
        if command is PrintSelected and self.screen.is_mounted:
            from cartui.client.print_run import MOST

            if (self._count_of(self.screen.selection) or 0) > MOST:
                return f"At most {MOST} carts are printed at once: select fewer"
        return None

    def before(self, command: CommandClass) -> None:
        """Whoever turns to something else does not mean the last of these changes by undo any more."""
        at_hand = self.desk.job
        if at_hand is not None and (command.writes() or command is OpenCart) and command is not UndoCart:
            at_hand.turn_away()
            self.screen.desk_app.show_job()

    # --- which carts ----------------------------------------------------------------------------------

    def _meant(self) -> Meant:
        """The carts that are meant now, whatever is listed or selected later."""
        from cartui.model.bulk import BulkTarget

        selection, row = self.screen.selection, self.row
        if selection.is_empty and row is not None:
            return Meant(BulkTarget(carts=(row.id,)), row.number, row.number)
        number = ""
        if selection.query is None and len(selection.ids) == 1:
            number = self.screen.selected.number_of(next(iter(selection.ids)))
        return Meant(BulkTarget.of(selection), number or self._words_of(selection), number)

    def _words_of(self, selection: Selection) -> str:
        """How many carts are selected, as far as that was counted."""
        count = self._count_of(selection)
        return "the selected carts" if count is None else carts_words(count)

    def _count_of(self, selection: Selection) -> int | None:
        """How many are selected; ``None``: that was not counted to its end."""
        return len(selection.ids) if selection.query is None else self.screen.selected.counted

    # --- what is done with them ---------------------------------------------------------------------

    def action_change_selected(self) -> None:
        """Show the menu."""
        from cartui.screens.dialogs.menu import open_menu

        open_menu(self.screen, self._meant().words, ON_SELECTED)

    def action_change_levels(self) -> None:
        """Ask for the level."""
        from cartui.screens.bulk.level_choice import LevelChoice

        meant = self._meant()
        choice = LevelChoice(self.desk.shop, meant.words)
        self.screen.app.push_screen(choice, partial(self._look_first, meant))

    def action_assign_selected(self) -> None:
        """Ask whose they are to be."""
        from cartui.screens.one_cart.dialogs.agent_pick import AgentPick

        self.screen.app.push_screen(AgentPick(None, many=True), partial(self._look_first, self._meant()))

    def action_tag_selected(self) -> None:
        """Ask for the tags."""
        from cartui.screens.bulk.tags import ask_tags

        meant = self._meant()
        self.screen.app.push_screen(ask_tags(meant.words), partial(self._tags_typed, meant))

    def _tags_typed(self, meant: Meant, values: Mapping[str, str] | None) -> None:
        """Look at what these tags would do."""
        from cartui.screens.bulk.tags import tags_change

        self._look_first(meant, None if values is None else tags_change(values))

    def action_delete_selected(self) -> None:
        """Look at which would go into the trash."""
        from cartui.model.bulk import DeleteCarts

        self._look_first(self._meant(), DeleteCarts())

    def action_restore_selected(self) -> None:
        """Look at which would come out of the trash."""
        from cartui.model.bulk import RestoreCarts

        self._look_first(self._meant(), RestoreCarts())

    def action_clone_selected(self) -> None:
        """Look at which would be cloned."""
        from cartui.model.bulk import CloneCarts

        self._look_first(self._meant(), CloneCarts())

    def action_notify_selected(self) -> None:
        """Ask what they are to be written."""
        from cartui.screens.bulk.message_choice import message_pick

        meant = self._meant()
        self.screen.app.push_screen(message_pick(meant.words), partial(self._message_chosen, meant))

    def _message_chosen(self, meant: Meant, kind: "MessageKind | None") -> None:
        """Look at whom it would reach."""
        from cartui.model.bulk import NotifyCustomers

        self._look_first(meant, None if kind is None else NotifyCustomers(kind=kind))

    def action_print_selected(self) -> None:
        """Ask what of them is printed, and where."""
        from cartui.screens.bulk.print_carts import print_carts

        meant = self._meant()
        print_carts(self.screen, meant.target, meant.words)

    def action_export_selected(self) -> None:
        """Ask for the file."""
        from cartui.screens.bulk.export import export_carts

        export_carts(self.screen, self._meant().target)

    def _look_first(self, meant: Meant, action: "BulkAction | None") -> None:
        """Show what it would do to these carts, and begin it if that is wanted."""
        if action is None:
            return
        from cartui.formatting.bulk_words import actions_words
        from cartui.screens.bulk.progress import look_first

        prepare = partial(self.desk.client.bulk.prepare, meant.target, (action,), key=uuid4().hex)
        look_first(self.screen, actions_words((action,), self.desk.shop), prepare, named=meant.number)

    # --- taking it back -------------------------------------------------------------------------------

    @property
    def makes_news(self) -> bool:
        """Whether a change of many carts that was begun here changes rows just now."""
        at_hand = self.desk.job
        return at_hand is not None and at_hand.makes_news(self.desk.passing())

    def undo_job(self) -> bool:
        """Look at taking back the change that was just made; false where undo means something else."""
        at_hand = self.desk.job
        if at_hand is None or not at_hand.can_be_undone:
            return False
        from cartui.screens.bulk.progress import look_at_undo

        look_at_undo(self.screen, at_hand.job, at_hand.what)
        return True

    def take_note(self) -> bool:
        """The outcome was read: say it no more; false where nothing is said."""
        at_hand = self.desk.job
        if at_hand is None or not at_hand.signs_end:
            return False
        at_hand.is_seen = True
        self.screen.desk_app.show_job()
        self.screen.refresh_hints()
        return True
