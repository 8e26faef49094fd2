"""Products of a file: new ones are added, known ones updated."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from cartui.client.local.product_changes import kept_variants, updated_product
from cartui.model.catalog import Product
from cartui.model.imports import ImportedProduct, ImportReport, Refusal, total_of
from cartui.model.problem import Problem
from cartui.model.shop import Shop
from cartui.store.catalog import load_products, load_variants, save_products
from cartui.store.shop_config import load_shop

_NAMED: Final = 5
"""Variants that a warning names; of more it tells how many."""


def import_products(connection: Connection, products: Sequence[ImportedProduct]) -> ImportReport:
    """Write the products whose markets and levels the shop has; refuse the rows of the others.

    A known product keeps what the file says nothing of.
    """
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
    known = load_products(connection, [imported.product.id for imported in good])
    outcomes = save_products(
        connection,
        [
            updated_product(known[imported.product.id], imported)
            if imported.product.id in known
            else imported.product
            for imported in good
        ],
    )
    for imported, outcome in zip(good, outcomes, strict=True):
        rows = len(imported.rows)
        if outcome == "unchanged":
            reports.append(ImportReport(rows=rows, unchanged=rows))
        else:
            odd = _what_was_kept(imported, known.get(imported.product.id))
            reports.append(ImportReport(rows=rows, accepted=rows, products=1, warnings=odd))
    return total_of(reports)


def _what_was_kept(imported: ImportedProduct, known: Product | None) -> tuple[Refusal, ...]:
    """A warning for variants that the file does not name: perhaps the shop no longer sells them."""
    kept = [] if known is None else kept_variants(known, imported)
    if not kept or not imported.rows:
        return ()
    named = ", ".join(kept[:_NAMED]) + (f" and {len(kept) - _NAMED} more" if len(kept) > _NAMED else "")
    said = f"the file does not name all variants of {imported.product.id}: {named} kept as they were"
    row = imported.rows[0]
    return (Refusal(file=row.file, line=row.line, column="sku", reason=said),)


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
