"""The preview beside the list: who, what and how much, in a few lines."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Final

from rich.cells import cell_len
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget
from textual.widgets import Static

from cartui.formatting.ages import show_ago, show_time
from cartui.formatting.amounts import MINUS, show_amount
from cartui.formatting.cells import fit
from cartui.formatting.people import GUEST
from cartui.model.cart import Cart, CartLine
from cartui.rules.life import why_locked
from cartui.rules.phones import show_phone
from cartui.screens.desk.desk import Display
from cartui.widgets.visitor_words import visitor_in_lines

MOST_LINES: Final = 12
"""Lines of a cart that the preview lists."""

MOST_NOTE: Final = 3
"""Lines of the note that it shows."""

VAST: Final = 180
"""Cells from which the preview may be wider."""

AGES_GROW: Final = 20.0
"""Seconds after which it is looked whether what is said of time is another by now."""

UNKNOWN: Final = "It was not read here before, and cannot be read now."
"""Stands in the preview while the backend is away."""


class PreviewPane(VerticalScroll, can_focus=False):
    """Shows one cart."""

    def __init__(self) -> None:
        """Show nothing at first."""
        super().__init__(id="preview")
        self._again: Callable[[], None] | None = None
        """Lays out anew what is shown, for another width."""
        self.shows: str | None = None
        """Id of the cart that is shown."""
        self._drawn = Content("")

    def on_mount(self) -> None:
        """Let the ages grow."""
        self.set_interval(AGES_GROW, self._look_again)

    def compose(self) -> Iterable[Widget]:
        """Nothing at first."""
        yield Static(Content(""))

    def show_nothing(self) -> None:
        """There is no cart at the cursor."""
        self.shows, self._again = None, None
        self._show(None, Content(""))

    def show_unknown(self) -> None:
        """There is one, but what is in it is not known here."""
        self.shows, self._again = None, None
        self._show(None, Content.styled(UNKNOWN, "dim"))

    def show_cart(
        self, cart: Cart, display: Display, now: Callable[[], datetime], *, known_at: datetime | None = None
    ) -> None:
        """Show this cart, with ages as they are ``now``; ``known_at``: it is from memory, and of then."""
        self.shows = cart.id
        self._again = partial(self.show_cart, cart, display, now, known_at=known_at)
        moment = now()
        text = preview_of(cart, display, moment, self.size.width - 1)
        if known_at is not None:
            age = f"as known {show_ago(known_at, moment)}\n"
            text = Content.styled(age, "bold $text-warning") + text
        self._show(cart.number, text)

    def on_resize(self, _event: Resize) -> None:
        """Put the figures where the lines end now."""
        self._look_again()

    def _look_again(self) -> None:
        """Say the same for the width and the time of now."""
        if self._again is not None:
            self._again()

    def _show(self, title: str | None, text: Content) -> None:
        """Show that text under a title, unless it stands there."""
        self.border_title = None if title is None else Content(title)
        if not text.is_same(self._drawn):
            self._drawn = text
            self.query_one(Static).update(text)


def preview_of(cart: Cart, display: Display, now: datetime, width: int) -> Content:
    """Who, what and how much, in lines of so many cells."""
    return Content("\n").join([*_who(cart, display, now), *_lines(cart, display, width), *_rest(cart)])


def _who(cart: Cart, display: Display, now: datetime) -> Iterator[Content]:
    """The customer, how they are reached, and where the cart stands."""
    who, contact = cart.customer, cart.contact
    name = contact.name or (who.name if who else "")
    phone = contact.phone or (who.phone if who else "")
    email = contact.email or (who.email if who else "")
    number = f"#{who.number}" if who else ""
    yield Content.styled(" ".join(filter(None, (number, name or GUEST))), "bold")
    for reached in filter(None, (show_phone(phone), email)):
        yield Content(reached)
    level = f"level {cart.price_level}"
    yield Content.styled(f"{cart.state} · {cart.origin} · {level} · v{cart.version}", "$text-muted")
    for line in visitor_in_lines(cart, now):
        yield Content.styled(line, "$text-muted")
    if cart.lock is not None:
        since = show_time(cart.lock.since, display.timezone, now)
        yield Content.styled(f"▲ locked since {since}: {why_locked(cart.lock)}", "$text-warning")


def _lines(cart: Cart, display: Display, width: int) -> Iterator[Content]:
    """What is in it, and the sums."""

    def figure(label: str, minor: int, sign: str = "") -> str:
        amount = sign + show_amount(minor, cart.currency, display.locale, with_code=False)
        return f"{fit(label, width - cell_len(amount) - 1)} {amount}"

    totals = cart.totals
    yield Content("")
    for line in cart.lines[:MOST_LINES]:
        yield Content(figure(_title(line), line.value))
    if len(cart.lines) > MOST_LINES:
        yield Content.styled(f"… and {len(cart.lines) - MOST_LINES} more", "$text-muted")
    if not cart.lines:
        yield Content.styled("no lines yet", "$text-muted")
    yield Content("")
    yield Content(figure("subtotal", totals.subtotal))
    if totals.coupon:
        yield Content(figure("coupon", totals.coupon, MINUS))
    if cart.fulfilment:
        yield Content(figure(cart.fulfilment.service, totals.shipping))
    yield Content(figure("tax, included" if totals.tax_included else "tax", totals.tax))
    yield Content.styled(figure(f"total {cart.currency}", totals.total), "bold")


def _rest(cart: Cart) -> Iterator[Content]:
    """What it misses, and the first lines of its note."""
    if cart.missing:
        yield Content("")
    for problem in cart.missing:
        yield Content.styled(f"▲ {problem.message}", "$text-warning")
    written = [line for line in cart.note.splitlines() if line.strip()]
    if written:
        yield Content("")
    yield from map(Content, written[:MOST_NOTE])
    if len(written) > MOST_NOTE:
        more = len(written) - MOST_NOTE
        yield Content.styled(f"… and {more} more line{'' if more == 1 else 's'}", "$text-muted")


def _title(line: CartLine) -> str:
    """What one line is."""
    return f"{line.quantity} × {line.title} {line.options}".rstrip()
