"""Text in columns: as many cells as there are, and a sign where something was cut off."""

from rich.cells import cell_len, set_cell_size

CUT = "…"


def fit(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly ``width`` cells: filled up with blanks, or cut with ``…`` at its end."""
    if width <= 0:
        return ""
    cells = cell_len(text)
    if cells > width:
        return set_cell_size(set_cell_size(text, width - 1).rstrip() + CUT, width)
    blanks = " " * (width - cells)
    return blanks + text if right else text + blanks
