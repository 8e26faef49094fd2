"""Letting one cart be ordered although somebody of it is blocked."""

from cartui.commands.blocklist import WaiveBlock
from cartui.model.actions import WaiveBlock as Waive
from cartui.screens.desk.cart_edits import Area
from cartui.screens.one_cart.parts.cart_part import CartPart
from cartui.widgets.pane import PaneLine


class CartWaiving(CartPart):
    """Lets the cart through with a reason, or no longer."""

    OFFERS = (WaiveBlock,)

    @property
    def lines(self) -> list[PaneLine]:
        """Why it is let through, where it is."""
        waived = self.cart.block_waived
        return [PaneLine(waived, label="let through  ")] if waived else []

    def action_waive_block(self) -> None:
        """Ask why; of a cart that is let through, whether to end that."""
        if self.cart.block_waived:
            self._ask_to_end()
        else:
            self._ask_why()

    def _ask_why(self) -> None:
        """The history keeps the reason."""
        from cartui.screens.dialogs.ask_line import AskLine

        heading = f"let {self.cart.number} through although somebody of it is blocked"
        form = AskLine(heading, "Reason", check=_reason_is_needed, drafts=self.edits.drafts)
        self.screen.app.push_screen(form, self._let_through)

    def _let_through(self, reason: str | None) -> None:
        """Save it; given up: nothing."""
        if reason is not None:
            self.edits.ask(Area.CUSTOMER, Waive(reason=reason))

    def _ask_to_end(self) -> None:
        """Say why it was let through."""
        from cartui.screens.dialogs.confirm import Confirm, Question

        question = Question(
            f"Let {self.cart.number} through no longer?",
            f"It is let through: {self.cart.block_waived}\nThen it cannot be ordered while somebody of it "
            "is blocked.",
            yes="No longer",
        )
        self.screen.app.push_screen(Confirm(question), self._end)

    def _end(self, sure: bool | None) -> None:
        """Save that it is let through no longer."""
        if sure:
            self.edits.ask(Area.CUSTOMER, Waive(reason=None))


def _reason_is_needed(text: str) -> str | None:
    """Whoever looks at it later has to know."""
    return None if text else "Say why: the history keeps it."
