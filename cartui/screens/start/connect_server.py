"""Connecting to a server at the first start: its address and a token, tried before anything is kept."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import SecretStr

from cartui.client.protocol import ClientError, Unauthenticated
from cartui.commands.command import CommandClass
from cartui.screens.dialogs.form import Field, Form
from cartui.settings.errors import NotWritten
from cartui.settings.server_urls import EXAMPLE

URL = "url"
TOKEN = "token"  # noqa: S105 - the name of a field
NAME = "name"

USUAL_NAME = "team"
"""What the server is called here, unless somebody has a better name."""


@dataclass(frozen=True, slots=True)
class Connection:
    """What was typed."""

    url: str
    token: SecretStr
    name: str
    """What the profile is called."""


Connect = Callable[[Connection], Awaitable[None]]
"""Tries it, keeps the token and names the server in the settings. Raises ``ClientError`` and ``NotWritten``;
problems name the fields."""


class ConnectServer(Form[bool]):
    """Gives true once the server has let the token in, and all is kept."""

    HEADING = "connect to a server"

    def __init__(self, drafts: dict[str, object], connect: Connect) -> None:
        """``drafts`` outlives the form; the token is never in it."""
        super().__init__(drafts, "server")
        self._connect = connect
        self._connecting = False

    def fields(self) -> Sequence[Field]:
        """What is needed to get in."""
        return (
            Field(URL, "Its address", "", required=True, hint=f"such as {EXAMPLE}"),
            Field(TOKEN, "Your token", "", required=True, hint="an admin there makes one", secret=True),
            Field(NAME, "Called here", USUAL_NAME, required=True),
        )

    def on_mount(self) -> None:
        """Say what becomes of the token."""
        if not self.told.is_wrong and not self.draft():
            self.told.say("The token is not shown, and kept where only you can read it.")

    def save(self, values: Mapping[str, str]) -> None:
        """Try it; the dialog stays until the server has answered."""
        if self._connecting:
            return
        self._connecting = True
        wanted = Connection(values[URL].strip(), SecretStr(values[TOKEN]), values[NAME].strip())
        self.told.say("asking the server …")
        self.read(self._try(wanted), group="connect", hold=self.desk_app.type_ahead.hold())

    async def _try(self, wanted: Connection) -> None:
        """Connect, or say beside its field what is wrong."""
        try:
            await self._connect(wanted)
        except ClientError as error:
            self.told.say("")
            self.show_problems(_by_field(error))
        except NotWritten as error:
            self.told.say(f"The server lets you in, but that was not kept: {error}", wrong=True)
        else:
            self.dismiss(True)
        finally:
            self._connecting = False

    def why_not(self, command: CommandClass) -> str | None:
        """Nothing is done twice."""
        return "The server is being asked" if self._connecting else super().why_not(command)

    def action_leave_dialog(self) -> None:
        """What was typed stays, but for the token."""
        self.keep_draft()
        self.dismiss(False)


def _by_field(error: ClientError) -> Mapping[str, str]:
    """What is wrong, by field: what is said of the token stands beside that, all else by the address."""
    named = {problem.field: problem.message for problem in error.problems if problem.field}
    return named or {TOKEN if isinstance(error, Unauthenticated) else URL: error.message}
