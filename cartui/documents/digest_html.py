"""The digest as HTML for mail programs: plain tables, styles beside each element, nothing from elsewhere.

It names no colours of its own but a grey that can be seen on both grounds, so that whoever reads it on a dark
one can.
"""

from collections.abc import Iterator
from html import escape
from typing import Final

from cartui.documents.digest_words import DigestRow, DigestSection, DigestWords

_BODY: Final = "font-family:Helvetica,Arial,sans-serif;font-size:14px;line-height:1.4;margin:16px"
_TABLE: Final = "border-collapse:collapse;width:100%;max-width:900px"
_CELL: Final = "border-top:1px solid #888888;padding:6px 12px 6px 0;text-align:left;vertical-align:top"
_HEAD: Final = "padding:6px 12px 6px 0;text-align:left;font-weight:bold"
_TITLE: Final = "font-size:18px;margin:0 0 4px 0"
_SECTION: Final = "font-size:16px;margin:24px 0 4px 0"
_LINE: Final = "margin:0 0 8px 0"

_COLUMNS: Final = ("Number", "What", "Who", "Why")


def digest_html(words: DigestWords) -> str:
    """The whole page."""
    title = escape(words.title)
    parts = "\n".join(part for section in words.sections() for part in _section(section))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{title}</title>
</head>
<body style="{_BODY}">
<h1 style="{_TITLE}">{title}</h1>
<p style="{_LINE}">{escape(words.counts)}</p>
{parts}
</body>
</html>
"""


def _section(section: DigestSection) -> Iterator[str]:
    """A part under its heading."""
    yield f'<h2 style="{_SECTION}">{escape(section.heading)}</h2>'
    if section.note:
        yield f'<p style="{_LINE}">{escape(section.note)}</p>'
    if section.rows:
        yield f'<table style="{_TABLE}">'
        headings = "".join(f'<th scope="col" style="{_HEAD}">{name}</th>' for name in _COLUMNS)
        yield f"<tr>{headings}</tr>"
        yield from map(_row, section.rows)
        yield "</table>"
    if section.more:
        yield f'<p style="{_LINE}">{escape(section.more)}</p>'


def _row(row: DigestRow) -> str:
    """One thing."""
    what = "<br>".join((escape(", ".join(row.facts)), escape(row.when)))
    cells = (f"<b>{escape(row.name)}</b>", what, escape(row.who), "<br>".join(map(escape, row.why)))
    drawn = "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells)
    return f"<tr>{drawn}</tr>"
