"""Old carts into the trash, for `cartui db purge --older-than`: one bulk change, with what it leaves out."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cartui.model.errors import Invalid

if TYPE_CHECKING:
    from cartui.client.protocol import Client
    from cartui.model.bulk import BulkItem, BulkJob, BulkTally
    from cartui.model.query import CartQuery

SPARED_AFTER_CALL: Final = "7d"
"""For how long after a call to its customer a cart is left alone, as :mod:`cartui.rules.recovery` waits."""

_AGE: Final = re.compile(r"[1-9][0-9]{0,3}[dw]")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An old cart that stays where it is."""

    number: str
    reason: str


@dataclass(frozen=True, slots=True)
class CleanedUp:
    """What became of the old carts, or would."""

    tally: "BulkTally | None" = None
    """``None``: there were none to delete."""
    refused: "tuple[BulkItem, ...]" = ()
    left_out: tuple[LeftOut, ...] = ()
    job: "BulkJob | None" = None
    """What deletes them; ``None`` where nothing was changed."""


async def clean_up(client: "Client", older_than: str, zone: str, *, dry_run: bool) -> CleanedUp:
    """Put open carts into the trash that nobody changed or looked at for that long.

    ``older_than`` is a number of days or weeks: ``30d``, ``8w``. Raises ``Invalid`` for anything else, and
    ``Refused`` where they are more than one bulk change takes.
    """
    from cartui.cli import bulk_jobs
    from cartui.model.bulk import BulkTarget, DeleteCarts

    old = _old(older_than)
    wanted = _query(f"state:open {old} -called:<{SPARED_AFTER_CALL}", zone)
    left_out = tuple([each async for each in _left_out(client, old, zone)])
    if not (await client.carts.count(wanted, at_most=1)).value:
        return CleanedUp(left_out=left_out)
    target, actions = BulkTarget(query=wanted), [DeleteCarts()]
    if dry_run:
        seen = await bulk_jobs.dry_run(client, target, actions)
        return CleanedUp(seen.tally, tuple(seen.refused), left_out)
    prepared = await client.bulk.prepare(target, actions)
    job = await bulk_jobs.carry_out(client, prepared.id)
    return CleanedUp(job.tally, await bulk_jobs.refused_by(client, job), left_out, job)


def _old(older_than: str) -> str:
    """The terms that find carts of that age. Raises ``Invalid``."""
    if _AGE.fullmatch(older_than) is None:
        raise Invalid(
            f"--older-than takes a number of days or weeks, such as 30d or 8w, and not {older_than!r}. "
            "Nothing was changed."
        )
    return f"updated:>{older_than} touched:>{older_than}"


async def _left_out(client: "Client", old: str, zone: str) -> AsyncIterator[LeftOut]:
    """The old carts that are not deleted, each with why."""
    from cartui.client.selected_carts import selected_carts
    from cartui.model.bulk import BulkTarget

    for line, reason in (
        (f"state:locked {old}", "it is locked"),
        (f"state:open {old} called:<{SPARED_AFTER_CALL}", "its customer was called lately"),
    ):
        async for carts in selected_carts(client.carts, BulkTarget(query=_query(line, zone))):
            for cart in carts:
                yield LeftOut(cart.number, reason)


def _query(line: str, zone: str) -> "CartQuery":
    """The query of a line of our own."""
    from cartui.rules.query.cart_query import parse_query

    return parse_query(line, zone)
