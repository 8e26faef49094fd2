"""What payment providers are called in sentences for people."""

from typing import Final

_NAMES: Final = {"paypal": "PayPal", "stripe": "Stripe"}
"""Those whose statements are known here, by the names that statements have for them."""


def provider_name(provider: str) -> str:
    """The name that people know it by; any other is as whoever set it up has written it."""
    return _NAMES.get(provider.lower(), provider)
