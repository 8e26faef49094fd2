"""The shop's own database: its carts, and what it has not told cartui yet.

A change of a cart and the event that tells of it are written in one transaction. So there is no moment at
which the shop could be killed and cartui would not hear of a change.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final

from cartui_api import Json

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS cart (name TEXT PRIMARY KEY, facts TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, cart TEXT, event TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS outbox_cart ON outbox (cart);
CREATE TABLE IF NOT EXISTS webhook (
    id TEXT PRIMARY KEY, cart TEXT NOT NULL, body TEXT NOT NULL, due REAL NOT NULL, tries INTEGER NOT NULL
);
"""


@dataclass(frozen=True)
class Cart:
    """A cart as the shop shows it."""

    name: str
    revision: int = 0
    """Rises with each change of the shopper's."""
    lines: dict[str, int] = field(default_factory=dict)
    """Quantities by SKU."""
    customer: str | None = None
    """Email of whoever signed in."""
    contact: Json = field(default_factory=dict)
    address: Json | None = None
    said: dict[str, int] = field(default_factory=dict)
    """The quantities of the shopper's last word that cartui took as it was."""
    now: Json | None = None
    """What cartui answered last; its ``version`` is what the next change is made of."""
    over: bool = False
    """Ordered, deleted or merged: the shopper begins a new one."""
    message: str = ""
    """For the shopper."""

    def as_event(self, market: str) -> Json:
        """The whole cart, as cartui is told of it."""
        return {
            "type": "cart",
            "cart": self.name,
            "revision": self.revision,
            "base": self.now["version"] if self.now else None,
            "market": market,
            "lines": [{"sku": sku, "quantity": number} for sku, number in self.lines.items()],
            "customer": self.customer,
            "contact": self.contact,
            "shipping_address": self.address,
        }


class Records:
    """Carts, outbox and webhooks in one file; any thread may use it."""

    def __init__(self, path: str) -> None:
        self._lock = threading.RLock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;" + _TABLES)
        self.told = threading.Event()
        """Set whenever something was added that is to be sent."""

    @contextmanager
    def changing(self) -> Iterator[None]:
        """All that is changed inside is there afterwards, or nothing of it."""
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")
        self.told.set()

    def cart(self, name: str) -> Cart:
        """The cart of that name; an empty one where there is none yet."""
        rows = self._rows("SELECT facts FROM cart WHERE name = ?", name)
        return Cart(**json.loads(rows[0][0])) if rows else Cart(name)

    def carts(self) -> list[Cart]:
        """All of them."""
        return [Cart(**json.loads(facts)) for (facts,) in self._rows("SELECT facts FROM cart ORDER BY name")]

    def save(self, cart: Cart) -> None:
        """Keep a cart as it is now."""
        facts = json.dumps(cart.__dict__)
        self._rows("INSERT INTO cart VALUES (?, ?) ON CONFLICT DO UPDATE SET facts = ?2", cart.name, facts)

    def tell(self, event: Json) -> None:
        """Put an event into the outbox."""
        self._rows("INSERT INTO outbox (cart, event) VALUES (?, ?)", event["cart"], json.dumps(event))

    def waiting(self, most: int) -> list[tuple[int, Json]]:
        """The oldest events that were not answered yet, with their places in the outbox."""
        rows = self._rows("SELECT id, event FROM outbox ORDER BY id LIMIT ?", most)
        return [(place, json.loads(event)) for place, event in rows]

    def is_waiting(self, cart: str) -> bool:
        """Whether something of that cart was not answered yet."""
        return bool(self._rows("SELECT 1 FROM outbox WHERE cart = ? LIMIT 1", cart))

    def answered(self, events: Sequence[tuple[int, Json]], answers: Sequence[Json]) -> None:
        """Cross the events out, and show from now on what was answered.

        Where the shopper went on meanwhile, the cart stays as they see it: what they did last is on its way,
        and its answer will have all of it.
        """
        with self.changing():
            for (place, event), answer in zip(events, answers, strict=True):
                self._rows("DELETE FROM outbox WHERE id = ?", place)
                cart = self.cart(event["cart"])
                is_last_word = event.get("revision") == cart.revision
                if is_last_word and (answer["outcome"] not in {"taken", "unchanged"} or answer["problems"]):
                    cart = replace(cart, said=quantities(answer["cart"]))
                if not self.is_waiting(cart.name):
                    cart = shown(cart, answer)
                self.save(cart)

    def add_webhook(self, webhook: str, cart: str, body: Json, due: float) -> None:
        """Keep a webhook of the pretend provider until it is taken."""
        self._rows("INSERT INTO webhook VALUES (?, ?, ?, ?, 0)", webhook, cart, json.dumps(body), due)

    def due_webhook(self, now: float) -> tuple[str, str, str, int] | None:
        """Id, cart, body and tries of the webhook that is to be sent next; ``None``: not yet."""
        asked = "SELECT id, cart, body, tries FROM webhook WHERE due <= ? ORDER BY due LIMIT 1"
        rows = self._rows(asked, now)
        return rows[0] if rows else None

    def postpone(self, webhook: str, due: float) -> None:
        """Send it later."""
        self._rows("UPDATE webhook SET due = ?, tries = tries + 1 WHERE id = ?", due, webhook)

    def drop(self, webhook: str) -> None:
        """It was taken."""
        self._rows("DELETE FROM webhook WHERE id = ?", webhook)

    def left(self) -> tuple[int, int]:
        """How many events and how many webhooks wait."""
        [(events, webhooks)] = self._rows(
            "SELECT (SELECT count(*) FROM outbox), (SELECT count(*) FROM webhook)"
        )
        return events, webhooks

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._database.execute(statement, values).fetchall()


def shown(cart: Cart, answer: Json) -> Cart:
    """The cart as it is to be shown after an answer: cartui's replaces the shop's."""
    now, outcome = answer["cart"], answer["outcome"]
    over = cart.over or outcome in {"ordered", "deleted", "blocked"}
    cart = replace(cart, over=over, message=answer["message"])
    if now is None:
        return cart
    return replace(cart, lines=quantities(now), contact=now["contact"], now=now)


def quantities(now: Json | None) -> dict[str, int]:
    """How many there are of each SKU in a cart of cartui's; an agent's own items have none."""
    found: dict[str, int] = {}
    for line in now["lines"] if now else ():
        if line["sku"] is not None:
            found[line["sku"]] = found.get(line["sku"], 0) + line["quantity"]
    return found
