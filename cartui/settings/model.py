"""What an agent prefers (decision 15): everything the config file may say, and nothing the shop decides.

The docstring under each field is its documentation: ``docs/config.md`` and ``config.example.toml`` are
made of them.
"""

from dataclasses import dataclass
from typing import Annotated, Final, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from cartui.model.columns import ChosenColumn
from cartui.model.frozen import Frozen
from cartui.model.paper import PaperSize
from cartui.model.query import CartSort
from cartui.model.text import Line, Name
from cartui.settings.idle import read_idle
from cartui.settings.server_urls import (
    is_this_machine,
    mail_address,
    needs_insecure,
    public_address,
    server_address,
)

Colour = Literal["", "blue", "cyan", "green", "yellow", "orange", "red", "purple"]
"""The colours that a profile may have; told apart also by those who do not see all of them."""

LONGEST_NAME: Final = 40
"""Characters of a view's name at most."""

ViewName = Annotated[Name, Field(max_length=LONGEST_NAME)]
"""The name of a view."""


def _known_zone(name: str) -> str:
    """Refuse a time zone that this machine does not know."""
    if name:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"{name!r} is not a time zone such as Asia/Dhaka") from None
    return name


def _known_sort(text: str) -> str:
    """Refuse an order that no list of carts has; raises ``ValueError`` with those that there are."""
    if text:
        CartSort.parse(text)
    return text


def _known_column(text: str) -> str:
    """Refuse a column that no list of carts has, or that cannot be so wide; raises ``ValueError``."""
    ChosenColumn.parse(text)
    return text


def _known_idle(text: str) -> str:
    """Refuse what is no time for which a desk may be left alone; raises ``ValueError``."""
    read_idle(text)
    return text


class Profile(Frozen):
    """A backend that has a name: `cartui --profile NAME` works there, and `g p` at the desk goes there.

    The name is what follows `profiles.`; it is `shop` here. A profile has a `database` or a `url`, one of
    the two. The token for a server is no setting: `cartui login --profile NAME` keeps it.
    """

    database: Annotated[Name | None, Field(examples=["~/shop/cartui.sqlite3"])] = None
    """Path of the database's file (`~` is your home; a relative path counts from the config file's folder),
    or a URL such as `sqlite:////srv/shop.sqlite3`."""

    url: Annotated[Name | None, Field(examples=["https://carts.example.com"])] = None
    """Address of a server (`cartui serve`), in place of a database. Never with a name or a password in it."""

    insecure: Annotated[bool, Field(examples=[False], validate_default=True)] = False
    """Speak plain http with a server on another machine. Whoever is on the way can read everything then,
    the token too; to a server on your own machine http needs no leave."""

    read_only: Annotated[bool, Field(examples=[True])] = False
    """Look, but change nothing: you work as a viewer."""

    agent: Annotated[Line, Field(examples=["alice"])] = ""
    """Your name there, where it is another than elsewhere. Empty: the setting `agent`. On a server it is the
    token that says who you are."""

    colour: Annotated[Colour, Field(examples=["orange"])] = ""
    """The colour in which the desk writes the profile's name on every screen: `blue`, `cyan`, `green`,
    `yellow`, `orange`, `red` or `purple`. Empty: none of them."""

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, url: str | None) -> str | None:
        """Refuse what is no address, or holds a secret."""
        return None if url is None else server_address(url)

    @field_validator("insecure")
    @classmethod
    def _is_said(cls, insecure: bool, seen: ValidationInfo) -> bool:
        """Refuse plain http to another machine that nobody asked for."""
        url = seen.data.get("url")
        if url is not None and not insecure and needs_insecure(url):
            raise ValueError(
                f"must be true for {url}: over plain http everybody on the way can read the token. "
                "Better give the server https"
            )
        return insecure

    @model_validator(mode="after")
    def _is_one_backend(self) -> Self:
        """Refuse a profile that means two backends, or none."""
        if self.database is not None and self.url is not None:
            raise ValueError("has both a database and a url: it is one backend, so take one of them away")
        if self.database is None and self.url is None:
            raise ValueError("needs a database (the path of a file) or the url of a server")
        return self


