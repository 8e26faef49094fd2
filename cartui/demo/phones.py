"""Phone numbers of nobody in particular: the phone library's own example numbers, varied at their end."""

import random
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

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
        while True:
            number = _varied(country, self._rng.randrange(10**_VARIED_DIGITS))
            if number is not None and number not in self._given:
                self.take(number)
                return number

    def north_american(self, area: str) -> str:
        """A number of that area in E.164; more than a hundred of one area are not to be had."""
        number = self._rng.choice([number for number in _fiction(area) if number not in self._given])
        self.take(number)
        return number

    def take(self, number: str) -> None:
        """Give this one to nobody else."""
        if not self._repeats:
            self._given.add(number)


@lru_cache
def _fiction(area: str) -> tuple[str, ...]:
    """The numbers of that area which nobody has, in E.164."""
    return tuple(f"+1{area}{_FICTION}{end:02d}" for end in range(100))


@lru_cache
def _example(country: str) -> "PhoneNumber":
    """The library's example of a mobile number; raises ``ValueError`` where it has none."""
    import phonenumbers

    example = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    if example is None or example.national_number is None:
        raise ValueError(f"no example of a mobile number in {country}")
    return example


@lru_cache(maxsize=65_536)
def _varied(country: str, end: int) -> str | None:
    """The example with other digits at its end, in E.164; ``None`` where no such number can be in use."""
    import phonenumbers

    example = _example(country)
    number = phonenumbers.PhoneNumber()
    number.merge_from(example)
    number.national_number = (example.national_number or 0) // 10**_VARIED_DIGITS * 10**_VARIED_DIGITS + end
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
