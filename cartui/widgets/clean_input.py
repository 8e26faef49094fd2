"""Fields whose text is clean from the first key on: what is pasted may hold anything."""

from textual.events import Paste
from textual.widgets import Input, TextArea

from cartui.model.text import clean_block, clean_line


class CleanInput(Input):
    """One line without a frame; control characters become U+FFFD as they come in."""

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        select_on_focus: bool = True,
        password: bool = False,
    ) -> None:
        """Start with that text. The cursor does not blink: over SSH each blink is traffic."""
        super().__init__(
            clean_line(value),
            placeholder=placeholder,
            password=password,
            compact=True,
            select_on_focus=select_on_focus,
        )
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Clean whatever is put into it, before it is drawn."""
        return clean_line(value)


class CleanArea(TextArea):
    """Several lines of prose."""

    def __init__(self, text: str) -> None:
        """Start with that text."""
        super().__init__(clean_block(text), compact=True, tab_behavior="focus")
        self.cursor_blink = False

    def on_paste(self, event: Paste) -> None:
        """Clean what is pasted, before the area takes it."""
        event.text = clean_block(event.text)
