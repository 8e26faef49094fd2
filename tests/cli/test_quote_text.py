"""A quote on the command line."""

from datetime import timedelta

from cartui.cli.cart_text import cart_text
from tests.desk.fake_client import NOW, a_cart, a_summary


def test_a_cart_says_until_when_its_prices_are_held() -> None:
    cart = a_cart(a_summary(1))
    held = cart.model_copy(update={"prices_held_until": NOW + timedelta(days=3)})
    assert "prices held until  2026-11-24 12:00" in cart_text(held, lambda moment: f"{moment:%Y-%m-%d %H:%M}")
    assert "prices held" not in cart_text(cart, str)
