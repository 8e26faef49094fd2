"""Coupons of a file: the same code updates."""

from collections.abc import Collection, Sequence
from typing import Final

from pydantic import ValidationError
from sqlalchemy import Connection

from cartui.model.coupon import Coupon
from cartui.model.errors import Invalid
from cartui.model.imports import ImportedCoupon, ImportReport, Refusal, total_of
from cartui.model.problem import Problem
from cartui.store.catalog import load_variants
from cartui.store.coupons import load_coupons, save_coupons
from cartui.store.shop_config import ShopCodes, codes_of_shop

_TAKES_OFF: Final = frozenset({"kind", "percent", "amount"})
"""What belongs together: a coupon that becomes another kind keeps nothing of these."""


def import_coupons(connection: Connection, coupons: Sequence[ImportedCoupon]) -> ImportReport:
    """Write the coupons whose markets and levels the shop has; refuse the rows of the others."""
    if not coupons:
        return ImportReport()
    codes = codes_of_shop(connection)
    before = load_coupons(connection, {imported.coupon.code for imported in coupons})
    sold = load_variants(connection, {sku for each in coupons for sku in each.coupon.skus or ()})
    after = dict(before)
    reports = [_take(imported, after, codes, sold) for imported in coupons]
    changed = {code: coupon for code, coupon in after.items() if coupon != before.get(code)}
    save_coupons(
        connection,
        changed={code: coupon for code, coupon in changed.items() if code in before},
        new={code: coupon for code, coupon in changed.items() if code not in before},
    )
    return total_of(reports)


def _take(
    imported: ImportedCoupon, coupons: dict[str, Coupon], codes: ShopCodes, sold: Collection[str]
) -> ImportReport:
    """Let one coupon in among ``coupons``."""
    code, rows = imported.coupon.code, len(imported.rows)
    known = coupons.get(code)
    try:
        coupon = _merged(imported.coupon, known)
        _check(coupon, codes)
    except Invalid as error:
        refusals = _notes(imported, error.problems[0].field, error.message)
        return ImportReport(rows=rows, refused=rows, refusals=refusals)
    if coupon == known:
        return ImportReport(rows=rows, unchanged=rows)
    coupons[code] = coupon
    unsold = [sku for sku in coupon.skus or () if sku not in sold]
    warnings = _notes(imported, "skus", f"there is no variant with SKU {unsold[0]}") if unsold else ()
    return ImportReport(rows=rows, accepted=rows, coupons=1, warnings=warnings)


def _merged(given: Coupon, known: Coupon | None) -> Coupon:
    """What is given over what is known. Raises ``Invalid`` where the two do not go together."""
    if known is None:
        return given
    fields = (known.model_fields_set - _TAKES_OFF) | given.model_fields_set
    values = {name: getattr(given if name in given.model_fields_set else known, name) for name in fields}
    try:
        return Coupon.model_validate(values)
    except ValidationError as error:
        message = str(error.errors(include_url=False)[0]["ctx"]["error"])
        raise Invalid(message, [Problem(field="kind", message=message)]) from None


def _check(coupon: Coupon, codes: ShopCodes) -> None:
    """Raise ``Invalid`` for a market or a level that the shop does not have."""
    if coupon.market is not None and coupon.market not in codes.markets:
        _refuse("market", f"there is no market {coupon.market}")
    for level in coupon.price_levels or ():
        if level not in codes.price_levels:
            _refuse("price_levels", f"there is no price level {level}")


def _refuse(field: str, message: str) -> None:
    """Raise ``Invalid`` for one field."""
    raise Invalid(message, [Problem(field=field, message=message)])


def _notes(imported: ImportedCoupon, column: str, text: str) -> tuple[Refusal, ...]:
    """The same remark on each row of the coupon."""
    return tuple(Refusal(file=row.file, line=row.line, column=column, reason=text) for row in imported.rows)
