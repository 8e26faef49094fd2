"""Phone numbers of nobody in particular: the phone library's own example numbers, varied at their end."""

import random
from functools import lru_cache
from typing import Final

_VARIED_DIGITS: Final = 4
_FICTION: Final = "55501"
"""In North America the numbers 555-0100 to 555-0199 of every area are for films and books."""


class PhoneNumbers:
    """Gives valid numbers, each of them once unless ``repeats`` are allowed.

    There are only so many numbers that belong to nobody: tens of thousands of people have to share them.
    """

    def __init__(self, rng: random.Random, *, repeats: bool = False) -> None:
        """Vary them by that chance."""
        self._rng = rng
        self._repeats = repeats
        self._given: set[str] = set()

    def mobile(self, country: str) -> str:
        """A new mobile number of the country, in E.164."""
        example = _example(country)
        while True:
            end = self._rng.randrange(10**_VARIED_DIGITS)
            number = f"{example[:-_VARIED_DIGITS]}{end:0{_VARIED_DIGITS}d}"
            if number not in self._given and _is_valid(number):
                self.take(number)
                return number

    def north_american(self, area: str) -> str:
        """A number of that area in E.164; more than a hundred of one area are not to be had."""
        free = [f"+1{area}{_FICTION}{end:02d}" for end in range(100)]
        number = self._rng.choice([number for number in free if number not in self._given])
        self.take(number)
        return number

    def take(self, number: str) -> None:
        """Give this one to nobody else."""
        if not self._repeats:
            self._given.add(number)


@lru_cache
def _example(country: str) -> str:
    """The library's example of a mobile number in E.164; raises ``ValueError`` where it has none."""
    import phonenumbers

    example = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    if example is None:
        raise ValueError(f"no example of a mobile number in {country}")
    return phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=65_536)
def _is_valid(number: str) -> bool:
    """Whether such a number can be in use."""
    import phonenumbers

    return phonenumbers.is_valid_number(phonenumbers.parse(number))
