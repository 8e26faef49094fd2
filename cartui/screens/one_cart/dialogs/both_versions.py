"""What somebody else saved beside what was asked for here: chosen from field by field."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from textual import on
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from cartui.commands.two_at_a_cart import CHOOSING_FROM_BOTH, SaveChosen, TakeTheirs, TakeYours
from cartui.screens.dialogs.dialog import Dialog

WIDE = 110
"""Cells from which what was there before has a column of its own."""


class Chosen(Enum):
    """Which of two versions."""

    THEIRS = "theirs"
    YOURS = "yours"


@dataclass(frozen=True, slots=True)
class FieldVersions:
    """One field in words; all of it is data."""

    label: str
    before: str
    theirs: str
    """As it is saved."""
    yours: str
    """As it was asked for."""
    lost: str = ""
    """Why ``yours`` cannot be had any more; empty: it can."""


@dataclass(frozen=True, slots=True)
class Versions:
    """A cart of which somebody else changed what was asked for here."""

    number: str
    who: str
    """Who changed it."""
    fields: tuple[FieldVersions, ...] = field(default=())


class VersionsRow(Widget):
    """A field with its versions side by side."""

    DEFAULT_CSS = """
    VersionsRow {
        height: auto;
        layout: vertical;
        margin-bottom: 1;
        & > .label { width: 1fr; height: auto; color: $text-muted; }
        & > Horizontal { height: auto; }
        & Static { height: auto; }
        & .version { width: 1fr; padding: 0 1; border-left: tall $panel-lighten-2; }
        & .before { color: $text-muted; }
        & .column { display: none; }
        &.-at > .label { background: $block-cursor-background; color: $block-cursor-foreground; }
        & .-chosen { border-left: tall $accent; background: $boost; }
    }
    VersionsRow.-wide .column { display: block; }
    VersionsRow.-wide .was { display: none; }
    """

    @dataclass
    class Clicked(Message):
        """A version was clicked."""

        row: "VersionsRow"
        chosen: Chosen

    def __init__(self, versions: FieldVersions, who: str) -> None:
        """Show that field; nothing is chosen yet."""
        super().__init__()
        self.versions = versions
        self._who = who
        self.chosen: Chosen | None = None

    def compose(self) -> Iterable[Widget]:
        """The field's name, and below it what it was, theirs and yours."""
        versions = self.versions
        yield Static(classes="label")
        yield Static(Content(f"  before: {', '.join(versions.before.splitlines())}"), classes="was before")
        with Horizontal():
            yield Static(Content(f"  before\n{versions.before}"), classes="version before column")
            yield Static(id="theirs", classes="version")
            yield Static(id="yours", classes="version")

    def on_mount(self) -> None:
        """Draw what is chosen: nothing."""
        self.choose(None)

    def stand(self, *, here: bool) -> None:
        """Mark whether one stands on this field, by a sign as well."""
        self.set_class(here, "-at")
        self.query_one(".label", Static).update(Content(f"{'▌' if here else ' '} {self.versions.label}"))

    def choose(self, chosen: Chosen | None) -> None:
        """Mark that version, by a sign as well as by its colour."""
        self.chosen = chosen
        versions = self.versions
        lost = f"\n▲ {versions.lost}" if versions.lost else ""
        texts = {
            Chosen.THEIRS: (f"{self._who}, saved", versions.theirs),
            Chosen.YOURS: ("yours, not saved", versions.yours + lost),
        }
        for which, (head, text) in texts.items():
            cell = self.query_one(f"#{which.value}", Static)
            sign = "● " if which is chosen else "○ "
            cell.update(Content.assemble((f"{sign}{head}\n", "bold" if which is chosen else "dim"), text))
            cell.set_class(which is chosen, "-chosen")

    def on_click(self, event: Click) -> None:
        """A click chooses."""
        event.stop()
        for which in Chosen:
            if event.widget is self.query_one(f"#{which.value}"):
                self.post_message(self.Clicked(self, which))


