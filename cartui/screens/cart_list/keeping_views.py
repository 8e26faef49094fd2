"""Keeping what is listed as a view of the agent's own: naming, changing and removing it."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from cartui.commands.cart_list import CART_LIST, KeepView
from cartui.commands.command import CommandClass
from cartui.commands.own_views import free_key, own_view_commands
from cartui.screens.cart_list.list_part import ListPart
from cartui.screens.cart_list.view import settings_of
from cartui.settings.errors import NotWritten
from cartui.settings.model import OwnView, View

if TYPE_CHECKING:
    from cartui.screens.cart_list.view_form import Wish


class KeepingViews(ListPart):
    """Writes the agent's own views into the settings."""

    OFFERS = (KeepView,)

    def why_not(self, command: CommandClass) -> str | None:  # noqa: ARG002 - there is but one
        """To be kept, a view needs a query that makes sense."""
        is_wrong = self.screen.is_mounted and self.screen.line.has_trouble
        return "Put the query right first" if is_wrong else None

    def action_keep_view(self) -> None:
        """Ask for the name and the key of what is listed."""
        from cartui.screens.cart_list.view_form import ViewForm

        screen, views = self.screen, self.screen.views
        own = next((view.own for view in views.own if view.name == views.latest), None)
        key = free_key(screen.offers, screen.keymap) if own is None else own.view.key
        same = own is not None and self._as_settings(own.view.key, of=own) == own.view
        screen.app.push_screen(ViewForm(own, key, is_same=same, check=self._wrong_with), self._wished)

    def _as_settings(self, key: str, *, of: OwnView | None = None) -> View:
        """What is listed, as the settings say it; what a view leaves open stays so while it is as usual."""
        screen, views = self.screen, self.screen.views
        view = settings_of(screen.line.text, screen.sort, screen.columns, key)
        if of is not None and not of.view.sort and screen.sort == views.usual_sort:
            view = view.model_copy(update={"sort": ""})
        if of is not None and not of.view.columns and screen.columns == views.usual_columns:
            view = view.model_copy(update={"columns": ()})
        return view

    def _wrong_with(self, wish: "Wish") -> dict[str, str]:
        """What is wrong with the wished name and key, by field."""
        wrong: dict[str, str] = {}
        named = {view.name.lower(): view for view in self.screen.views.all}
        other = named.get(wish.name.lower())
        if other is not None and other.own is None:
            wrong["name"] = f"{other.name} is a built-in view."
        elif other is not None and other.name != wish.instead_of:
            wrong["name"] = f"There is a view {other.name} already: choose it first to change it."
        beside = [view.command for view in self.screen.views.own if view.name != wish.instead_of]
        _, keys = own_view_commands({wish.name: wish.key}, [*CART_LIST, *beside], self.screen.keymap)
        if keys:
            wrong["key"] = f"It {keys[0].message}."
        return wrong

    def _wished(self, wish: "Wish | None") -> None:
        """The form was filled in."""
        if wish is None:
            return
        kept, views = self.desk.own_views, self.screen.views
        if wish.removes:
            kept.drop(wish.instead_of)
            self.screen.write(self._keep(lambda: kept.erase(wish.instead_of)))
        else:
            former = kept.named(wish.instead_of) if wish.instead_of else None
            own = OwnView(wish.name, self._as_settings(wish.key, of=former))
            kept.put(own, instead_of=wish.instead_of)
            views.latest = own.name
            views.forget_count(own.name)
            self.screen.write(self._keep(lambda: kept.write(own, wish.instead_of)))
        views.take_own()
        views.remember()
        views.changed()
        views.count()

    async def _keep(self, write: Callable[[], None]) -> None:
        """Write it into the settings; where that fails the desk goes on with it."""
        try:
            await asyncio.to_thread(write)
        except NotWritten as error:
            self.screen.notify(f"That is so until you quit, but not kept: {error}", severity="warning")
