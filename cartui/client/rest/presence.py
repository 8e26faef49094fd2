"""``client.presence`` at a server."""

from pydantic import ValidationError

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of
from cartui.model.errors import Invalid
from cartui.model.presence import OpenElsewhere, Present
from cartui.wire.bodies import AtDesk
from cartui.wire.encoding import problems_in


class RestPresence:
    """Who has which cart open. A call that got lost is made up for by the next one: none is repeated."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def enter(self, ref: str, *, desk: str) -> tuple[Present, ...]:
        """Be present."""
        return await self._say(ref, desk)

    async def leave(self, ref: str, *, desk: str) -> tuple[Present, ...]:
        """Be present no more."""
        return await self._say(ref, desk, "leave")

    async def of(self, ref: str, *, desk: str = "") -> tuple[Present, ...]:
        """Who is there."""
        asked = path_of("carts", of=ref, then=("presence",), desk=desk or None)
        return await self._backend.read(tuple[Present, ...], asked)

    async def everywhere(self, *, desk: str = "") -> tuple[OpenElsewhere, ...]:
        """The carts that somebody has open."""
        return await self._backend.read(tuple[OpenElsewhere, ...], path_of("presence", desk=desk or None))

    async def _say(self, ref: str, desk: str, *then: str) -> tuple[Present, ...]:
        """Say where this desk is, or is no more."""
        try:
            at = AtDesk(desk=desk)
        except ValidationError as error:
            raise Invalid("This is no name of a desk.", problems_in(error)) from None
        path = path_of("carts", of=ref, then=("presence", *then))
        return await self._backend.write_unkeyed(tuple[Present, ...], path, at)
