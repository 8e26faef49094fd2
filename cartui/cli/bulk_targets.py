"""Which carts or customers a bulk command means: numbers, a file of them, or a query."""

from collections.abc import Sequence

from cartui.cli.files import STDIN, read_text
from cartui.model.bulk import MOST_ITEMS, BulkTarget
from cartui.model.errors import Invalid

_LONGEST = 200
"""Characters that a number or an id has at most."""


def target_of(query: str | None, numbers: Sequence[str] | None, zone: str) -> BulkTarget:
    """The carts that are meant. Raises ``Invalid`` unless they are said in one way, and for what is none."""
    if query is None:
        if not numbers:
            raise Invalid("name the carts: numbers, - for a file of them on stdin, or -q QUERY")
        return BulkTarget(carts=tuple(named(numbers)))
    if numbers:
        raise Invalid("name the carts by numbers or by -q QUERY, and not by both")
    if not query.strip():
        raise Invalid("-q says nothing, which is every open and locked cart: if that is meant, -q state:open")
    from cartui.rules.query.cart_query import parse_query

    return BulkTarget(query=parse_query(query, zone))


def customers_of(refs: Sequence[str]) -> BulkTarget:
    """The customers that are meant. Raises ``Invalid`` for what is no reference."""
    return BulkTarget(customers=tuple(named(refs)))


def named(refs: Sequence[str]) -> list[str]:
    """What the arguments name, or each line of stdin for ``-``. Raises ``Invalid``."""
    if list(refs) == [STDIN]:
        return numbers_in(read_text(STDIN), "stdin")
    if STDIN in refs:
        raise Invalid("- reads all numbers from stdin, and stands alone")
    blank = next((place for place, ref in enumerate(refs, 1) if not ref.strip()), None)
    if blank is not None:
        raise Invalid(f"number {blank} is empty")
    return _few_enough([ref.strip() for ref in refs], "the command line")


def numbers_in(text: str, name: str) -> list[str]:
    """The numbers of a plain file, one a line; blank lines and what is behind a ``#`` are passed over.

    Raises ``Invalid`` with the line for one that is none, for none at all, and for too many.
    """
    numbers = []
    for place, line in enumerate(text.splitlines(), 1):
        words = _without_comment(line).split()
        if not words:
            continue
        if len(words) > 1 or len(words[0]) > _LONGEST:
            raise Invalid(f"{name}, line {place}: a line has one number, and this one has something else")
        numbers.append(words[0])
    if not numbers:
        raise Invalid(f"{name} names nothing: put one number into each line")
    return _few_enough(numbers, name)


def _without_comment(line: str) -> str:
    """What stands before a ``#`` that begins the line, or follows a blank."""
    if line.lstrip().startswith("#"):
        return ""
    return line.partition(" #")[0].partition("\t#")[0]


def _few_enough(numbers: list[str], name: str) -> list[str]:
    """The same. Raises ``Invalid`` for more than one job takes."""
    if len(numbers) > MOST_ITEMS:
        raise Invalid(
            f"{name} has {len(numbers):,} numbers, and one bulk change takes {MOST_ITEMS:,} at most: "
            "split it. Nothing was changed."
        )
    return numbers
