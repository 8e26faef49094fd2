"""HTML as the text that its reader sees: descriptions of products in other systems are written in it."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Final

_BLOCKS: Final = frozenset(
    {"address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure"}
    | {"footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p"}
    | {"pre", "section", "table", "tr", "ul"}
)
"""Elements that begin on a line of their own."""

_UNSEEN: Final = frozenset({"script", "style", "template", "title"})
"""Elements whose text nobody sees."""

_CELLS: Final = frozenset({"td", "th"})

_BLANKS: Final = re.compile(r"[ \t\r\n\f\xa0]+")
_LINES: Final = re.compile(r" *\n[ \n]*")


def plain_text(html: str) -> str:
    """The text of a piece of HTML, a line for each block and ``- `` before each item of a list.

    Text without any tag keeps its own lines.
    """
    if "<" not in html:
        return unescape(html)
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _LINES.sub("\n", "".join(reader.pieces)).strip()


class _Reader(HTMLParser):
    """Gathers the pieces of text."""

    def __init__(self) -> None:
        """Begin with nothing; entities come as the characters they stand for."""
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (the name is HTMLParser's)
        """Begin a line where the element does."""
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _BLOCKS:
            self.pieces.append("\n- " if tag == "li" else "\n")
        elif tag in _CELLS:
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End the line where the element does."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        """Take text, in which HTML counts every run of blanks as one."""
        if not self._unseen:
            self.pieces.append(_BLANKS.sub(" ", data))
