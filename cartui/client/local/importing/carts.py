"""Carts and orders of a file, as they were (decisions 8, 20, 24)."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial
from itertools import chain, groupby, islice, repeat, zip_longest
from operator import attrgetter
from typing import Final

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.identifiers import line_ids, new_ids
from cartui.client.local.importing.already_imported import tell_again
from cartui.client.local.importing.known_for_carts import KnownForCarts
from cartui.client.local.importing.of_lines import product_of, with_terms
from cartui.client.local.importing.reasons import column_of, reason_against, reason_against_all, rows_of
from cartui.client.local.importing.tally import Tally
from cartui.client.local.numbers import NumberBlock
from cartui.client.local.write_behind import Behind
from cartui.model.cart import CartState, PriceSource
from cartui.model.catalog import Product
from cartui.model.coupon import CouponUse, fold_code
from cartui.model.customer import Customer
from cartui.model.errors import Invalid
from cartui.model.history import EntryKind
from cartui.model.imports import ImportBatch, ImportedCart, ImportedLine, ImportReport, SourceRow
from cartui.model.market import Market
from cartui.model.order import OrderState
from cartui.model.record import CartContent, CartFigures, CartRecord, LineContent
from cartui.model.shop import Shop
from cartui.model.text import clean_line
from cartui.rules.card_numbers import mask_card_numbers
from cartui.rules.customer_linking import default_delivery, reached_by
from cartui.rules.phones import normalise_phone
from cartui.rules.pricing.cart_pricing import PricingContext, cart_figures
from cartui.rules.pricing.pricing_ahead import still_hold
from cartui.rules.pricing.unit_price_refresh import effective_level, lines_at_list_prices
from cartui.store.bulk import insert_ready
from cartui.store.carts.line_facts import LineFacts, load_line_facts
from cartui.store.carts.records import StoredCart, insert_ready_carts, ready_carts
from cartui.store.catalog import load_variants, save_products
from cartui.store.customers import find_each
from cartui.store.history import NewEntry, ready_entries
from cartui.store.imported_lines import KnownCart, load_known_carts
from cartui.store.orders import NewOrder, ready_orders
from cartui.store.row_keys import next_keys

_LINES_AT_ONCE: Final = 2_000
"""While so many lines are written, the next ones are made ready: a quarter of a reader's batch."""

_CUSTOM: Final = LineFacts()
"""What a line has that is of no variant."""

_NO_DISCOUNT: Final = (None, None, None, "")
"""The fields of a line after its weight: neither a wholesale break nor a discount of its own."""

_line_content: Final = partial(tuple.__new__, LineContent)
"""Makes one of a row without a call into Python for each: a file has hundreds of thousands."""

