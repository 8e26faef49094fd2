"""From a token to an actor, and no more tries than a forgetful person needs.

The database is asked at every request, so that a token that was taken back opens nothing from then on, in
whatever process that was done.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

from starlette.requests import Request

from cartui.client.local import LocalClient
from cartui.client.local.agents import token_hash
from cartui.client.local.token_check import TokenCheck
from cartui.model.agent import Actor, ActorOrigin, Role, origin_of
from cartui.model.errors import Invalid, Unauthenticated
from cartui.model.problem import Problem
from cartui.server.limits import Limits, TooMuch
from cartui.wire.headers import ORIGIN

T = TypeVar("T")

LONGEST_TOKEN: Final = 500
"""Characters; what is longer is none of ours."""

REMEMBERED: Final = 10_000
"""Addresses with failures, and tokens that were known; the oldest are forgotten first."""


class TooManyFailures(TooMuch):
    """Too many unknown tokens came from one address."""


@dataclass(slots=True)
class _Failures:
    """How often an address failed, and since when (seconds of the monotonic clock)."""

    since: float
    count: int = 0


class Guessers:
    """Remembers from which addresses unknown tokens, wrong signatures or other strangers came."""

    def __init__(self, most: int, seconds: float) -> None:
        """Allow so many from one address in that time."""
        self._most = most
        self._seconds = seconds
        self._failures: OrderedDict[str, _Failures] = OrderedDict()

    def refuse(self, request: Request) -> None:
        """Raise ``TooManyFailures`` where that address has failed too often lately."""
        address = _address_of(request)
        known = self._failures.get(address)
        if known is None:
            return
        left = known.since + self._seconds - time.monotonic()
        if left <= 0:
            del self._failures[address]
        elif known.count >= self._most:
            raise TooManyFailures(
                "Too many unknown tokens came from this address. Wait a minute, then try again.",
                retry_after=left,
            )

    def note(self, request: Request) -> None:
        """Count one more failure of that address."""
        known = self._failures.setdefault(_address_of(request), _Failures(since=time.monotonic()))
        known.count += 1
        _forget_oldest(self._failures)


class Authenticator:
    """Lets actors in, and remembers by the hashes of their tokens who they were."""

    def __init__(self, host: LocalClient, limits: Limits) -> None:
        """Ask that client who a token belongs to."""
        self._host = host
        self.guessers = Guessers(limits.failures, limits.failure_seconds)
        self._known: OrderedDict[str, tuple[str, Role]] = OrderedDict()

    async def authenticate(self, request: Request) -> tuple[LocalClient, TokenCheck]:
        """A client for whoever asks, and what tells whether the database was asked about them since.

        Who is known already is asked about in the unit of work that they came for. Raises
        ``Unauthenticated``, ``TooManyFailures`` or ``Invalid``.
        """
        token = token_of(request)
        origin = _origin_of(request)
        hashed = token_hash(token)
        known = self._known.get(hashed)
        if known is not None:
            actor = _actor(*known, origin)
            token_check = TokenCheck(hashed, actor)
        else:
            actor = await self._authenticated(request, token, origin)
            self._known[hashed] = (actor.name, actor.role)
            _forget_oldest(self._known)
            token_check = TokenCheck(hashed, actor, looked=True)
        return self._host.acting_as(actor, token_check), token_check

    async def recheck(self, request: Request, token_check: TokenCheck) -> None:
        """Ask about somebody whose work did not need the database. Raises as :meth:`authenticate` does."""
        if not token_check.looked:
            await self._authenticated(request, token_of(request), ActorOrigin.SERVER)

    def forget(self, request: Request, token_check: TokenCheck) -> None:
        """That token was found to be revoked: from now on it counts as unknown."""
        if self._known.pop(token_check.token_hash, None) is not None:
            self.guessers.note(request)

    async def _authenticated(self, request: Request, token: str, origin: ActorOrigin) -> Actor:
        """Whose token that is. An address with too many unknown tokens is told only to wait.

        A known token is let in even from there, since a whole office may share one address. A guesser gains
        nothing by that: a token has 256 bits.
        """
        try:
            return await self._host.agents.authenticated(token, origin)
        except Unauthenticated:
            self.guessers.refuse(request)
            self.guessers.note(request)
            raise


def _forget_oldest(remembered: OrderedDict[str, T]) -> None:
    """Keep only so many."""
    while len(remembered) > REMEMBERED:
        remembered.popitem(last=False)


@lru_cache(REMEMBERED)
def _actor(name: str, role: Role, origin: ActorOrigin) -> Actor:
    """The same one for everything that is done by the same: making one takes longer than finding it."""
    return Actor(name=name, role=role, origin=origin_of(role, origin))


def _address_of(request: Request) -> str:
    """From where a request came: behind a proxy on this machine, what that says."""
    return request.client.host if request.client else ""


def token_of(request: Request) -> str:
    """The token that a request names. Raises ``Unauthenticated`` without one."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip() or len(token) > LONGEST_TOKEN:
        raise Unauthenticated("This takes a token: Authorization: Bearer TOKEN.")
    return token.strip()


def _origin_of(request: Request) -> ActorOrigin:
    """From where a request says that it comes; nothing said: from a program of somebody's own."""
    named = request.headers.get(ORIGIN, ActorOrigin.SERVER)
    try:
        return ActorOrigin(named)
    except ValueError:
        known = ", ".join(ActorOrigin)
        message = f"{ORIGIN} is one of {known}."
        raise Invalid(message, (Problem(field=ORIGIN, message=message),)) from None
