"""Numbers that people read out, as the shop writes them."""

from typing import Literal

from sqlalchemy import Connection

from cartui.model.document import DocumentKind
from cartui.model.shop import Shop
from cartui.store.issued_documents import Series
from cartui.store.numbering import give_back, next_number
from cartui.store.shop_config import load_shop

MOST_DIGITS = 18
"""Digits that the number of a cart or an order can have at most."""


class NumberBlock:
    """Numbers of carts or orders, taken many at once in the transaction at hand; the rest is given back."""

    def __init__(self, connection: Connection, shop: Shop, name: Literal["cart", "order"], most: int) -> None:
        """Take as many as may be needed."""
        numbering = shop.settings.numbering
        is_order = name == "order"
        self._connection = connection
        self._name = name
        self._prefix = numbering.order_prefix if is_order else numbering.cart_prefix
        self._digits = numbering.order_digits if is_order else numbering.cart_digits
        self._next = next_number(connection, name, most, first=numbering.first_order if is_order else 1)
        self._end = self._next + most

    def next(self) -> str:
        """The next number as the shop writes it."""
        number = self._next
        self._next += 1
        return f"{self._prefix}{number:0{self._digits}d}"

    def give_back(self) -> None:
        """Let what was not used be the next again."""
        give_back(self._connection, self._name, self._end - self._next)


def next_cart_number(connection: Connection, shop: Shop) -> str:
    """The next cart's number (``C-000123``); taken in the transaction at hand."""
    numbering = shop.settings.numbering
    return f"{numbering.cart_prefix}{next_number(connection, 'cart'):0{numbering.cart_digits}d}"


def cart_numbers_meant(connection: Connection, ref: str) -> tuple[str, ...]:
    """The numbers of carts that were meant: ``123``, ``C-123`` and ``c-000123`` are all ``C-000123``."""
    return written_numbers(ref, load_shop(connection))


def written_numbers(ref: str, shop: Shop) -> tuple[str, ...]:
    """What :func:`cart_numbers_meant` gives, for whoever has the shop already."""
    numbering = shop.settings.numbering
    return _meant(ref, (numbering.cart_prefix, numbering.cart_digits))


def order_numbers_meant(connection: Connection, ref: str) -> tuple[str, ...]:
    """The numbers of orders that were meant, or of their carts and goods issues in another case.

    Bare digits (``311012``) are those of an order.
    """
    numbering = load_shop(connection).settings.numbering
    return _meant(
        ref,
        (numbering.order_prefix, numbering.order_digits),
        (numbering.cart_prefix, numbering.cart_digits),
        (numbering.goods_issue_prefix, numbering.goods_issue_digits),
    )


def _meant(ref: str, *kinds: tuple[str, int]) -> tuple[str, ...]:
    """What is looked for where nothing is called ``ref`` as it stands.

    Kinds are a prefix as the shop writes it and the digits behind it, which people read out without their
    zeros; bare digits are of the first kind. All upper and all lower case are for numbers that are not the
    shop's own.
    """
    ref = ref.strip()
    if _is_bare(ref):
        prefix, width = kinds[0]
        return (f"{prefix}{int(ref):0{width}d}",)
    written: list[str] = []
    for prefix, width in kinds:
        if ref[: len(prefix)].casefold() != prefix.casefold():
            continue
        rest = ref[len(prefix) :]
        written.append(f"{prefix}{rest}")
        if _is_bare(rest):
            written.append(f"{prefix}{int(rest):0{width}d}")
    return tuple(dict.fromkeys([*written, ref.upper(), ref.lower(), ref]))


def _is_bare(ref: str) -> bool:
    """Whether it is nothing but the digits of a number."""
    return ref.isascii() and ref.isdigit() and len(ref) <= MOST_DIGITS


def next_order_number(connection: Connection, shop: Shop) -> str:
    """The next order's number (``ORD-000000311012``)."""
    numbering = shop.settings.numbering
    number = next_number(connection, "order", first=numbering.first_order)
    return f"{numbering.order_prefix}{number:0{numbering.order_digits}d}"


def next_goods_issue_number(connection: Connection, shop: Shop) -> str:
    """The next goods issue's number (``GI-000123``)."""
    numbering = shop.settings.numbering
    number = next_number(connection, "goods_issue")
    return f"{numbering.goods_issue_prefix}{number:0{numbering.goods_issue_digits}d}"


def next_issued_number(connection: Connection, shop: Shop, series: Series) -> tuple[str, int]:
    """The next number of an invoice or credit note (``INV-BD-2026-000017``), and its place in the series."""
    place = series.next_place(connection)
    width = shop.settings.numbering.invoice_digits
    return f"{_issued_prefix(shop, series.kind)}{series.market}-{series.year}-{place:0{width}d}", place


def issued_numbers_meant(connection: Connection, ref: str) -> tuple[str, ...]:
    """The numbers of invoices and credit notes that were meant: ``inv-bd-2026-17`` is the one above."""
    shop = load_shop(connection)
    head, dash, digits = ref.strip().rpartition("-")
    if dash and _is_bare(digits):
        digits = f"{int(digits):0{shop.settings.numbering.invoice_digits}d}"
    written = f"{head}{dash}{digits}"
    own = [
        f"{beginning}{written[len(beginning) :]}"
        for kind in (DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE)
        for market in shop.markets
        if written.casefold().startswith(
            (beginning := f"{_issued_prefix(shop, kind)}{market.code}-").casefold()
        )
    ]
    plain = ref.strip()
    others = (written, written.upper(), written.lower(), plain.upper(), plain.lower())
    return tuple(dict.fromkeys([plain, *own, *others]))


def _issued_prefix(shop: Shop, kind: DocumentKind) -> str:
    """What the numbers of that kind begin with."""
    numbering = shop.settings.numbering
    return numbering.credit_note_prefix if kind is DocumentKind.CREDIT_NOTE else numbering.invoice_prefix


def next_customer_number(connection: Connection, shop: Shop) -> str:
    """The next customer's number (``1042``)."""
    return next_customer_numbers(connection, shop, 1)[0]


def next_customer_numbers(connection: Connection, shop: Shop, count: int) -> list[str]:
    """The numbers of the next so many customers."""
    first = next_number(connection, "customer", count, first=shop.settings.numbering.first_customer)
    return [str(number) for number in range(first, first + count)]
