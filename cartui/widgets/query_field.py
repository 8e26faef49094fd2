"""The field of a query line: a bad token in it is underlined where it stands."""

from collections.abc import Callable
from typing import ClassVar

from rich.highlighter import Highlighter
from rich.text import Text
from textual.events import Key
from textual.widgets import Input

from cartui.widgets.clean_input import CleanInput


class QueryField(CleanInput):
    """One line of a query."""

    COMPONENT_CLASSES: ClassVar[set[str]] = Input.COMPONENT_CLASSES | {"query-field--bad"}
    DEFAULT_CSS = """
    QueryField { width: 1fr; background: $surface; }
    QueryField:focus { background: $panel; }
    QueryField > .query-field--bad { color: $text-error; text-style: underline; }
    """

    def __init__(self, placeholder: str, pressed: Callable[[Key], bool]) -> None:
        """Show ``placeholder`` while it is empty. ``pressed`` is asked first and may keep a key to itself."""
        super().__init__(placeholder=placeholder, select_on_focus=False)
        self._pressed = pressed
        self.highlighter = _Pointer(self)
        self._bad: tuple[int, int] | None = None

    def on_key(self, event: Key) -> None:
        """Ask here and not further up, where a key may arrive after letters that were typed behind it."""
        if self._pressed(event):
            event.stop()
            event.prevent_default()

    @property
    def bad(self) -> tuple[int, int] | None:
        """The characters that cannot be understood: from the first up to the second place."""
        return self._bad

    @bad.setter
    def bad(self, span: tuple[int, int] | None) -> None:
        """Underline these, and no others."""
        if span != self._bad:
            self._bad = span
            self.refresh()


class _Pointer(Highlighter):
    """Underlines what is bad in a field."""

    def __init__(self, field: QueryField) -> None:
        """Look at that field."""
        self._field = field

    def highlight(self, text: Text) -> None:
        """Draw it so."""
        if self._field.bad is not None:
            style = self._field.get_component_rich_style("query-field--bad", partial=True)
            text.stylize(style, *self._field.bad)
