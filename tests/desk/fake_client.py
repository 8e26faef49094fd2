"""A client of plain lists, for tests of what the desk does with one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self, TypeVar, cast

from cartui.client.protocol import Client, ClientError, Conflict, NotFound, Refused, Unavailable
from cartui.model.actions import Action, SetNote, action_kinds
from cartui.model.activity import Activity, BulkActivity, CartActivity, ExportActivity
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.blocklist import Block
from cartui.model.capabilities import Capabilities
from cartui.model.cart import (
    Cart,
    CartLine,
    CartState,
    CartSummary,
    NewCart,
    Origin,
    PriceSource,
    Totals,
    Visitor,
)
from cartui.model.cart_filter import During, Field, Has, OneOf, Test, Trait
from cartui.model.changes import Change
from cartui.model.customer import Alike, Customer, CustomerSort, NewCustomer
from cartui.model.exported import NewExport, NotedExport
from cartui.model.history import EntryKind, HistoryEntry
from cartui.model.market import Market
from cartui.model.message import OutboxMessage
from cartui.model.order import GoodsIssue, Order, OrderState, OrderSummary, balance
from cartui.model.payment_without_order import PaymentWithoutOrder
from cartui.model.presence import LENGTH, OpenElsewhere, Present
from cartui.model.problem import Problem
from cartui.model.query import CartQuery, CartSort, Count, OrderQuery, OrderSort, Page, SortKey
from cartui.model.recovery import Call
from cartui.model.reports import ProductFigure
from cartui.model.shop import PriceLevel, Shop, ShopSettings
from cartui.model.upkeep import UpkeepReport
from cartui.rules.entry_kinds import kind_of_job
from cartui.rules.query.cart_filters import filters_of
from cartui.rules.query.order_filters import order_filters_of
from cartui.rules.query.order_query import order_query_of
from cartui.screens.orders.order_decisions import summary_of
from tests.desk.fake_blocklist import FakeBlocklist
from tests.desk.fake_bulk import FakeBulk, FakeJobs
from tests.desk.fake_outbox import FakeOutbox
from tests.desk.fake_payments import FakePayments
from tests.desk.fake_recovery import FakeRecovery
from tests.desk.fake_reports import FakeReports

T = TypeVar("T")

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
"""The moment at which these tests take place."""

SHOP = Shop(
    settings=ShopSettings(name="Acme", default_market="BD", demo=True),
    price_levels=(PriceLevel(code="retail", name="Retail"),),
    markets=(
        Market(code="BD", name="Bangladesh", countries=("BD",), currency="BDT", base_level="retail"),
        Market(code="KW", name="Kuwait", countries=("KW",), currency="KWD", base_level="retail"),
        Market(code="JP", name="Japan", countries=("JP",), currency="JPY", base_level="retail"),
    ),
)


ALICE = Actor(name="alice", role=Role.LEAD, origin=ActorOrigin.DESK)

ABLE = Capabilities(
    backend="local",
    actions=frozenset(action_kinds()),
    filters=frozenset(
        {"state", "market", "is", "assigned", "number", "updated", "touched", "email", "ip", "from"}
    ),
    order_filters=frozenset({"state", "market", "is"}),
    sorts=frozenset(SortKey),
)


def a_summary(number: int, **changes: object) -> CartSummary:
    """A cart of the list; higher numbers are older."""
    usual = CartSummary(
        id=f"cart-{number}",
        number=f"C-{number:06}",
        version=1,
        state="open",
        market="BD",
        currency="BDT",
        customer=f"Customer {number}",
        customer_number=str(1000 + number),
        channel=None,
        items=2,
        units=3,
        total=125_000 + number,
        price_level="retail",
        rep="",
        origin="agent",
        assigned_to=None,
        tags=(),
        products=("Cotton Shirt", "Mug"),
        card_last4=None,
        created_at=NOW - timedelta(minutes=number),
        updated_at=NOW - timedelta(minutes=number),
        touched_at=None,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def a_cart(summary: CartSummary, title: str = "Cotton Shirt", note: str = "") -> Cart:
    """The whole cart of a summary."""
    line = CartLine(
        id="line-1",
        sku="SHIRT",
        title=title,
        price_source=PriceSource.LIST,
        quantity=2,
        unit_price=summary.total // 2,
        gross=summary.total,
        discount=0,
        coupon=0,
        tax=0,
        total=summary.total,
    )
    return Cart(
        id=summary.id,
        number=summary.number,
        version=summary.version,
        state=CartState(summary.state),
        origin=Origin(summary.origin),
        market=summary.market,
        currency=summary.currency,
        price_level="retail",
        contact={"name": summary.customer, "phone": "+8801712345678"},  # type: ignore[arg-type]
        lines=(line,),
        totals=Totals(subtotal=summary.total, total=summary.total),
        note=note,
        created_at=summary.created_at,
        updated_at=summary.updated_at,
        touched_at=summary.touched_at,
    )


def an_order(number: int, cart: Cart) -> Order:
    """An order that waits for approval."""
    return Order(
        id=f"order-{number}",
        number=f"ORD-{number:012}",
        version=1,
        state=OrderState.PENDING,
        cart=cart,
        placed_at=NOW - timedelta(hours=number),
        placed_by="alice",
        paid=0,
        due=cart.totals.total,
    )


MOVED = {
    OrderState.APPROVED: "approved",
    OrderState.ON_HOLD: "put on hold",
    OrderState.CANCELLED: "cancelled",
}

KINDS = {
    OrderState.APPROVED: EntryKind.APPROVED,
    OrderState.ON_HOLD: EntryKind.HELD,
    OrderState.CANCELLED: EntryKind.CANCELLED,
}


@dataclass
class FakeClient:
    """Backend and all its resources in one; what it was asked is kept in ``asked``."""

    summaries: list[CartSummary] = field(default_factory=list)
    titles: str = "Cotton Shirt"
    notes: dict[str, str] = field(default_factory=dict)
    """The notes of carts, by id."""
    visitors: dict[str, Visitor] = field(default_factory=dict)
    """Who fills carts in a storefront, by id."""
    people: list[Customer] = field(default_factory=list)
    placed: list[Order] = field(default_factory=list)
    shop_now: Shop = SHOP
    actor: Actor = ALICE
    capabilities: Capabilities = ABLE
    refuses: ClientError | None = None
    refuses_to_open: list[ClientError] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    feed: "asyncio.Queue[Change | ClientError]" = field(default_factory=asyncio.Queue)
    """What the feed of changes gives, or breaks off with."""
    opens: "asyncio.Event | None" = None
    """What reading the shop waits for."""
    closed: bool = False
    entries: list[HistoryEntry] = field(default_factory=list)
    exports: list[NotedExport] = field(default_factory=list)
    slow: "asyncio.Event | None" = None
    """What deciding about an order and opening a cart wait for."""
    loses_the_reply: bool = False
    """Whether the next decision about an order is made, but its answer lost."""
    replies: dict[str, tuple[str, Order]] = field(default_factory=dict)
    """Decisions about orders by their key: what was asked, and the answer."""
    quicker: dict[str, int] = field(default_factory=dict)
    """Versions that others make of a cart just before an undo or redo of it, by its id."""
    away: ClientError | None = None
    """What every call and the feed end in, while the backend is away."""
    known: dict[str, tuple[object, datetime]] = field(default_factory=dict)
    """What each read was answered last, and when: what a remote client remembers."""
    clock: Callable[[], datetime] = lambda: NOW
    """When reads are answered."""
    loses: int = 0
    """How many of the next writes are done, but their answers lost."""
    kept: dict[str, tuple[str, object]] = field(default_factory=dict)
    """Answers to writes by their key, with what was asked."""

    noted: set[str] = field(default_factory=set)
    """The ids of carts about which a call was noted."""
    called_before: dict[str, Call] = field(default_factory=dict)
    """The last call about carts, by id."""
    unordered: list[PaymentWithoutOrder] = field(default_factory=list)
    """Payments without an order, settled or not, the latest first."""
    open_elsewhere: list[str] = field(default_factory=list)
    """The carts that others have open, by id."""
    looked_around: int = 0
    """How often it was asked which these are."""
    blocked: list[Block] = field(default_factory=list)
    """The blocklist, the latest first; those too that ended."""
    messages: list[OutboxMessage] = field(default_factory=list)
    """The outbox, the latest first."""
    here: list[str] = field(default_factory=list)
    """Who has every cart open beside this desk, by name."""
    jobs: FakeJobs = field(default_factory=FakeJobs)
    """The changes of many carts."""
    sold: list[ProductFigure] = field(default_factory=list)
    """What reports say of products; nothing: the usual three."""
    counted_until: datetime | None = None
    """How far reports go; ``None``: they are complete."""
    slow_reports: dict[str, asyncio.Event] = field(default_factory=dict)
    """What reports wait for, by their name."""

    @property
    def client(self) -> Client:
        """As what the desk takes it for."""
        return cast(Client, self)

    @property
    def carts(self) -> "FakeCarts":
        return FakeCarts(self)

    @property
    def customers(self) -> "FakeCustomers":
        return FakeCustomers(self)

    @property
    def history(self) -> "FakeHistory":
        return FakeHistory(self)

    def remember(
        self, ref: str, version: int, agent: str, summary: str, kind: EntryKind = EntryKind.EDITED
    ) -> None:
        """Put an entry into the history."""
        self.entries.insert(
            0,
            HistoryEntry(
                id=len(self.entries) + 1,
                cart_id=ref,
                kind=kind,
                at=NOW,
                agent=agent,
                origin="desk",
                version=version,
                summary=summary,
            ),
        )

    def move_order(
        self, ref: str, state: OrderState, agent: str = "alice", *, reason: str = "", tell: bool = True
    ) -> Order:
        """Let an agent decide about an order; with ``tell`` the feed of changes has it."""
        at = next(at for at, order in enumerate(self.placed) if order.id == ref)
        order = self.placed[at]
        owed = balance(state, total=order.totals.total, paid=order.paid)
        changes: dict[str, object] = {
            "state": state,
            "version": order.version + 1,
            "due": owed.due,
            "refund": owed.refund,
        }
        if state is OrderState.APPROVED:
            issue = GoodsIssue(number=f"GI-{at + 1:06}", issued_at=NOW, issued_by=agent)
            changes["goods_issue"] = issue
        elif state is OrderState.ON_HOLD:
            changes["hold_reason"] = reason
        else:
            changes["cancel_reason"] = reason
        self.placed[at] = order.model_copy(update=changes)
        why = f": {reason}" if reason else ""
        self.remember(order.cart.id, 1, agent, f"{order.number} {MOVED[state]}{why}", KINDS[state])
        if tell:
            self.feed.put_nowait(Change(order.version, "order", ref, order.version + 1, agent))
        return self.placed[at]

    @property
    def orders(self) -> "FakeOrders":
        return FakeOrders(self)

    @property
    def presence(self) -> "FakePresence":
        return FakePresence(self)

    @property
    def recovery(self) -> FakeRecovery:
        return FakeRecovery(self)

    @property
    def payments(self) -> FakePayments:
        return FakePayments(self, NOW)

    @property
    def blocklist(self) -> FakeBlocklist:
        return FakeBlocklist(self, NOW)

    @property
    def outbox(self) -> FakeOutbox:
        return FakeOutbox(self)

    @property
    def bulk(self) -> FakeBulk:
        return FakeBulk(self)

    @property
    def reports(self) -> FakeReports:
        return FakeReports(self)

    @property
    def upkeep(self) -> "FakeUpkeep":
        return FakeUpkeep()

    @property
    def shop(self) -> "FakeShop":
        return FakeShop(self)

    async def changes(self, after: int | None = None) -> AsyncIterator[Change]:
        self.asked.append(f"changes {after}")
        if self.away is not None:
            raise self.away
        while True:
            change = await self.feed.get()
            if isinstance(change, ClientError):
                raise change
            yield change

    async def __aenter__(self) -> Self:
        if self.refuses_to_open:
            raise self.refuses_to_open.pop(0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closed = True

    @property
    def is_answering(self) -> bool:
        """Whether who asks is answered: neither away nor held up."""
        return self.away is None and (self.slow is None or self.slow.is_set())

    def answer(self, call: str, memory: str = "") -> None:
        """Keep what was asked; refuse it where that is wanted. ``memory``: what it is remembered by."""
        self.asked.append(call)
        if isinstance(self.away, Unavailable):
            last_known, as_of = self.known.get(memory or call, (None, None))
            raise Unavailable(self.away.message, last_known=last_known, as_of=as_of)
        if self.away is not None:
            raise self.away
        if self.refuses is not None:
            raise self.refuses

    def remembered(self, call: str, given: T) -> T:
        """Give it, and remember it for when the backend is away."""
        self.known[call] = (given, self.clock())
        return given

    async def once(self, key: str | None, asked: str, do: Callable[[], Awaitable[T]]) -> T:
        """Do something once per key, as a backend does; the answer may be lost on its way."""
        if key is not None and key in self.kept:
            before, given = self.kept[key]
            assert before == asked
            return cast("T", given)
        given = await do()
        if key is not None:
            self.kept[key] = (asked, given)
        if self.loses:
            self.loses -= 1
            raise Unavailable("the line broke")
        return given

    def goes_away(self, message: str = "The server cannot be reached.") -> None:
        """From now on nobody is answered, and the feed breaks off."""
        self.away = Unavailable(message)
        self.feed.put_nowait(Unavailable(message))

    def comes_back(self) -> None:
        """From now on everybody is answered again."""
        self.away = None


def page_of(items: Sequence[T], limit: int, after: str | None, before: str | None) -> Page[T]:
    """A page with cursors that are indexes."""
    start = int(after) if after is not None else max(0, int(before) - limit) if before is not None else 0
    end = int(before) if before is not None else min(len(items), start + limit)
    return Page(
        tuple(items[start:end]),
        next=str(end) if end < len(items) else None,
        previous=str(start) if start > 0 else None,
    )


def _passes(cart: CartSummary, test: During | Has) -> bool:
    """Whether a cart passes a test of its moments or its traits; two of those are all that a row says."""
    if isinstance(test, Has):
        traits = {Trait.EMPTY: not cart.items, Trait.GUEST: not cart.customer, Trait.PROMISING: True}
        return any(traits.get(trait, False) for trait in test.traits)
    moments = {
        Field.CREATED: cart.created_at,
        Field.UPDATED: cart.updated_at,
        Field.TOUCHED: cart.touched_at or cart.updated_at,
    }
    at = (moments[test.field] - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return any((start is None or start <= at) and (end is None or at < end) for start, end in test.spans)


@dataclass(frozen=True, slots=True)
class FakeCarts:
    """The carts of a fake backend."""

    backend: FakeClient

    def _matching(self, query: CartQuery) -> list[CartSummary]:
        """What matches: words in name or number, and the terms that these tests use."""
        values = {term.key: term.values for term in query.terms}
        spans_and_traits = [
            (each.test, each.negated)
            for each in filters_of(query, NOW, ALICE.name)
            if isinstance(each.test, During | Has)
        ]
        return [
            cart
            for cart in self.backend.summaries
            if all(word.lower() in f"{cart.customer} {cart.number}".lower() for word in query.words)
            and cart.state in values.get("state", (cart.state,))
            and cart.market in values.get("market", (cart.market,))
            and cart.price_level in values.get("level", (cart.price_level,))
            and ("assigned" not in values or cart.assigned_to == "alice")
            and all(_passes(cart, test) is not negated for test, negated in spans_and_traits)
            and all(
                term.negated != (cart.id in term.values or cart.number in term.values)
                for term in query.terms
                if term.key == "number"
            )
        ]

    async def list(
        self,
        query: CartQuery,
        *,
        sort: CartSort,
        limit: int = 50,
        after: str | None = None,
        before: str | None = None,
        at: str | None = None,
    ) -> Page[CartSummary]:
        call = f"list {query} {sort.descending} {after} {before} {at}"
        self.backend.answer("list", call)
        matching = self._matching(query)[:: 1 if sort.descending else -1]
        if at is not None:
            places = [place for place, cart in enumerate(matching) if at in {cart.id, cart.number}]
            if not places:
                raise NotFound(f"Cart {at} is not in this list.")
            after = str(places[0])
        page = page_of(matching, limit, after, before)
        return self.backend.remembered(call, page)

    async def get_many(self, ids: Sequence[str]) -> tuple[Cart, ...]:
        return tuple([await self.get(id_) for id_ in ids])

    async def count(self, query: CartQuery, *, at_most: int = 1_000) -> Count:
        self.backend.answer("count")
        found = len(self._matching(query))
        return Count(min(found, at_most), exact=found <= at_most)

    async def values(self, key: str, prefix: str = "", *, limit: int = 20) -> tuple[str, ...]:
        """Values of the keys that a summary has."""
        self.backend.answer(f"values {key} {prefix}")
        attribute = {"level": "price_level", "assigned": "assigned_to"}.get(key, key)
        known: set[str | None] = {
            value
            for cart in self.backend.summaries
            for value in (cart.tags if key == "tag" else (getattr(cart, attribute),))
        }
        fitting = [value for value in known if value and value.lower().startswith(prefix.lower())]
        return tuple(sorted(fitting, key=str.lower)[:limit])

    async def get(self, ref: str) -> Cart:
        self.backend.answer(f"get {ref}")
        if self.backend.slow is not None:
            await self.backend.slow.wait()
        for summary in self.backend.summaries:
            if ref in {summary.id, summary.number}:
                cart = a_cart(summary, self.backend.titles, self.backend.notes.get(summary.id, ""))
                cart = cart.model_copy(update={"visitor": self.backend.visitors.get(summary.id)})
                return self.backend.remembered(f"get {ref}", cart)
        raise NotFound(f"There is no cart {ref}")

    async def edit(
        self,
        ref: str,
        version: int,
        actions: Sequence[Action],
        *,
        rebase: bool = False,  # noqa: ARG002 - the desk never asks for it
        key: str | None = None,
    ) -> Cart:
        """Notes are kept; whatever else is asked for raises the version."""
        asked = f"edit {ref} v{version} {' '.join(action.type for action in actions)}"
        self.backend.answer(asked)

        async def do() -> Cart:
            at, row = next((at, row) for at, row in enumerate(self.backend.summaries) if row.id == ref)
            if row.version != version:
                raise Conflict("stale", current=await self.get(ref), changed=("note",))
            for action in actions:
                if isinstance(action, SetNote):
                    self.backend.notes[ref] = action.note
            self.backend.summaries[at] = replace(row, version=version + 1)
            return await self.get(ref)

        return await self.backend.once(key, asked, do)

    async def place(
        self,
        ref: str,
        *,
        phone: str,
        version: int | None = None,
        total: int | None = None,
        key: str | None = None,
    ) -> Order:
        """Make it an order, and take it out of the list."""
        asked = f"place {ref} {phone} v{version} {total}"
        self.backend.answer(asked)

        async def do() -> Order:
            order = an_order(len(self.backend.placed) + 1, await self.get(ref))
            self.backend.placed.append(order)
            self.backend.summaries = [row for row in self.backend.summaries if row.id != ref]
            return order

        return await self.backend.once(key, asked, do)

    async def not_placed(self, ref: str) -> tuple[Problem, ...]:
        self.backend.answer(f"not placed {ref}")
        return (await self.get(ref)).missing

    async def clone(self, ref: str, *, key: str | None = None) -> Cart:
        self.backend.answer(f"clone {ref}")

        async def do() -> Cart:
            number = 800_000 + len(self.backend.summaries)
            self.backend.summaries.insert(0, a_summary(number))
            return a_cart(self.backend.summaries[0])

        return await self.backend.once(key, f"clone {ref}", do)

    async def create(self, new: NewCart, *, key: str | None = None) -> Cart:
        self.backend.answer(f"create {new.market} {key}")

        async def do() -> Cart:
            summary = a_summary(900_000, market=new.market, customer="", items=0, total=0)
            self.backend.summaries.insert(0, summary)
            return a_cart(summary).model_copy(update={"lines": ()})

        return await self.backend.once(key, f"create {new.market}", do)

    async def delete(self, ref: str, *, version: int | None = None, key: str | None = None) -> Cart:
        self.backend.answer(f"delete {ref} v{version} {key}")

        async def do() -> Cart:
            gone = next(cart for cart in self.backend.summaries if cart.id == ref)
            self.backend.summaries.remove(gone)
            return a_cart(gone)

        return await self.backend.once(key, f"delete {ref} v{version}", do)

    async def restore(self, ref: str, *, key: str | None = None) -> Cart:
        self.backend.answer(f"restore {ref} {key}")
        return a_cart(a_summary(int(ref.removeprefix("cart-"))))

    async def undo(
        self, ref: str, entry: int | None = None, *, version: int | None = None, key: str | None = None
    ) -> Cart:
        self.backend.answer(f"undo {ref} v{version} {entry} {key}")
        return await self._step(ref, version, "undone")

    async def redo(self, ref: str, *, version: int | None = None, key: str | None = None) -> Cart:
        self.backend.answer(f"redo {ref} v{version} {key}")
        return await self._step(ref, version, "redone")

    async def _step(self, ref: str, version: int | None, done: str) -> Cart:
        """Another version of a cart, unless somebody was quicker."""
        at, row = next((at, row) for at, row in enumerate(self.backend.summaries) if row.id == ref)
        now = row.version + (self.backend.quicker.pop(ref, 0))
        after = now if version not in {None, now} else now + 1
        self.backend.summaries[at] = replace(row, version=after)
        if version not in {None, now}:
            raise Conflict("stale", current=await self.get(ref))
        self.backend.remember(ref, after, "alice", f"{done}: change {now}")
        return await self.get(ref)


@dataclass(frozen=True, slots=True)
class FakeCustomers:
    """The customers of a fake backend."""

    backend: FakeClient

    async def search(self, text: str, *, limit: int = 20) -> tuple[Customer, ...]:
        self.backend.answer(f"search {text}")
        found = tuple(who for who in self.backend.people if text.lower() in who.name.lower())
        return self.backend.remembered(f"search {text}", found[:limit])

    async def list(
        self,
        text: str = "",
        *,
        sort: CustomerSort = CustomerSort.NAME,
        limit: int = 50,
        after: str | None = None,  # noqa: ARG002 - all fit on one page
        before: str | None = None,  # noqa: ARG002
    ) -> Page[Customer]:
        self.backend.answer(f"customers {text}")
        found = [who for who in self.backend.people if text.lower() in who.name.lower()]
        people = sorted(found, key=lambda who: getattr(who, f"{sort.key}_at", who.name))
        if sort.descending:
            people.reverse()
        return self.backend.remembered(f"customers {text}", Page(tuple(people[:limit])))

    async def get(self, ref: str) -> Customer:
        self.backend.answer(f"customer {ref}")
        found = next((who for who in self.backend.people if ref in {who.id, who.number}), None)
        if found is None:
            raise NotFound(f"there is no customer {ref}")
        return self.backend.remembered(f"customer {ref}", found)

    async def carts(
        self,
        ref: str,
        *,
        limit: int = 50,  # noqa: ARG002 - nobody has any
        after: str | None = None,  # noqa: ARG002
        before: str | None = None,  # noqa: ARG002
    ) -> Page[CartSummary]:
        self.backend.answer(f"carts of {ref}")
        return Page(())

    async def orders(
        self,
        ref: str,
        *,
        limit: int = 50,  # noqa: ARG002 - nobody has any
        after: str | None = None,  # noqa: ARG002
    ) -> Page[OrderSummary]:
        self.backend.answer(f"orders of {ref}")
        return Page(())

    async def alike(self, new: NewCustomer) -> tuple[Alike, ...]:
        self.backend.answer(f"alike {new.name}")
        return ()

    async def open_carts(self, ref: str, *, limit: int = 10) -> tuple[CartSummary, ...]:
        self.backend.answer(f"open carts {ref} {limit}")
        return ()

    async def create(self, new: NewCustomer, *, key: str | None = None) -> Customer:
        self.backend.answer(f"create customer {new.name}")

        async def do() -> Customer:
            who = Customer(
                id="customer-7", number="7", version=1, name=new.name, created_at=NOW, updated_at=NOW
            )
            self.backend.people.append(who)
            return who

        return await self.backend.once(key, f"create customer {new}", do)


@dataclass(frozen=True, slots=True)
class FakeHistory:
    """The history of a fake backend."""

    backend: FakeClient

    async def of_cart(
        self,
        ref: str,
        *,
        kinds: Collection[EntryKind] = (),
        limit: int = 200,
        after: int | None = None,
    ) -> tuple[HistoryEntry, ...]:
        self.backend.answer(f"history {ref}")
        wanted = kinds or tuple(EntryKind)
        found = (entry for entry in self.backend.entries if entry.cart_id == ref and entry.kind in wanted)
        return tuple(entry for entry in found if after is None or entry.id < after)[:limit]

    async def recent(
        self,
        *,
        kinds: Collection[EntryKind] = (),
        agent: str | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> Page[Activity]:
        self.backend.answer(f"activity {agent or 'of all'}")
        numbers = {cart.id: cart for cart in self.backend.summaries}
        begun = (job for job in reversed(self.backend.jobs.jobs) if job.started_at is not None)
        found: list[Activity] = [
            ExportActivity(export=each)
            for each in reversed(self.backend.exports)
            if (not kinds or EntryKind.EXPORTED in kinds) and agent in {None, each.agent}
        ]
        found += [
            BulkActivity(job=job)
            for job in begun
            if (not kinds or kind_of_job(job.actions) in kinds) and agent in {None, job.agent}
        ]
        found += [
            CartActivity(number=cart.number, customer=cart.customer, currency=cart.currency, entry=entry)
            for entry in self.backend.entries
            if (not kinds or entry.kind in kinds) and agent in {None, entry.agent}
            if (cart := numbers.get(entry.cart_id)) is not None
        ]
        start = 0 if after is None else int(after)
        end = start + limit
        return Page(tuple(found[start:end]), next=str(end) if end < len(found) else None)

    async def comment(self, ref: str, text: str, *, key: str | None = None) -> HistoryEntry:
        self.backend.answer(f"comment {ref} {text}")

        async def do() -> HistoryEntry:
            self.backend.remember(ref, 1, self.backend.actor.name, "", EntryKind.COMMENTED)
            self.backend.entries[0] = self.backend.entries[0].model_copy(update={"comment": text})
            return self.backend.entries[0]

        return await self.backend.once(key, f"comment {ref} {text}", do)

    async def begin_export(self, export: NewExport, *, key: str | None = None) -> NotedExport:
        self.backend.answer(f"begin export of {export.kind.value}")

        async def do() -> NotedExport:
            exports, who = self.backend.exports, self.backend.actor
            said = export.model_dump()
            noted = NotedExport(id=len(exports) + 1, at=NOW, agent=who.name, origin=who.origin, **said)
            exports.append(noted)
            return noted

        return await self.backend.once(key, f"begin export {export}", do)

    async def end_export(self, export: int, rows: int, *, key: str | None = None) -> NotedExport:
        self.backend.answer(f"end export {export}")

        async def do() -> NotedExport:
            exports = self.backend.exports
            exports[export - 1] = exports[export - 1].model_copy(update={"rows": rows})
            return exports[export - 1]

        return await self.backend.once(key, f"end export {export} {rows}", do)


def _order_passes(order: OrderSummary, test: Test) -> bool:
    """Whether an order passes a test of its state, market or payment."""
    match test:
        case OneOf(field=Field.STATE, values=values):
            return order.state in values
        case OneOf(field=Field.MARKET, values=values):
            return order.market in values
        case Has(traits=traits):
            return any(bool(order.due) is (trait is Trait.DUE) for trait in traits)
        case _:
            raise AssertionError(f"no test of the desk asks {test}")


@dataclass(frozen=True, slots=True)
class FakeOrders:
    """The orders of a fake backend."""

    backend: FakeClient

    def _matching(self, query: OrderQuery | str, state: str | None) -> list[OrderSummary]:
        """What matches, latest first: words in numbers or name, and the terms that these tests use."""
        asked = order_query_of(query, state)
        tests = [(each.test, each.negated) for each in order_filters_of(asked, NOW)]
        return [
            row
            for row in map(summary_of, self.backend.placed)
            if all(
                word.lower() in f"{row.number} {row.cart} {row.customer}".lower()
                for phrase in asked.words
                for word in phrase.split()
            )
            and all(_order_passes(row, test) is not negated for test, negated in tests)
        ]

    async def list(
        self,
        query: OrderQuery | str = "",
        *,
        state: str | None = None,
        sort: OrderSort = OrderSort.LATEST,
        limit: int = 50,
        after: str | None = None,
        before: str | None = None,
    ) -> Page[OrderSummary]:
        self.backend.answer("orders")
        found = self._matching(query, state)[:: 1 if sort is OrderSort.LATEST else -1]
        return page_of(found, limit, after, before)

    async def count(
        self, query: OrderQuery | str = "", *, state: str | None = None, at_most: int = 1_000
    ) -> Count:
        self.backend.answer("count orders")
        found = len(self._matching(query, state))
        return Count(min(found, at_most), exact=found <= at_most)

    async def get(self, ref: str) -> Order:
        self.backend.answer(f"order {ref}")
        found = next(order for order in self.backend.placed if ref in {order.id, order.number})
        return self.backend.remembered(f"order {ref}", found)

    async def approve(self, ref: str, *, version: int | None = None, key: str | None = None) -> Order:
        return await self._move(ref, OrderState.APPROVED, "", version, key)

    async def hold(
        self, ref: str, reason: str, *, version: int | None = None, key: str | None = None
    ) -> Order:
        return await self._move(ref, OrderState.ON_HOLD, reason, version, key)

    async def cancel(
        self, ref: str, reason: str = "", *, version: int | None = None, key: str | None = None
    ) -> Order:
        return await self._move(ref, OrderState.CANCELLED, reason, version, key)

    async def _move(
        self, ref: str, state: OrderState, reason: str, version: int | None, key: str | None
    ) -> Order:
        """Decide as a backend does: once per key, on the version that was seen, and only what may follow."""
        backend = self.backend
        asked = f"{state} {ref} v{version} {reason}".strip()
        backend.answer(asked)
        if backend.slow is not None:
            await backend.slow.wait()
        if key is not None and key in backend.replies:
            assert backend.replies[key][0] == asked
            return backend.replies[key][1]
        order = next(order for order in backend.placed if order.id == ref)
        if order.state not in {OrderState.PENDING, OrderState.ON_HOLD}:
            if order.state is state:
                return order
            raise Refused(f"{order.number} is {order.state} and cannot be {MOVED[state]} any more.")
        if version is not None and version != order.version:
            raise Conflict(f"{order.number} is not what you saw")
        moved = backend.move_order(ref, state, backend.actor.name, reason=reason)
        if key is not None:
            backend.replies[key] = (asked, moved)
        if backend.loses_the_reply:
            backend.loses_the_reply = False
            raise Unavailable("the shop does not answer")
        return moved


@dataclass(frozen=True, slots=True)
class FakePresence:
    """Who is at the carts of a fake backend."""

    backend: FakeClient

    async def enter(self, ref: str, *, desk: str) -> tuple[Present, ...]:
        return self._given(f"enter {ref}", desk)

    async def leave(self, ref: str, *, desk: str) -> tuple[Present, ...]:
        return self._given(f"leave {ref}", desk)

    async def of(self, ref: str, *, desk: str = "") -> tuple[Present, ...]:
        return self._given(f"present at {ref}", desk)

    async def everywhere(self, *, desk: str = "") -> tuple[OpenElsewhere, ...]:
        """Those that are open elsewhere; that it was asked is counted apart."""
        assert desk
        if self.backend.away is not None:
            raise self.backend.away
        self.backend.looked_around += 1
        return tuple(OpenElsewhere(cart=cart, until=NOW + LENGTH) for cart in self.backend.open_elsewhere)

    def _given(self, asked: str, desk: str) -> tuple[Present, ...]:
        """Whoever is there beside the desk, which has a name; what is asked is kept."""
        assert desk
        self.backend.answer(asked)
        return tuple(Present(agent=name, since=NOW, until=NOW + LENGTH) for name in self.backend.here)


class FakeUpkeep:
    """The background's work of a fake backend, which has none."""

    async def run(self) -> UpkeepReport:
        return UpkeepReport()


@dataclass(frozen=True, slots=True)
class FakeShop:
    """The shop of a fake backend."""

    backend: FakeClient

    async def get(self) -> Shop:
        if self.backend.opens is not None:
            await self.backend.opens.wait()
        if self.backend.away is not None:
            raise self.backend.away
        return self.backend.shop_now
