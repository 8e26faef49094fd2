"""What happened as text for people."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from cartui.cli.output import clean, table
from cartui.client.clock import utc_now
from cartui.client.protocol import Client, NotFound
from cartui.documents.history_words import ChangeInWords, HistoryWords, customers_in, said_in, titles_in
from cartui.formatting.bulk_words import job_outcome
from cartui.formatting.export_words import export_outcome
from cartui.model.activity import Activity, BulkActivity, CartActivity
from cartui.model.history import HistoryEntry
from cartui.model.shop import Shop

Show = Callable[[datetime | None], str]
"""Writes a moment."""

LOCALE = "en"
"""Commands write amounts the same everywhere."""


def history_table(entries: Sequence[HistoryEntry], show: Show) -> str:
    """What happened to one cart, latest first."""
    rows = [
        (
            str(entry.id),
            show(entry.at),
            entry.agent,
            entry.origin,
            str(entry.version),
            _what(entry),
        )
        for entry in entries
    ]
    return table(("Entry", "When", "Agent", "From", "Version", "What"), rows, right=("Entry", "Version"))


def history_text(entries: Sequence[HistoryEntry], words: HistoryWords, show: Show) -> str:
    """The same with each field before and after, and comments in full."""
    return "\n\n".join("\n".join(_entry(entry, words, show)) for entry in entries)


def activity_table(rows: Sequence[Activity], shop: Shop, show: Show) -> str:
    """What happened to all carts, latest first; a bulk change stands there as one, and so does an export."""
    told = [(*_place(row), show(row.at), row.agent, *_about(row, shop)) for row in rows]
    return table(("Entry", "When", "Agent", "Cart", "Customer", "What"), told, right=("Entry",))


async def words_for(
    client: Client, number: str, entries: Sequence[HistoryEntry], *, timezone: str | None
) -> HistoryWords:
    """Look up what it takes to write these entries of one cart: lines, levels and customers by name."""
    try:
        cart = await client.carts.get(number)
    except NotFound:  # it was purged, and so was everything that would have to be named
        return HistoryWords("", LOCALE, timezone, utc_now())
    now_called = {line.id: f"{line.title} {line.options}".strip() for line in cart.lines}
    customers: dict[str, str] = {}
    for customer in customers_in(entries):
        with suppress(NotFound):
            customers[customer] = (await client.customers.get(customer)).name
    shop = await client.shop.get()
    return HistoryWords(
        cart.currency,
        LOCALE,
        timezone,
        utc_now(),
        titles={**titles_in(entries), **now_called},
        levels={level.code: level.name for level in shop.price_levels},
        customers=customers,
    )


def _place(row: Activity) -> tuple[str]:
    """The id of an entry; a bulk change and an export have none."""
    return (row.key,) if isinstance(row, CartActivity) else ("",)


def _about(row: Activity, shop: Shop) -> tuple[str, str, str]:
    """Which cart, whose, and what was done."""
    if isinstance(row, BulkActivity):
        return f"bulk {row.job.id}", "", job_outcome(row.job, shop)
    if isinstance(row, CartActivity):
        return row.number, row.customer, _what(row.entry)
    return row.key, "", export_outcome(row.export)


def _what(entry: HistoryEntry) -> str:
    """An entry on one line."""
    return " ".join(said_in(entry).split()) + (" (undone)" if entry.undone else "")


def _entry(entry: HistoryEntry, words: HistoryWords, show: Show) -> Iterator[str]:
    """All lines of an entry."""
    undone = " (undone)" if entry.undone else ""
    job = "" if entry.job is None else f", part of bulk change {entry.job}"
    who = f"{entry.agent}, {entry.origin}, version {entry.version}{job}"
    yield clean(f"{entry.id}  {show(entry.at)}  {who}")
    for line in (said_in(entry) or entry.kind).splitlines():
        yield f"  {clean(line)}{undone}"
    for change in words.changes(entry):
        yield from _change(change)


def _change(change: ChangeInWords) -> Iterator[str]:
    """One field before and after."""
    if "\n" not in change.before + change.after:
        yield f"    {clean(change.what)}: {clean(change.before)} → {clean(change.after)}"
        return
    yield f"    {clean(change.what)}"
    for sign, text in (("−", change.before), ("+", change.after)):
        yield from (f"      {sign} {clean(line)}" for line in text.splitlines() or [""])
