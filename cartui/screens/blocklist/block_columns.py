"""The columns of the blocklist."""

from collections.abc import Callable
from datetime import datetime

from cartui.formatting.ages import show_age
from cartui.model.blocklist import Block
from cartui.screens.blocklist.block_words import ended_at, ended_words, ends_words
from cartui.widgets.columns import Column


def block_columns(now: Callable[[], datetime], *, ended: bool) -> tuple[Column[Block], ...]:
    """What is blocked, why, by whom and until when; ages count from ``now``. ``ended``: how they ended."""
    last: tuple[Column[Block], ...] = (
        (
            Column("Ended", 10, ended_words, rank=1),
            Column("Ago", 4, lambda block: show_age(ended_at(block), now()), right=True),
        )
        if ended
        else (Column("Ends in", 7, lambda block: ends_words(block, now()), right=True),)
    )
    return (
        Column("Blocked", 22, lambda block: block.value, grows=2, least=12),
        Column("Kind", 7, lambda block: block.kind.value, rank=3),
        Column("Reason", 18, lambda block: block.reason, grows=3),
        Column("By", 8, lambda block: block.agent, rank=2),
        Column("Age", 4, lambda block: show_age(block.at, now()), right=True, rank=4),
        *last,
    )
