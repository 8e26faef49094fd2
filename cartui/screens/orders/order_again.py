"""Ordering an order again, and what is said of it: its prices of today, and what is not sold any more."""

from collections.abc import Callable, Iterator
from functools import partial
from secrets import token_hex
from typing import Final

from cartui.formatting.amounts import show_amount
from cartui.model.cart import Cart, CartLine
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.one_cart.cart_problems import line_of

MOST: Final = 2
"""Lines that are named; the others are counted."""


async def order_again(screen: DeskScreen[None], cart: Cart, hold: Hold) -> None:
    """Copy an order's cart and show the copy, unless somebody has gone on from that screen meanwhile."""
    from cartui.screens.one_cart.one_cart import OneCart

    clone = await screen.until_answered(
        f"{cart.number}: not known yet whether it was copied.",
        partial(screen.desk.client.carts.clone, cart.id, key=token_hex(16)),
        hold=hold,
    )
    locale = screen.desk.display.locale
    screen.app.notify(copied_notice(cart, clone, lambda minor: show_amount(minor, cart.currency, locale)))
    if screen.app.screen is screen:
        screen.app.push_screen(OneCart(clone, started=True))


def copied_notice(was: Cart, now: Cart, money: Callable[[int], str]) -> str:
    """That ``now`` is a copy of ``was``, and what is another than it was then."""
    return " ".join((f"{now.number} is a copy of {was.number}.", *_changes(was, now, money)))


def _changes(was: Cart, now: Cart, money: Callable[[int], str]) -> Iterator[str]:
    """A sentence for what costs another price, and one for each line that cannot be ordered."""
    pairs = zip(was.lines, now.lines, strict=False)
    changed = [(before, after) for before, after in pairs if before.unit_price != after.unit_price]
    if changed:
        named = "; ".join(_new_price(before, after, money) for before, after in changed[:MOST])
        more = f"; and {len(changed) - MOST} more" if len(changed) > MOST else ""
        yield f"Priced anew: {named}{more}."
    for problem in now.missing:
        if line_of(now, problem) is not None:
            yield problem.message
    if was.totals.total != now.totals.total:
        yield f"The total is {money(now.totals.total)}; it was {money(was.totals.total)}."


def _new_price(before: CartLine, after: CartLine, money: Callable[[int], str]) -> str:
    """What one line costs each, then and now."""
    return f"{after.title} {money(before.unit_price)} → {money(after.unit_price)}"
