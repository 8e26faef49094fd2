"""A document laid out on paper: parties and facts above, lines with what they come to, sums, page numbers."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from cartui.documents.document_words import (
    Sum,
    amount_of,
    details_of,
    facts_of,
    lines_of,
    parties_of,
    price_of,
    remarks_of,
    sums_of,
    title_of,
    titles_of,
    untaxed_of,
)
from cartui.documents.pdf.sheet import FAINT, INK, MARGIN, Sheet, Type
from cartui.model.document import Document, DocumentLine
from cartui.model.paper import PaperSize

TITLE: Final = Type(19, strong=True)
BODY: Final = Type(9.5)
STRONG: Final = Type(9.5, strong=True)
SMALL: Final = Type(8, FAINT)
LABEL: Final = Type(7.5, FAINT)

_GAP: Final = 5.0
_LOGO: Final = (58.0, 18.0)
"""Width and height of the room for a logo."""

_QUANTITY: Final = 14.0
_AMOUNT: Final = 30.0
"""Widths of columns; the item has what is left."""

CARRIED, BROUGHT = "Carried forward", "Brought forward"


def document_pdf(document: Document, *, paper: PaperSize, logo: Path | None = None) -> bytes:
    """The document as a PDF: the same document gives the same bytes.

    ``logo`` is a PNG or JPEG picture. Nothing is cut: what is longer than its column goes on below, and
    lines that do not fit on a page go on the next one, with the sum so far. A sign that no font here has is
    shown as U+FFFD (``fonts.missing_scripts`` tells which scripts have none). Raises ``Unsupported`` where
    the extra ``pdf`` or its fonts are not installed, and ``Invalid`` for a logo that cannot be read.
    """
    with closing(PdfPages(paper=paper, logo=logo)) as pages:
        pages.add(document)
        return pages.content()


class PdfPages:
    """Documents in one PDF: each begins on a page of its own, and counts its own pages."""

    def __init__(self, *, paper: PaperSize, logo: Path | None = None) -> None:
        """Begin without any; ``logo`` is that of each."""
        self._paper = paper
        self._logo = logo
        self._sheet: Sheet | None = None
        self._titles: list[str] = []

    def add(self, document: Document) -> None:
        """Draw a document behind the others. Raises as :func:`document_pdf` does."""
        if self._sheet is None:
            self._sheet = Sheet(self._paper, document.issued_at)
        self._sheet.begin(_all_words(document))
        self._titles.append(title_of(document))
        _Layout(self._sheet, document, self._logo).draw()

    def content(self) -> bytes:
        """The finished file, of one document at least."""
        assert self._sheet is not None, "a PDF without a page is none"  # noqa: S101 - a fault of ours
        self._sheet.entitle(titles_of(self._titles))
        return self._sheet.content()

    def close(self) -> None:
        """Let the files of the fonts go."""
        if self._sheet is not None:
            self._sheet.close()


def _all_words(document: Document) -> str:
    """All text of a document, for which fonts are needed; figures are written with the first one anyway."""
    parts = [title_of(document), *remarks_of(document)]
    parts += [f"{label}{value}" for label, value in facts_of(document)]
    parts += ["".join(lines) for _, lines in parties_of(document)]
    parts += [line.title + details_of(line) for line in document.lines]
    parts += [row.label + row.amount for row in sums_of(document)]
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the lines."""

    label: str
    x: float
    width: float
    is_figure: bool = False