class BothVersions(Dialog[tuple[Chosen, ...] | None]):
    """Gives what was chosen in each field; ``None``: it is decided later.

    Nothing is chosen at first, so that a key which was meant for the cart saves nothing.
    """

    OFFERS = CHOOSING_FROM_BOTH
    DEFAULT_CSS = """
    BothVersions > #box { width: 100%; max-width: 140; border: round $warning; }
    BothVersions VerticalScroll { height: auto; max-height: 1fr; }
    BothVersions Told { dock: bottom; }
    """

    def __init__(self, versions: Versions) -> None:
        """Show these."""
        super().__init__()
        self._versions = versions
        self._at = 0

    def heading(self) -> str:
        """Whose cart was changed by whom."""
        return f"{self._versions.number} was changed by {self._versions.who} meanwhile"

    def inside(self) -> Iterable[Widget]:
        """The fields."""
        rows = [VersionsRow(field, self._versions.who) for field in self._versions.fields]
        yield VerticalScroll(*rows, can_focus=False)

    @property
    def _rows(self) -> Sequence[VersionsRow]:
        """The fields in their order."""
        return tuple(self.query(VersionsRow))

    def on_mount(self) -> None:
        """Stand on the first field."""
        self._stand(0)
        self.told.say("Nothing of yours is lost: choose what is to be saved.")

    def on_resize(self) -> None:
        """What was before has a column where there is room for one."""
        for row in self._rows:
            row.set_class(self.size.width >= WIDE, "-wide")

    def _stand(self, at: int) -> None:
        """Stand on that field, with its beginning in sight."""
        rows = self._rows
        self._at = min(max(at, 0), len(rows) - 1)
        for index, row in enumerate(rows):
            row.stand(here=index == self._at)
        rows[self._at].scroll_visible(animate=False, top=True)

    def _choose(self, chosen: Chosen) -> None:
        """Choose it in this field, if it can be had, and go on to the next that is open."""
        row = self._rows[self._at]
        if chosen is Chosen.YOURS and row.versions.lost:
            self.told.say(row.versions.lost, wrong=True)
            return
        row.choose(chosen)
        rows = self._rows
        ahead = [(at - self._at) % len(rows) for at, each in enumerate(rows) if each.chosen is None]
        self.told.say("" if ahead else f"{self.keymap.shown(SaveChosen)} saves what is chosen.")
        if ahead:
            self._stand((self._at + min(ahead)) % len(rows))

    def action_take_theirs(self) -> None:
        """As it is saved."""
        self._choose(Chosen.THEIRS)

    def action_take_yours(self) -> None:
        """As it was asked for."""
        self._choose(Chosen.YOURS)

    def action_take_the_other(self) -> None:
        """The one that is not chosen; yours first."""
        chosen = self._rows[self._at].chosen
        self._choose(Chosen.THEIRS if chosen is Chosen.YOURS else Chosen.YOURS)

    def action_save_chosen(self) -> None:
        """Give what is chosen, once it is in each field."""
        chosen = tuple(row.chosen for row in self._rows if row.chosen is not None)
        if len(chosen) < len(self._rows):
            keys = f"{self.keymap.shown(TakeTheirs)} as it is saved, {self.keymap.shown(TakeYours)} yours"
            self.told.say(f"Choose in each field first: {keys}.", wrong=True)
            return
        self.dismiss(chosen)

    def action_move_down(self) -> None:
        """The next field."""
        self._stand(self._at + 1)

    def action_move_up(self) -> None:
        """The field before."""
        self._stand(self._at - 1)

    def action_page_down(self) -> None:
        """Further down in what is long."""
        self.query_one(VerticalScroll).scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        """Further up."""
        self.query_one(VerticalScroll).scroll_page_up(animate=False)

    @on(VersionsRow.Clicked)
    def clicked(self, event: VersionsRow.Clicked) -> None:
        """A click chooses."""
        event.stop()
        self._stand(self._rows.index(event.row))
        self._choose(event.chosen)
