"""Products from a CSV file with one row a variant, and more rows of a SKU for more prices."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final, cast

from pydantic import ValidationError

from cartui.imports.batches import ReadBatch, Reading, batched
from cartui.imports.columns import Cells, Columns, RowRefused
from cartui.imports.fields import FIELDS, ImportKind
from cartui.imports.grouping import LARGEST_GROUP, Group, grouped, scattered_keys
from cartui.imports.mapping import FileMapping
from cartui.imports.opening import market_of_rows, not_a_market, opened
from cartui.imports.row_agreement import agreed
from cartui.imports.source import Record
from cartui.imports.values import read_amount, read_whole, read_yes_no, shown
from cartui.imports.words import nearest
from cartui.model.catalog import PriceRow, Product, Variant
from cartui.model.imports import ImportedProduct, SourceRow
from cartui.model.market import Market
from cartui.model.shop import Shop

UNTAXED: Final = "none"
"""What the column ``tax_class`` says of a product without tax."""

_OPTIONS: Final = ("option1", "option2", "option3")

_OF_VARIANTS: Final = (*_OPTIONS, "barcode", "stock", "price")
"""What speaks of a variant: a row of a product that says nothing of it speaks of the product alone."""

_SAID_BY: Final = {
    "title": "title",
    "description": "description",
    "option_names": "option1_name",
    "tax_class": "tax_class",
    "image_url": "image_url",
}
"""The fields of a product itself and the columns that say them."""


def read_catalog(
    source: Path | BinaryIO,
    *,
    shop: Shop,
    mapping: FileMapping | None = None,
    market: str | None = None,
    dry_run: bool = False,
    name: str = "",
) -> Generator[ReadBatch, None, None]:
    """Read a file of products. Nothing is read before the first batch is asked for.

    Args:
        source: The file, or a stream of its bytes.
        shop: For its markets and price levels.
        mapping: How to read it; ``None``: as the plain file of ``docs/imports.md``.
        market: Code of the market of prices that name none; without it that is the shop's only one.
        dry_run: Passed on in each batch.
        name: What messages call the file.

    Yields:
        Batches that account for every row of the file exactly once.

    Raises:
        Invalid: When the file as a whole cannot be read; always before the first batch.
    """
    default = market_of_rows(shop, market)
    with opened(source, mapping, ImportKind.CATALOG, name=name) as (table, columns, chosen, remarks):
        handle, sku = columns.key("product"), columns.key("sku")

        def key(cells: Cells) -> str:
            """What tells products apart: the handle, or the SKU of one that has none."""
            return handle(cells) or sku(cells)

        total = sum(1 for _ in table.records())
        scattered = scattered_keys(key(cells) for _, cells in table.records())
        reader = _Products(columns, chosen, shop, default)
        readings = chain([remarks], map(reader.read, grouped(table.records(), key, scattered)))
        yield from batched(readings, total=total, create_products=False, dry_run=dry_run)


@dataclass
class _Draft:
    """A variant while its rows are read."""

    values: dict[str, object] = field(default_factory=dict)
    """What the rows say of it."""
    prices: dict[tuple[str, str, int], PriceRow] = field(default_factory=dict)
    rows: list[SourceRow] = field(default_factory=list)


class _Products:
    """Makes a product of each group of rows."""

    def __init__(self, columns: Columns, mapping: FileMapping, shop: Shop, market: Market | None) -> None:
        """Keep what is needed for every group."""
        self._columns = columns
        self._mapping = mapping
        self._shop = shop
        self._market = market
        # Files have few of the columns that there are: only those are looked into, row by row.
        self._read = {
            field: columns.text(field) for field in FIELDS[ImportKind.CATALOG] if columns.has(field)
        }

    def read(self, group: Group) -> Reading:
        """Read one product; every row of the group is in it, or refused."""
        handle, records = group
        reading = Reading(rows=len(records))
        drafts: dict[str, _Draft] = {}
        taken: list[Record] = []
        of_product: list[Record] = []
        for record in records:
            number, cells = record
            try:
                self._columns.check(cells)
                if not handle:
                    raise self._columns.refused("sku", self._why_alone(cells))
                if self._is_of_product(cells):
                    of_product.append(record)
                else:
                    self._add(record, drafts, reading)
            except RowRefused as refused:
                reading.refusals.append(self._columns.refusal(number, refused))
            else:
                taken.append(record)
        if drafts:
            self._assemble(handle, taken, drafts, of_product, reading)
        else:
            others = "the other rows of the product were refused" if reading.refusals else ""
            said = f"is missing, and {others or 'no other row of the product has one'}"
            missing = self._columns.refused("sku", said)
            reading.refusals += [self._columns.refusal(number, missing) for number, _ in of_product]
        return reading

    def _is_of_product(self, cells: Cells) -> bool:
        """Whether a row speaks of its product alone (another picture of it, say) and of no variant."""
        if self._text("sku", cells) or not self._text("product", cells):
            return False
        return not any(self._text(name, cells) for name in _OF_VARIANTS)

    def _why_alone(self, cells: Cells) -> str:
        """Why a row belongs to no product."""
        if self._text("product", cells) or self._text("sku", cells):
            return f"more than {LARGEST_GROUP} rows are of this product"
        return "is missing"

    def _text(self, name: str, cells: Cells) -> str:
        """What the row's cell of a field means."""
        read = self._read.get(name)
        return "" if read is None else read(cells)

    def _whole(self, name: str, cells: Cells, least: int | None = None) -> int | None:
        """A whole number of the row, or ``None`` where it has none."""
        text = self._text(name, cells)
        if not text:
            return None
        try:
            number = read_whole(text)
        except ValueError as error:
            raise self._columns.refused(name, error) from None
        if least is not None and number < least:
            raise self._columns.refused(name, f"{number} is less than {least}")
        return number

    def _add(self, record: Record, drafts: dict[str, _Draft], reading: Reading) -> None:
        """Take a row into its variant; raises ``RowRefused`` and leaves the variant as it was."""
        number, cells = record
        sku = self._text("sku", cells) or self._made_sku(record, reading)
        price = self._price(cells)
        values = self._variant(sku, cells)
        draft = drafts.get(sku) or _Draft()
        other = [name for name in values if draft.values.get(name, values[name]) != values[name]]
        if "options" in other:
            taken = " / ".join(cast("tuple[str, ...]", draft.values["options"]))
            raise self._columns.refused("sku", f"{shown(sku)} is the SKU of {shown(taken)}, too")
        if price is not None:
            key = (price.market, price.level, price.min_quantity)
            if draft.prices.setdefault(key, price) != price:
                raise self._columns.refused("price", f"is a second price for {' / '.join(map(str, key))}")
        for name in other:
            said = f"the rows of {shown(sku)} disagree; {shown(str(draft.values[name]))} was taken"
            reading.warnings.append(self._columns.remark(number, name, said))
        draft.values = values | draft.values
        if self._text("backorder", cells):
            draft.values["backorder"] = bool(draft.values.get("backorder")) or self._yes_no(
                "backorder", cells
            )
        draft.rows.append(self._columns.row(number))
        drafts[sku] = draft

    def _made_sku(self, record: Record, reading: Reading) -> str:
        """A SKU of handle and options, with a warning, where the mapping says so."""
        number, cells = record
        handle = self._text("product", cells)
        if not (self._mapping.make_skus and handle):
            raise self._columns.refused("sku", "is missing")
        parts = [handle, *(self._text(option, cells) for option in _OPTIONS)]
        sku = "-".join("-".join(part.lower().split()) for part in parts if part)
        said = f"is missing: {shown(sku)} was made of the handle and the options"
        reading.warnings.append(self._columns.remark(number, "sku", said))
        return sku

    def _variant(self, sku: str, cells: Cells) -> dict[str, object]:
        """What a row says of the variant itself; checked by the model."""
        options = [self._text(option, cells) for option in _OPTIONS]
        while options and not options[-1]:
            options.pop()
        values: dict[str, object] = {"options": tuple(options)} if options else {}
        if barcode := self._text("barcode", cells):
            values["barcode"] = barcode
        if weight := self._whole("weight", cells, 0):
            values["weight"] = weight
        stock = self._whole("stock", cells)
        if self._text("track_stock", cells) and not self._yes_no("track_stock", cells):
            values["stock"] = None
        elif stock is not None:
            values["stock"] = stock
        self._yes_no("backorder", cells)
        try:
            Variant.model_validate({"sku": sku, **values})
        except ValidationError as error:
            raise self._columns.misfit(error) from None
        return values

    def _yes_no(self, name: str, cells: Cells) -> bool:
        """A yes or no of the row; an empty cell is no."""
        try:
            return read_yes_no(self._text(name, cells))
        except ValueError as error:
            raise self._columns.refused(name, error) from None

    def _price(self, cells: Cells) -> PriceRow | None:
        """The price of the row, if it has one."""
        text = self._text("price", cells)
        if not text:
            return None
        market = self._market_of(cells)
        level = self._text("level", cells) or market.base_level
        if self._shop.price_level(level) is None:
            codes = [level.code for level in self._shop.price_levels]
            raise self._columns.refused(
                "level", f"{shown(level)} is not a price level; {nearest(level, codes)}"
            )
        try:
            amount = read_amount(
                text, market.currency, decimal=self._mapping.decimal, group=self._mapping.group
            )
        except ValueError as error:
            raise self._columns.refused("price", error) from None
        if amount < 0:
            raise self._columns.refused("price", f"{shown(text)} is below 0")
        least = self._whole("min_quantity", cells, 1) or 1
        try:
            return PriceRow(market=market.code, level=level, min_quantity=least, amount=amount)
        except ValidationError as error:
            raise self._columns.misfit(error) from None

    def _market_of(self, cells: Cells) -> Market:
        """The market that the row names, else the file's."""
        code = self._text("market", cells)
        market = self._shop.market(code) if code else self._market
        if market is None:
            raise self._columns.refused("market", not_a_market(self._shop, code))
        return market

    def _assemble(
        self,
        handle: str,
        taken: Sequence[Record],
        drafts: dict[str, _Draft],
        of_product: Sequence[Record],
        reading: Reading,
    ) -> None:
        """Put the product together; what a row leaves out is taken from an earlier one."""
        rows = [row for draft in drafts.values() for row in draft.rows]
        rows += [self._columns.row(number) for number, _ in of_product]
        variants = [
            Variant.model_validate({"sku": sku, **draft.values, "prices": tuple(draft.prices.values())})
            for sku, draft in drafts.items()
        ]
        try:
            product = Product(
                id=handle,
                title=self._agreed("title", taken, reading) or handle,
                description=self._first("description", taken),
                option_names=self._option_names(taken)[: max(len(each.options) for each in variants)],
                tax_class=self._tax_class(taken, reading),
                image_url=self._first("image_url", taken) or None,
                variants=tuple(variants),
            )
        except ValidationError as error:
            refused = self._columns.misfit(error)
            reading.refusals += [self._columns.refusal(row.line, refused) for row in rows]
            reading.warnings.clear()
        else:
            said = {name for name, column in _SAID_BY.items() if self._first(column, taken)}
            if not product.option_names:  # they name what no variant of the file has
                said.discard("option_names")
            reading.product = ImportedProduct(
                product=product,
                said=frozenset(said),
                named=bool(self._first("product", taken)),
                said_of_variants={sku: frozenset(draft.values) for sku, draft in drafts.items()},
                rows=tuple(rows),
            )

    def _agreed(self, name: str, taken: Sequence[Record], reading: Reading) -> str:
        """What the first row that says anything says, with a warning where another one says otherwise."""
        return agreed(self._columns, name, taken, reading) if name in self._read else ""

    def _first(self, name: str, taken: Sequence[Record]) -> str:
        """What the first row that says anything says."""
        if name not in self._read:
            return ""
        return next((text for _, cells in taken if (text := self._text(name, cells))), "")

    def _option_names(self, taken: Sequence[Record]) -> tuple[str, ...]:
        """The names of the options, up to the last one that has any."""
        names = [self._first(f"{option}_name", taken) for option in _OPTIONS]
        while names and not names[-1]:
            names.pop()
        return tuple(names)

    def _tax_class(self, taken: Sequence[Record], reading: Reading) -> str | None:
        """The tax class; products that name none are of the standard one."""
        named = self._agreed("tax_class", taken, reading) or "standard"
        return None if named.lower() == UNTAXED else named
