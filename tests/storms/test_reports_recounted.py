"""Whatever happens to carts, and whenever it is counted: reports say what a count from nothing would say."""

import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, func, select

from cartui.client.local import LocalClient
from cartui.client.local.reporting import counting
from cartui.client.local.reporting.reading import ReportReading
from cartui.client.protocol import Client, ClientError
from cartui.model.actions import (
    Action,
    AddCustomLine,
    AddLine,
    RemoveLine,
    SetCustomer,
    SetMarket,
    SetPriceLevel,
    SetQuantity,
)
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.cart import Cart, CartState, NewCart, Origin
from cartui.model.cart_story import CartStory
from cartui.model.customer import Customer
from cartui.model.imports import ImportBatch, ImportedCart, ImportedLine
from cartui.model.recovery import CallOutcome
from cartui.model.reports import ProductOrder, ReportGroup, ReportQuery
from cartui.store.database import Database
from cartui.store.reports.counted import add_products, save_carts, save_locks, set_counted_until
from cartui.store.reports.stories import stories_of
from cartui.store.shop_config import load_shop
from cartui.store.tables import METADATA
from tests.contract.conftest import Clock
from tests.contract.payments import tell
from tests.furnished import FurnishedFile
from tests.scale import full_or_tenth

STEPS = 25

PHONE = "01712345678"

SKUS = ("SHIRT-LB", "SHIRT-MR", "MUG-01", "POSTER", "CLOCK")

_cart = METADATA.tables["cart"]
_history = METADATA.tables["history"]

Figures = list[object]


