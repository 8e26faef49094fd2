"""The call list behind a fake client."""

from typing import TYPE_CHECKING

from cartui.model.cart import CartState, CartSummary
from cartui.model.history import EntryKind, HistoryEntry
from cartui.model.query import CartQuery, CartSort, Page
from cartui.model.recovery import Call, CallOutcome, CartToCall

if TYPE_CHECKING:
    from tests.desk.fake_client import FakeClient


class FakeRecovery:
    """Every cart is worth a call until one is noted; ``called_before`` have a call from before."""

    def __init__(self, backend: "FakeClient") -> None:
        self._backend = backend

    async def list(
        self,
        query: CartQuery,  # noqa: ARG002 - the call list asks one thing
        *,
        sort: CartSort,
        limit: int = 50,
        after: str | None = None,
        before: str | None = None,  # noqa: ARG002 - all fit on one page
    ) -> Page[CartToCall]:
        call = f"to call {sort} after={after}"
        self._backend.answer(call)
        wanted = [cart for cart in self._backend.summaries if cart.id not in self._backend.noted]
        wanted.sort(key=lambda cart: cart.total if sort.key == "total" else cart.updated_at.timestamp())
        if sort.descending:
            wanted.reverse()
        return self._backend.remembered(call, Page(tuple(map(self._row, wanted[:limit]))))

    async def note_call(
        self, ref: str, outcome: CallOutcome, text: str = "", *, key: str | None = None
    ) -> HistoryEntry:
        said = f"call {ref} {outcome} {text}".strip()
        self._backend.answer(said)

        async def do() -> HistoryEntry:
            self._backend.noted.add(ref)
            self._backend.remember(ref, 1, self._backend.actor.name, "", EntryKind.CALLED)
            return self._backend.entries[0]

        return await self._backend.once(key, said, do)

    def _row(self, cart: CartSummary) -> CartToCall:
        last: Call | None = self._backend.called_before.get(cart.id)
        return CartToCall(
            id=cart.id,
            number=cart.number,
            version=cart.version,
            state=CartState(cart.state),
            market=cart.market,
            currency=cart.currency,
            total=cart.total,
            items=cart.items,
            products=cart.products,
            name=cart.customer,
            phone=f"+88017123456{int(cart.number[-2:]):02}",
            email="a@example.com",
            assigned_to=cart.assigned_to,
            created_at=cart.created_at,
            updated_at=cart.updated_at,
            touched_at=cart.touched_at,
            calls=0 if last is None else 2,
            last_call=last,
        )
