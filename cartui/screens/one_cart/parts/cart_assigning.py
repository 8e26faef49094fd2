"""Whose cart it is: mine, another agent's, nobody's."""

from cartui.commands.whole_cart import AssignCart
from cartui.model.actions import Assign
from cartui.screens.desk.cart_edits import Area
from cartui.screens.one_cart.parts.cart_part import CartPart


class CartAssigning(CartPart):
    """Gives the cart to an agent."""

    OFFERS = (AssignCart,)

    def action_assign_cart(self) -> None:
        """Choose whose it is to be."""
        from cartui.screens.one_cart.dialogs.agent_pick import AgentPick

        self.screen.app.push_screen(AgentPick(self.cart.assigned_to), self._assign)

    def _assign(self, chosen: Assign | None) -> None:
        """Save whose it is."""
        if chosen is not None:
            self.edits.ask(Area.CART, chosen)