class Shop:
    """A shop to which anything happens; what was purged is remembered, so that it can be counted anew."""

    def __init__(
        self, client: Client, database: Database, customer: Customer, clock: Clock, seed: int
    ) -> None:
        """Begin with no cart."""
        self.client = client
        self.database = database
        self.customer = customer
        self.clock = clock
        self.chance = random.Random(seed)
        self.purged: list[CartStory] = []
        self.begun: list[str] = []

    async def step(self) -> str:
        """Let something happen, as far as it may; gives what."""
        happenings: dict[Callable[[], Awaitable[object]], int] = {
            self.create: 6,
            self.take_file: 2,
            self.edit: 8,
            self.undo: 3,
            self.redo: 2,
            self.clone: 1,
            self.comment: 1,
            self.call: 1,
            self.place: 3,
            self.cancel_order: 1,
            self.delete: 2,
            self.restore: 2,
            self.lock: 2,
            self.resolve: 3,
            self.pay: 3,
            self.wait: 2,
            self.tidy_up: 1,
            self.purge: 2,
        }
        [what] = self.chance.choices(list(happenings), list(happenings.values()))
        with suppress(ClientError):  # not everything may be done with every cart
            await what()
        return what.__name__

    async def create(self) -> None:
        new = NewCart(market=self.chance.choice(("BD", "EU")))
        self.begun.append((await self.client.carts.create(new)).id)

    async def take_file(self) -> None:
        """A cart that a customer left, or an order, some days ago."""
        cart = ImportedCart(
            reference=str(len(self.begun)),
            source="test",
            market="BD",
            origin=self.chance.choice((Origin.STOREFRONT, Origin.IMPORT)),
            state=self.chance.choice((CartState.OPEN, CartState.ORDERED, CartState.DELETED)),
            created_at=self.clock() - timedelta(hours=self.chance.randint(0, 24 * 40)),
            customer=self.customer.number,
            lines=tuple(
                ImportedLine(sku=sku, quantity=self.chance.randint(1, 5))
                for sku in self.chance.choices(SKUS[:4], k=2)
            ),
        )
        await self.client.imports.apply(ImportBatch(carts=(cart,)))
        with self.database.read() as connection:
            self.begun.append(str(connection.scalar(select(_cart.c.id).order_by(_cart.c.pk.desc()).limit(1))))

    async def edit(self) -> None:
        cart = await self._some()
        actions = [self._action(cart) for _ in range(self.chance.randint(1, 2))]
        await self.client.carts.edit(cart.id, cart.version, actions)

    def _action(self, cart: Cart) -> Action:
        """Something to do with a cart."""
        sku, quantity = self.chance.choice(SKUS), self.chance.randint(1, 9)
        actions: list[Action] = [
            AddLine(sku=sku, quantity=quantity),
            AddLine(sku=sku, quantity=quantity),
            AddCustomLine(title="Wrap", unit_price=500),
            SetMarket(market=self.chance.choice(("BD", "EU"))),
            SetPriceLevel(level=self.chance.choice(("vip", "trade", None))),
            SetCustomer(customer=self.customer.id),
        ]
        if cart.lines:
            line = self.chance.choice(cart.lines).id
            actions += [SetQuantity(line=line, quantity=quantity), RemoveLine(line=line)] * 2
        return self.chance.choice(actions)

    async def undo(self) -> None:
        await self.client.carts.undo((await self._some()).id)

    async def redo(self) -> None:
        await self.client.carts.redo((await self._some()).id)

    async def clone(self) -> None:
        self.begun.append((await self.client.carts.clone((await self._some()).id)).id)

    async def comment(self) -> None:
        await self.client.history.comment((await self._some()).id, "asks for blue ones")

    async def call(self) -> None:
        await self.client.recovery.note_call((await self._some()).id, CallOutcome.REACHED)

    async def place(self) -> None:
        """Give the cart a customer, and place it."""
        cart = await self._some()
        with suppress(ClientError):
            await self.client.carts.edit(cart.id, cart.version, [SetCustomer(customer=self.customer.id)])
        await self.client.carts.place(cart.id, phone=PHONE)

    async def cancel_order(self) -> None:
        cart = await self._some(CartState.ORDERED)
        order = await self.client.carts.place(cart.id, phone=PHONE)  # gives the one that there is
        await self.client.orders.cancel(order.number, "not paid")

    async def delete(self) -> None:
        await self.client.carts.delete((await self._some()).id)

    async def restore(self) -> None:
        await self.client.carts.restore((await self._some(CartState.DELETED)).id)

    async def lock(self) -> None:
        await self.client.locks.lock((await self._some()).id, "a doubt")

    async def resolve(self) -> None:
        """End a lock in one of the three ways."""
        cart, locks = await self._some(CartState.LOCKED), self.client.locks
        ends = (locks.unlock, locks.confirm, locks.delete)
        await self.chance.choice(ends)(cart.id, "it was none", against_evidence=True)

    async def pay(self) -> None:
        status = self.chance.choice(("started", "started", "succeeded", "failed"))
        await tell(self.client, await self._some(), status)

    async def wait(self) -> None:
        self.clock.advance(minutes=self.chance.choice((5, 70, 60 * 26)))

    async def tidy_up(self) -> None:
        """What an open desk does in the background."""
        with self.database.read() as connection:
            before = stories(connection)
        await self.client.upkeep.run()
        self._remember(before)

    async def purge(self) -> None:
        """Empty the trash of what was just deleted, too: no figure is another after that."""
        for _ in range(self.chance.randint(1, 3)):
            with suppress(ClientError):
                await self.client.carts.delete((await self._some(CartState.OPEN)).id)
        self.clock.advance(days=31)
        query = self.query()
        before = self.reported(query)
        with self.database.read() as connection:
            alive = stories(connection)
        await self.client.upkeep.purge()
        self._remember(alive)
        assert self.reported(query) == before

    def _remember(self, before: dict[int, CartStory]) -> None:
        """Keep what happened to those of these carts that are gone."""
        with self.database.read() as connection:
            left = set(connection.scalars(select(_cart.c.pk)))
        self.purged += [story for pk, story in before.items() if pk not in left]

    async def _some(self, state: CartState | None = None) -> Cart:
        """A cart; of that state where there is one. Raises ``NotFound`` where it was purged."""
        carts = self.chance.sample(self.begun, len(self.begun))
        for ref in carts[: 20 if state else 1]:
            with suppress(ClientError):
                cart = await self.client.carts.get(ref)
                if state in (None, cart.state):
                    return cart
        return await self.client.carts.get("none such")

    def count_some(self) -> None:
        """Count a few of the entries that were not counted yet, or none."""
        for _ in range(self.chance.choice((0, 0, 1, 2))):
            with pytest.MonkeyPatch.context() as patched, self.database.write() as connection:
                patched.setattr(counting, "AT_ONCE", self.chance.randint(1, 8))
                counting.count_next(connection)

    def query(self) -> ReportQuery:
        """All carts, or those of some days or of a market."""
        today = self.clock().date()
        since = self.chance.choice((None, None, today - timedelta(days=2)))
        until = self.chance.choice((None, None, today - timedelta(days=1)))
        return ReportQuery(since=since, until=until, market=self.chance.choice((None, None, "BD", "EU")))

    def reported(self, query: ReportQuery) -> Figures:
        """Every report as it is now."""
        with self.database.read() as connection:
            return figures(ReportReading(connection, query, self.clock()))

    def recounted(self, query: ReportQuery) -> Figures:
        """Every report after all carts were counted from nothing, which nobody else gets to see."""
        with self.database.write() as connection:
            as_it_was = connection.begin_nested()
            for table in ("counted_cart", "counted_product", "counted_lock"):
                connection.execute(delete(METADATA.tables[table]))
            set_counted_until(connection, 0)
            while counting.count_next(connection):
                pass
            last = connection.scalar(select(func.coalesce(func.max(_history.c.id), 0))) or 0
            gone = dict(enumerate(self.purged))
            shop = load_shop(connection)
            more = counting.differences(connection, shop, gone, last, 2**40)
            save_carts(connection, list(more.after.values()))
            save_locks(connection, more.after.keys(), [lock for of in more.locks.values() for lock in of])
            add_products(connection, more.products)
            found = figures(ReportReading(connection, query, self.clock()))
            as_it_was.rollback()
        return found


def stories(connection: Connection) -> dict[int, CartStory]:
    """What happened to all carts, by their rows' keys."""
    return stories_of(connection, list(connection.scalars(select(_cart.c.pk))))


def figures(reading: ReportReading) -> Figures:
    """What every report says."""
    assert reading.counted.is_complete
    return [
        *[(by, reading.carts(by).figures) for by in ReportGroup],
        reading.products(ProductOrder.ADDED, 50).figures,
        reading.recovered().figures,
        reading.locks().figures,
        reading.statistics().figures,
    ]


@pytest.mark.parametrize("seed", range(full_or_tenth(100)))
async def test_reports_say_what_a_count_from_nothing_says(
    seed: int, furnished_file: FurnishedFile, tmp_path: Path
) -> None:
    path, clock = tmp_path / "shop.sqlite3", Clock()
    customer = furnished_file.lay(path)
    actor = Actor(name="alice", role=Role.ADMIN, origin=ActorOrigin.DESK)
    async with LocalClient(str(path), actor, clock=clock) as client:
        with Database(path) as database:
            shop = Shop(client, database, customer, clock, seed)
            happened = []
            for _ in range(STEPS):
                happened.append(await shop.step())
                shop.count_some()
                query = shop.query()
                assert shop.reported(query) == shop.recounted(query), happened
