"""Listing the carts behind a figure of a report, and going back to it."""

from typing import TYPE_CHECKING

from cartui.commands.command import CommandClass, Group
from cartui.commands.navigation import GoBack
from cartui.screens.cart_list.list_part import ListPart

if TYPE_CHECKING:
    from cartui.screens.cart_list.cart_list import CartList


class LedHere(ListPart):
    """Remembers what led to the list, and what was listed before, until one goes on from here."""

    def __init__(self, screen: "CartList") -> None:
        """Nothing led here."""
        super().__init__(screen)
        self._query: str | None = None
        self._before = ("", "")

    def show(self, query: str) -> None:
        """List the carts of this query until one goes back."""
        if self._query is None:
            self._before = (self.screen.line.text, self.screen.views.latest)
        self._leads_back_to(query)
        self._list(query)

    def word(self, command: CommandClass) -> str:
        """What back leads to from here, for the footer; empty: as usual."""
        leads = command is GoBack and self._query is not None and not self.screen.line.field.has_focus
        return "back to the report" if leads and self.screen.line.text == self._query else ""

    def before(self, command: CommandClass) -> None:
        """Whoever chooses a view or goes to another place has gone on."""
        if command in self.screen.views.offers or (command.group is Group.GO and command is not GoBack):
            self._leads_back_to(None)

    def go_back(self) -> bool:
        """Back to what led here: first to its carts, where other ones are listed by now; whether it was."""
        if self._query is None:
            return False
        if self.screen.line.text != self._query:
            self._list(self._query)
            return True
        self._leads_back_to(None)
        query, self.screen.views.latest = self._before
        self._list(query)
        self.screen.app.call_later(self.screen.desk_app.action_go_to_reports)
        return True

    def _leads_back_to(self, query: str | None) -> None:
        """From now on back leads to a report, by its query; ``None``: to none. The footer begins with it."""
        self._query = query
        self.screen.first_commands = () if query is None else (GoBack,)
        self.screen.refresh_hints()

    def _list(self, query: str) -> None:
        """Put the query into the line, as if it was typed there."""
        self.screen.line.put(query)
        self.screen.search(query)
        self.table.focus()
