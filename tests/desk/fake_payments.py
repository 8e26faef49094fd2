"""Payments without an order behind a fake client."""

from datetime import datetime
from typing import TYPE_CHECKING

from cartui.client.protocol import Conflict, NotFound
from cartui.model.payment_without_order import PaymentWithoutOrder, Settled
from cartui.model.query import Page

if TYPE_CHECKING:
    from tests.desk.fake_client import FakeClient


class FakePayments:
    """What belongs to no order."""

    def __init__(self, backend: "FakeClient", now: datetime) -> None:
        self._backend = backend
        self._now = now

    async def without_order(
        self, *, settled: bool = False, limit: int = 50, after: str | None = None
    ) -> Page[PaymentWithoutOrder]:
        call = f"payments settled={settled} after={after}"
        self._backend.answer(call)
        found = [each for each in self._backend.unordered if (each.settled is not None) is settled]
        start = int(after or 0)
        end = start + limit
        page = Page(tuple(found[start:end]), next=str(end) if len(found) > end else None)
        return self._backend.remembered(call, page)

    async def settle(self, ref: str, reason: str, *, key: str | None = None) -> PaymentWithoutOrder:
        self._backend.answer(f"settle {ref} {reason}")

        async def do() -> PaymentWithoutOrder:
            known = self._find(ref).settled
            if known is not None:
                raise Conflict(
                    f"{ref} was settled by {known.agent}: {known.reason}. Nothing was changed now."
                )
            settled = Settled(reason=reason, agent=self._backend.actor.name, at=self._now)
            return self._change(ref, settled)

        return await self._backend.once(key, f"settle {ref} {reason}", do)

    async def reopen(self, ref: str, *, key: str | None = None) -> PaymentWithoutOrder:
        self._backend.answer(f"reopen {ref}")

        async def do() -> PaymentWithoutOrder:
            return self._change(ref, None)

        return await self._backend.once(key, f"reopen {ref}", do)

    def _find(self, ref: str) -> PaymentWithoutOrder:
        for each in self._backend.unordered:
            if each.id == ref:
                return each
        raise NotFound(f"There is no payment {ref!r}.")

    def _change(self, ref: str, settled: Settled | None) -> PaymentWithoutOrder:
        at = self._backend.unordered.index(self._find(ref))
        changed = self._backend.unordered[at].model_copy(update={"settled": settled})
        self._backend.unordered[at] = changed
        return changed.model_copy(update={"rows": ()})
