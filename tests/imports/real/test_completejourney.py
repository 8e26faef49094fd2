"""Complete Journey's coupons: hundreds of codes, some of them for thousands of products.

The set does not say what a coupon takes off; ten percent stand for it.
"""

import csv
import json
import lzma
from itertools import groupby

import pytest

from cartui.imports.coupons import read_coupons
from tests.imports.real.data_sets import DATA, PlainFile, Taken, a_shop, csv_rows, needs, take

pytestmark = needs("completejourney")

CouponOfCampaign = tuple[str, str]
"""The code that is printed on it, and the campaign that it is of."""


@pytest.fixture(scope="module")
def coupons() -> dict[CouponOfCampaign, list[str]]:
    """The products of each coupon."""
    with lzma.open(DATA / "completejourney" / "coupons.csv.xz", "rt", newline="") as file:
        rows = sorted((r["coupon_upc"], r["campaign_id"], r["product_id"]) for r in csv.DictReader(file))
    return {
        key: list(dict.fromkeys(product for *_, product in of_coupon))
        for key, of_coupon in groupby(rows, key=lambda row: (row[0], row[1]))
    }


@pytest.fixture(scope="module")
def taken(coupons: dict[CouponOfCampaign, list[str]], tmp_path_factory: pytest.TempPathFactory) -> Taken:
    campaigns = {row["campaign_id"]: row for row in csv_rows("completejourney/campaign_descriptions.csv")}
    rows = [
        {
            "code": f"{code}-{campaign}",
            "kind": "percent",
            "percent": "10",
            "skus": ",".join(products),
            "starts": campaigns[campaign]["start_date"],
            "ends": campaigns[campaign]["end_date"],
        }
        for (code, campaign), products in coupons.items()
    ]
    return take(
        tmp_path_factory.mktemp("completejourney"),
        a_shop(("US", "USD", ["US"])),
        PlainFile("coupons", rows, lambda stream, shop: read_coupons(stream, shop=shop)),
    )


def test_every_coupon_is_in_with_all_of_its_products(
    taken: Taken, coupons: dict[CouponOfCampaign, list[str]]
) -> None:
    report = taken.first["coupons"]
    assert (report.accepted, report.refused, report.coupons) == (len(coupons), 0, len(coupons))
    stored = taken.select("SELECT definition FROM coupon")
    definitions = [json.loads(definition) for (definition,) in stored]
    found = {each["code"]: set(each["skus"]) for each in definitions}
    assert found == {f"{code}-{campaign}": set(products) for (code, campaign), products in coupons.items()}


def test_products_that_nobody_sells_are_pointed_out(taken: Taken) -> None:
    report = taken.first["coupons"]
    assert len(report.warnings) == report.accepted, "the shop of this test sells nothing"
