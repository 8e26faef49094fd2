"""The digest as plain text of 80 columns, for a terminal, a mail or a log."""

from collections.abc import Iterator
from typing import Final

from cartui.documents.digest_words import DigestRow, DigestSection, DigestWords
from cartui.formatting.cells import wrap

WIDTH: Final = 80
"""Cells of a line."""

_INDENT: Final = "  "


def digest_text(words: DigestWords) -> str:
    """The whole digest."""
    head = [*wrap(words.title, WIDTH), *wrap(words.counts, WIDTH)]
    return "\n".join([*head, *(line for section in words.sections() for line in _section(section))])


def _section(section: DigestSection) -> Iterator[str]:
    """A part under its heading."""
    yield ""
    yield section.heading.upper()
    if section.note:
        yield from wrap(section.note, WIDTH)
    for row in section.rows:
        yield ""
        yield from _row(row)
    if section.more:
        yield ""
        yield from wrap(section.more, WIDTH)


def _row(row: DigestRow) -> Iterator[str]:
    """One thing: what it is in the first line, below it since when, about whom and why."""
    first, *others = wrap(f"{row.name}  {', '.join(row.facts)}", WIDTH, indent=_INDENT)
    yield first
    yield from others
    for line in filter(None, (row.when, row.who, *row.why)):
        yield from (_INDENT + each for each in wrap(line, WIDTH - len(_INDENT)))
