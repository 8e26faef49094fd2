"""Choosing whose cart it is to be: oneself first, who has carts already, or a name as it is typed."""

from typing import Final

from cartui.client.protocol import Invalid, Unavailable
from cartui.model.actions import Assign
from cartui.screens.dialogs.pick import Option
from cartui.screens.dialogs.typed_pick import TypedPick

MOST: Final = 200
"""Agents that are offered."""


class AgentPick(TypedPick[Assign | None, str | None]):
    """Names, and nobody; gives what is to be asked for."""

    HEADING = "whose cart"
    PLACEHOLDER = "type an agent's name"

    def __init__(self, now: str | None, *, many: bool = False) -> None:
        """``now``: whose it is; of ``many`` carts nobody knows that, and every choice means something."""
        super().__init__(())
        self._now = now
        self._many = many
        self._others: tuple[str, ...] = ()

    def on_mount(self) -> None:
        """Offer oneself at once, the others as soon as they are known."""
        self._offer()
        self.read(self._find_others(), group="prices")

    async def _find_others(self) -> None:
        """Who has carts already; while nobody can say, names can be typed."""
        try:
            self._others = await self.desk.client.carts.values("assigned", limit=MOST)
        except Unavailable:
            self.told.say("Who else has carts cannot be found out now: type the name.")
            return
        except Invalid:
            return  # a backend that knows no such names
        if self.query("#box"):
            self._offer()

    def _offer(self) -> None:
        """List them; oneself first, nobody last."""
        me = self.desk.client.actor.name
        names = dict.fromkeys([me, *([self._now] if self._now else []), *self._others])
        options: list[Option[str | None]] = [
            Option(name, (name, "me" if name == me else ""), chosen=self._is_now(name)) for name in names
        ]
        self.set_options([*options, Option(None, ("Nobody",), chosen=self._is_now(None))])

    def _is_now(self, name: str | None) -> bool:
        """Whether it is theirs already."""
        return name == self._now and not self._many

    def option_of(self, text: str) -> Option[str | None] | None:
        """A name that nobody has whom the list knows."""
        known = {str(option.value or "").casefold() for option in self._options}
        return None if text.casefold() in known else Option(text, (text, "as typed"))

    def take(self, option: Option[str | None]) -> None:
        """It is theirs from now on."""
        self.dismiss(None if option.chosen else Assign(agent=option.value))
