"""A closer look at one locked cart: each try to pay it, what the statements have of it, and what is in it."""

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult

from cartui.client.protocol import NotFound, Refused
from cartui.commands.command import CommandClass
from cartui.commands.locks import ONE_LOCK, RESOLUTIONS
from cartui.formatting.ages import show_ago
from cartui.model.cart import Cart
from cartui.model.changes import BULK, Change
from cartui.model.locks import LockedCart
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.dialogs.dialog import Told
from cartui.screens.locks.lock_facts import (
    Written,
    attempt_lines,
    evidence_lines,
    lock_lines,
    person_line,
    row_lines,
)
from cartui.screens.locks.resolutions import CONFIRM, DELETE, UNLOCK, Resolved, Way
from cartui.screens.locks.resolving_question import ResolvingQuestion
from cartui.screens.one_cart.opening import open_cart
from cartui.widgets.amounts import Amounts
from cartui.widgets.cart_facts import summary_lines
from cartui.widgets.desk_header import DeskHeader
from cartui.widgets.hints import Hints
from cartui.widgets.pane import Pane, PaneLine, Tone
from cartui.widgets.scrolled import Scrolled


class OneLock(DeskScreen[Resolved | None]):
    """Gives what became of the lock, or ``None`` if nothing was done."""

    OFFERS = ONE_LOCK
    AUTO_FOCUS = "Scrolled"
    DEFAULT_CSS = """
    OneLock Scrolled { height: 1fr; margin-top: 1; padding: 0 1; scrollbar-size-vertical: 1; }
    OneLock Told { padding: 0 1; }
    """

    def __init__(self, locked: LockedCart) -> None:
        """Show this lock; what the queue does not know of it is read."""
        super().__init__()
        self._locked = locked
        self._cart: Cart | None = None
        self._gone = ""
        """Why it cannot be resolved any more."""

    def compose(self) -> ComposeResult:
        """Everything in one column that scrolls."""
        yield DeskHeader()
        with Scrolled():
            yield Pane(self._locked.number)
            yield Pane("tries to pay")
            yield Pane("rows of statements")
            yield Pane("the cart")
        yield Told(id="told")
        yield Hints()

    def on_mount(self) -> None:
        """Show what is known already."""
        self._draw()

    def when_open(self) -> None:
        """Read the rest."""
        self._read()

    def when_changed(self, changes: Sequence[Change]) -> None:
        """Somebody did something to this cart, or to many, or a statement came in: look again."""
        if not changes or any(
            change.id == self._locked.id or change.kind in {"statement", BULK} for change in changes
        ):
            self._read()

    def _read(self) -> None:
        """Read the cart and what is known of its lock."""
        self.read(self._read_cart(), group="cart", quietly=True)
        self.read(self._read_lock(), group="lock", quietly=True)

    async def _read_cart(self) -> None:
        """Show the cart, as it was known last where the backend is away."""
        self._cart, self.known_at = await self.or_last_known(self.desk.client.carts.get(self._locked.id))
        self.refresh_header()
        self._draw()

    async def _read_lock(self) -> None:
        """Show what the statements say by now; a lock that is gone stays in sight, as what it was."""
        try:
            self._locked = await self.desk.client.locks.get(self._locked.id)
        except (NotFound, Refused) as error:
            self._gone = error.message
            self.query_one("#told", Told).say(error.message, wrong=True)
        else:
            self._gone = ""
        self._draw()

    # --- what is shown -------------------------------------------------------------------------------

    def _draw(self) -> None:
        """Write all that is known."""
        locked, written = self._locked, Written.at(self.desk)
        attempts = self._cart.attempts if self._cart else tuple(filter(None, (locked.attempt,)))
        shown = (
            [person_line(locked), *lock_lines(locked, written), *evidence_lines(locked)],
            [*attempt_lines(attempts, written)],
            [*row_lines(locked.evidence.rows, written)],
            [*self._content()],
        )
        for pane, lines in zip(self.query(Pane), shown, strict=False):  # fewer while they are taken away
            pane.show(lines)
        self.refresh_hints()

    def _content(self) -> Iterator[PaneLine]:
        """What is in it, and the sums."""
        cart = self._cart
        if cart is None:
            yield PaneLine("is being read …", tone=Tone.QUIET)
            return
        if self.known_at is not None:
            yield PaneLine(f"as known {show_ago(self.known_at, self.desk.now())}", tone=Tone.WARNING)
        amounts = Amounts(cart.currency, self.desk.display.locale)
        for line in cart.lines:
            title = f"{line.quantity} × {line.title} {line.options}".rstrip()
            yield PaneLine(title, figure=amounts.number(line.value))
        yield from summary_lines(cart, amounts)

    # --- commands ------------------------------------------------------------------------------------

    def why_not(self, command: CommandClass) -> str | None:
        """What is not locked any more is not resolved."""
        reason = super().why_not(command)
        return reason or (self._gone or None if command in RESOLUTIONS else None)

    def show_reason(self, reason: str) -> None:
        """Say it below."""
        self.desk_app.type_ahead.forget()
        self.query_one("#told", Told).say(reason, wrong=True)

    def action_confirm_payment(self) -> None:
        """Ask about confirming its payment."""
        self._ask(CONFIRM)

    def action_unlock_cart(self) -> None:
        """Ask about unlocking it."""
        self._ask(UNLOCK)

    def action_delete_locked(self) -> None:
        """Ask about deleting it."""
        self._ask(DELETE)

    def _ask(self, way: Way) -> None:
        """Ask; once it is done there is nothing left to look at."""
        self.app.push_screen(ResolvingQuestion(self._locked, way), self._answered)

    def _answered(self, resolved: Resolved | None) -> None:
        """Back to the queue, where it goes on with the next cart."""
        if resolved is None:
            self._read()
        else:
            self.dismiss(resolved)

    def action_message_customer(self) -> None:
        """Write to its customer."""
        from cartui.screens.locks.message import MessageDialog

        self.app.push_screen(MessageDialog(self._locked.id))

    def action_open_locked_cart(self) -> None:
        """Open the cart itself."""
        self.read(open_cart(self, self._locked.id), group="open", hold=self.desk_app.type_ahead.hold())

    def action_copy_number(self) -> None:
        """Copy its number."""
        self.app.copy_to_clipboard(self._locked.number)
        self.query_one("#told", Told).say(f"{self._locked.number} is copied")

    def action_show_history(self) -> None:
        """Show what happened to it."""
        from cartui.screens.history.cart_history import CartHistory, OfCart

        row = self._locked
        self.app.push_screen(CartHistory(OfCart(row.id, row.number, row.currency, row.customer)))

    def action_write_comment(self) -> None:
        """Write a comment on it."""
        from cartui.screens.history.comment_editor import write_comment

        write_comment(self, self._locked.id, self._locked.number)

    def action_refresh(self) -> None:
        """Read it again, and try again what waits for the backend."""
        self.desk.reach.try_now()
        self._read()

    def action_go_back(self) -> None:
        """Back to the queue."""
        self.dismiss(None)
