"""Why carts and lines of a file are not taken, and which of its rows that is said of."""

from collections.abc import Collection, Sequence

from cartui.model.cart import CartState
from cartui.model.errors import Invalid
from cartui.model.imports import ImportedCart, SourceRow
from cartui.model.record import LineContent
from cartui.store.carts.line_facts import LineFacts


def reason_against(
    sku: str | None, quantity: int, title: str, price: int | None, facts: LineFacts | None
) -> str | None:
    """Why a line cannot be taken, or ``None``."""
    if quantity < 1 or (price is not None and price < 0):
        return "the quantity has to be at least 1 and the price at least 0"
    if facts is None:
        return f"there is no variant with SKU {sku}"
    if sku is None and not (title and price is not None):
        return "an item without SKU needs title and price"
    return None


def reason_against_all(
    cart: ImportedCart, lines: Sequence[LineContent], refused: Collection[SourceRow]
) -> str | None:
    """Why nothing of a cart is taken where lines of it are refused, or ``None``.

    An order of which a line is missing would be short for ever, since nothing is added to what is there.
    """
    if refused and lines and cart.state is CartState.ORDERED:
        first = min(row.line for row in refused)
        return f"an order goes in whole or not at all, and line {first} cannot be taken"
    return "no line of this cart can be taken" if cart.lines and not lines else None


def rows_of(cart: ImportedCart) -> list[SourceRow]:
    """Every row that the cart is made of."""
    return [*cart.rows, *(row for line in cart.lines for row in line.rows)]


def column_of(error: Invalid) -> str:
    """The column that an error is about: the last part of its field."""
    return error.problems[0].field.rpartition(".")[2] if error.problems else "sku"
