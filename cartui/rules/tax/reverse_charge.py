"""Whether a business in another country of the market owes the tax itself.

The rule is the last paragraph of "The price of a line" in the pricing design.
"""

from cartui.model.customer import Customer
from cartui.model.market import Market


def is_reverse_charged(market: Market, customer: Customer | None, ship_to_country: str) -> bool:
    """Whether no tax is charged: the market says so, and a valid VAT id buys for another country of it.

    The id is checked for its form and check digits (python-stdnum, ``eu.vat``), not asked of an authority.
    """
    if not market.reverse_charge or customer is None or not customer.vat_id:
        return False
    if ship_to_country == market.countries[0] or ship_to_country not in market.countries:
        return False
    from stdnum.eu import vat

    return bool(vat.is_valid(customer.vat_id))
