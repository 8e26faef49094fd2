"""A cart's record out of rows of the tables, as the driver gives them.

Many carts at once, since a bulk change reads them by the ten thousand: rows of SQLAlchemy, and a check of
every single value by itself, took most of that.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any, Final, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import Row

from cartui.model.address import Address, Contact
from cartui.model.cart import CartState, Origin, PriceSource, Totals, Visitor
from cartui.model.coupon import AppliedCoupon
from cartui.model.frozen import Frozen
from cartui.model.money import exponent
from cartui.model.payment import AttemptStatus, Lock, PaymentAttempt
from cartui.model.pricing import TaxLine
from cartui.model.record import CartContent, CartFigures, CartRecord, LineContent, LineFigures
from cartui.store.micros import from_micros


class CartRow(NamedTuple):
    """What is read of a cart's own row: moments in microseconds, truth maybe as 0 and 1, JSON as text."""

    pk: int
    id: str
    number: str
    version: int
    state: str
    origin: str
    market: str
    currency: str
    channel: str | None
    price_level: str
    price_level_override: str | None
    customer_id: str | None
    contact_name: str
    contact_email: str
    contact_phone: str
    rep: str
    tags: str
    assigned_to: str | None
    shipping_address: str | None
    billing_address: str | None
    billing_same_as_shipping: bool | int
    service: str | None
    payment_method: str | None
    note: str
    coupon_code: str | None
    prices_held_until: int | None
    block_waived: str
    subtotal: int
    discounts: int
    coupon_amount: int
    shipping: int
    tax: int
    tax_lines: str
    tax_included: bool | int
    tax_estimated: bool | int
    tax_exempt: bool | int
    total: int
    coupon_state: str | None
    lock_reason: str | None
    lock_since: int | None
    lock_note: str
    visitor: str | None
    created_at: int
    created_by: str
    updated_at: int
    touched_at: int | None
    deleted_at: int | None
    order_number: str | None
    """Of the order that it became, which is another table's."""


LineRow = Sequence[Any]
"""A line as it is read, in the order of :data:`cartui.store.carts.rows.LINE_COLUMNS`."""

_DECIDED: Final = slice(2, 2 + len(LineContent._fields))
_FIGURES: Final = slice(_DECIDED.stop, None)
"""Where these are in a row: behind the cart's key and the line's position."""

_SOURCE: Final = LineContent._fields.index("price_source")
_QUANTITY: Final = LineContent._fields.index("quantity")
_UNIT_PRICE: Final = LineContent._fields.index("unit_price")
_GROSS: Final = attrgetter("gross")
_SOURCES: Final = {source.value: source for source in PriceSource}

_line_content: Final = partial(tuple.__new__, LineContent)
_line_figures: Final = partial(tuple.__new__, LineFigures)
"""Both make one of a row without a call into Python for each."""


def records_of(
    carts: Sequence[CartRow], lines: Sequence[LineRow], attempts: Mapping[int, Sequence[PaymentAttempt]]
) -> Iterator[CartRecord]:
    """The records of these rows, in the order of ``carts``; ``attempts`` by their keys.

    ``lines`` come in that same order and each cart's by position. Raises ``ValueError``, ``TypeError`` or
    ``OverflowError`` where they are none: SQLite keeps a text where a number belongs.
    """
    decided, figures = _lines_of(lines)
    counts = Counter(map(itemgetter(0), lines))
    if type(sum(map(_whole, carts))) is not int:
        raise ValueError("these rows are no carts")
    begin = 0
    for cart in carts:
        end = begin + counts[cart.pk]
        own = figures[begin:end]
        yield CartRecord(
            id=cart.id,
            number=cart.number,
            version=cart.version,
            state=CartState(cart.state),
            origin=Origin(cart.origin),
            content=_content_of(cart, decided[begin:end]),
            # A cart is priced with all its lines or not yet at all.
            figures=_figures_of(cart, () if None in map(_GROSS, own) else own),
            created_at=from_micros(cart.created_at),
            updated_at=from_micros(cart.updated_at),
            touched_at=None if cart.touched_at is None else from_micros(cart.touched_at),
            deleted_at=None if cart.deleted_at is None else from_micros(cart.deleted_at),
            created_by=cart.created_by,
            visitor=None if cart.visitor is None else Visitor.model_validate(json.loads(cart.visitor)),
            lock=_lock_of(cart),
            attempts=tuple(attempts.get(cart.pk, ())),
            order_number=cart.order_number,
        )
        begin = end


