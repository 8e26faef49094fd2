"""The dialog that chooses, orders and sizes the columns of a list: one row for each column there is."""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from textual import on
from textual.widget import Widget

from cartui.commands.list_shape import CHOOSING_COLUMNS
from cartui.model.columns import NARROWEST, WIDEST, ChosenColumn
from cartui.screens.dialogs.dialog import Dialog
from cartui.widgets.choices import Choice, Choices
from cartui.widgets.columns import Column, chosen, share_out

T = TypeVar("T")


class ColumnChoice(Dialog[tuple[ChosenColumn, ...] | None], Generic[T]):
    """Gives the columns that are chosen; none of them stands for the usual ones."""

    HEADING = "Columns of the list"
    OFFERS = CHOOSING_COLUMNS
    DEFAULT_CSS = """
    ColumnChoice > #box { width: 66; }
    ColumnChoice Choices { height: auto; max-height: 16; min-height: 1; }
    """

    def __init__(self, columns: Sequence[Column[T]], choice: Sequence[ChosenColumn], room: int) -> None:
        """``choice`` is what is shown now (none: the usual ones) in so many cells."""
        super().__init__()
        self._columns = {column.id: column for column in columns}
        self._room = room
        self._order: list[str] = []
        self._shown: set[str] = set()
        self._widths: dict[str, int] = {}
        self._take(choice)

    def inside(self) -> Iterable[Widget]:
        """The columns."""
        return (Choices(right=(1,)),)

    def on_mount(self) -> None:
        """List them, and say what is not seen yet."""
        self._list(0)
        self.query_one(Choices).focus()

    # --- what is chosen ----------------------------------------------------------------------------

    def _take(self, choice: Sequence[ChosenColumn]) -> None:
        """Begin with these; the others follow in their own order."""
        shown = [column.id for column in chosen(tuple(self._columns.values()), choice)]
        self._shown = set(shown)
        self._order = [*shown, *(each for each in self._columns if each not in self._shown)]
        self._widths = {each.id: each.width for each in choice if each.width is not None}

    @property
    def choice(self) -> tuple[ChosenColumn, ...]:
        """What is chosen; nothing where that is what there would be anyway."""
        ids = [each for each in self._order if each in self._shown]
        usual = [column.id for column in self._columns.values() if column.usual]
        if ids == usual and not any(each in self._widths for each in ids):
            return ()
        return tuple(ChosenColumn(id=each, width=self._widths.get(each)) for each in ids)

    def _list(self, index: int) -> None:
        """Show each column with its width, and whether there is room for it."""
        columns = chosen(tuple(self._columns.values()), self.choice)
        seen = {column.id for column, _ in share_out(columns, self._room)}
        rows = []
        for each in self._order:
            column, shown = self._columns[each], each in self._shown
            lacks = "no room now" if shown and each not in seen else ""
            width = str(self._widths.get(each, column.width))
            rows.append(Choice((f"{'✓' if shown else ' '} {column.about}", width, lacks), quiet=not shown))
        self.query_one(Choices).show(rows, index=index)

    @property
    def _index(self) -> int:
        """Where the cursor stands."""
        return self.query_one(Choices).index or 0

    # --- keys --------------------------------------------------------------------------------------

    @on(Choices.Clicked)
    def clicked(self, event: Choices.Clicked) -> None:
        """A click shows a column or hides it."""
        event.stop()
        self.action_show_column()

    def action_show_column(self) -> None:
        """Show the column at the cursor, or hide it; one at least stays."""
        self.told.say("")
        if self._shown == {self._order[self._index]}:
            self.told.say("One column has to stay.", wrong=True)
        else:
            self._shown ^= {self._order[self._index]}
            self._list(self._index)

    def action_column_left(self) -> None:
        """Change places with the one before."""
        self._swap(-1)

    def action_column_right(self) -> None:
        """Change places with the one behind."""
        self._swap(1)

    def _swap(self, by: int) -> None:
        """Move the column at the cursor, and the cursor with it."""
        at, to = self._index, self._index + by
        if 0 <= to < len(self._order):
            self._order[at], self._order[to] = self._order[to], self._order[at]
            self._list(to)

    def action_wider_column(self) -> None:
        """One cell more."""
        self._resize(1)

    def action_narrower_column(self) -> None:
        """One cell fewer."""
        self._resize(-1)

    def _resize(self, by: int) -> None:
        """Give the column at the cursor another width."""
        each = self._order[self._index]
        width = self._widths.get(each, self._columns[each].width) + by
        self._widths[each] = max(NARROWEST, min(width, WIDEST))
        self._list(self._index)

    def action_usual_columns(self) -> None:
        """As they are when nobody chooses."""
        self._take(())
        self._list(0)

    def action_choose(self) -> None:
        """Take what is chosen."""
        self.dismiss(self.choice)
