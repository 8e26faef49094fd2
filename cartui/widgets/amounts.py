"""Amounts of one cart as its screens show them."""

from dataclasses import dataclass

from cartui.formatting.amounts import show_amount


@dataclass(frozen=True, slots=True)
class Amounts:
    """Writes minor units of one currency in the agent's locale, without or with the currency's code."""

    currency: str
    locale: str = "en"

    def number(self, amount: int) -> str:
        """Without the code, for columns: ``1,250.00``."""
        return show_amount(amount, self.currency, self.locale, with_code=False)

    def money(self, amount: int) -> str:
        """With the code: ``BDT 1,250.00``."""
        return show_amount(amount, self.currency, self.locale)

    def off(self, amount: int) -> str:
        """An amount that is taken off: ``−120.00``."""
        return self.number(-amount)
