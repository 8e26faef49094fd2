"""One cart: its lines, everything around them, and the way to an order."""

from collections.abc import Collection, Sequence
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll

from cartui.client.protocol import ClientError
from cartui.commands.command import CommandClass
from cartui.commands.one_cart import ONE_CART, ReadAgain
from cartui.commands.two_at_a_cart import ShowBoth
from cartui.model.address import Contact
from cartui.model.cart import Cart, CartLine, CartState
from cartui.model.changes import BLOCK, BULK, Change
from cartui.model.market import TaxMode
from cartui.screens.desk.cart_edits import Area, Saving
from cartui.screens.desk.reach import LOG_IN_AGAIN, is_silence
from cartui.screens.dialogs.confirm import Confirm
from cartui.screens.dialogs.dialog import Told
from cartui.screens.dialogs.quit_question import leave_question
from cartui.screens.one_cart.cart_problems import by_area, by_line
from cartui.screens.one_cart.cart_screen import BEING_PLACED, CartScreen
from cartui.screens.one_cart.dialogs.recent_carts import with_recent
from cartui.screens.one_cart.parts.cart_addresses import CartAddresses
from cartui.screens.one_cart.parts.cart_assigning import CartAssigning
from cartui.screens.one_cart.parts.cart_cancelling import CartCancelling
from cartui.screens.one_cart.parts.cart_contact import CartContact
from cartui.screens.one_cart.parts.cart_coupon import CartCoupon
from cartui.screens.one_cart.parts.cart_customer import CartCustomer
from cartui.screens.one_cart.parts.cart_delivery import CartDelivery
from cartui.screens.one_cart.parts.cart_documents import CartDocuments
from cartui.screens.one_cart.parts.cart_explaining import CartExplaining
from cartui.screens.one_cart.parts.cart_level import CartLevel
from cartui.screens.one_cart.parts.cart_line_edits import CartLineEdits
from cartui.screens.one_cart.parts.cart_line_facts import CartLineFacts
from cartui.screens.one_cart.parts.cart_line_order import CartLineOrder
from cartui.screens.one_cart.parts.cart_linking import CartLinking
from cartui.screens.one_cart.parts.cart_lock import CartLock
from cartui.screens.one_cart.parts.cart_market import CartMarket
from cartui.screens.one_cart.parts.cart_notes import CartNotes
from cartui.screens.one_cart.parts.cart_part import CartPart
from cartui.screens.one_cart.parts.cart_placing import CartPlacing
from cartui.screens.one_cart.parts.cart_presence import CartPresence
from cartui.screens.one_cart.parts.cart_quote import CartQuote
from cartui.screens.one_cart.parts.cart_sharing import CartSharing
from cartui.screens.one_cart.parts.cart_timeline import CartTimeline
from cartui.screens.one_cart.parts.cart_versions import CartVersions
from cartui.screens.one_cart.parts.cart_visitor import CartVisitor
from cartui.screens.one_cart.parts.cart_waiving import CartWaiving
from cartui.screens.one_cart.parts.whole_cart import WholeCart
from cartui.widgets.cart_facts import (
    billing_lines,
    customer_lines,
    delivery_line,
    note_lines,
    payment_line,
    shipping_lines,
    summary_lines,
    visitor_lines,
)
from cartui.widgets.cart_header import CartHeader
from cartui.widgets.cart_lines import CartLines
from cartui.widgets.hints import Hints
from cartui.widgets.pane import Pane, PaneLine, Tone, problem_line, refusal_line, warning_line
from cartui.widgets.service_words import service_lines

PANES = 4
"""Customer, delivery and payment, summary, note and tags."""
WIDE = 100
"""Cells from which on there is room for panes beside the lines."""


OTHER_PARTS: tuple[type[CartPart], ...] = (
    CartPlacing,
    WholeCart,
    CartCancelling,
    CartPresence,
    CartVisitor,
    CartSharing,
    CartDocuments,
    CartContact,
    CartDelivery,
    CartNotes,
    CartLineOrder,
    CartLineFacts,
    CartLevel,
    CartMarket,
    CartCustomer,
    CartCoupon,
    CartAddresses,
    CartAssigning,
    CartLock,
    CartExplaining,
    CartTimeline,
)
"""What else can be done with a cart."""


