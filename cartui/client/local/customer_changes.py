"""A customer from what was given: phone and email read, level checked, addresses numbered."""

from datetime import datetime

from cartui.client.local.identifiers import new_id
from cartui.model.address import Address
from cartui.model.customer import Customer, CustomerChanges, NewCustomer, SavedAddress
from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.model.shop import Shop
from cartui.rules.emails import email_warning, normalise_email
from cartui.rules.phones import normalise_phone, phone_warning


def new_customer(new: NewCustomer, *, number: str, shop: Shop, now: datetime) -> Customer:
    """The customer to insert. Raises ``Invalid`` for a price level that the shop does not have."""
    country = country_of(new)
    phone, phone_warning = read_phone(new.phone, country)
    email, email_warning = read_email(new.email)
    return Customer(
        id=new_id(),
        number=number,
        version=1,
        name=new.name,
        email=email,
        phone=phone,
        company=new.company,
        price_level=known_level(new.price_level, shop),
        rep=new.rep,
        tax_exempt=new.tax_exempt,
        vat_id=new.vat_id,
        country=country,
        addresses=saved_addresses(new.addresses),
        warnings=(*phone_warning, *email_warning),
        created_at=now,
        updated_at=now,
    )


def country_of(new: NewCustomer) -> str | None:
    """Where a phone number without country code is read: what is given, else the first address's country."""
    return new.country or next((a.country for a in new.addresses if a.country), None)


def read_contact(new: NewCustomer) -> NewCustomer:
    """The same person with phone and email as they would be stored."""
    phone, _ = read_phone(new.phone, country_of(new))
    email, _ = read_email(new.email)
    return new.model_copy(update={"phone": phone, "email": email})


def changed_customer(before: Customer, changes: CustomerChanges, *, shop: Shop, now: datetime) -> Customer:
    """The customer with the fields that are set; ``before`` itself when nothing differs."""
    given: dict[str, object] = {name: getattr(changes, name) for name in changes.model_fields_set}
    warnings: tuple[str, ...] = ()
    if changes.name is None:
        given.pop("name", None)
    if "phone" in given:
        given["phone"], warnings = read_phone(changes.phone or "", changes.country or before.country)
    if "email" in given:
        given["email"], more = read_email(changes.email or "")
        warnings = (*warnings, *more)
    if "price_level" in given:
        given["price_level"] = known_level(changes.price_level, shop)
    if "addresses" in given:
        given["addresses"] = _kept_addresses(before, changes.addresses or ())
    for name in ("company", "rep", "vat_id", "blocked_reason"):
        if name in given and given[name] is None:
            given[name] = ""
    after = before.model_copy(update=given)
    if after == before:
        return before
    return after.model_copy(update={"version": before.version + 1, "updated_at": now, "warnings": warnings})


def read_phone(typed: str, country: str | None) -> tuple[str, tuple[str, ...]]:
    """The number in E.164 where it can be understood, with a warning where it looks wrong."""
    phone, _ = normalise_phone(typed, country)
    warning = phone_warning(typed, country)
    return phone, () if warning is None else (warning,)


def read_email(typed: str) -> tuple[str, tuple[str, ...]]:
    """The address in its normal form, with a warning where it is none."""
    email, _ = normalise_email(typed)
    warning = email_warning(typed)
    return email, () if warning is None else (warning,)


def known_level(level: str | None, shop: Shop) -> str | None:
    """The level, if the shop has it; an empty one stands for none."""
    if not level:
        return None
    if shop.price_level(level) is None:
        known = ", ".join(known.code for known in shop.price_levels) or "none yet"
        message = f"there is no price level {level}; the shop has {known}"
        raise Invalid(message, [Problem(field="price_level", message=message)])
    return level


def saved_addresses(addresses: tuple[Address, ...]) -> tuple[SavedAddress, ...]:
    """New addresses with ids; the first is the default."""
    return tuple(
        SavedAddress(id=new_id(), address=address, default=position == 0)
        for position, address in enumerate(addresses)
    )


def _kept_addresses(before: Customer, addresses: tuple[Address, ...]) -> tuple[SavedAddress, ...]:
    """The addresses under the ids they had, so that saving the same ones changes nothing."""
    ids = {saved.address: saved.id for saved in before.addresses}
    return tuple(
        SavedAddress(id=ids.get(address) or new_id(), address=address, default=position == 0)
        for position, address in enumerate(addresses)
    )
