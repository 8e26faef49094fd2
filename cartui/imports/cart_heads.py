"""What the rows of one cart say of the cart itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Final
from zoneinfo import ZoneInfo

from cartui.imports.columns import Cells, Columns
from cartui.imports.fields import BILLING, FIELDS, SHIPPING, ImportKind
from cartui.imports.line_terms import TERMS
from cartui.imports.mapping import FileMapping
from cartui.imports.opening import not_a_market
from cartui.imports.values import read_amount, read_moment, read_yes_no, shown
from cartui.imports.words import nearest
from cartui.model.cart import CartState
from cartui.model.market import FulfilmentCategory, Market
from cartui.model.order import OrderState
from cartui.model.payment import Lock, LockReason
from cartui.model.shop import Shop

STATES: Final = {
    "open": (CartState.OPEN, None),
    "locked": (CartState.LOCKED, None),
    "deleted": (CartState.DELETED, None),
    "ordered": (CartState.ORDERED, OrderState.APPROVED),
    "approved": (CartState.ORDERED, OrderState.APPROVED),
    "pending": (CartState.ORDERED, OrderState.PENDING),
    "on_hold": (CartState.ORDERED, OrderState.ON_HOLD),
    "cancelled": (CartState.ORDERED, OrderState.CANCELLED),
}
"""The words of the column ``state``."""

ADDRESS_PREFIXES: Final = {SHIPPING: "shipping_address", BILLING: "billing_address"}
"""The addresses of a cart: the prefix of their columns and the field of the model."""

_OF_LINES: Final = frozenset({"reference", "sku", "title", "quantity", "unit_price", *TERMS})
_OTHER_MOMENTS: Final = ("touched", "held_until")
"""Moments that a row may leave out."""

_READ_HERE: Final = frozenset(
    {"date", "updated", *_OTHER_MOMENTS, "market", "currency", "state", "cancelled"}
)

LOCKED_NOTE: Final = "was locked in the file that it came from"
"""The reason of a lock: what the file does not have may stand behind it, such as a payment."""

State = tuple[CartState, OrderState | None]


@dataclass(frozen=True, slots=True)
class Head:
    """One row's word on its cart; rows of a cart that say the same share one."""

    market: Market
    created: datetime
    updated: datetime
    cancelled: bool
    state: State | None
    """``None``: the row does not say."""
    paid: int | None
    """Minor units paid for an order; ``None``: the row does not say."""
    texts: dict[str, str]
    """The cart's other fields, as far as they are not empty."""
    touched: datetime | None = None
    held_until: datetime | None = None


