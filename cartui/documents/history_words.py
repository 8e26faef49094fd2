"""What a history entry changed, in words: each field as it is called on screen, before and after."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pydantic import JsonValue, TypeAdapter, ValidationError

from cartui.formatting.ages import show_time
from cartui.formatting.amounts import show_amount
from cartui.model.address import Address
from cartui.model.history import EntryKind, FieldChange, HistoryEntry
from cartui.model.text import clean_block, clean_line
from cartui.rules.addresses import format_address
from cartui.rules.calls import called
from cartui.rules.editing.cart_changes import LINE_ORDER, LOCK, PRICE_SET, split_line_field
from cartui.rules.editing.field_names import NOTHING, field_name
from cartui.rules.phones import show_phone

ABSENT: Final = "not in the cart"
"""What is said of a line that is not there."""

_PRICE_SOURCES: Final = {
    "level": "the price level",
    "list": "the price list",
    "override": "an agent, by hand",
    "imported": "the import",
    "storefront": "the storefront",
}

_LOCKS: Final = {
    "no_return": "nobody came back from paying",
    "pending_payment": "a payment is pending",
    "by_hand": "locked by an agent",
}

_AMOUNTS: Final = frozenset({"unit_price", PRICE_SET, "discount_amount"})
_LEVELS: Final = frozenset({"price_level", "price_level_override"})
_ADDRESSES: Final = frozenset({"shipping_address", "billing_address"})

_ADDRESS: Final = TypeAdapter(Address)
_MOMENT: Final = TypeAdapter(datetime)


def said_in(entry: HistoryEntry) -> str:
    """What was done, or what an agent wrote, which may have several lines; of a call also what came of it."""
    if entry.kind is EntryKind.CALLED:
        return ": ".join(filter(None, (called(entry.actions), entry.comment)))
    return entry.comment or entry.summary


@dataclass(frozen=True, slots=True)
class ChangeInWords:
    """One field of a change; all three are data, and ``before`` and ``after`` may have several lines."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryWords:
    """Writes what happened to one cart for the agent."""

    currency: str
    """In which the amounts of the entries are."""
    locale: str
    timezone: str | None
    """``None``: the system's."""
    now: datetime
    """This moment as aware UTC."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """What the lines are called, by id."""
    levels: Mapping[str, str] = field(default_factory=dict)
    """What price levels are called, by code."""
    customers: Mapping[str, str] = field(default_factory=dict)
    """The names of customers, by id."""

    def changes(self, entry: HistoryEntry) -> tuple[ChangeInWords, ...]:
        """What the entry changed, field by field, without what only says the same again."""
        return tuple(self._words(change) for change in _telling(entry.changes))

    def _words(self, change: FieldChange) -> ChangeInWords:
        """One field."""
        line, name = split_line_field(change.field)
        if line.startswith("lines."):
            if name is None:
                return ChangeInWords(
                    self._title(line, change), self._line(change.before), self._line(change.after)
                )
            what = f"{self._title(line, change)}: {field_name(name)}"
            return ChangeInWords(what, self._value(name, change.before), self._value(name, change.after))
        path = change.field
        return ChangeInWords(
            field_name(path), self._value(path, change.before), self._value(path, change.after)
        )

    def _title(self, line: str, change: FieldChange) -> str:
        """What a line is called; the change itself knows where the line came or went."""
        for value in (change.after, change.before):
            if isinstance(value, dict) and (title := title_of(value)):
                return title
        return clean_line(self.titles.get(line.removeprefix("lines."), "a line"))

    def _line(self, value: JsonValue) -> str:
        """A whole line: how many at which price, and what was decided about it."""
        if not isinstance(value, dict):
            return ABSENT
        price = self._value("unit_price", value.get("unit_price"))
        said = [f"{self._value('quantity', value.get('quantity'))} at {price} each"]
        decided = ("discount_percent", "discount_amount", "discount_reason")
        said += [
            f"{field_name(name)} {self._value(name, value[name])}" for name in decided if value.get(name)
        ]
        return ", ".join(said)

    def _value(self, name: str, value: JsonValue) -> str:  # noqa: PLR0911 - one line for each kind of value
        """What stands in a field of that name."""
        if name == "billing_same_as_shipping":
            return "same as shipping" if value else "an address of its own"
        if value is None:
            return NOTHING.get(name, "none")
        if name == LINE_ORDER and isinstance(value, list):
            return ", ".join(clean_line(self.titles.get(str(line), "a line")) for line in value)
        if name in _AMOUNTS and isinstance(value, int):
            return show_amount(value, self.currency, self.locale)
        if name in _ADDRESSES:
            return _address(value)
        if name == "prices_held_until":
            return self._moment(value)
        if name == LOCK and isinstance(value, dict):
            return self._lock(value)
        if name == "discount_percent":
            return f"{_plain(value)} %"
        if name == "weight":
            return f"{_plain(value)} g"
        return self._named(name, _plain(value))

    def _lock(self, value: Mapping[str, JsonValue]) -> str:
        """Why a cart was locked, and since when."""
        why = _LOCKS.get(str(value.get("reason")), "locked")
        note = clean_line(str(value.get("note") or ""))
        return f"{why}{f' ({note})' if note else ''}, since {self._moment(value.get('since'))}"

    def _named(self, name: str, text: str) -> str:
        """A text, which may stand for something."""
        if name in _LEVELS:
            text = clean_line(self.levels.get(text, text))
        elif name == "customer_id":
            text = clean_line(self.customers.get(text, "")) or "another customer"
        elif name == "price_source":
            text = _PRICE_SOURCES.get(text, text)
        elif name == "contact.phone":
            text = show_phone(text)
        return text or "(empty)"

    def _moment(self, value: JsonValue) -> str:
        """A moment on the agent's clock."""
        try:
            return show_time(_MOMENT.validate_python(value), self.timezone, self.now)
        except ValidationError:
            return _plain(value)


