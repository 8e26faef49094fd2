"""What is said of an entry of the blocklist."""

from datetime import datetime
from typing import Final

from cartui.formatting.ages import show_age, show_ago, show_time
from cartui.formatting.counts import carts_words
from cartui.model.blocklist import Block, BlockKind
from cartui.model.query import Count

KINDS: Final = {
    BlockKind.EMAIL: "An email",
    BlockKind.DOMAIN: "A domain with all below it",
    BlockKind.IP: "An IP address",
    BlockKind.NETWORK: "A network",
    BlockKind.COUNTRY: "A country",
}
"""What the value of each kind is, at the beginning of a sentence."""


def ends_words(block: Block, now: datetime) -> str:
    """In how long it ends: ``12d``; or that it stays until somebody takes it off."""
    return "never" if block.expires_at is None else show_age(now, block.expires_at)


def ended_words(block: Block) -> str:
    """How it ended."""
    return "expired" if block.removed_by is None else f"by {block.removed_by}"


def ended_at(block: Block) -> datetime:
    """When it ended; of one that holds, when it was made."""
    return block.removed_at or block.expires_at or block.at


def holds_words(block: Block, zone: str | None, now: datetime) -> str:
    """An entry in a sentence: ``203.0.113.0/24 (network): card fraud · bob, 2 days ago · until 21 Dec``."""
    until = "" if block.expires_at is None else f" · until {show_time(block.expires_at, zone, now)}"
    by = f"{block.agent}, {show_ago(block.at, now)}"
    return f"{block.value} ({block.kind}): {block.reason} · {by}{until}"


def catches_words(count: Count) -> str:
    """How many carts an entry would catch now, in a sentence."""
    if not count.value:
        return "No cart that is there now is caught by it."
    least = "" if count.exact else "At least "
    verb = "is" if count.value == 1 else "are"
    return f"{least}{carts_words(count.value)} that {verb} there now would be caught."
