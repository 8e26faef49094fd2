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
        self._not_typed: str | None = None
        self._begun: str | None = None

    def put(self, text: str) -> None:
        """Have this text, which nobody typed."""
        self._not_typed = self.value = text
        self.cursor_position = len(text)

    def take_typed(self) -> bool:
        """Whether what changed last was typed; asked once for each change."""
        put, self._not_typed = self._not_typed, None
        return put != self.value

    def begin_word(self) -> None:
        """Have a blank at the end, so that one types on behind the last word and not in it."""
        if self.value and not self.value.endswith(" "):
            self._begun = f"{self.value} "
            self.put(self._begun)

    @property
    def is_only_begun(self) -> bool:
        """Whether nothing was typed behind that blank."""
        return self._begun is not None and self.value == self._begun

    def end_word(self) -> None:
        """Take the blank away again, if nothing was typed behind it."""
        if self.is_only_begun:
            self.put(self.value[:-1])
        self._begun = None

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
