"""The palette: the commands of the screen in front, found by a few letters."""

from collections.abc import Awaitable, Callable
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.fuzzy import Matcher

from cartui.commands.command import CommandClass
from cartui.screens.desk.desk_screen import DeskScreen


class ScreenCommands(Provider):
    """What the screen below the palette offers."""

    def _offered(self) -> list[CommandClass]:
        """Its commands, without those that only move."""
        screen = self.screen
        if not isinstance(screen, DeskScreen):
            return []
        return [command for command in dict.fromkeys(screen.offers) if command.in_palette]

    def _labelled(self, command: CommandClass) -> str:
        """Title and key."""
        screen = self.screen
        key = screen.keymap.shown(command) if isinstance(screen, DeskScreen) else ""
        return f"{command.title}  ({key})" if key else command.title

    def _why_not(self, command: CommandClass) -> str:
        """Why it cannot be done now, in place of what it does."""
        screen = self.screen
        reason = screen.why_not(command) if isinstance(screen, DeskScreen) else None
        return f"✗ {reason}" if reason else ""

    def _run(self, command: CommandClass) -> Callable[[], Awaitable[None]]:
        """What does it."""
        screen = self.screen
        assert isinstance(screen, DeskScreen)  # noqa: S101 - only its commands are offered
        return partial(screen.do, command)

    async def discover(self) -> Hits:
        """Everything, before a letter is typed."""
        for command in self._offered():
            label, why = self._labelled(command), self._why_not(command)
            shown = Content.styled(label, "dim" if why else "")
            yield DiscoveryHit(shown, self._run(command), text=label, help=why or command.help())

    async def search(self, query: str) -> Hits:
        """What the letters find."""
        matcher = self.matcher(query)
        for command in self._offered():
            label = self._labelled(command)
            score = matcher.match(label)
            if score > 0:
                shown, why = self._highlighted(matcher, label), self._why_not(command)
                yield Hit(
                    score,
                    shown.stylize("dim") if why else shown,
                    self._run(command),
                    text=label,
                    help=why or command.help(),
                )

    @staticmethod
    def _highlighted(matcher: Matcher, label: str) -> Content:
        """The label with the letters that were found; its text is data, as a view's name is."""
        shown = Content(label)
        for at in matcher.fuzzy_search.match(matcher.query, label)[1]:
            shown = shown.stylize(matcher.match_style, at, at + 1)
        return shown
