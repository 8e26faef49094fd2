"""Carts and orders from a CSV file with one row a line (decision 24).

The rules for dirty rows are in ``docs/imports.md``; each refusal says which one it was.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

from pydantic import ValidationError

from cartui.imports.batches import ReadBatch, Reading, batched
from cartui.imports.cart_heads import (
    ADDRESS_PREFIXES,
    STATES,
    Head,
    Heads,
    State,
    address_of,
    is_country,
    lock_of,
    merged,
    moments_of,
)
from cartui.imports.cart_lines import CartLines
from cartui.imports.cart_people import checked_address, contact_of
from cartui.imports.columns import Cells, Columns, RowRefused
from cartui.imports.fields import ImportKind
from cartui.imports.grouping import LARGEST_GROUP, Group, grouped, scattered_keys
from cartui.imports.mapping import FileMapping
from cartui.imports.opening import market_of_rows, opened
from cartui.imports.source import Record, Table
from cartui.imports.values import shown
from cartui.imports.words import nearest
from cartui.model.cart import CartState
from cartui.model.imports import ImportedCart, ImportedLine, SourceRow
from cartui.model.market import Market
from cartui.model.shop import Shop
from cartui.model.tag_list import read_tags
from cartui.rules.pricing.pricing_ahead import PricingAhead

_TITLES: Final = 200_000
"""SKUs whose title is remembered for rows that have none; later ones go by their SKU."""

_OF_ORDERS: Final = ("placed_by", "paid", "hold_reason")
"""The fields that only an order has."""

_SAME: Final = (
    "placed_by",
    "hold_reason",
    "customer",
    "channel",
    "price_level",
    "assigned_to",
    "note",
    "coupon",
    "service",
    "payment_method",
)
"""The fields of a cart that the model calls the same."""


def read_carts(
    source: Path | BinaryIO,
    *,
    shop: Shop,
    mapping: FileMapping | None = None,
    market: str | None = None,
    open_since: datetime | None = None,
    create_products: bool = False,
    dry_run: bool = False,
    name: str = "",
) -> Generator[ReadBatch, None, None]:
    """Read a file of carts. Nothing is read before the first batch is asked for.

    Args:
        source: The file, or a stream of its bytes.
        shop: For its markets and levels.
        mapping: How to read it; ``None``: as the plain file of ``docs/imports.md``.
        market: Code of the market of carts that name none.
        open_since: An aware time: carts created from then on are open, earlier ones orders.
        create_products: Passed on in each batch.
        dry_run: Passed on in each batch.
        name: What messages call the file.

    Yields:
        Batches that account for every row of the file exactly once.

    Raises:
        Invalid: When the file as a whole cannot be read; always before the first batch.
    """
    default = market_of_rows(shop, market)
    with opened(source, mapping, ImportKind.CARTS, name=name) as (table, columns, chosen, remarks):
        survey = _Survey(table, columns)
        reader = _Carts(columns, chosen, Heads(columns, chosen, shop, default), survey.titles, open_since)
        groups = grouped(table.records(), columns.key("reference"), survey.scattered)
        readings = chain([remarks], map(reader.read, groups))
        ahead = PricingAhead(shop)
        parts = batched(readings, total=survey.rows, create_products=create_products, dry_run=dry_run)
        for part in parts:
            yield replace(part, batch=ahead.of(part.batch))


class _Survey:
    """What a first pass finds out: how many rows, which carts are scattered, what SKUs are called."""

    def __init__(self, table: Table, columns: Columns) -> None:
        """Read through the whole file."""
        self.rows = 0
        self.titles: dict[str, str] = {}
        self.scattered = scattered_keys(self._keys(table, columns))

    def _keys(self, table: Table, columns: Columns) -> Iterator[str]:
        """The reference of each record; titles are kept on the way."""
        key, sku_of, title_of = columns.key("reference"), columns.text("sku"), columns.text("title")
        place, width = columns.place("sku"), len(table.header)
        seen: set[str] = set()
        rows = 0
        for _, cells in table.records():
            rows += 1
            yield key(cells)
            if place is None or len(cells) != width or cells[place] in seen:
                continue
            title = title_of(cells)
            if title and len(seen) < _TITLES:
                seen.add(cells[place])
                self.titles.setdefault(sku_of(cells), title)
        self.rows = rows


class _Carts:
    """Makes a cart of each group of rows."""

    def __init__(
        self,
        columns: Columns,
        mapping: FileMapping,
        heads: Heads,
        titles: Mapping[str, str],
        open_since: datetime | None,
    ) -> None:
        """Keep what is needed for every group."""
        self._columns = columns
        self._mapping = mapping
        self._heads = heads
        self._open_since = open_since
        self._lines = CartLines(columns, mapping, titles)

    def read(self, group: Group) -> Reading:
        """Read one cart; every row of the group is in it, or refused."""
        reference, records = group
        reading = Reading(rows=len(records))
        if not reference:
            return self._without_reference(records, reading)
        if self._without_lines(reference, records, reading):
            return reading
        alike = self._read_alike(reference, records)
        if alike is not None:
            self._assemble(reference, *alike, reading)
            return reading
        heads: dict[object, Head | RowRefused] = {}
        used: dict[object, Head] = {}
        lines: list[ImportedLine] = []
        check, key_of, line_of = self._columns.check, self._heads.key, self._lines.read
        head: Head | None = None
        known: object = None
        for number, cells in records:
            try:
                check(cells)
                key = key_of(cells)
                if head is None or key != known:  # mostly the rows of a cart say the same of it
                    head = None
                    head, known = self._head(heads, key, cells, reference), key
                lines.append(line_of(number, cells, head))
            except RowRefused as refused:
                reading.refusals.append(self._columns.refusal(number, refused))
            else:
                if len(used) < len(heads):
                    used[key] = head
        if lines:
            self._assemble(reference, list(used.values()), lines, reading)
        return reading

    def _without_lines(self, reference: str, records: Sequence[Record], reading: Reading) -> bool:
        """Read a cart that has no line at all, which is one row that names none; false where it has some."""
        (number, cells), *others = records
        if others or len(cells) != self._columns.width or not self._lines.is_missing(cells):
            return False
        try:
            self._columns.check(cells)
            head = self._heads.read(cells, reference)
        except RowRefused as refused:
            reading.refusals.append(self._columns.refusal(number, refused))
        else:
            self._assemble(reference, [head], (), reading, [self._columns.row(number)])
        return True

    def _read_alike(
        self, reference: str, records: Sequence[Record]
    ) -> tuple[list[Head], list[ImportedLine]] | None:
        """The head and the lines where all rows say the same of the cart, and each is a line with a price.

        So it nearly always is, and column by column that takes a fraction of the time; else ``None``.
        """
        numbers, rows = zip(*records, strict=True)
        if not self._columns.are_alike(rows) or len(set(map(self._heads.key, rows))) > 1:
            return None
        try:
            head = self._heads.read(rows[0], reference)
            lines = self._lines.read_plain(numbers, rows, head)
        except RowRefused:
            return None
        return None if lines is None else ([head], lines)

    def _without_reference(self, records: Sequence[Record], reading: Reading) -> Reading:
        """Refuse rows that belong to no cart."""
        for number, cells in records:
            try:
                self._columns.check(cells)
                many = bool(self._columns.text("reference")(cells))
                said = f"more than {LARGEST_GROUP} rows have this reference" if many else "is missing"
                raise self._columns.refused("reference", said)
            except RowRefused as refused:
                reading.refusals.append(self._columns.refusal(number, refused))
        return reading

    def _head(
        self, heads: dict[object, Head | RowRefused], key: object, cells: Cells, reference: str
    ) -> Head:
        """The head of a row; raises ``RowRefused`` when it is none, in each row that has it."""
        head = heads.get(key)
        if head is None:
            try:
                head = self._heads.read(cells, reference)
            except RowRefused as refused:
                head = refused
            heads[key] = head
        if isinstance(head, RowRefused):
            raise RowRefused(head.column, head.reason)
        return head

    def _assemble(
        self,
        reference: str,
        heads: Sequence[Head],
        lines: Sequence[ImportedLine],
        reading: Reading,
        bare: Sequence[SourceRow] = (),
    ) -> None:
        """Put the cart together, with a warning for what looked odd; ``bare`` are rows without a line."""
        rows = [*bare, *(line.rows[0] for line in lines)]
        first = rows[0].line
        texts, disputed = merged(heads)
        for field in disputed:
            said = f"the rows of {shown(reference)} disagree; {shown(texts[field])} was taken"
            reading.warnings.append(self._columns.remark(first, field, said))
        for field in [field for field in texts if field.endswith("_country")]:
            if not is_country(texts[field]):
                said = f"{shown(texts.pop(field))} is not a country's code of two letters: left empty"
                reading.warnings.append(self._columns.remark(first, field, said))
        for field, known in self._choices(heads[0].market):
            if field in texts and texts[field] not in known:
                said = f"{shown(texts.pop(field))} is not in this market: left empty; {nearest('', known)}"
                reading.warnings.append(self._columns.remark(first, field, said))
        state = self._state(heads)
        for field in [field for field in _OF_ORDERS if field in texts and state[0] is not CartState.ORDERED]:
            said = f"{shown(texts.pop(field))} can be said of an order, and this is none: left out"
            reading.warnings.append(self._columns.remark(first, field, said))
        try:
            reading.cart = self._cart(reference, heads, texts, lines, bare, state)
        except ValidationError as error:
            refused = self._columns.misfit(error)
            reading.refusals += [self._columns.refusal(row.line, refused) for row in rows]
            reading.refusals.sort(key=lambda refusal: refusal.line)

    def _choices(self, market: Market) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The fields that must be one of the market's choices."""
        services = tuple(service.name for service in market.services)
        return ("service", services), ("payment_method", market.payment_methods)

    def _cart(
        self,
        reference: str,
        heads: Sequence[Head],
        texts: dict[str, str],
        lines: Sequence[ImportedLine],
        bare: Sequence[SourceRow],
        state: State,
    ) -> ImportedCart:
        """The cart; raises ``ValidationError`` for what does not fit the model."""
        addresses = {
            field: checked_address(tuple(address.items()))
            for prefix, field in ADDRESS_PREFIXES.items()
            if (address := address_of(texts, prefix))
        }
        values = {field: text for field, text in texts.items() if field in _SAME}
        moments = moments_of(heads)
        return ImportedCart.model_validate(
            {
                "reference": reference,
                "source": self._mapping.source,
                "market": heads[0].market.code,
                "state": state[0],
                "order_state": state[1],
                "paid": next(
                    (head.paid for head in heads if "paid" in texts and head.paid is not None), None
                ),
                **moments,
                "lock": lock_of(state, moments["updated_at"]),
                "contact": contact_of(texts),
                "fulfilment_category": texts.get("fulfilment"),
                "tags": read_tags(texts.get("tags", "")),
                "lines": tuple(lines),
                "rows": tuple(bare),
                **addresses,
                **values,
            }
        )

    def _state(self, heads: Sequence[Head]) -> State:
        """What the rows say; else the date that was given; else what such files hold."""
        if any(head.cancelled for head in heads):
            return STATES["cancelled"]
        named = next((head.state for head in heads if head.state is not None), None)
        if named is not None:
            return named
        if self._open_since is not None:
            created = min(head.created for head in heads)
            return STATES["open" if created >= self._open_since else "ordered"]
        return STATES[self._mapping.state]
