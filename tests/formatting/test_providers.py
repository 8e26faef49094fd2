"""What payment providers are called in sentences."""

import pytest

from cartui.formatting.providers import provider_name


@pytest.mark.parametrize(
    ("written", "said"),
    [("paypal", "PayPal"), ("PAYPAL", "PayPal"), ("stripe", "Stripe"), ("bank-of-dhaka", "bank-of-dhaka")],
)
def test_a_provider_that_everybody_knows_has_the_name_that_they_know(written: str, said: str) -> None:
    assert provider_name(written) == said
