"""Why carts are refused by a change of many: each reason once, with how many carts it is said of."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from cartui.model.bulk import BulkItem

NAMED: Final = 3
"""Carts that are named beside a reason."""

MOST_REASONS: Final = 5
"""Reasons that are named; how many carts are refused for others is said."""

_OWN: Final = re.compile(r" since \d{4}-\d\d-\d\d \d\d:\d\d UTC|(?<=has been ordered) as [^\s,]+")
"""What a reason has of its cart alone: since when it is locked, as which order it was placed."""


class Refusals:
    """The refused of a preview, gathered part by part: however many they are, each is looked at once."""

    def __init__(self) -> None:
        """None is refused so far."""
        self._counts: dict[str, int] = {}
        self._named: dict[str, list[str]] = {}

    def add(self, items: Iterable[BulkItem]) -> None:
        """These are refused as well."""
        for item in items:
            reason = _reason(item)
            self._counts[reason] = self._counts.get(reason, 0) + 1
            named = self._named.setdefault(reason, [])
            if len(named) < NAMED:
                named.append(item.number)

    def lines(self) -> Iterator[str]:
        """``6 refused: it is locked (C-000101, C-000098, C-000093 and 3 more)``, the most frequent first."""
        reasons = sorted(self._counts, key=lambda reason: -self._counts[reason])
        for reason in reasons[:MOST_REASONS]:
            count, named = self._counts[reason], self._named[reason]
            more = f" and {count - len(named):,} more" if count > len(named) else ""
            yield f"{count:,} refused: {reason} ({', '.join(named)}{more})"
        others = sum(self._counts[reason] for reason in reasons[MOST_REASONS:])
        if others:
            yield f"{others:,} refused for other reasons: the report names each"


def _reason(item: BulkItem) -> str:
    """Why, without what is the cart's own, so that the reasons of many carts are one."""
    return _OWN.sub("", item.reason.replace(item.number, "it")).strip(" .") or "no reason was given"
