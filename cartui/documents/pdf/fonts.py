"""Fonts for what documents say: from packages of the extra ``cartui[pdf]``, else from the system's folders.

All are Noto's or DejaVu's (SIL Open Font License, Bitstream Vera License), which may be embedded. A PDF
embeds only the glyphs that it shows.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from cartui.model.text import REPLACEMENT


@dataclass(frozen=True, slots=True)
class Face:
    """A font that some scripts are written with."""

    name: str
    scripts: tuple[str, ...]
    """What it is for, as people call that; empty: signs of no script."""
    package: str
    """The Python package that holds its file."""
    file: str
    """The place within that package."""
    elsewhere: tuple[str, ...] = ()
    """Names of files in the system's folders that do as well, the best one first."""
    weight: int | None = None
    """What of a variable font is wanted, where it is not the one that it begins with."""


FACES: Final = (
    Face(
        "Sans",
        ("Latin", "Greek", "Cyrillic"),
        "justmytype_western_core",
        "fonts/ofl/notosans/NotoSans[wdth,wght].ttf",
        ("NotoSans-Regular.ttf", "DejaVuSans.ttf"),
    ),
    Face(
        "Bengali",
        ("Bengali",),
        "justmytype_intl_south_asia",
        "fonts/ofl/notosansbengali/NotoSansBengali[wdth,wght].ttf",
        ("NotoSansBengali-Regular.ttf",),
    ),
    Face(
        "Devanagari",
        ("Devanagari",),
        "justmytype_intl_south_asia",
        "fonts/ofl/notosansdevanagari/NotoSansDevanagari[wdth,wght].ttf",
        ("NotoSansDevanagari-Regular.ttf",),
    ),
    Face(
        "Tamil",
        ("Tamil",),
        "justmytype_intl_south_asia",
        "fonts/ofl/notosanstamil/NotoSansTamil[wdth,wght].ttf",
        ("NotoSansTamil-Regular.ttf",),
    ),
    Face(
        "Telugu",
        ("Telugu",),
        "justmytype_intl_south_asia",
        "fonts/ofl/notosanstelugu/NotoSansTelugu[wdth,wght].ttf",
        ("NotoSansTelugu-Regular.ttf",),
    ),
    Face(
        "Arabic",
        ("Arabic",),
        "justmytype_intl_rtl",
        "fonts/ofl/notosansarabic/NotoSansArabic[wdth,wght].ttf",
        ("NotoSansArabic-Regular.ttf",),
    ),
    Face(
        "Hebrew",
        ("Hebrew",),
        "justmytype_intl_rtl",
        "fonts/ofl/notosanshebrew/NotoSansHebrew[wdth,wght].ttf",
        ("NotoSansHebrew-Regular.ttf",),
        weight=400,  # it begins with the thinnest
    ),
    Face(
        "CJK",
        ("Japanese", "Chinese", "Korean"),
        "noto_cjk_sans_jp_regular",
        "NotoSansCJKjp-Regular.otf",
        ("NotoSansCJKjp-Regular.otf", "NotoSansJP-Regular.otf", "NotoSansJP-Regular.ttf"),
    ),
    Face(
        "Symbols",
        (),
        "justmytype_western_core",
        "fonts/ofl/notosanssymbols2/NotoSansSymbols2-Regular.ttf",
        ("NotoSansSymbols2-Regular.ttf",),
    ),
)
"""In the order in which they are asked for a sign; the first one is that of the document."""

_DRAWN_WITH: Final = ("fpdf", "fontTools", "uharfbuzz", "PIL")

_DEPTH: Final = 6
"""Folders below one of the system's in which a font is still looked for."""


def folders_of_fonts(platform: str, environment: Mapping[str, str], home: Path) -> tuple[Path, ...]:
    """Where that system keeps fonts, a person's own before everybody's."""
    if platform == "darwin":
        return (home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    if platform == "win32":
        local = Path(environment.get("LOCALAPPDATA", home / "AppData/Local"))
        return (
            local / "Microsoft/Windows/Fonts",
            Path(environment.get("WINDIR", r"C:\Windows")) / "Fonts",
        )
    own = Path(environment.get("XDG_DATA_HOME") or home / ".local/share")
    return (own / "fonts", home / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts"))


def file_of(face: Face) -> Path | None:
    """The file of a face; ``None``: neither its package nor a font that does as well is here."""
    spec = find_spec(face.package)  # where a package is, is told without importing it
    for place in (spec.submodule_search_locations or ()) if spec is not None else ():
        if (path := Path(place) / face.file).is_file():
            return path
    here = _of_the_system()
    return next((here[name] for name in face.elsewhere if name in here), None)


def can_draw() -> bool:
    """Whether PDFs can be made here at all: the extra ``pdf`` is installed, and a first font."""
    return all(find_spec(package) for package in _DRAWN_WITH) and file_of(FACES[0]) is not None


def missing_scripts() -> tuple[str, ...]:
    """The scripts that documents cannot be written in here, for want of a font."""
    return tuple(script for face in FACES if file_of(face) is None for script in face.scripts)


def faces_for(text: str) -> tuple[tuple[Face, Path], ...]:
    """The faces that a text needs, that of the document first; none at all where that one is missing."""
    wanted = {sign for sign in text if ord(sign) >= _FIRST_OUTSIDE_ASCII} | {REPLACEMENT}
    found: list[tuple[Face, Path]] = []
    for face in FACES:
        path = file_of(face)
        if path is None:
            if not found:
                return ()
            continue
        signs = _signs_of(path)
        if not found or any(ord(sign) in signs for sign in wanted):
            found.append((face, path))
            wanted -= {sign for sign in wanted if ord(sign) in signs}
    return tuple(found)


def drawable(text: str, faces: tuple[tuple[Face, Path], ...]) -> str:
    """The text with a mark in place of every sign that none of the faces has, so that none is lost unseen."""
    signs = [_signs_of(path) for _, path in faces]

    def has(sign: str) -> bool:
        return ord(sign) < _FIRST_OUTSIDE_ASCII or any(ord(sign) in each for each in signs)

    return "".join(sign if has(sign) else REPLACEMENT for sign in text)


_FIRST_OUTSIDE_ASCII: Final = 0x80


@cache
def _signs_of(path: Path) -> frozenset[int]:
    """The code points that a font has glyphs for."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def _of_the_system() -> dict[str, Path]:
    """The fonts in the system's folders by their file's name; of two of one name the first one found."""
    import os

    found: dict[str, Path] = {}
    wanted = {name for face in FACES for name in face.elsewhere}
    for folder in folders_of_fonts(sys.platform, os.environ, Path.home()):
        for path in _files_below(folder, _DEPTH):
            if path.name in wanted:
                found.setdefault(path.name, path)
    return found


def _files_below(folder: Path, depth: int) -> Iterator[Path]:
    """All files in a folder and so many folders down; what cannot be read is passed over."""
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return
    for path in inside:
        if path.is_dir():
            if depth:
                yield from _files_below(path, depth - 1)
        else:
            yield path
