"""What the changed carts of a bulk change come to before and after it, aligned under each other."""

from collections.abc import Iterator

from cartui.formatting.amounts import aligned_amount
from cartui.formatting.cells import fit
from cartui.model.bulk import BulkTally

HEADINGS = ("before", "after", "difference")
"""What stands above the amounts."""


def total_lines(tally: BulkTally, locale: str) -> tuple[str, ...]:
    """A line of headings and one for each currency, in the order of their codes; none where nothing changed.

    Amounts are minor units in the tally; here they are written in ``locale``.
    """
    currencies = sorted(tally.before.keys() | tally.after.keys())
    if not currencies:
        return ()
    rows = [tuple(_amounts(tally, code, locale)) for code in currencies]
    widths = [max(map(len, column)) for column in zip(HEADINGS, *rows, strict=True)]
    cells = [("", HEADINGS), *zip(currencies, rows, strict=True)]
    return tuple(_line(code, row, widths) for code, row in cells)


def _amounts(tally: BulkTally, currency: str, locale: str) -> Iterator[str]:
    """Before, after, and by how much they differ."""
    before, after = tally.before.get(currency, 0), tally.after.get(currency, 0)
    for amount in (before, after):
        yield aligned_amount(amount, currency, locale, with_code=False)
    sign = "+" if after > before else ""
    yield sign + aligned_amount(after - before, currency, locale, with_code=False)


def _line(currency: str, cells: tuple[str, ...], widths: list[int]) -> str:
    """One line."""
    amounts = (fit(cell, width, "right") for cell, width in zip(cells, widths, strict=True))
    return "  ".join((currency.ljust(3), *amounts)).rstrip()
