"""Putting a coupon on a cart: its code is typed, or chosen of the shop's with what it would do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from textual.widgets import Input

from cartui.formatting.ages import show_time
from cartui.model.actions import Action, ApplyCoupon, RemoveCoupon
from cartui.model.cart import Cart
from cartui.model.coupon import Coupon, CouponKind, CouponUse, fold_code
from cartui.rules.pricing.coupons import coupon_refusal
from cartui.screens.desk.cart_edits import CartEdits
from cartui.screens.dialogs.pick import Option
from cartui.screens.one_cart.dialogs.previewed_pick import PreviewedPick
from cartui.widgets.amounts import Amounts
from cartui.widgets.price_preview import Outcome

DRAFT: Final = "coupon"
"""A code that is half typed."""

MOST: Final = 1_000
"""Coupons of the shop that are listed; any other can be typed."""


class CouponPick(PreviewedPick[str | None]):
    """No coupon, the shop's (those that would take something first), or a code as it is typed."""

    HEADING = "coupon"
    PLACEHOLDER = "type a code, or choose one"

    def __init__(self, cart: Cart, edits: CartEdits) -> None:
        """Choose one for that cart."""
        super().__init__((), edits)
        self._cart = cart
        self._code = cart.coupon.code if cart.coupon else None

    def on_mount(self) -> None:
        """List them, and go on with a code that was half typed."""
        desk = self.desk
        self._options = coupon_options(
            self._cart, desk.shop.coupons[:MOST], desk.now(), desk.display.timezone, desk.display.locale
        )
        draft = self._edits.drafts.get(DRAFT)
        if isinstance(draft, dict) and draft.get("text"):
            self.query_one(Input).value = str(draft["text"])

    def option_of(self, text: str) -> Option[str | None] | None:
        """A code that the shop's list does not have, or not any more."""
        code = fold_code(text)
        known = {option.value for option in self._options}
        return None if code in known else Option(code, (code, "as typed"))

    def actions_for(self, value: str | None) -> tuple[Action, ...]:
        """Put it on, or take off what is on."""
        return (RemoveCoupon() if value is None else ApplyCoupon(code=value),)

    async def outcome_of(self, value: str | None, cart: Cart) -> Outcome:
        """What it takes off, or why it would take nothing."""
        outcome = await super().outcome_of(value, cart)
        coupon = outcome.after.coupon if outcome.after is not None else None
        if coupon is None or coupon.applied:
            return outcome
        reason = coupon.reason or "it does not match this cart"
        return Outcome(outcome.before, outcome.after, (f"{coupon.code} would take nothing: {reason}.",))

    def take(self, option: Option[str | None]) -> None:
        """Ask for it, unless it is as it is."""
        if option.chosen:
            self.dismiss(None)
        else:
            super().take(option)

    def keep_draft(self) -> None:
        """Keep a code that is half typed."""
        text = self.query_one(Input).value.strip()
        if text:
            self._edits.drafts[DRAFT] = {"text": text}
        else:
            self._edits.drafts.pop(DRAFT, None)

    def action_leave_dialog(self) -> None:
        """Keep what was typed, and go."""
        self.keep_draft()
        super().action_leave_dialog()


def coupon_options(
    cart: Cart, coupons: Sequence[Coupon], now: datetime, zone: str | None, locale: str
) -> tuple[Option[str | None], ...]:
    """No coupon, the one that is on, those that would take something, and the others with why not.

    How often each was used is the backend's to know: it says so where one is looked at.
    """
    on = cart.coupon.code if cart.coupon else None
    listed: list[tuple[tuple[bool, bool], Option[str | None]]] = []
    for coupon in coupons:
        why_not = _why_not(cart, coupon, now, locale) or ""
        until = f"until {show_time(coupon.ends_at, zone, now)}" if coupon.ends_at else ""
        cells = (coupon.code, _what_it_does(coupon, locale), why_not or until)
        rank = (coupon.code != on, bool(why_not))
        listed.append((rank, Option(coupon.code, cells, chosen=coupon.code == on)))
    listed.sort(key=lambda ranked: ranked[0])
    none: Option[str | None] = Option(None, ("No coupon",), chosen=on is None)
    return (none, *(option for _, option in listed))


def _what_it_does(coupon: Coupon, locale: str) -> str:
    """What it takes off, and its own words for that."""
    if coupon.kind is CouponKind.FREE_SHIPPING:
        takes = "free shipping"
    elif coupon.percent is not None:
        takes = f"{coupon.percent} % off"
    else:
        takes = f"{Amounts(coupon.currency or '', locale).money(coupon.amount or 0)} off"
    return f"{takes}, {coupon.description}" if coupon.description else takes


def _why_not(cart: Cart, coupon: Coupon, now: datetime, locale: str) -> str | None:
    """Which of its conditions the cart fails, but for how often it was used."""
    return coupon_refusal(
        coupon,
        market=cart.market,
        currency=cart.currency,
        price_level=cart.price_level,
        subtotal=cart.totals.subtotal,
        skus=tuple(line.sku for line in cart.lines),
        use=CouponUse(),
        customer_known=cart.customer is not None,
        now=now,
        show=Amounts(cart.currency, locale).number,
    )
