"""What leaves the shop about a cart or an order, as content: how it looks is another matter.

A :class:`Document` is complete: whoever writes it as text, PDF or a page of the web asks nobody anything.
All amounts are minor units of its currency.
"""

from enum import StrEnum

from cartui.model.frozen import Frozen, Moment
from cartui.model.market import TaxMode
from cartui.model.text import Shown, ShownBlock


class DocumentKind(StrEnum):
    """What a document is."""

    QUOTE = "quote"
    """A cart as it would be ordered now."""
    ORDER_CONFIRMATION = "order_confirmation"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    """Takes a whole invoice back."""
    DELIVERY_NOTE = "delivery_note"
    """The goods issue: what is to be picked and sent, without prices."""


class Party(Frozen):
    """Who sells, buys or receives, as it stands on a document."""

    name: Shown = ""
    company: Shown = ""
    address: tuple[Shown, ...] = ()
    """Lines below the name, as the country writes them."""
    country: Shown = ""
    """ISO 3166-1 alpha-2, or empty."""
    vat_id: Shown = ""
    phone: Shown = ""
    email: Shown = ""


class DocumentLine(Frozen):
    """One line of goods. What a delivery note must not say is ``None`` there."""

    sku: Shown = ""
    """Empty: a custom item."""
    title: Shown
    options: Shown = ""
    quantity: int
    unit_price: int | None = None
    discount: int | None = None
    """What the line's own discount and its part of the coupon take off."""
    net: int | None = None
    """What is taxed: without tax, whichever way the market's prices are meant. ``None`` also where that
    cannot be told any more."""
    tax: int | None = None
    """``None`` also where the market rounds only the total."""
    total: int | None = None
    """What the customer pays for it."""
    rates: tuple[Shown, ...] = ()
    """The taxes on it as :attr:`DocumentTax.label` has them; empty: untaxed, or not to be told any more."""


class DocumentTax(Frozen):
    """All that is taxed at one rate."""

    name: Shown
    rate: Shown
    """A percentage, such as ``19``."""
    net: int | None = None
    """What the tax is reckoned from; ``None`` where it cannot be told apart any more."""
    amount: int

    @property
    def label(self) -> str:
        """Name and percentage: ``VAT 19 %``."""
        return f"{self.name} {self.rate} %"


class DocumentTotals(Frozen):
    """The sums of a document, as they stand below its lines."""

    subtotal: int
    discounts: int = 0
    """Already out of ``subtotal``."""
    coupon: int = 0
    shipping: int = 0
    tax: int = 0
    tax_included: bool = False
    total: int
    paid: int | None = None
    """What came in by the time it was made; ``None`` where there is no order yet."""
    due: int | None = None


class Document(Frozen):
    """Everything that one document says."""

    kind: DocumentKind
    number: Shown
    """Its own: of an invoice the invoice's, of a quote the cart's, of a delivery note the goods issue's."""
    cart: Shown
    order: Shown = ""
    market: Shown
    currency: str
    locale: Shown = "en"
    """How amounts and dates are written (a CLDR locale)."""
    time_zone: str = "UTC"
    """In which its dates are given."""
    tax_mode: TaxMode = TaxMode.EXCLUSIVE
    issued_at: Moment
    issued_by: Shown = ""
    ordered_at: Moment | None = None
    delivered_at: Moment | None = None
    """When the goods were released: the date of supply on an invoice."""
    valid_until: Moment | None = None
    """Until when a quote's prices are held."""
    seller: Party = Party()
    buyer: Party = Party()
    receiver: Party | None = None
    """Where the goods go; ``None``: to the buyer's address, or they are collected."""
    lines: tuple[DocumentLine, ...] = ()
    delivery: Shown = ""
    """The service that brings them."""
    delivery_price: int | None = None
    delivery_net: int | None = None
    """What of it is taxed, without tax; ``None`` also where that cannot be told any more."""
    delivery_rates: tuple[Shown, ...] = ()
    """The taxes on it, as in :class:`DocumentLine`."""
    taxes: tuple[DocumentTax, ...] = ()
    totals: DocumentTotals | None = None
    """``None``: a document without prices."""
    payment_method: Shown = ""
    coupon: Shown = ""
    tax_note: Shown = ""
    """Why no tax is charged, where the law wants that said: reverse charge, or an exemption."""
    note: ShownBlock = ""
    credits: Shown = ""
    """Number of the invoice that a credit note takes back."""
    reason: Shown = ""
    """Why it does."""


class IssuedDocument(Frozen):
    """An invoice or a credit note. It never changes once it is issued, whatever becomes of its order."""

    number: str
    """Without a gap within its kind, market and year."""
    kind: DocumentKind
    market: Shown
    year: int
    """Of the market's own calendar day on which it was issued."""
    order: Shown
    cart: Shown
    currency: str
    total: int
    """Minor units; a credit note's is what is taken back, and not below 0."""
    issued_at: Moment
    issued_by: Shown
    credits: Shown = ""
    """Of a credit note: the invoice that it takes back."""
    credited_by: Shown = ""
    """Of an invoice: the credit note that took it back."""
    content: Document
