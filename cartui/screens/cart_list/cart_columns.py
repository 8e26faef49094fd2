"""The columns of the list of carts: all that there are, and those that are usual."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from cartui.formatting.ages import show_age, show_time
from cartui.formatting.amounts import aligned_amount
from cartui.formatting.people import GUEST
from cartui.model.cart_summary import CartState, CartSummary
from cartui.model.columns import CartColumn
from cartui.model.query import SortKey
from cartui.widgets.columns import Column

IN_USE: Final = "in use"
"""Stands for the state of an open cart that somebody else is at just now."""

UNSAVED = "UNSAVED"
"""Stands for the state of a cart whose changes wait here for the backend."""

DAMAGED: Final = "✗ cannot be read: it is damaged in the database"

_USUAL: Final = frozenset(
    {
        CartColumn.NUMBER,
        CartColumn.CUSTOMER,
        CartColumn.MARKET,
        CartColumn.STATE,
        CartColumn.ITEMS,
        CartColumn.TOTAL,
        CartColumn.UPDATED,
        CartColumn.PRODUCTS,
    }
)
"""Those that are shown as long as nobody chooses."""

_SORTED_BY: Final = {column: column.value for column in CartColumn if column.value in tuple(SortKey)} | {
    CartColumn.AGE: SortKey.CREATED.value
}
"""The sort key of each column. Products, tags and card digits have none."""


def cart_columns(
    now: Callable[[], datetime],
    locale: str,
    is_unsaved: Callable[[CartSummary], bool],
    zone: str | None = None,
    is_in_use: Callable[[CartSummary], bool] = lambda _cart: False,
) -> tuple[Column[CartSummary], ...]:
    """Number, customer and the rest; ages count from ``now``, dates are of ``zone`` (``None``: the system's).

    ``is_unsaved``: changes of the cart wait at this desk; ``is_in_use``: somebody else is at it just now.
    """

    def stands(cart: CartSummary) -> str:
        return UNSAVED if is_unsaved(cart) else IN_USE if is_in_use(cart) else _state(cart)

    columns = _who_and_how_much(locale, stands) | _when_and_what(now, zone)
    return tuple(
        replace(
            column,
            id=which.value,
            about=column.about or column.title,
            sort=_SORTED_BY.get(which, ""),
            usual=which in _USUAL,
        )
        for which, column in columns.items()
    )


def _who_and_how_much(
    locale: str, stands: Callable[[CartSummary], str]
) -> dict[CartColumn, Column[CartSummary]]:
    """Whose cart it is, where it stands, and what it comes to."""
    return {
        CartColumn.NUMBER: Column("Number", 9, lambda cart: cart.number),
        CartColumn.CUSTOMER: Column("Customer", 17, lambda cart: cart.customer or GUEST, grows=3, least=5),
        CartColumn.CUSTOMER_NUMBER: Column(
            "Cust. #", 8, lambda cart: cart.customer_number, rank=7, about="Number of the customer"
        ),
        CartColumn.MARKET: Column("Market", 6, lambda cart: cart.market, rank=4),
        CartColumn.CHANNEL: Column("Channel", 12, lambda cart: cart.channel or "", rank=9),
        CartColumn.STATE: Column("State", 7, stands, rank=2),
        CartColumn.ITEMS: Column(
            "Items", 5, lambda cart: str(cart.items), right=True, rank=3, about="Items (different ones)"
        ),
        CartColumn.UNITS: Column(
            "Units", 6, lambda cart: str(cart.units), right=True, rank=6, about="Units (all pieces)"
        ),
        CartColumn.TOTAL: Column(
            "Total", 16, lambda cart: aligned_amount(cart.total, cart.currency, locale), right=True
        ),
    }


def _when_and_what(now: Callable[[], datetime], zone: str | None) -> dict[CartColumn, Column[CartSummary]]:
    """How long it stands, what is in it, and what else is known of it."""
    return {
        CartColumn.UPDATED: Column(
            "Upd.",
            4,
            lambda cart: show_age(cart.updated_at, now()),
            right=True,
            rank=1,
            about="Updated (how long ago)",
        ),
        CartColumn.PRODUCTS: Column("Products", 16, _products, grows=2, rank=5),
        CartColumn.CREATED: Column("Created", 12, lambda cart: _moment(cart.created_at, zone, now()), rank=8),
        CartColumn.AGE: Column(
            "Open",
            5,
            lambda cart: _days(cart.created_at, now()),
            right=True,
            rank=6,
            about="Days open",
            falls=True,
        ),
        CartColumn.TOUCHED: Column(
            "Touch",
            5,
            lambda cart: "" if cart.touched_at is None else _days(cart.touched_at, now()),
            right=True,
            rank=6,
            about="Last touch of the customer (days)",
            falls=True,
        ),
        CartColumn.LEVEL: Column("Level", 10, lambda cart: cart.price_level, rank=8, about="Price level"),
        CartColumn.REP: Column("Rep", 6, lambda cart: cart.rep, rank=9, about="Rep's number"),
        CartColumn.ORIGIN: Column("Origin", 10, lambda cart: cart.origin, rank=10),
        CartColumn.ASSIGNED: Column(
            "Assigned", 10, lambda cart: cart.assigned_to or "", rank=8, about="Assigned to"
        ),
        CartColumn.CARD: Column(
            "Card",
            4,
            lambda cart: (cart.card_last4 or "") if is_locked(cart) else "",
            rank=7,
            about="Card's last four (locked carts)",
        ),
        CartColumn.TAGS: Column("Tags", 14, lambda cart: ", ".join(cart.tags), grows=1, rank=9),
    }


def is_locked(cart: CartSummary) -> bool:
    """Whether it waits for a payment's outcome."""
    return cart.state == CartState.LOCKED


def unreadable(cart: CartSummary) -> str:
    """What stands in its row where it is damaged; empty for all others."""
    return DAMAGED if cart.damaged else ""


def _state(cart: CartSummary) -> str:
    """Its state as a word; what needs somebody is in capitals."""
    return cart.state.upper() if is_locked(cart) else cart.state


def _products(cart: CartSummary) -> str:
    """The first titles, and how many lines there are beside them."""
    more = cart.items - len(cart.products)
    return ", ".join(cart.products) + (f" +{more}" if more > 0 else "")


def _days(since: datetime, now: datetime) -> str:
    """Whole days that have passed; what another machine's clock puts ahead is none."""
    return f"{max(0, (now - since) // timedelta(days=1))}d"


def _moment(at: datetime, zone: str | None, now: datetime) -> str:
    """Day and time; of another year, the day alone."""
    shown = show_time(at, zone, now)
    return shown if len(shown.split()) < 4 else shown.rsplit(" ", 1)[0]
