"""Codes that take something off a cart."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from cartui.model.catalog import Amount
from cartui.model.frozen import Frozen, Moment
from cartui.model.money import LARGEST_AMOUNT, Currency
from cartui.model.percent import Share
from cartui.model.text import Code, Line, Shown


class CouponKind(StrEnum):
    """What a coupon takes off."""

    PERCENT = "percent"
    AMOUNT = "amount"
    FREE_SHIPPING = "free_shipping"


def fold_code(code: str) -> str:
    """Coupon codes are read out on the phone: case and blanks around them do not matter."""
    return code.strip().upper()


def misfit_of(kind: CouponKind, *, percent: bool, amount: bool) -> str:
    """What is wrong with having a percentage and an amount, or not, for that kind; empty: nothing."""
    given = {CouponKind.PERCENT: percent, CouponKind.AMOUNT: amount}
    faults = [f"{each} is missing" for each, there in given.items() if each is kind and not there]
    faults += [f"{each} is not for this kind" for each, there in given.items() if each is not kind and there]
    return "; ".join(faults)


class Coupon(Frozen):
    """A code with what it takes off and the conditions on which it does."""

    code: Annotated[Code, AfterValidator(fold_code)]
    kind: CouponKind
    percent: Share | None = None
    """For ``percent``."""
    amount: Annotated[int, Field(ge=1, le=LARGEST_AMOUNT)] | None = None
    """For ``amount``: minor units of ``currency``."""
    currency: Currency | None = None
    """Required for ``amount`` and ``min_subtotal``; a cart of another currency does not match."""
    market: Line | None = None
    skus: tuple[Code, ...] | None = None
    """The variants it is for; ``None``: every line."""
    min_subtotal: Amount | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    """The first moment at which it no longer counts."""
    price_levels: tuple[Code, ...] | None = None
    max_uses: Annotated[int, Field(ge=1)] | None = None
    max_uses_per_customer: Annotated[int, Field(ge=1)] | None = None
    description: Line = ""

    @model_validator(mode="after")
    def _kind_fits(self) -> Self:
        """Each kind has exactly its own value."""
        if wrong := misfit_of(self.kind, percent=self.percent is not None, amount=self.amount is not None):
            raise ValueError(wrong)
        if (self.amount is not None or self.min_subtotal is not None) and self.currency is None:
            raise ValueError("an amount needs its currency")
        return self


class CouponUse(Frozen):
    """How often a coupon has been used by orders that were placed."""

    in_all: int = 0
    by_customer: int = 0


class AppliedCoupon(Frozen):
    """The coupon on a cart. One that stops matching stays, takes nothing, and says why."""

    code: Shown
    applied: bool
    reason: Shown | None = None
