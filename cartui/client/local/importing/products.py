"""Products of a file: new ones are added, known ones updated."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from sqlalchemy import Connection

from cartui.client.local.product_changes import kept_variants, odd_prices, updated_product
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
    for imported in map(partial(_of_its_owner, owners=owners), products):
        problem = _unknown_to_shop(imported, shop) or _owned_by_another(imported, owners)
        if problem is None:
            good.append(imported)
        else:
            reports.append(_refused(imported, problem))
    known = load_products(connection, [imported.product.id for imported in good])
    after: dict[str, Product] = {}
    steps: list[tuple[ImportedProduct, Product | None, Product]] = []
    for imported in good:
        handle = imported.product.id
        before = after.get(handle) or known.get(handle)
        after[handle] = imported.product if before is None else updated_product(before, imported)
        steps.append((imported, before, after[handle]))
    outcomes = dict(zip(after, save_products(connection, list(after.values())), strict=True))
    for imported, before, product in steps:
        rows = len(imported.rows)
        if outcomes[product.id] == "unchanged" or product == before:
            reports.append(ImportReport(rows=rows, unchanged=rows))
        else:
            odd = _notes(imported, before, product)
            reports.append(ImportReport(rows=rows, accepted=rows, warnings=odd))
    changed = sum(outcome != "unchanged" for outcome in outcomes.values())
    return total_of([*reports, ImportReport(products=changed)])


def _of_its_owner(imported: ImportedProduct, owners: Mapping[str, str]) -> ImportedProduct:
    """A product that the file does not name, as what it says of a variant of a product that there is."""
    product = imported.product
    owner = owners.get(product.variants[0].sku)
    if imported.named or owner is None or owner == product.id:
        return imported
    return imported.model_copy(update={"product": product.model_copy(update={"id": owner})})


def _notes(imported: ImportedProduct, before: Product | None, after: Product) -> tuple[Refusal, ...]:
    """What is to be said of a product that goes in, on the first of its rows."""
    if not imported.rows:
        return ()
    row = imported.rows[0]
    odd = [("price", said) for said in odd_prices(after, imported)]
    if imported.is_of_variant and imported.said:
        said = f"is not named: what this says of {after.id} itself, and not of the variant, was left out"
        odd.append(("product", said))
    if before is not None and imported.named:
        odd += [("sku", said) for said in _what_was_kept(imported, before)]
    return tuple(Refusal(file=row.file, line=row.line, column=column, reason=said) for column, said in odd)


def _what_was_kept(imported: ImportedProduct, known: Product) -> Iterator[str]:
    """A warning of variants that the file does not name: perhaps the shop no longer sells them."""
    kept = kept_variants(known, imported)
    if kept:
        named = ", ".join(kept[:_NAMED])
        more = f" and {len(kept) - _NAMED} more" if len(kept) > _NAMED else ""
        yield f"the file does not name all variants of {known.id}: {named}{more} kept as they were"


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