_cleaned = lru_cache(16_384)(clean_line)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A cart that goes in."""

    stored: StoredCart
    order: NewOrder | None


class CartImport:
    """One batch of carts on its way into the database."""

    def __init__(
        self,
        backend: LocalBackend,
        connection: Connection,
        batch: ImportBatch,
        known: KnownForCarts,
    ) -> None:
        """Begin with what is ``known``; all that is read beside is added to it."""
        self._backend = backend
        self._connection = connection
        self._create_products = batch.create_products
        self._earlier_skus = batch.earlier_skus if batch.dry_run else frozenset()
        self._earlier_carts = batch.earlier_carts if batch.dry_run else frozenset()
        self._known = known
        self._shop: Shop = known.shop
        self._at = backend.clock()
        self._facts: dict[str | None, LineFacts] = {}
        """Those that are known of variants, with what holds for an item without SKU."""
        ahead = batch.figures
        self._ahead = ahead.figures if ahead is not None and ahead.shop == self._shop else ()
        """Figures that were reckoned ahead, cart by cart."""
        self._ids = line_ids()
        self._new_ids = new_ids()
        self._tally = Tally()

    def take(self, carts: Sequence[ImportedCart]) -> ImportReport:
        """Write the carts that are new and can be taken; say what became of every row."""
        if not carts:
            return ImportReport()
        created = self._learn_variants(carts)
        self._learn_customers(carts)
        known = self._known_carts(carts)
        seen = set(self._earlier_carts)
        self._numbers = NumberBlock(self._connection, self._shop, "cart", len(carts))
        self._order_numbers = NumberBlock(self._connection, self._shop, "order", len(carts))
        self._pks = iter(next_keys(self._connection, "cart", len(carts) - len(known)))
        ready: list[_Taken] = []
        lines = 0
        with Behind() as behind:
            for cart, ahead in zip_longest(carts, self._ahead):
                key = (cart.source, cart.reference)
                if (before := known.get(key)) is not None:
                    tell_again(cart, before, self._tally)
                    continue
                taken = self._take(cart, ahead, there=key in seen)
                if taken is None:
                    continue
                seen.add(key)
                ready.append(taken)
                lines += len(cart.lines)
                if lines >= _LINES_AT_ONCE:
                    behind.do(self._ready(ready))
                    ready, lines = [], 0
            write_the_rest = self._ready(ready)
        write_the_rest()
        self._numbers.give_back()
        self._order_numbers.give_back()
        return self._tally.report(created)

    def _known_carts(self, carts: Sequence[ImportedCart]) -> dict[tuple[str, str], KnownCart]:
        """Those that were taken before, by source and reference."""
        found: dict[tuple[str, str], KnownCart] = {}
        for source, of_source in groupby(sorted(carts, key=attrgetter("source")), key=attrgetter("source")):
            references = [cart.reference for cart in of_source]
            known = load_known_carts(self._connection, source, references)
            found |= {(source, reference): cart for reference, cart in known.items()}
        return found

    def _learn_customers(self, carts: Sequence[ImportedCart]) -> None:
        """Look up whom the carts mean."""
        known = self._known.customers
        unknown = {cart.customer for cart in carts if cart.customer and cart.customer not in known}
        known.update(find_each(self._connection, unknown))

    def _learn_variants(self, carts: Sequence[ImportedCart]) -> int:
        """Load the variants that the carts name; make those that are missing where that was asked for.

        Gives how many products were made.
        """
        lines = list(chain.from_iterable([cart.lines for cart in carts]))
        skus, _, _, prices, *_ = zip(*lines, strict=True) if lines else ((),) * len(ImportedLine._fields)
        missing: dict[str, Product] = {}
        facts, sold = self._known.facts, self._known.sold
        unknown = {sku for sku in set(skus) if sku is not None} - facts.keys()
        if unknown:
            facts.update(load_line_facts(self._connection, unknown))
            unknown -= facts.keys()
        if unknown and self._create_products:
            missing = self._missing(carts, unknown)
            save_products(self._connection, list(missing.values()))
            facts.update(load_line_facts(self._connection, missing))
        self._facts = {None: _CUSTOM}
        self._facts.update(facts)
        listed = {sku for sku, price in zip(skus, prices, strict=True) if price is None and sku}
        if unread := listed - sold.keys():
            sold.update(load_variants(self._connection, unread))
        return len(missing.keys() - self._earlier_skus)

    def _missing(self, carts: Sequence[ImportedCart], unknown: Collection[str]) -> dict[str, Product]:
        """A product for each of these SKUs that a line which can be taken names."""
        missing: dict[str, Product] = {}
        for cart in carts:
            for line in cart.lines:
                sku = line.sku
                if sku is None or sku not in unknown or sku in missing or line.quantity < 1:
                    continue
                market = self._shop.market(cart.market)
                if market is not None:
                    missing[sku] = product_of(line, sku, market)
        return missing

    def _take(self, cart: ImportedCart, ahead: CartFigures | None, *, there: bool) -> _Taken | None:
        """Take one cart: returns what is written, and adds what its rows became to the tally.

        ``ahead``: its figures where they are known already; ``there``: this run had its reference before.
        """
        tally = self._tally
        market = self._shop.market(cart.market)
        if market is None:
            tally.refuse(rows_of(cart), "market", f"there is no market {cart.market}")
            return None
        lines, refused = self._lines(cart)
        accepted = cart.row_count - len(refused)
        if (reason := reason_against_all(cart, lines, refused)) is not None:
            tally.refuse([row for row in rows_of(cart) if row not in refused], "sku", reason)
            return None
        if there:
            tally.leave(accepted)
            return None
        try:
            record, customer = self._record(cart, market, lines, ahead)
        except Invalid as error:
            rows = [row for row in rows_of(cart) if row not in refused]
            tally.refuse(rows, column_of(error), error.message)
            return None
        tally.accept(cart, accepted)
        order = None
        if record.state is CartState.ORDERED:
            order = self._order(record, cart)
            record = replace(record, order_number=order.number)  # which it is found by
        return _Taken(StoredCart(record, customer, cart.source, cart.reference), order)

    def _lines(self, cart: ImportedCart) -> tuple[tuple[LineContent, ...], set[SourceRow]]:
        """The lines that can be taken, and the rows of the others, which are refused.

        Their prices are the file's, or come from the lists later.
        """
        if not cart.lines:
            return (), set()
        skus, quantities, titles, prices, _, terms = zip(*cart.lines, strict=True)
        facts = list(map(self._facts.get, skus))
        listed = prices.count(None) == len(prices)
        priced = None not in prices and min(prices) >= 0
        items_are_whole = None not in skus or (priced and "" not in titles)
        are_plain = (listed or priced) and items_are_whole and not any(terms)
        if None in facts or min(quantities) < 1 or not are_plain:
            return self._lines_one_by_one(cart)
        amounts = (0,) * len(prices) if listed else prices
        source = PriceSource.LIST if listed else PriceSource.IMPORTED
        of_products, options, images, tax_classes, weights = zip(*facts, strict=True)
        shown = titles
        if "" in titles or not "".join(titles).isprintable():  # else there is nothing to clean
            shown = tuple(_cleaned(title) or own for title, own in zip(titles, of_products, strict=True))
        ids = islice(self._ids, len(shown))
        decided = (ids, skus, shown, quantities, amounts, repeat(source))
        columns = (*decided, options, images, tax_classes, weights, *map(repeat, _NO_DISCOUNT))
        return tuple(map(_line_content, zip(*columns, strict=False))), set()

    def _lines_one_by_one(self, cart: ImportedCart) -> tuple[tuple[LineContent, ...], set[SourceRow]]:
        """The same where something is missing of a line, or is not as it should be."""
        lines: list[LineContent] = []
        refused: set[SourceRow] = set()
        for sku, quantity, title, price, rows, terms in cart.lines:
            facts = self._facts.get(sku)
            reason = reason_against(sku, quantity, title, price, facts)
            if reason is not None or facts is None:
                self._tally.refuse(rows, "sku", reason or "")
                refused.update(rows)
                continue
            source = PriceSource.LIST if price is None else PriceSource.IMPORTED
            shown = _cleaned(title) or facts.title
            decided = (next(self._ids), sku, shown, quantity, price or 0, source)
            line = LineContent(*decided, *facts[1:])
            lines.append(line if terms is None else with_terms(line, terms))
        return tuple(lines), refused

    def _record(
        self,
        cart: ImportedCart,
        market: Market,
        lines: tuple[LineContent, ...],
        ahead: CartFigures | None,
    ) -> tuple[CartRecord, Customer | None]:
        """The cart as it was (its own prices, the rules of its day), and its customer."""
        customer = self._customer(cart.customer)
        content = self._content(cart, market, customer, lines)
        figures = ahead
        if figures is None or not still_hold(cart, content, customer):
            figures = self._figures(content, customer, cart.created_at)
        updated = cart.updated_at or cart.created_at
        record = CartRecord(
            id=next(self._new_ids),
            number=self._numbers.next(),
            version=1,
            state=cart.state,
            origin=cart.origin,
            content=content,
            figures=figures,
            created_at=cart.created_at,
            updated_at=updated,
            touched_at=cart.touched_at,
            deleted_at=updated if cart.state is CartState.DELETED else None,
            created_by=self._backend.actor.name,
            visitor=cart.visitor,
            lock=cart.lock,
            attempts=cart.attempts,
        )
        return record, customer

    def _content(
        self, cart: ImportedCart, market: Market, customer: Customer | None, lines: tuple[LineContent, ...]
    ) -> CartContent:
        """What was decided, as far as the file says."""
        shop, contact, shipping = self._shop, cart.contact, cart.shipping_address
        if contact.phone:
            phone, _ = normalise_phone(contact.phone, market.countries[0])
            contact = contact.model_copy(update={"phone": phone})
        if customer is not None:
            contact = reached_by(contact, customer)
            shipping = default_delivery(customer, market) if shipping is None else shipping
        override = cart.price_level if cart.price_level and shop.price_level(cart.price_level) else None
        level = effective_level(shop, market, customer, override)
        return CartContent(
            market=market.code,
            currency=market.currency,
            channel=cart.channel or None,
            price_level=level,
            price_level_override=override,
            customer_id=None if customer is None else customer.id,
            contact=contact,
            rep="" if customer is None else customer.rep,
            tags=tuple(dict.fromkeys([tag for tag in cart.tags if tag])),
            assigned_to=cart.assigned_to or None,
            shipping_address=shipping,
            billing_address=cart.billing_address,
            billing_same_as_shipping=cart.billing_address is None,
            service=cart.service if cart.service and market.service(cart.service) else None,
            payment_method=cart.payment_method or None,
            note=mask_card_numbers(cart.note) if cart.note else "",
            coupon_code=fold_code(cart.coupon) if cart.coupon else None,
            prices_held_until=cart.prices_held_until,
            lines=lines_at_list_prices(lines, shop, market, level, self._known.sold, self._known.prices),
        )

    def _figures(self, content: CartContent, customer: Customer | None, at: datetime) -> CartFigures:
        """What the rules give a cart of that moment. Raises ``Invalid``."""
        if not content.lines and not content.service:
            return CartFigures()
        context = PricingContext(
            shop=self._shop,
            customer=customer,
            coupon_use=CouponUse(),
            now=at,
            taxations=self._known.taxations,
        )
        return cart_figures(content, context)

    def _customer(self, ref: str | None) -> Customer | None:
        """The one customer that the file means; unknown or ambiguous: a guest (decision 24)."""
        found = self._known.customers.get(ref or "", ())
        return found[0] if len(found) == 1 else None

    def _ready(self, taken: Sequence[_Taken]) -> Callable[[], None]:
        """Make carts, their first entries and their orders ready; gives what writes them."""
        connection, dialect = self._connection, self._connection.dialect
        pks = list(islice(self._pks, len(taken)))
        carts = ready_carts(dialect, pks, [one.stored for one in taken])
        entries = ready_entries(dialect, [self._entry(one.stored) for one in taken], pks)
        placed = {pk: one.order for pk, one in zip(pks, taken, strict=True) if one.order is not None}
        orders = ready_orders(dialect, placed)

        def write() -> None:
            """Write them."""
            insert_ready_carts(connection, carts)
            insert_ready(connection, entries)
            insert_ready(connection, orders)

        return write

    def _entry(self, stored: StoredCart) -> NewEntry:
        """The first entry of an imported cart."""
        return NewEntry(
            cart_id=stored.record.id,
            kind=EntryKind.IMPORTED,
            at=self._at,
            agent=self._backend.actor.name,
            origin=self._backend.actor.origin.value,
            version=1,
            summary=f"imported from {stored.source}: {stored.reference}",
        )

    def _order(self, record: CartRecord, cart: ImportedCart) -> NewOrder:
        """The order of an imported cart.

        One that was approved counts as paid unless its file says otherwise: its business is done.
        """
        total = record.figures.totals.total
        state = cart.order_state or OrderState.APPROVED
        settled = total if state is OrderState.APPROVED else 0
        return NewOrder(
            id=next(self._new_ids),
            number=self._order_numbers.next(),
            cart_id=record.id,
            state=state,
            placed_at=record.updated_at,
            placed_by=cart.placed_by or self._backend.actor.name,
            currency=record.content.currency,
            total=total,
            paid=settled if cart.paid is None else cart.paid,
            hold_reason=mask_card_numbers(cart.hold_reason),
        )
