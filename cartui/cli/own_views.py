"""The agent's own views: for ``cartui carts list --view``, for the desk, and checked with all settings."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from cartui.settings.model import View

if TYPE_CHECKING:
    from pathlib import Path

    from cartui.commands.keymap import Keymap
    from cartui.screens.desk.own_views import OwnViews
    from cartui.settings.errors import SettingProblem
    from cartui.settings.loading import Configuration
    from cartui.settings.model import OwnView


def view_named(name: str, own: Mapping[str, View]) -> View:
    """The view of that name: one of one's own in any case, else a built-in one.

    Raises ``Invalid`` with the names there are.
    """
    from cartui.model.errors import Invalid
    from cartui.rules.cart_views import query_of_view

    wanted = " ".join(name.lower().split())
    found = next((view for known, view in own.items() if " ".join(known.lower().split()) == wanted), None)
    if found is not None:
        return found
    try:
        return View(query=query_of_view(name))
    except Invalid as error:
        more = f", {', '.join(own)}" if own else ""
        raise Invalid(f"{error.message}{more}") from None


def views_of(
    configuration: "Configuration", problems: "Sequence[SettingProblem]" = (), *, shared: bool = False
) -> "OwnViews":
    """The views for the desk, with what writes them into the config file.

    ``problems``: what is wrong with those that are left out. ``shared``: the file has the settings of others,
    too, who are not to find anybody's views among theirs; then they last as long as the desk.
    """
    from cartui.screens.desk.own_views import OwnViews

    file = configuration.file
    return OwnViews(
        configuration.settings.views,
        keep=partial(_refuse if shared else _keep, file),
        remove=partial(_refuse if shared else _remove, file),
        left_out=[str(problem) for problem in problems],
    )


def _refuse(file: "Path", *_wished: object) -> None:
    """Write nothing into the settings of others."""
    from cartui.settings.errors import NotWritten

    raise NotWritten(file, "everybody who logs in like you has these settings")


def _keep(file: "Path", own: "OwnView", instead_of: str) -> None:
    """Keep a view; what writes settings is loaded only now. See :func:`cartui.settings.views.keep_view`."""
    from cartui.settings.views import keep_view

    keep_view(file, own, instead_of=instead_of)


def _remove(file: "Path", name: str) -> None:
    """Take a view away. See :func:`cartui.settings.views.remove_view`."""
    from cartui.settings.views import remove_view

    remove_view(file, name)


def wrong_views(views: Mapping[str, View], keymap: "Keymap") -> Iterator[tuple[str, str]]:
    """What is wrong with the views beside what their settings alone tell: the setting, and why."""
    if not views:
        return
    from cartui.commands.cart_list import CART_LIST
    from cartui.commands.own_views import own_view_commands
    from cartui.rules.cart_views import VIEWS
    from cartui.rules.query.cart_query import QueryError, parse_query

    built_in = {name.lower() for name in VIEWS}
    for name, view in views.items():
        if name.lower() in built_in:
            yield f"views.{name}", "has the name of a built-in view"
        try:
            parse_query(view.query)
        except QueryError as error:
            yield f"views.{name}.query", f"cannot be understood at {error.token!r}: {error.message}"
    keys = {name: view.key for name, view in views.items()}
    for wrong in own_view_commands(keys, CART_LIST, keymap)[1]:
        yield f"views.{wrong.view}.key", wrong.message
