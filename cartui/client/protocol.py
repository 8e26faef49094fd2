"""The swappable client layer: the one protocol through which desk and command line reach a backend.

Every call is async, grouped by resource, and speaks in models of :mod:`cartui.model`. Whatever a
backend is made of, it must behave as ``tests/contract`` says.

**Idempotency.** A call that creates or moves something takes a ``key`` chosen by the caller when the
intention arises (the dialog opens), 1 to 200 characters that UTF-8 has. A repeat with the same key and
the same arguments gives the first answer; the same key with other arguments raises ``Invalid``.
``None`` means that a repeat is a new intention.

**Limits.** A ``limit`` is how many rows are wanted at most. Below 1 it raises ``Invalid``; however large
it is, no more than 1,000 rows come at once, and ``next`` of a page leads to the others. An ``at_most``
is at least 1, too; however large it is, counting ends at 100,000, beyond which it is "at least" so many.

**Errors.** Only subclasses of :class:`ClientError` are raised on purpose; every call may raise
``Unavailable``, ``Unauthenticated`` and, when it writes, ``Forbidden``.
"""

from collections.abc import AsyncIterator, Collection, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, runtime_checkable

from cartui.model.actions import Action
from cartui.model.agent import Actor, Agent, AgentChange, NewAgent, Role
from cartui.model.capabilities import Capabilities
from cartui.model.cart import Cart, CartSummary, NewCart
from cartui.model.catalog import VariantHit
from cartui.model.changes import Change
from cartui.model.customer import Alike, Customer, CustomerChanges, CustomerSort, NewCustomer
from cartui.model.errors import (
    ClientError,
    Conflict,
    Forbidden,
    Invalid,
    Locked,
    NotFound,
    NotReady,
    OutcomeUnknown,
    Refused,
    TotalChanged,
    Unauthenticated,
    Unavailable,
    Unsupported,
)
from cartui.model.pricing import Explanation
from cartui.model.problem import Problem
from cartui.model.query import CartQuery, CartSort, Count, OrderQuery, OrderSort, Page
from cartui.model.shop import Shop

if TYPE_CHECKING:  # what a starting desk does not need yet
    from cartui.model.digest import Digest, SentDigest
    from cartui.model.history import Activity, EntryKind, HistoryEntry
    from cartui.model.imports import ImportBatch, ImportReport
    from cartui.model.locks import (
        LockedCart,
        PaymentReport,
        PaymentTaken,
        StatementReport,
    )
    from cartui.model.message import MessageDraft, MessageKind, MessageState, NewMessage, OutboxMessage
    from cartui.model.order import Order, OrderSummary
    from cartui.model.payment_without_order import PaymentWithoutOrder
    from cartui.model.presence import Present
    from cartui.model.statement import Coverage, Statement, Verdict
    from cartui.model.upkeep import UpkeepReport

__all__ = [
    "Agents",
    "Carts",
    "Catalog",
    "Client",
    "ClientError",
    "Conflict",
    "Customers",
    "Digests",
    "Forbidden",
    "History",
    "Imports",
    "Invalid",
    "Locked",
    "Locks",
    "NotFound",
    "NotReady",
    "Orders",
    "Outbox",
    "OutcomeUnknown",
    "Payments",
    "Presence",
    "Refused",
    "Rests",
    "ShopConfig",
    "TotalChanged",
    "Unauthenticated",
    "Unavailable",
    "Unsupported",
    "Upkeep",
]


