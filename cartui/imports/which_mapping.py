"""Files of other systems that are given as plain ones: much of them would be thrown away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cartui.imports.fields import REQUIRED
from cartui.imports.mapping import FileMapping, load_mapping, plain_mapping, shipped_mappings

_SIGNATURE: Final = 3
"""So many columns that a mapping knows and the plain form does not are no accident."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A shipped mapping that knows a file much better than the plain form does."""

    mapping: str
    """Its name."""
    known: int
    """How many columns of the file it knows."""
    plainly_known: int
    """How many of them the plain form knows: less than half of all."""
    columns: int
    """How many there are."""

    def __str__(self) -> str:
        """What to say of the file as a whole."""
        return (
            f"looks like a file for --mapping {self.mapping}, which knows {self.known} of its {self.columns} "
            f"columns, and the plain form {self.plainly_known or 'none'}: please import it with that; "
            "nothing of it was taken"
        )


def likeness(header: Sequence[str], mapping: FileMapping) -> Likeness | None:
    """The shipped mapping that a file was meant for, when it is about to be read as a plain one.

    A plain file with some columns of its own stays one: the plain form must know less than half of the
    columns, and the mapping more, at least three of which no plain file has.
    """
    plain = plain_mapping(mapping.kind)
    if mapping != plain:
        return None
    names = {name.casefold() for name in header if name}
    known = names & _columns(plain)
    if 2 * len(known) >= len(names):
        return None
    found: list[Likeness] = []
    for name in shipped_mappings():
        other = load_mapping(name)
        theirs = names & _columns(other)
        signature = len(theirs - known)
        if other.kind is mapping.kind and _has_required(other, names) and signature >= _SIGNATURE:
            found.append(Likeness(name, len(theirs), len(known), len(names)))
    best = max(found, key=lambda each: each.known, default=None)
    return best if best is not None and best.known > len(known) else None


def _columns(mapping: FileMapping) -> frozenset[str]:
    """Every column that a mapping reads, folded."""
    groups = (*mapping.columns.values(), *mapping.join.values())
    return frozenset(name.casefold() for names in groups for name in names)


def _has_required(mapping: FileMapping, names: set[str]) -> bool:
    """Whether a file of these columns has all that the mapping cannot do without."""
    return all(
        field in mapping.constants
        or any(
            name.casefold() in names
            for name in (*mapping.columns.get(field, ()), *mapping.join.get(field, ()))
        )
        for field in REQUIRED[mapping.kind]
    )
