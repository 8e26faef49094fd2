"""The views of the list of carts: choosing one, and how many carts each has."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from cartui.commands.cart_list import CART_LIST
from cartui.commands.command import CommandClass
from cartui.commands.own_views import own_view_commands
from cartui.formatting.counts import short_count
from cartui.model.columns import ChosenColumn
from cartui.model.query import CartSort
from cartui.rules.query.cart_query import QueryError, parse_query
from cartui.screens.cart_list.list_part import ListPart
from cartui.screens.cart_list.view import BUILT_IN, CartView, own_cart_view, view_of
from cartui.widgets.views_column import ViewLine, ViewsColumn

if TYPE_CHECKING:
    from cartui.screens.cart_list.cart_list import CartList

PAUSE: Final = 2.0
"""Seconds at least between two rounds of counting the views, however often something changes."""


class ListViews(ListPart):
    """Shows the list in views: the built-in ones and the agent's own."""

    def __init__(self, screen: "CartList") -> None:
        """Start with every open and locked cart."""
        super().__init__(screen)
        self.own: tuple[CartView, ...] = ()
        """The agent's own; they are known once the desk is."""
        self.latest = BUILT_IN[0].name
        """Name of the view that was chosen last, whatever was typed since."""
        self.usual_sort = CartSort()
        """How the agent has sorted the list, whatever a view says."""
        self.usual_columns: tuple[ChosenColumn, ...] = ()
        """How the agent has laid it out, whatever a view says."""
        self._counts: dict[str, str] = {}
        self._counting = False
        self._uncounted = True
        """Whether something has changed since the views were counted."""

    @property
    def all(self) -> tuple[CartView, ...]:
        """All of them, the built-in ones first."""
        return BUILT_IN + self.own

    @property
    def offers(self) -> tuple[CommandClass, ...]:
        """Each view has a command."""
        return tuple(view.command for view in self.all)

    def take_own(self) -> None:
        """Show the agent's own views as they are now, and bind their keys."""
        own = self.desk.own_views.all
        keys = {each.name: each.view.key for each in own}
        commands, _ = own_view_commands(keys, CART_LIST, self.screen.keymap)
        self.own = tuple(map(own_cart_view, own, commands))
        self.screen.own_view_commands = commands
        self.screen.bind_offers()
        self.show()

    # --- choosing ----------------------------------------------------------------------------------

    def method_of(self, command: CommandClass) -> Callable[[], object] | None:
        """A view has a command, but no method: its query says what is done."""
        view = self._view_by(command)
        return None if view is None else partial(self.choose, view)

    def why_not(self, command: CommandClass) -> str | None:
        """A view needs a backend that knows its terms."""
        view = self._view_by(command) if self.desk.is_open else None
        return None if view is None or self._is_known(view) else "This backend cannot filter by that"

    def _view_by(self, command: CommandClass) -> CartView | None:
        """The view that the command shows, if it shows one."""
        return next((view for view in self.all if view.command is command), None)

    def _is_known(self, view: CartView) -> bool:
        """Whether the backend can tell which carts these are; a view that makes no sense says so itself."""
        try:
            needed = {term.key for term in parse_query(view.query, self.screen.zone).terms}
        except QueryError:
            return True
        return needed <= self.desk.client.capabilities.filters

    def choose(self, view: CartView) -> None:
        """Put the view's query into the line, and show the list as the view has it."""
        self.latest = view.name
        self._take_shape(view)
        self.look_for(view.query)

    def look_for(self, query: str) -> None:
        """Show the carts of this query, as if it were typed here."""
        self.screen.line.put(query)
        self.screen.search(query)
        self.table.focus()

    def _take_shape(self, view: CartView | None) -> None:
        """Sort the list and lay it out as the view says, where it does; else as usual."""
        sort = None if view is None else view.sort
        self.screen.sort = self.usual_sort if sort is None or not self.can_sort(sort) else sort
        self.screen.columns = (() if view is None else view.columns) or self.usual_columns

    def can_sort(self, sort: CartSort) -> bool:
        """Whether the backend can sort so; before it is open nobody knows."""
        return not self.desk.is_open or sort.key in self.desk.client.capabilities.sorts

    def sort_by(self, sort: CartSort) -> None:
        """Sort the list in another way from now on, in other views as well."""
        self.screen.sort = self.usual_sort = sort
        self.screen.search(self.screen.line.text)

    def lay_out(self, columns: tuple[ChosenColumn, ...]) -> None:
        """Show these columns from now on, in other views as well."""
        self.screen.columns = self.usual_columns = columns
        self.screen.search(self.screen.line.text)

    def show(self) -> None:
        """Mark the view that the query is, and name it above the list; show columns and sort."""
        screen, chosen = self.screen, self.chosen
        self.table.choose(screen.columns)
        self.table.show_sort(screen.sort.key, descending=screen.sort.descending)
        self._name_list()
        screen.query_one(ViewsColumn).lines = tuple(
            ViewLine(
                command=view.command.id(),
                key=screen.keymap.shown(view.command),
                name=view.short,
                count=self._counts.get(view.name, ""),
                chosen=view is chosen,
            )
            for view in self.all
        )

    def _name_list(self) -> None:
        """Name the view above the list, and what that is sorted by where no title says so."""
        chosen, sorted_by = self.chosen, self.table.untold_sort
        parts = ("carts", chosen.name if chosen else "", f"by {sorted_by}" if sorted_by else "")
        self.table.title = " · ".join(filter(None, parts))

    @property
    def chosen(self) -> CartView | None:
        """The view that is listed, if it is one."""
        return view_of(self.screen.line.text, self.all, chosen=self.latest)

    # --- counting ----------------------------------------------------------------------------------

    def changed(self) -> None:
        """Something has changed: count the views anew with the next rows."""
        self._uncounted = True

    def count(self) -> None:
        """Count the views where they are old and in sight; more than one round at a time is not begun."""
        if self._uncounted and not self._counting and self._may_count():
            self._counting, self._uncounted = True, False
            self.screen.read(self._count_each(), group="views", quietly=True)

    def _may_count(self) -> bool:
        """Whether somebody sees the counts."""
        return self.desk.is_open and self.screen.is_current and self.screen.query_one(ViewsColumn).display

    async def _count_each(self) -> None:
        """Count one view after the other, so that whatever else is asked for comes in between."""
        try:
            for view in self.all:
                if self.why_not(view.command) is None:
                    query = parse_query(view.query, self.screen.zone)
                    self._counts[view.name] = short_count(await self.desk.client.carts.count(query))
            self.show()
        finally:
            self.screen.set_timer(PAUSE, self._count_again)

    def _count_again(self) -> None:
        """Count what has changed meanwhile."""
        self._counting = False
        self.count()

    def resized(self) -> None:
        """There may be room for the views now, and for the title of another column."""
        self.screen.call_after_refresh(self._name_list)
        self.screen.call_after_refresh(self.count)

    def forget_count(self, name: str) -> None:
        """The view of that name lists something else now."""
        self._counts.pop(name, None)

    # --- the next start --------------------------------------------------------------------------------

    def remember(self) -> None:
        """Let the next start go on with this list."""
        self.screen.desk_app.remember(
            query=self.screen.line.text,
            view=self.latest,
            sort=str(self.usual_sort),
            columns=tuple(map(str, self.usual_columns)),
        )

    def resume(self) -> None:
        """Go on with the list of the last time, unless another query was typed by now."""
        screen, session = self.screen, self.desk.session
        if screen.line.text or not screen.query_shown.is_empty:
            return
        with suppress(ValueError):  # written by a cartui that had others
            self.usual_columns = tuple(ChosenColumn.parse(column) for column in session.columns)
        with suppress(ValueError):
            self.usual_sort = CartSort.parse(session.sort) if session.sort else screen.sort
        if not self.can_sort(self.usual_sort):
            self.usual_sort = CartSort()
        self.latest = session.view
        screen.line.put(session.query)
        view = self.chosen
        self._take_shape(view if view is not None and view.name == session.view else None)
        try:
            screen.query_shown = parse_query(session.query, screen.zone)
        except QueryError:  # written by a cartui that knew other terms
            screen.line.put("")
