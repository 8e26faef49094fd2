"""Both versions of a field in words, as long as they are: nothing that one chooses from is cut."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cartui.formatting.ages import show_time
from cartui.model.address import Address
from cartui.model.shop import Shop
from cartui.rules.addresses import format_address
from cartui.rules.editing.both_versions import BilledAsShipped, Difference, LineFacts, Person, Value
from cartui.rules.editing.field_names import NOTHING, field_name
from cartui.rules.phones import show_phone
from cartui.widgets.amounts import Amounts

GONE: Final = "not in the cart"
"""What is said of a line that is not there."""


@dataclass(frozen=True, slots=True)
class VersionWords:
    """Writes what stands in fields of one cart for the agent."""

    shop: Shop
    amounts: Amounts
    timezone: str | None
    now: datetime
    """This moment as aware UTC."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of customers by their id, of those who are not linked yet."""

    def label(self, difference: Difference) -> str:
        """What the field is called; a line by its title."""
        facts = (difference.yours, difference.theirs, difference.before)
        titles = (each.title for each in facts if isinstance(each, LineFacts))
        return next(titles, field_name(difference.field))

    def text(self, name: str, value: Value) -> str:
        """What stands in the field of that path, in as many lines as it takes."""
        match value:
            case LineFacts():
                said = self._line(value)
            case Person():
                said = self._person(value)
            case Address():
                said = _address(value)
            case BilledAsShipped():
                said = "same as shipping"
            case datetime():
                said = show_time(value, self.timezone, self.now)
            case tuple():
                said = ", ".join(value) or "none"
            case str():
                said = self._plain(name, value)
            case _:
                said = GONE if name.startswith(("lines.", "+")) else NOTHING.get(name, "none")
        return said

    def _plain(self, name: str, value: str) -> str:
        """A text, which may stand for something."""
        if name == "price_level_override":
            return self.shop.level_name(value)
        if name == "contact.phone":
            return show_phone(value) or "(empty)"
        return value or "(empty)"

    def _line(self, facts: LineFacts) -> str:
        """How many of it, and what was decided by hand."""
        said = [f"quantity {facts.quantity}"]
        if facts.price_set is not None:
            said.append(f"{self.amounts.money(facts.price_set)} each, by hand")
        why = f" ({facts.discount_reason})" if facts.discount_reason else ""
        if facts.discount_percent is not None:
            said.append(f"{facts.discount_percent} % off{why}")
        if facts.discount_amount is not None:
            said.append(f"{self.amounts.money(facts.discount_amount)} off{why}")
        return "\n".join(said)

    def _person(self, person: Person) -> str:
        """Who it is, how they are reached and where it goes to."""
        if person.customer is None:
            who = "a guest"
        else:
            who = person.name or self.names.get(person.customer, "another customer")
        contact, address = person.contact, person.address
        name = contact.name if contact.name != person.name else ""
        reached = (name, show_phone(contact.phone), contact.email)
        where = _address(address) if address is not None and not address.is_empty else ""
        return "\n".join(filter(None, (who, *reached, where)))


def _address(address: Address) -> str:
    """An address as it is written on a parcel, and the phone on it."""
    return "\n".join(filter(None, (*format_address(address), show_phone(address.phone)))) or "no address"
