"""A cart but for its lines: customer, contact, delivery, payment, note, tags."""

from collections.abc import Coroutine, Mapping
from functools import partial
from secrets import token_hex

from cartui.client.protocol import ClientError
from cartui.commands.command import CommandClass
from cartui.commands.history import WriteComment
from cartui.commands.one_cart import CloneCart
from cartui.commands.whole_cart import LockCart, UndoCart
from cartui.model.actions import (
    SetContact,
    SetCustomer,
    SetFulfilment,
    SetNote,
    SetPaymentMethod,
    SetTags,
)
from cartui.model.cart import Cart, CartState, CartSummary
from cartui.model.customer import Customer
from cartui.model.market import DeliveryService, Market
from cartui.screens.desk.cart_edits import Area, CartEdits
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.dialogs.ask_line import AskLine, AskLines
from cartui.screens.dialogs.form import Field
from cartui.screens.dialogs.pick import Pick
from cartui.screens.one_cart.begun_forms import as_begun, begin_on
from cartui.screens.one_cart.cart_choices import (
    delivery_options,
    payment_options,
)
from cartui.screens.one_cart.dialogs.customer_search import CustomerSearch
from cartui.screens.one_cart.dialogs.delivery_pick import DeliveryPick
from cartui.screens.one_cart.dialogs.note_editor import DRAFT as NOTE_DRAFT
from cartui.screens.one_cart.dialogs.note_editor import NoteEditor
from cartui.widgets.amounts import Amounts

CONTACT_DRAFT = "contact"
TAGS_DRAFT = "tags"

_CLOSED = {
    CartState.LOCKED: "This cart is locked until its payment is decided: nothing of it can be changed.",
    CartState.ORDERED: "This cart has become an order: nothing of it can be changed.",
    CartState.DELETED: "This cart is in the trash: nothing of it can be changed.",
}

_WAYS_ON: dict[CartState, tuple[CommandClass, str]] = {
    CartState.LOCKED: (LockCart, "shows its lock"),
    CartState.DELETED: (UndoCart, "restores it"),
}
"""What can be done about that, and what its key does."""

ON_ANY_CART: frozenset[CommandClass] = frozenset({CloneCart, WriteComment, LockCart})
"""Commands that are not kept from a cart for its state alone: some change nothing of it."""

BEING_PLACED = "It is being placed: wait for the answer."
"""Why nothing of a cart can be changed whose order was asked for, while it is not known what came of that."""


