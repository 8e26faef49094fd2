"""Everything about the line at the cursor, one key away."""

from cartui.commands.cart_lines import ShowLine
from cartui.commands.command import CommandClass
from cartui.screens.one_cart.parts.cart_part import CartPart


class CartLineFacts(CartPart):
    """Shows what is known of a line, and goes on with what is to be changed of it."""

    OFFERS = (ShowLine,)

    def why_not(self, command: CommandClass) -> str | None:  # noqa: ARG002 - there is one
        """It needs a line."""
        return None if self.cart.lines else "There is no line yet: a adds a product"

    def action_show_line(self) -> None:
        """Show it."""
        from cartui.screens.one_cart.dialogs.one_line import OneLine

        line = self.screen.line
        if line is not None:
            self.screen.app.push_screen(OneLine(line, self.screen), self._go_on)

    def _go_on(self, command: CommandClass | None) -> None:
        """Do what was asked for there, to the line at the cursor."""
        if command is not None:
            self.screen.call_later(self.screen.do, command)
