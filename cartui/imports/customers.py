"""Customers from a CSV file with one row a customer, and more rows of a customer for more addresses."""

from collections.abc import Generator, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from cartui.imports.batches import ReadBatch, Reading, batched
from cartui.imports.cart_heads import is_country
from cartui.imports.columns import Cells, Columns, RowRefused
from cartui.imports.fields import ADDRESS, FIELDS, OF_CUSTOMER, ImportKind
from cartui.imports.grouping import LARGEST_GROUP, Group, grouped, scattered_keys
from cartui.imports.mapping import FileMapping
from cartui.imports.opening import opened
from cartui.imports.row_agreement import agreed
from cartui.imports.source import Record
from cartui.imports.values import read_moment, read_yes_no, shown
from cartui.imports.words import nearest
from cartui.model.address import Address
from cartui.model.customer import NewCustomer
from cartui.model.imports import ImportedCustomer
from cartui.model.shop import Shop
from cartui.rules.addresses import address_warnings

_TEXTS: Final = ("email", "phone", "company", "price_level", "rep", "vat_id")
"""What is taken as it stands in the file."""


def read_customers(
    source: Path | BinaryIO,
    *,
    shop: Shop,
    mapping: FileMapping | None = None,
    dry_run: bool = False,
    name: str = "",
) -> Generator[ReadBatch, None, None]:
    """Read a file of customers. Nothing is read before the first batch is asked for.

    Args:
        source: The file, or a stream of its bytes.
        shop: For its price levels.
        mapping: How to read it; ``None``: as the plain file of ``docs/imports.md``.
        dry_run: Passed on in each batch.
        name: What messages call the file.

    Yields:
        Batches that account for every row of the file exactly once.

    Raises:
        Invalid: When the file as a whole cannot be read; always before the first batch.
    """
    with opened(source, mapping, ImportKind.CUSTOMERS, name=name) as (table, columns, chosen, remarks):
        number, email = columns.key("number"), columns.key("email")

        def key(cells: Cells) -> str:
            """What tells customers apart: the number, or the email of one who has none."""
            return number(cells) or email(cells).casefold()

        total = sum(1 for _ in table.records())
        scattered = scattered_keys(key(cells) for _, cells in table.records())
        reader = _Customers(columns, chosen, shop)
        people = chain.from_iterable(map(reader.people, grouped(table.records(), key, scattered)))
        readings = chain([remarks], map(reader.read, people))
        yield from batched(readings, total=total, create_products=False, dry_run=dry_run)


