"""Locked carts of a fake backend, for tests of what the desk does with their queue."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cartui.client.protocol import Conflict, Refused
from cartui.model.address import Contact
from cartui.model.cart import Cart
from cartui.model.changes import Change
from cartui.model.locks import LockedCart
from cartui.model.order import Order
from cartui.model.payment import Lock, LockReason, PaymentAttempt
from cartui.model.query import Page
from cartui.model.statement import Coverage, Evidence, StatementKind, StatementRow, Verdict
from tests.desk.fake_client import NOW, FakeClient, a_cart, a_summary, an_order, page_of
from tests.desk.fake_payments import FakePayments

if TYPE_CHECKING:
    from collections.abc import Sequence

REASONS = {
    Verdict.PAID: "PayPal has a payment of BDT 1,250.00 with this cart's reference, as it was tried.",
    Verdict.NOT_PAID: "No payment of BDT 1,250.00 that could be this cart's is in PayPal's statements.",
    Verdict.UNKNOWN: "No statement of PayPal has been imported.",
    Verdict.AMBIGUOUS: "PayPal has a payment of the amount tried that serves no cart.",
    Verdict.MISMATCH: "BDT 1,250.00 was tried: the amount or the currency is another.",
    Verdict.REFUNDED: "All of it went back to the payer.",
}


def a_locked(
    number: int, verdict: Verdict = Verdict.PAID, *, tried: int | None = None, **changes: object
) -> LockedCart:
    """A locked cart; higher numbers are locked longer. ``tried``: an amount other than the total."""
    total = 125_000 + number
    amount = total if tried is None else tried
    attempt = PaymentAttempt(
        provider="PayPal",
        reference=f"8XK{number:05}Z",
        merchant_reference=f"C-{number:06}",
        amount=amount,
        currency="BDT",
        card_last4="4242",
        started_at=NOW - timedelta(hours=number, minutes=30),
    )
    row = StatementRow(
        provider="paypal",
        transaction=attempt.reference,
        kind=StatementKind.PAYMENT,
        at=attempt.started_at,
        amount=amount,
        currency="BDT",
        card_last4="4242",
    )
    usual = LockedCart(
        id=f"cart-{number}",
        number=f"C-{number:06}",
        version=1,
        market="BD",
        currency="BDT",
        total=total,
        customer=f"Customer {number}",
        contact=Contact(name=f"Customer {number}", phone="+8801712345678", email="rahim@example.com"),
        lock=Lock(reason=LockReason.NO_RETURN, since=NOW - timedelta(hours=number)),
        attempt=attempt,
        evidence=Evidence(
            verdict=verdict, reasons=(REASONS[verdict],), rows=(row,) if verdict is Verdict.PAID else ()
        ),
    )
    return usual.model_copy(update=changes)


class LockedShop(FakeClient):
    """A fake backend with these locked carts."""

    def __init__(self, locked: "Sequence[LockedCart]") -> None:
        """They are in the list of carts as well."""
        numbers = [int(each.number.removeprefix("C-")) for each in locked]
        super().__init__([a_summary(number, state="locked") for number in numbers])
        self.locked = list(locked)
        self.covered = (
            Coverage(provider="paypal", start=NOW - timedelta(days=3), end=NOW - timedelta(hours=1)),
        )
        self.resolved: list[str] = []
        """What was done with locks, in order."""
        self.slow_locks: asyncio.Event | None = None
        """What resolving waits for."""

    @property
    def locks(self) -> "FakeLocks":
        return FakeLocks(self)

    @property
    def payments(self) -> "CoveredPayments":
        return CoveredPayments(self)

    def resolves_elsewhere(self, number: int, how: str = "unlocked", *, tell: bool = True) -> None:
        """Bob resolves a lock at another desk; with ``tell`` the feed of changes has it."""
        self.let_go(f"cart-{number}")
        self.resolved.append(f"bob {how} cart-{number}")
        if tell:
            self.feed.put_nowait(Change(len(self.resolved), "cart", f"cart-{number}", 2, "bob"))

    def says(self, number: int, verdict: Verdict) -> None:
        """A statement comes in by which that is true of a cart; the feed has not told of it yet."""
        at = next(at for at, row in enumerate(self.locked) if row.id == f"cart-{number}")
        self.locked[at] = a_locked(number, verdict)

    def locks_again(self, number: int, *, total: int) -> None:
        """Its lock was resolved elsewhere, and its customer went to pay another purchase."""
        at = next(at for at, row in enumerate(self.locked) if row.id == f"cart-{number}")
        lock = Lock(reason=LockReason.NO_RETURN, since=NOW)
        self.locked[at] = self.locked[at].model_copy(update={"lock": lock, "total": total})

    def let_go(self, ref: str) -> LockedCart:
        """Take a cart out of the queue."""
        row = next(row for row in self.locked if row.id == ref)
        self.locked.remove(row)
        self.summaries = [
            replace(each, state="open", version=each.version + 1) if each.id == ref else each
            for each in self.summaries
        ]
        return row


@dataclass(frozen=True, slots=True)
class FakeLocks:
    """The locks of a fake backend."""

    backend: LockedShop

    async def list(self, *, limit: int = 50, after: str | None = None) -> Page[LockedCart]:
        self.backend.answer("locks")
        return self.backend.remembered("locks", page_of(self.backend.locked, limit, after, None))

    async def get(self, ref: str) -> LockedCart:
        self.backend.answer(f"lock of {ref}")
        row = next((row for row in self.backend.locked if ref in {row.id, row.number}), None)
        if row is None:
            raise Refused(f"{ref} is not locked: it is open.")
        return row

    async def confirm(
        self,
        ref: str,
        reason: str,
        *,
        against_evidence: bool = False,
        seen: Verdict | None = None,
        since: datetime | None = None,
        key: str | None = None,
    ) -> Order:
        cart = await self._resolve("confirm", ref, reason, against_evidence, seen, since, key)
        return an_order(int(ref.removeprefix("cart-")), cart)

    async def unlock(
        self,
        ref: str,
        reason: str,
        *,
        against_evidence: bool = False,
        seen: Verdict | None = None,
        since: datetime | None = None,
        key: str | None = None,
    ) -> Cart:
        return await self._resolve("unlock", ref, reason, against_evidence, seen, since, key)

    async def delete(
        self,
        ref: str,
        reason: str,
        *,
        against_evidence: bool = False,
        seen: Verdict | None = None,
        since: datetime | None = None,
        key: str | None = None,
    ) -> Cart:
        return await self._resolve("delete", ref, reason, against_evidence, seen, since, key)

    async def _resolve(
        self,
        how: str,
        ref: str,
        reason: str,
        against: bool,
        seen: Verdict | None,
        since: datetime | None,
        key: str | None,
    ) -> Cart:
        """Resolve as a backend does: once per key, by the evidence that was seen, and only what is locked."""
        backend = self.backend
        sign = " against the evidence" if against else ""
        asked = f"{how} {ref}{sign}: {reason}"
        backend.answer(asked)
        if backend.slow_locks is not None:
            await backend.slow_locks.wait()

        async def do() -> Cart:
            row = next((row for row in backend.locked if row.id == ref), None)
            if row is None:
                raise Conflict(f"{ref} was unlocked by bob: unlocked: cash. Nothing was changed now.")
            if since is not None and row.lock.since != since:
                raise Conflict(f"{ref} was unlocked meanwhile and locked again.", changed=("lock",))
            if seen is not None and row.evidence.verdict is not seen:
                says = f"said {seen}, and says {row.evidence.verdict} by now"
                raise Conflict(f"{ref}: the evidence {says}. Nothing was changed.", changed=("evidence",))
            backend.let_go(ref)
            backend.resolved.append(asked)
            summary = next(each for each in backend.summaries if each.id == ref)
            return a_cart(summary)

        return await backend.once(key, asked, do)


class CoveredPayments(FakePayments):
    """What is known of payments at a fake backend, and up to when."""

    def __init__(self, backend: LockedShop) -> None:
        super().__init__(backend, NOW)
        self._shop = backend

    async def coverage(self) -> tuple[Coverage, ...]:
        self._shop.answer("coverage")
        return self._shop.remembered("coverage", self._shop.covered)
