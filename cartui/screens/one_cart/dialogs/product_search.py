"""Finding products down to the variant, and putting them into the cart without leaving the search."""

from collections.abc import Sequence

from textual import on
from textual.content import Content
from textual.widgets import Input

from cartui.client.protocol import Catalog, Invalid
from cartui.model.actions import Action, AddLine
from cartui.model.catalog import VariantHit
from cartui.rules.typed_quantity import QUANTITY_NEEDED, split_quantity
from cartui.screens.desk.cart_edits import Area, CartEdits
from cartui.screens.dialogs.search import Search
from cartui.widgets.amounts import Amounts
from cartui.widgets.choices import Choice

MOST_HITS = 20

MANY_VARIANTS = 6
"""Hits of one product from which on it is said how to narrow them."""


class ProductSearch(Search[None, VariantHit]):
    """Enter adds the variant at the cursor and clears the words for the next; escape leaves."""

    DEFAULT_CSS = """
    ProductSearch {
        align: left bottom;
        & > #box { border-subtitle-color: $foreground; width: 100%; max-width: 100; }
    }
    """
    HEADING = "add products"
    PLACEHOLDER = "words, SKU or barcode … x2 at the end is the quantity"
    RIGHT = (2, 3)

    def __init__(self, edits: CartEdits, catalog: Catalog, amounts: Amounts) -> None:
        """Search in the market and level of that cart, and add to it."""
        super().__init__()
        self._edits = edits
        self._catalog = catalog
        self._amounts = amounts
        self._said_wrong = False
        self._shown_for = 1
        """The quantity that the list was drawn for."""

    def on_mount(self) -> None:
        """Follow what becomes of what is added."""
        self._edits.forget_what_was_not_found()
        self._edits.observers.append(self.cart_changed)
        self.cart_changed()

    def on_unmount(self) -> None:
        """Nobody looks any more."""
        self._edits.observers.remove(self.cart_changed)

    def cart_changed(self) -> None:
        """Show the total and why something was not added."""
        box = next(iter(self.query("#box")), None)
        if box is None:
            return  # the search is being taken away
        cart = self._edits.cart
        lines = f"{len(cart.lines)} line{'' if len(cart.lines) == 1 else 's'}"
        sign = " … " if self._edits.busy else " "
        box.border_subtitle = Content(f"{lines} ·{sign}{self._amounts.money(cart.totals.total)}")
        refused = self._edits.refusals.get(Area.LINES)
        if refused:
            self.told.say(refused, wrong=True)
        elif self._edits.told and not self._edits.busy:
            self.told.say(self._edits.told)

    @on(Input.Changed)
    def quantity_typed(self) -> None:
        """A quantity that cannot be is said at once, and no longer than it stands there."""
        self._check_quantity()
        if self.hits and self._quantity != self._shown_for:
            self.choices.show([*map(self.row, self.hits)], index=self.choices.index or 0)
            self._shown_for = self._quantity

    @property
    def _quantity(self) -> int:
        """How many are asked for."""
        return split_quantity(self.field.value).quantity or 1

    def tell_of_hits(self) -> None:
        """A quantity that cannot be comes before what is said of the hits."""
        super().tell_of_hits()
        if self.known_at is None and (way := _narrowing(self.hits)):
            self.told.say(way)
        self._check_quantity()

    def show_hits(self, words: str, hits: Sequence[VariantHit]) -> None:
        """List them for the quantity that is typed."""
        self._shown_for = self._quantity
        super().show_hits(words, hits)

    def _check_quantity(self) -> None:
        """Say it, or take it back."""
        wrong = split_quantity(self.field.value).quantity is None
        if wrong or self._said_wrong:
            self.told.say(QUANTITY_NEEDED if wrong else self.from_memory(), wrong=wrong)
        self._said_wrong = wrong

    def words_of(self, text: str) -> str:
        """The words without the quantity."""
        return split_quantity(text).words

    async def find(self, text: str) -> Sequence[VariantHit]:
        """Search with the prices of the cart."""
        cart = self._edits.cart
        return await self._catalog.search(text, market=cart.market, level=cart.price_level, limit=MOST_HITS)

    def row(self, hit: VariantHit) -> Choice:
        """Title and options, SKU, price with its breaks, stock."""
        number = self._amounts.number
        price = f"not sold in {self._edits.cart.market}" if hit.unit_price is None else number(hit.unit_price)
        breaks = ", ".join(f"{quantity}+ {number(amount)}" for quantity, amount in hit.breaks)
        there = sum(line.quantity for line in self._edits.cart.lines if line.sku == hit.sku)
        stock = _stock(hit, there + self._quantity)
        return Choice((_name(hit), hit.sku, price, stock, breaks), quiet=hit.unit_price is None)

    def take(self, hit: VariantHit) -> None:
        """Add it, and be ready for the next."""
        if hit.unit_price is None:
            self.told.say(f"{_name(hit)} is not sold in {self._edits.cart.market}.", wrong=True)
            return
        quantity = split_quantity(self.field.value).quantity
        if quantity is None:
            self.told.say(QUANTITY_NEEDED, wrong=True)
            return
        self._next_please()
        self.told.say(f"{quantity} × {_name(hit)}")
        self._edits.ask(Area.LINES, AddLine(sku=hit.sku, quantity=quantity))

    def take_unseen(self, text: str) -> None:
        """Add what these words will find; what is typed next is another product."""
        typed = split_quantity(text)
        quantity = typed.quantity
        if quantity is None:
            self.told.say(QUANTITY_NEEDED, wrong=True)
            return
        self._next_please()
        self.told.say(f"{quantity} × {typed.words} …")

        async def found() -> Sequence[Action]:
            """The first variant that the words find, when the edits before it are saved."""
            hits = await self.find(typed.words)
            if not hits:
                raise Invalid(f"Nothing was found for {typed.words!r}, so nothing was added.")
            return [AddLine(sku=hits[0].sku, quantity=quantity)]

        self._edits.ask_when_found(Area.LINES, found)

    def _next_please(self) -> None:
        """Clear words and list."""
        with self.prevent(Input.Changed):
            self.field.value = ""
        self.workers.cancel_group(self, "search")
        self.show_hits("", ())


def _name(hit: VariantHit) -> str:
    """What it is called with its options."""
    return f"{hit.title} {hit.options}".strip()


def _narrowing(hits: Sequence[VariantHit]) -> str:
    """How to choose among many variants of one product; empty: there is no need to."""
    if len(hits) < MANY_VARIANTS or len({hit.product_id for hit in hits}) > 1:
        return ""
    count = f"The first {len(hits)}" if len(hits) == MOST_HITS else f"{len(hits)}"
    example = hits[-1].options.replace(" / ", " ")
    return f"{count} variants of {hits[0].title}: type on to narrow them, such as {example.lower()!r}."


def _stock(hit: VariantHit, wanted: int) -> str:
    """What is at hand, in few characters, and whether that is enough for what the cart would have then."""
    if hit.stock is None:
        return ""
    if wanted <= hit.stock:
        return f"stock {hit.stock}"
    if hit.backorder:
        return f"backorder, stock {hit.stock}" if hit.stock > 0 else "backorder"
    return f"stock {hit.stock} ▲ {wanted} wanted" if hit.stock > 0 else "sold out ▲"
