"""What the list of carts shows before its client is open: what it showed the last time.

Keys wait meanwhile, since they are meant for the rows of now; these come by themselves.
"""

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.geometry import Region
from textual.timer import Timer

from cartui.client.protocol import Unavailable
from cartui.model.cart_summary import CartSummary
from cartui.model.query import CartQuery, Page
from cartui.screens.first_rows import MOST_ROWS, FirstRows, LastPage
from cartui.screens.frames import frame_of
from cartui.screens.type_ahead import Hold
from cartui.widgets.desk_header import DeskHeader

if TYPE_CHECKING:
    from cartui.screens.cart_list import CartList

PATIENCE: Final = 1.0
"""Seconds for which keys wait for the rows of now; then they are given to those of the last time."""

FIRST_KEPT: Final = 1.5
"""Seconds after the first rows of now until they are kept: a frame at rest, and nothing in its way."""

KEPT_EVERY: Final = 30.0
"""Seconds between two times that rows are kept, while they change."""

NOT_OPEN: Final = "The shop is not open yet"


class LastRows:
    """Shows the rows of the last time in a list of carts, and takes down those of now."""

    def __init__(self, screen: "CartList") -> None:
        """Nothing is shown yet."""
        self._screen = screen
        self._hold: Hold | None = None
        self._timer: Timer | None = None
        self._shown = False
        self._kept = False

    @property
    def _first(self) -> FirstRows:
        """What is known of the last time."""
        return self._screen.desk.first_rows

    # --- before the client is open -----------------------------------------------------------------

    @property
    def are_shown(self) -> bool:
        """Whether they have been shown, so that there is more to see than a frame."""
        return self._shown

    def begin(self) -> None:
        """Show them, where there are any and nothing better."""
        screen, page = self._screen, self._first.page
        if screen.desk.is_open or page is None:
            return
        self._shown = True
        self._hold = screen.desk_app.type_ahead.hold()
        screen.set_timer(PATIENCE, self.over)
        screen.desk.session = page.session
        screen.resume_list()
        screen.show_views()
        screen.table.start()

    def answer(self) -> Page[CartSummary]:
        """The page in place of a client's that is not open. Raises ``Unavailable``, which carries it."""
        screen, page = self._screen, self._first.page
        if screen.desk.reach.stranger:
            return Page(items=())  # who is not known here sees no names
        if page is None or screen.line.text != page.session.query:
            raise Unavailable(f"{NOT_OPEN}.")
        raise Unavailable(f"{NOT_OPEN}.", last_known=Page(items=page.rows), as_of=page.known_at)

    def stand(self) -> None:
        """They are there: the cursor goes where it was."""
        page = self._first.page
        if page is not None:
            self._screen.table.stand_on(page.session.cursor)

    @property
    def moved_to(self) -> str:
        """Id of the cart to which the cursor was moved among them; empty: it stands where it stood."""
        page, key = self._first.page, self._screen.table.current_key
        if not self._shown or page is None or key is None or key == page.session.cursor:
            return ""
        return key

    def opened(self) -> None:
        """The client is open: what is remembered beside the rows says how to go on."""
        page, self._first.page = self._first.page, None
        screen = self._screen
        if self._shown and page is not None and screen.line.text == page.session.query:
            screen.line.put("")
            screen.query_shown = CartQuery()

    def not_opened(self) -> None:
        """The client cannot be opened: keys wait no longer, and who is not known here sees no rows."""
        self.over()
        if self._shown and self._screen.desk.reach.stranger:
            self._screen.table.start()

    def over(self) -> None:
        """Keys wait no longer."""
        if self._hold is not None:
            self._hold.release()
            self._hold = None

    # --- for the next time -------------------------------------------------------------------------

    def seen(self) -> None:
        """Rows of now are in sight: keep them in a while."""
        self.over()
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
        if desk.reach.is_away or screen.line.has_trouble or screen.table.is_waiting:
            return False
        header = screen.query_one(DeskHeader)
        is_plain = screen.is_current and not (screen.app._notifications or header.alarm)
        frame = frame_of(screen, _room_for_sign(header)) if is_plain else None
        page = LastPage(
            agent=desk.client.actor.name,
            known_at=desk.now(),
            session=desk.session.model_copy(update={"cursor": screen.table.current_key or ""}),
            rows=screen.table.rows_in_sight[:MOST_ROWS],
        )
        if frame is not None or not self._kept:
            self._first.note(page, frame)
        return frame is not None


def _room_for_sign(header: DeskHeader) -> Region:
    """Where the first line has its figures: in their place it is said how old a frame is."""
    line = "".join(segment.text for segment in header.render_line(0))
    _before, name, _rest = line.partition(header.shop or header.backend.short_text)
    start = cell_len(_before + name) + 2
    at_agent = line.rfind(header.agent) if header.agent else -1
    end = header.size.width if at_agent < 0 else cell_len(line[:at_agent])
    return Region(header.region.x + start, header.region.y, max(0, end - 2 - start), 1)