class Carts(Protocol):
    """Everything that is done with carts.

    A ``ref`` is a cart's id or its number, in upper or lower case, or the number's bare digits.
    """

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
        """A page of open and locked carts (or of the states that the query names) in the given order.

        ``after`` and ``before`` are cursors of an earlier page of the same query and sort; ``at`` is a ref,
        and the page begins with that cart. At most one of the three is given. Without ``state:`` in the
        query, ordered and deleted carts are left out. Where much has to be looked through, a page may be
        short or empty and say so (``Page.searched``).
        Raises ``Invalid`` for a term this backend does not know, or a cursor that is none of its own;
        ``NotFound`` where the cart of ``at`` is not in this list.
        """
        ...

    async def count(self, query: CartQuery, *, at_most: int = 1_000) -> Count:
        """How many carts match, counting no further than ``at_most``.

        Where much has to be looked through, the count may end earlier and say so (``Count.exact``).
        """
        ...

    async def values(self, key: str, prefix: str = "", *, limit: int = 20) -> tuple[str, ...]:
        """What may stand behind a key of a query: the values that open and locked carts have, in order.

        Only those that begin with ``prefix``, in upper or lower case. Values that differ only in case are
        one. Raises ``Invalid`` for a key that has no such values.
        """
        ...

    async def get(self, ref: str) -> Cart:
        """The cart with its lines, figures and what it misses; a read never writes. Raises ``NotFound``."""
        ...

    async def create(self, new: NewCart, *, key: str | None = None) -> Cart:
        """Start a cart with the defaults of its market. Raises ``Invalid`` for a market that is not there."""
        ...

    async def edit(
        self,
        ref: str,
        version: int,
        actions: Sequence[Action],
        *,
        rebase: bool = False,
        key: str | None = None,
    ) -> Cart:
        """Apply the actions to that version, all or none, and give the new cart.

        With ``rebase``, a stale version is not a conflict when what the actions touch is disjoint from
        what was changed since (decision 12). Actions that change nothing raise no version.
        Raises ``Conflict`` (with the current cart), ``Locked``, ``Refused`` (no longer open), ``Invalid``
        (with the field of each problem), ``Forbidden`` (a price override below lead), ``NotFound``.
        """
        ...

    async def preview(self, ref: str, version: int, actions: Sequence[Action]) -> Cart:
        """What :meth:`edit` would give, without saving it."""
        ...

    async def place(
        self,
        ref: str,
        *,
        phone: str,
        version: int | None = None,
        total: int | None = None,
        key: str | None = None,
    ) -> "Order":
        """Make it an order: price again, take stock, give the number. An ordered cart gives its order.

        ``phone`` is the contact phone as confirmed with the caller. ``version`` and ``total`` (minor units)
        are what was shown; left out, it is placed as it is now. Raises ``TotalChanged`` where the total is
        another (repeat with the new one), ``Conflict``, ``Locked``, ``NotReady`` with all problems,
        ``Refused`` for a deleted cart.
        """
        ...

    async def not_placed(self, ref: str) -> tuple[Problem, ...]:
        """Note that somebody wanted to place it and gave up over what it misses; gives what that is.

        A :meth:`place` that is refused notes that by itself. Nothing is noted where nothing is missing, and
        the cart stays as it is. Raises ``Locked``, ``NotFound``, ``Refused`` for a cart that is not open.
        """
        ...

    async def undo(
        self, ref: str, entry: int | None = None, *, version: int | None = None, key: str | None = None
    ) -> Cart:
        """Undo one entry of its history: the latest that can be, unless named.

        Restores ids, positions and what was set by hand; prices that followed are exact where their inputs
        are again what they were, and today's elsewhere. With ``version``, a cart that is at another one is
        a ``Conflict``, so that nobody undoes what they have not seen. Raises ``Refused`` when something it
        would restore has been changed since, or there is nothing to undo; ``Forbidden`` for a price that
        the actor could not have set.
        """
        ...

    async def redo(self, ref: str, *, version: int | None = None, key: str | None = None) -> Cart:
        """Bring back what the latest undo took; several are brought back one by one, the last one first.

        An edit after an undo ends what can be redone; touches, presence and comments are none.
        Raises as :meth:`undo` does: ``Refused`` where there is nothing to redo.
        """
        ...

    async def cancel(
        self, ref: str, *, since: int, version: int | None = None, key: str | None = None
    ) -> Cart:
        """Take back everything that the actor did after version ``since``, in one change (decision 13).

        What others did stays. ``since`` of 0 is for a cart that the actor started then: it goes into the
        trash. One undo takes a cancel back. Raises ``Refused``, with what and who, where others changed since
        what it would restore, or where there is nothing to take back; ``Invalid`` for a ``since`` below 0;
        ``Conflict``, ``Locked`` and ``Forbidden`` as :meth:`undo` does.
        """
        ...

    async def clone(self, ref: str, *, key: str | None = None) -> Cart:
        """A new open cart with the same content, priced anew; also from an order or a deleted cart."""
        ...

    async def delete(self, ref: str, *, version: int | None = None, key: str | None = None) -> Cart:
        """Put it into the trash. Raises ``Locked``, ``Conflict``, ``Refused`` for an order."""
        ...

    async def restore(self, ref: str, *, key: str | None = None) -> Cart:
        """Take it out of the trash. Raises ``Refused`` where it is not in it."""
        ...

    async def explain(self, ref: str) -> tuple[Explanation, ...]:
        """Each figure of the cart with the rule and rate it came from."""
        ...


