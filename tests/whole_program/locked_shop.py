"""A shop with locked carts of every kind, made by the same doors as in earnest: payments that are reported,
and a statement that is taken in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cartui.client.local import LocalClient
from cartui.client.protocol import Client
from cartui.model.actions import AddLine, SetContact
from cartui.model.agent import Actor, Role
from cartui.model.cart import Cart, NewCart
from cartui.model.statement import Coverage, Statement, StatementKind, StatementRow, Verdict
from tests.contract.payments import paid_row, tell
from tests.contract.shop import furnish

_DAY: Final = timedelta(days=1)
_A_MINUTE: Final = timedelta(minutes=1)

Rows = Callable[[Cart, datetime], tuple[StatementRow, ...]]
"""What the statement has of a cart whose customer went to pay at that time."""


@dataclass(frozen=True)
class Story:
    """What happened to one cart, and what the statements must say of it."""

    customer: str
    verdict: Verdict
    rows: Rows = lambda _cart, _at: ()
    ago: timedelta = 2 * _DAY
    """How long ago the customer went to pay."""
    by_hand: bool = False
    """Whether an agent locked it, and nobody went to pay."""
    quantity: int = 0
    """Of its one product; 0: another one than in any other cart."""


def _paid(cart: Cart, at: datetime) -> tuple[StatementRow, ...]:
    """Paid as it was tried."""
    return (paid_row(cart, at),)


def _paid_less(cart: Cart, at: datetime) -> tuple[StatementRow, ...]:
    """Paid with the cart's reference, and too little."""
    return (paid_row(cart, at, amount=cart.totals.total - 100),)


def _given_back(cart: Cart, at: datetime) -> tuple[StatementRow, ...]:
    """Paid, and given back since."""
    payment = paid_row(cart, at)
    refund = paid_row(
        cart,
        at + timedelta(hours=1),
        kind=StatementKind.REFUND,
        transaction=f"BACK-{cart.number}",
        amount=-payment.amount,
        about=payment.transaction,
    )
    return payment, refund


def _paid_by_somebody(cart: Cart, at: datetime) -> tuple[StatementRow, ...]:
    """Paid by one of two customers alike, and nothing says which."""
    return (paid_row(cart, at, transaction="NOBODY-KNOWS", merchant_reference=""),)


TWINS: Final = 40
"""The quantity of two carts that look alike."""

STORIES: Final = (
    Story("Paid One", Verdict.PAID, _paid),
    Story("Unpaid One", Verdict.NOT_PAID),
    Story("Paid Two", Verdict.PAID, _paid),
    Story("Short One", Verdict.MISMATCH, _paid_less),
    Story("Paid Three", Verdict.PAID, _paid),
    Story("Unpaid Two", Verdict.NOT_PAID),
    Story("Refunded One", Verdict.REFUNDED, _given_back),
    Story("Twin One", Verdict.AMBIGUOUS, _paid_by_somebody, quantity=TWINS),
    Story("Twin Two", Verdict.AMBIGUOUS, quantity=TWINS),
    Story("Unpaid Three", Verdict.NOT_PAID),
    Story("Paid Four", Verdict.PAID, _paid),
    Story("Late One", Verdict.UNKNOWN, ago=timedelta(hours=2)),
    Story("Held One", Verdict.UNKNOWN, by_hand=True),
)
"""Every kind of locked cart, in the order in which they were locked."""


@dataclass(frozen=True)
class LockedShop:
    """The shop: its carts, by their customers' names."""

    path: Path
    carts: dict[str, Cart]


async def make_locked_shop(path: Path) -> LockedShop:
    """Make it there: alice is an agent of it, bob a lead."""
    now = datetime.now(UTC).replace(microsecond=0)
    begun = now - 3 * _DAY
    carts: dict[str, Cart] = {}
    async with LocalClient(str(path), Actor(name="owner"), clock=lambda: begun) as owner:
        await furnish(owner)
        await owner.agents.add("alice", Role.AGENT)
        await owner.agents.add("bob", Role.LEAD)
        for which, story in enumerate(STORIES):
            carts[story.customer] = await _cart(owner, story, which)
    rows: list[StatementRow] = []
    for which, story in enumerate(STORIES):
        at = now - story.ago + which * _A_MINUTE
        rows += await _lock(path, story, carts[story.customer], at)
    async with LocalClient(str(path), Actor(name="owner")) as owner:
        covers = Coverage(provider="paypal", start=begun, end=now - timedelta(hours=1))
        await owner.payments.take_statement(
            Statement(provider="paypal", coverage=(covers,), rows=tuple(rows))
        )
    return LockedShop(path, carts)


def _card(cart: Cart) -> str:
    """The last four digits of the card: every customer has their own, but those two who look alike."""
    return f"{cart.totals.total % 10_000:04d}"


async def _cart(client: Client, story: Story, which: int) -> Cart:
    """A cart that waits for its customer to pay."""
    cart = await client.carts.create(NewCart(market="BD"))
    name, email = story.customer, f"c{which}@example.com"
    contact = SetContact(name=name, phone=f"+88017120000{which:02d}", email=email)
    line = AddLine(sku="MUG-01", quantity=story.quantity or which + 1)
    return await client.carts.edit(cart.id, cart.version, [contact, line])


async def _lock(path: Path, story: Story, cart: Cart, at: datetime) -> list[StatementRow]:
    """Lock it, or let its customer go to pay, at that time; gives what the statement has of it."""
    async with LocalClient(str(path), Actor(name="owner"), clock=lambda: at) as owner:
        if story.by_hand:
            await owner.locks.lock(cart.id, "the customer rang")
            return []
        card = _card(cart)
        await tell(owner, cart, card_last4=card)
    return [row.model_copy(update={"card_last4": card}) for row in story.rows(cart, at + _A_MINUTE)]
