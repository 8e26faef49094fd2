"""What happened as text for people."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from cartui.cli.output import clean, table
from cartui.client.clock import utc_now
from cartui.client.protocol import Client, NotFound
from cartui.documents.history_words import ChangeInWords, HistoryWords, customers_in, titles_in
from cartui.model.history import Activity, HistoryEntry

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


def activity_table(rows: Sequence[Activity], show: Show) -> str:
    """What happened to all carts, latest first."""
    told = [
        (str(row.entry.id), show(row.entry.at), row.entry.agent, row.number, row.customer, _what(row.entry))
        for row in rows
    ]
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


def _what(entry: HistoryEntry) -> str:
    """An entry on one line."""
    said = " ".join(entry.comment.split()) if entry.comment else entry.summary
    return said + (" (undone)" if entry.undone else "")


def _entry(entry: HistoryEntry, words: HistoryWords, show: Show) -> Iterator[str]:
    """All lines of an entry."""
    undone = " (undone)" if entry.undone else ""
    yield clean(f"{entry.id}  {show(entry.at)}  {entry.agent}, {entry.origin}, version {entry.version}")
    for line in (entry.comment or entry.summary or entry.kind).splitlines():
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
