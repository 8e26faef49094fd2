"""Carts and orders of a file, as they were (decisions 8, 20, 24)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.identifiers import new_id, new_ids
from cartui.client.local.numbers import next_cart_number, next_order_number
from cartui.model.cart import CartState, PriceSource
from cartui.model.catalog import PriceRow, Product, SoldVariant, Variant
from cartui.model.coupon import CouponUse, fold_code
from cartui.model.customer import Customer
from cartui.model.errors import Invalid
from cartui.model.history import EntryKind
from cartui.model.imports import (
    ImportBatch,
    ImportedCart,
    ImportedLine,
    ImportReport,
    Refusal,
    SourceRow,
    total_of,
)
from cartui.model.market import Market
from cartui.model.order import OrderState
from cartui.model.record import CartContent, CartFigures, CartRecord, LineContent
from cartui.model.shop import Shop
from cartui.model.text import clean_line
from cartui.rules.card_numbers import mask_card_numbers
from cartui.rules.cart_pricing import PricingContext, cart_figures
from cartui.rules.customer_linking import link_customer
from cartui.rules.market_change import new_content
from cartui.rules.phones import normalise_phone
from cartui.rules.unit_price_refresh import effective_level, price_lines
from cartui.store.cart_records import StoredCart, insert_carts, known_references
from cartui.store.catalog import load_variants, save_products
from cartui.store.customers import find_customers
from cartui.store.history import NewEntry, insert_entries
from cartui.store.orders import NewOrder, insert_order
from cartui.store.shop_config import load_shop


@dataclass(frozen=True, slots=True)
class _Taken:
    """A cart that goes in."""

    stored: StoredCart
    cart: ImportedCart


class CartImport:
    """One batch of carts on its way into the database."""

    def __init__(self, backend: LocalBackend, connection: Connection, batch: ImportBatch) -> None:
        """Read what all carts of the batch need."""
        self._backend = backend
        self._connection = connection
        self._create_products = batch.create_products
        self._earlier_skus = batch.earlier_skus if batch.dry_run else frozenset()
        self._earlier_carts = batch.earlier_carts if batch.dry_run else frozenset()
        self._shop: Shop = load_shop(connection)
        self._variants: dict[str, SoldVariant] = {}
        self._customers: dict[str, Customer | None] = {}
        self._ids = new_ids()

    def take(self, carts: Sequence[ImportedCart]) -> ImportReport:
        """Write the carts that are new and can be taken; say what became of every row."""
        if not carts:
            return ImportReport()
        created = self._learn_variants(carts)
        known = self._known(carts)
        taken: list[_Taken] = []
        reports: list[ImportReport] = []
        for cart in carts:
            there = (cart.source, cart.reference) in known
            known.add((cart.source, cart.reference))
            one, report = self._take(cart, there=there)
            reports.append(report)
            if one is not None:
                taken.append(one)
        self._save(taken)
        return total_of(reports) + ImportReport(products=created)

    def _known(self, carts: Sequence[ImportedCart]) -> set[tuple[str, str]]:
        """Which of the references have been taken before."""
        found = set(self._earlier_carts)
        for source, of_source in groupby(sorted(carts, key=attrgetter("source")), key=attrgetter("source")):
            references = [cart.reference for cart in of_source]
            found |= {
                (source, reference) for reference in known_references(self._connection, source, references)
            }
        return found

    def _learn_variants(self, carts: Sequence[ImportedCart]) -> int:
        """Load the variants that the carts name; make those that are missing where that was asked for.

        Gives how many products were made.
        """
        skus = {line.sku for cart in carts for line in cart.lines if line.sku is not None}
        self._variants = load_variants(self._connection, skus)
        if not self._create_products:
            return 0
        missing: dict[str, Product] = {}
        for cart in carts:
            market = self._shop.market(cart.market)
            for line in cart.lines:
                if market is None or line.sku is None or line.quantity < 1:
                    continue
                if line.sku not in self._variants:
                    missing.setdefault(line.sku, _product_of(line, line.sku, market))
        if missing:
            save_products(self._connection, list(missing.values()))
            self._variants |= load_variants(self._connection, set(missing))
        return len(missing.keys() - self._earlier_skus)

    def _take(self, cart: ImportedCart, *, there: bool) -> tuple[_Taken | None, ImportReport]:
        """One cart: what goes in, and what its rows became."""
        rows = _rows(cart)
        market = self._shop.market(cart.market)
        if market is None:
            return None, _refused(rows, "market", f"there is no market {cart.market}")
        lines, refusals = self._lines(cart)
        refused_rows = {(refusal.file, refusal.line) for refusal in refusals}
        accepted = [row for row in rows if (row.file, row.line) not in refused_rows]
        report = ImportReport(
            rows=len(rows) - len(accepted), refused=len(rows) - len(accepted), refusals=tuple(refusals)
        )
        if cart.lines and not lines:
            return None, report
        if there:
            return None, report + ImportReport(rows=len(accepted), unchanged=len(accepted))
        try:
            record = self._record(cart, market, lines)
        except Invalid as error:
            return None, report + _refused(accepted, _column_of(error), error.message)
        counted = _counted(cart, len(accepted))
        customer = self._customer(cart.customer)
        stored = StoredCart(
            record,
            customer=None if customer is None else customer.ref,
            source=cart.source,
            reference=cart.reference,
        )
        return _Taken(stored, cart), report + counted

    def _lines(self, cart: ImportedCart) -> tuple[list[LineContent], list[Refusal]]:
        """The lines that can be taken, and a refusal for each row of the others."""
        lines: list[LineContent] = []
        refusals: list[Refusal] = []
        for line in cart.lines:
            reason = self._reason_against(line)
            if reason is not None:
                refusals += [
                    Refusal(file=r.file, line=r.line, column="sku", reason=reason) for r in line.rows
                ]
                continue
            lines.append(self._line(line))
        return lines, refusals

    def _reason_against(self, line: ImportedLine) -> str | None:
        """Why a line cannot be taken, or ``None``."""
        if line.quantity < 1 or (line.unit_price is not None and line.unit_price < 0):
            return "the quantity has to be at least 1 and the price at least 0"
        if line.sku is None:
            return (
                None
                if line.title and line.unit_price is not None
                else "an item without SKU needs title and price"
            )
        if line.sku not in self._variants:
            return f"there is no variant with SKU {line.sku}"
        return None

    def _line(self, line: ImportedLine) -> LineContent:
        """The content of a line; its price is the file's, or comes from the lists later."""
        sold = self._variants.get(line.sku or "")
        priced = line.unit_price is not None
        return LineContent(
            id=next(self._ids),
            sku=None if sold is None else sold.variant.sku,
            title=clean_line(line.title) or ("" if sold is None else sold.title),
            options="" if sold is None else sold.variant.options_text,
            image_url=None if sold is None else sold.image_url,
            tax_class="standard" if sold is None else sold.tax_class,
            weight=0 if sold is None else sold.variant.weight,
            quantity=line.quantity,
            unit_price=line.unit_price or 0,
            price_source=PriceSource.IMPORTED if priced else PriceSource.LIST,
        )

    def _record(self, cart: ImportedCart, market: Market, lines: Iterable[LineContent]) -> CartRecord:
        """The cart as it was: its own prices, the rules of its day."""
        content = self._content(cart, market, tuple(lines))
        context = PricingContext(
            shop=self._shop,
            customer=self._customer(cart.customer),
            coupon_use=CouponUse(),
            now=cart.created_at,
        )
        updated = cart.updated_at or cart.created_at
        return CartRecord(
            id=new_id(),
            number=next_cart_number(self._connection, self._shop),
            version=1,
            state=cart.state,
            origin=cart.origin,
            content=content,
            figures=cart_figures(content, context) if content.lines or content.service else CartFigures(),
            created_at=cart.created_at,
            updated_at=updated,
            touched_at=cart.touched_at,
            deleted_at=updated if cart.state is CartState.DELETED else None,
            created_by=self._backend.actor.name,
            visitor=cart.visitor,
            lock=cart.lock,
            attempts=cart.attempts,
        )

    def _content(self, cart: ImportedCart, market: Market, lines: tuple[LineContent, ...]) -> CartContent:
        """What was decided, as far as the file says."""
        phone, _ = (
            normalise_phone(cart.contact.phone, market.countries[0]) if cart.contact.phone else ("", False)
        )
        override = cart.price_level if cart.price_level and self._shop.price_level(cart.price_level) else None
        content = replace(
            new_content(market, cart.channel),
            contact=cart.contact.model_copy(update={"phone": phone}),
            price_level_override=override,
            shipping_address=cart.shipping_address,
            billing_address=cart.billing_address,
            billing_same_as_shipping=cart.billing_address is None,
            service=cart.service if cart.service and market.service(cart.service) else None,
            payment_method=cart.payment_method or None,
            coupon_code=fold_code(cart.coupon) if cart.coupon else None,
            note=mask_card_numbers(cart.note),
            tags=tuple(dict.fromkeys(tag for tag in cart.tags if tag)),
            assigned_to=cart.assigned_to or None,
            lines=lines,
        )
        customer = self._customer(cart.customer)
        if customer is not None:
            content = link_customer(content, customer, market, None)
        content = replace(content, price_level=effective_level(self._shop, market, customer, override))
        listed = frozenset(line.sku for line in lines if line.price_source is PriceSource.LIST and line.sku)
        return price_lines(content, listed, self._shop, self._variants)

    def _customer(self, ref: str | None) -> Customer | None:
        """The one customer that the file means; unknown or ambiguous: a guest (decision 24)."""
        if not ref:
            return None
        if ref not in self._customers:
            found = find_customers(self._connection, ref)
            self._customers[ref] = found[0] if len(found) == 1 else None
        return self._customers[ref]

    def _save(self, taken: Sequence[_Taken]) -> None:
        """Write carts, their first entries and their orders."""
        if not taken:
            return
        orders: list[NewOrder] = []
        carts: list[StoredCart] = []
        for one in taken:
            record = one.stored.record
            carts.append(one.stored)
            if record.state is CartState.ORDERED:
                orders.append(self._order(record, one.cart))
        insert_carts(self._connection, carts)
        insert_entries(self._connection, [self._entry(stored) for stored in carts])
        for order in orders:
            insert_order(self._connection, order)

    def _entry(self, stored: StoredCart) -> NewEntry:
        """The first entry of an imported cart."""
        return NewEntry(
            cart_id=stored.record.id,
            kind=EntryKind.IMPORTED,
            at=self._backend.clock(),
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
            id=new_id(),
            number=next_order_number(self._connection, self._shop),
            cart_id=record.id,
            state=state,
            placed_at=record.updated_at,
            placed_by=cart.placed_by or self._backend.actor.name,
            currency=record.content.currency,
            total=total,
            paid=settled if cart.paid is None else cart.paid,
            hold_reason=mask_card_numbers(cart.hold_reason),
        )


