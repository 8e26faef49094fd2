"""Text made comparable: what is stored to be searched and sorted goes through here, and what is asked too."""

import re
import unicodedata
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


def spaced(text: str) -> str:
    """Fold, and put blanks around letters that stand for words, so that each can be found."""
    folded = fold(text)
    return folded if folded.isascii() else " ".join(_IDEOGRAPH.sub(r" \1 ", folded).split())


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


def search_text(parts: list[str], *, phone: str = "") -> str:
    """One folded text to be searched of everything that something is found by."""
    return " ".join(spaced(part) for part in [*parts, digits(phone)] if part)
