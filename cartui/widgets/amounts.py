"""Amounts of one cart as its screens show them."""

from dataclasses import dataclass

from cartui.model.money import Money


@dataclass(frozen=True, slots=True)
class Amounts:
    """Writes minor units of one currency, without or with the currency's code."""

    currency: str
    locale: str = "en"

    def number(self, amount: int) -> str:
        """Grouped, with the currency's own decimals: ``1,250.00``."""
        sign, major = (
            ("−", Money(-amount, self.currency).major())
            if amount < 0
            else ("", Money(amount, self.currency).major())
        )
        whole, point, fraction = major.partition(".")
        return f"{sign}{int(whole):,}{point}{fraction}"

    def money(self, amount: int) -> str:
        """With the code before it: ``BDT 1,250.00``."""
        return f"{self.currency} {self.number(amount)}"

    def off(self, amount: int) -> str:
        """An amount that is taken off: ``−120.00``; nothing taken off is ``0.00``."""
        return self.number(-amount)
