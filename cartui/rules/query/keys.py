"""The keys of the query line over carts, and what any key is: for reading, help, docs and completion."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Final


class Kind(Enum):
    """What the values of a key are."""

    TEXT = "text"
    """Any text, as it is."""
    CHOICE = "choice"
    """One of a few words."""
    MOMENT = "moment"
    """How long ago, or a day."""
    AGE = "age"
    """How long ago, and nothing else."""
    AMOUNT = "amount"
    """A number with decimals, or a range of them."""
    COUNT = "count"
    """A whole number, or a range of them."""
    EMAIL = "email"
    """A whole email address, or an ``@`` and a domain."""
    NETWORK = "network"
    """An IP address, or a range of them in CIDR notation."""
    COUNTRY = "country"
    """A country's code of two letters."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the query line."""

    name: str
    meaning: str
    """What of a cart it is about, as part of a sentence."""
    examples: tuple[str, ...]
    """Terms that use it, each as one would type it."""
    kind: Kind = Kind.TEXT
    choices: Mapping[str, str] = field(default_factory=dict)
    """The values of a ``CHOICE``, with what each means."""
    stored: Mapping[str, str] = field(default_factory=dict)
    """What the models call a choice, where that is another word; it may be typed as well."""


@dataclass(frozen=True, slots=True)
class KeySet:
    """The keys of one query line, with what is said of them."""

    things: str
    """What is searched: ``carts``."""
    keys: Mapping[str, Key]
    """Every key by its name, in the order in which they are explained."""
    other_words: Mapping[str, str]
    """Words that people try for a key, and the one that they mean."""
    example: str
    """A term, to show what a key is."""
    excluded: str
    """A term that excludes something, to show how that is written."""
    asked_for: frozenset[str] = frozenset()
    """Keys whose values only the backend knows."""


_DATES: Final = "how long ago, or a day"

_ALL: Final = (
    Key("number", "number of the cart, with or without C-, or its id", ("number:123", "number:C-000123,124")),
    Key("customer", "number or id of the customer", ("customer:1042",)),
    Key("market", "code of the market", ("market:BD", "market:BD,IN")),
    Key("channel", "storefront or channel group it came through", ("channel:GospelShop",)),
    Key(
        "state",
        "where the cart is in its life",
        ("state:open,locked", "-state:locked"),
        Kind.CHOICE,
        {
            "open": "it can be changed and placed",
            "locked": "a payment's outcome is unknown",
            "ordered": "it became an order",
            "deleted": "it is in the trash",
        },
    ),
    Key(
        "lock",
        "why it is locked",
        ("lock:no_return",),
        Kind.CHOICE,
        {
            "no_return": "the customer went to pay and did not come back",
            "pending_payment": "the payment is still pending",
            "by_hand": "an agent locked it",
        },
    ),
    Key("level", "code of the price level in force", ("level:retail",)),
    Key("rep", "number of the sales representative", ("rep:14",)),
    Key(
        "origin",
        "how it came to be",
        ("origin:storefront",),
        Kind.CHOICE,
        {
            "storefront": "a shopper filled it",
            "agent": "it was started at the desk",
            "import": "it came out of a file",
        },
    ),
    Key("assigned", "name of the agent it is assigned to, or me", ("assigned:me", "assigned:alice")),
    Key("tag", "one of its tags", ("tag:vip", '-tag:"big spender"')),
    Key("product", "words of a title in the cart, or a SKU", ('product:"cotton shirt"', "product:MUG-01")),
    Key(
        "email",
        "email of its contact or customer, or behind an @ a domain with all below it",
        ("email:rahim@example.com", "email:@example.com"),
        Kind.EMAIL,
    ),
    Key(
        "ip",
        "address of the visitor who filled it, or the network that it lies in",
        ("ip:203.0.113.7", "ip:203.0.113.0/24", 'ip:"2001:db8::/32"'),
        Kind.NETWORK,
    ),
    Key("from", "country that the visitor's address is of", ("from:BD", "from:BD,IN"), Kind.COUNTRY),
    Key(
        "created",
        f"when it was started: {_DATES}",
        ("created:today", "created:2026-11-01..2026-11-05"),
        Kind.MOMENT,
    ),
    Key("updated", f"when it was last changed: {_DATES}", ("updated:<2d", "updated:yesterday"), Kind.MOMENT),
    Key(
        "touched",
        f"when the customer last looked at it, else when it was last changed: {_DATES}",
        ("touched:>1d",),
        Kind.MOMENT,
    ),
    Key(
        "called",
        f"when its customer was called last: {_DATES}",
        ("called:today", "-called:<2d"),
        Kind.MOMENT,
    ),
    Key(
        "call",
        "what came of the last call",
        ("call:no_answer", "-call:none"),
        Kind.CHOICE,
        {
            "reached": "they were spoken to, and will see",
            "no_answer": "nobody answered",
            "ordered": "they order, or did",
            "declined": "they want nothing of it",
            "none": "nobody has called",
        },
    ),
    Key("age", "how long ago it was started", ("age:>30d", "age:1w..2w"), Kind.AGE),
    Key(
        "total",
        "its total, in its own currency",
        ("total:>1000", "total:100..199.99"),
        Kind.AMOUNT,
    ),
    Key("items", "how many different lines it has", ("items:>=3",), Kind.COUNT),
    Key("units", "how many pieces it has", ("units:50..100",), Kind.COUNT),
    Key(
        "is",
        "what kind of cart it is",
        ("is:guest", "-is:empty"),
        Kind.CHOICE,
        {
            "guest": "no customer is linked",
            "locked": "a payment's outcome is unknown",
            "empty": "it has no lines",
            "high-value": "its total reaches the market's threshold",
            "promising": "its customer left it and is worth a call",
        },
    ),
    Key(
        "has",
        "what it has",
        ("has:note", "-has:phone,email"),
        Kind.CHOICE,
        {
            "note": "an internal note",
            "coupon": "a coupon code",
            "customer": "a linked customer",
            "assignee": "an agent it is assigned to",
            "tag": "at least one tag",
            "phone": "a phone number to call",
            "email": "an email address to write to",
            "address": "a shipping address",
        },
    ),
)

KEYS: Final[Mapping[str, Key]] = MappingProxyType({key.name: key for key in _ALL})
"""Every key by its name, in the order in which they are explained."""

OTHER_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "agent": "assigned",
        "address": "ip",
        "amount": "total",
        "assignee": "assigned",
        "changed": "updated",
        "country": "from",
        "date": "created",
        "days": "age",
        "domain": "email",
        "id": "number",
        "lines": "items",
        "mail": "email",
        "network": "ip",
        "outcome": "call",
        "phoned": "called",
        "rang": "called",
        "older": "age",
        "owner": "assigned",
        "price": "total",
        "qty": "units",
        "quantity": "units",
        "reason": "lock",
        "seen": "touched",
        "sku": "product",
        "started": "created",
        "status": "state",
        "sum": "total",
        "title": "product",
        "value": "total",
        "viewed": "touched",
    }
)
"""Words that people try for a key, and the one that they mean."""

CART_KEYS: Final = KeySet(
    things="carts",
    keys=KEYS,
    other_words=OTHER_WORDS,
    example="state:open",
    excluded="-tag:vip",
    asked_for=frozenset({"assigned", "channel", "rep", "tag"}),
)
"""The query line over carts."""
