"""What importers make of files, and what becomes of it (decisions 23, 24 and 34)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, NamedTuple, Self, cast

from pydantic import (
    Field,
    GetCoreSchemaHandler,
    PrivateAttr,
    ValidatorFunctionWrapHandler,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from cartui.model.address import Address, Contact
from cartui.model.cart import CartState, Origin, Visitor
from cartui.model.catalog import Amount, Product, Variant
from cartui.model.coupon import Coupon
from cartui.model.customer import NewCustomer
from cartui.model.frozen import Frozen, GivenMoment
from cartui.model.market import FulfilmentCategory
from cartui.model.money import LARGEST_AMOUNT
from cartui.model.order import OrderState
from cartui.model.payment import Lock, PaymentAttempt
from cartui.model.percent import Share
from cartui.model.record import CartFigures
from cartui.model.shop import Shop, TaxRate
from cartui.model.text import Block, Code, Line


class SourceRow(NamedTuple):
    """Where in which file something stood; the line is counted from 1, as editors do.

    Every row of a file that was not refused stands in exactly one place of a batch: in the line, product or
    customer it made. Made by the hundred thousand, so a plain tuple.
    """

    file: Line
    line: int


class Refusal(Frozen):
    """A row that was not taken, and why."""

    file: Line
    line: int
    column: Line
    reason: Line


class ImportedProduct(Frozen):
    """A product of a file; a known one of the same id is updated by what the file says."""

    product: Product
    said: frozenset[str] | None = None
    """Which fields of the product itself the file says; ``None``: this is the whole product, whatever was.

    A known product keeps the others, the variants that are not named, and prices of other markets and levels.
    """
    named: bool = True
    """Whether the file names the product; else a SKU that is known stays its product's, of which this says
    nothing, and a new one is a product of its own."""
    said_of_variants: dict[Code, frozenset[str]] = Field(default_factory=dict)
    """Which of its fields the file says of each variant, by SKU."""
    rows: tuple[SourceRow, ...] = ()

    @model_validator(mode="after")
    def _fields_are_known(self) -> Self:
        """Refuse names of fields that there are not."""
        said_of_variants = frozenset[str]().union(*self.said_of_variants.values())
        if not (self.said or frozenset()) <= Product.model_fields.keys():
            raise ValueError("said names a field that a product has not")
        if not said_of_variants <= Variant.model_fields.keys():
            raise ValueError("said_of_variants names a field that a variant has not")
        return self

    @property
    def is_of_variant(self) -> bool:
        """Whether it speaks of a variant of a product that the file does not name, and not of the product."""
        return not self.named and self.product.id != self.product.variants[0].sku


class ImportedCustomer(Frozen):
    """A customer of a file; the same ``number`` updates, and without one the same email and name do."""

    number: Line = ""
    customer: NewCustomer
    """A customer who is known keeps what is not set here."""
    named: bool = True
    """Whether the file says the name; else something stands in for it, and who is known keeps theirs."""
    blocked: bool | None = None
    """``None``: the file does not say, so who is blocked stays blocked."""
    created_at: GivenMoment | None = None
    rows: tuple[SourceRow, ...] = ()


class ImportedCoupon(Frozen):
    """A coupon of a file; the same code updates."""

    coupon: Coupon
    """A coupon that is known keeps what is not set here (``model_fields_set`` tells), but for what it takes
    off: that is always the file's."""
    rows: tuple[SourceRow, ...] = ()


class ImportedTaxRate(Frozen):
    """A tax rate of a file; the same place, class, name and first day updates."""

    tax_rate: TaxRate
    rows: tuple[SourceRow, ...] = ()


class LineTerms(Frozen):
    """What a file says of a line beside the line itself; few say any of it."""

    discount_percent: Share | None = None
    discount_amount: Amount | None = None
    """Minor units off the whole line; beside a percentage it does not count."""
    discount_reason: Line = ""
    tax_class: Line | None = "standard"
    """Of a custom item; ``None``: it is not taxed. A variant has its product's class."""


class ImportedLine(NamedTuple):
    """A line of an imported cart.

    Made by the hundred thousand, so a plain tuple: whoever makes one of outside text has cleaned and
    checked it (importers do so once per distinct text; what comes over the wire is checked by the cart).
    A number below what makes sense is no error of the batch: the line's rows are refused.
    """

    sku: Code | None
    """``None``: a custom item, which then needs ``title`` and ``unit_price``."""
    quantity: Annotated[int, Field(strict=True, le=1_000_000)]
    title: Line = ""
    unit_price: Annotated[int, Field(strict=True, le=LARGEST_AMOUNT)] | None = None
    """Minor units; given: the price is kept as ``imported``; ``None``: the price lists say."""
    rows: tuple[SourceRow, ...] = ()
    terms: LineTerms | None = None


def _made_here(value: object, check: ValidatorFunctionWrapHandler) -> tuple[ImportedLine, ...]:
    """Lines that are lines already are taken as they are; all else is checked."""
    if isinstance(value, tuple) and all(type(line) is ImportedLine for line in value):
        return value
    return cast("tuple[ImportedLine, ...]", check(value))


class _TakenAsMade:
    """Lets lines that were made here pass without a second check; those of JSON are checked at once."""

    def __get_pydantic_core_schema__(self, source: type[object], handler: GetCoreSchemaHandler) -> CoreSchema:
        """The usual check for JSON, and :func:`_made_here` around it for Python's own values."""
        checked = handler(source)
        made = core_schema.no_info_wrap_validator_function(_made_here, checked)
        return core_schema.json_or_python_schema(json_schema=checked, python_schema=made)


