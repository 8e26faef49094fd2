"""The digest as text, HTML and JSON: what stands where, however people and shops are called."""

import json
from html.parser import HTMLParser

import pytest
from rich.cells import cell_len

from cartui.documents.digest_html import digest_html
from cartui.documents.digest_text import WIDTH, digest_text
from cartui.documents.digest_words import NOTHING, DigestWords
from cartui.documents.json_shapes import digest_json
from tests.documents.digests import digest, failed, full_digest, part, payment
from tests.hostile import CONTROLS, HOSTILE

TEXT = """\
Acme, 2026-11-22 08:00 (Asia/Dhaka)
1 locked cart, 13 orders wait, 1 cart not placed, 1 payment without an order

1 LOCKED CART
Statements are there of PayPal to 21 Nov 08:00.

C-000101  PAID, USD 48.00, total USD 50.00, card 4242
  did not come back from paying, since 19 Nov 08:00 (3 days ago)
  Rahim Uddin, +880 1712-345678
  Locked: is the address right?
  PayPal has a payment of USD 48.00 with this cart's reference 8XK, as it was
  tried.

13 ORDERS WAIT FOR LONGER THAN 1 DAY

ORD-000000000007  ON HOLD, BDT 1,250.00, due BDT 250.00
  placed by alice, 20 Nov 08:00 (2 days ago)
  Rahim Uddin, rahim@example.com
  On hold: is the address right?

and 12 more: cartui orders list -q state:pending,on_hold

1 CART COULD NOT BE PLACED

C-000103  BDT 2,500.00
  tried by bob, 3 times, last 22 Nov 03:00 (5 h ago); changed since then
  Rahim Uddin, 01712345678
  is the address right?

1 PAYMENT WITHOUT AN ORDER

P-12  EUR 9.90, Stripe, card 1117
  21 Nov 07:00 (1 day ago)
  for C-000099, reference C-000099
  Is the address right?"""


class Page(HTMLParser):
    """What a mail program makes of a page: its elements, and the text in them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in {"meta", "br"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_text_says_what_waits_why_and_whom_to_ring() -> None:
    assert digest_text(DigestWords(full_digest())) == TEXT


def test_times_are_on_the_clock_that_is_asked_for() -> None:
    assert "2026-11-21 21:00 (America/New_York)" in digest_text(DigestWords(digest(), "America/New_York"))


def test_where_nothing_waits_that_is_said() -> None:
    words = DigestWords(digest())
    for written in (digest_text(words), digest_html(words)):
        assert NOTHING in written
    assert words.subject == "Acme: Nothing waits for anybody (2026-11-22)"


def test_of_many_reasons_the_first_are_told() -> None:
    many = failed(why=tuple(f"Reason {number}." for number in range(10)))
    text = digest_text(DigestWords(digest(failed=part(many))))
    assert "Reason 2." in text
    assert "Reason 3." not in text
    assert "And 7 reasons more." in text


def test_the_page_has_the_same_words_in_tables_and_nothing_from_elsewhere() -> None:
    html = digest_html(DigestWords(full_digest()))
    page = Page(html)
    told = " ".join(page.text.split())
    for word in ("C-000101", "PAID, USD 48.00", "Rahim Uddin, +880 1712-345678", "and 12 more", "ON HOLD"):
        assert word in told
    assert page.tags.count("table") == 4
    assert not {"script", "img", "link", "style", "a"} & set(page.tags)
    assert not {"src", "href", "class", "background"} & page.attributes
    assert "color:" not in html.replace("border-color:", "")
    assert 'name="color-scheme" content="light dark"' in html


def test_of_more_payments_than_were_looked_at_that_is_said() -> None:
    many = part(payment(), more=499) | {"is_all": False}
    words = DigestWords(digest(payments=many))
    assert words.counts == "at least 500 payments without an order"
    for written in (digest_text(words), digest_html(words)):
        assert "at least 500 payments without an order" in written.lower()
        assert "and at least 499 more: cartui payments list" in written

    words = DigestWords(digest(payments=part() | {"is_all": False}))
    assert words.counts == "older payments not looked at"
    for written in (digest_text(words), digest_html(words)):
        assert NOTHING not in written
        assert "There may be more: cartui payments list" in written


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_breaks_a_line_a_page_or_a_shape(name: str) -> None:
    told = full_digest(name, name).model_copy(update={"shop": name, "time_zone": "UTC"})
    words = DigestWords(told)
    text = digest_text(words)
    assert all(cell_len(line) <= WIDTH for line in text.splitlines())
    assert not CONTROLS & set(text.replace("\n", ""))
    assert "\n" not in words.subject
    assert cell_len(words.subject) < 200

    page = Page(digest_html(words))
    plain = Page(digest_html(DigestWords(full_digest("x", "x"))))
    assert (page.tags, page.attributes) == (plain.tags, plain.attributes)

    shape = json.loads(json.dumps(digest_json(told)))
    assert shape["orders"]["count"] == 13


def test_the_shape_has_counts_and_rows_as_the_lists_have_them() -> None:
    shape = digest_json(full_digest())
    assert json.loads(json.dumps(shape)) == shape
    assert (shape["shop"], shape["as_of"], shape["pending_orders_after"]) == (
        "Acme",
        "2026-11-22T02:00:00Z",
        "P1D",
    )
    assert [shape[name]["count"] for name in ("locked", "orders", "failed", "payments")] == [1, 13, 1, 1]  # type: ignore[index]
    [row] = shape["locked"]["items"]  # type: ignore[index]
    assert (row["reason"], row["locked_at"]) == ("no_return", "2026-11-19T02:00:00Z")
