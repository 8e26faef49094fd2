"""One cart drawn by chance: who filled it, with what, and how far they came."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from typing import Final

from cartui.demo import words
from cartui.demo.baskets import Baskets
from cartui.demo.people import COUNTRIES, Country
from cartui.demo.phones import PhoneNumbers
from cartui.model.address import Address, Contact
from cartui.model.cart import Origin, UserType, Visitor
from cartui.model.catalog import Product
from cartui.model.imports import ImportedCart, ImportedCustomer, ImportedLine
from cartui.model.market import DeliveryService, FulfilmentCategory, Market
from cartui.model.shop import Shop
from cartui.rules.markets import market_of

SOURCE: Final = "demo"
"""The ``source`` of all carts of the demo."""

CALLERS: Final = frozenset({"1042", "1043"})
"""Who has no carts by chance: Rahim Uddin has one of his own, and Nusrat Jahan none."""


_MARKET_WEIGHTS: Final = tuple(accumulate(words.MARKET_WEIGHTS.values()))
"""Running sums, as ``random.choices`` takes them."""

_NOBODY: Final = Contact()
_UNSEEN: Final = Visitor()

_UNFILLED: Final = ImportedCart(
    reference="new", source=SOURCE, market="none", created_at=datetime(2026, 1, 1, tzinfo=UTC)
)
"""What carts are copies of: drawn by the hundred thousand of values that were checked when they were read,
they need not be checked one by one."""


@dataclass(frozen=True, slots=True)
class Times:
    """The moments in the life of a cart (aware)."""

    created: datetime
    updated: datetime
    touched: datetime | None = None


class Drafts:
    """Draws carts. All of them have the reference ``new``: the whole demo is numbered at its end."""

    def __init__(
        self,
        shop: Shop,
        products: Sequence[Product],
        customers: Sequence[ImportedCustomer],
        rng: random.Random,
        phones: PhoneNumbers | None = None,
    ) -> None:
        """Know who buys where; guests get numbers of ``phones``, else each of them one of their own."""
        self.rng: Final = rng
        self.shop: Final = shop
        self.baskets: Final = Baskets(products, [market.code for market in shop.markets], rng)
        phones = PhoneNumbers(rng) if phones is None else phones
        self._markets: Final = [market_of(shop, code) for code in words.MARKET_WEIGHTS]
        self._shipped: Final = {market.code: _shipped(market) for market in shop.markets}
        self._countries: Final = {code: Country(code, rng, phones) for code in COUNTRIES}
        self._homes: Final = {
            market.code: _homes(market, self._countries.values()) for market in shop.markets
        }
        self._customers: Final[dict[str, list[ImportedCustomer]]] = defaultdict(list)
        for customer in customers:
            phones.take(customer.customer.phone)
            home = self._countries[customer.customer.country or "BD"].data.market
            if customer.number not in CALLERS:
                self._customers[home].append(customer)

    def market(self) -> Market:
        """A market, the busy ones more often."""
        return self.rng.choices(self._markets, cum_weights=_MARKET_WEIGHTS)[0]

    def customer(self, market: Market, *, complete: bool = False) -> ImportedCustomer:
        """A customer of the market; ``complete``: one who can order."""
        while True:
            customer = self.rng.choice(self._customers[market.code])
            new = customer.customer
            if not complete or (new.phone and new.addresses and not customer.blocked):
                return customer

    def storefront(
        self, market: Market, times: Times, *, lines: int, known: float = 0.55, complete: bool = False
    ) -> ImportedCart:
        """A cart filled in the shop by a customer or a guest, ``known`` being how likely it is a customer.

        ``complete``: a customer's, and nothing is missing for an order.
        """
        rng = self.rng
        customer = self.customer(market, complete=complete) if complete or rng.random() < known else None
        contact, address = (_NOBODY, None) if customer is not None else self._guest(market)
        chosen = complete or (lines > 0 and rng.random() < 0.55)
        service = self._service(market) if chosen else None
        return _filled(
            market=market.code,
            origin=Origin.STOREFRONT,
            created_at=times.created,
            updated_at=times.updated,
            touched_at=times.touched,
            customer=None if customer is None else customer.number,
            contact=contact,
            channel=rng.choice(words.STOREFRONT_CHANNELS),
            lines=self.baskets.fill(market.code, lines=lines, in_stock=complete),
            coupon=rng.choice(words.COUPONS[market.code])
            if lines and not complete and rng.random() < 0.09
            else None,
            shipping_address=address,
            fulfilment_category=None if service is None else service.category,
            service=None if service is None else service.name,
            payment_method=rng.choice(market.payment_methods) if chosen else None,
            tags=self._tags(0.06),
            assigned_to=rng.choice(words.AGENTS) if rng.random() < 0.04 else None,
            visitor=self._visitor(market, customer),
        )

    def by_agent(self, market: Market, times: Times, *, lines: int, complete: bool = False) -> ImportedCart:
        """A cart that an agent started for a caller; ``complete``: nothing is missing for an order."""
        rng = self.rng
        customer = self.customer(market, complete=complete) if complete or rng.random() < 0.88 else None
        service = market.service(market.default_service or "")
        if rng.random() < 0.25:
            service = self._service(market)
        is_business = customer is not None and bool(customer.customer.company)
        filled = self.baskets.fill(market.code, lines=lines, most=40 if is_business else 3, in_stock=complete)
        if complete and not filled:
            filled = self.baskets.fill(market.code, lines=12, in_stock=True)[:1]
        return _filled(
            market=market.code,
            origin=Origin.AGENT,
            created_at=times.created,
            updated_at=times.updated,
            touched_at=times.touched,
            customer=None if customer is None else customer.number,
            channel=rng.choice(words.AGENT_CHANNELS),
            price_level=rng.choice(("VIP", "Wholesale")) if rng.random() < 0.05 else None,
            lines=filled + self._wrapping(market),
            coupon=rng.choice(words.COUPONS[market.code]) if filled and rng.random() < 0.1 else None,
            fulfilment_category=None if service is None else service.category,
            service=None if service is None else service.name,
            payment_method=market.default_payment_method
            if rng.random() < 0.7
            else rng.choice(market.payment_methods),
            note=rng.choice(words.NOTES) if rng.random() < 0.3 else "",
            tags=self._tags(0.25),
            assigned_to=rng.choice(words.AGENTS) if rng.random() < 0.6 else None,
        )

    def imported(self, market: Market, times: Times, *, lines: int) -> ImportedCart:
        """A cart that came with the move from another system."""
        rng = self.rng
        customer = self.customer(market) if rng.random() < 0.6 else None
        contact, address = (_NOBODY, None) if customer is not None else self._guest(market)
        return _filled(
            market=market.code,
            created_at=times.created,
            updated_at=times.updated,
            customer=None if customer is None else customer.number,
            contact=contact,
            channel=rng.choice(words.IMPORT_CHANNELS),
            lines=self.baskets.fill(market.code, lines=lines),
            shipping_address=address,
            tags=self._tags(0.05),
        )

    def _guest(self, market: Market) -> tuple[Contact, Address | None]:
        """What somebody gave before leaving: often nothing, or a mail address, or everything."""
        chance = self.rng.random()
        if chance < 0.5:
            return _NOBODY, None
        homes, weights = self._homes[market.code]
        person = self.rng.choices(homes, cum_weights=weights)[0].person()
        if chance < 0.72:
            return Contact(email=person.email), None
        contact = Contact(name=person.name, email=person.email, phone=person.phone)
        address = person.address.model_copy(update={"name": person.name, "phone": person.phone})
        return contact, address if chance < 0.92 else None

    def _visitor(self, market: Market, customer: ImportedCustomer | None) -> Visitor:
        """What is known of a browser."""
        rng = self.rng
        seen = {
            "session_id": f"{rng.getrandbits(64):016x}",
            "user_type": UserType.GUEST if customer is None else UserType.CUSTOMER,
            "browser": rng.choice(words.BROWSERS),
            "ip": f"{rng.choice(words.NETWORKS)}{rng.randint(1, 254)}",
            "country": (customer.customer.country if customer is not None else None) or market.countries[0],
        }
        return _UNSEEN.model_copy(update=seen)

    def _service(self, market: Market) -> DeliveryService:
        """How shoppers want it: sent, mostly."""
        shipped = self._shipped[market.code]
        return self.rng.choice(shipped if self.rng.random() < 0.7 else market.services)

    def _wrapping(self, market: Market) -> tuple[ImportedLine, ...]:
        """Now and then something that no catalogue has."""
        if self.rng.random() > 0.03:
            return ()
        prices = {"JPY": 500, "KWD": 1500, "BDT": 35000, "INR": 25000}
        price = prices.get(market.currency, 450)
        return (ImportedLine(sku=None, title="Hand-written card", quantity=1, unit_price=price),)

    def _tags(self, chance: float) -> tuple[str, ...]:
        """Mostly none."""
        return (
            tuple(self.rng.sample(words.TAGS, self.rng.randint(1, 2))) if self.rng.random() < chance else ()
        )


def _filled(**drawn: object) -> ImportedCart:
    """A cart of what was drawn for it."""
    return _UNFILLED.model_copy(update=drawn)


def _shipped(market: Market) -> tuple[DeliveryService, ...]:
    """The services of a market by which goods are sent."""
    return tuple(service for service in market.services if service.category is FulfilmentCategory.SHIPPING)


def _homes(market: Market, countries: Iterable[Country]) -> tuple[list[Country], list[int]]:
    """The countries where a market's people live, with running sums of how many that are."""
    homes = [country for country in countries if country.data.market == market.code]
    return homes, list(accumulate(home.data.customers for home in homes))
