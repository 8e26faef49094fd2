"""The order of a cart's lines: the line at the cursor goes up and down, and the cursor with it."""

from cartui.commands.cart_lines import MoveLineDown, MoveLineUp
from cartui.commands.command import CommandClass
from cartui.model.actions import MoveLine
from cartui.screens.desk.cart_edits import Area
from cartui.screens.one_cart.parts.cart_part import CartPart


class CartLineOrder(CartPart):
    """Moves a line by one place; it is seen there at once, saved or not."""

    OFFERS = (MoveLineUp, MoveLineDown)

    def why_not(self, command: CommandClass) -> str | None:  # noqa: ARG002 - both need the same
        """There is another place only where there are several lines."""
        return "There is no other place for it." if len(self.cart.lines) <= 1 else None

    def action_move_line_up(self) -> None:
        """Up by one."""
        self._move(-1)

    def action_move_line_down(self) -> None:
        """Down by one."""
        self._move(1)

    def _move(self, by: int) -> None:
        """Count from where it was put last; the first line goes no further up, and the last none down."""
        line = self.screen.line
        if line is None:
            return
        order = [each.id for each in self.edits.lines]
        to = order.index(line.id) + by
        if 0 <= to < len(order):
            self.edits.ask(Area.LINES, MoveLine(line=line.id, to=to))
