"""What is sold: loading, saving, taking it out of stock and putting it back."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, or_, select, update

from cartui.model.catalog import PriceRow, Product, SoldVariant, Variant
from cartui.model.errors import Invalid
from cartui.store.bulk import insert_rows
from cartui.store.chunked import in_parts
from cartui.store.folding import variant_text
from cartui.store.row_keys import next_keys
from cartui.store.search import index
from cartui.store.tables import METADATA

_product = METADATA.tables["product"]
_variant = METADATA.tables["variant"]
_price = METADATA.tables["price"]

Outcome = Literal["created", "updated", "unchanged"]
"""What saving did to a product."""


def load_variants(conn: Connection, skus: Collection[str]) -> dict[str, SoldVariant]:
    """The variants of these SKUs that there are, with what their products say."""
    found: dict[str, SoldVariant] = {}
    prices = _prices(conn, skus)
    facts = (_product.c.title, _product.c.tax_class, _product.c.image_url)
    for part in in_parts(skus):
        chosen = select(_variant, *facts).join(_product).where(_variant.c.sku.in_(part))
        for row in conn.execute(chosen):
            variant = _variant_of(row, prices.get(row.sku, ()))
            found[row.sku] = SoldVariant(row.product_id, row.title, row.tax_class, row.image_url, variant)
    return found


def load_products(conn: Connection, ids: Collection[str]) -> dict[str, Product]:
    """The products of these ids that there are; prices in the order of market, level and quantity."""
    found: dict[str, Product] = {}
    for part in in_parts(ids):
        of_products = select(_variant).where(_variant.c.product_id.in_(part))
        rows = conn.execute(of_products.order_by(_variant.c.product_id, _variant.c.position)).all()
        prices = _prices(conn, [row.sku for row in rows])
        variants: dict[str, list[Variant]] = {}
        for row in rows:
            variants.setdefault(row.product_id, []).append(_variant_of(row, prices.get(row.sku, ())))
        for row in conn.execute(select(_product).where(_product.c.id.in_(part))):
            found[row.id] = Product(
                id=row.id,
                title=row.title,
                description=row.description,
                option_names=tuple(row.option_names),
                tax_class=row.tax_class,
                image_url=row.image_url,
                variants=tuple(variants[row.id]),
            )
    return found


def save_products(conn: Connection, products: Sequence[Product]) -> list[Outcome]:
    """Make or update these products, each with exactly the variants it is given; says what became of each.

    Raises ``Invalid`` for a SKU that belongs to another product, or twice to the same.
    """
    wanted = {product.id: _in_order(product) for product in products}
    stored = load_products(conn, wanted)
    _refuse_strangers(conn, wanted.values())
    changed = [product for product in wanted.values() if stored.get(product.id) != product]
    outcomes: dict[str, Outcome] = {product.id: "unchanged" for product in products}
    for product in changed:
        outcomes[product.id] = "updated" if product.id in stored else "created"
        if product.id in stored:
            conn.execute(update(_product).where(_product.c.id == product.id).values(_product_values(product)))
    created = [_product_values(product) for product in changed if product.id not in stored]
    insert_rows(conn, _product, created)
    if changed:
        _save_variants(conn, changed, stored)
    return [outcomes[product.id] for product in products]


def take_stock(conn: Connection, wanted: Mapping[str, int], *, allow_negative: bool = False) -> list[str]:
    """Take units out of stock, and give the SKUs of which there are too few (those stay as they are).

    What is not counted or may be backordered always suffices; with ``allow_negative`` everything does,
    as for a payment that came in (decision 20). A SKU that is no longer there counts as too few.
    """
    short: list[str] = []
    for sku, quantity in wanted.items():
        taken = update(_variant).where(_variant.c.sku == sku).values(stock=_variant.c.stock - quantity)
        if not allow_negative:
            enough = or_(_variant.c.stock.is_(None), _variant.c.backorder, _variant.c.stock >= quantity)
            taken = taken.where(enough)
        if conn.execute(taken).rowcount == 0:
            short.append(sku)
    return short


def put_back_stock(conn: Connection, returned: Mapping[str, int]) -> None:
    """Put units back into stock, where it is counted now; a SKU that is no longer there is left out.

    An order does not keep whether its variants were counted when it was placed: one that is counted only
    since then gets the units on top, though none were taken.
    """
    for sku, quantity in returned.items():
        counted = (_variant.c.sku == sku, _variant.c.stock.is_not(None))
        conn.execute(update(_variant).where(*counted).values(stock=_variant.c.stock + quantity))


def _save_variants(conn: Connection, products: Sequence[Product], known: Collection[str]) -> None:
    """Write the variants, prices and search texts of products whose own rows are there.

    Only those that were ``known`` before, by their ids, have variants and prices already.
    """
    owned: dict[str, Row[Any]] = {}
    for part in in_parts([product.id for product in products if product.id in known]):
        chosen = select(_variant.c.pk, _variant.c.sku).where(_variant.c.product_id.in_(part))
        owned |= {row.sku: row for row in conn.execute(chosen)}
    kept = {variant.sku for product in products for variant in product.variants}
    gone = [sku for sku in owned if sku not in kept]
    for part in in_parts(gone):
        conn.execute(delete(_variant).where(_variant.c.sku.in_(part)))
    fresh = iter(next_keys(conn, "variant", len(kept - owned.keys())))
    inserted: list[dict[str, object]] = []
    texts: dict[int, str] = {}
    for product in products:
        for position, variant in enumerate(product.variants):
            values = _variant_values(product.id, position, variant)
            if variant.sku in owned:
                pk = int(owned[variant.sku].pk)
                conn.execute(update(_variant).where(_variant.c.pk == pk).values(values))
            else:
                pk = next(fresh)
                inserted.append(values | {"pk": pk})
            texts[pk] = variant_text(product.title, variant.options, variant.sku, variant.barcode)
    insert_rows(conn, _variant, inserted)
    _replace_prices(conn, [variant for product in products for variant in product.variants], owned)
    index(conn, "variant", texts)


def _replace_prices(conn: Connection, variants: Iterable[Variant], owned: Collection[str]) -> None:
    """Write the prices of variants in place of those that the ones which were ``owned``, by SKU, had."""
    rows = []
    had = []
    for variant in variants:
        if variant.sku in owned:
            had.append(variant.sku)
        rows += [price.model_dump() | {"sku": variant.sku} for price in variant.prices]
    for part in in_parts(had):
        conn.execute(delete(_price).where(_price.c.sku.in_(part)))
    insert_rows(conn, _price, rows)


def _refuse_strangers(conn: Connection, products: Iterable[Product]) -> None:
    """Raise ``Invalid`` where a SKU is there twice, or belongs to another product, stored or of these."""
    owners: dict[str, str] = {}
    wanted = [(variant.sku, product.id) for product in products for variant in product.variants]
    twice = next((pair for pair, times in Counter(wanted).items() if times > 1), None)
    if twice is not None:
        raise Invalid(f"product {twice[1]} has SKU {twice[0]} twice")
    for part in in_parts([sku for sku, _ in wanted]):
        chosen = select(_variant.c.sku, _variant.c.product_id).where(_variant.c.sku.in_(part))
        owners |= {row.sku: row.product_id for row in conn.execute(chosen)}
    for sku, product in wanted:
        if owners.setdefault(sku, product) != product:
            raise Invalid(f"SKU {sku} of product {product} belongs to product {owners[sku]}")


def _in_order(product: Product) -> Product:
    """The product with its prices in the order in which they are loaded."""
    return product.model_copy(
        update={
            "variants": tuple(
                variant.model_copy(update={"prices": tuple(sorted(variant.prices, key=_price_order))})
                for variant in product.variants
            )
        }
    )


def _price_order(price: PriceRow) -> tuple[str, str, int]:
    """What prices are ordered by: code points, as the database compares."""
    return (price.market, price.level, price.min_quantity)


def _prices(conn: Connection, skus: Collection[str]) -> dict[str, tuple[PriceRow, ...]]:
    """The prices of these SKUs, in order."""
    found: dict[str, list[PriceRow]] = {}
    for part in in_parts(skus):
        for row in conn.execute(select(_price).where(_price.c.sku.in_(part))):
            price = PriceRow(
                market=row.market, level=row.level, min_quantity=row.min_quantity, amount=row.amount
            )
            found.setdefault(row.sku, []).append(price)
    return {sku: tuple(sorted(prices, key=_price_order)) for sku, prices in found.items()}


def _product_values(product: Product) -> dict[str, object]:
    """The columns of a product."""
    return product.model_dump(exclude={"variants"}) | {"option_names": list(product.option_names)}


def _variant_values(product_id: str, position: int, variant: Variant) -> dict[str, object]:
    """The columns of a variant but for its key."""
    own = {"product_id": product_id, "position": position, "options": list(variant.options)}
    return variant.model_dump(exclude={"prices"}) | own


def _variant_of(row: Row[Any], prices: tuple[PriceRow, ...]) -> Variant:
    """The variant of a row."""
    return Variant(
        sku=row.sku,
        options=tuple(row.options),
        barcode=row.barcode,
        stock=row.stock,
        backorder=row.backorder,
        weight=row.weight,
        prices=prices,
    )
