"""Which provider's file it is, and how its columns are understood."""

from collections.abc import Sequence
from typing import Final

from cartui.imports.fields import REQUIRED, ImportKind
from cartui.imports.mapping import FileMapping, load_mapping, plain_mapping, shipped_mappings
from cartui.imports.statements.files import broken
from cartui.imports.statements.left_open import LeftOpen, Question
from cartui.imports.statements.paypal_words import PAYPAL
from cartui.imports.statements.stripe_words import STRIPE
from cartui.imports.statements.vocabulary import PLAIN, Vocabulary
from cartui.imports.words import enumerated
from cartui.model.errors import Invalid

PAYPAL_REPORT: Final = "paypal-report"
"""The mapping of PayPal's settlement and transaction detail reports."""

_VOCABULARIES: Final = {"paypal": PAYPAL, "stripe": STRIPE}

_TELLING: Final = 3
"""So many columns of a provider's are no accident."""

_SUMMARY: Final = frozenset({"category", "net_amount"})
"""Columns of Stripe's balance summary: sums, and no transactions."""


def provider_of(mapping: FileMapping) -> str:
    """The provider whose rows a mapping reads, in lower case."""
    return (mapping.provider or mapping.source).strip().lower()


def vocabulary_of(mapping: FileMapping) -> Vocabulary:
    """The words that files of a mapping speak, beside ours."""
    return _VOCABULARIES.get(provider_of(mapping), PLAIN)


def mapping_of(
    header: Sequence[str], provider: str | None, *, file: str, own: Sequence[FileMapping] = ()
) -> FileMapping:
    """How to read a file with one header.

    Args:
        header: The names of its columns.
        provider: ``paypal``, ``stripe``, the name of a mapping or its file; ``None``: see whose it is.
        file: What messages call the file.
        own: Mappings beside those that are shipped; where one fits as well, it goes before them.

    Raises:
        LeftOpen: When none that is known fits the file.
        Invalid: When no mapping of that name is there.
    """
    candidates = _of_provider(provider, own)
    if provider is not None and not candidates:
        return load_mapping(provider, kind=ImportKind.STATEMENT)
    names = {name.casefold() for name in header}
    fitting = [mapping for mapping in candidates if _has_required(mapping, names)] or candidates
    best = max(fitting, key=lambda mapping: len(names & _columns(mapping)))
    if len(names & _columns(best)) < _TELLING and not _has_required(best, names):
        raise _unknown(names, header, provider, file)
    return best  # where a required column is missing, the reading says so


def statement_mappings() -> dict[str, FileMapping]:
    """The shipped mappings that one can choose for a statement, by name."""
    shipped = {name: load_mapping(name) for name in shipped_mappings() if name != PAYPAL_REPORT}
    return {name: mapping for name, mapping in shipped.items() if mapping.kind is ImportKind.STATEMENT}


def _of_provider(provider: str | None, own: Sequence[FileMapping]) -> list[FileMapping]:
    """The mappings that are known for a provider's files; all there are, and the plain form, for none."""
    statements = list(statement_mappings().values())
    if provider is None:
        return [*own, *statements, plain_mapping(ImportKind.STATEMENT)]
    return [mapping for mapping in statements if provider_of(mapping) == provider.strip().lower()]


def _has_required(mapping: FileMapping, names: set[str]) -> bool:
    """Whether a file of these columns has what the mapping cannot do without."""
    return all(
        field in mapping.constants
        or any(name.casefold() in names for name in mapping.columns.get(field, mapping.join.get(field, ())))
        for field in REQUIRED[ImportKind.STATEMENT]
    )


def _columns(mapping: FileMapping) -> set[str]:
    """Every column that a mapping reads, folded."""
    return {name.casefold() for columns in mapping.columns.values() for name in columns}


def _unknown(names: set[str], header: Sequence[str], provider: str | None, file: str) -> Invalid:
    """Why a file is no statement that is known."""
    if names >= _SUMMARY:
        return broken(
            file, "is a summary of sums by category: export the itemised report, which has transactions"
        )
    has = f"it has {enumerated(header, 8) or 'no columns'}"
    if provider is not None:
        return LeftOpen(
            file,
            Question.MAPPING,
            f"is no statement of {provider} that is known here: {has}. PayPal's are known in English",
            "; for others write a mapping (docs/statements.md) and name it with --provider",
        )
    return LeftOpen(
        file,
        Question.MAPPING,
        f"is no statement that is known here: {has}",
        ". Write a mapping (docs/statements.md) and name it with --provider",
    )
