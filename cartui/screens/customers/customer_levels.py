"""Selecting customers in their list, and giving all of them a price level at once."""

from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from cartui.commands.command import CommandClass
from cartui.commands.customers import ChangeCustomerLevels, SelectCustomer
from cartui.model.customer import Customer
from cartui.screens.desk.part import Part

if TYPE_CHECKING:
    from cartui.model.actions import SetPriceLevel
    from cartui.screens.customers.customer_list import CustomerList

CARTS_FOLLOW: Final = (
    (False, "Open carts keep their prices", "the level counts from their next cart on"),
    (True, "Open carts follow", "but those that have a level of their own"),
)
"""What becomes of the customers' open carts."""


class CustomerLevels(Part["CustomerList"]):
    """Keeps which customers are selected, and asks for the level that they are to have."""

    OFFERS = (SelectCustomer, ChangeCustomerLevels)

    def __init__(self, screen: "CustomerList") -> None:
        """Nobody is selected."""
        super().__init__(screen)
        self._numbers: dict[str, str] = {}
        """The numbers of the selected customers by id, as they were selected."""

    def is_selected(self, customer: Customer) -> bool:
        """Whether that customer is selected."""
        return customer.id in self._numbers

    @property
    def is_empty(self) -> bool:
        """Whether nobody is selected."""
        return not self._numbers

    def why_not(self, command: CommandClass) -> str | None:
        """There has to be a customer who is meant."""
        if not self.screen.is_mounted or self.screen.table.current is not None:
            return None
        if command is ChangeCustomerLevels and not self.is_empty:
            return None
        return "There is no customer at the cursor"

    # --- who is selected ------------------------------------------------------------------------------

    def action_select_customer(self) -> None:
        """Select the one at the cursor or not any more, and go on with the next."""
        customer = self.screen.table.current
        if customer is None:
            return
        if self._numbers.pop(customer.id, None) is None:
            self._numbers[customer.id] = customer.number
        self._show()
        self.screen.table.action_move_down()

    def select_none(self) -> bool:
        """Select nobody; false where nobody was."""
        if self.is_empty:
            return False
        self._numbers.clear()
        self._show()
        return True

    def _show(self) -> None:
        """Mark who is selected, and say how many."""
        self.screen.table.look_again()
        self.screen.show_note(f"{len(self._numbers):,} selected" if self._numbers else "")
        self.screen.refresh_hints()

    # --- their level -----------------------------------------------------------------------------------

    def action_change_customer_levels(self) -> None:
        """Ask for the level of the selected customers, else of the one at the cursor."""
        from cartui.screens.bulk.level_choice import LevelChoice

        row = self.screen.table.current
        meant = dict(self._numbers) or ({row.id: row.number} if row is not None else {})
        of = f"customer #{next(iter(meant.values()))}" if len(meant) == 1 else f"{len(meant):,} customers"
        choice = LevelChoice(self.desk.shop, of, otherwise="the market's")
        self.screen.app.push_screen(choice, partial(self._level_chosen, meant))

    def _level_chosen(self, meant: dict[str, str], chosen: "SetPriceLevel | None") -> None:
        """Ask what becomes of their open carts; ``None``: it was given up."""
        if chosen is None:
            return
        from cartui.screens.dialogs.pick import Option, Pick

        options = [Option(follow, (name, about)) for follow, name, about in CARTS_FOLLOW]
        pick = Pick("And their open carts?", options)
        self.screen.app.push_screen(pick, partial(self._look_first, meant, chosen.level))

    def _look_first(self, meant: dict[str, str], level: str | None, follow: bool | None) -> None:
        """Show what it would do, and begin it if that is wanted; ``follow`` is ``None``: it was given up."""
        if follow is None:
            return
        from cartui.formatting.bulk_words import actions_words
        from cartui.model.bulk import BulkTarget, SetCustomerLevel
        from cartui.screens.bulk.progress import look_first

        action = SetCustomerLevel(level=level, carts_follow=follow)
        target = BulkTarget(customers=tuple(meant))
        prepare = partial(self.desk.client.bulk.prepare, target, (action,), key=uuid4().hex)
        look_first(self.screen, actions_words((action,), self.desk.shop), prepare)
