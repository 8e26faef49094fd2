"""What was issued is numbered without a gap, whatever fails, and nothing changes it."""

import pytest
from sqlalchemy.exc import IntegrityError

from cartui.model.document import Document, DocumentKind
from cartui.model.errors import Refused
from cartui.store.carts.records import insert_cart
from cartui.store.database import Database
from cartui.store.issued_documents import Series, find_issued, insert_issued, numbers_for_order
from cartui.store.orders import insert_order
from tests.store.records import NOW, cart, order

SERIES = Series(DocumentKind.INVOICE, "BD", 2026)


def invoice(number: str, of: int = 1, **facts: object) -> Document:
    """An invoice of the order of that number."""
    return Document(
        kind=DocumentKind.INVOICE,
        number=number,
        cart=f"C-{of:06}",
        order=f"ORD-{of:012}",
        market="BD",
        currency="BDT",
        issued_at=NOW,
        issued_by="mina",
        **facts,  # type: ignore[arg-type]
    )


def fail_at_the_end(shop: Database) -> None:
    """Issue the second invoice in a transaction that fails after that."""
    with shop.write() as conn:
        assert SERIES.next_place(conn) == 2
        insert_issued(conn, SERIES, 2, invoice("INV-2", of=2))
        raise ZeroDivisionError


@pytest.fixture
def shop(database: Database) -> Database:
    """A database with three orders."""
    with database.write() as conn:
        for number in (1, 2, 3):
            insert_cart(conn, cart(number))
            insert_order(conn, order(number))
    return database


def test_a_number_of_work_that_fails_is_given_again(shop: Database) -> None:
    with shop.write() as conn:
        assert SERIES.next_place(conn) == 1
        insert_issued(conn, SERIES, 1, invoice("INV-1"))
    with pytest.raises(ZeroDivisionError):
        fail_at_the_end(shop)
    with shop.write() as conn:
        assert SERIES.next_place(conn) == 2
        assert find_issued(conn, ["INV-2"]) is None


def test_kinds_markets_and_years_count_by_themselves(shop: Database) -> None:
    others = (
        Series(DocumentKind.CREDIT_NOTE, "BD", 2026),
        Series(DocumentKind.INVOICE, "bd", 2026),
        Series(DocumentKind.INVOICE, "BD", 2027),
    )
    with shop.write() as conn:
        assert [each.next_place(conn) for each in (SERIES, SERIES, *others)] == [1, 2, 1, 1, 1]


def test_an_order_has_one_of_each_kind(shop: Database) -> None:
    with shop.write() as conn:
        insert_issued(conn, SERIES, 1, invoice("INV-1"))
        assert numbers_for_order(conn, "ORD-000000000001") == {DocumentKind.INVOICE: "INV-1"}
    with pytest.raises(IntegrityError), shop.write() as conn:
        insert_issued(conn, SERIES, 2, invoice("INV-2"))


def test_a_number_that_another_has_already_is_refused(shop: Database) -> None:
    with shop.write() as conn:
        insert_issued(conn, SERIES, 1, invoice("INV-1"))
    with pytest.raises(Refused, match="INV-1 was issued already"), shop.write() as conn:
        insert_issued(conn, Series(DocumentKind.INVOICE, "EU", 2026), 1, invoice("INV-1", of=2))


def test_of_several_numbers_the_first_that_there_is_counts(shop: Database) -> None:
    with shop.write() as conn:
        insert_issued(conn, SERIES, 1, invoice("INV-a"))
        insert_issued(conn, SERIES, 2, invoice("INV-A", of=2))
        found = [
            find_issued(conn, names) for names in (("INV-a", "INV-A"), ("INV-A", "INV-a"), ("x", "INV-a"))
        ]
    assert [each.order for each in found if each] == [f"ORD-{n:012}" for n in (1, 2, 1)]