def _rows(cart: ImportedCart) -> tuple[SourceRow, ...]:
    """Every row that the cart is made of, once."""
    return tuple(dict.fromkeys([*cart.rows, *(row for line in cart.lines for row in line.rows)]))


def _refused(rows: Sequence[SourceRow], column: str, reason: str) -> ImportReport:
    """The report of a cart of which nothing can be taken."""
    refusals = tuple(Refusal(file=row.file, line=row.line, column=column, reason=reason) for row in rows)
    return ImportReport(rows=len(rows), refused=len(rows), refusals=refusals)


def _counted(cart: ImportedCart, accepted: int) -> ImportReport:
    """The report of a cart that goes in."""
    if cart.state is not CartState.ORDERED:
        return ImportReport(rows=accepted, accepted=accepted, carts=1)
    if cart.order_state is OrderState.CANCELLED:
        return ImportReport(rows=accepted, accepted=accepted, cancelled=1)
    return ImportReport(rows=accepted, accepted=accepted, orders=1)


def _column_of(error: Invalid) -> str:
    """The column that an error is about: the last part of its field."""
    return error.problems[0].field.rpartition(".")[2] if error.problems else "sku"


def _product_of(line: ImportedLine, sku: str, market: Market) -> Product:
    """The product made of a line with an unknown SKU: uncounted stock, sold at the file's price."""
    prices: tuple[PriceRow, ...] = ()
    if line.unit_price is not None:
        prices = (PriceRow(market=market.code, level=market.base_level, amount=line.unit_price),)
    return Product(id=sku, title=clean_line(line.title) or sku, variants=(Variant(sku=sku, prices=prices),))
