"""Tax rates from a CSV file with one row for each place, class, name and period."""

from collections.abc import Generator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

from pydantic import ValidationError

from cartui.imports.batches import BATCH_ROWS, ReadBatch, Reading, batched
from cartui.imports.cart_heads import is_country
from cartui.imports.columns import Cells, Columns, RowRefused
from cartui.imports.fields import ImportKind
from cartui.imports.grouping import LARGEST_GROUP, Group, grouped, scattered_keys
from cartui.imports.mapping import FileMapping
from cartui.imports.opening import opened
from cartui.imports.source import Table
from cartui.imports.values import read_day, read_percent, shown
from cartui.model.imports import ImportedTaxRate, SourceRow
from cartui.model.percent import percent_units
from cartui.model.shop import Shop, TaxRate
from cartui.rules.tax.rate_periods import Period, overlap, period_of, place_of, same_rate, tax_place

_ONE_PERCENT: Final = percent_units("1")


def read_tax(
    source: Path | BinaryIO,
    *,
    shop: Shop | None = None,
    mapping: FileMapping | None = None,
    dry_run: bool = False,
    name: str = "",
) -> Generator[ReadBatch, None, None]:
    """Read a file of tax rates. Nothing is read before the first batch is asked for.

    Args:
        source: The file, or a stream of its bytes.
        shop: Whose rates it is for: what is added to a rate of theirs for a whole country is pointed out.
        mapping: How to read it; ``None``: as the plain file of ``docs/imports.md``.
        dry_run: Passed on in each batch.
        name: What messages call the file.

    Yields:
        Batches that account for every row of the file exactly once; all rows of one place and class stand
        in the same one.

    Raises:
        Invalid: When the file as a whole cannot be read; always before the first batch.
    """
    with opened(source, mapping, ImportKind.TAX, name=name) as (table, columns, chosen, remarks):
        country, region = columns.key("country"), columns.key("region")
        postcode, tax_class = columns.key("postcode"), columns.key("class")

        def key(cells: Cells) -> str:
            """What tells places apart."""
            if not country(cells):
                return ""
            return "|".join(tax_place(country(cells), region(cells), postcode(cells), tax_class(cells)))

        reader = _TaxRates(columns, chosen, shop.tax_rates if shop is not None else ())
        total = reader.survey(table, remarks)
        scattered = scattered_keys(key(cells) for _, cells in table.records())
        readings = chain([remarks], map(reader.read, grouped(table.records(), key, scattered)))
        # Small things, and each batch looks at what the shop has: many at once.
        yield from batched(readings, total=total, create_products=False, dry_run=dry_run, items=BATCH_ROWS)


