"""Everything that stands between a cart and its order, each with the key that leads to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual import on
from textual.widget import Widget

from cartui.commands.cart_lines import AddProduct, TypeQuantity
from cartui.commands.command import CommandClass
from cartui.commands.navigation import MOVES
from cartui.commands.one_cart import ChooseCustomer, ChooseDelivery, ChoosePayment, EditContact, ShipTo
from cartui.commands.picking import Choose, LeaveDialog
from cartui.model.problem import Problem
from cartui.screens.dialogs.dialog import Dialog
from cartui.screens.one_cart.cart_problems import remedy_of
from cartui.widgets.choices import Choice, Choices

REMEDIES: tuple[CommandClass, ...] = (
    AddProduct,
    ChooseCustomer,
    EditContact,
    ShipTo,
    ChooseDelivery,
    ChoosePayment,
    TypeQuantity,
)


@dataclass(frozen=True, slots=True)
class Remedy:
    """What was chosen: the command, and the problem that it is to mend."""

    command: CommandClass
    problem: Problem | None
    """``None``: nothing in the list is mended by it."""


class NotReadyDialog(Dialog[Remedy | None]):
    """Lists what is missing; the key of a remedy, or enter on its line, gives the command that mends it."""

    HEADING = "not ready to order"
    OFFERS = (Choose, LeaveDialog, *REMEDIES, *MOVES)
    DEFAULT_CSS = """
    NotReadyDialog Choices { height: auto; max-height: 14; min-height: 1; }
    NotReadyDialog > #box { border: round $warning; }
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        """List these."""
        super().__init__()
        self._problems = tuple(problems)

    def inside(self) -> Iterable[Widget]:
        """The list."""
        yield Choices(
            [Choice((f"▲ {problem.message}", self._key(problem))) for problem in self._problems], right=[1]
        )

    def on_mount(self) -> None:
        """Stand on the first."""
        self.query_one(Choices).focus()

    def _key(self, problem: Problem) -> str:
        """The key that leads to the field."""
        remedy = remedy_of(problem)
        return self.keymap.shown(remedy) if remedy else ""

    async def do(self, command: CommandClass) -> None:
        """Give a remedy to the cart's screen; everything else is done here."""
        if command in REMEDIES:
            self.dismiss(Remedy(command, self._mended_by(command)))
        else:
            await super().do(command)

    def _mended_by(self, command: CommandClass) -> Problem | None:
        """The problem that the command mends: the one at the cursor, else the first of its kind."""
        at = self.query_one(Choices).index or 0
        from_here = (*self._problems[at : at + 1], *self._problems)
        return next((problem for problem in from_here if remedy_of(problem) is command), None)

    @on(Choices.Clicked)
    def clicked(self) -> None:
        """A click is enter."""
        self.action_choose()

    def action_choose(self) -> None:
        """Go to the field of the line at the cursor."""
        index = self.query_one(Choices).index
        if index is not None:
            problem = self._problems[index]
            command = remedy_of(problem)
            self.dismiss(Remedy(command, problem) if command else None)
