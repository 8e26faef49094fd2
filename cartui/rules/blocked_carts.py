"""Whom of a cart's people the blocklist names, each said beside the field that it is about."""

from collections.abc import Iterator, Sequence
from typing import Final

from cartui.model.blocklist import Block, BlockKind, Traits
from cartui.model.cart import Visitor
from cartui.model.customer import Customer
from cartui.model.problem import Problem
from cartui.model.record import CartContent
from cartui.rules.blocklist import Blocked, keys_of

_SAID: Final = {
    BlockKind.EMAIL: "The email {value} is blocked",
    BlockKind.DOMAIN: "Emails of {value} are blocked",
    BlockKind.IP: "The visitor's address {value} is blocked",
    BlockKind.NETWORK: "The visitor's network {value} is blocked",
    BlockKind.COUNTRY: "Visitors from {value} are blocked",
}


def traits_of(content: CartContent, visitor: Visitor | None, customer: Customer | None) -> dict[str, Traits]:
    """What the blocklist is asked about a cart, by the field that has it."""
    found = {"contact.email": Traits(email=content.contact.email)}
    if customer is not None:
        found["customer"] = Traits(email=customer.email)
    if visitor is not None:
        found["visitor.ip"] = Traits(ip=visitor.ip)
        found["visitor.country"] = Traits(country=visitor.country)
    return found


def blocked_problems(
    blocks: Sequence[Block], content: CartContent, visitor: Visitor | None, customer: Customer | None
) -> Iterator[Problem]:
    """A problem for each entry that names somebody of this cart, with why they are blocked."""
    left = {Blocked(block.kind, block.value).key: block for block in blocks}
    for field, traits in traits_of(content, visitor, customer).items() if left else ():
        for block in [left.pop(key) for key in keys_of(traits) if key in left]:
            said = _SAID[block.kind].format(value=block.value)
            reason = block.reason if block.reason.endswith((".", "!", "?")) else f"{block.reason}."
            yield Problem(field=field, message=f"{said}: {reason}")
