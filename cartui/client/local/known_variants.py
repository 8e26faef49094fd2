"""What an import has read of variants, so that its next batch need not ask for them again."""

from dataclasses import dataclass, field

from cartui.model.catalog import SoldVariant
from cartui.rules.unit_prices import ListedPrices
from cartui.store.line_facts import LineFacts


@dataclass(frozen=True, slots=True)
class KnownVariants:
    """What was read of variants, by SKU."""

    facts: dict[str, LineFacts] = field(default_factory=dict)
    sold: dict[str, SoldVariant] = field(default_factory=dict)
    """Those of lines that left their price to the lists."""
    prices: ListedPrices = field(default_factory=ListedPrices)
    """What the lists said."""

    def add(self, others: "KnownVariants") -> None:
        """Know these as well, as they are now."""
        self.facts.update(others.facts)
        self.sold.update(others.sold)
        self.prices.add(others.prices)
