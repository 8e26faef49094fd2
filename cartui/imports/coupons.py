"""Coupons from a CSV file with one row a coupon."""

from collections.abc import Generator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from cartui.imports.batches import BATCH_ROWS, ReadBatch, Reading, batched
from cartui.imports.columns import Cells, Columns, RowRefused
from cartui.imports.fields import ImportKind
from cartui.imports.grouping import LARGEST_GROUP, Group, grouped, scattered_keys
from cartui.imports.mapping import FileMapping
from cartui.imports.opening import chosen_market, not_a_market, opened
from cartui.imports.values import read_amount, read_end, read_moment, read_percent, read_whole, shown
from cartui.imports.words import nearest
from cartui.model.coupon import Coupon, CouponKind, fold_code, misfit_of
from cartui.model.imports import ImportedCoupon, SourceRow
from cartui.model.market import Market
from cartui.model.money import EXPONENTS
from cartui.model.shop import Shop

_MOST_USES: Final = 10**9
"""More uses than this are a mistyped number."""


def read_coupons(
    source: Path | BinaryIO,
    *,
    shop: Shop,
    mapping: FileMapping | None = None,
    market: str | None = None,
    dry_run: bool = False,
    name: str = "",
) -> Generator[ReadBatch, None, None]:
    """Read a file of coupons. Nothing is read before the first batch is asked for.

    Args:
        source: The file, or a stream of its bytes.
        shop: For its markets and price levels.
        mapping: How to read it; ``None``: as the plain file of ``docs/imports.md``.
        market: Code of the market of coupons that name none; ``None``: those are for every market.
        dry_run: Passed on in each batch.
        name: What messages call the file.

    Yields:
        Batches that account for every row of the file exactly once.

    Raises:
        Invalid: When the file as a whole cannot be read; always before the first batch.
    """
    default = chosen_market(shop, market)
    with opened(source, mapping, ImportKind.COUPONS, name=name) as (table, columns, chosen, remarks):
        code = columns.key("code")

        def key(cells: Cells) -> str:
            """What tells coupons apart: the code as it is read out on the phone."""
            return fold_code(code(cells))

        total = sum(1 for _ in table.records())
        scattered = scattered_keys(key(cells) for _, cells in table.records())
        reader = _Coupons(columns, chosen, shop, default)
        readings = chain([remarks], map(reader.read, grouped(table.records(), key, scattered)))
        # Small things, and each batch looks at what the shop has: many at once.
        yield from batched(readings, total=total, create_products=False, dry_run=dry_run, items=BATCH_ROWS)


