"""Orders are listed latest or earliest first, both ways, and found by all of their numbers."""

import pytest
from sqlalchemy import Connection

from cartui.model.address import Contact
from cartui.model.cart import CartState
from cartui.model.errors import Invalid
from cartui.model.order import GoodsIssue, OrderState
from cartui.model.query import OrderSort
from cartui.rules.query.order_filters import order_filters_of
from cartui.rules.query.order_query import parse_order_query
from cartui.store.carts.records import customer_changed, insert_cart, load_cart, update_cart
from cartui.store.customers import insert_customer
from cartui.store.database import Database
from cartui.store.goods_issues import insert_goods_issue
from cartui.store.order_list.pages import OrderPages
from cartui.store.orders import insert_order
from tests.store.records import NOW, RAHIM, cart, order, rahim


def orders(conn: Connection, line: str = "", sort: OrderSort = OrderSort.LATEST) -> OrderPages:
    """The list of what a query line finds."""
    query = parse_order_query(line)
    return OrderPages(conn, query, order_filters_of(query, NOW), sort)


def found(conn: Connection, line: str) -> list[str]:
    """The ids of what it finds."""
    page = orders(conn, line).page()
    assert orders(conn, line).count().value == len(page.items)
    return [row.id for row in page]


def place(conn: Connection, number: int, of: dict[str, object] | None = None, **order_has: object) -> None:
    """Store a cart that became an order."""
    became = order(number, **order_has)
    insert_cart(conn, cart(number, state=CartState.ORDERED, order_number=became.number, **(of or {})))
    insert_order(conn, became)


@pytest.mark.parametrize("sort", OrderSort)
def test_pages_of_orders_are_the_whole_list_forwards_and_back(database: Database, sort: OrderSort) -> None:
    with database.write() as conn:
        for number in range(1, 12):
            place(conn, number)
        listed = orders(conn, sort=sort)
        pages = [listed.page(limit=4)]
        while pages[-1].next is not None:
            pages.append(listed.page(limit=4, after=pages[-1].next))
        whole = [row.id for page in pages for row in page]
        numbers = range(11, 0, -1) if sort is OrderSort.LATEST else range(1, 12)
        assert whole == [f"ord_{number}" for number in numbers]
        back = [pages[-1]]
        while back[0].previous is not None:
            back.insert(0, listed.page(limit=4, before=back[0].previous))
        assert [row.id for page in back for row in page] == whole
        with pytest.raises(Invalid):
            orders(conn, "state:pending", sort).page(after=pages[0].next)
        with pytest.raises(Invalid):
            orders(conn, sort=sort.reversed()).page(after=pages[0].next)
        with pytest.raises(Invalid):
            listed.page(after=pages[0].next, before=pages[0].next)


def test_orders_are_searched_by_number_cart_and_customer(database: Database) -> None:
    with database.write() as conn:
        place(conn, 1, {"contact": Contact(name="Rahim Uddin", phone="+8801711123456")}, paid=300)
        place(conn, 2, {"contact": Contact(name="Karim")}, state=OrderState.APPROVED, paid=600)
        for line in (
            "ORD-000000000001",
            "ord-000000000001",
            "00001",
            "C-000001",
            '"rahim udd"',
            "01711123456",
        ):
            assert found(conn, line) == ["ord_1"], line
        assert found(conn, "/") == []
        (approved,) = orders(conn, "state:approved").page()
        assert (approved.customer, approved.due, approved.refund) == ("Karim", 0, 100)
        assert not orders(conn, "rahim state:approved").page().items
        (pending,) = orders(conn, "state:pending").page()
        assert (pending.cart, pending.due, pending.items) == ("C-000001", 200, 0)


def test_words_of_one_search_are_found_in_cart_and_order_alike(database: Database) -> None:
    with database.write() as conn:
        for number in (1, 2):
            place(conn, number, {"contact": Contact(name="Rahim Uddin")})
        insert_goods_issue(conn, "ord_2", GoodsIssue(number="GI-000007", issued_at=NOW, issued_by="mina"))
        assert found(conn, "rahim 000000000002") == ["ord_2"]
        assert found(conn, "gi-000007 uddin") == ["ord_2"]
        assert found(conn, "gi-000007 C-000001") == []


def test_an_order_is_found_by_its_numbers_after_its_customer_was_renamed(database: Database) -> None:
    with database.write() as conn:
        insert_customer(conn, rahim())
        insert_cart(conn, cart(1, customer_id=RAHIM.id), customer=RAHIM)
        before = load_cart(conn, "crt_1")
        assert before is not None
        after = cart(
            1, version=2, state=CartState.ORDERED, order_number=order(1).number, customer_id=RAHIM.id
        )
        assert update_cart(conn, before, after, customer=RAHIM)
        insert_order(conn, order(1))
        insert_goods_issue(conn, "ord_1", GoodsIssue(number="GI-000007", issued_at=NOW, issued_by="mina"))
        customer_changed(conn, RAHIM.model_copy(update={"name": "Karim"}))
        for line in ("karim", order(1).number, "GI-000007", "customer:1001", f"customer:{RAHIM.id}"):
            assert found(conn, line) == ["ord_1"], line
        assert found(conn, "uddin") == []


def test_of_a_cancelled_order_nothing_is_due(database: Database) -> None:
    with database.write() as conn:
        place(conn, 1, state=OrderState.CANCELLED, paid=200)
        place(conn, 2, state=OrderState.CANCELLED, paid=500)
        place(conn, 3, paid=500)
        place(conn, 4, paid=499)
        (cancelled,) = orders(conn, "number:ord_1").page()
        assert (cancelled.total, cancelled.paid, cancelled.due, cancelled.refund) == (500, 200, 0, 200)
        assert found(conn, "is:due") == ["ord_4"]
        assert found(conn, "is:paid") == ["ord_3"]
        assert found(conn, "-is:paid") == ["ord_4", "ord_2", "ord_1"]
        assert found(conn, "is:paid,due") == ["ord_4", "ord_3"]
        assert found(conn, "is:due state:approved") == []


def test_a_page_that_is_given_up_says_so_and_goes_on_from_there(database: Database) -> None:
    with database.write() as conn:
        for number in range(1, 31):
            place(conn, number, {"rep": "7" if number == 1 else "8"})
        query = parse_order_query("-rep:8")
        listed = OrderPages(conn, query, order_filters_of(query, NOW), bound=10)
        page, seen, searched = listed.page(limit=5), [], []
        while page.next is not None:
            seen += [row.id for row in page]
            searched.append(page.searched)
            page = listed.page(limit=5, after=page.next)
        assert [*seen, *(row.id for row in page)] == ["ord_1"]
        assert set(searched) == {10}
        count = listed.count(at_most=5)
        assert (count.value, count.exact) == (0, False)