class Customers(Protocol):
    """Looking people up and keeping their details. A ``ref`` is an id, number, email or phone."""

    async def search(self, text: str, *, limit: int = 20) -> tuple[Customer, ...]:
        """Customers by name, email, phone in any writing, company or number; the best match first."""
        ...

    async def list(
        self,
        text: str = "",
        *,
        sort: CustomerSort = CustomerSort.NAME,
        limit: int = 50,
        after: str | None = None,
        before: str | None = None,
    ) -> Page[Customer]:
        """A page of all customers in the given order; with ``text`` what :meth:`search` finds, on one page.

        ``after`` and ``before`` are cursors of an earlier page of the same order; at most one of them is
        given, and none with ``text``. Raises ``Invalid`` for a cursor that is none of this list's.
        """
        ...

    async def alike(self, new: NewCustomer) -> tuple[Alike, ...]:
        """Who is probably the same as somebody who is to be created; at most ten, the likeliest first.

        The same email in any case, phone in any writing, VAT id, or name with the same company or postcode.
        Creates nothing.
        """
        ...

    async def count(self, *, at_most: int = 1_000) -> Count:
        """How many customers there are, counting no further than ``at_most``."""
        ...

    async def get(self, ref: str) -> Customer:
        """The one customer that ``ref`` means; ``Invalid`` lists the candidates when it means several."""
        ...

    async def create(self, new: NewCustomer, *, key: str | None = None) -> Customer:
        """Create a customer; odd phones and emails are warnings on the result, not errors."""
        ...

    async def update(
        self, ref: str, version: int, changes: CustomerChanges, *, key: str | None = None
    ) -> Customer:
        """Change the fields that are set. Raises ``Conflict`` when ``version`` is not the customer's."""
        ...

    async def open_carts(self, ref: str, *, limit: int = 10) -> tuple[CartSummary, ...]:
        """The customer's open and locked carts, latest first (decision 4)."""
        ...

    async def carts(
        self, ref: str, *, limit: int = 50, after: str | None = None, before: str | None = None
    ) -> Page[CartSummary]:
        """The customer's carts in every state, the latest change first; cursors are as for ``list``.

        Raises ``NotFound``, and ``Invalid`` where ``ref`` means several or the cursor is none of this list's.
        """
        ...

    async def orders(self, ref: str, *, limit: int = 50, after: str | None = None) -> "Page[OrderSummary]":
        """What the customer ordered, latest first. Raises as :meth:`carts` does."""
        ...


class Catalog(Protocol):
    """Finding what is sold."""

    async def search(
        self, text: str, *, market: str, level: str | None = None, limit: int = 20
    ) -> tuple[VariantHit, ...]:
        """Variants by words in any order over title, options, SKU and barcode, with what they cost there."""
        ...


class ShopConfig(Protocol):
    """What the business decides."""

    async def get(self) -> Shop:
        """Markets, levels, tax, coupons and settings."""
        ...

    async def apply(self, shop: Shop) -> Shop:
        """Replace it all by ``shop`` (admins only). Raises ``Refused`` when carts use what would go away."""
        ...