class _TaxRates:
    """Makes a tax rate of each row."""

    def __init__(self, columns: Columns, mapping: FileMapping, before: Sequence[TaxRate]) -> None:
        """Keep what is needed for every row, and the rates that the shop has ``before``."""
        self._columns = columns
        self._mapping = mapping
        self._places = {place_of(rate) for rate in before}
        self._countrywide = [rate for rate in before if not (rate.region or rate.postcode)]
        self._said_countrywide: set[tuple[str, str]] = set()
        """Country (in upper case) and folded name of the file's own rates for whole countries."""
        self._pointed_out: set[str] = set()

    def survey(self, table: Table, remarks: Reading) -> int:
        """Count the rows; and remark on a file whose rates all look like fractions of one."""
        rows, largest, first = 0, 0, 0
        for number, cells in table.records():
            rows += 1
            try:
                self._columns.check(cells)
                if self._countrywide and not (self._text("region", cells) or self._text("postcode", cells)):
                    name = self._text("name", cells) or str(TaxRate.model_fields["name"].default)
                    self._said_countrywide.add((self._text("country", cells).upper(), name.casefold()))
                units = percent_units(self._rate(cells))
            except RowRefused:
                continue
            first = first or (number if units else 0)
            largest = max(largest, units)
        if 0 < largest < _ONE_PERCENT:
            said = "every rate of the file is below 1 %; if a fifth is meant, write 20 and not 0.2"
            remarks.warnings.append(self._columns.remark(first, "rate", said))
        return rows

    def read(self, group: Group) -> Reading:
        """Read the rates of one place and class; every row of the group is in one of them, or refused."""
        key, records = group
        reading = Reading(rows=len(records))
        rates: dict[Period, TaxRate] = {}
        rows: dict[Period, list[SourceRow]] = {}
        for number, cells in records:
            try:
                self._columns.check(cells)
                if not key:
                    many = bool(self._text("country", cells))
                    said = f"more than {LARGEST_GROUP} rows are of this place" if many else "is missing"
                    raise self._columns.refused("country", said)
                rate = self._tax_rate(cells)
                period = period_of(rate)
                known = rates.setdefault(period, rate)
                if not same_rate(known, rate):
                    said = f"is not what line {rows[period][0].line} says of the same place, name and day"
                    raise self._columns.refused("rate", said)
            except RowRefused as refused:
                reading.refusals.append(self._columns.refusal(number, refused))
            else:
                rows.setdefault(period, []).append(self._columns.row(number))
                if beneath := self._newly_beneath(rate):
                    reading.warnings.append(self._columns.remark(number, "rate", beneath))
        reading.tax_rates = tuple(
            ImportedTaxRate(tax_rate=rate, rows=tuple(rows[period])) for period, rate in rates.items()
        )
        return reading

    def _newly_beneath(self, rate: TaxRate) -> str:
        """What to know of the first new rate of a region where the shop taxes the whole country as well.

        Nothing where the file says the country's rate itself: then it is meant so, as GST and PST are.
        """
        country = rate.country
        if (
            country in self._pointed_out
            or not (rate.region or rate.postcode)
            or place_of(rate) in self._places
        ):
            return ""
        for own in self._countrywide:
            if (
                (own.country, own.tax_class) == (country, rate.tax_class)
                and (country, own.name.casefold()) not in self._said_countrywide
                and percent_units(own.rate)
                and overlap(own, rate)
            ):
                self._pointed_out.add(country)
                return (
                    f"is added to the shop's {own.name} of {own.rate} % for all of {country}, as is every "
                    "other rate there: if these hold it already, take it out with `cartui shop apply`"
                )
        return ""

    def _text(self, name: str, cells: Cells) -> str:
        """What the row's cell of a field means."""
        return self._columns.text(name)(cells)

    def _tax_rate(self, cells: Cells) -> TaxRate:
        """The tax rate of a row."""
        country = self._text("country", cells)
        if not is_country(country):
            said = f"{shown(country)} is not a country's code of two letters"
            raise self._columns.refused("country", said)
        starts, ends = self._day("valid_from", cells), self._day("valid_to", cells)
        if starts is not None and ends is not None and ends < starts:
            raise self._columns.refused("valid_to", f"{ends} is before {starts}: it would never hold")
        given = {
            "country": country,
            "region": self._text("region", cells) or None,
            "postcode": self._text("postcode", cells) or None,
            "rate": self._rate(cells),
            "valid_from": starts,
            "valid_to": ends,
        }
        given |= {field: text for field in ("class", "name") if (text := self._text(field, cells))}
        try:
            return TaxRate.model_validate(given)
        except ValidationError as error:
            raise self._columns.misfit(error) from None

    def _rate(self, cells: Cells) -> str:
        """The percentage of a row."""
        text = self._text("rate", cells)
        if not text:
            raise self._columns.refused("rate", "is missing; where no tax is charged it is 0")
        try:
            return read_percent(text, decimal=self._mapping.decimal)
        except ValueError as error:
            raise self._columns.refused("rate", error) from None

    def _day(self, name: str, cells: Cells) -> date | None:
        """A day of the row, if it has one."""
        text = self._text(name, cells)
        try:
            return read_day(text, self._mapping.dates) if text else None
        except ValueError as error:
            raise self._columns.refused(name, error) from None
