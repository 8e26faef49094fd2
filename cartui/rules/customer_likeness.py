"""Whether somebody who is about to be created is a customer already: by what hardly two people share."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from cartui.model.customer import Alike, Customer, NewCustomer, Sameness

MOST: Final = 10
"""Most that are shown: somebody with a caller on the line reads no more."""

_SUREST: Final = tuple(Sameness)


def likely_the_same(new: NewCustomer, found: Mapping[Sameness, Sequence[Customer]]) -> tuple[Alike, ...]:
    """Which of the customers found are probably the same as ``new``; most in common first.

    Those found by name (under ``Sameness.COMPANY``) count only if the company or a postcode matches too, and
    those found by a phone's last digits only if no digit before them differs.
    """
    customers: dict[str, Customer] = {}
    common: dict[str, list[Sameness]] = {}
    for same, candidates in found.items():
        for customer in candidates:
            for shared in _shared(new, customer, same):
                customers[customer.id] = customer
                common.setdefault(customer.id, []).append(shared)
    alike = [
        Alike(customer=customers[each], same=tuple(sorted(shared, key=_SUREST.index)))
        for each, shared in common.items()
    ]
    return tuple(sorted(alike, key=_rank))[:MOST]


def _rank(alike: Alike) -> tuple[int, int]:
    """Who has more in common comes first, and then who shares the surer thing; else the longest known."""
    return -len(alike.same), _SUREST.index(alike.same[0])


def _shared(new: NewCustomer, customer: Customer, same: Sameness) -> Iterator[Sameness]:
    """What somebody who was found by that really has in common."""
    if same is Sameness.PHONE:
        if _is_same_phone(new.phone, customer.phone):
            yield same
    elif same is Sameness.COMPANY:
        if _key(new.company) and _key(new.company) == _key(customer.company):
            yield Sameness.COMPANY
        postcodes = {_key(saved.address.postcode) for saved in customer.addresses}
        if (postcodes - {""}) & {_key(address.postcode) for address in new.addresses}:
            yield Sameness.POSTCODE
    else:
        yield same


def _is_same_phone(one: str, other: str) -> bool:
    """Whether two numbers can be one: the country's code and the trunk zero may be there or not."""
    shorter, longer = sorted((_digits(one), _digits(other)), key=len)
    return bool(shorter) and longer.endswith(shorter)


def _digits(phone: str) -> str:
    """The digits of a number without the zeros in front, in European writing."""
    return "".join(str(unicodedata.decimal(sign)) for sign in phone if sign.isdecimal()).lstrip("0")


def _key(text: str) -> str:
    """A text without what people write now so, now so: case, width and blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