def _whole(cart: CartRow) -> int:
    """The sum of what has to be whole numbers: of anything else it is another type, or it raises."""
    amounts = cart.subtotal + cart.discounts + cart.coupon_amount + cart.shipping + cart.tax + cart.total
    return cart.version + amounts


def _lines_of(rows: Sequence[LineRow]) -> tuple[tuple[LineContent, ...], tuple[LineFigures, ...]]:
    """What was decided about each line, and what pricing gave it. Raises as :func:`records_of`."""
    if not rows:
        return (), ()
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    decided = columns[_DECIDED]
    if type(sum(chain(decided[_QUANTITY], decided[_UNIT_PRICE]))) is not int:
        raise ValueError("these rows are no lines")
    decided[_SOURCE] = [_SOURCES.get(source) or PriceSource(source) for source in decided[_SOURCE]]
    contents = tuple(map(_line_content, zip(*decided, strict=True)))
    return contents, tuple(map(_line_figures, zip(*columns[_FIGURES], strict=True)))


def _content_of(cart: CartRow, lines: tuple[LineContent, ...]) -> CartContent:
    """What people decided. Raises ``ValueError`` where its currency is none."""
    exponent(cart.currency)
    held = cart.prices_held_until
    return CartContent(
        market=cart.market,
        currency=cart.currency,
        channel=cart.channel,
        price_level=cart.price_level,
        price_level_override=cart.price_level_override,
        customer_id=cart.customer_id,
        contact=Contact(name=cart.contact_name, email=cart.contact_email, phone=cart.contact_phone),
        rep=cart.rep,
        tags=_tags_of(cart.tags),
        assigned_to=cart.assigned_to,
        shipping_address=_address_of(cart.shipping_address),
        billing_address=_address_of(cart.billing_address),
        billing_same_as_shipping=bool(cart.billing_same_as_shipping),
        service=cart.service,
        payment_method=cart.payment_method,
        note=cart.note,
        coupon_code=cart.coupon_code,
        prices_held_until=None if held is None else from_micros(held),
        block_waived=cart.block_waived,
        lines=lines,
    )


def _tags_of(stored: str) -> tuple[str, ...]:
    """The tags of their JSON. Raises ``ValueError`` where one is no text."""
    if stored == "[]":  # of most carts
        return ()
    tags = tuple(json.loads(stored))
    if not all(isinstance(tag, str) for tag in tags):
        raise ValueError("a tag is no text")
    return tags


def _address_of(stored: str | None) -> Address | None:
    """The address of its JSON."""
    return None if stored is None else Address.model_validate(json.loads(stored))


def _figures_of(cart: CartRow, lines: tuple[LineFigures, ...]) -> CartFigures:
    """What the rules gave."""
    coupon = cart.coupon_state
    return CartFigures(
        lines=lines,
        totals=Totals(
            subtotal=cart.subtotal,
            discounts=cart.discounts,
            coupon=cart.coupon_amount,
            shipping=cart.shipping,
            tax=cart.tax,
            tax_lines=_tax_lines().validate_json(cart.tax_lines),
            tax_included=bool(cart.tax_included),
            tax_estimated=bool(cart.tax_estimated),
            total=cart.total,
        ),
        coupon=None if coupon is None else AppliedCoupon.model_validate(json.loads(coupon)),
        tax_exempt=bool(cart.tax_exempt),
    )


@cache
def _tax_lines() -> TypeAdapter[tuple[TaxLine, ...]]:
    """Reads the taxes of a cart, made when the first one is read: a start needs it for none."""
    return TypeAdapter(tuple[TaxLine, ...], config=Frozen.model_config)


def _lock_of(cart: CartRow) -> Lock | None:
    """Why it is locked, and since when."""
    if cart.lock_reason is None:
        return None
    since = None if cart.lock_since is None else from_micros(cart.lock_since)
    return Lock.model_validate({"reason": cart.lock_reason, "since": since, "note": cart.lock_note})


def attempt_of(row: Row[Any]) -> PaymentAttempt:
    """One try to pay."""
    return PaymentAttempt(
        provider=row.provider,
        reference=row.reference,
        merchant_reference=row.merchant_reference,
        payer_email=row.payer_email,
        amount=row.amount,
        currency=row.currency,
        card_last4=row.card_last4,
        status=AttemptStatus(row.status),
        started_at=row.started_at,
        ended_at=row.ended_at,
        cart_version=row.cart_version,
    )
