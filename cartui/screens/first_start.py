"""The first start (decision 27): look at the demo, or set up a new shop. Nothing is made unasked."""

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
from cartui.screens.desk_screen import DeskScreen
from cartui.screens.new_shop import SetUp
from cartui.widgets.choices import Choice, Choices
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints


class Beginning(Enum):
    """What was chosen at the first start."""

    DEMO = "demo"
    SHOP = "shop"
    """A shop was set up: the desk's client has it."""


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


_ROWS = (
    Choice(("Look at the demo", "a shop called Acme; try everything, break nothing")),
    Choice(("Set up a new shop", "its name, where it sells, its tax: a minute")),
)


class FirstStart(DeskScreen[Beginning | None]):
    """Two ways to begin, and where everything will be. Gives the way; ``None``: left."""

    OFFERS = FIRST_START
    AUTO_FOCUS = "Choices"
    DEFAULT_CSS = """
    FirstStart { align: center middle; }
    FirstStart > Vertical { width: 76; max-width: 100%; height: auto; padding: 0 1; }
    FirstStart Static { height: auto; }
    FirstStart #welcome { margin-bottom: 1; }
    FirstStart Choices { height: 2; }
    FirstStart #places { margin-top: 1; color: $text-muted; }
    """

    def __init__(self, places: Places) -> None:
        """Say where things will be."""
        super().__init__()
        self._places = places
        self._set_up: SetUp | None = None

    def compose(self) -> ComposeResult:
        """A word of welcome, the two ways, and what they make."""
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
        if self.query_one(Choices).index == 0:
            self.dismiss(Beginning.DEMO)
        else:
            self._set_up = self._set_up or SetUp(self.desk_app, self._shop_made)
            self._set_up.begin()

    def action_leave_first_start(self) -> None:
        """Leave; nothing was made."""
        self.dismiss(None)

    def _shop_made(self, shop: Shop | None) -> None:
        """The shop is there, or it was given up: then this stays."""
        if shop is not None:
            self.dismiss(Beginning.SHOP)
