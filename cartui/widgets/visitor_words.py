"""What is said of the visitor who fills a storefront cart, and of when they looked at it last."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from cartui.formatting.ages import show_ago
from cartui.model.cart import Cart

SESSION: Final = 8
"""Characters of a session that are shown: enough to tell two apart, and to find one in a shop's log."""


def who_visits(cart: Cart, *, with_browser: bool = True) -> str:
    """``guest · BD · 203.0.113.7 · Chrome 120``, as far as it is known; nothing where no visitor is.

    What may be long comes last, where a narrow line cuts it.
    """
    visitor = cart.visitor
    if visitor is None:
        return ""
    browser = visitor.browser if with_browser else ""
    return " · ".join(filter(None, (visitor.user_type.value, visitor.country, visitor.ip, browser)))


def touched_ago(cart: Cart, now: datetime) -> str:
    """``2 min ago``; nothing where the customer never looked at it, as far as is known."""
    return "" if cart.touched_at is None else show_ago(cart.touched_at, now)


def session_of(cart: Cart) -> str:
    """``session 8f3a12c0…``: the beginning of it; nothing where it is not known."""
    session = "" if cart.visitor is None else cart.visitor.session_id
    return f"session {session[:SESSION]}{'…' * (len(session) > SESSION)}" if session else ""


def visitor_in_lines(cart: Cart, now: datetime) -> Iterator[str]:
    """The same in lines of a narrow pane."""
    browser = "" if cart.visitor is None else cart.visitor.browser
    touched = touched_ago(cart, now)
    touch = f"touched {touched}" if touched else ""
    yield from filter(None, (who_visits(cart, with_browser=False), browser, session_of(cart), touch))
