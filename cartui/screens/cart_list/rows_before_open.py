"""The rows of the first frame, shown in the list of carts until its client is open.

They are those saved at the last exit, or those of now where the start could read them by itself; these turn
into rows from memory as well when opening takes long or fails.

A key that moves the cursor moves it among these rows. Any other waits for the rows of now, and what it does
to a cart it does to the one that was under the cursor when it was pressed, wherever that stands by then;
where it is not listed any more, nothing is done.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.geometry import Region
from textual.timer import Timer

from cartui.client.protocol import Unavailable
from cartui.commands.cart_list import CopyNumber, SelectCart
from cartui.commands.command import CommandClass
from cartui.commands.history import OF_A_CART
from cartui.commands.list_shape import SHAPING
from cartui.commands.navigation import MoveDown, MoveUp, PageDown, PageUp
from cartui.commands.whole_cart import UndoCart
from cartui.model.cart_summary import CartSummary
from cartui.model.query import CartQuery, Page
from cartui.screens.cart_list.cart_at_cursor import AT_THE_CURSOR
from cartui.screens.cart_list.cart_selection import NEEDS_QUERY
from cartui.screens.cart_list.changing_carts import ON_MANY
from cartui.screens.cart_list.frames import frame_of
from cartui.screens.cart_list.sheet import sheet_of
from cartui.screens.desk.saved_rows import MOST_ROWS, LastPage, SavedRows
from cartui.screens.desk.type_ahead import Hold
from cartui.widgets.desk_header import DeskHeader

if TYPE_CHECKING:
    from cartui.screens.cart_list.cart_list import CartList

PATIENCE: Final = 4.0
"""Seconds after the start for which keys wait for a shop that is not open: a busy machine takes its time.

Then whoever pressed them is told that it is not.
"""

FIRST_KEPT: Final = 1.5
"""Seconds after the first rows of now until they are kept: a frame at rest, and nothing in its way."""

KEPT_EVERY: Final = 30.0
"""Seconds between two times that rows are kept, while they change."""

NOT_OPEN: Final = "The shop is not open yet"

WALKS: Final[frozenset[CommandClass]] = frozenset({MoveDown, MoveUp, PageDown, PageUp})
"""Commands that are done among the rows of the last time."""

TO_A_CART: Final[frozenset[CommandClass]] = AT_THE_CURSOR | ON_MANY | {UndoCart}
"""Commands that are done to the cart at the cursor and to no other."""

NEEDS_SHOP: Final = TO_A_CART | NEEDS_QUERY | frozenset((*SHAPING, *OF_A_CART))
"""Commands that make no sense before the client is open."""

STAYING: Final[frozenset[CommandClass]] = frozenset({UndoCart, CopyNumber, SelectCart})
"""Those of them after which one is in the list still, so that what was typed next is meant for old rows."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A command that waits for the rows of now."""

    command: CommandClass
    cart_id: str
    """Id of the cart to which it is done; empty: to none."""
    number: str
    """That cart's number."""
    hold: Hold
    """Keeps the keys after it standing."""


