"""What the cart's customer is let see of it: links, and messages."""

from cartui.commands.command import CommandClass
from cartui.commands.sharing import ShareCart, WriteToCustomer
from cartui.model.message import MessageKind
from cartui.rules.messages import kinds_about
from cartui.rules.sharing import SHARED_STATES
from cartui.screens.one_cart.parts.cart_part import CartPart


class CartSharing(CartPart):
    """Opens the links of a cart, and messages about it."""

    OFFERS = (ShareCart, WriteToCustomer)

    def why_not(self, command: CommandClass) -> str | None:
        """Links need a page that customers reach, and a cart that is not in the trash."""
        if command is not ShareCart:
            return None
        if self.cart.state not in SHARED_STATES:
            return "It is in the trash"
        if not self.desk.client.capabilities.shared_pages and not self.desk.website_page:
            return "no pages are served to customers here: an admin says under [share] of the config where"
        return None

    def action_share_cart(self) -> None:
        """Show its links, or where the shop's own website has it, if no pages are served."""
        if self.desk.client.capabilities.shared_pages:
            from cartui.screens.one_cart.dialogs.sharing import SharingDialog

            self.screen.app.push_screen(SharingDialog(self.cart.id, self.cart.number))
            return
        from cartui.model.sharing import link_of
        from cartui.screens.one_cart.dialogs.website_link import WebsiteLink

        cart = self.cart
        url = link_of(self.desk.website_page, cart.number, cart.id)
        self.screen.app.push_screen(WebsiteLink(cart.number, url))

    def action_write_to_customer(self) -> None:
        """Ask what it is about, where several things make sense."""
        from cartui.formatting.bulk_words import MESSAGES
        from cartui.screens.dialogs.pick import Option, Pick

        first, *others = kinds_about(self.cart.state)
        if not others:
            self._write(first)
            return
        options = [Option(kind, (MESSAGES[kind],)) for kind in (first, *others)]
        self.screen.app.push_screen(
            Pick(f"write to the customer of {self.cart.number}", options), self._write
        )

    def _write(self, kind: MessageKind | None) -> None:
        """Open the message."""
        if kind is not None:
            from cartui.screens.locks.message import MessageDialog

            self.screen.app.push_screen(MessageDialog(self.cart.number, kind))
