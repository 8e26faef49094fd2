"""Going from place to place, as the commands with `g` do it."""

from cartui.screens.desk.desk import DeskApp
from cartui.screens.running.modes import (
    go,
    go_to_carts_of,
    go_to_carts_with,
    go_to_orders_to_approve,
    go_to_orders_with,
)


class Going(DeskApp):
    """A desk's app that knows its places."""

    async def action_go_to_carts(self) -> None:
        """Go to the list of carts."""
        await go(self, "carts")

    async def action_go_to_orders(self) -> None:
        """Go to the list of orders: to those that wait for approval."""
        await go_to_orders_to_approve(self)

    async def look_for_orders(self, text: str) -> None:
        """Go to the orders that these words find."""
        await go_to_orders_with(self, text)

    async def look_for_carts(self, query: str) -> None:
        """Go to the carts of this query."""
        await go_to_carts_with(self, query)

    async def action_go_to_customers(self) -> None:
        """Go to the list of customers."""
        await go(self, "customers")

    async def action_go_to_locked_carts(self) -> None:
        """Go to the queue of locked carts."""
        await go(self, "locks")

    async def action_go_to_activity(self) -> None:
        """Go to what everybody did lately."""
        await go(self, "activity")

    async def action_go_to_payments(self) -> None:
        """Go to the payments without an order."""
        await go(self, "payments")

    async def action_go_to_blocklist(self) -> None:
        """Go to who may not buy."""
        await go(self, "blocklist")

    async def action_go_to_outbox(self) -> None:
        """Go to the messages to customers."""
        await go(self, "outbox")

    async def action_go_to_call_list(self) -> None:
        """Go to the carts that are worth a call."""
        await go(self, "recovery")

    async def action_go_to_bulk_changes(self) -> None:
        """Go to what was done to many carts at once."""
        await go(self, "bulk")

    async def action_go_to_reports(self) -> None:
        """Go to the reports."""
        await go(self, "reports")

    async def show_carts(self, query: str) -> None:
        """Go to the carts behind a figure."""
        await go_to_carts_of(self, query)
