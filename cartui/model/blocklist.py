"""Who may not buy: by email, email domain, address, network or country."""

from enum import StrEnum

from cartui.model.frozen import Frozen, GivenMoment, Moment
from cartui.model.text import Line, Name, Shown


class BlockKind(StrEnum):
    """What an entry names."""

    EMAIL = "email"
    DOMAIN = "domain"
    """Of emails, with all domains below it."""
    IP = "ip"
    NETWORK = "network"
    """A range of addresses in CIDR notation (RFC 4632, RFC 4291)."""
    COUNTRY = "country"
    """ISO 3166-1 alpha-2, of the visitor's address."""


class NewBlock(Frozen):
    """What is given to block somebody."""

    value: Name
    """``mallory@example.com``, ``example.com``, ``203.0.113.7``, ``2001:db8::/32``, ``AQ``: its form tells
    which kind it is."""
    reason: Name
    expires_at: GivenMoment | None = None
    """``None``: until somebody takes it off."""


class Block(Frozen):
    """One entry of the blocklist; those that ended are kept."""

    id: int
    kind: BlockKind
    value: Shown
    """In its normal form: an email in lower case, a network by its first address."""
    reason: Shown
    agent: Shown
    at: Moment
    expires_at: Moment | None = None
    removed_at: Moment | None = None
    removed_by: Shown | None = None

    def holds_at(self, now: Moment) -> bool:
        """Whether it blocks anybody then."""
        return self.removed_at is None and (self.expires_at is None or now < self.expires_at)


class Traits(Frozen):
    """What of a person or visitor the blocklist is asked about; what is not known is empty."""

    email: Line = ""
    ip: Line = ""
    country: Line = ""
