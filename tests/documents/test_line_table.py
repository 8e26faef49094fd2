"""A file of lines says of a cart what it is: `cartui import carts` reads the same back."""

import csv
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

from hypothesis import given
from hypothesis import strategies as st

from cartui.documents.line_table import line_table, rows_of
from cartui.documents.tables import TableFormat
from cartui.imports.carts import read_carts
from cartui.model.address import Address, Contact
from cartui.model.cart import Cart, CartLine, CartState, Fulfilment, Origin, PriceSource, Totals
from cartui.model.coupon import AppliedCoupon
from cartui.model.customer import CustomerRef
from cartui.model.imports import ImportedCart, LineTerms
from cartui.model.market import FulfilmentCategory
from cartui.model.money import Money
from cartui.model.text import clean_block, clean_line
from tests.hostile import HOSTILE
from tests.imports.reading import a_shop, whole

SHOP = a_shop()

NAMES = st.one_of(
    st.sampled_from([*HOSTILE, "'=1", "=1+1", " + ", "-2", "@you", 'a "quoted", name', "রহিম"]),
    st.text(max_size=12),
).map(lambda text: clean_line(text).strip()[:500])
NOTES = st.lists(NAMES, max_size=3).map(lambda lines: clean_block("\n".join(lines)).strip())
CODES = NAMES.map(lambda text: text[:50]).filter(bool)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  (below)
ADDRESSES = st.none() | st.builds(Address, name=NAMES, line1=CODES, country=st.sampled_from(["", "BD"]))


@st.composite
def lines(draw: st.DrawFn, number: int) -> CartLine:
    """A line of a variant or of its own."""
    price, quantity = draw(st.integers(0, 10**9)), draw(st.integers(1, 9))
    discount = draw(st.sampled_from([(None, None), ("12.5", None), (None, 250)]))
    sku = draw(st.none() | CODES)
    return CartLine(
        id=str(number),
        sku=sku,
        title=draw(CODES),
        tax_class=draw(st.sampled_from(["standard", "food", None])) if sku is None else "standard",
        price_source=PriceSource.LIST,
        quantity=quantity,
        unit_price=price,
        gross=price * quantity,
        discount=0,
        discount_percent=discount[0],
        discount_amount=discount[1],
        discount_reason=draw(NAMES),
        coupon=0,
        tax=0,
        total=price * quantity,
    )


@st.composite
def carts(draw: st.DrawFn) -> Cart:
    """A cart as people make them."""
    own = [draw(lines(number)) for number in range(draw(st.integers(0, 4)))]
    created = draw(MOMENTS)
    billing = draw(ADDRESSES)
    return Cart(
        id="c",
        number="C-000001",
        version=3,
        state=draw(st.sampled_from([CartState.OPEN, CartState.LOCKED, CartState.DELETED])),
        origin=Origin.AGENT,
        market="BD",
        currency="BDT",
        channel=draw(st.none() | CODES),
        price_level="retail",
        price_level_override=draw(st.sampled_from([None, "trade"])),
        assigned_to=draw(st.none() | CODES),
        contact=Contact(name=draw(NAMES), email=draw(NAMES), phone=draw(NAMES)),
        tags=tuple(draw(st.lists(CODES, max_size=3))),
        customer=draw(st.none() | st.builds(CustomerRef, id=st.just("u"), number=CODES, name=NAMES)),
        lines=tuple(own),
        shipping_address=draw(ADDRESSES),
        billing_address=billing,
        billing_same_as_shipping=billing is None,
        fulfilment=draw(
            st.sampled_from(
                [None, Fulfilment(category=FulfilmentCategory.SHIPPING, service="Standard", price=0)]
            )
        ),
        payment_method=draw(st.sampled_from([None, "COD"])),
        note=draw(NOTES),
        coupon=draw(st.sampled_from([None, AppliedCoupon(code="SAVE10", applied=True)])),
        totals=Totals(total=sum(line.total for line in own)),
        prices_held_until=draw(st.none() | MOMENTS),
        created_at=created,
        updated_at=created + draw(st.timedeltas(timedelta(0), timedelta(days=90))),
        touched_at=draw(st.none() | MOMENTS),
    )


def as_csv(cart: Cart) -> bytes:
    """The file of a cart."""
    table = line_table(TableFormat.CSV, marked=True)
    return table.begin() + table.rows(rows_of(cart)) + table.end()


def read_back(content: bytes) -> ImportedCart:
    """The only cart of a file, every row of which is taken without a word."""
    read = whole(read_carts(BytesIO(content), shop=SHOP))
    assert (read.refusals, read.warnings) == ((), ())
    (cart,) = read.carts
    return cart


@given(carts())
def test_a_cart_comes_back_as_it_was(cart: Cart) -> None:
    back = read_back(as_csv(cart))
    assert (back.reference, back.market, back.state) == (cart.number, cart.market, cart.state)
    assert (back.created_at, back.updated_at) == (cart.created_at, cart.updated_at)
    assert (back.touched_at, back.prices_held_until) == (cart.touched_at, cart.prices_held_until)
    assert back.customer == (None if cart.customer is None else cart.customer.number)
    assert (back.contact, back.tags, back.note) == (cart.contact, cart.tags, cart.note)
    assert (back.channel, back.assigned_to) == (cart.channel, cart.assigned_to)
    assert (back.price_level, back.payment_method) == (cart.price_level_override, cart.payment_method)
    assert back.service == (None if cart.fulfilment is None else cart.fulfilment.service)
    assert back.coupon == (None if cart.coupon is None else cart.coupon.code)
    assert (back.shipping_address, back.billing_address) == (cart.shipping_address, cart.billing_address)
    assert [line[:4] for line in back.lines] == [
        (line.sku, line.quantity, line.title, line.unit_price) for line in cart.lines
    ]
    assert [line.terms or LineTerms() for line in back.lines] == [
        LineTerms(
            discount_percent=line.discount_percent,
            discount_amount=line.discount_amount,
            discount_reason=line.discount_reason,
            tax_class=line.tax_class,
        )
        for line in cart.lines
    ]


@given(carts())
def test_amounts_in_the_file_are_those_of_the_cart_to_the_unit(cart: Cart) -> None:
    rows = list(csv.DictReader(StringIO(as_csv(cart).decode("utf-8-sig"), newline="")))
    assert {row["cart_total"] for row in rows} == {Money(cart.totals.total, "BDT").major()}
    if cart.lines:
        totals = [int(row["line_total"].replace(".", "")) for row in rows]
        assert totals == [line.total for line in cart.lines]
