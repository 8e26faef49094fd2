"""The links of a cart: how often each was looked at, a new one, and revoking one."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from cartui.commands.command import CommandClass
from cartui.commands.sharing import SHARING, CopyLink, RevokeLink, ShowCode
from cartui.formatting.ages import show_time
from cartui.model.sharing import SharedPage
from cartui.screens.desk.intention import Intention
from cartui.screens.dialogs.dialog import Dialog
from cartui.widgets.choices import Choice, Choices

MOST_IN_SIGHT: Final = 8
"""Links that are in sight at once."""


class SharingDialog(Dialog[None]):
    """The links of one cart, the latest first."""

    OFFERS = SHARING
    DEFAULT_CSS = f"""
    SharingDialog Choices {{ height: auto; max-height: {MOST_IN_SIGHT}; }}
    SharingDialog #link {{ height: auto; display: none; margin-bottom: 1; }}
    SharingDialog #link.-shown {{ display: block; }}
    """

    def __init__(self, cart_id: str, number: str) -> None:
        """Show those of that cart; they are read once the dialog stands."""
        super().__init__()
        self._cart_id = cart_id
        self._number = number
        self._links: tuple[SharedPage, ...] = ()
        self._url = ""
        """The link that was made here."""
        self._intention = Intention()

    def heading(self) -> str:
        """What it is about."""
        return f"links to {self._number} for its customer"

    def inside(self) -> Iterable[Widget]:
        """The link that was made, and the list."""
        yield Static(id="link")
        yield Choices()

    def when_open(self) -> None:
        """Read which there are."""
        self.query_one(Choices).focus()
        self.read(self._load(), group="links")

    async def _load(self) -> None:
        """Show them."""
        self._links = await self.desk.client.sharing.of_cart(self._cart_id)
        rows = [Choice(tuple(self._cells(link))) for link in self._links]
        self.query_one(Choices).show(rows)
        if not rows:
            self.told.say("There is no link to it.")
        self.refresh_hints()

    def _cells(self, link: SharedPage) -> Iterator[str]:
        """One link in words."""
        zone, now = self.desk.display.timezone, self.desk.now()
        yield f"link {link.id}"
        yield f"{'1 view' if link.views == 1 else f'{link.views} views'}"
        if link.revoked_at is not None:
            yield f"revoked {show_time(link.revoked_at, zone, now)}"
        elif link.expires_at <= now:
            yield f"ended {show_time(link.expires_at, zone, now)}"
        else:
            yield f"until {show_time(link.expires_at, zone, now)}"
        yield f"by {link.agent}"

    @property
    def _current(self) -> SharedPage | None:
        """The link at the cursor."""
        index = self.query_one(Choices).index
        return None if index is None or index >= len(self._links) else self._links[index]

    def why_not(self, command: CommandClass) -> str | None:
        """What was not made here cannot be copied, and what leads nowhere is not revoked."""
        if command in {CopyLink, ShowCode} and not self._url:
            return "A link can be copied and shown once it was made here: nobody can find it out later"
        if command is RevokeLink and self.is_mounted:
            if self._current is None:
                return "There is no link at the cursor"
            if self._current.revoked_at is not None:
                return "It leads nowhere already"
        return super().why_not(command)

    def action_make_link(self) -> None:
        """Make one; keys typed meanwhile wait."""
        hold = self.desk_app.type_ahead.hold()
        self.write(self._make(), hold=hold)

    async def _make(self) -> None:
        """Make it, and show it this once."""
        key = self._intention.key_for(len(self._links))
        send = partial(self.desk.client.sharing.share, self._cart_id, key=key)
        page = await self.until_answered(f"{self._number}: not known yet whether a link was made.", send)
        self._url = page.url
        if not self.query(Choices):
            return
        link = self.query_one("#link", Static)
        link.update(Content(page.url))
        link.add_class("-shown")
        self.told.say("It is told this once: y copies it.")
        await self._load()

    def action_copy_link(self) -> None:
        """Put it into the clipboard of the agent's own terminal."""
        self.app.copy_to_clipboard(self._url)
        self.told.say("The link is copied.")

    def action_show_code(self) -> None:
        """Show it large enough for a camera."""
        from cartui.screens.one_cart.dialogs.link_code import LinkCode

        self.app.push_screen(LinkCode(self._number, self._url))

    def action_revoke_link(self) -> None:
        """Let the one at the cursor lead nowhere."""
        link = self._current
        if link is not None:
            hold = self.desk_app.type_ahead.hold()
            self.write(self._revoke(link), hold=hold)

    async def _revoke(self, link: SharedPage) -> None:
        """Revoke it, and say so."""
        send = partial(self.desk.client.sharing.revoke, link.id)
        await self.until_answered(f"link {link.id}: not known yet whether it was revoked.", send)
        if self.query(Choices):
            self.told.say(f"Link {link.id} leads nowhere now.")
            await self._load()
