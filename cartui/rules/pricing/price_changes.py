"""What another level, market or day would do to each line of a cart, out of the cart before and after."""

from dataclasses import dataclass

from cartui.model.cart import Cart, CartLine


@dataclass(frozen=True, slots=True)
class PriceChange:
    """One line of the cart before, in minor units of each cart's own currency."""

    line: CartLine
    """As it is."""
    after: CartLine | None
    """As it would be; ``None``: it would be taken out."""

    @property
    def is_none(self) -> bool:
        """Whether it would cost the same."""
        line, after = self.line, self.after
        return after is not None and (line.unit_price, line.value) == (after.unit_price, after.value)


def price_changes(before: Cart, after: Cart) -> tuple[PriceChange, ...]:
    """Each line of the cart before with what would become of it, in the order of the lines."""
    return tuple(PriceChange(line, after.line(line.id)) for line in before.lines)
