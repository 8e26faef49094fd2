"""What the batches of one dry run said, for those after them: nothing of it is in the backend to be found.

Kept as JSON, a few hundred bytes for each thing, and given back only to a batch that speaks of it again.
"""

from collections.abc import Iterator

from cartui.model.imports import ImportBatch, ImportedCustomer
from cartui.rules.tax.rate_periods import place_of

Key = tuple[object, ...]
"""What one thing is known by; two things that share one may be the same, or in each other's way."""


class SaidBefore:
    """Products, customers, coupons and tax rates of earlier batches, by what they are known by."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self._said: list[bytes] = []
        """Batches of one thing each, in the order in which they came."""
        self._by_key: dict[Key, list[int]] = {}

    def before(self, batch: ImportBatch) -> ImportBatch | None:
        """What was said of the things of this batch before it; and keep what it says itself."""
        things = list(_things(batch))
        places = sorted({at for keys, _ in things for key in keys for at in self._by_key.get(key, ())})
        earlier = [ImportBatch.model_validate_json(self._said[at]) for at in places]
        for keys, thing in things:
            for key in keys:
                self._by_key.setdefault(key, []).append(len(self._said))
            self._said.append(thing.model_dump_json(exclude_unset=True).encode())
        if not earlier:
            return None
        return ImportBatch(
            products=tuple(product for each in earlier for product in each.products),
            customers=tuple(customer for each in earlier for customer in each.customers),
            coupons=tuple(coupon for each in earlier for coupon in each.coupons),
            tax_rates=tuple(rate for each in earlier for rate in each.tax_rates),
        )


def _things(batch: ImportBatch) -> Iterator[tuple[set[Key], ImportBatch]]:
    """Each thing of a batch but its carts, in a batch of its own, with what it is known by."""
    for product in batch.products:
        skus = {("sku", variant.sku) for variant in product.product.variants}
        yield {("product", product.product.id), *skus}, ImportBatch(products=(product,))
    for customer in batch.customers:
        yield _keys_of(customer), ImportBatch(customers=(customer,))
    for coupon in batch.coupons:
        yield {("coupon", coupon.coupon.code)}, ImportBatch(coupons=(coupon,))
    for rate in batch.tax_rates:
        yield {("tax", *place_of(rate.tax_rate))}, ImportBatch(tax_rates=(rate,))


def _keys_of(imported: ImportedCustomer) -> set[Key]:
    """What a customer may be known by: number and email, and the name for those who have neither."""
    customer = imported.customer
    keys: set[Key] = {
        ("number", imported.number),
        ("email", customer.email.casefold()),
        ("name", customer.name),
    }
    return {key for key in keys if key[1]}