class Orders(Protocol):
    """What carts became.

    A ``ref`` is an order's id or number (also its bare digits), its cart's, or its goods issue's number, in
    upper or lower case.
    """

    async def list(
        self,
        query: OrderQuery | str = "",
        *,
        state: str | None = None,
        sort: OrderSort = OrderSort.LATEST,
        limit: int = 50,
        after: str | None = None,
        before: str | None = None,
    ) -> "Page[OrderSummary]":
        """A page of orders, by when they were placed; ``state`` is one more that all of them are in.

        A string is not read as a query line: it is words alone, as they are found in the numbers of order,
        cart and goods issue, and in the customer's name, email and phone. ``after`` and ``before`` are
        cursors of an earlier page of the same list; at most one of them is given. Where much has to be
        looked through, a page may be short or empty and say so (``Page.searched``).
        Raises ``Invalid`` for a term or a state that this backend does not know, or a cursor that is none
        of this list's.
        """
        ...

    async def count(
        self, query: OrderQuery | str = "", *, state: str | None = None, at_most: int = 1_000
    ) -> Count:
        """How many orders match, counting no further than ``at_most``.

        Where much has to be looked through, the count may end earlier and say so (``Count.exact``).
        """
        ...

    async def get(self, ref: str) -> "Order":
        """One order with the cart it came from. Raises ``NotFound``."""
        ...

    async def approve(self, ref: str, *, version: int | None = None, key: str | None = None) -> "Order":
        """Release it for delivery: makes the goods issue record. An approved one is given as it is.

        Takes an order that is pending, and with its ``version`` one that is on hold: without it nobody can
        have seen the reason, and it is ``Refused`` with that. ``version``, for this and the two below, is the
        order's as it was shown; another one is a ``Conflict`` that says who did what. As with placing, an
        order that is already as it is wanted is given at any version, and what its state forbids is
        ``Refused`` first. Raises ``Refused`` for a cancelled order and ``NotFound``.
        """
        ...

    async def hold(
        self, ref: str, reason: str, *, version: int | None = None, key: str | None = None
    ) -> "Order":
        """Keep a pending order from being approved unseen; on one that is on hold, another reason.

        Raises ``Invalid`` without a reason, ``Refused`` for an approved or cancelled order, ``NotFound``.
        """
        ...

    async def cancel(
        self, ref: str, reason: str = "", *, version: int | None = None, key: str | None = None
    ) -> "Order":
        """End a pending or held order; what placing it took is in stock again, its coupon is free again.

        A cancelled one is given as it is. Raises ``Refused`` for an approved order, ``NotFound``.
        """
        ...


class Locks(Protocol):
    """Carts that refuse every edit since nobody knows yet whether they were paid, and what is done with them.

    A ``ref`` is a cart's, as for :class:`Carts`. A cart is locked from the moment on at which a customer who
    went to pay is away for longer than the shop waits, whether or not anybody has written that yet. Every
    reason is kept in the cart's history for ever; without one a call is ``Invalid``.

    Resolving a lock closes its attempts to pay, so that nothing locks the cart again for them. Where two
    resolve one lock, the second gets a ``Conflict`` that says who did what, with the cart as it is now; a
    cart that was never locked is ``Refused``. What the statements speak against is ``Refused``, too, unless
    ``against_evidence`` says that it is meant. Who decided by what they saw names that verdict as ``seen``:
    where the statements say another thing by now, that is a ``Conflict`` whose ``changed`` is ``evidence``.
    """

    async def list(self, *, limit: int = 50, after: str | None = None) -> "Page[LockedCart]":
        """The queue, the latest lock first, each with what the statements say of it.

        ``after`` is the cursor of an earlier page. Raises ``Invalid`` for one of another list.
        """
        ...

    async def get(self, ref: str) -> "LockedCart":
        """One locked cart, as the queue has it. Raises ``NotFound``, ``Refused`` where it is not locked."""
        ...

    async def lock(self, ref: str, reason: str, *, key: str | None = None) -> Cart:
        """Lock an open cart by hand. Raises ``Locked``, ``Refused`` for an order or a deleted cart."""
        ...

    async def unlock(
        self,
        ref: str,
        reason: str,
        *,
        against_evidence: bool = False,
        seen: "Verdict | None" = None,
        key: str | None = None,
    ) -> Cart:
        """Let it go on as the open cart that it was. Its undo (:meth:`Carts.undo`) locks it again."""
        ...

    async def confirm(
        self,
        ref: str,
        reason: str,
        *,
        against_evidence: bool = False,
        seen: "Verdict | None" = None,
        key: str | None = None,
    ) -> "Order":
        """Make it the order that was paid for: nothing is priced again, and missing stock goes negative.

        What else stood in the way of an order is waived and kept with it. What paid it pays no other cart:
        one that was paid with the same meanwhile is a ``Conflict``.
        """
        ...

    async def delete(
        self,
        ref: str,
        reason: str,
        *,
        against_evidence: bool = False,
        seen: "Verdict | None" = None,
        key: str | None = None,
    ) -> Cart:
        """Put it into the trash. Restored, it is an open cart; its undo locks it again."""
        ...


