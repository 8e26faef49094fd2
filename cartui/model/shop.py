"""What the business decides: markets, tax, levels, coupons, policies (decision 15). Stored in the backend."""

from collections import Counter
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, model_validator

from cartui.model.address import Address
from cartui.model.coupon import Coupon
from cartui.model.frozen import Frozen
from cartui.model.market import Market
from cartui.model.percent import Percent, Share
from cartui.model.sharing import Lifetime
from cartui.model.template import OF_ANY, checked_template
from cartui.model.text import Block, Code, CountryCode, Line, Name


class SubmitPolicy(StrEnum):
    """Who may place orders: agents, or only the customers themselves (JuniperWeb's rule)."""

    AGENTS = "agents"
    CUSTOMERS_ONLY = "customers-only"


class PendingPayments(StrEnum):
    """What a pending payment result does to its cart: locks it, or places it."""

    HOLD = "hold"
    ACCEPT = "accept"


class PriceLevel(Frozen):
    """A named price list."""

    code: Code
    name: Name
    percent_off: Share | None = None
    """Taken off the base level's price where the level has no row of its own."""


class TaxRate(Frozen):
    """One row of tax. All rows that match a place apply together; a region's row adds to the country's."""

    country: CountryCode
    region: Line | None = None
    postcode: Line | None = None
    """Prefix of the postal codes it is for."""
    tax_class: Annotated[Code, Field(alias="class")] = "standard"
    name: Name = "Tax"
    rate: Percent
    valid_from: date | None = None
    valid_to: date | None = None
    """The last day on which it holds."""

    model_config = Frozen.model_config | {"populate_by_name": True}


class LockSettings(Frozen):
    """When carts lock and when statements speak."""

    pending_payments: PendingPayments = PendingPayments.HOLD
    no_return_after: timedelta = timedelta(minutes=30)
    settle_window: timedelta = timedelta(hours=24)


class StatementSettings(Frozen):
    """What is kept of payment providers' statements."""

    keep_payers: Annotated[timedelta, Field(ge=timedelta())] = timedelta(days=180)
    """For how long after a payment it is kept who made it: so long a payer can dispute it."""


def _mail_address(text: str) -> str:
    """Refuse what no mail could be sent to."""
    mailbox, at, domain = text.rpartition("@")
    if not (mailbox and at and domain) or any(char.isspace() or char in "<>,;" for char in text):
        raise ValueError("is not an email address such as lead@example.com")
    return text


MailAddress = Annotated[Line, Field(max_length=320), AfterValidator(_mail_address)]
"""An address alone, without a name beside it."""


MOST_RECIPIENTS: Final = 50
"""Addresses that a digest goes to at most."""


class DigestSettings(Frozen):
    """What is in the shop's digest, and whom it is mailed to."""

    to: Annotated[tuple[MailAddress, ...], Field(max_length=MOST_RECIPIENTS)] = ()
    pending_orders_after: Annotated[timedelta, Field(ge=timedelta(), le=timedelta(days=3650))] = timedelta(
        days=1
    )
    """Orders that wait for longer are listed."""


class SharingSettings(Frozen):
    """Links by which customers read their quotes."""

    lifetime: Lifetime = timedelta(days=14)
    """For how long one is good, where nothing else is said of it."""


class Numbering(Frozen):
    """How carts, orders, what is issued for them, and customers are numbered."""

    cart_prefix: Line = "C-"
    cart_digits: Annotated[int, Field(ge=1, le=18)] = 6
    order_prefix: Line = "ORD-"
    order_digits: Annotated[int, Field(ge=1, le=18)] = 12
    first_order: Annotated[int, Field(ge=1)] = 1
    goods_issue_prefix: Line = "GI-"
    goods_issue_digits: Annotated[int, Field(ge=1, le=18)] = 6
    invoice_prefix: Line = "INV-"
    """Market and year stand between it and the digits."""
    credit_note_prefix: Line = "CN-"
    invoice_digits: Annotated[int, Field(ge=1, le=18)] = 6
    first_customer: Annotated[int, Field(ge=1)] = 1001

    @model_validator(mode="after")
    def _invoices_are_told_from_credit_notes(self) -> Self:
        """Refuse one prefix for both: each kind counts by itself, so they would have the same numbers."""
        if self.invoice_prefix.casefold() == self.credit_note_prefix.casefold():
            raise ValueError("invoice_prefix and credit_note_prefix cannot be the same")
        return self


_LINE: Final = Field(max_length=300)
_TEXT: Final = Field(min_length=1, max_length=20_000)

_of_any: Final = AfterValidator(checked_template)
_of_cart: Final = AfterValidator(partial(checked_template, places=(*OF_ANY, "total")))
_of_linked: Final = AfterValidator(partial(checked_template, places=(*OF_ANY, "total", "link")))
_of_order: Final = AfterValidator(partial(checked_template, places=(*OF_ANY, "total", "order")))


