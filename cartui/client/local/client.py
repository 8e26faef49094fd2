"""The client whose backend is a database of its own: a SQLite file, or a PostgreSQL server."""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AsyncExitStack
from datetime import datetime
from functools import cache, cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cartui.client.clock import utc_now
from cartui.client.local.backend import LocalBackend, LocalDatabase, nobody_is_let_in
from cartui.model.agent import Actor, Role
from cartui.model.changes import Change
from cartui.store import first_reads

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection

    from cartui.client.local.agents import LocalAgents
    from cartui.client.local.blocklist import LocalBlocklist
    from cartui.client.local.bulk.jobs import LocalBulk
    from cartui.client.local.bulk.running import Faults
    from cartui.client.local.carts import LocalCarts
    from cartui.client.local.catalog import LocalCatalog
    from cartui.client.local.customers import LocalCustomers
    from cartui.client.local.digest import LocalDigest
    from cartui.client.local.documents import LocalDocuments
    from cartui.client.local.history import LocalHistory
    from cartui.client.local.imports import LocalImports
    from cartui.client.local.locks import LocalLocks
    from cartui.client.local.orders import LocalOrders
    from cartui.client.local.outbox import LocalOutbox
    from cartui.client.local.payments import LocalPayments
    from cartui.client.local.presence import LocalPresence
    from cartui.client.local.recovery import LocalRecovery
    from cartui.client.local.reports import LocalReports
    from cartui.client.local.sharing import LocalSharing
    from cartui.client.local.shop import LocalShop
    from cartui.client.local.storefront.resource import LocalStorefront
    from cartui.client.local.token_check import TokensAndMark
    from cartui.client.local.upkeep import LocalUpkeep
    from cartui.mail.delivery import MailServer
    from cartui.model.capabilities import Capabilities
    from cartui.model.paper import Stationery
    from cartui.model.sharing import Links


