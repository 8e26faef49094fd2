"""What an agent prefers (decision 15): everything the config file may say, and nothing the shop decides.

The docstring under each field is its documentation: ``docs/config.md`` and ``config.example.toml`` are
made of them.
"""

from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from cartui.model.frozen import Frozen
from cartui.model.text import Line, Name


def _known_zone(name: str) -> str:
    """Refuse a time zone that this machine does not know."""
    if name:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"{name!r} is not a time zone such as Asia/Dhaka") from None
    return name


class Profile(Frozen):
    """A backend that has a name: `cartui --profile NAME` speaks to it.

    The name is what follows `profiles.`; it is `shop` here.
    """

    database: Annotated[Name, Field(examples=["~/shop/cartui.sqlite3"])]
    """Path of the database's file (`~` is your home; a relative path counts from the config file's folder),
    or a URL such as `sqlite:////srv/shop.sqlite3`."""

    read_only: Annotated[bool, Field(examples=[True])] = False
    """Look, but change nothing: you work as a viewer."""

    agent: Annotated[Line, Field(examples=["alice"])] = ""
    """Your name there, where it is another than elsewhere. Empty: the setting `agent`."""


class Display(Frozen):
    """How things look on your screen."""

    theme: Annotated[Line, Field(examples=["textual-light"])] = ""
    """Name of a colour theme; the desk's command *Change the theme* shows them, and writes the one that you
    choose here. Empty: as your terminal needs it."""

    timezone: Annotated[Line, AfterValidator(_known_zone), Field(examples=["Asia/Dhaka"])] = ""
    """Time zone in which dates are typed and shown. Empty: the system's."""

    locale: Annotated[
        Line, Field(pattern=r"^$|^[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2}|_\d{3})?$", examples=["en_GB"])
    ] = ""
    """How you type and read amounts, such as `en_GB` or `bn_BD`. Empty: the system's."""


class Log(Frozen):
    """What is kept of what went on. Never names, addresses, phone numbers, cards or secrets."""

    level: Annotated[Literal["debug", "info", "warning", "error"], Field(examples=["debug"])] = "info"
    """From which importance on events are written to the log."""


class Settings(Frozen):
    """What stands at the top of the file, before any `[table]`."""

    agent: Annotated[Line, Field(examples=["alice"])] = ""
    """Your name: every change is recorded under it. Empty: the name you logged in with."""

    profile: Annotated[Line, Field(examples=["shop"])] = ""
    """The profile to use without `--profile`. Empty: the database in your own data folder."""

    profiles: Annotated[dict[str, Profile], Field(default_factory=dict)]
    """The backends that have a name."""

    display: Display = Display()
    """How things look."""

    keymap: Annotated[dict[str, str], Field(default_factory=dict, examples=[{"new-cart": "n, ctrl+n"}])]
    """Keys of your own: the command's id (`?` at the desk shows them) and its keys, separated by commas;
    two keys with a blank between them are pressed one after the other; `none` takes the keys away.
    `cartui config validate` says which keys are taken already, and which no terminal sends."""

    log: Log = Log()
    """What is kept of what went on."""


OPTIONS: Final = {"agent": "--agent", "profile": "--profile"}
"""Settings that an option of the command line may say."""
