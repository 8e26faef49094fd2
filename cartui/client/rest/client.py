"""The client whose backend is a server: ``cartui serve``, on this machine or another one."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from functools import cached_property, partial
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from pydantic import SecretStr

from cartui import __version__
from cartui.client.clock import utc_now
from cartui.client.rest.answer_meaning import raise_for, value_of
from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of
from cartui.client.rest.failed_attempt import FailedAttempt
from cartui.client.rest.feed import Feed
from cartui.client.rest.timeouts import USUAL, Timeouts
from cartui.client.rest.transport import HttpTransport, Request, Transport
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.capabilities import Capabilities
from cartui.model.changes import Change
from cartui.model.errors import Forbidden, Invalid, NotFound, Unauthenticated, Unavailable
from cartui.rules.accounts import why_no_person
from cartui.settings.server_urls import host_of, needs_insecure, server_address
from cartui.wire.bodies import Me
from cartui.wire.headers import ORIGIN

if TYPE_CHECKING:
    from cartui.client.rest.agents import RestAgents
    from cartui.client.rest.blocklist import RestBlocklist
    from cartui.client.rest.bulk import RestBulk
    from cartui.client.rest.carts import RestCarts
    from cartui.client.rest.catalog import RestCatalog
    from cartui.client.rest.customers import RestCustomers
    from cartui.client.rest.digest import RestDigest
    from cartui.client.rest.documents import RestDocuments
    from cartui.client.rest.history import RestHistory
    from cartui.client.rest.imports import RestImports
    from cartui.client.rest.locks import RestLocks
    from cartui.client.rest.orders import RestOrders
    from cartui.client.rest.outbox import RestOutbox
    from cartui.client.rest.payments import RestPayments
    from cartui.client.rest.presence import RestPresence
    from cartui.client.rest.recovery import RestRecovery
    from cartui.client.rest.reports import RestReports
    from cartui.client.rest.sharing import RestSharing
    from cartui.client.rest.shop import RestShop
    from cartui.client.rest.storefront import RestStorefront
    from cartui.client.rest.upkeep import RestUpkeep

BACKEND: Final = "server"
"""What such a backend is, for people."""


class RestClient:
    """A client over HTTP; see :class:`cartui.client.protocol.Client` for what it promises.

    ``url`` is the server's address; ``token`` says who asks, and with it goes from where (``origin``). Plain
    http to another machine is refused unless it is wanted (``insecure``). Name and role of the actor, and
    what the backend can do, are the server's to say: they are known once the client is open. With
    ``readonly`` the actor is a viewer whatever the token allows, and no write is sent.
    """

    def __init__(
        self,
        url: str,
        token: SecretStr,
        *,
        origin: ActorOrigin,
        insecure: bool = False,
        readonly: bool = False,
        timeouts: Timeouts = USUAL,
        clock: Callable[[], datetime] = utc_now,
        kept_token: Callable[[], SecretStr | None] = lambda: None,
        connect: Callable[[str, Mapping[str, str], Timeouts, SecretStr], Transport] = HttpTransport,
    ) -> None:
        """Prepare it; nothing is sent before ``async with``.

        That raises ``Forbidden`` for a shop's token unless ``origin`` is a storefront: no person works with
        one.

        Raises ``Invalid`` for an address that is none or that would show the token to everybody on the way,
        ``Unauthenticated`` for a token that cannot be one. ``kept_token`` gives the token that is kept by
        now, and is asked when the server does not know this one any more. ``connect`` makes what carries the
        requests, of the address, the headers that each of them has, how long to wait, and the token.
        """
        address = _address(url, insecure=insecure)
        host = host_of(address)
        _ensure_sendable(token, host)
        headers = {
            "Accept": "application/json",
            "User-Agent": f"cartui/{__version__}",
            ORIGIN: origin.value,
        }
        self._origin: Final = origin
        self._token = token
        self._kept_token: Final = kept_token
        self._connect: Final = partial(connect, address, headers, timeouts)
        self._backend: Final = RestBackend(
            host,
            lambda: self._connect(self._token),
            timeouts,
            clock,
            readonly=readonly,
            let_in_again=self._let_in_again,
        )
        self._feed: Final = Feed(self._backend)
        self._me: Me | None = None

    @property
    def actor(self) -> Actor:
        """The token's agent. Raises ``Unavailable`` before it was opened."""
        return self._known_me.actor

    @property
    def capabilities(self) -> Capabilities:
        """What the server can do for this agent. Raises ``Unavailable`` before it was opened."""
        return self._known_me.capabilities

    @property
    def _known_me(self) -> Me:
        """What the server said at the beginning."""
        if self._me is None:
            raise Unavailable("this client is not open")
        return self._me

    @cached_property
    def carts(self) -> "RestCarts":
        """Carts."""
        from cartui.client.rest.carts import RestCarts

        return RestCarts(self._backend)

    @cached_property
    def customers(self) -> "RestCustomers":
        """Customers."""
        from cartui.client.rest.customers import RestCustomers

        return RestCustomers(self._backend)

    @cached_property
    def catalog(self) -> "RestCatalog":
        """What is sold."""
        from cartui.client.rest.catalog import RestCatalog

        return RestCatalog(self._backend)

    @cached_property
    def shop(self) -> "RestShop":
        """What the business decides."""
        from cartui.client.rest.shop import RestShop

        return RestShop(self._backend)

    @cached_property
    def orders(self) -> "RestOrders":
        """Orders."""
        from cartui.client.rest.orders import RestOrders

        return RestOrders(self._backend)

    @cached_property
    def documents(self) -> "RestDocuments":
        """Invoices and credit notes."""
        from cartui.client.rest.documents import RestDocuments

        return RestDocuments(self._backend)

    @cached_property
    def locks(self) -> "RestLocks":
        """Locked carts."""
        from cartui.client.rest.locks import RestLocks

        return RestLocks(self._backend)

    @cached_property
    def payments(self) -> "RestPayments":
        """Payments."""
        from cartui.client.rest.payments import RestPayments

        return RestPayments(self._backend)

    @cached_property
    def outbox(self) -> "RestOutbox":
        """Messages to customers."""
        from cartui.client.rest.outbox import RestOutbox

        return RestOutbox(self._backend)

    @cached_property
    def sharing(self) -> "RestSharing":
        """Links for customers."""
        from cartui.client.rest.sharing import RestSharing

        return RestSharing(self._backend)

    @cached_property
    def history(self) -> "RestHistory":
        """What happened."""
        from cartui.client.rest.history import RestHistory

        return RestHistory(self._backend)

    @cached_property
    def blocklist(self) -> "RestBlocklist":
        """Who may not buy."""
        from cartui.client.rest.blocklist import RestBlocklist

        return RestBlocklist(self._backend)

    @cached_property
    def digest(self) -> "RestDigest":
        """What waits for somebody."""
        from cartui.client.rest.digest import RestDigest

        return RestDigest(self._backend)

    @cached_property
    def reports(self) -> "RestReports":
        """Figures over many carts."""
        from cartui.client.rest.reports import RestReports

        return RestReports(self._backend)

    @cached_property
    def presence(self) -> "RestPresence":
        """Who is at which cart."""
        from cartui.client.rest.presence import RestPresence

        return RestPresence(self._backend)

    @cached_property
    def recovery(self) -> "RestRecovery":
        """Carts worth a call."""
        from cartui.client.rest.recovery import RestRecovery

        return RestRecovery(self._backend)

    @cached_property
    def imports(self) -> "RestImports":
        """Taking over data."""
        from cartui.client.rest.imports import RestImports

        return RestImports(self._backend)

    @cached_property
    def upkeep(self) -> "RestUpkeep":
        """The background's work."""
        from cartui.client.rest.upkeep import RestUpkeep

        return RestUpkeep(self._backend)

    @cached_property
    def bulk(self) -> "RestBulk":
        """Changes of many at once."""
        from cartui.client.rest.bulk import RestBulk

        return RestBulk(self._backend)

    @cached_property
    def storefront(self) -> "RestStorefront":
        """What a shop tells."""
        from cartui.client.rest.storefront import RestStorefront

        return RestStorefront(self._backend)

    @cached_property
    def agents(self) -> "RestAgents":
        """The accounts."""
        from cartui.client.rest.agents import RestAgents

        return RestAgents(self._backend)

    def changes(self, after: int | None = None) -> AsyncIterator[Change]:
        """Changes from sequence number ``after`` on, by whoever they were made."""
        return self._feed.follow(after)

    async def __aenter__(self) -> Self:
        """Ask the server who this is."""
        self._backend.open()
        try:
            me = await self._backend.read(Me, path_of("me"))
            self._ensure_meant(me.actor)
        except BaseException as error:
            await self._backend.close()
            if isinstance(error, NotFound):
                raise Unavailable(f"{self._backend.host} has no cartui of this version: {error}") from None
            raise
        self._me = self._as_here(me)
        return self

    def _ensure_meant(self, actor: Actor) -> None:
        """Raise ``Forbidden`` where a person would work with a shop's token."""
        no_person = why_no_person(actor.name, actor.role)
        if no_person and self._origin is not ActorOrigin.STOREFRONT:
            raise Forbidden(no_person)

    async def _let_in_again(self) -> Transport | None:
        """What carries requests with the token that is kept by now, if that is another one of the same agent.

        Raises ``Unauthenticated`` where it is somebody else's: what was done here is not theirs.
        """
        token = await asyncio.to_thread(self._kept_token)
        host = self._backend.host
        if token is None or token.get_secret_value() == self._token.get_secret_value():
            return None
        _ensure_sendable(token, host)
        transport = self._connect(token)
        try:
            answer = await transport.exchange(Request("GET", path_of("me"), {}))
            raise_for(answer, host, utc_now)
            me = value_of(Me, answer)
            self._ensure_meant(me.actor)
            if self._me is not None and me.actor.name != self._me.actor.name:
                raise Unauthenticated(
                    f"The token that is kept for {host} by now is {me.actor.name}'s, and this is open for "
                    f"{self._me.actor.name}. Log in as {self._me.actor.name}, or quit and start again."
                )
        except FailedAttempt as failed:
            await transport.close()
            raise Unavailable(failed.told(host, writes=False, repeats=False, done=False)) from None
        except BaseException:
            await transport.close()
            raise
        self._token = token
        if self._me is not None:
            self._me = self._as_here(me)
        return transport

    def _as_here(self, me: Me) -> Me:
        """Who the server says that this is, and what can be done from here."""
        actor = me.actor.model_copy(update={"origin": self._origin})
        capabilities = me.capabilities.model_copy(update={"backend": BACKEND})
        if self._backend.readonly:
            actor = actor.model_copy(update={"role": Role.VIEWER})
            capabilities = capabilities.model_copy(update={"writes": False})
        return Me(actor=actor, capabilities=capabilities)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End its connections, and forget what was answered."""
        await self._backend.close()


def _address(url: str, *, insecure: bool) -> str:
    """The address of the server, if a token may go there."""
    try:
        address = server_address(url)
    except ValueError as error:
        raise Invalid(f"The address of the server {error}.") from None
    if needs_insecure(address) and not insecure:
        raise Invalid(
            f"{host_of(address)} is on another machine, and over plain http everybody on the way could read "
            "the token: nothing was sent. Use https, or say insecure = true in its profile."
        )
    return address


def _ensure_sendable(token: SecretStr, host: str) -> None:
    """Raise ``Unauthenticated`` for a token that no header can hold."""
    text = token.get_secret_value()
    if not text or not text.isascii() or not text.isprintable() or " " in text:
        raise Unauthenticated(f"The token for {host} is none: run `cartui login` for it once more.")
