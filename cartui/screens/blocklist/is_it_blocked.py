"""Finding out whether somebody is blocked."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from cartui.client.protocol import Invalid
from cartui.commands.command import CommandClass
from cartui.commands.picking import Onward
from cartui.model.blocklist import Block, BlockKind, Traits
from cartui.rules.blocklist import read_blocked
from cartui.screens.blocklist.block_words import holds_words
from cartui.screens.dialogs.form import Field, Form

EXPECTED = "A whole email, an IP address, or the two letters of a country."


class IsItBlocked(Form[None]):
    """Says which entries hold for an email, an address or a country; it stays open for the next one."""

    HEADING = "is it blocked?"
    EDITS_SAVED = False

    def __init__(self) -> None:
        """Nothing is kept of what is asked."""
        super().__init__({}, "test")

    def fields(self) -> Sequence[Field]:
        """The one field."""
        return (Field("value", "Who", required=True, hint="an email, an IP address or a country"),)

    def footer_word(self, command: CommandClass) -> str:
        """Nothing is saved here."""
        return "test" if command is Onward else super().footer_word(command)

    def save(self, values: Mapping[str, str]) -> None:
        """Ask for it, if it is somebody."""
        try:
            traits = _traits_of(values["value"])
        except (Invalid, ValidationError):
            self.show_problems({"value": EXPECTED})
            return
        self.read(self._test(values["value"].strip(), traits), group="tested")

    async def _test(self, typed: str, traits: Traits) -> None:
        """Say what came of it."""
        found = await self.desk.client.blocklist.test(traits)
        if self.values()["value"].strip() == typed:
            self.told.say(self._words(typed, found), wrong=bool(found))

    def _words(self, typed: str, found: Sequence[Block]) -> str:
        """By which entries it is blocked, the narrowest first; or that it is not."""
        if not found:
            return f"{typed} is not blocked."
        zone, now = self.desk.display.timezone, self.desk.now()
        return "\n".join([f"{typed} is blocked:", *(holds_words(block, zone, now) for block in found)])


def _traits_of(typed: str) -> Traits:
    """What of a person or visitor is asked about. Raises ``Invalid`` for what is nobody's."""
    kind, value = read_blocked(typed)
    given = {BlockKind.EMAIL: "email", BlockKind.IP: "ip", BlockKind.COUNTRY: "country"}.get(kind)
    if given is None:
        raise Invalid(EXPECTED)
    return Traits.model_validate({given: value})
