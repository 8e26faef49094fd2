"""The page of the shop's own website that shows a cart: to be read out, copied, or read by a camera."""

from collections.abc import Iterable
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from cartui.commands.command import CommandClass
from cartui.commands.picking import LeaveDialog
from cartui.commands.sharing import CopyLink, ShowCode
from cartui.screens.dialogs.dialog import Dialog


class WebsiteLink(Dialog[None]):
    """Its address. The website decides who may see what there; nothing is made, counted or revoked here."""

    OFFERS: ClassVar[tuple[CommandClass, ...]] = (CopyLink, ShowCode, LeaveDialog)
    DEFAULT_CSS = """
    WebsiteLink #link { height: auto; }
    """

    def __init__(self, number: str, url: str) -> None:
        """Show that address of the cart of that number."""
        super().__init__()
        self._number = number
        self._url = url

    def heading(self) -> str:
        """What it is about."""
        return f"{self._number} on your website"

    def inside(self) -> Iterable[Widget]:
        """The address."""
        yield Static(Content(self._url), id="link")

    def action_copy_link(self) -> None:
        """Put it into the clipboard of the agent's own terminal."""
        self.app.copy_to_clipboard(self._url)
        self.told.say("The link is copied.")

    def action_show_code(self) -> None:
        """Show it large enough for a camera."""
        from cartui.screens.one_cart.dialogs.link_code import LinkCode

        self.app.push_screen(LinkCode(self._number, self._url))
