"""Why a cart costs what it costs: each figure with the rule and the rate it came from."""

from cartui.commands.cart_prices import ExplainFigures
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.one_cart.parts.cart_part import CartPart


class CartExplaining(CartPart):
    """Shows where the figures come from."""

    OFFERS = (ExplainFigures,)

    def action_explain_figures(self) -> None:
        """Show them, once everything asked for is saved."""
        self.screen.flow(self._explain)

    async def _explain(self, hold: Hold) -> None:
        """Ask the backend, which alone knows."""
        from cartui.screens.one_cart.dialogs.explained_figures import ExplainedFigures

        cart = await self.edits.saved()
        figures = await self.desk.client.carts.explain(cart.id)
        self.screen.app.push_screen(ExplainedFigures(cart, figures, self.screen.amounts))
        hold.release()