class ImportedCart(Frozen):
    """A cart, or an order, of a file; the same ``reference`` of the same source is taken only once."""

    reference: Code
    """The file's own id of it (an invoice number)."""
    source: Code
    """The kind of file it is from (``online-retail``), so that two systems may both have a cart 17."""
    market: Code
    state: CartState = CartState.OPEN
    """``open``, ``locked`` (with ``lock``), ``ordered`` (with ``order_state``) or ``deleted``."""
    origin: Origin = Origin.IMPORT
    order_state: OrderState | None = None
    placed_by: Line | None = None
    """Who took the order; ``None``: whoever imports it."""
    paid: Amount | None = None
    """Minor units received for the order; ``None``: all of it where it is approved, else nothing."""
    hold_reason: Line = ""
    """Why the order is on hold, or was."""
    created_at: GivenMoment
    updated_at: GivenMoment | None = None
    touched_at: GivenMoment | None = None
    prices_held_until: GivenMoment | None = None
    """Until when a quote's prices are held."""
    customer: Line | None = None
    """A customer's number, email or phone; one that is not known makes it a guest's cart."""
    contact: Contact = Contact()
    channel: Line | None = None
    price_level: Line | None = None
    lines: Annotated[tuple[ImportedLine, ...], _TakenAsMade()] = ()
    coupon: Line | None = None
    shipping_address: Address | None = None
    billing_address: Address | None = None
    fulfilment_category: FulfilmentCategory | None = None
    service: Line | None = None
    payment_method: Line | None = None
    note: Block = ""
    tags: tuple[Line, ...] = ()
    assigned_to: Line | None = None
    visitor: Visitor | None = None
    lock: Lock | None = None
    attempts: tuple[PaymentAttempt, ...] = ()
    rows: tuple[SourceRow, ...] = ()
    """Rows that belong to no line, such as those of a cart without lines."""

    @property
    def row_count(self) -> int:
        """The rows of the file that this cart was made of."""
        return len(self.rows) + sum([len(line.rows) for line in self.lines])


@dataclass(frozen=True, slots=True)
class FiguresAhead:
    """Figures of a batch's carts that were reckoned while it was read."""

    shop: Shop
    """Whose rules gave them: under another shop they are of no use."""
    figures: tuple[CartFigures | None, ...]
    """One for each cart, in their order; ``None`` where more has to be known of it."""


class ImportBatch(Frozen):
    """Some of what a file holds, small enough for one transaction.

    Coupons and tax rates go in first, carts last. They are the shop's, and so an admin's to import.
    """

    coupons: tuple[ImportedCoupon, ...] = ()
    tax_rates: tuple[ImportedTaxRate, ...] = ()
    products: tuple[ImportedProduct, ...] = ()
    customers: tuple[ImportedCustomer, ...] = ()
    carts: tuple[ImportedCart, ...] = ()
    create_products: bool = False
    """Whether an unknown SKU of a cart becomes a product of its title."""
    dry_run: bool = False
    earlier_skus: frozenset[str] = frozenset()
    """In a dry run: what the carts of the batches before named. They were forgotten, but count as known."""
    earlier_carts: frozenset[tuple[str, str]] = frozenset()
    """In a dry run: source and reference of the carts of the batches before."""
    earlier: "ImportBatch | None" = None
    """In a dry run: what the batches before said of products, customers, coupons and tax rates that this one
    speaks of as well. It was forgotten, so it is taken once more before the others, and not counted."""
    _figures: FiguresAhead | None = PrivateAttr(default=None)
    """Never of outside: what comes over the wire cannot have it, nor does it go there."""

    @property
    def figures(self) -> FiguresAhead | None:
        """What was reckoned ahead by whoever read the file, in this process or one that it started."""
        return self._figures

    def with_figures(self, figures: FiguresAhead) -> "ImportBatch":
        """The same batch with figures reckoned ahead."""
        batch = self.model_copy()
        batch._figures = figures
        return batch

    @property
    def row_count(self) -> int:
        """The rows that this batch was made of: what ``accepted + refused + unchanged`` adds up to."""
        kinds = (self.coupons, self.tax_rates, self.products, self.customers)
        plain = sum(len(imported.rows) for kind in kinds for imported in kind)
        return plain + sum(cart.row_count for cart in self.carts)


class ImportReport(Frozen):
    """What became of the rows of an import. ``rows`` is always ``accepted + refused + unchanged``."""

    rows: int = 0
    accepted: int = 0
    refused: int = 0
    unchanged: int = 0
    carts: int = 0
    """Carts (not orders) created."""
    orders: int = 0
    """Orders created that are not cancelled."""
    cancelled: int = 0
    """Orders created as cancelled."""
    products: int = 0
    """Products added or changed."""
    customers: int = 0
    """Customers added or changed."""
    coupons: int = 0
    """Coupons added or changed."""
    tax_rates: int = 0
    """Tax rates added or changed."""
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[Refusal, ...] = ()
    """What looked odd and went in all the same."""

    def __add__(self, other: "ImportReport") -> "ImportReport":
        """The report of two batches together."""
        return total_of((self, other))


def total_of(reports: Iterable[ImportReport]) -> ImportReport:
    """The report of many batches together, made at once: refusals are copied only here."""
    every = list(reports)
    return ImportReport(
        rows=sum(report.rows for report in every),
        accepted=sum(report.accepted for report in every),
        refused=sum(report.refused for report in every),
        unchanged=sum(report.unchanged for report in every),
        carts=sum(report.carts for report in every),
        orders=sum(report.orders for report in every),
        cancelled=sum(report.cancelled for report in every),
        products=sum(report.products for report in every),
        customers=sum(report.customers for report in every),
        coupons=sum(report.coupons for report in every),
        tax_rates=sum(report.tax_rates for report in every),
        refusals=tuple(refusal for report in every for refusal in report.refusals),
        warnings=tuple(warning for report in every for warning in report.warnings),
    )
