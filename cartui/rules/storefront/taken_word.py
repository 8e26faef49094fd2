"""Changing a cart action by action as a shop tells it, leaving out what cannot be."""

from collections.abc import Sequence
from typing import Final

from cartui.model.actions import Action, AddLine, RemoveLine, SetQuantity
from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.model.record import CartContent, LineContent
from cartui.rules.editing.applying import EditContext, apply_actions
from cartui.rules.editing.line_editing import MOST_UNITS
from cartui.rules.pricing.unit_prices import listed_price

AGENTS_STAYS: Final = "An agent changed this meanwhile, and that stays."
"""What is said where both changed the same."""

Named = tuple[str, Action]
"""An action with the field of the shop's word that it comes from."""


class TakenWord:
    """A cart's content while a word is taken in, with the actions that changed it and what was left out."""

    def __init__(self, content: CartContent, context: EditContext) -> None:
        """Begin with that content."""
        self.content = content
        self.context = context
        self.actions: list[Action] = []
        self.problems: list[Problem] = []

    def take(self, field: str, action: Action, *, keep: bool = False) -> bool:
        """Do what the field says; ``False``: it is so already, or it was left out, and ``problems`` says why.

        ``keep``: an agent decided that field meanwhile, so that it is left out where it says another thing.
        """
        try:
            after = apply_actions(self.content, [action], self.context)
        except Invalid as error:
            self.leave_out(field, error.message)
            return False
        if after == self.content:
            return False
        if keep:
            self.leave_out(field, AGENTS_STAYS)
            return False
        self.content = after
        self.actions.append(action)
        return True

    def take_all(self, named: Sequence[Named]) -> None:
        """Do all of these, at once where nothing stands against any of them."""
        actions = [action for _, action in named]
        try:
            self.content = apply_actions(self.content, actions, self.context)
        except Invalid:
            for field, action in named:
                self.take(field, action)
        else:
            self.actions += actions

    def leave_out(self, field: str, message: str) -> None:
        """Say that something of the word was left out."""
        self.problems.append(Problem(field=field, message=message))

    def wants(self, sku: str, units: int, field: str) -> tuple[Named, ...]:
        """The actions by which the cart has so many units of a variant over all its lines."""
        if units > MOST_UNITS:
            self.leave_out(field, f"{sku}: a line holds at most {MOST_UNITS:,} units")
            return ()
        lines = [line for line in self.content.lines if line.sku == sku]
        held = sum(line.quantity for line in lines)
        if units == held:
            return ()
        if lines:
            return tuple((field, action) for action in _of_lines(lines, units - held))
        why = self._not_sold(sku, units)
        if why:
            self.leave_out(field, why)
            return ()
        return ((field, AddLine(sku=sku, quantity=units)),)

    def _not_sold(self, sku: str, units: int) -> str:
        """Why a variant cannot come into the cart; empty: it can."""
        sold = self.context.variants.get(sku)
        if sold is None:
            return f"there is no variant with SKU {sku}"
        market = self.context.shop.market(self.content.market)
        level = self.context.shop.price_level(self.content.price_level)
        if market is None or level is None:
            return ""  # pricing says so in its own words
        if listed_price(sold.variant, market, level, units) is None:
            return f"{sold.title} ({sku}) is not sold in {market.name}"
        return ""


def _of_lines(lines: Sequence[LineContent], more: int) -> list[Action]:
    """The actions by which a variant has so many units more; the last of its lines gives some up first."""
    if more > 0:
        return [SetQuantity(line=lines[0].id, quantity=lines[0].quantity + more)]
    actions: list[Action] = []
    for line in reversed(lines):
        left = max(line.quantity + more, 0)
        more += line.quantity - left
        if left == 0:
            actions.append(RemoveLine(line=line.id))
        elif left != line.quantity:
            actions.append(SetQuantity(line=line.id, quantity=left))
    return actions
