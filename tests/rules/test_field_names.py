"""Each field of a cart has one name, whoever says that it changed."""

from cartui.model.history import FieldChange
from cartui.model.record import CartContent, LineContent
from cartui.rules.editing.cart_changes import LINE_ORDER, PRICE_SET, content_fields, in_words
from cartui.rules.editing.field_names import NAMES, NOTHING, field_name, fields_in_words
from tests.contract.shop import SHOP

CALLED = {
    "market": "market",
    "currency": "currency",
    "channel": "channel",
    "price_level": "price level",
    "price_level_override": "price level",
    "customer_id": "customer",
    "contact.name": "contact's name",
    "contact.email": "contact's email",
    "contact.phone": "contact's phone",
    "rep": "rep",
    "tags": "tags",
    "assigned_to": "assigned to",
    "shipping_address": "shipping address",
    "billing_address": "billing address",
    "billing_same_as_shipping": "billing address",
    "service": "delivery",
    "payment_method": "payment method",
    "note": "note",
    "coupon_code": "coupon",
    "prices_held_until": "prices held until",
    "block_waived": "block waived because",
}
OF_A_LINE = {
    "sku": "SKU",
    "title": "title",
    "quantity": "quantity",
    "unit_price": "unit price",
    "price_source": "price from",
    "options": "options",
    "image_url": "picture",
    "tax_class": "tax class",
    "weight": "weight",
    "wholesale_from": "wholesale from",
    "discount_percent": "discount",
    "discount_amount": "discount",
    "discount_reason": "reason for the discount",
}


def test_every_field_of_a_cart_has_a_name() -> None:
    fields = content_fields(CartContent(market=SHOP.markets[0].code, currency="BDT"))
    assert {path: field_name(path) for path in fields} == CALLED


def test_every_field_of_a_line_has_a_name() -> None:
    named = {name: field_name(name) for name in LineContent._fields if name != "id"}
    assert named == OF_A_LINE


def test_what_has_a_name_or_a_word_for_nothing_is_a_field() -> None:
    assert {*NAMES, *NOTHING} <= {*CALLED, *OF_A_LINE, LINE_ORDER, PRICE_SET}


def test_a_refusal_and_a_clash_use_the_same_names() -> None:
    paths = ("coupon_code", "line_order", "assigned_to", "lines.1.discount_percent", "lines.2")
    changes = [FieldChange(field=path, before=None, after=None) for path in paths]
    assert in_words(changes) == "a line, a line's discount, assigned to, coupon, order of the lines"
    assert fields_in_words(paths) == "the coupon, the order of the lines, whose it is, the lines"
