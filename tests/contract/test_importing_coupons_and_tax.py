"""Coupons and tax rates of files: what becomes of the shop, and of the carts that are there."""

from datetime import date

import pytest

from cartui.client.protocol import Client
from cartui.model.actions import ApplyCoupon
from cartui.model.agent import Role
from cartui.model.cart import Cart
from cartui.model.coupon import Coupon
from cartui.model.customer import Customer
from cartui.model.errors import Forbidden
from cartui.model.imports import ImportBatch, ImportedCoupon, ImportedTaxRate, ImportReport, SourceRow
from cartui.model.shop import TaxRate
from tests.contract.conftest import OpenAs
from tests.contract.shop import SHOP
from tests.hostile import CONTROLS, HOSTILE


def coupons(*given: dict[str, object], dry_run: bool = False) -> ImportBatch:
    """A file of coupons, one a line from line 2 on."""
    read = tuple(
        ImportedCoupon(coupon=Coupon.model_validate(each), rows=(SourceRow("coupons.csv", line),))
        for line, each in enumerate(given, start=2)
    )
    return ImportBatch(coupons=read, dry_run=dry_run)


def rates(*given: dict[str, object], dry_run: bool = False) -> ImportBatch:
    """A file of tax rates, one a line from line 2 on."""
    read = tuple(
        ImportedTaxRate(tax_rate=TaxRate.model_validate(each), rows=(SourceRow("tax.csv", line),))
        for line, each in enumerate(given, start=2)
    )
    return ImportBatch(tax_rates=read, dry_run=dry_run)


def counts(report: ImportReport) -> tuple[int, int, int]:
    """Rows accepted, refused and unchanged, which is all of them."""
    assert report.rows == report.accepted + report.refused + report.unchanged
    assert len(report.refusals) == report.refused
    return report.accepted, report.refused, report.unchanged


async def kept(client: Client, country: str) -> list[tuple[str, str, date | None, date | None]]:
    """The rates of a country in the shop's order."""
    shop = await client.shop.get()
    return [
        (rate.name, rate.rate, rate.valid_from, rate.valid_to)
        for rate in shop.tax_rates
        if rate.country == country
    ]


SPRING = {"code": "SPRING", "kind": "percent", "percent": "20", "max_uses": 5}


async def test_a_coupon_is_added_updated_or_left_alone(client: Client, rahim: Customer) -> None:
    added = await client.imports.apply(coupons(SPRING))
    same = await client.imports.apply(coupons(SPRING))
    changed = await client.imports.apply(coupons({**SPRING, "percent": "25"}))

    assert [(*counts(report), report.coupons) for report in (added, same, changed)] == [
        (1, 0, 0, 1),
        (0, 0, 1, 0),
        (1, 0, 0, 1),
    ]
    shop = await client.shop.get()
    assert [coupon.code for coupon in shop.coupons] == ["SAVE10", "BIG", "ONCE", "SPRING"]
    assert (shop.coupons[-1].percent, shop.coupons[-1].max_uses) == ("25", 5)
    assert shop.coupons[:-1] == SHOP.coupons


async def test_a_known_coupon_keeps_what_the_file_says_nothing_of(client: Client, rahim: Customer) -> None:
    await client.imports.apply(coupons({"code": "once", "kind": "amount", "amount": 500, "currency": "BDT"}))

    once = (await client.shop.get()).coupons[2]
    assert (once.kind, once.amount, once.percent, once.max_uses) == ("amount", 500, None, 1)
    await client.imports.apply(
        coupons({"code": "ONCE", "kind": "percent", "percent": "50", "max_uses": None})
    )
    assert (await client.shop.get()).coupons[2].max_uses is None


async def test_a_coupon_that_the_shop_would_refuse_costs_only_its_row(
    client: Client, rahim: Customer
) -> None:
    report = await client.imports.apply(
        coupons(
            {**SPRING, "market": "XX"},
            {**SPRING, "code": "VIP", "price_levels": ("vip", "platinum")},
            {**SPRING, "code": "FINE", "market": "BD", "price_levels": ("vip",)},
        )
    )

    assert counts(report) == (1, 2, 0)
    assert [(refusal.line, refusal.column) for refusal in report.refusals] == [
        (2, "market"),
        (3, "price_levels"),
    ]
    assert "platinum" in report.refusals[1].reason
    assert [coupon.code for coupon in (await client.shop.get()).coupons][3:] == ["FINE"]