class _Coupons:
    """Makes a coupon of each row."""

    def __init__(self, columns: Columns, mapping: FileMapping, shop: Shop, market: Market | None) -> None:
        """Keep what is needed for every row."""
        self._columns = columns
        self._mapping = mapping
        self._shop = shop
        self._market = market

    def read(self, group: Group) -> Reading:
        """Read one coupon; rows that repeat it are of it, and those that differ are refused."""
        key, records = group
        reading = Reading(rows=len(records))
        coupon: Coupon | None = None
        rows: list[SourceRow] = []
        for number, cells in records:
            try:
                self._columns.check(cells)
                if not key:
                    many = bool(self._text("code", cells))
                    said = f"more than {LARGEST_GROUP} rows have this code" if many else "is missing"
                    raise self._columns.refused("code", said)
                read = self._coupon(cells)
                if coupon is not None and read != coupon:
                    raise self._columns.refused("code", f"says something else than line {rows[0].line}")
            except RowRefused as refused:
                reading.refusals.append(self._columns.refusal(number, refused))
            else:
                coupon = read
                rows.append(self._columns.row(number))
        if coupon is not None:
            reading.coupon = ImportedCoupon(coupon=coupon, rows=tuple(rows))
        return reading

    def _text(self, name: str, cells: Cells) -> str:
        """What the row's cell of a field means."""
        return self._columns.text(name)(cells)

    def _coupon(self, cells: Cells) -> Coupon:
        """The coupon of a row; what it says nothing of is not set, so that a known one keeps it."""
        market = self._market_of(cells)
        currency = self._currency(cells, market)
        zone = ZoneInfo(self._mapping.time_zone or (market.time_zone if market else "UTC"))
        starts, ends = self._moment("starts", cells, zone), self._moment("ends", cells, zone)
        if starts is not None and ends is not None and ends <= starts:
            raise self._columns.refused("ends", "is not after it starts: it would never count")
        kind = self._kind(cells)
        given = {name: bool(self._text(name, cells)) for name in ("percent", "amount")}
        if wrong := misfit_of(kind, **given):
            raise RowRefused("", wrong)
        values = {
            "percent": self._percent(cells),
            "amount": self._amount("amount", 1, cells, currency),
            "currency": currency,
            "market": market.code if market else None,
            "skus": self._list("skus", cells),
            "min_subtotal": self._amount("min_subtotal", 0, cells, currency),
            "starts_at": starts,
            "ends_at": ends,
            "price_levels": self._levels(cells),
            "max_uses": self._uses("max_uses", cells),
            "max_uses_per_customer": self._uses("max_uses_per_customer", cells),
            "description": self._text("description", cells),
        }
        told = {field: value for field, value in values.items() if value not in (None, "")}
        try:
            return Coupon.model_validate({"code": self._text("code", cells), "kind": kind, **told})
        except ValidationError as error:
            raise self._columns.misfit(error) from None

    def _kind(self, cells: Cells) -> CouponKind:
        """What the coupon takes off."""
        word = self._text("kind", cells).lower()
        try:
            return CouponKind(word)
        except ValueError:
            kinds = [kind.value for kind in CouponKind]
            said = f"{shown(word)} is not a kind; {nearest(word, kinds)}" if word else "is missing"
            raise self._columns.refused("kind", said) from None

    def _market_of(self, cells: Cells) -> Market | None:
        """The market that the row names, else the file's; ``None``: it counts in every one."""
        code = self._text("market", cells)
        market = self._shop.market(code) if code else self._market
        if code and market is None:
            raise self._columns.refused("market", not_a_market(self._shop, code))
        return market

    def _currency(self, cells: Cells, market: Market | None) -> str | None:
        """The currency of the amounts: the row's, which must be the market's, else the market's."""
        currency = self._text("currency", cells).upper()
        if currency and currency not in EXPONENTS:
            raise self._columns.refused("currency", f"{shown(currency)} is not a currency such as EUR")
        if not currency or market is None:
            return currency or (market.currency if market else None)
        if currency != market.currency:
            said = f"{shown(currency)} is not {market.currency}, the market's: it would never count"
            raise self._columns.refused("currency", said)
        return currency

    def _percent(self, cells: Cells) -> str | None:
        """The percentage of a row, if it has one."""
        text = self._text("percent", cells)
        try:
            return read_percent(text, decimal=self._mapping.decimal) if text else None
        except ValueError as error:
            raise self._columns.refused("percent", error) from None

    def _amount(self, name: str, least: int, cells: Cells, currency: str | None) -> int | None:
        """An amount of the row in minor units, if it has one."""
        text = self._text(name, cells)
        if not text:
            return None
        if currency is None:
            raise self._columns.refused("currency", f"is missing: {shown(text)} of what?")
        try:
            amount = read_amount(text, currency, decimal=self._mapping.decimal, group=self._mapping.group)
        except ValueError as error:
            raise self._columns.refused(name, error) from None
        if amount < least:
            raise self._columns.refused(name, f"{shown(text)} is {'below 0' if amount < 0 else 'nothing'}")
        return amount

    def _uses(self, name: str, cells: Cells) -> int | None:
        """How often it may be used, if the row says so."""
        text = self._text(name, cells)
        if not text:
            return None
        try:
            count = read_whole(text)
        except ValueError as error:
            raise self._columns.refused(name, error) from None
        if not 1 <= count <= _MOST_USES:
            raise self._columns.refused(name, f"{count} is not between 1 and {_MOST_USES}; empty: no limit")
        return count

    def _moment(self, name: str, cells: Cells, zone: ZoneInfo) -> datetime | None:
        """A time of the row, if it has one; a last day ends with that day."""
        text = self._text(name, cells)
        read = read_end if name == "ends" else read_moment
        try:
            return read(text, zone, self._mapping.dates) if text else None
        except ValueError as error:
            raise self._columns.refused(name, error) from None

    def _list(self, name: str, cells: Cells) -> tuple[str, ...] | None:
        """The words of a cell between commas, each once; ``None`` for none."""
        words = dict.fromkeys(word.strip() for word in self._text(name, cells).split(","))
        return tuple(word for word in words if word) or None

    def _levels(self, cells: Cells) -> tuple[str, ...] | None:
        """The price levels that it is for; each must be one of the shop's."""
        levels = self._list("price_levels", cells)
        for level in levels or ():
            if self._shop.price_level(level) is None:
                codes = [level.code for level in self._shop.price_levels]
                said = f"{shown(level)} is not a price level; {nearest(level, codes)}"
                raise self._columns.refused("price_levels", said)
        return levels
