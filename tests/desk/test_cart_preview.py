"""The preview beside the list, and where the name of a person stands in a line."""

import pytest

from cartui.model.address import Address, Contact
from cartui.model.cart import Cart, CustomerRef
from cartui.screens.cart_preview import preview_of
from cartui.screens.desk import Display
from cartui.widgets.cart_facts import customer_lines, shipping_lines
from tests.desk.fake_client import NOW, a_cart, a_summary

RAFIQUL = "রফিকুল রাহমান"


def a_cart_for(name: str, *, number: str = "1389") -> Cart:
    """A cart of a customer of that name; without a number, of a guest."""
    who = CustomerRef(id="customer-1", number=number, name=name) if number else None
    return a_cart(a_summary(1, customer=name)).model_copy(
        update={"customer": who, "shipping_address": Address(name=name, line1="House 7", country="BD")}
    )


@pytest.mark.parametrize("number", ["1389", ""])
def test_nothing_stands_behind_a_name_that_terminals_measure_differently(number: str) -> None:
    cart = a_cart_for(RAFIQUL, number=number)
    other = cart.model_copy(update={"contact": Contact(name="Rahim")})
    preview = preview_of(cart, Display(timezone="UTC"), NOW, 28).plain.splitlines()
    pane = [line.label + line.text for line in (*customer_lines(cart), *shipping_lines(other))]
    for lines in (preview, pane):
        named = [line for line in lines if RAFIQUL in line]
        assert named
        assert all(line.endswith(RAFIQUL) for line in named)


def test_the_number_of_a_customer_stands_before_the_name() -> None:
    cart = a_cart_for("Rahim")
    assert preview_of(cart, Display(timezone="UTC"), NOW, 28).plain.startswith("#1389 Rahim\n")
    assert customer_lines(cart)[0].text == "#1389  Rahim"
    assert customer_lines(a_cart_for("Rahim", number=""))[0].text == "guest  Rahim"
