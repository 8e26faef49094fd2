"""A screen that is about one cart: its edits, and what its state allows."""

from collections.abc import Coroutine
from functools import partial
from secrets import token_hex

from cartui.commands.blocklist import BlockVisitor
from cartui.commands.command import CommandClass
from cartui.commands.history import WriteComment
from cartui.commands.one_cart import CloneCart
from cartui.commands.whole_cart import LockCart, UndoCart
from cartui.model.cart import Cart, CartState
from cartui.model.market import Market
from cartui.screens.desk.cart_edits import CartEdits
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.widgets.amounts import Amounts

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

ON_ANY_CART: frozenset[CommandClass] = frozenset({CloneCart, WriteComment, LockCart, BlockVisitor})
"""Commands that are not kept from a cart for its state alone: some change nothing of it."""

BEING_PLACED = "It is being placed: wait for the answer."
"""Why nothing of a cart can be changed whose order was asked for, while it is not known what came of that."""


class CartScreen(DeskScreen[None]):
    """A screen with one cart under its hands. Its parts ask for edits; :class:`CartEdits` saves them."""

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
        self.refused = ""
        """Why the last command came to nothing; it stays in sight while the cart is read again."""
        self.desk.at_hand[cart.id] = self.edits
        self.amounts = Amounts(cart.currency, self.desk.display.locale)

    def _news(self, before: Cart, after: Cart) -> str:
        """Wholesale breaks that began or ended with an edit."""
        from cartui.screens.one_cart.break_words import break_news

        return break_news(before, after, Amounts(after.currency, self.desk.display.locale))

    async def do(self, command: CommandClass) -> None:
        """Do it; what was said of the command before is over."""
        self.refused = ""
        await super().do(command)

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
