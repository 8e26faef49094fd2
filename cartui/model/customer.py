"""People and companies that buy."""

from enum import StrEnum

from cartui.model.address import Address
from cartui.model.frozen import Frozen, Moment
from cartui.model.text import CountryCode, Line, Name, Shown


class CustomerRef(Frozen):
    """What a cart shows of its customer."""

    id: str
    number: Shown
    name: Shown
    email: Shown = ""
    phone: Shown = ""


class SavedAddress(Frozen):
    """An address of a customer that can be picked for a cart."""

    id: str
    address: Address
    default: bool = False


class NewCustomer(Frozen):
    """What is given to create a customer."""

    name: Name
    email: Line = ""
    phone: Line = ""
    """As typed; the backend stores E.164 beside it where it can be understood."""
    company: Line = ""
    price_level: Line | None = None
    rep: Line = ""
    tax_exempt: bool = False
    vat_id: Line = ""
    country: CountryCode | None = None
    """Where a phone number without country code is read, and the country of a new address."""
    addresses: tuple[Address, ...] = ()
    """The first one is the default."""


class CustomerChanges(Frozen):
    """Fields of a customer to set; those not given stay as they are (``model_fields_set`` tells which)."""

    name: Name | None = None
    email: Line | None = None
    phone: Line | None = None
    company: Line | None = None
    price_level: Line | None = None
    rep: Line | None = None
    tax_exempt: bool | None = None
    vat_id: Line | None = None
    country: CountryCode | None = None
    blocked: bool | None = None
    blocked_reason: Line | None = None
    addresses: tuple[Address, ...] | None = None


class Customer(Frozen):
    """A customer as the backend has it."""

    id: str
    number: Shown
    version: int
    name: Shown
    email: Shown = ""
    phone: Shown = ""
    """E.164 where the number could be understood, else as typed."""
    company: Shown = ""
    price_level: Shown | None = None
    rep: Shown = ""
    tax_exempt: bool = False
    vat_id: Shown = ""
    blocked: bool = False
    blocked_reason: Shown = ""
    country: Shown | None = None
    addresses: tuple[SavedAddress, ...] = ()
    warnings: tuple[Shown, ...] = ()
    """What looked odd when it was saved (a phone that is not valid); never a wall."""
    created_at: Moment
    updated_at: Moment

    @property
    def ref(self) -> CustomerRef:
        """The short form that carts carry."""
        return CustomerRef(id=self.id, number=self.number, name=self.name, email=self.email, phone=self.phone)

    @property
    def default_address(self) -> Address | None:
        """The address marked as default, else the first, else ``None``."""
        chosen = next((saved for saved in self.addresses if saved.default), None)
        if chosen is None:
            return self.addresses[0].address if self.addresses else None
        return chosen.address


class CustomerSort(StrEnum):
    """The orders in which customers are listed."""

    NAME = "name"
    NAME_BACKWARDS = "-name"
    NUMBER = "number"
    NUMBER_BACKWARDS = "-number"
    OLDEST = "created"
    NEWEST = "-created"

    @property
    def key(self) -> str:
        """What is compared: ``name``, ``number`` or ``created``."""
        return self.value.removeprefix("-")

    @property
    def descending(self) -> bool:
        """Whether the last comes first."""
        return self.value.startswith("-")

    def reversed(self) -> "CustomerSort":
        """The same customers from the other end."""
        return CustomerSort(self.key if self.descending else f"-{self.key}")


class Sameness(StrEnum):
    """What two customers have in common that hardly two people have; the surest first."""

    EMAIL = "email"
    PHONE = "phone"
    VAT_ID = "VAT id"
    COMPANY = "name and company"
    POSTCODE = "name and postcode"


class Alike(Frozen):
    """A customer who is probably the one that somebody is about to create."""

    customer: Customer
    same: tuple[Sameness, ...]
    """What they have in common, the surest first; at least one thing."""

    @property
    def reason(self) -> str:
        """Why, in words that follow the name: ``has the same email and phone``."""
        *others, last = self.same
        return f"has the same {', '.join(others)} and {last}" if others else f"has the same {last}"
