"""What a row says of its line beside what is bought and for how much: a discount of its own, a tax class."""

from collections.abc import Callable
from typing import Final

from pydantic import ValidationError

from cartui.imports.columns import Cells, Columns
from cartui.imports.mapping import FileMapping
from cartui.imports.values import read_amount
from cartui.model.imports import LineTerms

TERMS: Final = ("discount_percent", "discount_amount", "discount_reason", "tax_class")
"""The fields that are read here."""

UNTAXED: Final = "none"
"""The class of what is not taxed, as files call it."""


class TermsOfLines:
    """Reads the terms of lines from records."""

    def __init__(self, columns: Columns, mapping: FileMapping) -> None:
        """Find which of the columns the file has."""
        self._columns = columns
        self._mapping = mapping
        self._texts: dict[str, Callable[[Cells], str]] = {
            field: columns.text(field) for field in TERMS if columns.has(field)
        }

    def are_said(self, cells: Cells) -> bool:
        """Whether the row says anything of them."""
        return any(text(cells) for text in self._texts.values())

    def read(self, cells: Cells, currency: str) -> LineTerms | None:
        """The terms of a row; ``None`` where it says none. Raises ``RowRefused``."""
        texts = {field: said for field, text in self._texts.items() if (said := text(cells))}
        if not texts:
            return None
        mapping = self._mapping
        amount: int | None = None
        if "discount_amount" in texts:
            try:
                amount = read_amount(
                    texts["discount_amount"], currency, decimal=mapping.decimal, group=mapping.group
                )
            except ValueError as error:
                raise self._columns.refused("discount_amount", error) from None
        if amount is not None and "discount_percent" in texts:
            raise self._columns.refused("discount_amount", "and a percentage: give one of them")
        percent = texts.get("discount_percent", "").removesuffix("%").rstrip()
        tax_class = texts.get("tax_class", "standard")
        try:
            return LineTerms(
                discount_percent=percent.replace(mapping.decimal, ".") or None,
                discount_amount=amount,
                discount_reason=texts.get("discount_reason", ""),
                tax_class=None if tax_class == UNTAXED else tax_class,
            )
        except ValidationError as error:
            raise self._columns.misfit(error) from None
