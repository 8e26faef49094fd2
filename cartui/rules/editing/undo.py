"""Taking one entry of a cart's history back (decision 11), so that no price is left without its reason.

What the entry decided is put back as it was. Prices that followed are put back as well where everything
that they depend on is again what it was then: an undo is then exact, to the unit. Where other edits came
between, they are taken from the price lists of today.
"""

from collections.abc import Iterator, Mapping, Sequence

from cartui.model.agent import Role
from cartui.model.errors import Invalid, Refused
from cartui.model.history import FieldChange
from cartui.model.record import CartContent
from cartui.rules.editing.applying import EditContext, at_effective_level
from cartui.rules.editing.cart_changes import PRICE_SET, revert, rewind
from cartui.rules.editing.market_change import has_fixed_amount
from cartui.rules.permissions import PRICE_BY_HAND, WAIVE_BLOCK
from cartui.rules.pricing.unit_price_refresh import price_lines, quantities


def undone(
    content: CartContent, entry: Sequence[FieldChange], later: Sequence[FieldChange], context: EditContext
) -> CartContent:
    """The content without what ``entry`` changed; ``later`` is all that changed after it, oldest first.

    Raises ``Refused`` where something that it would restore has been decided anew since, where amounts
    were set in a currency that the cart would leave, or where a line is not sold as it would stand then.
    """
    before_entry = rewind(rewind(content, later), entry)
    restored = revert(content, entry)
    _ensure_amounts_keep_their_currency(content, restored, before_entry)
    if _level_inputs(restored) != _level_inputs(before_entry):
        restored = at_effective_level(restored, context)
    try:
        return price_lines(
            restored,
            _skus_to_price(content, restored, before_entry),
            context.shop,
            context.variants,
            context.prices,
        )
    except Invalid as error:
        raise Refused(f"cannot undo: {error.message}") from error


def taken_for_undo(changes: Sequence[FieldChange]) -> Iterator[tuple[Role, str]]:
    """What it takes to take these changes back: a role that may do it, and what that is called.

    To set or free a price by hand, or to waive a block or not, takes a lead whichever way it goes.
    """
    if any(change.field.endswith(f".{PRICE_SET}") for change in changes):
        yield PRICE_BY_HAND
    if any(change.field == "block_waived" for change in changes):
        yield WAIVE_BLOCK


def _skus_to_price(content: CartContent, restored: CartContent, before_entry: CartContent) -> frozenset[str]:
    """The SKUs whose lines hold neither the prices put back for these inputs nor today's prices for them."""
    wanted, today, then = _inputs(restored), _inputs(content), _inputs(before_entry)
    now = {line.id: line.price_source for line in content.lines}
    freed = {line.sku for line in restored.lines if now.get(line.id, line.price_source) != line.price_source}
    return frozenset(
        sku for sku, own in wanted.items() if own != then.get(sku) and (own != today.get(sku) or sku in freed)
    )


def _inputs(content: CartContent) -> Mapping[str, tuple[str, str, int]]:
    """What the price of each SKU depends on: market, level, and the units over all lines."""
    return {sku: (content.market, content.price_level, units) for sku, units in quantities(content).items()}


def _level_inputs(content: CartContent) -> tuple[str, str | None, str | None]:
    """What the effective level depends on."""
    return content.market, content.price_level_override, content.customer_id


def _ensure_amounts_keep_their_currency(
    content: CartContent, restored: CartContent, before_entry: CartContent
) -> None:
    """Refuse where a line would take an amount of one currency into another."""
    if restored.currency == content.currency:
        return
    then = {line.id: line for line in before_entry.lines}
    for line in restored.lines:
        if has_fixed_amount(line) and line != then.get(line.id):
            raise Refused(f"cannot undo: {line.title} has an amount in {content.currency} that was set since")
