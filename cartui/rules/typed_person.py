"""What somebody typed to find a person, read as the start of a new customer."""

import re
from dataclasses import dataclass
from typing import Final

_FEWEST_DIGITS: Final = 5
_PHONE: Final = re.compile(r"^\+?[0-9][0-9 ()./\-\u2010-\u2015]*$")


@dataclass(frozen=True, slots=True)
class TypedPerson:
    """The parts of a customer that the text could be."""

    name: str = ""
    email: str = ""
    phone: str = ""


def person_from(text: str) -> TypedPerson:
    """Tell name, email and phone apart; each keeps the writing it was typed in.

    One word with an ``@`` inside is the email, a text of digits and what stands between them is the
    phone, and a phone at the end of a name is taken off it. Everything else is the name.
    """
    email = next((word for word in text.split() if "@" in word.strip("@")), "")
    words = [word for word in text.split() if word != email]
    start = _phone_start(words)
    return TypedPerson(name=" ".join(words[:start]), email=email, phone=" ".join(words[start:]))


def _phone_start(words: list[str]) -> int:
    """Index of the word from which on the rest is a phone number; the number of words where none is."""
    for index in range(len(words)):
        rest = " ".join(words[index:])
        if _PHONE.match(rest) and sum(letter.isdigit() for letter in rest) >= _FEWEST_DIGITS:
            return index
    return len(words)
