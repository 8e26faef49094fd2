"""Card numbers pasted into notes: only their last four digits are ever kept."""

import re
from typing import Final

SHORTEST: Final = 13
LONGEST: Final = 19
"""How many digits a card number has."""

_LONGEST_PHONE: Final = 15
"""Digits of the longest number that E.164 allows; a ``+`` in front of no more than that marks a phone."""

_GROUPS: Final = re.compile(r"•••• \d{4}(?!\d)|\d+(?:[ \u00a0-]{1,3}\d+)*")
"""Digits in groups; what was masked before stands apart and never makes a number with what follows."""

_GROUP: Final = re.compile(r"\d+")


def mask_card_numbers(text: str) -> str:
    """Replace each card number in ``text`` by dots and its last four digits: ``•••• 4242``.

    A card number is a run of 13 to 19 digits whose check digit (Luhn) is right, in one piece or in groups
    with blanks or dashes between them. Other numbers stay: phones, tracking numbers, prices. Masking
    twice is the same as once.
    """
    return _GROUPS.sub(lambda run: _masked_run(run, text), text)


def _masked_run(run: re.Match[str], text: str) -> str:
    """A run of digit groups with the card numbers in it masked."""
    groups = list(_GROUP.finditer(run.group()))
    if sum(len(group.group()) for group in groups) < SHORTEST:
        return run.group()
    parts: list[str] = []
    done = first = 0
    while first < len(groups):
        end = _end_of_card(groups, first)
        starts_phone = first == 0 and text[run.start() - 1 : run.start()] == "+"
        if end is None or (starts_phone and _digits(groups[first:end]) <= _LONGEST_PHONE):
            first += 1
            continue
        last_four = "".join(group.group() for group in groups[first:end])[-4:]
        parts += [run.group()[done : groups[first].start()], f"•••• {last_four}"]
        done = groups[end - 1].end()
        first = end
    return "".join([*parts, run.group()[done:]])


def _end_of_card(groups: list[re.Match[str]], first: int) -> int | None:
    """Behind which group a card number ends that begins with the first one: the longest such, or ``None``."""
    from stdnum import luhn

    found = None
    number = ""
    for end in range(first, len(groups)):
        # Digits of other scripts count as what they mean.
        number += "".join(str(int(digit)) for digit in groups[end].group()[: LONGEST + 1])
        if len(number) > LONGEST:
            break
        if len(number) >= SHORTEST and number.strip("0") and luhn.is_valid(number):
            found = end + 1
    return found


def _digits(groups: list[re.Match[str]]) -> int:
    """How many digits the groups have in all."""
    return sum(len(group.group()) for group in groups)
