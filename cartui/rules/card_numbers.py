"""Card numbers pasted into notes: only their last four digits are ever kept."""

import re
from itertools import accumulate
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
    """A run of digit groups with the card numbers in it masked; the time grows as the run does, no faster."""
    groups = list(_GROUP.finditer(run.group()))
    digits = _Digits(groups)
    if digits.ends[-1] < SHORTEST:
        return run.group()
    parts: list[str] = []
    done = first = 0
    while first < len(groups):
        end = digits.end_of_card(first)
        starts_phone = first == 0 and text[run.start() - 1 : run.start()] == "+"
        if end is None or (starts_phone and digits.ends[end] - digits.ends[first] <= _LONGEST_PHONE):
            first += 1
            continue
        last_four = "".join(group.group() for group in groups[first:end])[-4:]
        parts += [run.group()[done : groups[first].start()], f"•••• {last_four}"]
        done = groups[end - 1].end()
        first = end
    return "".join([*parts, run.group()[done:]])


class _Digits:
    """The digits of a run of groups, summed up so that any stretch of them is checked (Luhn) at once."""

    def __init__(self, groups: list[re.Match[str]]) -> None:
        """Digits of other scripts count as what they mean."""
        self.ends = [0, *accumulate(len(group.group()) for group in groups)]
        """How many digits there are up to each group, and in all."""
        digits = [int(digit) for group in groups for digit in group.group()]
        doubled = [sum(divmod(2 * digit, 10)) for digit in digits]
        self._sums = [
            [0, *accumulate(doubled[at] if at % 2 == parity else digits[at] for at in range(len(digits)))]
            for parity in (0, 1)
        ]
        """Up to each digit, with those at even places doubled, and with those at odd places."""

    def end_of_card(self, first: int) -> int | None:
        """Behind which group the longest card number ends that begins with the first one, or ``None``."""
        start, found = self.ends[first], None
        for end in range(first + 1, len(self.ends)):
            size = self.ends[end] - start
            if size > LONGEST:
                break
            if size >= SHORTEST and self._is_card(start, self.ends[end]):
                found = end
        return found

    def _is_card(self, start: int, end: int) -> bool:
        """Whether the check digit is right; the last digit stands as it is, the one before it is doubled."""
        sums = self._sums[end % 2]
        checksum = sums[end] - sums[start]
        return checksum > 0 and checksum % 10 == 0
