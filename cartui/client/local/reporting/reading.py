"""Reports of what was counted, and of what was not counted yet as far as that is little."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from cartui.client.local.reporting.counting import Difference, day_by_market, differences
from cartui.model.cart_story import NOTHING, CountedCart, CountedLock, ProductKey
from cartui.model.cart_summary import CartState
from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.model.reports import (
    CartFigure,
    CartReport,
    Counted,
    LockReport,
    ProductFigure,
    ProductOrder,
    ProductReport,
    RecoveredFigure,
    RecoveredReport,
    ReportGroup,
    ReportQuery,
    Statistics,
    StatisticsReport,
)
from cartui.model.shop import Shop
from cartui.rules.reports.figures import (
    ages_at,
    average,
    group_name,
    group_of,
    in_order,
    lock_figures,
    products_in_order,
    share,
)
from cartui.rules.reports.queries import carts_behind, product_behind
from cartui.store.carts.line_facts import load_line_facts
from cartui.store.limits import page_size
from cartui.store.micros import to_micros
from cartui.store.reports.counted import counted_until
from cartui.store.reports.stories import entries_behind, is_behind, stories_of
from cartui.store.reports.sums import (
    Meant,
    lately_touched,
    locked_by_time,
    locks_meant,
    product_sums,
    recovered_sums,
    sums_by,
)
from cartui.store.shop_config import load_shop

COUNTED_IN_PASSING: Final = 2_000
"""Entries behind the last counted one that a report counts by itself; the others wait for the background."""

_LEFT: Final = timedelta(days=1)
"""After so long nobody is taken to be at an open cart any more."""

_Sums = dict[tuple[str, str], list[int]]
"""Carts, units and value by group and currency."""


class ReportReading:
    """One report, read in one snapshot. Raises ``Invalid`` for a market that there is not."""

    def __init__(self, connection: Connection, query: ReportQuery, now: datetime) -> None:
        """Find out what is meant, and what nobody has counted yet."""
        self._connection = connection
        self._query = query
        self._now = now
        self._shop: Shop = load_shop(connection)
        if query.market is not None and self._shop.market(query.market) is None:
            raise Invalid(
                f"There is no market {query.market}.",
                [Problem(field="market", message="there is no such market")],
            )
        since = None if query.since is None else query.since.toordinal()
        until = None if query.until is None else query.until.toordinal()
        self._meant = Meant(since, until, query.market)
        self._patience = self._shop.settings.locks.no_return_after
        self._uncounted, self.counted = self._look_behind()

    def _look_behind(self) -> tuple[Difference, Counted]:
        """Count in passing what was not counted yet, and the locks that nobody has written."""
        connection = self._connection
        mark = counted_until(connection)
        tail = entries_behind(connection, mark, limit=COUNTED_IN_PASSING)
        locked = locked_by_time(connection, self._now, self._patience)
        stories = stories_of(connection, dict.fromkeys((*tail.cart_pks, *locked)))
        is_complete = not is_behind(connection, tail.last)
        until = self._now if is_complete else tail.until
        return (
            differences(connection, self._shop, stories, mark, tail.last, locked),
            Counted(until=until or self._now, is_complete=is_complete),
        )

    def carts(self, by: ReportGroup) -> CartReport:
        """Carts and their value by something."""
        sums = self._sums(by)
        figures = (
            CartFigure(
                group=group,
                currency=currency,
                carts=sums[group, currency][0],
                units=sums[group, currency][1],
                value=sums[group, currency][2],
                query=carts_behind(self._shop, self._query, by, group, currency),
            )
            for group, currency in in_order(sums, by)
        )
        return CartReport(counted=self.counted, figures=tuple(figures))

    def statistics(self) -> StatisticsReport:
        """Carts at a glance."""
        sums = self._sums(ReportGroup.STATE)
        touched = self._lately_touched()
        recovered: dict[str, int] = defaultdict(int)
        for (_, currency), (carts, _, _) in self._recovered().items():
            recovered[currency] += carts
        figures = []
        for currency in sorted({currency for _, currency in sums}):
            of_state = {state: sums.get((state.value, currency), [0, 0, 0]) for state in CartState}
            begun, _, value = (sum(column) for column in zip(*of_state.values(), strict=True))
            still_open = of_state[CartState.OPEN][0]
            ordered, _, ordered_value = of_state[CartState.ORDERED]
            figures.append(
                Statistics(
                    currency=currency,
                    begun=begun,
                    open=still_open,
                    locked=of_state[CartState.LOCKED][0],
                    ordered=ordered,
                    deleted=of_state[CartState.DELETED][0],
                    abandoned=max(0, still_open - touched[currency]),
                    recovered=recovered[currency],
                    value=value,
                    ordered_value=ordered_value,
                    average=average(value, begun),
                    conversion=share(ordered, begun),
                )
            )
        return StatisticsReport(counted=self.counted, figures=tuple(figures))

    def products(self, order: ProductOrder, limit: int) -> ProductReport:
        """What was put into carts, and what of it was ordered."""
        counts = product_sums(self._connection, self._meant)
        for key, count in self._uncounted.products.items():
            if self._is_meant(key):
                counts[key.sku] = counts.get(key.sku, NOTHING).plus(count)
        ranked = products_in_order(((sku, each) for sku, each in counts.items() if any(each)), order)
        shown = ranked[: page_size(limit)]
        facts = load_line_facts(self._connection, [sku for sku, _ in shown])
        figures = (
            ProductFigure(
                sku=sku,
                title=facts[sku].title if sku in facts else sku,
                **count._asdict(),
                conversion=share(count.ordered_carts, count.added_carts),
                query=product_behind(self._query, sku),
            )
            for sku, count in shown
        )
        return ProductReport(counted=self.counted, products=len(ranked), figures=tuple(figures))

    def recovered(self) -> RecoveredReport:
        """Carts that were ordered after an agent looked after them."""
        figures = (
            RecoveredFigure(
                day=date.fromordinal(day), currency=currency, carts=carts, value=value, called=called
            )
            for (day, currency), (carts, value, called) in sorted(self._recovered().items())
        )
        return RecoveredReport(counted=self.counted, figures=tuple(figures))

    def locks(self) -> LockReport:
        """Why carts were locked, and what became of that."""
        fresh = self._uncounted.locks
        kept = [lock for lock in locks_meant(self._connection, self._meant) if lock.entry not in fresh]
        new = [lock for locks in fresh.values() for lock in locks if self._is_meant(lock)]
        return LockReport(counted=self.counted, figures=lock_figures([*kept, *new]))

    def _sums(self, by: ReportGroup) -> _Sums:
        """Carts, units and value by the names of the groups and the currency, where there are any."""
        ages = ages_at(self._now)
        sums: _Sums = defaultdict(lambda: [0, 0, 0])
        for group, currency, *numbers in sums_by(self._connection, self._meant, by, ages):
            _add(sums[group_name(group, by), currency], numbers, 1)
        for cart, times in self._changed():
            place = group_of(cart, by, ages)
            if place is not None:
                key = (group_name(place, by), cart.currency)
                _add(sums[key], (1, cart.units, cart.value), times)
        return {key: numbers for key, numbers in sums.items() if numbers[0]}

    def _recovered(self) -> dict[tuple[int, str], list[int]]:
        """Carts, value and how many were called, by the day of the order and the currency."""
        sums: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0, 0])
        for day, currency, *numbers in recovered_sums(self._connection, self._meant):
            _add(sums[day, currency], numbers, 1)
        for cart, times in self._changed():
            if cart.recovered and cart.order_day is not None:
                _add(sums[cart.order_day, cart.currency], (1, cart.value, int(cart.called)), times)
        return {key: numbers for key, numbers in sums.items() if numbers[0]}

    def _changed(self) -> Iterator[tuple[CountedCart, int]]:
        """Carts that are meant and not counted as they are, with -1 for what they were and 1 for what is."""
        for cart in self._uncounted.before.values():
            if self._is_meant(cart):
                yield cart, -1
        for cart in self._uncounted.after.values():
            if self._is_meant(cart):
                yield cart, 1

    def _lately_touched(self) -> dict[str, int]:
        """How many open carts somebody touched during the last day, by currency."""
        since = to_micros(self._now.astimezone(UTC) - _LEFT)
        day_in = day_by_market(self._shop)
        found: dict[str, int] = defaultdict(int)
        for market, currency, began in lately_touched(self._connection, self._now, since, self._patience):
            if self._is_meant(ProductKey(day_in(market, began), market, "")):
                found[currency] += 1
        return found

    def _is_meant(self, counted: CountedCart | ProductKey | CountedLock) -> bool:
        """Whether it began within the time and in the market."""
        since, until, market = self._meant
        if since is not None and counted.day < since:
            return False
        if until is not None and counted.day > until:
            return False
        return market is None or counted.market == market


def _add(sums: list[int], numbers: Sequence[int], times: int) -> None:
    """Add numbers to sums, or take them away."""
    for place, number in enumerate(numbers):
        sums[place] += number * times
