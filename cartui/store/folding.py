"""Text made comparable: what is stored to be searched and sorted goes through here, and what is asked too."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final

SORTED_LETTERS: Final = 100
"""How much of a name decides its place in a list."""

_IDEOGRAPH: Final = re.compile(
    "([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f])"
)
"""Letters of scripts that put no blanks between words: Chinese characters, kana, hangul."""

_ACCENTED: Final = re.compile("([A-Za-z\u0370-\u052f])[\u0300-\u036f]+")
"""A Latin, Greek or Cyrillic letter with its accents; in other scripts marks are no ornament."""

_SURROGATE: Final = re.compile("[\ud800-\udfff]")

_PHONE_SIGNS: Final = re.compile(r"[\s+()./-]")

_NOT_DIGITS: Final = re.compile("[^0-9]")


def storable(text: str) -> str:
    """The text without lone surrogates, which a terminal can deliver and no database takes."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def fold(text: str) -> str:
    """Case, accents and width taken out: ``Ｊosé`` becomes ``jose``."""
    if text.isascii():
        return text.lower()
    bare = _ACCENTED.sub(r"\1", unicodedata.normalize("NFKD", storable(text)))
    return unicodedata.normalize("NFC", bare).casefold()


def with_accents(text: str) -> str:
    """Only case and width taken out, as names of agents are told apart: ``pena`` is not ``Peña``."""
    return unicodedata.normalize("NFKC", storable(text).strip().casefold()).casefold()


class _Separators(dict[int, int | str]):
    """What each letter is for searching: itself, or a blank where words end. Filled as letters come."""

    def __missing__(self, code: int) -> int | str:
        """Letters, marks, digits and pictures stay; blanks, controls and punctuation stand between words."""
        letter = chr(code)
        if letter.isascii():
            between = not letter.isalnum()
        else:
            kind = unicodedata.category(letter)
            between = kind == "Cc" or kind[0] in "PZ"
        self[code] = known = " " if between else code
        return known


_SEPARATORS: Final = _Separators()
_BLANKS: Final = re.compile(" +")


def spread(text: str) -> str:
    """The folded words of a text, two blanks before, between and behind where something separates them.

    So the first letter of a word is a trigram with the blanks before it, and a beginning can be told from
    an inner part. ``Jean-Luc`` gives ``jean  luc`` and ``李明`` gives ``"  李  明  "``.
    """
    folded = fold(text)
    if not folded.isascii():
        folded = _IDEOGRAPH.sub(r" \1 ", folded)
    return _BLANKS.sub("  ", folded.translate(_SEPARATORS))


def in_one(text: str) -> str:
    """The words written as one, as SKUs are asked for without their hyphens; empty where it is one word."""
    words = spread(text).split()
    return "".join(words) if len(words) > 1 else ""


_SIGNS_INSIDE: Final = re.compile(r"(?<![^\W_])[^\W_]++(?:[^\w\s][^\W_]++)+")
"""A word with signs in it: ``T-Shirt``, ``USB-C``, ``1/2``."""

_MEASURE: Final = re.compile(r"\b\d+ [^\W\d_]{1,3}\b")
"""A number and its unit: ``65 W``, ``500 ml``."""


def run_together(text: str) -> str:
    """What people write as one that a name has in two: ``T-Shirt, 65 W`` gives ``tshirt  65w``."""
    return "  ".join(
        "".join(spread(found).split()) for way in (_SIGNS_INSIDE, _MEASURE) for found in way.findall(text)
    )


_SPELLED_OUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def spelled_out(text: str) -> str:
    """The text as German is written without its dots: ``Müller`` gives ``Mueller``; empty if it has none."""
    if text.isascii():
        return ""
    composed = unicodedata.normalize("NFC", text)
    written = composed.translate(_SPELLED_OUT)
    return "" if written == composed else written


def sort_key(text: str) -> str:
    """What a name is sorted by."""
    return fold(text)[:SORTED_LETTERS]


def digits(text: str) -> str:
    """Only the digits of a phone number, in European writing: ``+৮৮০ 17`` gives ``88017``."""
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(letter, letter)) for letter in text)
    return _NOT_DIGITS.sub("", text)


def is_phone_like(text: str) -> bool:
    """Whether it could be (part of) a phone number: digits, and the signs that people write between them."""
    return _PHONE_SIGNS.sub("", text).isdecimal()


def number_key(number: str) -> int:
    """The digits of a number as one, so that ``C-1000000`` comes after ``C-999999``; 0 without digits."""
    return int(digits(number)[-18:] or "0")


def code_key(code: str) -> str:
    """A code as it is compared, whatever stands between its signs: ``bd 123-456`` gives ``bd123456``."""
    return "".join(filter(str.isalnum, fold(code)))[:SORTED_LETTERS]


FIELDS: Final = "   "
"""What stands between the parts of a search text: no words that were typed reach over it."""


_SHORT: Final = 40
"""Letters of a part, such as a SKU, that comes again and again and is worth remembering."""

_spread_once = lru_cache(16_384)(lambda part: spread(part).strip())


def variant_text(title: str, options: Iterable[str], sku: str, barcode: str) -> str:
    """What a variant is found by, the title in front."""
    named = [title, *options]
    return search_text([*named, sku, in_one(sku), barcode, *map(run_together, named)])


def search_text(parts: list[str], *, codes: Collection[str] = (), phone: str = "") -> str:
    """One text to be searched of everything that something is found by, as :func:`spread` makes it.

    ``codes`` come behind the parts: SKUs, many of which are plain letters and digits. Behind all of them
    stand those with umlauts once more, as :func:`spelled_out` has them.
    """
    joined = "".join(codes)
    if codes and not (joined.isascii() and joined.isalnum()):
        parts, codes = [*parts, *codes], ()
    spelled = [] if "".join(parts).isascii() else list(filter(None, map(spelled_out, parts)))
    spreads = list(map(_spread_part, parts))
    spreads += [FIELDS.join(codes).lower(), *map(_spread_part, spelled), digits(phone) if phone else ""]
    return f"  {FIELDS.join(filter(None, spreads))}  "


def added_text(*parts: str | None) -> str:
    """What is put behind a search text to be found by these parts, too, as far as there are any."""
    return "".join(f"{FIELDS[2:]}{_spread_part(part)}{FIELDS[1:]}" for part in parts if part)


def _spread_part(part: str) -> str:
    """One part of a search text."""
    return _spread_once(part) if len(part) <= _SHORT else spread(part).strip()
