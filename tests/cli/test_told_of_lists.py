"""What is said of a page of carts, beside it."""

import pytest

from cartui.cli.cart_text import told_of
from cartui.documents.json_shapes import cart_page_json
from cartui.model.cart_summary import CartSummary
from cartui.model.query import Count, Page
from cartui.rules.query.cart_query import parse_query
from tests.desk.fake_client import a_summary

TWO = (a_summary(1), a_summary(2))
NONE: Page[CartSummary] = Page(())
GIVEN_UP: Page[CartSummary] = Page((), next="abc", searched=50_000)


@pytest.mark.parametrize(
    ("page", "count", "told"),
    [
        (NONE, Count(0), "No cart fits."),
        (Page(TWO), Count(2), "2 of 2"),
        (Page(TWO, next="abc"), Count(1_000, exact=False), "2 of at least 1,000; go on with --after abc"),
        (Page(TWO, next="abc"), Count(0, exact=False), "2 of at least 2; go on with --after abc"),
        (
            GIVEN_UP,
            Count(0, exact=False),
            "0 found in 50,000 carts that were looked through; go on with --after abc",
        ),
    ],
    ids=["none", "all", "some", "hardly-counted", "given-up"],
)
def test_a_page_says_how_many_these_are_and_how_to_go_on(
    page: Page[CartSummary], count: Count, told: str
) -> None:
    assert told_of(page, count, parse_query("product:mug")) == told


def test_a_shop_without_carts_is_no_search_without_success() -> None:
    assert told_of(NONE, Count(0), parse_query("")) == "There is no open or locked cart."


def test_scripts_are_told_where_a_page_was_given_up_and_only_there() -> None:
    given_up = cart_page_json(GIVEN_UP, Count(0, exact=False))
    assert (given_up["searched"], given_up["next"]) == (50_000, "abc")
    assert "searched" not in cart_page_json(Page(TWO), Count(2))
