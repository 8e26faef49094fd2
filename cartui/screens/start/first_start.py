"""The first start (decision 27): the demo, a new shop, or a server. Nothing is made unasked."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from cartui.commands.first_start import FIRST_START
from cartui.model.shop import Shop
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.start.connect_server import Connect, ConnectServer
from cartui.screens.start.new_shop import SetUp
from cartui.widgets.choices import Choice, Choices
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints


class Beginning(Enum):
    """What was chosen at the first start."""

    DEMO = "demo"
    SHOP = "shop"
    """A shop was set up: the desk's client has it."""
    SERVER = "server"
    """A server was connected, and the settings name it."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where things will be, for people to read."""

    demo: str
    shop: str
    config: str


@dataclass(frozen=True, slots=True)
class FirstTime:
    """What a first start needs of whoever starts the desk."""

    places: Places
    remember_shop: Callable[[], None]
    """Writes down where the new shop is; may raise what the app knows of."""
    connect: Connect
    """Tries a server, and writes down where it is."""


SERVER = 2
"""The row that connects to a server."""

_ROWS = (
    Choice(("Look at the demo", "a shop called Acme; try everything, break nothing")),
    Choice(("Set up a new shop", "its name, where it sells, its tax: a minute")),
    Choice(("Connect to a server", "work with a team: its address and a token")),
)


class FirstStart(DeskScreen[Beginning | None]):
    """Three ways to begin, and where everything will be. Gives the way; ``None``: left."""

    OFFERS = FIRST_START
    AUTO_FOCUS = "Choices"
    DEFAULT_CSS = """
    FirstStart { align: center middle; }
    FirstStart > Vertical { width: 76; max-width: 100%; height: auto; padding: 0 1; }
    FirstStart Static { height: auto; }
    FirstStart #welcome { margin-bottom: 1; }
    FirstStart Choices { height: 3; }
    FirstStart #places { margin-top: 1; color: $text-muted; }
    """

    def __init__(self, first_time: FirstTime) -> None:
        """Say where things will be."""
        super().__init__()
        self._places = first_time.places
        self._connect = first_time.connect
        self._drafts: dict[str, object] = {}
        self._set_up: SetUp | None = None

    def compose(self) -> ComposeResult:
        """A word of welcome, the ways, and what they make."""
        places = self._places
        facts = (
            f"the demo  {places.demo}",
            f"a shop    {places.shop}",
            f"settings  {places.config}",
            "",
            "A shop that is somewhere else:  cartui --db PATH-OR-URL",
        )
        yield DeskHeader()
        with Vertical():
            yield Static(Content("There is no shop here yet. How would you like to begin?"), id="welcome")
            yield Choices(_ROWS)
            yield Static(Content("\n".join(facts)), id="places")
        yield Hints()

    def on_screen_suspend(self) -> None:
        """A dialog is in front: show nothing behind it that would only be half seen."""
        self.query_one(Vertical).visible = False

    def on_screen_resume(self) -> None:
        """In front again."""
        super().on_screen_resume()
        self.query_one(Vertical).visible = True

    @on(Choices.Clicked)
    def clicked(self, event: Choices.Clicked) -> None:
        """A way was clicked."""
        event.stop()
        self.action_choose()

    def action_choose(self) -> None:
        """Take the way at the cursor."""
        chosen = self.query_one(Choices).index
        if chosen == 0:
            self.dismiss(Beginning.DEMO)
        elif chosen == SERVER:
            self.app.push_screen(ConnectServer(self._drafts, self._connect), self._connected)
        else:
            self._set_up = self._set_up or SetUp(self.desk_app, self._shop_made)
            self._set_up.begin()

    def action_leave_first_start(self) -> None:
        """Leave; nothing was made."""
        self.dismiss(None)

    def _connected(self, is_connected: bool | None) -> None:
        """The server let the agent in, or it was given up: then this stays."""
        if is_connected:
            self.dismiss(Beginning.SERVER)

    def _shop_made(self, shop: Shop | None) -> None:
        """The shop is there, or it was given up: then this stays."""
        if shop is not None:
            self.dismiss(Beginning.SHOP)
