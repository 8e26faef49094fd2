"""A cart's record as rows of the tables; :mod:`cartui.store.carts.from_rows` is the way back."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, repeat
from typing import Final

from cartui.model.address import Address
from cartui.model.cart import CartState, PriceSource
from cartui.model.customer import Customer, CustomerRef
from cartui.model.network_address import address_key
from cartui.model.payment import PaymentAttempt, waiting_since
from cartui.model.record import CartRecord, LineContent, LineFigures
from cartui.store.folding import fold, number_key, search_text, sort_key
from cartui.store.micros import to_micros

SHOWN_PRODUCTS: Final = 3
"""How many titles the list can show of a cart."""

Values = dict[str, object]
"""The columns of one row by their names."""

ACTIVE: Final = frozenset({CartState.OPEN, CartState.LOCKED})
"""The states that the list shows by itself."""


CUSTOMER_COLUMNS: Final = frozenset(
    {"customer_name", "customer_key", "customer_number", "customer_number_key"}
)
"""The columns in which a cart keeps what its customer is called."""


def cart_values(record: CartRecord, customer: Customer | CustomerRef | None) -> Values:
    """The columns of the cart's own row; ``customer`` is the linked one."""
    content, totals = record.content, record.figures.totals
    lock, coupon = record.lock, record.figures.coupon
    name = customer.name if customer is not None and customer.name else content.contact.name
    cards = [attempt.card_last4 for attempt in record.attempts if attempt.card_last4 is not None]
    return {
        "id": record.id,
        "number": record.number,
        "number_key": number_key(record.number),
        "version": record.version,
        "state": record.state.value,
        "active": record.state in ACTIVE,
        "origin": record.origin.value,
        "market": content.market,
        "currency": content.currency,
        "channel": content.channel,
        "price_level": content.price_level,
        "price_level_override": content.price_level_override,
        "customer_id": content.customer_id,
        "contact_name": content.contact.name,
        "contact_email": content.contact.email,
        "contact_phone": content.contact.phone,
        "rep": content.rep,
        "tags": list(content.tags),
        "assigned_to": content.assigned_to,
        "shipping_address": _address_json(content.shipping_address),
        "billing_address": _address_json(content.billing_address),
        "billing_same_as_shipping": content.billing_same_as_shipping,
        "service": content.service,
        "payment_method": content.payment_method,
        "note": content.note,
        "coupon_code": content.coupon_code,
        "prices_held_until": content.prices_held_until,
        "block_waived": content.block_waived,
        "subtotal": totals.subtotal,
        "discounts": totals.discounts,
        "coupon_amount": totals.coupon,
        "shipping": totals.shipping,
        "tax": totals.tax,
        # Not dict(line): that asks a model for keys, which takes ten times as long.
        "tax_lines": [{"name": tax.name, "rate": tax.rate, "amount": tax.amount} for tax in totals.tax_lines],
        "tax_included": totals.tax_included,
        "tax_estimated": totals.tax_estimated,
        "tax_exempt": record.figures.tax_exempt,
        "total": totals.total,
        "coupon_state": None if coupon is None else coupon.model_dump(),
        "customer_name": name,
        "customer_key": sort_key(name),
        "customer_number": customer.number if customer is not None else "",
        "items": len(content.lines),
        "units": sum([line.quantity for line in content.lines]),
        "products": [line.title for line in content.lines[:SHOWN_PRODUCTS]],
        "card_last4": cards[-1] if cards else None,
        "lock_reason": None if lock is None else lock.reason.value,
        "lock_since": None if lock is None else lock.since,
        "lock_note": "" if lock is None else lock.note,
        "visitor_session": None if record.visitor is None else record.visitor.session_id,
        "visitor": None
        if record.visitor is None
        else record.visitor.model_dump(mode="json", exclude_defaults=True),
        "created_at": record.created_at,
        "created_by": record.created_by,
        "updated_at": record.updated_at,
        "touched_at": record.touched_at,
        "deleted_at": record.deleted_at,
        "market_key": _key(content.market),
        "channel_key": _key(content.channel),
        "level_key": _key(content.price_level),
        "rep_key": _key(content.rep),
        "assigned_key": _key(content.assigned_to),
        "customer_number_key": _key(customer.number if customer is not None else None),
        "touched_key": to_micros(record.touched_at or record.updated_at),
        "paying_since": waiting_since(record.attempts) if record.state is CartState.OPEN else None,
        "visitor_address_key": "" if record.visitor is None else _address_key_once(record.visitor.ip),
        "visitor_country": "" if record.visitor is None else record.visitor.country.upper(),
    }


