"""The lines of imported carts: what each row says is bought, how many, and at which price."""

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from itertools import repeat
from typing import Final

from pydantic import ValidationError

from cartui.imports.cart_heads import Head
from cartui.imports.columns import Cells, Columns
from cartui.imports.line_terms import TermsOfLines
from cartui.imports.mapping import FileMapping
from cartui.imports.values import LARGEST_QUANTITY, read_amount, read_whole, shown
from cartui.model.frozen import Frozen
from cartui.model.imports import ImportedLine, SourceRow
from cartui.model.text import Code, Line

_REMEMBERED: Final = 16_384
"""Distinct cells whose reading is remembered, by field."""

_line: Final = partial(tuple.__new__, ImportedLine)
_source_row: Final = partial(tuple.__new__, SourceRow)
"""Make them of rows without a call into Python for each: a file has hundreds of thousands."""


class _Named(Frozen):
    """What a line is of."""

    sku: Code | None
    title: Line


class CartLines:
    """Reads lines from records."""

    def __init__(self, columns: Columns, mapping: FileMapping, titles: Mapping[str, str]) -> None:
        """Take ``titles``, by SKU, for rows that have none."""
        self._columns = columns
        self._mapping = mapping
        self._titles = titles
        self._custom = frozenset(mapping.custom_items)
        self._sku, self._title = columns.raw("sku"), columns.raw("title")
        self._quantity, self._price = columns.raw("quantity"), columns.raw("unit_price")
        self._terms = TermsOfLines(columns, mapping)
        # Few things are bought by many: each distinct cell is read, cleaned and checked once.
        self._named = lru_cache(_REMEMBERED)(self._read_named)
        self._units = lru_cache(_REMEMBERED)(self._read_units)
        self._amount = lru_cache(_REMEMBERED)(self._read_amount)

    def is_missing(self, cells: Cells) -> bool:
        """Whether the row names no line at all."""
        said = (self._sku, self._quantity, self._title, self._price)
        return not any(cell(cells).strip() for cell in said)

    def read_plain(
        self, numbers: Sequence[int], rows: Sequence[Cells], head: Head
    ) -> list[ImportedLine] | None:
        """The lines of rows where each has a price and says nothing beside; else ``None``.

        Column by column that takes a fraction of the time. Raises ``RowRefused``.
        """
        if any(map(self._terms.are_said, rows)):
            return None
        units = map(self._units, map(self._quantity, rows), repeat(head.cancelled))
        prices = list(map(self._amount, map(self._price, rows), repeat(head.market.currency)))
        if not all(prices):
            return None
        named = map(self._named, map(self._sku, rows), map(self._title, rows))
        skus, titles = zip(*named, strict=True)
        sources = zip(map(_source_row, zip(repeat(self._columns.file), numbers, strict=False)))
        terms = (None,) * len(rows)
        return list(map(_line, zip(skus, units, titles, prices, sources, terms, strict=True)))

    def read(self, number: int, cells: Cells, head: Head) -> ImportedLine:
        """The line of a row; raises ``RowRefused`` when it is none."""
        quantity = self._units(self._quantity(cells), head.cancelled)
        price = self._amount(self._price(cells), head.market.currency)
        if not price:
            self._check_price(price, head)
        sku, title = self._named(self._sku(cells), self._title(cells))
        if sku is None and price is None:
            raise self._columns.refused("unit_price", "is missing, and this is no product with a price")
        terms = self._terms.read(cells, head.market.currency)
        return ImportedLine(sku, quantity, title, price, (self._columns.row(number),), terms)

    def _check_price(self, price: int | None, head: Head) -> None:
        """Refuse what went to nobody for nothing, where the mapping says that such rows are no sales."""
        if price == 0 and self._mapping.free_needs_customer and "customer" not in head.texts:
            reason = "a price of 0 and no customer: a correction of stock, not a sale"
            raise self._columns.refused("unit_price", reason)

    def _read_named(self, sku_cell: str, title_cell: str) -> tuple[str | None, str]:
        """What a line is of: a product, or an item of its own."""
        sku = self._columns.meaning("sku")(sku_cell)
        title = self._columns.meaning("title")(title_cell) or self._titles.get(sku, sku)
        if not title:
            raise self._columns.refused("sku", "names neither a product nor what it is")
        try:
            named = _Named(sku=None if sku in self._custom else sku or None, title=title)
        except ValidationError as error:
            raise self._columns.misfit(error) from None
        return named.sku, named.title

    def _read_units(self, cell: str, cancelled: bool) -> int:
        """The units of a row; only a cancelled order may have them below 0."""
        try:
            quantity = read_whole(self._columns.meaning("quantity")(cell))
        except ValueError as error:
            raise self._columns.refused("quantity", error) from None
        if quantity < 0 and not cancelled:
            reason = f"{quantity} units of what is not cancelled: a correction of stock, not a sale"
            raise self._columns.refused("quantity", reason)
        if not 1 <= abs(quantity) <= LARGEST_QUANTITY:
            raise self._columns.refused("quantity", f"{quantity} is not between 1 and {LARGEST_QUANTITY}")
        return abs(quantity)

    def _read_amount(self, cell: str, currency: str) -> int | None:
        """The price of a unit in minor units; ``None`` where the row leaves it to the price lists."""
        text = self._columns.meaning("unit_price")(cell)
        if not text:
            return None
        try:
            price = read_amount(text, currency, decimal=self._mapping.decimal, group=self._mapping.group)
        except ValueError as error:
            raise self._columns.refused("unit_price", error) from None
        if price < 0:
            raise self._columns.refused("unit_price", f"{shown(text)} is below 0: an adjustment, not a sale")
        return price
