"""What an import of carts has read beside them, so that its next batch need not ask for it again."""

from dataclasses import dataclass, field

from cartui.model.catalog import SoldVariant
from cartui.model.customer import Customer
from cartui.model.shop import Shop
from cartui.rules.pricing.unit_prices import ListedPrices
from cartui.rules.tax.prepared_taxations import Taxations
from cartui.store.carts.line_facts import LineFacts


@dataclass(frozen=True, slots=True)
class KnownForCarts:
    """A shop, and what was read of its customers and variants, as all of it was at one moment."""

    shop: Shop
    taxations: Taxations
    """Those of the shop."""
    customers: dict[str, list[Customer]] = field(default_factory=dict)
    """Whom a reference of a file means."""
    facts: dict[str, LineFacts] = field(default_factory=dict)
    """Of variants, by SKU."""
    sold: dict[str, SoldVariant] = field(default_factory=dict)
    """The variants of lines that left their price to the lists, by SKU."""
    prices: ListedPrices = field(default_factory=ListedPrices)
    """What the lists said."""

    def more(self) -> "KnownForCarts":
        """The same, to add to; this one stays as it is."""
        return KnownForCarts(
            self.shop,
            self.taxations,
            self.customers.copy(),
            self.facts.copy(),
            self.sold.copy(),
            self.prices.copy(),
        )


def nothing_but(shop: Shop) -> KnownForCarts:
    """All that is known to begin with."""
    return KnownForCarts(shop, Taxations(shop.tax_rates))