_sort_key_once = lru_cache(4_096)(sort_key)
_address_key_once = lru_cache(4_096)(address_key)


def _key(value: str | None) -> str:
    """What a short value that comes again and again is sorted and asked by; nothing comes first."""
    return _sort_key_once(value) if value else ""


LINE_COLUMNS: Final = ("cart_pk", "position", *LineContent._fields, *LineFigures._fields)
"""The columns of a line, in the order of :func:`line_columns`."""

PRICE_SOURCES: Final = {source: source.value for source in PriceSource}
"""A database's driver takes plain text sooner than a member of an enumeration."""

_NOT_PRICED: Final = (None,) * len(LineFigures._fields)


def line_columns(pks: Iterable[int], records: Sequence[CartRecord]) -> list[Sequence[object]]:
    """The lines of carts with these keys, column by column; nothing where there are none.

    Raises ``ValueError`` where there are figures for another number of lines.
    """
    lines = list(chain.from_iterable([record.content.lines for record in records]))
    if not lines:
        return []
    counts = [len(record.content.lines) for record in records]
    figures = chain.from_iterable(map(figures_of_lines, records))
    keys = list(chain.from_iterable(map(repeat, pks, counts)))
    positions = list(chain.from_iterable(map(range, counts)))
    ids, skus, titles, quantities, prices, sources, *others = zip(*lines, strict=True)
    named = list(map(PRICE_SOURCES.__getitem__, sources))
    decided = [ids, skus, titles, quantities, prices, named, *others]
    return [keys, positions, *decided, *zip(*figures, strict=True)]


def figures_of_lines(record: CartRecord) -> Sequence[tuple[int | None, ...]]:
    """What pricing gave each line, or nothing for each; raises as :func:`line_columns`."""
    lines, figures = record.content.lines, record.figures.lines
    if not figures:
        return (_NOT_PRICED,) * len(lines)
    if len(figures) != len(lines):
        raise ValueError(f"{len(lines)} lines have {len(figures)} figures")
    return figures


def line_values(pk: int, record: CartRecord) -> dict[str, Values]:
    """The rows of the lines by their columns' names, by the lines' ids; raises as :func:`line_columns`."""
    rows = zip(*line_columns([pk], [record]), strict=True)
    lines = record.content.lines
    return {line.id: dict(zip(LINE_COLUMNS, row, strict=True)) for line, row in zip(lines, rows, strict=True)}


def attempt_values(pk: int, attempts: Iterable[PaymentAttempt]) -> list[Values]:
    """The rows of the payment attempts."""
    return [
        attempt.model_dump() | {"cart_pk": pk, "position": position, "status": attempt.status.value}
        for position, attempt in enumerate(attempts)
    ]


def tag_values(pk: int, tags: Iterable[str]) -> list[Values]:
    """The rows by which a cart is found by its tags."""
    return [{"cart_pk": pk, "tag_key": key} for key in sorted({fold(tag) for tag in tags})]


def cart_text(record: CartRecord, customer: Customer | CustomerRef | None, issued: Iterable[str] = ()) -> str:
    """What a cart is found by, and the order that it became; ``issued`` numbers what was issued for it."""
    contact = record.content.contact
    parts = [record.number, contact.name, contact.email]
    parts += [number for number in (record.order_number, *issued) if number]
    if customer is not None:
        parts += [part for part in (customer.name, customer.number, customer.email) if part not in parts]
    skus = dict.fromkeys([line.sku for line in record.content.lines])
    phones = dict.fromkeys([contact.phone, customer.phone if customer is not None else ""])
    codes = [sku for sku in skus if sku]
    return search_text(parts, codes=codes, phone=" ".join(filter(None, phones)))


def _address_json(address: Address | None) -> Values | None:
    """An address as JSON, without its empty parts."""
    return None if address is None else address.model_dump(exclude_defaults=True)
