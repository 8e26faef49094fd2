"""A made-up month at a shop's checkout, and what its payment providers write of it.

Nothing here comes from cartui: shoppers pay, walk away, pay twice, take another card; the providers write
down what became of their money, in files of a week each, with what files leave out. What is true of a cart is
noted when it happens. `python -m tests.rules.month_of_payments SEED` counts what is in a month.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from tests.rules.known_month import Cart, File, Month
from tests.rules.weekly_files import FIRST_DAY, SHOP_TIME, as_exported, weeks

CLOCK_CHANGE = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
"""At three in the morning it is two once more."""
POPULAR = (1900, 2900, 4800, 4810, 4790, 9900)


@dataclass
class Shopper:
    """Somebody with a mail address, perhaps another one at the provider, and a card or two."""

    email: str
    email_there: str
    cards: tuple[str, ...]


def make_month(seed: int, attempts: int = 2000, *, stops: datetime | None = None) -> Month:
    """A month of that many attempts; `stops` is where all files end."""
    shop = _Checkout(Random(seed))
    while shop.tried < attempts:
        shop.let_somebody_come()
    shop.let_strangers_pay(attempts // 40)
    return shop.month(stops)


class _Checkout:
    """What happens in the month, told as it happens."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.tried = 0
        self.carts: list[Cart] = []
        self.rows: list[dict[str, Any]] = []
        self.used: list[tuple[str, str]] = []
        self.shoppers = [self._shopper(at) for at in range(700)]

    def let_somebody_come(self) -> None:
        """One of the ways in which people come to the checkout."""
        way = self.rng.choices(
            (self._one, self._goes_and_comes_again, self._two_carts, self._neighbours, self._tries_again),
            (70, 8, 6, 10, 6),
        )[0]
        way(self.rng.choice(self.shoppers), self._moment(), self._amount(), self._provider())

    def let_strangers_pay(self, count: int) -> None:
        """Money for no cart: sent by hand, paid elsewhere, perhaps of an amount that carts have, too."""
        for at in range(count):
            self._row(
                provider=self._provider(),
                at=self._moment(),
                amount=self._amount(),
                payer_email=f"stranger{at}@elsewhere.example",
                merchant_reference=self.rng.choice(("", f"ebay-{at}")),
            )

    def _one(self, shopper: Shopper, at: datetime, money: tuple[int, str], provider: str) -> None:
        cart = self._cart()
        attempt = self._attempt(cart, shopper, at, money, provider)
        self._goes_on(cart, attempt, shopper)

    def _goes_and_comes_again(
        self, shopper: Shopper, at: datetime, money: tuple[int, str], provider: str
    ) -> None:
        """Walks away from one cart, fills another with the same, and pays that one."""
        self._attempt(self._cart(), shopper, at, money, provider)
        later = at + timedelta(minutes=self.rng.randint(2, 40))
        cart = self._cart()
        attempt = self._attempt(cart, shopper, later, money, provider)
        self._pays(cart, attempt, shopper, "paid twice" if self.rng.random() < 0.02 else "paid")

    def _two_carts(self, shopper: Shopper, at: datetime, money: tuple[int, str], provider: str) -> None:
        """Two carts of the same shopper, of equal or nearly equal amounts, each with its own luck."""
        for _ in range(2):
            self._one(shopper, at, money, provider)
            at += timedelta(minutes=self.rng.randint(1, 9))
            money = (money[0] + self.rng.choice((0, 0, 1, 10)), money[1])

    def _neighbours(self, shopper: Shopper, at: datetime, money: tuple[int, str], provider: str) -> None:
        """Other people pay nearly the same, minutes apart."""
        for _ in range(self.rng.randint(2, 4)):
            self._one(shopper, at, money, provider)
            shopper = self.rng.choice(self.shoppers)
            at += timedelta(minutes=self.rng.randint(1, 9))
            money = (money[0] + self.rng.choice((0, 0, 1, -10)), money[1])

    def _tries_again(self, shopper: Shopper, at: datetime, money: tuple[int, str], provider: str) -> None:
        """Two tries of one cart, often under the same invoice id; the first comes to nothing."""
        cart = self._cart()
        first = self._attempt(cart, shopper, at, money, provider)
        if self.rng.random() < 0.7:
            self._money(first, shopper, status="failed")
            first["status"] = self.rng.choice(("failed", "started"))
        later = at + timedelta(minutes=self.rng.randint(1, 90))
        second = self._attempt(cart, shopper, later, money, provider)
        if self.rng.random() < 0.8:
            second["merchant_reference"] = first["merchant_reference"]
        self._goes_on(cart, second, shopper)

    def _goes_on(self, cart: Cart, attempt: dict[str, Any], shopper: Shopper) -> None:
        """Whether this shopper pays, and how."""
        fates = {
            "unpaid": 25,
            "paid": 60,
            "paid twice": 0.5,
            "paid back": 4,
            "paid another amount": 2,
            "pending": 2,
            "reserved": 1,
            "refused": 5,
        }
        fate = self.rng.choices([*fates], [*fates.values()])[0]
        if fate == "refused":
            self._money(attempt, shopper, status="failed")
        elif fate != "unpaid":
            self._pays(cart, attempt, shopper, fate)

    def _pays(self, cart: Cart, attempt: dict[str, Any], shopper: Shopper, fate: str) -> None:
        """Money moves, or is about to; two in three times the shop hears of it and makes an order."""
        cart.fate = fate
        if fate == "pending":
            cart.money.append(self._money(attempt, shopper, status="pending"))
            attempt["status"] = self.rng.choice(("pending", "started"))
            return
        if fate == "reserved":
            cart.money.append(self._money(attempt, shopper, kind="other"))
            return
        paid = self._money(attempt, shopper)
        cart.money.append(paid)
        if fate == "paid another amount":
            self._changes_amount(paid)
            attempt["merchant_reference"] = attempt["merchant_reference"] or f"WEB-{self.tried:06d}"
            paid["merchant_reference"] = attempt["merchant_reference"]
        if fate == "paid twice":
            cart.money.append(self._money(attempt, shopper, minutes=self.rng.randint(1, 30)))
        if fate == "paid back":
            cart.back.append(self._goes_back(paid))
        elif fate == "paid" and self.rng.random() < 0.04:
            cart.back += self._is_disputed_and_won(paid)
        elif fate == "paid" and self.rng.random() < 0.04:
            self._is_converted(paid, attempt)
        if fate in ("paid", "paid twice") and self.rng.random() < 0.65:
            cart.is_locked = False
            attempt["status"] = "succeeded"
            self.used.append((paid["provider"], paid["transaction"]))

    def _money(
        self, attempt: dict[str, Any], shopper: Shopper, minutes: int = 0, **given: Any
    ) -> dict[str, Any]:
        """The provider's row of a payment: what it knows differs from what the shop knows."""
        started = datetime.fromisoformat(attempt["started_at"])
        if self.rng.random() < 0.05:
            minutes += self.rng.randint(60, 22 * 60)
        at = started + timedelta(minutes=minutes, seconds=self.rng.randint(-100, 600))
        known = attempt["reference"]
        is_own_id = bool(known) and self.rng.random() < 0.5 and not minutes
        knows_reference = known and not minutes and self.rng.random() < 0.85
        row = self._row(
            provider=attempt["provider"],
            at=at,
            amount=(attempt["amount"], attempt["currency"]),
            merchant_reference=attempt["merchant_reference"] if self.rng.random() < 0.85 else "",
            payer_email=shopper.email_there if self.rng.random() < 0.9 else "",
            card_last4=self.rng.choice(shopper.cards) if attempt["provider"] == "Stripe" else "",
            **given,
        )
        if knows_reference and is_own_id:
            row["transaction"] = known
        elif knows_reference:
            row["references"] = [known]
        if row["kind"] == "payment" and row["status"] == "completed":
            self._row(
                provider=attempt["provider"],
                at=at,
                amount=(-self.rng.randint(30, 90), "EUR"),
                kind="fee",
                about=row["transaction"],
                merchant_reference=row["merchant_reference"],
            )
        return row

    def _changes_amount(self, paid: dict[str, Any]) -> None:
        """Less or more than was asked for, or as much in another currency."""
        if self.rng.random() < 0.3:
            paid["currency"] = "USD" if paid["currency"] == "EUR" else "EUR"
        else:
            paid["amount"] += self.rng.choice((-100, -1, 1, 250))

    def _goes_back(self, paid: dict[str, Any]) -> dict[str, Any]:
        """Refunded in whole or in part, or taken back by the payer."""
        part = self.rng.choice((1, 1, 0.5))
        kind = self.rng.choice(("refund", "refund", "reversal"))
        row = self._row(
            provider=paid["provider"],
            at=datetime.fromisoformat(paid["at"]) + timedelta(minutes=self.rng.randint(5, 3000)),
            amount=(-int(paid["amount"] * part), paid["currency"]),
            kind=kind,
            status=self.rng.choice(("completed", "completed", "completed", "pending")),
            payer_email=paid["payer_email"],
            card_last4=paid["card_last4"],
        )
        if self.rng.random() < 0.9:
            row["about"] = self.rng.choice((paid["transaction"], *paid["references"]))
        elif part == 1:
            row["merchant_reference"] = self.rng.choice(("", paid["merchant_reference"]))
        else:
            row["about"] = paid["transaction"]
        return row

    def _is_disputed_and_won(self, paid: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Taken back by the payer, and given back to the shop."""
        at = datetime.fromisoformat(paid["at"]) + timedelta(hours=self.rng.randint(1, 60))
        for amount in (-paid["amount"], paid["amount"]):
            yield self._row(
                provider=paid["provider"],
                at=at,
                amount=(amount, paid["currency"]),
                kind="reversal",
                about=paid["transaction"],
            )
            at += timedelta(hours=self.rng.randint(1, 60))

    def _is_converted(self, paid: dict[str, Any], attempt: dict[str, Any]) -> None:
        """Paid in the other currency; the provider says into what it was changed."""
        other = "USD" if paid["currency"] == "EUR" else "EUR"
        paid["amount"], paid["currency"] = paid["amount"] * 11 // 10, other
        for amount, currency in ((-paid["amount"], other), (attempt["amount"], attempt["currency"])):
            self._row(
                provider=paid["provider"],
                at=datetime.fromisoformat(paid["at"]),
                amount=(amount, currency),
                kind="conversion",
                about=paid["transaction"],
            )

    def _row(self, *, provider: str, at: datetime, amount: tuple[int, str], **given: Any) -> dict[str, Any]:
        """One row, as the provider writes it: in its own spelling, and in the time of the shop."""
        if provider.lower() == "stripe":
            at = at.replace(second=0)
        row = {
            "provider": provider.lower(),
            "transaction": f"T{self.rng.getrandbits(60):X}",
            "kind": "payment",
            "status": "completed",
            "at": at.astimezone(SHOP_TIME).isoformat(),
            "amount": amount[0],
            "currency": amount[1],
            "references": [],
            "merchant_reference": "",
            "payer_email": "",
            "card_last4": "",
            "about": "",
            **given,
        }
        self.rows.append(row)
        return row

    def _attempt(
        self, cart: Cart, shopper: Shopper, at: datetime, money: tuple[int, str], provider: str
    ) -> dict[str, Any]:
        """A try, with what the shop happens to know of it."""
        self.tried += 1
        card = self.rng.choice(shopper.cards) if provider == "Stripe" and self.rng.random() < 0.7 else None
        attempt: dict[str, Any] = {
            "provider": provider,
            "reference": f"R{self.rng.getrandbits(50):X}" if self.rng.random() < 0.6 else "",
            "merchant_reference": f"WEB-{self.tried:06d}" if self.rng.random() < 0.85 else "",
            "payer_email": shopper.email if self.rng.random() < 0.8 else None,
            "card_last4": card,
            "amount": money[0],
            "currency": money[1],
            "status": "started",
            "started_at": at.isoformat(),
        }
        cart.attempts.append(attempt)
        return attempt

    def _cart(self) -> Cart:
        cart = Cart(f"C-{len(self.carts):06d}")
        self.carts.append(cart)
        return cart

    def _shopper(self, at: int) -> Shopper:
        email = f"shopper{at}@mail.example"
        there = email if self.rng.random() < 0.85 else f"other{at}@mail.example"
        cards = tuple(f"{self.rng.randrange(10_000):04d}" for _ in range(self.rng.choice((1, 1, 2))))
        return Shopper(email, self.rng.choice((there, there.upper())), cards)

    def _moment(self) -> datetime:
        """Some time of the month; one in ten in the night in which the clocks change."""
        if self.rng.random() < 0.1:
            return CLOCK_CHANGE + timedelta(seconds=self.rng.randint(-7200, 7200))
        start = datetime.combine(FIRST_DAY, datetime.min.time(), SHOP_TIME).astimezone(UTC)
        return start + timedelta(seconds=self.rng.randrange(31 * 86_400))

    def _amount(self) -> tuple[int, str]:
        amount = self.rng.choice(POPULAR) if self.rng.random() < 0.3 else self.rng.randrange(500, 30_000)
        return amount, self.rng.choice(("EUR", "EUR", "USD"))

    def _provider(self) -> str:
        return self.rng.choice(("PayPal", "Stripe"))

    def month(self, stops: datetime | None) -> Month:
        """What is known at the end: files of a week each that overlap by a day, one of which got lost."""
        files = [(provider, start, end) for provider in ("paypal", "stripe") for start, end in weeks(stops)]
        if len(files) > 6:
            files.remove(self.rng.choice([each for each in files if each[0] == "paypal"][1:-1]))
        written = [
            File(
                provider,
                [
                    as_exported(row, end)
                    for row in self.rows
                    if row["provider"] == provider and start <= datetime.fromisoformat(row["at"]) < end
                ],
            )
            for provider, start, end in files
        ]
        rows = [row for file in written for row in file.rows]
        self.rng.shuffle(rows)
        coverage = [
            {"provider": provider, "start": start.isoformat(), "end": end.isoformat()}
            for provider, start, end in files
        ]
        return Month(self.carts, rows, coverage, self.used, written)


if __name__ == "__main__":
    made = make_month(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    print(len(made.rows), "rows;", Counter(cart.fate for cart in made.locked))
