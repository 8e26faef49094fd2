"""Pages of a PDF on which lines of text are placed; all places and lengths are millimetres."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from cartui.documents.pdf.fonts import Face, drawable, faces_for
from cartui.model.errors import Invalid, Unsupported
from cartui.model.paper import PaperSize

if TYPE_CHECKING:
    pass

MARGIN: Final = 18.0
"""Between the text and each edge of the paper."""

FOOT: Final = 12.0
"""The height above the lower margin that belongs to the page's own line."""

SIZES: Final = {PaperSize.A4: (210.0, 297.0), PaperSize.LETTER: (215.9, 279.4)}
"""Width and height."""

LEADING: Final = 1.35 * 25.4 / 72
"""Height of a line for each point of its type."""

Colour = tuple[int, int, int]
INK: Final[Colour] = (24, 28, 34)
FAINT: Final[Colour] = (106, 112, 120)
RULE: Final[Colour] = (198, 203, 209)

_STROKE: Final = 0.0045
"""Millimetres by which a point of type is thickened to stand out: most scripts have no second weight here."""

_FONTS_MISSING: Final = (
    "A PDF needs fonts, and there are none: install `cartui[pdf]`; `cartui doctor` says what is missing."
)


class Type(NamedTuple):
    """How words look."""

    size: float
    """Points."""
    colour: Colour = INK
    strong: bool = False

    @property
    def height(self) -> float:
        """Of one line."""
        return self.size * LEADING


class Sheet:
    """The pages, the last of which is written on."""

    def __init__(self, paper: PaperSize, issued_at: datetime) -> None:
        """Begin a file, which has no page yet.

        Raises ``Unsupported`` where what draws a PDF is not installed.
        """
        try:
            from fpdf import FPDF
            from fpdf.fonts import TTFFont
        except ImportError as error:
            raise Unsupported("A PDF needs the extra `pdf`: install `cartui[pdf]`.") from error
        self._faces: tuple[tuple[Face, Path], ...] = ()
        self._first = 1
        self._of_a_file = TTFFont
        self.width, self.height = SIZES[paper]
        self.left, self.right = MARGIN, self.width - MARGIN
        self.bottom = self.height - MARGIN - FOOT
        self._pdf: FPDF = FPDF(unit="mm", format=SIZES[paper])
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margins(0, 0, 0)
        self._pdf.c_margin = 0
        self._pdf.set_creator("cartui")
        self._pdf.set_creation_date(issued_at)

    def begin(self, words: str) -> None:
        """Begin a document on a new page; ``words`` is all its text, for which fonts are found.

        Raises ``Unsupported`` where no font is installed.
        """
        known = {face for face, _ in self._faces}
        faces = faces_for(words)
        if not faces:
            raise Unsupported(_FONTS_MISSING)
        self._add_fonts([(face, path) for face, path in faces if face not in known])
        self._faces = (*self._faces, *(each for each in faces if each[0] not in known))
        self._pdf.set_fallback_fonts([face.name for face, _ in faces[1:]], exact_match=False)
        self._pdf.set_text_shaping(True)
        self._family = faces[0][0].name
        self._pdf.set_font(self._family, size=10)
        self.turn()
        self._first = self.pages

    def entitle(self, title: str) -> None:
        """Say what the file is called inside; what readers of PDFs show in their window."""
        self._pdf.set_title(self.shown(title))

    def _add_fonts(self, faces: list[tuple[Face, Path]]) -> None:
        """Let words be written with these faces as well."""
        for face, path in faces:
            is_variable = "[" in path.name and face.weight is not None
            self._pdf.add_font(
                face.name, fname=path, variations={"wght": float(face.weight or 0)} if is_variable else None
            )

    @property
    def pages(self) -> int:
        """How many there are."""
        return self._pdf.pages_count

    def turn(self) -> None:
        """Begin a new page."""
        self._pdf.add_page()

    def shown(self, words: str) -> str:
        """Those words, with a mark for each sign that no font here has."""
        return drawable(words, self._faces)

    def lines_of(self, words: str, type_: Type, width: float) -> list[str]:
        """The words as lines that are not wider than that; a word that is, is broken."""
        self._look(type_)
        lines = self._pdf.multi_cell(
            width, type_.height, self.shown(words), dry_run=True, output="LINES", align="L"
        )
        return [str(line) for line in lines]  # type: ignore[union-attr]

    def put(
        self,
        words: str,
        place: tuple[float, float],
        width: float,
        type_: Type,
        align: Literal["L", "R"] = "L",
    ) -> None:
        """Write a line whose box has its upper left corner there."""
        self._look(type_)
        self._pdf.set_xy(*place)
        self._pdf.cell(width, type_.height, self.shown(words), align=align)

    def rule(self, y: float, colour: Colour = RULE, *, first: float | None = None) -> None:
        """Draw a fine line from one margin, or from ``first``, to the other margin."""
        self._pdf.set_draw_color(*colour)
        self._pdf.set_line_width(0.2)
        self._pdf.line(self.left if first is None else first, y, self.right, y)

    def box(self, place: tuple[float, float], size: float) -> None:
        """Draw a box to tick."""
        self._pdf.set_draw_color(*FAINT)
        self._pdf.set_line_width(0.25)
        self._pdf.rect(*place, size, size)

    def picture(self, path: Path, place: tuple[float, float], width: float, height: float) -> None:
        """Draw a picture as large as it fits there, its right upper corner in that of the box.

        Raises ``Invalid`` where it is none that can be read.
        """
        from PIL import Image, UnidentifiedImageError

        try:
            with Image.open(path, formats=("PNG", "JPEG")) as image:
                image.load()
                scale = min(width / image.width, height / image.height)
                across, down = image.width * scale, image.height * scale
                self._pdf.image(image, x=place[0] + width - across, y=place[1], w=across, h=down)
        except (OSError, UnidentifiedImageError, ValueError, Image.DecompressionBombError) as error:
            raise Invalid(f"{path.name}, the logo, is no PNG or JPEG picture that can be read.") from error

    def number_pages(self, words: str, type_: Type) -> None:
        """Write a line at the foot of each page of this document.

        Words stand on the left, which page of how many on the right.
        """
        last = self.pages
        y = self.height - MARGIN - type_.height
        for page in range(self._first, last + 1):
            self._pdf.page = page
            self._pdf.set_font(self._family, size=type_.size + 1)  # so that it is set anew on this page
            self.put(words, (self.left, y), self.right - self.left - 30, type_)
            which = f"{page - self._first + 1} / {last - self._first + 1}"
            self.put(which, (self.right - 30, y), 30, type_, "R")

    def content(self) -> bytes:
        """The finished file."""
        return bytes(self._pdf.output())

    def close(self) -> None:
        """Let the files of the fonts go, which are read as long as something may be written."""
        for font in self._pdf.fonts.values():
            if isinstance(font, self._of_a_file):
                font.close()

    def _look(self, type_: Type) -> None:
        """Write like that from now on."""
        self._pdf.set_font(self._family, size=type_.size)
        self._pdf.set_text_color(*type_.colour)
        self._pdf.set_draw_color(*type_.colour)
        self._pdf.set_line_width(type_.size * _STROKE)
        self._pdf.text_mode = 2 if type_.strong else 0
