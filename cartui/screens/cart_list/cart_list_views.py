"""Views of the list of carts: choosing one, how many carts each has, and the agent's own."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from textual import on
from textual.events import Resize

from cartui.commands.cart_list import CART_LIST, KeepView
from cartui.commands.command import CommandClass
from cartui.commands.own_views import free_key, own_view_commands
from cartui.formatting.counts import short_count
from cartui.model.columns import ChosenColumn
from cartui.model.query import CartSort
from cartui.rules.query.cart_query import QueryError, parse_query
from cartui.screens.cart_list.cart_selection import CartSelecting
from cartui.screens.cart_list.cart_views import BUILT_IN, CartView, own_cart_view, settings_of, view_of
from cartui.settings.errors import NotWritten
from cartui.settings.model import OwnView, View
from cartui.widgets.views_column import ViewLine, ViewsColumn

if TYPE_CHECKING:
    from cartui.screens.cart_list.view_form import Wish

PAUSE: Final = 2.0
"""Seconds at least between two rounds of counting the views, however often something changes."""


class CartListViews(CartSelecting):
    """A list of carts in views."""

    _own_views: tuple[CartView, ...] = ()
    """The agent's own; they are known once the desk is."""

    def __init__(self) -> None:
        """Start with every open and locked cart."""
        super().__init__()
        self._view = BUILT_IN[0].name
        """Name of the view that was chosen last, whatever was typed since."""
        self._usual_sort = self.sort
        """How the agent has sorted the list, whatever a view says."""
        self.columns: tuple[ChosenColumn, ...] = ()
        """The columns that are shown; none: the usual ones."""
        self._usual_columns: tuple[ChosenColumn, ...] = ()
        self._counts: dict[str, str] = {}
        self._counting = False
        self._uncounted = True
        """Whether something has changed since the views were counted."""

    @property
    def views(self) -> tuple[CartView, ...]:
        """All of them, the built-in ones first."""
        return BUILT_IN + self._own_views

    @property
    def offers(self) -> tuple[CommandClass, ...]:
        """The agent's own views are commands as well."""
        return (*super().offers, *(view.command for view in self._own_views))

    def on_mount(self) -> None:
        """By now it is known whose views these are."""
        self.take_own_views()

    def take_own_views(self) -> None:
        """Show the agent's own views as they are now, and bind their keys."""
        own = self.desk.own_views.all
        keys = {each.name: each.view.key for each in own}
        commands, _ = own_view_commands(keys, CART_LIST, self.keymap)
        self._own_views = tuple(map(own_cart_view, own, commands))
        self.bind_offers()
        self.show_views()

    # --- choosing ----------------------------------------------------------------------------------

    def method_of(self, command: CommandClass) -> Callable[[], object]:
        """A view has a command, but no method: its query says what is done."""
        view = self._view_by(command)
        return super().method_of(command) if view is None else partial(self.choose, view)

    def why_not(self, command: CommandClass) -> str | None:
        """A view needs a backend that knows its terms; to be kept, it needs a query that makes sense."""
        if command is KeepView and self.is_mounted and self.line.has_trouble:
            return "Put the query right first"
        if self.desk.is_open:
            view = self._view_by(command)
            if view is not None and not self._is_known(view):
                return "This backend cannot filter by that"
        return super().why_not(command)

    def _view_by(self, command: CommandClass) -> CartView | None:
        """The view that the command shows, if it shows one."""
        return next((view for view in self.views if view.command is command), None)

    def _is_known(self, view: CartView) -> bool:
        """Whether the backend can tell which carts these are; a view that makes no sense says so itself."""
        try:
            needed = {term.key for term in parse_query(view.query, self.zone).terms}
        except QueryError:
            return True
        return needed <= self.desk.client.capabilities.filters

    def choose(self, view: CartView) -> None:
        """Put the view's query into the line, and show the list as the view has it."""
        self._view = view.name
        self.columns = view.columns or self._usual_columns
        self.sort = self._usual_sort if view.sort is None or not self.can_sort(view.sort) else view.sort
        self.line.put(view.query)
        self.search(view.query)
        self.table.focus()

    def can_sort(self, sort: CartSort) -> bool:
        """Whether the backend can sort so; before it is open nobody knows."""
        return not self.desk.is_open or sort.key in self.desk.client.capabilities.sorts

    def sort_by(self, sort: CartSort) -> None:
        """Sort the list in another way from now on, in other views as well."""
        self.sort = self._usual_sort = sort
        self.search(self.line.text)

    def lay_out(self, columns: tuple[ChosenColumn, ...]) -> None:
        """Show these columns from now on, in other views as well."""
        self.columns = self._usual_columns = columns
        self.search(self.line.text)

    def show_views(self) -> None:
        """Mark the view that the query is, and name it above the list; show columns and sort."""
        chosen = self.chosen_view
        self.table.choose(self.columns)
        self.table.show_sort(self.sort.key, descending=self.sort.descending)
        self._name_list()
        self.query_one(ViewsColumn).lines = tuple(
            ViewLine(
                command=view.command.id(),
                key=self.keymap.shown(view.command),
                name=view.short,
                count=self._counts.get(view.name, ""),
                chosen=view is chosen,
            )
            for view in self.views
        )

    def _name_list(self) -> None:
        """Name the view above the list, and what that is sorted by where no title says so."""
        chosen, sorted_by = self.chosen_view, self.table.untold_sort
        parts = ("carts", chosen.name if chosen else "", f"by {sorted_by}" if sorted_by else "")
        self.table.title = " · ".join(filter(None, parts))

    @property
    def chosen_view(self) -> CartView | None:
        """The view that is listed, if it is one."""
        return view_of(self.line.text, self.views, chosen=self._view)

    @on(ViewsColumn.Chosen)
    async def view_clicked(self, event: ViewsColumn.Chosen) -> None:
        """A view was clicked."""
        await self.action_command(event.command)

    # --- counting ----------------------------------------------------------------------------------

    def views_changed(self) -> None:
        """Something has changed: count the views anew with the next rows."""
        self._uncounted = True

    def count_views(self) -> None:
        """Count the views where they are old and in sight; more than one round at a time is not begun."""
        if self._uncounted and not self._counting and self._may_count():
            self._counting, self._uncounted = True, False
            self.read(self._count_views(), group="views", quietly=True)

    def _may_count(self) -> bool:
        """Whether somebody sees the counts."""
        return self.desk.is_open and self.is_current and self.query_one(ViewsColumn).display

    async def _count_views(self) -> None:
        """Count one view after the other, so that whatever else is asked for comes in between."""
        try:
            for view in self.views:
                if self.why_not(view.command) is None:
                    query = parse_query(view.query, self.zone)
                    self._counts[view.name] = short_count(await self.desk.client.carts.count(query))
            self.show_views()
        finally:
            self.set_timer(PAUSE, self._count_again)

    def _count_again(self) -> None:
        """Count what has changed meanwhile."""
        self._counting = False
        self.count_views()

    @on(Resize)
    def views_in_sight(self) -> None:
        """There may be room for the views now, and for the title of another column."""
        self.call_after_refresh(self._name_list)
        self.call_after_refresh(self.count_views)

    # --- views of one's own --------------------------------------------------------------------------

    def action_keep_view(self) -> None:
        """Ask for the name and the key of what is listed."""
        from cartui.screens.cart_list.view_form import ViewForm

        own = next((view.own for view in self._own_views if view.name == self._view), None)
        key = free_key(self.offers, self.keymap) if own is None else own.view.key
        same = own is not None and self._as_settings(own.view.key, of=own) == own.view
        self.app.push_screen(ViewForm(own, key, is_same=same, check=self._wrong_with), self._view_wished)

    def _as_settings(self, key: str, *, of: OwnView | None = None) -> View:
        """What is listed, as the settings say it; what a view leaves open stays so while it is as usual."""
        view = settings_of(self.line.text, self.sort, self.columns, key)
        if of is not None and not of.view.sort and self.sort == self._usual_sort:
            view = view.model_copy(update={"sort": ""})
        if of is not None and not of.view.columns and self.columns == self._usual_columns:
            view = view.model_copy(update={"columns": ()})
        return view

    def _wrong_with(self, wish: "Wish") -> dict[str, str]:
        """What is wrong with the wished name and key, by field."""
        wrong: dict[str, str] = {}
        named = {view.name.lower(): view for view in self.views}
        other = named.get(wish.name.lower())
        if other is not None and other.own is None:
            wrong["name"] = f"{other.name} is a built-in view."
        elif other is not None and other.name != wish.instead_of:
            wrong["name"] = f"There is a view {other.name} already: choose it first to change it."
        beside = [view.command for view in self._own_views if view.name != wish.instead_of]
        _, keys = own_view_commands({wish.name: wish.key}, [*CART_LIST, *beside], self.keymap)
        if keys:
            wrong["key"] = f"It {keys[0].message}."
        return wrong

    def _view_wished(self, wish: "Wish | None") -> None:
        """The form was filled in."""
        if wish is None:
            return
        if wish.removes:
            self.desk.own_views.drop(wish.instead_of)
            self.write(self._keep(lambda: self.desk.own_views.erase(wish.instead_of)))
        else:
            former = self.desk.own_views.named(wish.instead_of) if wish.instead_of else None
            own = OwnView(wish.name, self._as_settings(wish.key, of=former))
            self.desk.own_views.put(own, instead_of=wish.instead_of)
            self._view = own.name
            self._counts.pop(own.name, None)
            self.write(self._keep(lambda: self.desk.own_views.write(own, wish.instead_of)))
        self.take_own_views()
        self.remember_list()
        self.views_changed()
        self.count_views()

    async def _keep(self, write: Callable[[], None]) -> None:
        """Write it into the settings; where that fails the desk goes on with it."""
        try:
            await asyncio.to_thread(write)
        except NotWritten as error:
            self.notify(f"That is so until you quit, but not kept: {error}", severity="warning")

    # --- the next start --------------------------------------------------------------------------------

    def remember_list(self) -> None:
        """Let the next start go on with this list."""
        self.desk_app.remember(
            query=self.line.text,
            view=self._view,
            sort=str(self._usual_sort),
            columns=tuple(map(str, self._usual_columns)),
        )

    def resume_list(self) -> None:
        """Go on with the list of the last time, unless another query was typed by now."""
        session = self.desk.session
        if self.line.text or not self.query_shown.is_empty:
            return
        with suppress(ValueError):  # written by a cartui that had others
            self._usual_columns = tuple(ChosenColumn.parse(column) for column in session.columns)
        with suppress(ValueError):
            self._usual_sort = CartSort.parse(session.sort) if session.sort else self.sort
        if not self.can_sort(self._usual_sort):
            self._usual_sort = CartSort()
        self._view = session.view
        self.columns, self.sort = self._usual_columns, self._usual_sort
        self.line.put(session.query)
        view = self.chosen_view
        if view is not None and view.name == session.view:
            self.columns = view.columns or self.columns
            self.sort = view.sort if view.sort is not None and self.can_sort(view.sort) else self.sort
        try:
            self.query_shown = parse_query(session.query, self.zone)
        except QueryError:  # written by a cartui that knew other terms
            self.line.put("")
