"""A column that scrolls by the keys that move in lists."""

from textual.containers import VerticalScroll


class Scrolled(VerticalScroll):
    """Scrolls at once, without an animation: over a slow line each step of one is traffic."""

    def action_move_down(self) -> None:
        """Scroll down."""
        self.scroll_down(animate=False)

    def action_move_up(self) -> None:
        """Scroll up."""
        self.scroll_up(animate=False)

    def action_page_down(self) -> None:
        """Scroll down by what is in sight."""
        self.scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        """Scroll up by what is in sight."""
        self.scroll_page_up(animate=False)

    def action_move_first(self) -> None:
        """Scroll to the beginning."""
        self.scroll_home(animate=False)

    def action_move_last(self) -> None:
        """Scroll to the end."""
        self.scroll_end(animate=False)