async def test_a_sku_that_nobody_sells_is_pointed_out(client: Client, rahim: Customer) -> None:
    report = await client.imports.apply(coupons({**SPRING, "skus": ("MUG-01", "MUG-1")}))

    assert counts(report) == (1, 0, 0)
    assert [(warning.column, "MUG-1" in warning.reason) for warning in report.warnings] == [("skus", True)]


async def test_an_imported_coupon_can_be_applied(client: Client, cart: Cart) -> None:
    await client.imports.apply(coupons(SPRING))
    after = await client.carts.edit(cart.id, cart.version, [ApplyCoupon(code="spring")])

    assert after.totals.coupon == 48_000


async def test_a_tax_rate_is_added_updated_or_left_alone(client: Client, rahim: Customer) -> None:
    france: dict[str, object] = {"country": "FR", "name": "TVA", "rate": "20", "valid_from": date(2014, 1, 1)}
    added = await client.imports.apply(rates(france, {"country": "BD", "name": "VAT", "rate": "15.0"}))
    same = await client.imports.apply(rates(france))
    changed = await client.imports.apply(rates({**france, "rate": "21"}))

    assert [(*counts(report), report.tax_rates) for report in (added, same, changed)] == [
        (1, 0, 1, 1),
        (0, 0, 1, 0),
        (1, 0, 0, 1),
    ]
    assert await kept(client, "FR") == [("TVA", "21", date(2014, 1, 1), None)]
    assert (await client.shop.get()).tax_rates[:2] == SHOP.tax_rates


async def test_a_place_is_the_same_however_it_is_written(client: Client, rahim: Customer) -> None:
    first: dict[str, object] = {"country": "US", "region": "CA", "postcode": "902 10", "rate": "9.5"}
    again: dict[str, object] = {"country": "US", "region": "California", "postcode": "90210", "rate": "9.50"}
    await client.imports.apply(rates(first))

    assert counts(await client.imports.apply(rates(again))) == (0, 0, 1)


async def test_a_new_rate_ends_the_one_before_it_and_says_so(client: Client, rahim: Customer) -> None:
    new: dict[str, object] = {"country": "DE", "name": "MwSt", "rate": "16", "valid_from": date(2027, 7, 1)}
    report = await client.imports.apply(rates(new))

    assert counts(report) == (1, 0, 0)
    assert await kept(client, "DE") == [
        ("MwSt", "19", None, date(2027, 6, 30)),
        ("MwSt", "16", date(2027, 7, 1), None),
    ]
    (warning,) = report.warnings
    assert "19" in warning.reason
    assert "2027-06-30" in warning.reason
    assert counts(await client.imports.apply(rates(new))) == (0, 0, 1)


async def test_a_history_of_rates_goes_in_in_any_order_and_again(client: Client, rahim: Customer) -> None:
    history: list[dict[str, object]] = [
        {"country": "FR", "name": "TVA", "rate": "20", "valid_from": date(2014, 1, 1)},
        {"country": "FR", "name": "TVA", "rate": "19.6", "valid_from": date(2000, 4, 1)},
        {"country": "FR", "name": "TVA", "rate": "20.6", "valid_to": date(2000, 3, 31)},
    ]
    report = await client.imports.apply(rates(*history))

    assert (counts(report), report.warnings) == ((3, 0, 0), ())
    assert sorted(await kept(client, "FR"), key=lambda row: row[2] or date.min) == [
        ("TVA", "20.6", None, date(2000, 3, 31)),
        ("TVA", "19.6", date(2000, 4, 1), date(2013, 12, 31)),
        ("TVA", "20", date(2014, 1, 1), None),
    ]
    assert counts(await client.imports.apply(rates(*history))) == (0, 0, 3)