class MessageSettings(Frozen):
    """What the shop writes to its customers: templates with ``{name}``, ``{cart}``, ``{shop}`` and more."""

    reopen_browser_subject: Annotated[Name, _LINE, _of_any] = (
        "Your cart {cart} at {shop}: please reopen your browser"
    )
    reopen_browser_text: Annotated[Block, _TEXT, _of_any] = (
        "Hello {name},\n\n"
        "we have looked into your cart {cart}, and it is settled on our side. Your browser may still show "
        "you the cart as it was.\n\n"
        "Please close your browser completely and open it again before you go on at {shop}. You will have a "
        "new cart then.\n\n"
        "If anything is unclear, just answer this message.\n\n"
        "{shop}"
    )
    """To a customer whose locked cart was confirmed or deleted."""
    quote_subject: Annotated[Name, _LINE, _of_cart] = "Your quote {cart} from {shop}"
    quote_text: Annotated[Block, _TEXT, _of_linked] = (
        "Hello {name},\n\n"
        "here is your quote {cart}. It comes to {total}.\n\n"
        "{link}\n\n"
        "If you would like to order it, or to change anything, just answer this message.\n\n"
        "{shop}"
    )
    """With a quote: also ``{total}``, and in the text ``{link}``."""
    recovery_subject: Annotated[Name, _LINE, _of_cart] = "Your cart at {shop}"
    recovery_text: Annotated[Block, _TEXT, _of_linked] = (
        "Hello {name},\n\n"
        "you left a cart at {shop}: {cart}, over {total}. We have kept it for you.\n\n"
        "{link}\n\n"
        "Is there anything that we can help you with? Just answer this message.\n\n"
        "{shop}"
    )
    """To a customer who left a cart; with the same places."""
    order_placed_subject: Annotated[Name, _LINE, _of_order] = "Your order {order} at {shop}"
    order_placed_text: Annotated[Block, _TEXT, _of_order] = (
        "Hello {name},\n\n"
        "thank you for your order {order}. It comes to {total}.\n\n"
        "If anything is not as you meant it, just answer this message.\n\n"
        "{shop}"
    )
    """To a customer for whom a cart was ordered: also ``{total}`` and ``{order}``."""


class ShopSettings(Frozen):
    """The shop's policies and the seller's details."""

    name: Name = "My shop"
    seller: Address = Address()
    vat_id: Line = ""
    submit_policy: SubmitPolicy = SubmitPolicy.AGENTS
    trash_keep_days: Annotated[int, Field(ge=0, le=3650)] = 7
    default_market: Line | None = None
    locks: LockSettings = LockSettings()
    statements: StatementSettings = StatementSettings()
    digest: DigestSettings = DigestSettings()
    numbering: Numbering = Numbering()
    messages: MessageSettings = MessageSettings()
    sharing: SharingSettings = SharingSettings()
    demo: bool = False
    """Whether this is demo data: the desk then wears a banner."""


class Shop(Frozen):
    """Everything the business decides, as one value; ``shop apply`` writes it and ``shop show`` reads it."""

    settings: ShopSettings = ShopSettings()
    price_levels: tuple[PriceLevel, ...] = ()
    markets: tuple[Market, ...] = ()
    tax_rates: tuple[TaxRate, ...] = ()
    coupons: tuple[Coupon, ...] = ()

    @model_validator(mode="after")
    def _names_resolve(self) -> Self:
        """Refuse repeated codes and names that point nowhere."""
        levels = [level.code for level in self.price_levels]
        markets = [market.code for market in self.markets]
        for kind, codes in (
            ("price level", levels),
            ("market", markets),
            ("coupon", [c.code for c in self.coupons]),
        ):
            repeated = [code for code, count in Counter(codes).items() if count > 1]
            if repeated:
                raise ValueError(f"{kind} {min(repeated)!r} is given twice")
        for market in self.markets:
            if market.base_level not in levels:
                raise ValueError(
                    f"market {market.code!r} has base_level {market.base_level!r}, which is not a price level"
                )
        for coupon in self.coupons:
            if coupon.market is not None and coupon.market not in markets:
                raise ValueError(
                    f"coupon {coupon.code!r} is for market {coupon.market!r}, which is not a market"
                )
            strangers = set(coupon.price_levels or ()).difference(levels)
            if strangers:
                raise ValueError(
                    f"coupon {coupon.code!r} names {min(strangers)!r}, which is not a price level"
                )
        if self.settings.default_market is not None and self.settings.default_market not in markets:
            raise ValueError(f"default_market {self.settings.default_market!r} is not a market")
        return self

    @property
    def time_zone(self) -> str:
        """Name of the zone in which the shop's days begin: its default market's, else its first one's."""
        default = self.market(self.settings.default_market) if self.settings.default_market else None
        home = default or next(iter(self.markets), None)
        return home.time_zone if home else "UTC"

    def market(self, code: str) -> Market | None:
        """The market of that code, or ``None``."""
        for market in self.markets:  # no generator: asked several times for every cart
            if market.code == code:
                return market
        return None

    def price_level(self, code: str) -> PriceLevel | None:
        """The price level of that code, or ``None``."""
        for level in self.price_levels:
            if level.code == code:
                return level
        return None

    def level_name(self, code: str) -> str:
        """What the price level of that code is called; the code itself where there is none."""
        level = self.price_level(code)
        return level.name if level else code
