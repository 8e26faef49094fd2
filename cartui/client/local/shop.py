"""``client.shop`` on the local database."""

from typing import TYPE_CHECKING

from cartui.client.local.backend import LocalBackend
from cartui.model.errors import Refused
from cartui.model.problem import Problem
from cartui.model.shop import Shop
from cartui.rules.permissions import Operation
from cartui.store import first_reads

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cartui.store.shop_config import ShopCodes


class LocalShop:
    """What the business decides."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def get(self) -> Shop:
        """The shop as it is."""
        return await self._backend.read_first(first_reads.load_shop, _load_shop, "shop")

    async def apply(self, shop: Shop) -> Shop:
        """Replace it; what carts still use cannot go away."""
        return await self._backend.write(
            Operation.CHANGE_SHOP, lambda connection: self._apply(connection, shop)
        )

    def _apply(self, connection: "Connection", shop: Shop) -> Shop:
        """Check what would go away, save, tell the feed."""
        from cartui.store.changes import append_change
        from cartui.store.shop_config import codes_in_use, load_shop, save_shop

        problems = _still_used(load_shop(connection), shop, codes_in_use(connection))
        if problems:
            raise Refused("; ".join(problem.message for problem in problems), problems)
        save_shop(connection, shop)
        append_change(
            connection,
            kind="shop",
            id="shop",
            version=0,
            agent=self._backend.actor.name,
            at=self._backend.clock(),
        )
        return load_shop(connection)


def _load_shop(connection: "Connection") -> Shop:
    """The shop, once more than a start is read."""
    from cartui.store.shop_config import load_shop

    return load_shop(connection)


def _still_used(before: Shop, after: Shop, used: "ShopCodes") -> list[Problem]:
    """What cannot go away or change, since carts, customers or prices stand on it."""
    problems = [
        Problem(
            field="price_levels", message=f"price level {code} is still used by carts, customers or prices"
        )
        for code in sorted(used.price_levels)
        if after.price_level(code) is None
    ]
    for code in sorted(used.markets):
        old, new = before.market(code), after.market(code)
        if new is None:
            problems.append(Problem(field="markets", message=f"market {code} still has carts or prices"))
        elif old is not None and old.currency != new.currency:
            message = (
                f"market {code} has carts or prices in {old.currency}: make a new market for {new.currency}"
            )
            problems.append(Problem(field="markets", message=message))
    return problems
