"""The columns of a bulk change's report."""

from collections.abc import Callable, Iterable
from typing import Final

from cartui.formatting.amounts import aligned_amount
from cartui.model.actions import SetPriceLevel
from cartui.model.bulk import BulkAction, BulkItem, CloneCarts, ItemState, SetCustomerLevel, UndoJob
from cartui.screens.bulk.job_words import outcome_words, why_words
from cartui.widgets.columns import Column

_MOVES_TOTALS: Final = (SetPriceLevel, CloneCarts, SetCustomerLevel, UndoJob)
"""Actions after which a cart may come to another total."""


def report_columns(
    actions: Iterable[BulkAction], state: ItemState | None, locale: str
) -> tuple[Column[BulkItem], ...]:
    """Number, totals and outcome of items in that state (``None``: any).

    Where no total can be another than before, it stands once.
    """
    number: Column[BulkItem] = Column("Number", 10, lambda item: item.number)
    outcome: Column[BulkItem] = Column("What became of it", 22, outcome_words, grows=1)
    if state is ItemState.REFUSED:
        outcome = Column("Why", 22, why_words, grows=1)
    stays = state not in {None, ItemState.CHANGED}
    if stays or not any(isinstance(action, _MOVES_TOTALS) for action in actions):
        total: Column[BulkItem] = Column("Total", 18, _amount(locale, lambda item: item.after), right=True)
        return number, total, outcome
    return (
        number,
        Column("Before", 18, _amount(locale, lambda item: item.before), right=True, rank=2),
        Column("After", 18, _amount(locale, lambda item: item.after), right=True),
        Column("Difference", 14, lambda item: _difference(item, locale), right=True, rank=1),
        outcome,
    )


def _amount(locale: str, minor: Callable[[BulkItem], int]) -> Callable[[BulkItem], str]:
    """An amount of an item; nothing where it has none."""
    return lambda item: aligned_amount(minor(item), item.currency, locale) if item.currency else ""


def _difference(item: BulkItem, locale: str) -> str:
    """By how much its total grew; nothing where it stayed."""
    if not item.currency or not item.difference:
        return ""
    sign = "+" if item.difference > 0 else ""
    return sign + aligned_amount(item.difference, item.currency, locale, with_code=False)
