"""A product that is known, updated by what a file says of it and keeping what the file says nothing of."""

from collections.abc import Mapping

from cartui.model.catalog import PriceRow, Product, Variant
from cartui.model.imports import ImportedProduct


def updated_product(known: Product, imported: ImportedProduct) -> Product:
    """The product as it should be."""
    if imported.said is None:
        return imported.product
    given = imported.product
    stored = {variant.sku: variant for variant in known.variants}
    variants = {
        variant.sku: _updated_variant(stored[variant.sku], variant, imported.said_of_variants)
        if variant.sku in stored
        else variant
        for variant in given.variants
    }
    # A file that names them all decides their order; one that names some only must not shuffle the others.
    whole = stored.keys() <= variants.keys()
    return known.model_copy(
        update={
            **{name: getattr(given, name) for name in imported.said},
            "variants": tuple((variants if whole else stored | variants).values()),
        }
    )


def kept_variants(known: Product, imported: ImportedProduct) -> list[str]:
    """The SKUs of a known product that the file does not name, so that they stay as they are."""
    if imported.said is None:
        return []
    named = {variant.sku for variant in imported.product.variants}
    return [variant.sku for variant in known.variants if variant.sku not in named]


def _updated_variant(known: Variant, given: Variant, said: Mapping[str, frozenset[str]]) -> Variant:
    """A known variant with what the file says of it."""
    values: dict[str, object] = {name: getattr(given, name) for name in said.get(given.sku, ())}
    return known.model_copy(update={**values, "prices": _updated_prices(known.prices, given.prices)})


def _updated_prices(known: tuple[PriceRow, ...], given: tuple[PriceRow, ...]) -> tuple[PriceRow, ...]:
    """The file's prices, and the known ones of the markets and levels that it has none for.

    Where it has any, its wholesale breaks are all that there are.
    """
    lists = {(price.market, price.level) for price in given}
    return (*(price for price in known if (price.market, price.level) not in lists), *given)