def titles_in(entries: Iterable[HistoryEntry]) -> dict[str, str]:
    """What lines are called that these entries, latest first, added or took out; by id."""
    found: dict[str, str] = {}
    for entry in entries:
        for change in entry.changes:
            line, name = split_line_field(change.field)
            for value in (change.after, change.before):
                if name is None and line.startswith("lines.") and isinstance(value, dict):
                    found.setdefault(line.removeprefix("lines."), title_of(value))
    return found


def lines_in(entry: HistoryEntry) -> frozenset[str]:
    """The ids of the lines of which something was changed that does not say what they are called."""
    parts = (split_line_field(change.field) for change in entry.changes)
    return frozenset(line.removeprefix("lines.") for line, name in parts if name is not None)


def customers_in(entries: Iterable[HistoryEntry]) -> frozenset[str]:
    """The ids of the customers of whom these entries speak."""
    said = (change for entry in entries for change in entry.changes if change.field == "customer_id")
    return frozenset(
        value for change in said for value in (change.before, change.after) if isinstance(value, str)
    )


def title_of(line: Mapping[str, JsonValue]) -> str:
    """What a stored line is called, with its options."""
    parts = (line.get("title"), line.get("options"))
    return clean_line(" ".join(part for part in parts if isinstance(part, str) and part))


def _telling(changes: Iterable[FieldChange]) -> Iterator[FieldChange]:
    """The changes without those that only repeat another one in other words."""
    changes = tuple(changes)
    paths = {change.field for change in changes}
    for change in changes:
        line, name = split_line_field(change.field)
        said_by_price = name == PRICE_SET and f"{line}.unit_price" in paths
        said_by_address = change.field == "billing_same_as_shipping" and "billing_address" in paths
        said_by_level = change.field == "price_level" and "price_level_override" in paths
        if not (said_by_price or said_by_address or said_by_level):
            yield change


def _address(value: JsonValue) -> str:
    """An address on one line, as its country writes it."""
    try:
        address = _ADDRESS.validate_python(value)
    except ValidationError:
        return _plain(value)
    return ", ".join(filter(None, (*format_address(address), show_phone(address.phone)))) or "(empty)"


def _plain(value: JsonValue) -> str:
    """Any value as people would write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(_plain(part) for part in value.values() if part not in (None, ""))
    if isinstance(value, list):
        return ", ".join(_plain(part) for part in value) or "none"
    return clean_block(str(value))
