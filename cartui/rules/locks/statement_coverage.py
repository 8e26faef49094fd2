"""Which times the statements of a payment provider have, put together from many files."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from cartui.model.statement import Coverage


class Gap(NamedTuple):
    """A time of which no statement is there."""

    start: datetime
    end: datetime | None
    """Where the next statement begins; ``None`` where there is none."""


def provider_key(name: str) -> str:
    """A provider's name as statements write it, whoever wrote it: ``PayPal`` is ``paypal``."""
    return name.strip().casefold()


class CoveredTimes:
    """All that is covered, by provider; files may overlap, touch, or leave gaps."""

    def __init__(self, coverage: Iterable[Coverage]) -> None:
        """Put together what overlaps or touches."""
        times: defaultdict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
        for each in coverage:
            if each.start < each.end:
                times[provider_key(each.provider)].append((each.start, each.end))
        self._times = {provider: _joined(sorted(spans)) for provider, spans in times.items()}

    def first_gap(self, provider: str, start: datetime, end: datetime) -> Gap | None:
        """The first time from ``start`` up to and without ``end`` that is not covered; ``None`` if all is."""
        spans = self._times.get(provider_key(provider), [])
        # Spans neither overlap nor touch, so that only the last one that begins by then can have it.
        after = bisect_right(spans, start, key=lambda span: span[0])
        covered = max(start, spans[after - 1][1]) if after else start
        if covered >= end:
            return None
        return Gap(covered, spans[after][0] if after < len(spans) else None)

    def knows(self, provider: str) -> bool:
        """Whether any statement of that provider is there."""
        return provider_key(provider) in self._times


def _joined(spans: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Sorted spans without overlaps, and without ends at which another begins."""
    joined: list[tuple[datetime, datetime]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
