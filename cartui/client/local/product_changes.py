"""A product that is known, updated by what a file says of it and keeping what the file says nothing of."""

from collections.abc import Iterator, Mapping

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
            **{name: getattr(given, name) for name in imported.said if not imported.is_of_variant},
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
    """The file's prices, and the known ones that it does not replace, in the order of the store.

    A price replaces the one of the same market, level and quantity. Where the file has the price of one and
    wholesale prices as well, these are all that there are.
    """
    quantities: dict[tuple[str, str], set[int]] = {}
    for price in given:
        quantities.setdefault((price.market, price.level), set()).add(price.min_quantity)

    def is_kept(price: PriceRow) -> bool:
        """Whether the file leaves the price as it is."""
        told = quantities.get((price.market, price.level), set())
        return price.min_quantity not in told and not (1 in told and len(told) > 1)

    prices = (*filter(is_kept, known), *given)
    return tuple(sorted(prices, key=lambda price: (price.market, price.level, price.min_quantity)))


def odd_prices(after: Product, imported: ImportedProduct) -> Iterator[str]:
    """What to say of the lists of which the file has prices, as they are with those that were kept."""
    named = {variant.sku: variant.prices for variant in imported.product.variants}
    for variant in after.variants:
        lists = dict.fromkeys((price.market, price.level) for price in named.get(variant.sku, ()))
        for market, level in lists:
            amounts = {
                price.min_quantity: price.amount
                for price in variant.prices
                if (price.market, price.level) == (market, level)
            }
            place = f"at {market} / {level}"
            if 1 not in amounts:
                yield f"{variant.sku} has no price for fewer than {min(amounts)} {place}"
                continue
            dear = [least for least, amount in amounts.items() if least > 1 and amount >= amounts[1]]
            if dear:
                yield f"{variant.sku} costs no less from {min(dear)} on {place}"