class Heads:
    """Reads heads from records."""

    def __init__(self, columns: Columns, mapping: FileMapping, shop: Shop, market: Market | None) -> None:
        """Take ``market`` for rows that name none."""
        self._columns = columns
        self._mapping = mapping
        self._shop = shop
        self._market = market
        fields = FIELDS[ImportKind.CARTS]
        present = [field for field in fields if field not in _OF_LINES and columns.has(field)]
        self._texts = [(field, columns.text(field)) for field in present if field not in _READ_HERE]
        places = [place for field in present for place in columns.places(field)]
        self.key: Callable[[Cells], object] = itemgetter(*places) if places else lambda _: None
        """The cells that make up a head: where they are equal, heads are."""

    def read(self, cells: Cells, reference: str) -> Head:
        """Read a head; raises ``RowRefused`` for what no cart can be."""
        texts = {field: text for field, get in self._texts if (text := get(cells))}
        market = self._market_of(cells)
        zone = ZoneInfo(self._mapping.time_zone or market.time_zone)
        created = self._moment("date", cells, zone)
        updated = self._moment("updated", cells, zone) if self._text("updated", cells) else created
        self._check_level(texts.get("price_level"))
        paid = self._paid(texts["paid"], market) if "paid" in texts else None
        if texts.get("fulfilment", "shipping") not in tuple(FulfilmentCategory):
            choices = ", ".join(FulfilmentCategory)
            raise self._columns.refused("fulfilment", f"{shown(texts['fulfilment'])} is none of {choices}")
        state = self._state(cells)
        prefix = self._mapping.cancelled_prefix
        cancelled = bool(prefix) and reference.startswith(prefix)
        cancelled = cancelled or self._cancelled(cells) or state == STATES["cancelled"]
        touched, held_until = (
            self._moment(field, cells, zone) if self._text(field, cells) else None for field in _OTHER_MOMENTS
        )
        when = min(created, updated), updated
        return Head(market, *when, cancelled, state, paid, texts, touched, held_until)

    def _text(self, field: str, cells: Cells) -> str:
        """The text of a field."""
        return self._columns.text(field)(cells)

    def _moment(self, field: str, cells: Cells, zone: ZoneInfo) -> datetime:
        """A time of the row."""
        try:
            return read_moment(self._text(field, cells), zone, self._mapping.dates)
        except ValueError as error:
            raise self._columns.refused(field, error) from None

    def _market_of(self, cells: Cells) -> Market:
        """The market that the row names, else the file's; its currency must be the row's."""
        code = self._text("market", cells)
        market = self._shop.market(code) if code else self._market
        if market is None:
            raise self._columns.refused("market", not_a_market(self._shop, code))
        currency = self._text("currency", cells).upper()
        if currency and currency != market.currency:
            raise self._columns.refused(
                "currency", f"{shown(currency)} is not {market.currency}, the market's"
            )
        return market

    def _paid(self, text: str, market: Market) -> int:
        """What was paid, in minor units."""
        mapping = self._mapping
        try:
            paid = read_amount(text, market.currency, decimal=mapping.decimal, group=mapping.group)
        except ValueError as error:
            raise self._columns.refused("paid", error) from None
        if paid < 0:
            raise self._columns.refused("paid", f"{shown(text)} is below 0")
        return paid

    def _check_level(self, code: str | None) -> None:
        """Refuse a price level that the shop does not have: it would mean other prices."""
        if code is not None and self._shop.price_level(code) is None:
            codes = [level.code for level in self._shop.price_levels]
            said = f"{shown(code)} is not a price level; {nearest(code, codes)}"
            raise self._columns.refused("price_level", said)

    def _state(self, cells: Cells) -> State | None:
        """The state that the row names."""
        word = self._text("state", cells).lower()
        if word and word not in STATES:
            raise self._columns.refused("state", f"{shown(word)} is not a state; {nearest(word, STATES)}")
        return STATES[word] if word else None

    def _cancelled(self, cells: Cells) -> bool:
        """Whether the row says that it is cancelled."""
        try:
            return read_yes_no(self._text("cancelled", cells))
        except ValueError as error:
            raise self._columns.refused("cancelled", error) from None


def address_of(texts: dict[str, str], prefix: str) -> dict[str, str]:
    """The address behind a prefix, as the model takes it; empty when there is none."""
    return {field.removeprefix(prefix): text for field, text in texts.items() if field.startswith(prefix)}


def merged(heads: Sequence[Head]) -> tuple[dict[str, str], list[str]]:
    """What the heads of one cart say together, the earlier one first, and the fields they disagree on."""
    texts: dict[str, str] = {}
    disputed = []
    for head in heads:
        for field, text in head.texts.items():
            if texts.setdefault(field, text) != text and field not in disputed:
                disputed.append(field)
    return texts, disputed


def moments_of(heads: Sequence[Head]) -> dict[str, datetime | None]:
    """When a cart was made, changed and touched, and until when its prices are held, as the model has it."""
    return {
        "created_at": min(head.created for head in heads),
        "updated_at": max(head.updated for head in heads),
        "touched_at": max(filter(None, (head.touched for head in heads)), default=None),
        "prices_held_until": next(filter(None, (head.held_until for head in heads)), None),
    }


def lock_of(state: State, since: datetime | None) -> Lock | None:
    """The lock of a cart that was locked where it comes from: by hand, so that somebody looks first."""
    if state[0] is not CartState.LOCKED or since is None:
        return None
    return Lock(reason=LockReason.BY_HAND, since=since, note=LOCKED_NOTE)


def is_country(text: str) -> bool:
    """Whether it can be the code of a country."""
    return len(text) == 2 and text.isascii() and text.isalpha()
