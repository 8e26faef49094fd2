"""A document as text for terminals and plain printers: lines of one width, and no control character."""

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len

from cartui.documents.document_words import (
    Sum,
    amount_of,
    details_of,
    facts_of,
    parties_of,
    price_of,
    remarks_of,
    sums_of,
    title_of,
    untaxed_of,
)
from cartui.formatting.cells import fit, wrap
from cartui.model.document import Document, DocumentLine
from cartui.model.text import clean_line

WIDTHS: Final = (40, 80)
"""Columns of a receipt printer, and of a terminal or a plain printer."""

_GAP: Final = 2
_LEAST_TITLE: Final = 24
"""Cells below which a title gets lines of its own, above its figures."""

_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Letters after which a terminal may turn the order of figures around."""


def document_text(document: Document, *, columns: int = 80) -> str:
    """The document in lines of at most that many cells, the last one ended too.

    Nothing is cut: what is longer than a line goes on in the next. Amounts end in one column. Where a title
    has right-to-left letters, its figures stand on a line of their own, since terminals that order such text
    would move them.
    """
    return "".join(f"{line.rstrip()}\n" for line in _lines(document, columns))


def _lines(document: Document, columns: int) -> Iterator[str]:
    """The document line by line."""
    yield from wrap(clean_line(title_of(document)), columns)
    yield "=" * columns
    for label, value in facts_of(document):
        yield from _labelled(label, value, columns)
    for label, lines in parties_of(document):
        yield ""
        yield f"{label}:"
        for line in lines:
            yield from _indented(line, columns, 2)
    yield ""
    if document.totals is None:
        yield from _picking_list(document, columns)
    else:
        yield from _goods(document, columns)
        yield "-" * columns
        for row in sums_of(document):
            yield from _sum(row, columns)
    for remark in remarks_of(document):
        yield ""
        yield from wrap(clean_line(remark), columns)


def _labelled(label: str, value: str, columns: int) -> Iterator[str]:
    """A fact with its label before it."""
    width = 17
    first, *others = wrap(clean_line(value), columns - width)
    yield f"{label + ':':<{width}}{first}"
    for other in others:
        yield " " * width + other


def _indented(text: str, columns: int, indent: int) -> Iterator[str]:
    """A text on as many lines as it takes."""
    for line in wrap(clean_line(text), columns - indent):
        yield " " * indent + line


def _picking_list(document: Document, columns: int) -> Iterator[str]:
    """The lines of a delivery note, each with a box to tick."""
    width = max([len(str(line.quantity)) for line in document.lines], default=1)
    indent = 4 + width + _GAP
    yield "-" * columns
    for line in document.lines:
        first, *others = wrap(clean_line(line.title), columns - indent)
        yield f"[ ] {line.quantity:>{width}}  {first}"
        for other in others:
            yield " " * indent + other
        if details := details_of(line):
            yield from _indented(details, columns, indent)
    yield "-" * columns
    units = sum(line.quantity for line in document.lines)
    yield f"{units:>{4 + width}}  units in {len(document.lines)} lines"


def _goods(document: Document, columns: int) -> Iterator[str]:
    """The lines with their prices."""
    lines = document.lines
    quantity = max([3, *(len(str(line.quantity)) for line in lines)])
    unit = max([10, *(len(amount_of(document, line.unit_price or 0)) for line in lines)])
    price = max([10, *(len(amount_of(document, price_of(line))) for line in lines)])
    title = columns - quantity - unit - price - 3 * _GAP
    is_wide = title >= _LEAST_TITLE
    if is_wide:
        yield f"{'Qty':>{quantity}}  {'Item':<{title}}  {'Price':>{unit}}  {'Amount':>{price}}"
    yield "-" * columns
    for line in lines:
        own, asked = amount_of(document, price_of(line)), amount_of(document, line.unit_price or 0)
        if is_wide and not _RIGHT_TO_LEFT.search(line.title):
            first, *others = wrap(clean_line(line.title), title)
            yield f"{line.quantity:>{quantity}}  {fit(first, title)}  {asked:>{unit}}  {own:>{price}}"
        else:
            others = []
            yield from wrap(clean_line(line.title), columns)
            yield from _sum(Sum(f"{line.quantity:>{quantity}} x {asked}", own), columns)
        for other in others:
            yield " " * (quantity + _GAP) + other
        yield from _below(document, line, columns, quantity + _GAP)


def _below(document: Document, line: DocumentLine, columns: int, indent: int) -> Iterator[str]:
    """What is told of a line below its title."""
    if details := details_of(line):
        yield from _indented(details, columns, indent)
    if line.discount:
        yield from _indented(f"less {amount_of(document, line.discount)}", columns, indent)
    if untaxed := untaxed_of(document, line):
        yield from _indented(untaxed, columns, indent)


def _sum(row: Sum, columns: int) -> Iterator[str]:
    """A label with its amount at the end of the line; a rule above the total."""
    if row.is_total:
        yield "=" * columns
    room = columns - len(row.amount) - _GAP
    label = clean_line(row.label)
    if cell_len(label) > room or _RIGHT_TO_LEFT.search(label):
        yield from wrap(label, columns)
        yield row.amount.rjust(columns)
    else:
        yield f"{fit(label, room)}  {row.amount}"
