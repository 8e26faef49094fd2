"""When there is room for a preview beside a list."""

from typing import Final

WIDE: Final = 100
"""Cells from which there is room for the views beside the list."""

ROOMY: Final = 112
"""Cells from which there is room for the preview as well."""

LEAST: Final = 70
"""Below this width (cells) there is no preview: the list needs all the room."""


class Folding:
    """Whether the preview is shown: by the window's width until the agent decides.

    A decision to show it holds only in windows at least as wide as the one in which it was made.
    """

    def __init__(self) -> None:
        """Nobody has asked yet."""
        self.wish: bool | None = None
        """What the agent decided; ``None``: by the width."""
        self._wished_from = 0

    def take(self, wish: bool | None, width: int) -> None:
        """Keep the agent's decision, made in a window ``width`` cells wide."""
        self.wish = wish
        self._wished_from = max((least for least in (0, WIDE, ROOMY) if least <= width), default=0)

    def turn(self, width: int) -> None:
        """Show it if it is hidden in this window, else hide it."""
        shown = not self.shown(width)
        self.take(None if shown == (width >= ROOMY) else shown, width)

    def shown(self, width: int) -> bool:
        """Whether a window ``width`` cells wide shows it."""
        if width < LEAST or self.wish is False:
            return False
        return width >= ROOMY or (self.wish is True and width >= self._wished_from)