class _Customers:
    """Makes a customer of each group of rows."""

    def __init__(self, columns: Columns, mapping: FileMapping, shop: Shop) -> None:
        """Keep what is needed for every group."""
        self._columns = columns
        self._mapping = mapping
        self._shop = shop
        self._zone = ZoneInfo(mapping.time_zone or "UTC")
        # Files have few of the columns that there are: only those are looked into, row by row.
        self._read = {
            field: columns.text(field) for field in FIELDS[ImportKind.CUSTOMERS] if columns.has(field)
        }
        self._texts: list[str] = [field for field in _TEXTS if field in self._read]
        self._parts = {part: OF_CUSTOMER + part for part in ADDRESS if OF_CUSTOMER + part in self._read}

    def people(self, group: Group) -> list[Group]:
        """The people of a group: couples and companies share an email, so names tell them apart there.

        A row without a name is of the person above it.
        """
        key, records = group
        if not key or len(records) == 1 or self._text("number", records[0][1]):
            return [group]
        found: dict[str, list[Record]] = {}
        name = ""
        for record in records:
            named = self._text("name", record[1]).casefold()
            if named and not name and found:
                found[named] = found.pop(name)
            name = named or name
            found.setdefault(name, []).append(record)
        return [(key, of_one) for of_one in found.values()]

    def read(self, group: Group) -> Reading:
        """Read one customer; every row of the group is in it, or refused."""
        key, records = group
        reading = Reading(rows=len(records))
        taken: list[Record] = []
        for number, cells in records:
            try:
                self._columns.check(cells)
                self._check(cells)
                if not key and (self._text("number", cells) or self._text("email", cells)):
                    said = f"more than {LARGEST_GROUP} rows are of this customer"
                    raise self._columns.refused("number", said)
            except RowRefused as refused:
                reading.refusals.append(self._columns.refusal(number, refused))
            else:
                taken.append((number, cells))
        if not taken:
            return reading
        try:
            reading.customer = self._customer(taken, reading)
        except ValidationError as error:
            misfit = self._columns.misfit(error)
            reading.refusals += [self._columns.refusal(number, misfit) for number, _ in taken]
            reading.warnings.clear()
        return reading

    def _text(self, name: str, cells: Cells) -> str:
        """What the row's cell of a field means."""
        read = self._read.get(name)
        return "" if read is None else read(cells)

    def _check(self, cells: Cells) -> None:
        """Refuse a row that says what no customer can be."""
        if not any(self._text(name, cells) for name in ("name", "company", "email", "number")):
            raise self._columns.refused("name", "is missing")
        level = self._text("price_level", cells)
        if level and self._shop.price_level(level) is None:
            codes = [level.code for level in self._shop.price_levels]
            said = f"{shown(level)} is not a price level; {nearest(level, codes)}"
            raise self._columns.refused("price_level", said)
        self._yes_no("tax_exempt", cells)
        self._yes_no("blocked", cells)
        self._created(cells)

    def _yes_no(self, name: str, cells: Cells) -> bool:
        """A yes or no of the row."""
        try:
            return read_yes_no(self._text(name, cells))
        except ValueError as error:
            raise self._columns.refused(name, error) from None

    def _created(self, cells: Cells) -> datetime | None:
        """Since when there is this customer, if the row says so."""
        text = self._text("created", cells)
        try:
            return read_moment(text, self._zone, self._mapping.dates) if text else None
        except ValueError as error:
            raise self._columns.refused("created", error) from None

    def _customer(self, taken: Sequence[Record], reading: Reading) -> ImportedCustomer:
        """Put the customer together from the first row that says something of each field.

        What no row says anything of is not set, so that a customer who is known keeps it.
        """
        number, name = self._first("number", taken), self._agreed("name", taken, reading)
        texts = {each: text for each in self._texts if (text := self._agreed(each, taken, reading))}
        places = [address for record in taken if (address := self._address(record, reading))]
        addresses = tuple(each for each in places if _is_address(each))
        given: dict[str, object] = {"name": name or texts.get("company") or texts.get("email") or number}
        given |= texts
        if country := self._country_of(taken, reading) or _only_country(places):
            given["country"] = country
        if addresses:
            given["addresses"] = addresses
        if (tax_exempt := self._any("tax_exempt", taken)) is not None:
            given["tax_exempt"] = tax_exempt
        created = [moment for _, cells in taken if (moment := self._created(cells)) is not None]
        return ImportedCustomer(
            number=number,
            customer=NewCustomer.model_validate(given),
            named=bool(name),
            blocked=self._any("blocked", taken),
            created_at=min(created, default=None),
            rows=tuple(self._columns.row(number) for number, _ in taken),
        )

    def _first(self, name: str, taken: Sequence[Record]) -> str:
        """What the first row that says anything says."""
        return next((text for _, cells in taken if (text := self._text(name, cells))), "")

    def _agreed(self, name: str, taken: Sequence[Record], reading: Reading) -> str:
        """What the first row that says anything says, with a warning where another one says otherwise."""
        return agreed(self._columns, name, taken, reading) if name in self._read else ""

    def _any(self, name: str, taken: Sequence[Record]) -> bool | None:
        """Whether any row says yes; ``None`` where none says anything."""
        if not self._first(name, taken):
            return None
        return any(self._yes_no(name, cells) for _, cells in taken)

    def _country_of(self, taken: Sequence[Record], reading: Reading) -> str:
        """The customer's country, of the first row that says it."""
        first = next((record for record in taken if self._text("country", record[1])), taken[0])
        return self._country("country", first, reading)

    def _country(self, name: str, record: Record, reading: Reading) -> str:
        """A country of a row; what is none is left out, with a warning."""
        number, cells = record
        text = self._text(name, cells)
        if not text or is_country(text):
            return text
        said = f"{shown(text)} is not a country's code of two letters: left empty"
        reading.warnings.append(self._columns.remark(number, name, said))
        return ""

    def _address(self, record: Record, reading: Reading) -> Address | None:
        """What a row says of a place, with warnings of what is unusual: parcels get to many that are.

        ``None`` where it says nothing of one: a name, a company and a phone are none.
        """
        number, cells = record
        given = {part: text for part, column in self._parts.items() if (text := self._text(column, cells))}
        given.pop("country", None)
        country = self._country(f"{OF_CUSTOMER}country", record, reading)
        if not country and given.keys() <= {"name", "company", "phone"}:
            return None
        fallback = self._text("country", cells)
        address = Address(**given, country=country or (fallback if is_country(fallback) else ""))
        reading.warnings += [
            self._columns.remark(number, OF_CUSTOMER + problem.field, problem.message)
            for problem in (address_warnings(address) if given else ())
        ]
        return address


def _is_address(place: Address) -> bool:
    """Whether something could be sent there: a country alone is no address."""
    return any((place.line1, place.line2, place.city, place.region, place.postcode))


def _only_country(places: Sequence[Address]) -> str:
    """The first country of places of which none is an address; an address says itself where it is."""
    if any(map(_is_address, places)):
        return ""
    return next((each.country for each in places if each.country), "")
