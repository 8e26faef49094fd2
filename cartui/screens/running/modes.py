"""Where one can go with `g` and a letter. A place is loaded when it is gone to, or a while after a start."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from cartui.screens.cart_list.cart_list import CartList

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen


def _orders() -> "Screen[None]":
    """The list of orders."""
    from cartui.screens.orders.order_list import OrderList

    return OrderList()


def _customers() -> "Screen[None]":
    """The list of customers."""
    from cartui.screens.customers.customer_list import CustomerList

    return CustomerList()


def _locks() -> "Screen[None]":
    """The queue of locked carts."""
    from cartui.screens.locks.locked_queue import LockedQueue

    return LockedQueue()


def _activity() -> "Screen[None]":
    """The list of what everybody did."""
    from cartui.screens.history.activity import ActivityList

    return ActivityList()


def _payments() -> "Screen[None]":
    """The list of payments without an order."""
    from cartui.screens.payments.payment_list import PaymentList

    return PaymentList()


def _blocklist() -> "Screen[None]":
    """Who may not buy."""
    from cartui.screens.blocklist.blocklist import BlocklistScreen

    return BlocklistScreen()


def _outbox() -> "Screen[None]":
    """Messages to customers."""
    from cartui.screens.outbox.outbox import Outbox

    return Outbox()


def _recovery() -> "Screen[None]":
    """The call list."""
    from cartui.screens.recovery.call_list import CallList

    return CallList()


def _bulk() -> "Screen[None]":
    """The list of bulk changes."""
    from cartui.screens.bulk.job_list import JobList

    return JobList()


def _reports() -> "Screen[None]":
    """The reports."""
    from cartui.screens.reports.report_screen import ReportScreen

    return ReportScreen()


FIRST_SCREENS: "Final[Mapping[str, str | Callable[[], Screen[Any]]]]" = {
    "carts": CartList,
    "orders": _orders,
    "customers": _customers,
    "locks": _locks,
    "activity": _activity,
    "payments": _payments,
    "blocklist": _blocklist,
    "outbox": _outbox,
    "recovery": _recovery,
    "bulk": _bulk,
    "reports": _reports,
}
"""The first screen of each place, by its name."""


async def go(app: "App[None]", place: str) -> None:
    """Go to the first screen of a place; what is open over it is left."""
    await app.switch_mode(place)
    while len(app.screen_stack) > 1:
        await app.pop_screen()


async def go_to_carts_with(app: "App[None]", query: str) -> None:
    """Go to the carts of this query."""
    await go(app, "carts")
    if isinstance(app.screen, CartList):
        app.screen.call_later(app.screen.views.look_for, query)


async def go_to_orders_to_approve(app: "App[None]") -> None:
    """Go to the orders that wait for approval."""
    from cartui.screens.orders.order_list import OrderList

    await go(app, "orders")
    if isinstance(app.screen, OrderList) and app.screen.is_mounted:
        app.screen.show_to_approve()


async def go_to_orders_with(app: "App[None]", text: str) -> None:
    """Go to the orders that these words find."""
    from cartui.screens.orders.order_list import OrderList

    await go(app, "orders")
    if isinstance(app.screen, OrderList):
        app.screen.call_later(app.screen.look_for, text)


async def go_to_carts_of(app: "App[None]", query: str) -> None:
    """Go to the carts behind a figure of a report; back leads to it again."""
    await go(app, "carts")
    if isinstance(app.screen, CartList):
        app.screen.led_here.show(query)