class _Layout:
    """One document on its way onto paper."""

    def __init__(self, sheet: Sheet, document: Document, logo: Path | None) -> None:
        """Begin at the top of the first page."""
        self._sheet = sheet
        self._document = document
        self._logo = logo
        self._y = MARGIN
        self._carried: int | None = None
        """What the lines so far come to, where they have prices (minor units)."""

    def draw(self) -> None:
        """Draw all of it."""
        self._head()
        self._parties()
        if self._document.totals is None:
            self._picking_list()
        else:
            self._goods()
            self._sums()
        self._remarks()
        names = (self._document.seller.company, self._document.seller.name)
        vat_id = self._document.seller.vat_id
        foot = " · ".join(filter(None, (next(filter(None, names), ""), vat_id and f"VAT id {vat_id}")))
        self._sheet.number_pages(self._fitting(foot, SMALL, self._width - 32), SMALL)

    # --- what stands above the lines ---------------------------------------------------------------

    @property
    def _width(self) -> float:
        """Between the margins."""
        return self._sheet.right - self._sheet.left

    def _head(self) -> None:
        """Title and logo, and the facts below them."""
        sheet, top = self._sheet, self._y
        if self._logo is not None:
            sheet.picture(self._logo, (sheet.right - _LOGO[0], top), *_LOGO)
        room = self._width - (_LOGO[0] + _GAP if self._logo is not None else 0)
        self._flow(title_of(self._document), TITLE, sheet.left, room)
        self._y = max(self._y + 2, top + _LOGO[1] + 2 if self._logo is not None else 0)
        columns = 4
        width = (self._width - (columns - 1) * _GAP) / columns
        facts = facts_of(self._document)
        for first in range(0, len(facts), columns):
            below = self._y
            for place, (label, value) in enumerate(facts[first : first + columns]):
                x = sheet.left + place * (width + _GAP)
                sheet.put(label, (x, self._y), width, LABEL)
                y = self._y + LABEL.height
                for line in sheet.lines_of(value, BODY, width):
                    sheet.put(line, (x, y), width, BODY)
                    y += BODY.height
                below = max(below, y)
            self._y = below + 2
        self._y += 2

    def _parties(self) -> None:
        """Who sells, buys and receives, side by side."""
        sheet = self._sheet
        parties = parties_of(self._document)
        if not parties:
            return
        sheet.rule(self._y)
        self._y += 3
        width = (self._width - 2 * _GAP) / 3
        name = lines_of(self._document.seller)[:1]
        columns = [
            [(label, LABEL)]
            + [
                (part, STRONG if place == 0 and (line,) != name else BODY)
                for place, line in enumerate(lines)
                for part in sheet.lines_of(line, BODY, width)
            ]
            for label, lines in parties
        ]
        for row in range(max(map(len, columns))):
            height = max(column[row][1].height for column in columns if row < len(column))
            self._room(height)
            for place, column in enumerate(columns):
                if row < len(column):
                    words, type_ = column[row]
                    sheet.put(words, (sheet.left + place * (width + _GAP), self._y), width, type_)
            self._y += height
        self._y += 6

    # --- the lines -------------------------------------------------------------------------------

    def _goods(self) -> None:
        """The lines with their prices."""
        sheet, document = self._sheet, self._document
        amount = sheet.right - _AMOUNT
        price = amount - _GAP - _AMOUNT
        item = sheet.left + _QUANTITY + _GAP
        columns = (
            _Column("Qty", sheet.left, _QUANTITY, is_figure=True),
            _Column("Item", item, price - _GAP - item),
            _Column("Price", price, _AMOUNT, is_figure=True),
            _Column("Amount", amount, _AMOUNT, is_figure=True),
        )
        self._carried = 0
        self._column_heads(columns)
        for line in document.lines:
            own = price_of(line)
            figures = (
                str(line.quantity),
                "",
                amount_of(document, line.unit_price or 0),
                amount_of(document, own),
            )
            self._row(columns, figures, list(self._item(line, columns[1].width)), own)
        self._carried = None

    def _picking_list(self) -> None:
        """The lines of a delivery note, each with a box to tick."""
        sheet, document = self._sheet, self._document
        item = sheet.left + 8 + _QUANTITY + _GAP
        columns = (
            _Column("", sheet.left, 4),
            _Column("Qty", sheet.left + 8, _QUANTITY, is_figure=True),
            _Column("Item", item, sheet.right - item),
        )
        self._column_heads(columns)
        for line in document.lines:
            words = list(self._item(line, columns[2].width))
            self._row(columns, (None, str(line.quantity), ""), words, 0)
        units = sum(line.quantity for line in document.lines)
        self._room(BODY.height + 2)
        self._y += 2
        told = f"{units} units in {len(document.lines)} lines"
        sheet.put(told, (item, self._y), sheet.right - item, STRONG)
        self._y += BODY.height

    def _item(self, line: DocumentLine, width: float) -> Iterator[tuple[str, Type]]:
        """The title of a line and what is told below it, each part as it fits."""
        document = self._document
        off = f"less {amount_of(document, line.discount)}" if line.discount else ""
        below = (details_of(line), off, untaxed_of(document, line) if document.totals is not None else "")
        for words, type_ in ((line.title, BODY), *((each, SMALL) for each in below if each)):
            for part in self._sheet.lines_of(words, type_, width):
                yield part, type_

    def _column_heads(self, columns: tuple[_Column, ...]) -> None:
        """What the columns are called, with a line below."""
        self._room(LABEL.height + BODY.height + 4)
        for column in columns:
            align: Literal["L", "R"] = "R" if column.is_figure else "L"
            self._sheet.put(column.label, (column.x, self._y), column.width, LABEL, align)
        self._y += LABEL.height + 1
        self._sheet.rule(self._y, FAINT)
        self._y += 1.5

    def _row(
        self,
        columns: tuple[_Column, ...],
        figures: tuple[str | None, ...],
        words: list[tuple[str, Type]],
        amount: int,
    ) -> None:
        """One line of goods; ``None`` among its figures is a box to tick."""
        sheet = self._sheet
        whole = sum(type_.height for _, type_ in words)
        fits_a_page = whole < (sheet.bottom - MARGIN) / 2
        self._room((whole if fits_a_page else BODY.height) + 1.5, columns)
        for column, figure in zip(columns, figures, strict=True):
            if figure is None:
                sheet.box((column.x, self._y + 0.6), BODY.height - 1.2)
            elif figure:
                sheet.put(figure, (column.x, self._y), column.width, BODY, "R")
        if self._carried is not None:
            self._carried += amount
        item = next(column for column in columns if column.label == "Item")
        for part, type_ in words:
            self._room(type_.height, columns)
            sheet.put(part, (item.x, self._y), item.width, type_)
            self._y += type_.height
        self._y += 0.8
        sheet.rule(self._y)
        self._y += 1.2

    # --- what stands below them ------------------------------------------------------------------

    def _sums(self) -> None:
        """The rows below the lines; they are not parted from each other."""
        rows = sums_of(self._document)
        self._room(sum(self._height_of(row) for row in rows) + 3)
        self._y += 1.5
        for row in rows:
            self._sum(row)
        self._y += 2

    def _height_of(self, row: Sum) -> float:
        """Of a row below the lines."""
        return BODY.height + (5.0 if row.is_total else 0.8)

    def _sum(self, row: Sum) -> None:
        """A label with its amount, both on the right; the total stands between rules."""
        sheet = self._sheet
        first = sheet.left + self._width * 0.42
        type_ = Type(11, strong=True) if row.is_total else BODY
        if row.is_total:
            self._y += 1.2
            sheet.rule(self._y, INK, first=first)
            self._y += 1.2
        room = sheet.right - _AMOUNT - 2 - first
        *above, label = sheet.lines_of(row.label, type_, room)
        for part in above:
            sheet.put(part, (first, self._y), room, type_)
            self._y += type_.height
        sheet.put(label, (first, self._y), room, type_)
        sheet.put(row.amount, (sheet.right - _AMOUNT - 8, self._y), _AMOUNT + 8, type_, "R")
        self._y += type_.height + 0.8
        if row.is_total:
            sheet.rule(self._y, INK, first=first)
            self._y += 1.2

    def _remarks(self) -> None:
        """Sentences at the end."""
        for remark in remarks_of(self._document):
            self._y += 2
            self._flow(remark, BODY, self._sheet.left, self._width)

    # --- pages -----------------------------------------------------------------------------------

    def _flow(self, words: str, type_: Type, x: float, width: float) -> None:
        """Write words line by line, over as many pages as they take."""
        for part in self._sheet.lines_of(words, type_, width):
            self._room(type_.height)
            self._sheet.put(part, (x, self._y), width, type_)
            self._y += type_.height

    def _room(self, height: float, columns: tuple[_Column, ...] = ()) -> None:
        """Turn the page where so much does not fit any more; the columns go on with the sum so far."""
        kept = BODY.height + 3 if self._carried is not None else 0
        if self._y + height + kept <= self._sheet.bottom:
            return
        sum_so_far = self._carried
        if sum_so_far:
            self._carry(CARRIED, sum_so_far)
        self._sheet.turn()
        self._y = MARGIN
        title = self._fitting(title_of(self._document), SMALL, self._width)
        self._sheet.put(title, (self._sheet.left, self._y), self._width, SMALL)
        self._y += SMALL.height + 4
        if columns:
            self._column_heads(columns)
        if sum_so_far:
            self._carry(BROUGHT, sum_so_far)
            self._y += 1.5

    def _carry(self, label: str, amount: int) -> None:
        """What the lines so far come to."""
        sheet = self._sheet
        x = sheet.left + _QUANTITY + _GAP
        sheet.put(label, (x, self._y), self._width / 2, Type(8.5, FAINT))
        words = amount_of(self._document, amount)
        sheet.put(words, (sheet.right - _AMOUNT - 8, self._y), _AMOUNT + 8, Type(8.5, FAINT), "R")
        self._y += BODY.height

    def _fitting(self, words: str, type_: Type, width: float) -> str:
        """As much of the words as is one line."""
        lines = self._sheet.lines_of(words, type_, width)
        return lines[0] + (" …" if len(lines) > 1 else "") if lines else ""