class View(Frozen):
    """A view of your own of the carts, beside the built-in ones: a query with a name, a key and an order.

    The name is what follows `views.`, in quotes if it has blanks; it is `dhaka` here. `w` at the desk keeps
    what is listed as a view, changes and removes one; `cartui carts list --view NAME` lists it.
    """

    query: Annotated[Line, Field(examples=["market:BD is:high-value"])] = ""
    """What the query line says in it. Empty: all open and locked carts."""

    key: Annotated[Line, Field(examples=["f6"])] = ""
    """The key that shows it in the list of carts, as in `[keymap]`. Empty: none; the palette has it."""

    sort: Annotated[Line, AfterValidator(_known_sort), Field(examples=["-total"])] = ""
    """The order of its carts: a column such as `total`, with a minus largest or latest first. Empty: as the
    list is sorted just then."""

    columns: Annotated[
        tuple[Annotated[Line, AfterValidator(_known_column)], ...],
        Field(examples=[["number", "customer", "total:18", "updated"]]),
    ] = ()
    """Its columns in their order, each by its name, with a colon and its width in cells where that is not the
    usual one. Empty: the columns that the list has just then."""


@dataclass(frozen=True, slots=True)
class OwnView:
    """A view with its name."""

    name: str
    view: View


class Display(Frozen):
    """How things look on your screen."""

    theme: Annotated[Line, Field(examples=["textual-light"])] = ""
    """Name of a colour theme. The desk's command *Change the theme* shows them; the one that you choose there
    holds for that shop until this says another one than then. Empty: as your terminal needs it."""

    timezone: Annotated[Line, AfterValidator(_known_zone), Field(examples=["Asia/Dhaka"])] = ""
    """Time zone in which dates are typed and shown. Empty: the system's."""

    locale: Annotated[
        Line, Field(pattern=r"^$|^[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2}|_\d{3})?$", examples=["en_GB"])
    ] = ""
    """How you type and read amounts, such as `en_GB` or `bn_BD`. Empty: the system's."""

    mouse: Annotated[Literal["clicks", "motion", "off"], Field(examples=["off"])] = "clicks"
    """What the mouse does. `clicks`: presses, drags and the wheel; `motion`: things also light up as the
    mouse passes over them, which over a slow line costs more than it is worth; `off`: the mouse belongs to
    your terminal, which selects and copies text with it."""

    whole_frames: Annotated[bool, Field(examples=[True])] = False
    """Write everything that changes as a whole, instead of only the cells that differ from what the
    terminal shows already. For a terminal that leaves wrong characters behind; slow over a slow line."""

    remember_rows: Annotated[bool, Field(examples=[False])] = True
    """Keep the rows that were in sight last, in a file that only you can read, so that the desk shows them at
    its next start until it has read those of now. They name customers: `false` keeps none."""

    idle_lock: Annotated[Line, AfterValidator(_known_idle), Field(examples=["15m"])] = ""
    """Hide everything and leave the desk after so long without a key: minutes (`15m`) or hours (`2h`). It is
    said a minute before; what is being saved is saved first, and what is half typed is there at the next
    start. Empty: the desk stays open. `--idle-lock` says it too, and the shorter of both holds. It protects
    a desk that nobody else can simply open again, as one over SSH."""


class Mail(Frozen):
    """The mail server through which messages to customers and the digest go. Without a `host` none is sent.

    It is that of the program which has the database: your own where you work on a file, the server's where
    a team works with `cartui serve`. The password is no setting: `cartui outbox password` keeps it, or
    `CARTUI_MAIL_PASSWORD` says it.
    """

    host: Annotated[Line, Field(examples=["smtp.example.com"])] = ""
    """Name or address of the mail server. Empty: there is none, and messages can only be copied."""

    port: Annotated[int, Field(ge=0, le=65_535, examples=[587])] = 0
    """Its port. 0: the usual one, which is 587 with `starttls`, 465 with `tls` and 25 with `none`."""

    security: Annotated[Literal["starttls", "tls", "none"], Field(examples=["tls"])] = "starttls"
    """How the line to it is secured: `starttls` begins in the clear and goes on encrypted, `tls` is encrypted
    from the first byte on; both check the server's certificate. `none` is for one on your own machine."""

    user: Annotated[Line, Field(examples=["shop@example.com"])] = ""
    """The name with which to log in there. Empty: it lets this machine send without."""

    sender: Annotated[Line, Field(examples=["shop@example.com"], validate_default=True)] = ""
    """The address that messages come from, and that answers go to. The shop's name stands before it."""

    insecure: Annotated[bool, Field(examples=[False], validate_default=True)] = False
    """Send over a line that is not encrypted (`none`) to a server on another machine. Whoever is on the way
    can read the messages then, and the password too; to a server on your own machine it needs no leave."""

    @field_validator("sender")
    @classmethod
    def _is_an_address(cls, sender: str, seen: ValidationInfo) -> str:
        """Refuse what is no address, and a mail server without one."""
        if not sender and not seen.data.get("host"):
            return sender
        return mail_address(sender)

    @field_validator("insecure")
    @classmethod
    def _is_said(cls, insecure: bool, seen: ValidationInfo) -> bool:
        """Refuse an open line to another machine that nobody asked for."""
        host, security = seen.data.get("host"), seen.data.get("security")
        if host and security == "none" and not insecure and not is_this_machine(host):
            raise ValueError(
                f"must be true for {host} without encryption: everybody on the way can read the messages. "
                'Better say security = "starttls"'
            )
        return insecure


