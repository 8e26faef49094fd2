"""The columns of the list of customers."""

from collections.abc import Callable
from datetime import datetime

from cartui.formatting.ages import show_age
from cartui.model.customer import Customer
from cartui.model.shop import Shop
from cartui.rules.phones import show_phone
from cartui.screens.customers.customer_facts import BLOCKED, blocked_name
from cartui.widgets.cart_facts import one_line
from cartui.widgets.columns import Column


def customer_columns(now: Callable[[], datetime], shop: Callable[[], Shop]) -> tuple[Column[Customer], ...]:
    """Number, name and the rest; ages count from ``now``."""

    def level(customer: Customer) -> str:
        return "" if customer.price_level is None else shop().level_name(customer.price_level)

    return (
        Column("Number", 8, lambda customer: customer.number),
        Column("Name", 18, blocked_name, grows=3, least=len(BLOCKED) + 6),
        Column("Company", 12, lambda customer: customer.company, grows=2, rank=2),
        Column("Phone", 18, lambda customer: show_phone(customer.phone), rank=1),
        Column("Email", 20, lambda customer: customer.email, grows=2, rank=3),
        Column("Level", 9, level, rank=4),
        Column("Rep", 4, lambda customer: customer.rep, rank=6),
        Column("Address", 14, _address, grows=2, rank=7),
        Column("Since", 5, lambda customer: show_age(customer.created_at, now()), right=True, rank=5),
    )


def _address(customer: Customer) -> str:
    """Where their carts go."""
    return one_line(customer.default_address) if customer.default_address else ""