class Payments(Protocol):
    """What shops and payment providers tell of payments."""

    async def record(self, ref: str, report: "PaymentReport", *, key: str | None = None) -> "PaymentTaken":
        """Take in that a payment of a cart began, or what its result is, in whatever order that is told.

        What is known already changes nothing: an attempt is the same where the provider's reference is, or
        the merchant's as long as there is none. A pending result locks the cart, or places it where the shop
        accepts promises. A success places it, locked or not, whatever it misses; a failure unlocks it. Money
        for a cart that is deleted, ordered or another one by now is kept as a payment without an order.
        Raises ``Refused`` where a payment begins for an order or a deleted cart, ``NotFound``.
        """
        ...

    async def without_order(
        self, *, settled: bool = False, limit: int = 50, after: str | None = None
    ) -> "Page[PaymentWithoutOrder]":
        """Money that came in and belongs to no order, the latest first, each payment once.

        That is what was reported, and what statements tell of the last year. ``settled``: those that somebody
        has settled, the one that was settled last first. A page may be given up before it is full; then it
        says in ``searched`` how many were looked at. Raises ``Invalid`` for a cursor of another list.
        """
        ...

    async def settle(self, ref: str, reason: str, *, key: str | None = None) -> "PaymentWithoutOrder":
        """Keep for ever that a person has settled it, who, when and why; gives it without its rows.

        ``ref`` is its id, or the provider's id of it where that is one payment's alone. Raises ``NotFound``,
        ``Refused`` for a payment that serves a cart, and ``Conflict``, which says who has settled it already.
        """
        ...

    async def reopen(self, ref: str, *, key: str | None = None) -> "PaymentWithoutOrder":
        """Take back that it is settled; that it was, is kept. Raises ``Refused`` where it is not."""
        ...

    async def take_statement(self, statement: "Statement") -> "StatementReport":
        """Keep what a provider's statement says; rows that are known count as unchanged.

        A row is known by its provider and transaction. One that was pending is replaced by what became of it.
        Of a statement in several calls, the last one has the coverage: until it is there, nothing counts as
        not paid. It takes no key, since a repeat changes nothing.
        """
        ...

    async def coverage(self) -> "tuple[Coverage, ...]":
        """Of which times the statements have everything, by provider and in order."""
        ...


class Outbox(Protocol):
    """Messages to customers by mail, from being queued to what became of them.

    A message goes through the backend's mail server. Where it has none (``Capabilities.mail``), messages can
    be read and copied, and what would send one raises ``Unsupported``. One that was queued is handed over at
    once; one that cannot be sent now is tried again after growing pauses by whoever does the background's
    work, and given up after two days. No two processes hand over the same one. Where it is not known whether
    one was sent, it is never sent again by itself. A ``ref`` is a cart's, as for :class:`Carts`.
    """

    async def draft(self, ref: str, kind: "MessageKind") -> "MessageDraft":
        """The message about a cart as the shop would write it, of the shop's template. A read never writes.

        Raises ``NotFound``, and ``Invalid`` for a kind that is not for customers.
        """
        ...

    async def send(self, ref: str, message: "NewMessage", *, key: str | None = None) -> "OutboxMessage":
        """Queue a message to a cart's customer and note it on the cart's timeline, whatever state that is in.

        It goes to the address of the cart's contact or customer; to another one only a lead may send. Raises
        ``Unsupported``, ``NotFound``, ``Forbidden``, and ``Invalid`` where there is no address or it is none.
        """
        ...

    async def get(self, message: int) -> "OutboxMessage":
        """One message by its id. Raises ``NotFound``."""
        ...

    async def list(
        self, *, state: "MessageState | None" = None, limit: int = 50, after: str | None = None
    ) -> "Page[OutboxMessage]":
        """Messages, the latest first; with ``state`` only those.

        ``after`` is the cursor of an earlier page. Raises ``Invalid`` for one of another list.
        """
        ...

    async def resend(self, message: int, *, key: str | None = None) -> "OutboxMessage":
        """Queue one again that failed, was dropped, or of which nobody knows; a queued one is due at once.

        Raises ``Unsupported``, ``NotFound``, and ``Refused`` for one that was sent, that is being sent, or
        whose text is not kept any more.
        """
        ...

    async def drop(self, message: int, *, key: str | None = None) -> "OutboxMessage":
        """Send a message no more; a dropped one is given as it is.

        Raises ``NotFound``, and ``Refused`` for one that was sent or is being sent.
        """
        ...