class Share(Frozen):
    """Links to quotes for customers.

    Where a team works with `cartui serve`, it is the server's config that counts: links are made there.
    """

    public_url: Annotated[Line, Field(examples=["https://quotes.example.com"])] = ""
    """The address at which customers reach `cartui serve` and its pages of quotes; `--public-url` says it for
    one run. Empty: no such pages are served."""

    url: Annotated[Line, Field(examples=["https://shop.example.com/quotes/{number}"])] = ""
    """The address of a page of your own website for a cart: `{number}` is the cart's number, `{id}` its id.
    It is the link to a quote where the server serves no pages. Who may see what there is your website's
    business. Empty: there is none."""

    @field_validator("public_url")
    @classmethod
    def _is_public(cls, address: str) -> str:
        """Refuse what is no address, or would show quotes to everybody on the way."""
        return public_address(address) if address else ""

    @field_validator("url")
    @classmethod
    def _is_a_link(cls, template: str) -> str:
        """Refuse what is no address, or the same for every cart."""
        from cartui.model.sharing import checked_link  # no list needs it

        return checked_link(template) if template else ""


class Documents(Frozen):
    """How quotes, invoices and delivery notes look as PDF, and where the desk saves them."""

    paper: Annotated[PaperSize, Field(examples=["letter"])] = PaperSize.A4
    """Their paper, a4 or letter; `--paper` says it for one."""

    logo: Annotated[Line, Field(examples=["logo.png"])] = ""
    """A picture at their top: a PNG or JPEG file (`~` is your home; a relative path counts from the config
    file's folder). Empty: none."""

    folder: Annotated[Line, Field(examples=["~/documents"])] = ""
    """Where the desk saves them unless another place is typed (`~` is your home; a relative path counts from
    the config file's folder). Empty: your home."""


class Statements(Frozen):
    """Where the statements of payment providers are, which `cartui import statement` and the desk read."""

    folder: Annotated[Line, Field(examples=["~/statements"])] = ""
    """The folder whose CSV files the desk offers (`~` is your home; a relative path counts from the config
    file's folder). At a desk that was started with `--restricted` it is the only one, and what is in it may
    not lead out of it. Empty: the folder that was used last, and your downloads."""


class Bulk(Frozen):
    """Changing many carts at once at the desk."""

    confirm_from: Annotated[int, Field(ge=0, le=1_000_000, examples=[1_000])] = 100
    """From how many carts on their number has to be typed before they are changed; below that a button is
    enough. 0: always."""


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

    views: Annotated[dict[ViewName, View], Field(default_factory=dict)]
    """The views of your own."""

    display: Display = Display()
    """How things look."""

    keymap: Annotated[dict[str, str], Field(default_factory=dict, examples=[{"new-cart": "n, ctrl+n"}])]
    """Keys of your own: the command's id (`?` at the desk shows them) and its keys, separated by commas;
    two keys with a blank between them are pressed one after the other; `none` takes the keys away.
    `cartui config validate` says which keys are taken already, and which no terminal sends."""

    mappings: Annotated[
        dict[str, str], Field(default_factory=dict, examples=[{"mollie": "mappings/mollie.toml"}])
    ]
    """Mappings of your own for `cartui import`: a name that `--mapping` and `--provider` take, and its file
    (`~` is your home; a relative path counts from the config file's folder)."""

    mail: Mail = Mail()
    """The mail server."""

    share: Share = Share()
    """Links to quotes for customers."""

    documents: Documents = Documents()
    """How documents look as PDF."""

    statements: Statements = Statements()
    """Where the statements of payment providers are."""

    bulk: Bulk = Bulk()
    """Changing many carts at once."""

    log: Log = Log()
    """What is kept of what went on."""


OPTIONS: Final = {"agent": "--agent", "profile": "--profile"}
"""Settings that an option of the command line may say."""