async def test_a_rate_that_would_be_charged_twice_is_refused(client: Client, rahim: Customer) -> None:
    fixed: dict[str, object] = {
        "country": "FR",
        "name": "TVA",
        "rate": "20",
        "valid_from": date(2014, 1, 1),
        "valid_to": date(2030, 12, 31),
    }
    await client.imports.apply(rates(fixed))
    before = await kept(client, "FR")
    report = await client.imports.apply(
        rates({**fixed, "rate": "21", "valid_from": date(2028, 1, 1), "valid_to": None})
    )

    assert counts(report) == (0, 1, 0)
    assert "2030-12-31" in report.refusals[0].reason
    assert await kept(client, "FR") == before


async def test_taxes_of_two_names_at_one_place_are_pointed_out(client: Client, rahim: Customer) -> None:
    report = await client.imports.apply(rates({"country": "DE", "name": "VAT", "rate": "19"}))
    assert counts(report) == (1, 0, 0)
    assert ["MwSt" in warning.reason for warning in report.warnings] == [True]

    together = await client.imports.apply(
        rates(
            {"country": "IN", "name": "CGST", "rate": "9"},
            {"country": "IN", "name": "SGST", "rate": "9"},
        )
    )
    assert (counts(together), together.warnings) == ((2, 0, 0), ())


async def test_new_rates_change_no_cart_that_is_there(client: Client, cart: Cart) -> None:
    await client.imports.apply(rates({"country": "BD", "name": "VAT", "rate": "20"}))

    after = await client.carts.get(cart.id)
    assert (after.version, after.totals, after.lines) == (cart.version, cart.totals, cart.lines)


async def test_only_an_admin_may_import_what_the_shop_decides(client: Client, open_as: OpenAs) -> None:
    await client.shop.apply(SHOP)
    lead = await open_as("lead", role=Role.LEAD)
    for batch in (coupons(SPRING), rates({"country": "FR", "rate": "20"}), coupons(SPRING, dry_run=True)):
        with pytest.raises(Forbidden, match="shop"):
            await lead.imports.apply(batch)
    assert await client.shop.get() == SHOP


async def test_a_dry_run_keeps_nothing_and_knows_what_was_said_before(
    client: Client, rahim: Customer
) -> None:
    first = coupons(SPRING, dry_run=True)
    assert counts(await client.imports.apply(first)) == (1, 0, 0)
    again = first.model_copy(update={"earlier": coupons(SPRING)})
    assert counts(await client.imports.apply(again)) == (0, 0, 1)

    rate: dict[str, object] = {"country": "FR", "name": "TVA", "rate": "20"}
    known = rates(rate, dry_run=True).model_copy(update={"earlier": rates(rate)})
    assert counts(await client.imports.apply(known)) == (0, 0, 1)
    assert await client.shop.get() == SHOP


async def test_desks_hear_that_the_shop_has_changed(client: Client, rahim: Customer) -> None:
    changes = client.changes(0)
    await client.imports.apply(coupons(SPRING))
    heard = set()
    async for change in changes:
        heard.add((change.kind, change.id))
        if change.kind == "import":
            break
    assert ("shop", "shop") in heard


async def test_hostile_text_goes_in_clean(client: Client, rahim: Customer) -> None:
    for at, text in enumerate(HOSTILE):
        await _goes_in_clean(client, f"{at} {text}")  # several of them come to the same when they are clean


async def _goes_in_clean(client: Client, text: str) -> None:
    """A coupon and a tax rate that are full of it."""
    short = text[:100]
    report = await client.imports.apply(
        coupons({"code": short, "kind": "percent", "percent": "5", "skus": (short,), "description": text})
    )
    report += await client.imports.apply(
        rates(
            {"country": "FR", "region": short, "postcode": short, "class": short, "name": text, "rate": "1"}
        )
    )

    assert counts(report) == (2, 0, 0)
    shop = await client.shop.get()
    coupon, rate = shop.coupons[-1], shop.tax_rates[-1]
    for shown in (
        coupon.code,
        *(coupon.skus or ()),
        coupon.description,
        rate.name,
        rate.region,
        rate.tax_class,
    ):
        assert shown
        assert not CONTROLS & set(shown)
    assert not any(CONTROLS & set(warning.reason) for warning in report.warnings)