class History(Protocol):
    """What happened, by whom."""

    async def of_cart(
        self,
        ref: str,
        *,
        kinds: "Collection[EntryKind]" = (),
        limit: int = 200,
        after: int | None = None,
    ) -> "tuple[HistoryEntry, ...]":
        """The entries of one cart, latest first; of a purged one who did what kind of thing when.

        Only those of ``kinds``, where some are given. ``after`` is the id of an entry: those before it in
        time come, so that the last id of one answer leads to the next. Raises ``NotFound``.
        """
        ...

    async def recent(
        self,
        *,
        kinds: "Collection[EntryKind]" = (),
        agent: str | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> "Page[Activity]":
        """What was done to carts and their orders, over all of them, latest first; purged ones are left out.

        Only what is of ``kinds``, and what the agent of exactly that name did, where they are given.
        Raises ``Invalid`` for a cursor of another list.
        """
        ...

    async def comment(self, ref: str, text: str, *, key: str | None = None) -> "HistoryEntry":
        """Write a comment on a cart's timeline, whatever state the cart is in; gives its entry.

        The cart, its version and what can be undone stay as they are; the feed of changes tells of it as
        ``history``. Card numbers are masked, blank lines around the text are taken off. Raises ``Invalid``
        for a text of nothing or of more than 10,000 characters, ``NotFound``.
        """
        ...


class Presence(Protocol):
    """Who has which cart open at the moment.

    It is written in no history and raises no version; the feed of changes tells of it as ``presence``. A
    ``ref`` is a cart's, as for :class:`Carts`; ``desk`` is a name of 1 to 64 characters that a desk makes up
    for itself. Who is there at several desks is given once, and every call gives the one who is there the
    longest first. All raise ``NotFound``; a desk without a name is ``Invalid``.
    """

    async def enter(self, ref: str, *, desk: str) -> "tuple[Present, ...]":
        """Be present at a cart for 45 seconds from now on; gives who is there beside this desk.

        Repeat it every 15 seconds: whoever stops doing so is gone by themselves. The actor is among those who
        are given where they have it open at another desk, too. Viewers may.
        """
        ...

    async def leave(self, ref: str, *, desk: str) -> "tuple[Present, ...]":
        """Be present there at this desk no more; gives who still is. A desk that was not leaves nothing."""
        ...

    async def of(self, ref: str, *, desk: str = "") -> "tuple[Present, ...]":
        """Who has it open beside this desk of the actor's, without being seen. A read never writes."""
        ...


class Digests(Protocol):
    """What waits for somebody in the morning."""

    async def get(self) -> "Digest":
        """Locked carts, orders that wait for long, carts nobody could place, payments without an order.

        All of one moment. A cart counts as one that could not be placed while it is open and its last
        :meth:`Carts.place` was refused since it was not ready, or given up over that, or refused since its
        total had changed and nobody has said yes to it for ten minutes. Writes nothing.
        """
        ...

    async def send(
        self, *, again: bool = False, to: Sequence[str] = (), key: str | None = None
    ) -> "SentDigest":
        """Mail it, as text and HTML, to whom the shop's settings name, or to these addresses instead.

        Once on a day of the shop's, unless ``again`` says that it is meant: else it is ``Refused`` with who
        sent it when. What came to nothing does not count. Each address gets a mail of its own, which the mail
        server is given at once; where that is away it stays in the outbox, and is tried again.
        Raises ``Unsupported`` without a mail server, ``Invalid`` without an address or for what is none.
        """
        ...


class Imports(Protocol):
    """Taking over what other systems exported."""

    async def apply(self, batch: "ImportBatch") -> "ImportReport":
        """Write a batch in one transaction; what is already there counts as unchanged (decision 34)."""
        ...


class Upkeep(Protocol):
    """The work that nobody waits for (decision 21). Each kind is leased: two processes never do the same."""

    async def run(self) -> "UpkeepReport":
        """Do what is due; what another process is doing at the moment is left to it and named as busy."""
        ...

    async def purge(self, *, dry_run: bool = False) -> "UpkeepReport":
        """Remove for good what has been in the trash for longer than the shop keeps it (admins only).

        Customer data goes from history, undo, stored replies and search as well (decision 29). With
        ``dry_run`` nothing is removed, and the report says how many carts would be.
        """
        ...


class Agents(Protocol):
    """Who may come in, and as what (admins only)."""

    async def list(self) -> tuple[Agent, ...]:
        """All accounts by name, the revoked ones too."""
        ...

    async def add(self, name: str, role: Role) -> NewAgent:
        """Make an account and its token, or give a revoked one a new token and this role.

        A name in other letters (``Alice``, ``alice``) is the same one; it stays as it was written first.
        It takes no key, since an answer that is kept could be read again, and the token is shown once.
        Raises ``Refused`` where an account of that name is in force, ``Invalid`` for a name that is none.
        """
        ...

    async def revoke(self, name: str) -> Agent:
        """Take the token back at once; a revoked account is given as it is. Raises ``NotFound``.

        Over a server the last admin is ``Refused``: nobody could make accounts there any more. Whoever opens
        the database itself always gets in (``docs/decisions/0005``), and may.
        """
        ...

    async def history(self, *, limit: int = 200) -> tuple[AgentChange, ...]:
        """What was done with accounts and by whom, the latest first."""
        ...


@runtime_checkable
class Rests(Protocol):
    """A client that writes in this process, where it may hold locks for which others wait."""

    def rest(self, seconds: float) -> bool:
        """Wait on the event loop until nothing is being written; ``False`` where that takes longer.

        The process can be stopped right after it: nobody else has to wait for that.
        """
        ...


class Client(Protocol):
    """One backend, opened for one actor."""

    @property
    def actor(self) -> Actor:
        """For whom it is opened: at a remote backend the token's agent, known once it is open."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What this backend can do."""
        ...

    @property
    def carts(self) -> Carts:
        """The carts."""
        ...

    @property
    def customers(self) -> Customers:
        """The customers."""
        ...

    @property
    def catalog(self) -> Catalog:
        """The catalogue."""
        ...

    @property
    def shop(self) -> ShopConfig:
        """What the business decides."""
        ...

    @property
    def orders(self) -> Orders:
        """The orders."""
        ...

    @property
    def locks(self) -> Locks:
        """The locked carts."""
        ...

    @property
    def payments(self) -> Payments:
        """The payments."""
        ...

    @property
    def outbox(self) -> Outbox:
        """The messages to customers."""
        ...

    @property
    def history(self) -> History:
        """The history."""
        ...

    @property
    def digest(self) -> Digests:
        """What waits for somebody."""
        ...

    @property
    def presence(self) -> Presence:
        """Who is at which cart."""
        ...

    @property
    def imports(self) -> Imports:
        """The door for imports."""
        ...

    @property
    def upkeep(self) -> Upkeep:
        """The background's work."""
        ...

    @property
    def agents(self) -> Agents:
        """The accounts."""
        ...

    def changes(self, after: int | None = None) -> AsyncIterator[Change]:
        """Changes as they happen, from sequence number ``after`` on; ``None``: from now on. Never ends.

        Whoever was away for longer than changes are kept gets one of the kind ``gap`` first.
        Raises ``Unavailable`` when the backend cannot be reached any more: call it again with the last
        number.
        """
        ...

    async def __aenter__(self) -> Self:
        """Open it. Raises ``Unavailable`` or ``Unauthenticated``."""
        ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it; what was answered is safe."""
        ...
