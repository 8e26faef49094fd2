"""Invoices and credit notes: rows are added and read. Nothing here changes or removes one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, and_, insert, select

from cartui.model.document import Document, DocumentKind, IssuedDocument
from cartui.model.errors import Refused
from cartui.model.query import Page
from cartui.store.cursors import make_cursor, read_cursor
from cartui.store.folding import added_text, storable
from cartui.store.limits import page_size
from cartui.store.numbering import next_number
from cartui.store.search import extend
from cartui.store.tables import METADATA

_document = METADATA.tables["issued_document"]
_credit = _document.alias("credit")
_order = METADATA.tables["orders"]

_LAST_YEAR: Final = 9_999
"""No calendar that cartui shows goes beyond it, nor does the column."""


@dataclass(frozen=True, slots=True)
class Series:
    """What is numbered without a gap: the documents of one kind, market and year."""

    kind: DocumentKind
    market: str
    year: int

    def next_place(self, conn: Connection) -> int:
        """Take the next number, from 1 on, in the transaction that issues it.

        What a transaction took that is rolled back is given again, so no failure leaves a gap.
        """
        return next_number(conn, f"{self.kind.value} {self.year} {self.market}")


def insert_issued(conn: Connection, series: Series, place: int, content: Document) -> None:
    """Store what is issued now, and let its order be found by its number.

    Raises ``Refused`` where another document has that very number, which only prefixes that were changed
    since can give, and SQLAlchemy's ``IntegrityError`` where the order has one of that kind: look for it
    first.
    """
    taken = select(_document.c.pk).where(_document.c.number == content.number)
    if conn.execute(taken).first() is not None:
        raise Refused(
            f"The number {content.number} was issued already, for another market or year. Nothing was issued "
            "now: give the shop another prefix (`cartui shop apply`, [shop.numbering])."
        )
    conn.execute(
        insert(_document).values(
            number=content.number,
            kind=series.kind.value,
            market=series.market,
            year=series.year,
            place=place,
            order_number=content.order,
            cart_number=content.cart,
            currency=content.currency,
            total=0 if content.totals is None else content.totals.total,
            issued_at=content.issued_at,
            issued_by=storable(content.issued_by),
            credits=content.credits,
            content=content.model_dump(mode="json"),
        )
    )
    cart = conn.execute(select(_order.c.cart_pk).where(_order.c.number == content.order)).scalar_one()
    extend(conn, "cart", {cart: added_text(content.number)})


def find_issued(conn: Connection, numbers: Sequence[str]) -> IssuedDocument | None:
    """The document that has one of these numbers, of which the first that there is counts; or ``None``."""
    names = [storable(number) for number in numbers]
    found = {row.number: row for row in conn.execute(_chosen().where(_document.c.number.in_(names)))}
    return next((_issued(found[name]) for name in names if name in found), None)


def issued_for_order(conn: Connection, order_number: str) -> tuple[IssuedDocument, ...]:
    """What was issued for the order of that number, the oldest first."""
    mine = _chosen().where(_document.c.order_number == order_number).order_by(_document.c.pk)
    return tuple(_issued(row) for row in conn.execute(mine))


def numbers_for_order(conn: Connection, order_number: str) -> dict[DocumentKind, str]:
    """The numbers of what was issued for the order of that number."""
    chosen = select(_document.c.kind, _document.c.number).where(_document.c.order_number == order_number)
    return {DocumentKind(row.kind): row.number for row in conn.execute(chosen)}


def order_of_issued(conn: Connection, numbers: Sequence[str]) -> str | None:
    """Number of the order for which a document of one of these numbers was issued; or ``None``."""
    names = [storable(number) for number in numbers]
    chosen = select(_document.c.order_number).where(_document.c.number.in_(names))
    return conn.execute(chosen.order_by(_document.c.pk)).scalars().first()


def issued_page(
    conn: Connection,
    *,
    kind: DocumentKind | None,
    market: str | None,
    year: int | None,
    limit: int,
    after: str | None,
) -> Page[IssuedDocument]:
    """What was issued, the latest first, of one kind, market or year alone where these are given.

    Raises ``Invalid`` for a limit below 1 or a cursor of another list.
    """
    limit = page_size(limit)
    about = repr(("issued", kind, market, year))
    chosen = _chosen()
    if kind is not None:
        chosen = chosen.where(_document.c.kind == kind.value)
    if market is not None:
        chosen = chosen.where(_document.c.market == storable(market))
    if year is not None and not 0 < year <= _LAST_YEAR:
        return Page(items=())
    if year is not None:
        chosen = chosen.where(_document.c.year == year)
    if after is not None:
        (last,) = read_cursor(after, about, kinds=(int,))
        chosen = chosen.where(_document.c.pk < last)
    rows = conn.execute(chosen.order_by(_document.c.pk.desc()).limit(limit + 1)).all()
    page = rows[:limit]
    following = make_cursor(about, (page[-1].pk,)) if len(rows) > limit else None
    return Page(items=tuple(map(_issued, page)), next=following)


def _chosen() -> Select[Any]:
    """Documents, each with the number of what took it back."""
    same_order = and_(
        _credit.c.order_number == _document.c.order_number,
        _credit.c.kind == DocumentKind.CREDIT_NOTE.value,
        _credit.c.credits == _document.c.number,
    )
    return select(_document, _credit.c.number.label("credited_by")).outerjoin(_credit, same_order)


def _issued(row: Row[Any]) -> IssuedDocument:
    """The document of a row."""
    return IssuedDocument(
        number=row.number,
        kind=DocumentKind(row.kind),
        market=row.market,
        year=row.year,
        order=row.order_number,
        cart=row.cart_number,
        currency=row.currency,
        total=row.total,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        credits=row.credits,
        credited_by=row.credited_by or "",
        content=Document.model_validate(row.content),
    )
