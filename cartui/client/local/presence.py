"""``client.presence`` on the local database."""

from datetime import datetime
from typing import TYPE_CHECKING

from cartui.client.local.backend import LocalBackend
from cartui.model.changes import PRESENCE
from cartui.model.errors import Invalid
from cartui.model.presence import LONGEST_NAME, OpenElsewhere, Present
from cartui.model.problem import Problem
from cartui.model.text import clean_line
from cartui.rules.permissions import Operation

if TYPE_CHECKING:
    from sqlalchemy import Connection


class LocalPresence:
    """Who has which cart open; what each call promises stands in the protocol."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def enter(self, ref: str, *, desk: str) -> tuple[Present, ...]:
        """Be present, from now on or for longer."""
        desk = _named(desk)

        def work(connection: "Connection") -> tuple[Present, ...]:
            from cartui.client.local.cart_reading import require_cart
            from cartui.store.presence import enter_cart

            cart, now = require_cart(connection, ref).id, self._backend.clock()
            if enter_cart(connection, cart, self._backend.actor.name, desk, now):
                self._tell(connection, cart, now)
            return self._beside(connection, cart, desk, now)

        return await self._backend.write(Operation.BE_PRESENT, work)

    async def leave(self, ref: str, *, desk: str) -> tuple[Present, ...]:
        """Be present no more."""
        desk = _named(desk)

        def work(connection: "Connection") -> tuple[Present, ...]:
            from cartui.client.local.cart_reading import require_cart
            from cartui.store.presence import leave_cart

            cart, now = require_cart(connection, ref).id, self._backend.clock()
            if leave_cart(connection, cart, self._backend.actor.name, desk, now):
                self._tell(connection, cart, now)
            return self._beside(connection, cart, desk, now)

        return await self._backend.write(Operation.BE_PRESENT, work)

    async def of(self, ref: str, *, desk: str = "") -> tuple[Present, ...]:
        """Who is there."""

        def work(connection: "Connection") -> tuple[Present, ...]:
            from cartui.client.local.cart_reading import require_cart

            cart = require_cart(connection, ref).id
            return self._beside(connection, cart, clean_line(desk).strip(), self._backend.clock())

        return await self._backend.read(work)

    async def everywhere(self, *, desk: str = "") -> tuple[OpenElsewhere, ...]:
        """The carts that somebody has open."""
        backend = self._backend

        def work(connection: "Connection") -> tuple[OpenElsewhere, ...]:
            from cartui.store.presence import open_elsewhere

            mine = clean_line(desk).strip()
            return open_elsewhere(connection, backend.clock(), agent=backend.actor.name, desk=mine)

        return await backend.read(work)

    def _beside(
        self, connection: "Connection", cart_id: str, desk: str, now: datetime
    ) -> tuple[Present, ...]:
        """Who is there beside that desk of the actor's."""
        from cartui.store.presence import present_at

        return present_at(connection, cart_id, now, agent=self._backend.actor.name, desk=desk)

    def _tell(self, connection: "Connection", cart_id: str, now: datetime) -> None:
        """Let those who have it open know."""
        from cartui.store.changes import append_change

        agent = self._backend.actor.name
        append_change(connection, kind=PRESENCE, id=cart_id, version=0, agent=agent, at=now)


def _named(desk: str) -> str:
    """The name of a desk, cleaned. Raises ``Invalid`` for one that is none."""
    name = clean_line(desk).strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        said = f"a desk has a name of 1 to {LONGEST_NAME} characters"
        raise Invalid(said, [Problem(field="desk", message=said)])
    return name
