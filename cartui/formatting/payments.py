"""Words for payments without an order."""

from typing import Final

from cartui.model.payment_without_order import GivenBack, KnownFrom, PaymentWithoutOrder

_KNOWN_FROM: Final = {
    KnownFrom.REPORT: "report",
    KnownFrom.STATEMENT: "statement",
    KnownFrom.BOTH: "report, statement",
}

_GIVEN_BACK: Final = {
    GivenBack.NOTHING: "",
    GivenBack.PART: "a part went back",
    GivenBack.ALL: "it went back",
}


def known_from_words(payment: PaymentWithoutOrder) -> str:
    """Who told of it."""
    return _KNOWN_FROM[payment.known_from]


def given_back_words(payment: PaymentWithoutOrder) -> str:
    """What went back to the payer since; nothing where nothing did."""
    return _GIVEN_BACK[payment.given_back]