class LocalClient:
    """A client over a local database; see :class:`cartui.client.protocol.Client` for what it promises.

    ``location`` is a path or a database URL, or a database that another client has open. The file is made,
    or upgraded after a backup copy, when the client is opened; with ``readonly`` it has to be there already,
    and nothing of it is changed.
    """

    def __init__(
        self,
        location: str | LocalDatabase,
        actor: Actor,
        *,
        clock: Callable[[], datetime] = utc_now,
        readonly: bool = False,
        by_token: bool = False,
        token_check: "Callable[[Connection], None] | None" = None,
        as_account: bool = False,
        mail: "Callable[[], MailServer] | None" = None,
        faults: "Faults | None" = None,
        links: "Links | None" = None,
        stationery: "Stationery | None" = None,
    ) -> None:
        """Prepare it; nothing is touched before ``async with``.

        Messages go to the server ``mail`` makes; ``faults`` is told of what breaks in work nobody waits for;
        ``links`` says where customers find a quote, if anywhere, and ``stationery`` what documents of
        messages are drawn on: plain A4 unless told otherwise.

        ``by_token`` and ``token_check``: see :meth:`acting_as`. ``as_account``: the actor works in the role
        of their account in this database, whatever role was said; ``Unauthenticated`` where there is none.
        """
        if isinstance(location, str):
            location = LocalDatabase(
                location, readonly=readonly, mail=mail, faults=faults, links=links, stationery=stationery
            )
        self._shared = location
        if as_account:
            actor = actor.model_copy(update={"role": Role.VIEWER})
            by_token, token_check = True, nobody_is_let_in
        self._backend = LocalBackend(self._shared, actor, clock, by_token=by_token, token_check=token_check)
        self._as_account = as_account

    def acting_as(
        self, actor: Actor, token_check: "Callable[[Connection], None] | None" = None
    ) -> "LocalClient":
        """A client for somebody who came in by a token, on this one's open database as long as it is open.

        ``token_check`` looks first in every unit of work whether the token still opens anything.
        """
        return LocalClient(
            self._shared, actor, clock=self._backend.clock, by_token=True, token_check=token_check
        )

    @property
    def actor(self) -> Actor:
        """For whom it is opened."""
        return self._backend.actor

    @property
    def clock(self) -> Callable[[], datetime]:
        """Tells what time it is here (UTC)."""
        return self._backend.clock

    async def glance(self, token_hashes: Collection[str]) -> "TokensAndMark":
        """Look who these tokens belong to, and whether anything is another since the last glance.

        Raises ``Unavailable``.
        """
        return await self._shared.glance(token_hashes, self._backend.clock())

    def rest(self, seconds: float) -> bool:
        """Wait until nothing is being written; ``False`` where that takes longer. See ``Rests``."""
        return self._shared.rest(seconds)

    # A command uses one or two of these, and importing all would take longer than most commands do.

    @cached_property
    def carts(self) -> "LocalCarts":
        """Carts."""
        from cartui.client.local.carts import LocalCarts

        return LocalCarts(self._backend)

    @cached_property
    def bulk(self) -> "LocalBulk":
        """Changing many at once."""
        from cartui.client.local.bulk.jobs import LocalBulk

        return LocalBulk(self._backend)

    @cached_property
    def customers(self) -> "LocalCustomers":
        """Customers."""
        from cartui.client.local.customers import LocalCustomers

        return LocalCustomers(self._backend)

    @cached_property
    def catalog(self) -> "LocalCatalog":
        """What is sold."""
        from cartui.client.local.catalog import LocalCatalog

        return LocalCatalog(self._backend)

    @cached_property
    def shop(self) -> "LocalShop":
        """What the business decides."""
        from cartui.client.local.shop import LocalShop

        return LocalShop(self._backend)

    @cached_property
    def orders(self) -> "LocalOrders":
        """Orders."""
        from cartui.client.local.orders import LocalOrders

        return LocalOrders(self._backend)

    @cached_property
    def documents(self) -> "LocalDocuments":
        """Invoices and credit notes."""
        from cartui.client.local.documents import LocalDocuments

        return LocalDocuments(self._backend)

    @cached_property
    def locks(self) -> "LocalLocks":
        """Locked carts."""
        from cartui.client.local.locks import LocalLocks

        return LocalLocks(self._backend)

    @cached_property
    def payments(self) -> "LocalPayments":
        """Payments."""
        from cartui.client.local.payments import LocalPayments

        return LocalPayments(self._backend)

    @cached_property
    def outbox(self) -> "LocalOutbox":
        """Messages to customers."""
        from cartui.client.local.outbox import LocalOutbox

        return LocalOutbox(self._backend)

    @cached_property
    def sharing(self) -> "LocalSharing":
        """Links for customers."""
        from cartui.client.local.sharing import LocalSharing

        return LocalSharing(self._backend)

    @cached_property
    def history(self) -> "LocalHistory":
        """What happened."""
        from cartui.client.local.history import LocalHistory

        return LocalHistory(self._backend)

    @cached_property
    def blocklist(self) -> "LocalBlocklist":
        """Who may not buy."""
        from cartui.client.local.blocklist import LocalBlocklist

        return LocalBlocklist(self._backend)

    @cached_property
    def digest(self) -> "LocalDigest":
        """What waits for somebody."""
        from cartui.client.local.digest import LocalDigest

        return LocalDigest(self._backend)

    @cached_property
    def reports(self) -> "LocalReports":
        """Figures over many carts."""
        from cartui.client.local.reports import LocalReports

        return LocalReports(self._backend)

    @cached_property
    def presence(self) -> "LocalPresence":
        """Who is at which cart."""
        from cartui.client.local.presence import LocalPresence

        return LocalPresence(self._backend)

    @cached_property
    def recovery(self) -> "LocalRecovery":
        """Carts worth a call."""
        from cartui.client.local.recovery import LocalRecovery

        return LocalRecovery(self._backend)

    @cached_property
    def imports(self) -> "LocalImports":
        """Taking over data."""
        from cartui.client.local.imports import LocalImports

        return LocalImports(self._backend)

    @cached_property
    def storefront(self) -> "LocalStorefront":
        """The carts of a shop."""
        from cartui.client.local.storefront.resource import LocalStorefront

        return LocalStorefront(self._backend)

    @cached_property
    def upkeep(self) -> "LocalUpkeep":
        """The background's work."""
        from cartui.client.local.upkeep import LocalUpkeep

        return LocalUpkeep(self._backend)

    @cached_property
    def agents(self) -> "LocalAgents":
        """The accounts."""
        from cartui.client.local.agents import LocalAgents

        return LocalAgents(self._backend)

    @property
    def capabilities(self) -> "Capabilities":
        """Everything, except writing: not for those who may only look, nor on a database open to be read."""
        return _capabilities(
            writes=self.actor.role is not Role.VIEWER and not self._shared.readonly,
            mail=self._shared.mail is not None,
            shared_pages=self._shared.links is not None and bool(self._shared.links.pages),
        )

    async def changes(self, after: int | None = None) -> AsyncIterator[Change]:
        """Changes from sequence number ``after`` on, by whatever process they were made."""
        seen = await self.latest_change() if after is None else after
        while True:
            heard = self._shared.change_signal.heard
            fresh = await self._changes_after(seen)
            for change in fresh:
                seen = change.seq
                yield change
            if not fresh:
                await self._shared.change_signal.after(heard)

    async def latest_change(self) -> int:
        """The sequence number of the latest change; 0 where there is none yet."""
        return await self._backend.read_first(first_reads.latest_seq, _latest_seq, "latest change")

    async def _changes_after(self, seen: int) -> tuple[Change, ...]:
        """What was written after that sequence number."""

        def first(connection: "sqlite3.Connection") -> tuple[Change, ...]:
            return first_reads.changes_after(connection, seen)

        def work(connection: "Connection") -> tuple[Change, ...]:
            from cartui.store.changes import changes_after

            return changes_after(connection, seen)

        return await self._backend.read_first(first, work, "changes")

    async def __aenter__(self) -> Self:
        """Open the database."""
        await self._shared.open()
        if self._as_account:
            async with AsyncExitStack() as closing:  # where nobody is let in
                closing.push_async_callback(self._shared.close)
                await self._backend.let_in()
                closing.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it after the work under way."""
        await self._shared.close()


def _latest_seq(connection: "Connection") -> int:
    """The number of the latest change, once more than a start is read."""
    from cartui.store.changes import latest_seq

    return latest_seq(connection)


@cache
def _capabilities(*, writes: bool, mail: bool, shared_pages: bool) -> "Capabilities":
    """What a local backend can do; a desk asks for it at every key, of every command it shows."""
    from cartui.model.actions import action_kinds
    from cartui.model.capabilities import Capabilities
    from cartui.model.query import SortKey
    from cartui.rules.query.keys import KEYS
    from cartui.rules.query.order_keys import ORDER_KEYS

    return Capabilities(
        backend="local",
        actions=frozenset(action_kinds()),
        filters=frozenset(KEYS),
        order_filters=frozenset(ORDER_KEYS.keys),
        sorts=frozenset(SortKey),
        writes=writes,
        mail=mail,
        shared_pages=shared_pages,
    )
