"""The carts and orders of the demo, of all ages, relative to now."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from cartui.demo.customers import SEED, demo_customers
from cartui.demo.drafts import Drafts, Times
from cartui.demo.known_carts import numbered_with_known
from cartui.demo.payments import locked_carts, resolved_carts, with_failed_attempt, with_payment
from cartui.demo.products import demo_products
from cartui.demo.shop import demo_shop
from cartui.demo.todays_work import WON_BACK
from cartui.demo.totals import DemoTotals
from cartui.model.cart import CartState
from cartui.model.imports import ImportedCart
from cartui.model.order import OrderState

_OPEN: Final = 1150
_EMPTY: Final = 32
_HIGH_VALUE: Final = 14
_MINE: Final = 12
_DELETED: Final = 14
_WON_BACK: Final = 3
_ORDERS: Final = (
    (OrderState.PENDING, 8, timedelta(hours=30)),
    (OrderState.ON_HOLD, 1, timedelta(hours=50)),
    (OrderState.CANCELLED, 9, timedelta(days=40)),
    (OrderState.APPROVED, 62, timedelta(days=60)),
)
"""How many orders of which state, and how old they are at most."""

_HELD_BECAUSE: Final = "asks us to wait until Thursday: the address may change"

_LINES: Final = (1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 7)
"""How many different things carts hold."""


def demo_carts(now: datetime, *, agent: str) -> tuple[ImportedCart, ...]:
    """Every cart and order of the demo, oldest first, as their numbers will go.

    Args:
        now: When the demo is made (aware); all ages are counted back from it.
        agent: Who will look at it: some carts are theirs.
    """
    return _CartMaker(now, agent).all()


class _CartMaker:
    """Draws the carts of one demo."""

    def __init__(self, now: datetime, agent: str) -> None:
        """Prepare the same chance every time."""
        self._now: Final = now
        self._agent: Final = agent
        self._rng: Final = random.Random(SEED + 1)
        customers = demo_customers(now)
        self._totals: Final = DemoTotals(demo_shop(), demo_products(), customers, now)
        self._drafts: Final = Drafts(demo_shop(), demo_products(), customers, self._rng)

    def all(self) -> tuple[ImportedCart, ...]:
        """All of them in the order of their creation."""
        drawn = [
            *(self._any() for _ in range(_OPEN)),
            *(self._empty() for _ in range(_EMPTY)),
            *(self._high_value() for _ in range(_HIGH_VALUE)),
            *(self._mine() for _ in range(_MINE)),
            *(self._deleted() for _ in range(_DELETED)),
            *self._orders(),
            *locked_carts(self._drafts, self._totals, self._now),
            *(self._won_back() for _ in range(_WON_BACK)),
            *resolved_carts(self._drafts, self._totals, self._now),
        ]
        return numbered_with_known(drawn, self._now)

    def _any(self) -> ImportedCart:
        """A cart of any origin and age."""
        market, chance = self._drafts.market(), self._rng.random()
        lines = self._rng.choice(_LINES)
        if chance < 0.08:
            return self._drafts.imported(market, self._times(self._age(at_least_days=3)), lines=lines)
        times = self._times(self._age())
        if chance < 0.34:
            return self._drafts.by_agent(market, times, lines=lines)
        cart = self._drafts.storefront(market, times, lines=lines)
        return with_failed_attempt(cart, self._totals, self._rng) if self._rng.random() < 0.04 else cart

    def _empty(self) -> ImportedCart:
        """Somebody who looked and left."""
        return self._drafts.storefront(self._drafts.market(), self._times(self._age()), lines=0, known=0.2)

    def _high_value(self) -> ImportedCart:
        """A cart of yesterday worth a call."""
        hours = 24 + self._rng.uniform(-5, 5)
        created = self._now - timedelta(hours=hours)
        times = Times(created, created + timedelta(minutes=self._rng.randint(4, 50)), None)
        while True:
            market = self._drafts.market()
            cart = self._drafts.storefront(market, times, lines=self._rng.randint(4, 9), known=0.8)
            if market.high_value is not None and self._totals.of(cart).total >= market.high_value:
                return cart.model_copy(update={"touched_at": cart.updated_at})

    def _mine(self) -> ImportedCart:
        """A cart of whoever looks at the demo."""
        times = self._times(timedelta(days=12) * self._rng.random())
        cart = self._drafts.by_agent(self._drafts.market(), times, lines=self._rng.choice(_LINES))
        return cart.model_copy(update={"assigned_to": self._agent})

    def _deleted(self) -> ImportedCart:
        """A cart in the trash, which is emptied after a week."""
        times = self._times(timedelta(days=1.5 + 30 * self._rng.random()))
        deleted = self._now - timedelta(days=6) * self._rng.random()
        cart = self._drafts.storefront(
            self._drafts.market(), times, lines=self._rng.choice(_LINES), known=0.3
        )
        return cart.model_copy(
            update={
                "state": CartState.DELETED,
                "created_at": min(times.created, deleted),
                "updated_at": deleted,
                "touched_at": None,
            }
        )

    def _won_back(self) -> ImportedCart:
        """A cart that its customer left some days ago, and that somebody looks after today."""
        times = self._times(timedelta(days=2 + 7 * self._rng.random()))
        while True:
            lines = self._rng.randint(1, 4)
            cart = self._drafts.storefront(self._drafts.market(), times, lines=lines, complete=True)
            if cart.lines:
                return cart.model_copy(update={"tags": (WON_BACK,)})

    def _orders(self) -> Iterator[ImportedCart]:
        """The orders of all states."""
        for state, count, oldest in _ORDERS:
            for _ in range(count):
                placed = self._now - oldest * self._rng.uniform(0.02, 1)
                times = Times(placed - timedelta(minutes=self._rng.randint(3, 40)), placed)
                cart = self._drafts.by_agent(
                    self._drafts.market(), times, lines=self._rng.choice(_LINES), complete=True
                )
                held = _HELD_BECAUSE if state is OrderState.ON_HOLD else ""
                ordered = cart.model_copy(
                    update={"state": CartState.ORDERED, "order_state": state, "hold_reason": held}
                )
                yield with_payment(ordered, self._totals, self._rng)

    def _age(self, *, at_least_days: float = 0) -> timedelta:
        """Most carts are days old, some months."""
        if self._rng.random() < 0.11:
            return timedelta(days=30 + 330 * self._rng.random() ** 2)
        span = timedelta(days=30 - at_least_days)
        return timedelta(days=at_least_days, minutes=2) + span * self._rng.random() ** 2

    def _times(self, age: timedelta) -> Times:
        """When a cart of that age was made, last changed, and last looked at by its shopper."""
        created = self._now - age
        returned = self._rng.random() < 0.2
        spent = age if returned else min(age, timedelta(minutes=self._rng.expovariate(1 / 15) + 1))
        updated = created + spent * self._rng.uniform(0.1, 0.95)
        looked = (self._now - updated) * self._rng.random() ** 4 if self._rng.random() < 0.4 else timedelta()
        return Times(created, updated, updated + looked)
