"""Products of a file: new ones are added, known ones updated."""

from collections.abc import Sequence

from sqlalchemy import Connection

from cartui.model.imports import ImportedProduct, ImportReport, Refusal, total_of
from cartui.model.problem import Problem
from cartui.model.shop import Shop
from cartui.store.catalog import load_variants, save_products
from cartui.store.shop_config import load_shop


def import_products(connection: Connection, products: Sequence[ImportedProduct]) -> ImportReport:
    """Write the products whose markets and levels the shop has; refuse the rows of the others."""
    if not products:
        return ImportReport()
    shop = load_shop(connection)
    skus = {variant.sku for imported in products for variant in imported.product.variants}
    owners = {sku: sold.product_id for sku, sold in load_variants(connection, skus).items()}
    reports: list[ImportReport] = []
    good: list[ImportedProduct] = []
    for imported in products:
        problem = _unknown_to_shop(imported, shop) or _owned_by_another(imported, owners)
        if problem is None:
            good.append(imported)
        else:
            reports.append(_refused(imported, problem))
    outcomes = save_products(connection, [imported.product for imported in good])
    for imported, outcome in zip(good, outcomes, strict=True):
        rows = len(imported.rows)
        if outcome == "unchanged":
            reports.append(ImportReport(rows=rows, unchanged=rows))
        else:
            reports.append(ImportReport(rows=rows, accepted=rows, products=1))
    return total_of(reports)


def _owned_by_another(imported: ImportedProduct, owners: dict[str, str]) -> Problem | None:
    """The first SKU that is another product's; one that nobody has becomes this product's."""
    for variant in imported.product.variants:
        owner = owners.setdefault(variant.sku, imported.product.id)
        if owner != imported.product.id:
            return Problem(field="sku", message=f"{variant.sku} is a variant of {owner}")
    return None


def _unknown_to_shop(imported: ImportedProduct, shop: Shop) -> Problem | None:
    """The first price row that the shop does not know."""
    for variant in imported.product.variants:
        for row in variant.prices:
            if shop.market(row.market) is None:
                return Problem(field="market", message=f"there is no market {row.market}")
            if shop.price_level(row.level) is None:
                return Problem(field="level", message=f"there is no price level {row.level}")
    return None


def _refused(imported: ImportedProduct, problem: Problem) -> ImportReport:
    """The report of a product that is not taken."""
    return ImportReport(
        rows=len(imported.rows),
        refused=len(imported.rows),
        refusals=tuple(
            Refusal(file=row.file, line=row.line, column=problem.field, reason=problem.message)
            for row in imported.rows
        ),
    )
