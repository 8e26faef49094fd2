"""What each action on a cart's lines does to its content. Prices follow afterwards."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from cartui.model.actions import (
    AddCustomLine,
    AddLine,
    MoveLine,
    RemoveLine,
    SetLineDiscount,
    SetLinePrice,
    SetQuantity,
)
from cartui.model.cart import PriceSource
from cartui.model.catalog import SoldVariant
from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.model.record import CartContent, LineContent

MOST_UNITS = 1_000_000
"""The largest quantity of one line."""

MOST_LINES = 5_000
"""The most lines that a cart may have."""


def invalid(field: str, message: str) -> Invalid:
    """An error about one field of the action at hand."""
    return Invalid(message, [Problem(field=field, message=message)])


def add_line(
    content: CartContent, action: AddLine, variants: Mapping[str, SoldVariant], new_ids: Iterator[str]
) -> CartContent:
    """Add units of a variant: to its line where there is one, else as a new line at the end."""
    sold = variants.get(action.sku)
    if sold is None:
        raise invalid("sku", f"there is no variant with SKU {action.sku}")
    present = next((line for line in content.lines if line.sku == sold.variant.sku), None)
    if present is not None:
        quantity = present.quantity + action.quantity
        if quantity > MOST_UNITS:
            raise invalid("quantity", f"a line holds at most {MOST_UNITS:,} units")
        return with_line(content, present._replace(quantity=quantity))
    return _appended(
        content,
        LineContent(
            id=next(new_ids),
            sku=sold.variant.sku,
            title=sold.title,
            options=sold.variant.options_text,
            image_url=sold.image_url,
            tax_class=sold.tax_class,
            weight=sold.variant.weight,
            quantity=action.quantity,
            unit_price=0,
            price_source=PriceSource.LIST,
        ),
    )


def add_custom_line(content: CartContent, action: AddCustomLine, new_ids: Iterator[str]) -> CartContent:
    """Add an item that the catalogue does not have, at the price given."""
    return _appended(
        content,
        LineContent(
            id=next(new_ids),
            sku=None,
            title=action.title,
            tax_class=action.tax_class,
            quantity=action.quantity,
            unit_price=action.unit_price,
            price_source=PriceSource.OVERRIDE,
        ),
    )


def set_quantity(content: CartContent, action: SetQuantity) -> CartContent:
    """Change how many units a line has."""
    return with_line(content, find_line(content, action.line)._replace(quantity=action.quantity))


def remove_line(content: CartContent, action: RemoveLine) -> CartContent:
    """Take a line out."""
    gone = find_line(content, action.line)
    return replace(content, lines=tuple(line for line in content.lines if line.id != gone.id))


def move_line(content: CartContent, action: MoveLine) -> CartContent:
    """Put a line at another place; the others keep their order."""
    moved = find_line(content, action.line)
    count = len(content.lines)
    if action.to >= count:
        lines = "1 line" if count == 1 else f"{count:,} lines"
        raise invalid("to", f"there is no place {action.to + 1:,}: the cart has {lines}")
    others = [line for line in content.lines if line.id != moved.id]
    return replace(content, lines=(*others[: action.to], moved, *others[action.to :]))


def set_line_discount(content: CartContent, action: SetLineDiscount) -> CartContent:
    """Give a line its own discount, or take it away."""
    line = find_line(content, action.line)
    cleared = action.percent is None and action.amount is None
    return with_line(
        content,
        line._replace(
            discount_percent=action.percent,
            discount_amount=action.amount,
            discount_reason="" if cleared else action.reason,
        ),
    )


def set_line_price(content: CartContent, action: SetLinePrice) -> CartContent:
    """Set a line's unit price by hand, or give it back to the price lists."""
    line = find_line(content, action.line)
    if action.unit_price is not None:
        return with_line(
            content,
            line._replace(
                unit_price=action.unit_price,
                price_source=PriceSource.OVERRIDE,
                wholesale_from=None,
            ),
        )
    if line.sku is None:
        raise invalid("unit_price", f"{line.title} is a custom item and has no other price")
    return with_line(content, line._replace(price_source=PriceSource.LIST))


def find_line(content: CartContent, line_id: str) -> LineContent:
    """The line of that id; ``Invalid`` when it is no longer in the cart."""
    found = next((line for line in content.lines if line.id == line_id), None)
    if found is None:
        raise invalid("line", f"there is no line {line_id} in this cart")
    return found


def with_line(content: CartContent, changed: LineContent) -> CartContent:
    """The content with that line in place of the one of its id."""
    return replace(content, lines=tuple(changed if line.id == changed.id else line for line in content.lines))


def _appended(content: CartContent, line: LineContent) -> CartContent:
    """The content with one more line."""
    if len(content.lines) >= MOST_LINES:
        raise invalid("lines", f"a cart holds at most {MOST_LINES:,} lines")
    return replace(content, lines=(*content.lines, line))