class RowsBeforeOpen:
    """Shows the rows saved at the last exit until live ones arrive, and saves those for the next start."""

    def __init__(self, screen: "CartList") -> None:
        """Nothing is shown yet."""
        self._screen = screen
        self._typed: Typed | None = None
        self._timer: Timer | None = None
        self._shown = False
        self._are_in_sight = False
        self._is_patient = False
        self._stood_at: str | None = None
        """Id of the cart on which the cursor stands while nobody moves it."""
        self._read_at: datetime | None = None
        """When rows in sight were read (UTC), while they are taken for those of now."""
        self._kept = False

    @property
    def _first(self) -> SavedRows:
        """The saved page, and its file."""
        return self._screen.desk.saved_rows

    # --- before the client is open -----------------------------------------------------------------

    @property
    def are_shown(self) -> bool:
        """Whether the saved rows have been shown, so that there is more to see than a frame."""
        return self._shown

    def begin(self) -> None:
        """Show the saved rows, where there are any and nothing better."""
        screen, page = self._screen, self._first.page
        if screen.desk.is_open or page is None:
            return
        self._shown = self._are_in_sight = self._is_patient = True
        self._stood_at = page.session.cursor
        self._read_at = page.known_at if self._first.is_of_now else None
        screen.set_timer(PATIENCE, self._out_of_patience)
        screen.desk.session = page.session
        screen.views.resume()
        screen.views.show()
        screen.table.start()

    def answer(self) -> Page[CartSummary]:
        """The page in place of a client's that is not open. Raises ``Unavailable``, which carries it."""
        screen, page = self._screen, self._first.page
        if screen.desk.reach.stranger:
            return Page(items=())  # who is not known here sees no names
        if page is None or screen.line.text != page.session.query:
            raise Unavailable(f"{NOT_OPEN}.")
        if self._read_at is not None:
            return Page(items=page.rows)
        raise Unavailable(f"{NOT_OPEN}.", last_known=Page(items=page.rows), as_of=page.known_at)

    def stand(self) -> None:
        """They are there: the cursor goes where it was."""
        page = self._first.page
        if page is not None:
            self._screen.table.stand_on(page.session.cursor)

    @property
    def are_in_sight(self) -> bool:
        """Whether they are what stands in the list, also while those of now are on their way."""
        return self._are_in_sight

    @property
    def goes_on_at(self) -> str:
        """Id of the cart to which one moved among them, or to which something is to be done; else empty."""
        if self._typed is not None and self._typed.cart_id:
            return self._typed.cart_id
        key = self._screen.table.current_key
        return "" if not self._are_in_sight or key is None or key == self._stood_at else key

    def opened(self) -> None:
        """The client is open: what is remembered beside the rows says how to go on."""
        page, self._first.page = self._first.page, None
        screen = self._screen
        if self._shown and page is not None and screen.line.text == page.session.query:
            screen.line.put("")
            screen.query_shown = CartQuery()

    def not_opened(self) -> None:
        """The client cannot be opened: keys wait no longer, and who is not known here sees no rows."""
        self._out_of_patience()
        if self._shown and self._screen.desk.reach.stranger:
            self._screen.table.start()

    # --- keys that wait ----------------------------------------------------------------------------

    def keeps(self, command: CommandClass) -> bool:
        """Let a command wait for the rows of now; false where it is to be done at once."""
        if not self._are_in_sight or command in WALKS or not (self._is_patient or self._screen.desk.is_open):
            return False
        if self._typed is None:
            row = self._screen.table.current if command in TO_A_CART else None
            hold = self._screen.desk_app.type_ahead.hold()
            hold.give_up = self.give_up
            cart_id, number = ("", "") if row is None else (row.id, row.number)
            self._typed = Typed(command, cart_id, number, hold)
        return True

    def give_up(self) -> None:
        """What waits is not done, and the keys after it were meant for what would have come of it."""
        typed, self._typed = self._typed, None
        if typed is not None:
            self._screen.desk_app.type_ahead.forget()
            typed.hold.release()

    def come(self) -> None:
        """The rows of now are in sight, and the cursor has gone where it goes: do what waits."""
        self._are_in_sight, self._read_at = False, None
        typed, self._typed = self._typed, None
        if typed is None or not typed.hold.holds:
            return
        if typed.cart_id and typed.cart_id != self._screen.table.current_key:
            self._screen.desk_app.type_ahead.forget()
            self._screen.show_reason(f"{typed.number} is not in this list any more: nothing was done.")
            typed.hold.release()
        else:
            self._screen.call_next(self._do, typed)

    def not_read(self) -> None:
        """The rows of now cannot be read: nothing is done to those in sight."""
        self._say_age()
        self._are_in_sight = False
        self.give_up()

    async def _do(self, typed: Typed) -> None:
        """Do what was typed, or say why not. What was typed after it was meant for rows that have gone."""
        ahead = self._screen.desk_app.type_ahead
        with typed.hold:
            await self._screen.do(typed.command)
            if typed.command in STAYING and ahead.has_more:
                ahead.forget()
                self._screen.show_reason("The list is of now from here on: please type again what came next.")

    def _out_of_patience(self) -> None:
        """Keys wait no longer for a shop that is not open."""
        self._is_patient = False
        self._say_age()
        if self._screen.desk.is_open or self._typed is None:
            return
        typed, self._typed = self._typed, None
        if typed.cart_id:
            self._screen.desk_app.type_ahead.forget()
        self._screen.call_next(self._do, typed)

    def _say_age(self) -> None:
        """Rows that were read before the client was there are of now no more: say how old they are."""
        if self._read_at is not None and self._are_in_sight:
            self._screen.known_at, self._read_at = self._read_at, None
            self._screen.refresh_header()

    # --- for the next time -------------------------------------------------------------------------

    def seen(self) -> None:
        """Rows of now are in sight: keep them in a while."""
        if self._first.keeps and self._timer is None:
            self._timer = self._screen.set_timer(KEPT_EVERY if self._kept else FIRST_KEPT, self._keep)

    def _keep(self) -> None:
        """Keep what is in sight now; where that is no frame to begin with, try again later."""
        self._timer = None
        self._kept = self.take_down()
        if not self._kept:
            self._timer = self._screen.set_timer(KEPT_EVERY, self._keep)
        self._screen.run_worker(self._first.write(), group="last rows")

    def take_down(self) -> bool:
        """Take down what is in sight; false where that is no frame with which one could begin."""
        screen, desk = self._screen, self._screen.desk
        if not (self._first.keeps and desk.is_open and screen.is_attached) or screen.known_at is not None:
            return False
        if desk.reach.is_away or screen.line.has_trouble or screen.table.is_waiting or not screen.is_typed:
            return False
        header = screen.query_one(DeskHeader)
        is_plain = screen.is_current and not (screen.app._notifications or header.alarm)
        frame = frame_of(screen, _room_for_sign(header)) if is_plain else None
        page = LastPage(
            agent=desk.client.actor.name,
            shop=desk.shop.settings.name,
            demo=desk.shop.settings.demo,
            known_at=desk.now(),
            session=desk.session.model_copy(update={"cursor": screen.table.current_key or ""}),
            rows=screen.table.rows_in_sight[:MOST_ROWS],
        )
        if frame is not None or not self._kept:
            sheet = None if frame is None else sheet_of(screen, frame.pieces)
            self._first.note(page, None if frame is None else frame._asdict(), sheet)
        return frame is not None


def _room_for_sign(header: DeskHeader) -> Region:
    """The part of the header in which its figures stand: in their place a saved frame says how old it is."""
    line = "".join(segment.text for segment in header.render_line(0))
    _before, name, _rest = line.partition(header.shop or header.backend.short_text)
    start = cell_len(_before + name) + 2
    at_agent = line.rfind(header.agent) if header.agent else -1
    end = header.size.width if at_agent < 0 else cell_len(line[:at_agent])
    place = header.content_region  # the first cell is not part of the line
    return Region(place.x + start, place.y, max(0, end - 2 - start), 1)