class CartDetails(DeskScreen[None]):
    """A screen with one cart under its hands. Its pickers ask for edits; :class:`CartEdits` saves them."""

    def __init__(self, cart: Cart) -> None:
        """Show that cart, going on with edits of it that are still under way."""
        super().__init__()
        kept = self.desk.at_hand.get(cart.id)
        self.edits = kept or CartEdits(
            self.desk.client.carts,
            self.desk.client.history,
            cart,
            lambda: token_hex(16),
            self._start_on_the_app,
            partial(self.desk_app.doubt, is_read=False),
            drafts=self.desk.half_typed.of_cart(cart.id, cart.number),
            news=self._news,
        )
        self.edits.take(cart)
        self.desk.at_hand[cart.id] = self.edits
        self.amounts = Amounts(cart.currency, self.desk.display.locale)
        self._abroad = ("", "")

    def _news(self, before: Cart, after: Cart) -> str:
        """Wholesale breaks that began or ended with an edit."""
        from cartui.screens.one_cart.break_words import break_news

        return break_news(before, after, Amounts(after.currency, self.desk.display.locale))

    @property
    def cart(self) -> Cart:
        """The cart as the backend last gave it."""
        return self.edits.cart

    @property
    def market(self) -> Market | None:
        """The cart's market; ``None`` when the shop has it no longer."""
        return self.desk.shop.market(self.cart.market)

    def why_not(self, command: CommandClass) -> str | None:
        """A cart that is not open changes no more; it can be copied, and taken out of the trash."""
        return self.why_never(command) or self._why_closed(command) or super().why_not(command)

    def _why_closed(self, command: CommandClass) -> str | None:
        """Why the cart as it is now allows no such command; ``None``: it does."""
        if not command.writes() or command in ON_ANY_CART:
            return None
        if self.edits.placing:
            return BEING_PLACED
        if command is UndoCart and self.cart.state is CartState.DELETED:
            return None
        return _CLOSED.get(self.cart.state)

    @property
    def closed(self) -> str:
        """Why nothing of it can be changed, and what can be done; empty while it is open."""
        why = _CLOSED.get(self.cart.state, "")
        way, does = _WAYS_ON.get(self.cart.state, (None, ""))
        key = self.keymap.shown(way) if way is not None else ""
        return f"{why} {key} {does}." if key else why

    def footer_word(self, command: CommandClass) -> str:
        """Only what works on a cart that is not open; undo takes one out of the trash."""
        word = super().footer_word(command)
        if command is UndoCart and self.cart.state is CartState.DELETED:
            return "restore"
        if command is LockCart:
            return "its lock" if self.cart.state is CartState.LOCKED else ""
        if command is CloneCart and self.cart.state is not CartState.OPEN:
            return "clone"
        return "" if command.writes() and self.cart.state in _CLOSED else word

    # --- what takes time ------------------------------------------------------------------------------

    def _start_on_the_app(self, work: Coroutine[None, None, None]) -> None:
        """Run a write for as long as the desk lives."""
        self.app.run_worker(self._say_if_nobody_looks(work), group="writes")

    async def _say_if_nobody_looks(self, work: Coroutine[None, None, None]) -> None:
        """Do it; what is refused after the screen was left is said wherever the agent is now."""
        await work
        if not self.edits.observers and self.edits.refusals:
            sentences = " ".join(self.edits.refusals.values())
            self.app.notify(f"{self.cart.number} is not all saved: {sentences}", severity="error")

    # --- the customer ---------------------------------------------------------------------------------

    async def customer_from_search(self, hold: Hold) -> Customer | None:
        """Open the search and wait for what is chosen."""
        if self.market is None:
            return None
        chosen = self.app.push_screen(CustomerSearch(self.market, self.edits.drafts), wait_for_dismiss=True)
        hold.release()
        return await chosen

    def link(self, customer: Customer) -> None:
        """Make it the customer's cart; say so where they live outside of its market."""
        home = customer.default_address.country if customer.default_address else customer.country
        market = self.market
        if market is not None and home and home not in market.countries:
            self._abroad = (customer.id, f"{customer.name} is in {home}; this cart is for {market.name}.")
        self.edits.ask(Area.CUSTOMER, SetCustomer(customer=customer.id))

    @property
    def abroad(self) -> str:
        """That the customer who was linked here lives outside of the market, in words; or nothing."""
        customer, words = self._abroad
        return words if self.cart.customer is not None and self.cart.customer.id == customer else ""

    async def other_open_carts(self, customer: Customer) -> list[CartSummary]:
        """The customer's open carts beside this one (decision 4); none when that cannot be found out."""
        try:
            carts = await self.desk.client.customers.open_carts(customer.id)
        except ClientError:
            return []
        return [cart for cart in carts if cart.id != self.cart.id]

    def action_edit_contact(self) -> None:
        """Change how the person is reached."""
        contact = self.cart.contact
        form = AskLines(
            CONTACT_DRAFT,
            (
                Field("name", "Name", contact.name),
                Field("phone", "Phone", contact.phone),
                Field("email", "Email", contact.email),
            ),
            drafts=begin_on(self.edits),
        )
        self.app.push_screen(form, partial(self._set_contact, form))

    def _set_contact(self, form: AskLines, values: Mapping[str, str] | None) -> None:
        """Save what was changed of the contact."""
        if values is None:
            return
        contact = SetContact.model_validate(form.typed_anew(values))
        began = self.cart.contact.model_copy(update=form.overtaken)
        before = as_begun(self.edits, CONTACT_DRAFT, contact=began)
        self.edits.ask(Area.CUSTOMER, contact, draft=CONTACT_DRAFT, before=before)

    # --- delivery and payment ---------------------------------------------------------------------------

    def action_choose_delivery(self) -> None:
        """Pick the service."""
        if self.market is None:
            return
        options = delivery_options(self.cart, self.market)
        if not options:
            self.notify(f"The market {self.market.name} has no delivery services.", severity="warning")
            return
        pick = DeliveryPick(self.cart, options, self.desk.client.carts, self.amounts)
        self.app.push_screen(pick, self._set_delivery)

    def _set_delivery(self, service: DeliveryService | None) -> None:
        """Save the service."""
        if service is not None:
            action = SetFulfilment(category=service.category, service=service.name)
            self.edits.ask(Area.DELIVERY, action)

    def action_choose_payment(self) -> None:
        """Pick the payment method."""
        if self.market is None:
            return
        self.app.push_screen(Pick("payment", payment_options(self.cart, self.market)), self._set_payment)

    def _set_payment(self, method: str | None) -> None:
        """Save the payment method."""
        if method is not None:
            self.edits.ask(Area.PAYMENT, SetPaymentMethod(method=method))

    # --- note and tags --------------------------------------------------------------------------------

    def action_write_note(self) -> None:
        """Write the note."""
        editor = NoteEditor(self.cart.note, begin_on(self.edits))
        self.app.push_screen(editor, partial(self._set_note, editor))

    def _set_note(self, editor: NoteEditor, note: str | None) -> None:
        """Save the note; one that others changed since it was begun is shown beside theirs."""
        if note is not None:
            before = as_begun(self.edits, NOTE_DRAFT, note=editor.started)
            self.edits.ask(Area.NOTE, SetNote(note=note), draft=NOTE_DRAFT, before=before)

    def action_edit_tags(self) -> None:
        """Type the tags."""
        form = AskLine(
            TAGS_DRAFT,
            "Tags",
            ", ".join(self.cart.tags),
            hint="separated by commas",
            drafts=begin_on(self.edits),
        )
        self.app.push_screen(form, partial(self._set_tags, form))

    def _set_tags(self, form: AskLine, text: str | None) -> None:
        """Save the tags."""
        if text is not None:
            before = as_begun(self.edits, TAGS_DRAFT, tags=_tags(form.started["text"]))
            self.edits.ask(Area.TAGS, SetTags(tags=_tags(text)), draft=TAGS_DRAFT, before=before)


def _tags(text: str) -> tuple[str, ...]:
    """Tags as they are typed."""
    return tuple(tag.strip() for tag in text.split(",") if tag.strip())
