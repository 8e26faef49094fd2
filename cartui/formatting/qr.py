"""A QR code in characters of a terminal: two rows of its modules in one line."""

from typing import Final

_BLOCKS: Final = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
"""By the dark modules above and below, as dark characters on a light ground."""

_MARGIN: Final = 2
"""Light modules around it; scanners find a code of this size with fewer than the standard's four."""


def qr_lines(text: str) -> tuple[str, ...]:
    """The code of a text, line by line: to be shown dark on light, whatever ground the terminal has."""
    import segno

    rows = [list(row) for row in segno.make_qr(text, error="l").matrix_iter(border=_MARGIN)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return tuple(
        "".join(_BLOCKS[bool(up), bool(down)] for up, down in zip(upper, lower, strict=True))
        for upper, lower in pairs
    )
