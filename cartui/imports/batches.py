"""Batches: what readers give out, small enough for one transaction, with every row accounted for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cartui.imports.dry_run_memory import SaidBefore
from cartui.model.imports import (
    ImportBatch,
    ImportedCart,
    ImportedCoupon,
    ImportedCustomer,
    ImportedProduct,
    ImportedTaxRate,
    ImportReport,
    Refusal,
)

BATCH_ROWS = 8_000
"""Rows after which a batch is full, whatever it holds: 400 carts of 20 lines each. Others who write wait for
as long as one takes."""

BATCH_ITEMS = 500
"""Carts, customers or products after which a batch is full."""


@dataclass(frozen=True)
class ReadBatch:
    """A part of a file: what to apply, and what was refused before it came to that."""

    batch: ImportBatch
    refusals: tuple[Refusal, ...] = ()
    """Exactly one for each row that is not in ``batch``."""
    warnings: tuple[Refusal, ...] = ()
    rows: int = 0
    """Rows of the file that this part accounts for: ``batch.row_count + len(refusals)``."""
    total: int = 0
    """Rows of the whole file, for showing progress."""

    @property
    def report(self) -> ImportReport:
        """What is to be added to the backend's report of ``batch``, so that every row is counted once."""
        return ImportReport(
            rows=len(self.refusals),
            refused=len(self.refusals),
            refusals=self.refusals,
            warnings=self.warnings,
        )


class DryRun:
    """The batches of one dry run: each is forgotten by the backend, but the next one has to count on it."""

    def __init__(self) -> None:
        """Nothing was there before the first."""
        self._skus: set[str] = set()
        self._carts: set[tuple[str, str]] = set()
        self._said = SaidBefore()

    def following(self, batch: ImportBatch) -> ImportBatch:
        """The batch, knowing those before it."""
        known = {"earlier_skus": frozenset(self._skus), "earlier_carts": frozenset(self._carts)}
        for cart in batch.carts:
            self._carts.add((cart.source, cart.reference))
            self._skus.update(line.sku for line in cart.lines if line.sku is not None)
        return batch.model_copy(update={**known, "earlier": self._said.before(batch)})


@dataclass
class Reading:
    """What became of one group of rows: at most one thing, or the tax rates of a place, and what was said."""

    product: ImportedProduct | None = None
    customer: ImportedCustomer | None = None
    cart: ImportedCart | None = None
    coupon: ImportedCoupon | None = None
    tax_rates: tuple[ImportedTaxRate, ...] = ()
    rows: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)


def batched(
    readings: Iterable[Reading],
    *,
    total: int,
    create_products: bool,
    dry_run: bool,
    items: int = BATCH_ITEMS,
) -> Iterator[ReadBatch]:
    """Gather readings into batches of bounded size: of :data:`BATCH_ROWS`, and of so many ``items``."""
    gathered: list[Reading] = []
    rows = 0
    for reading in readings:
        gathered.append(reading)
        rows += reading.rows
        if rows >= BATCH_ROWS or len(gathered) >= items:
            yield _batch(gathered, total, create_products=create_products, dry_run=dry_run)
            gathered, rows = [], 0
    if gathered:
        yield _batch(gathered, total, create_products=create_products, dry_run=dry_run)


def _batch(gathered: list[Reading], total: int, *, create_products: bool, dry_run: bool) -> ReadBatch:
    """One batch of what was gathered."""
    batch = ImportBatch(
        products=tuple(reading.product for reading in gathered if reading.product is not None),
        customers=tuple(reading.customer for reading in gathered if reading.customer is not None),
        carts=tuple(reading.cart for reading in gathered if reading.cart is not None),
        coupons=tuple(reading.coupon for reading in gathered if reading.coupon is not None),
        tax_rates=tuple(rate for reading in gathered for rate in reading.tax_rates),
        create_products=create_products,
        dry_run=dry_run,
    )
    return ReadBatch(
        batch=batch,
        refusals=tuple(refusal for reading in gathered for refusal in reading.refusals),
        warnings=tuple(warning for reading in gathered for warning in reading.warnings),
        rows=sum(reading.rows for reading in gathered),
        total=total,
    )
