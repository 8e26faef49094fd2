"""The agent's own views: read from the settings, and written back into the config file."""

from collections.abc import Iterator
from pathlib import Path

from cartui.settings.model import OwnView, View
from cartui.settings.toml_editing import EditError, Value, with_values
from cartui.settings.toml_tables import table_at, with_table_named, without_table
from cartui.settings.writing import change_settings


def keep_view(file: Path, own: OwnView, *, instead_of: str = "") -> None:
    """Write a view into the config file, or the one of the name ``instead_of`` anew; all else stays.

    Raises:
        NotWritten: The file could not be written, or has a view of the new name; it is as it was.
    """
    path = ("views", own.name)

    def edited(text: str) -> str:
        there = table_at(text, path[:1])
        if instead_of and instead_of in there and instead_of != own.name:
            text = with_table_named(text, ("views", instead_of), own.name)
        elif own.name in there and own.name != instead_of:
            raise EditError(f"it has a view {own.name!r} already")
        shown = {"query", *table_at(text, path)}
        return with_values(
            text, {(*path, key): value for key, value in _values(own.view) if value or key in shown}
        )

    change_settings(file, edited)


def remove_view(file: Path, name: str) -> None:
    """Take a view out of the config file; all else stays. Raises ``NotWritten``."""
    change_settings(file, lambda text: without_table(text, ("views", name)))


def _values(view: View) -> Iterator[tuple[str, Value]]:
    """The values of a view as they stand in the file; the query first, and always."""
    yield "query", view.query
    yield "key", view.key
    yield "sort", view.sort
    yield "columns", list(view.columns)