class OneCart(CartScreen):
    """The screen of one cart. What was asked for is saved behind it; it shows what the backend gave."""

    OFFERS = ONE_CART
    CSS_PATH = "one_cart.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012
    AUTO_FOCUS = "CartLines"

    def __init__(
        self, cart: Cart, *, fresh: bool = False, started: bool = False, known_at: datetime | None = None
    ) -> None:
        """``fresh``: it was just started, and stands in the customer search at once.

        ``started``: it was just started, with something in it already.
        ``known_at``: this is what was known then (UTC); ``None``: it was read just now.
        """
        super().__init__(cart)
        self._quote = CartQuote(self)
        self.versions = CartVersions(self)
        """What others did to the cart at the same time."""
        self.linking = CartLinking(self)
        """Whose cart it is."""
        self.line_edits = CartLineEdits(self)
        """What is done to its lines."""
        self._waiving = CartWaiving(self)
        named = (self._quote, self.versions, self.linking, self.line_edits, self._waiving)
        self._parts = (*named, *(part(self) for part in OTHER_PARTS))
        self.known_at = known_at
        self._fresh = fresh
        self.started = started or fresh
        """Whether it was started for this screen: cancelling throws it away."""
        self._stale = False
        self.not_placed = False
        """Whether placing it was given up, since something of it is not saved yet."""

    @property
    def parts(self) -> Sequence[CartPart]:
        """What else can be done with the cart."""
        return self._parts

    @property
    def line(self) -> CartLine | None:
        """The line at the cursor."""
        return self.query_one(CartLines).line if self.is_mounted else None

    def compose(self) -> ComposeResult:
        """Header, lines, panes, what went wrong, keys."""
        lines = CartLines()
        lines.id = "lines"
        lines.border_title = "lines"
        yield CartHeader()
        with Container(id="body"):
            yield lines
            with VerticalScroll(id="side", can_focus=False):
                with Vertical(id="people"):
                    yield Pane("customer")
                    yield Pane("delivery & payment")
                with Vertical(id="money"):
                    yield Pane("summary")
                    yield Pane("note & tags")
        yield Told(id="trouble")
        yield Hints()

    def on_mount(self) -> None:
        """Show the cart, and go on to the customer when it is new."""
        self.edits.observers.append(self._edited)
        self.desk_app.remember(recent=with_recent(self.desk.session.recent, self.cart.id))
        self.show_cart()
        if self._fresh:
            self.flow(self.linking.take_the_call)

    def on_unmount(self) -> None:
        """The cart stays at hand while something of it is not saved."""
        self.edits.observers.remove(self._edited)
        for part in self.parts:
            part.left()
        self.desk.seen[self.cart.id] = self.cart.version
        if not (self.edits.busy or self.edits.placing or self.edits.drafts or len(self.edits.clashes)):
            self.desk.at_hand.pop(self.cart.id, None)

    # --- showing ----------------------------------------------------------------------------------

    @property
    def _is_drawn(self) -> bool:
        """Whether its parts are there: edits may come back while the screen is being taken away."""
        return len(self.query(Pane)) == PANES and bool(self.query(CartLines)) and bool(self.query("#trouble"))

    def _edited(self) -> None:
        """Something of the edits is another now; once all is saved, what was only remembered is read."""
        if not self.edits.busy:
            self.not_placed = False
            if self.known_at is not None and not self.desk.reach.is_away:
                self.when_missed()
        self.show_cart()

    def show_cart(self) -> None:
        """Show the cart as it is now, with what it misses and what was refused beside its fields."""
        if not self._is_drawn:
            return
        for part in self.parts:
            part.shown()
        self.show_customer()
        cart, amounts, of = self.cart, self.amounts, self._wrong_in
        _, delivery, summary, notes = self.query(Pane)
        delivery.show(
            [
                delivery_line(cart, amounts),
                *service_lines(cart, self.market, amounts),
                *of(Area.DELIVERY),
                payment_line(cart),
                *of(Area.PAYMENT),
            ]
        )
        summary.show(
            [
                *summary_lines(cart, amounts, waits=self.edits.busy),
                *self._quote.lines,
                *of(Area.COUPON, Area.LEVEL),
            ]
        )
        drafts = [PaneLine(f"{name}: draft", tone=Tone.WARNING) for name in self.edits.drafts]
        whose = [PaneLine(cart.assigned_to, label="assigned  ")] if cart.assigned_to else []
        note = [*drafts, *whose, *note_lines(cart.note, cart.tags), *of(Area.NOTE, Area.TAGS)]
        notes.show(note)
        notes.display = bool(note)
        self.query_one(CartLines).show(self.edits.lines, amounts, self.edits.wanted, by_line(cart))
        self._show_header()
        self._show_trouble(self._missing.get(Area.CART, ()))
        self.refresh_hints()

    def show_customer(self) -> None:
        """Show whose it is, who visits it, and where it goes; some of it changes as time passes."""
        if not self._is_drawn:
            return
        cart, of = self.cart, self._wrong_in
        self.query(Pane).first().show(
            [
                *([] if _nobody(cart) and self._missing.get(Area.CUSTOMER) else customer_lines(cart)),
                *of(Area.CUSTOMER),
                *([warning_line(self.linking.abroad)] if self.linking.abroad else []),
                *shipping_lines(cart),
                *of(Area.SHIPPING),
                *billing_lines(cart),
                *of(Area.BILLING),
                *visitor_lines(cart, self.desk.now()),
                *self._waiving.lines,
            ]
        )

    @property
    def _missing(self) -> dict[Area, list[str]]:
        """What is missing before it can be placed, by the part that it is about."""
        return by_area(self.cart.missing if self.cart.state is CartState.OPEN else ())

    def _wrong_in(self, *areas: Area) -> list[PaneLine]:
        """What was refused and what is missing in these parts."""
        refusals, missing = self.edits.refusals, self._missing
        refused = [refusal_line(refusals[area]) for area in areas if area in refusals]
        return [*refused, *(problem_line(text) for area in areas for text in missing.get(area, ()))]

    def refresh_header(self) -> None:
        """Show what the desk knows by now; why something waits depends on whether the backend answers."""
        super().refresh_header()
        if self._is_drawn and self.edits.saving is Saving.WAITING:
            self._show_trouble(())

    def _show_header(self) -> None:
        """What it is, and how saving goes."""
        cart, header = self.cart, self.query_one(CartHeader)
        header.number, header.state = cart.number, cart.state.upper() if cart.state != "open" else "open"
        market = self.market
        tax = "tax included" if market and market.tax_mode is TaxMode.INCLUSIVE else "tax on top"
        rep = (f"rep {cart.rep}",) if cart.rep else ()
        others = (f"level {self.desk.shop.level_name(cart.price_level)}", *rep, f"v{cart.version}")
        header.facts = (f"{cart.market} ({cart.currency}, {tax})", *others)
        short_tax = "tax incl." if market and market.tax_mode is TaxMode.INCLUSIVE else "plus tax"
        header.short_facts = (f"{cart.market}, {short_tax}", *others)
        header.trouble = self.edits.saving is Saving.WAITING or bool(self.edits.refusals)
        header.saving = {
            Saving.SAVING: "saving …",
            Saving.WAITING: "NOT SAVED ▲",
            Saving.SAVED: "NOT ALL SAVED ▲" if self.edits.refusals else "saved",
        }[self.edits.saving]

    def _show_trouble(self, missing: Sequence[str]) -> None:
        """What is about the whole cart or its lines, in the line above the keys."""
        edits, told = self.edits, self.query_one("#trouble", Told)
        refused = [edits.refusals[area] for area in (Area.LINES, Area.CART) if area in edits.refusals]
        if edits.placing:
            told.say(BEING_PLACED, wrong=True)
        elif edits.saving is Saving.WAITING or self.not_placed:
            self.desk.note_trouble(edits.trouble)
            told.say(self._why_waiting(), wrong=True)
        elif edits.refusals:
            ways: dict[CommandClass, str] = {ReadAgain: "shows the cart as it is saved."}
            if len(edits.clashes):
                ways = {ShowBoth: "shows both versions.", **ways}
            now = [f"{key} {does}" for way, does in ways.items() if (key := self.keymap.shown(way))]
            told.say(" ".join([*(refused or ["Not all is saved."]), *now]), wrong=True)
        elif self.refused:
            told.say(self.refused, wrong=True)
        elif self.cart.state is CartState.OPEN and (news := self._quote.news):
            told.say(news)
        else:
            told.say(" ".join([edits.told or self.closed, *missing]).strip())

    def _why_waiting(self) -> str:
        """Why it is not saved; that the backend is away stands in the first line already."""
        why = self.edits.trouble or self.desk.reach.why
        key = self.keymap.shown(ReadAgain)
        placing = "Not placed: it has changes that are not saved yet. " if self.not_placed else ""
        if self.desk.reach.stranger:
            return f"{placing}Not saved: {LOG_IN_AGAIN}{f'press {key}' if key else 'read again'}."
        if not self.desk.reach.is_away or "`" in why:
            return f"{placing}Not saved yet, trying again: {why}"
        now = f" {key} tries now." if key else ""
        saved = "They will be" if placing else "Not saved yet: it will be"
        return f"{placing}{saved} as soon as the shop is reached again.{now}"

    def when_changed(self, changes: Sequence[Change]) -> None:
        """Somebody else may have changed this cart, or whether it is blocked: read it again."""
        if any(map(self._is_news, changes)):
            self.when_missed()

    def _is_news(self, change: Change) -> bool:
        """Whether the cart may be another than it is shown; that its customer looked raises no version."""
        if change.kind in {BULK, BLOCK}:
            return True
        known, mine = self.cart.version, change.agent == self.desk.client.actor.name
        return change.id == self.cart.id and change.version >= known + mine

    def when_present(self, carts: Collection[str]) -> None:
        """Somebody opened or left these carts."""
        if self.cart.id in carts:
            for part in self.parts:
                part.when_present()

    def show_present(self, words: Sequence[str]) -> None:
        """Say who else has the cart open, in the most words first."""
        for header in self.query(CartHeader):
            header.present = tuple(words)

    def when_missed(self) -> None:
        """Read it again, unless edits are under way: each meets by itself what others did.

        While a form is open the cart stays as it was when the form was filled: what is typed on top of
        something that others changed has to meet that change, and not to overwrite it.
        """
        self._stale = self.app.screen is not self  # a screen behind a dialog counts as current, too
        if not self._stale and not self.edits.busy:
            self.read(self.read_again(), group="again", quietly=True)

    def on_screen_resume(self) -> None:
        """Catch up with what was changed while a form was open, and show what it left half written."""
        self.show_cart()
        if self._stale:
            self.when_missed()

    async def read_again(self) -> None:
        """Show the cart as the backend has it now."""
        cart = await self.desk.client.carts.get(self.cart.id)
        self.known_at = None
        self.edits.take(cart)
        self.refresh_header()

    def show_error(self, error: ClientError) -> None:
        """Say it in the line above the keys."""
        if not self._is_drawn:
            super().show_error(error)
            return
        self.refused = "" if is_silence(error) else error.message
        self.query_one("#trouble", Told).say(error.message, wrong=True)

    # --- the cart as a whole ------------------------------------------------------------------------

    def action_read_again(self) -> None:
        """Read the cart again, and try again what waits."""
        self.edits.try_now()
        self.desk.reach.try_now()
        if not self.edits.busy:
            self.edits.forget_refusals()
            self.read(self.read_again(), group="again")

    def action_go_back(self) -> None:
        """Back to where it was opened; it is asked first where something waits to be saved."""
        if self.edits.busy and self.edits.saving is Saving.WAITING:
            stranger = bool(self.desk.reach.stranger)
            question = leave_question(self.cart.number, self.edits.left, stranger=stranger)
            self.app.push_screen(Confirm(question), self._leave)
        else:
            self.app.pop_screen()

    def _leave(self, sure: bool | None) -> None:
        """It was asked."""
        if sure:
            self.app.pop_screen()


def _nobody(cart: Cart) -> bool:
    """Whether nothing at all is known of the person."""
    return cart.customer is None and cart.contact == Contact()
