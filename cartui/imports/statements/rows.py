"""What becomes of one row of a statement."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from pydantic import ValidationError

from cartui.imports.columns import Cells, Columns
from cartui.imports.fields import FIELDS, ImportKind
from cartui.imports.mapping import FileMapping
from cartui.imports.statements.amounts import NumberStyle
from cartui.imports.statements.providers import provider_of, vocabulary_of
from cartui.imports.statements.vocabulary import Meaning
from cartui.imports.values import read_yes_no, shown
from cartui.model.money import EXPONENTS
from cartui.model.statement import StatementKind, StatementRow, StatementStatus

ReadMoment = Callable[[str], datetime]
"""Reads the time of a cell; raises ``ValueError``."""

_CREDIT: Final = frozenset({"cr", "c", "credit", "in", "+"})
_DEBIT: Final = frozenset({"dr", "d", "debit", "out", "-"})

_SHARED: Final = frozenset({"sub", "pap"})
"""Types of what PayPal's reports refer to: agreements and subscriptions, which many payments share."""

_MINUS: Final = ("-", "\u2212")
_NOT_LOST: Final = frozenset({"won", "charge_refunded", "prevented"})
_LOST: Final = frozenset({"lost"})
_WARNING: Final = "warning_"
_LAST_FOUR: Final = 4


class StatementRows:
    """Makes rows of a statement of the records of a file."""

    def __init__(
        self, columns: Columns, mapping: FileMapping, numbers: NumberStyle, read_moment: ReadMoment
    ) -> None:
        """Keep what is needed for every row."""
        self._columns = columns
        fields = FIELDS[ImportKind.STATEMENT]
        self._texts = {field: columns.text(field) for field in fields if columns.has(field)}
        self._provider = provider_of(mapping)
        self._vocabulary = vocabulary_of(mapping)
        self._numbers = numbers
        self._read_moment = read_moment

    def made_of(self, cells: Cells, at: datetime) -> tuple[StatementRow, ...]:
        """The rows that a record makes: its own first, then what it says of money that went back.

        Raises:
            RowRefused: For what nobody can read.
        """
        own = self._own(cells, at)
        return (own, *self._gone_again(cells, own))

    def _own(self, cells: Cells, at: datetime) -> StatementRow:
        """What the record itself is about."""
        transaction = self._text("transaction", cells)
        if not transaction:
            raise self._columns.refused("transaction", "is missing: nobody could tell the row from others")
        currency = self._currency(cells)
        amount = self._signed("amount", cells, currency)
        meaning = self._meaning(cells, amount)
        payment, about = self._text("payment", cells), self._about(cells)
        others = [*self._references(cells)]
        if meaning.kind is StatementKind.PAYMENT:
            others += [about, transaction if payment else ""]
            transaction, about = payment or transaction, ""
        else:
            others.append(payment)
        return self._row(
            transaction=transaction,
            kind=meaning.kind,
            status=self._status(cells, meaning),
            at=at,
            amount=amount,
            currency=currency,
            references=tuple(dict.fromkeys(each for each in others if each not in ("", transaction, about))),
            merchant_reference=self._text("merchant_reference", cells),
            payer_email=self._text("payer_email", cells) if meaning.kind is StatementKind.PAYMENT else "",
            card_last4=self._last_four(cells),
            about=about,
        )

    def _gone_again(self, cells: Cells, own: StatementRow) -> Iterator[StatementRow]:
        """What the payment's own record says of money that was given back or taken back since."""
        if own.kind is not StatementKind.PAYMENT or own.status is not StatementStatus.COMPLETED:
            return
        kind = self._vocabulary.gone_as(self._text("status", cells))
        if kind is not None and not self._columns.has("refunded"):
            yield self._gone(own, kind, own.amount, own.at, StatementStatus.COMPLETED)
        refunded = self._unsigned("refunded", cells, own.currency)
        if refunded:
            at = self._since("refunded_date", cells, own)
            yield self._gone(own, StatementKind.REFUND, refunded, at, _so_far(refunded >= own.amount))
        disputed = self._unsigned("disputed", cells, own.currency)
        state = self._text("dispute_status", cells).lower()
        if disputed and not state.startswith(_WARNING):
            at = self._since("disputed_date", cells, own)
            came_to_nothing = state in _NOT_LOST
            status = StatementStatus.FAILED if came_to_nothing else _so_far(state in _LOST)
            yield self._gone(own, StatementKind.REVERSAL, disputed, at, status)

    def _gone(
        self, own: StatementRow, kind: StatementKind, amount: int, at: datetime, status: StatementStatus
    ) -> StatementRow:
        """Money of a payment that went back, as far as the payment's own record says it.

        It has no id of the provider's: it is known by the payment's. What may go on is pending, so that a
        later file can say more.
        """
        return own.model_copy(
            update={
                "transaction": f"{own.transaction} {kind.value}",
                "kind": kind,
                "status": status,
                "at": max(at, own.at),
                "amount": -amount,
                "references": (),
                "payer_email": "",
                "about": own.transaction,
            }
        )

    def _row(self, **given: object) -> StatementRow:
        """A row of the model; refuses what does not fit it."""
        try:
            return StatementRow.model_validate({"provider": self._provider, **given})
        except ValidationError as error:
            raise self._columns.misfit(error) from None

    def _text(self, field: str, cells: Cells) -> str:
        """What the record's cell of a field means."""
        text = self._texts.get(field)
        return "" if text is None else text(cells)

    def _currency(self, cells: Cells) -> str:
        """The currency of the record."""
        currency = self._text("currency", cells).upper()
        if currency not in EXPONENTS:
            said = f"{shown(currency)} is not a currency of ISO 4217" if currency else "is missing"
            raise self._columns.refused("currency", said)
        return currency

    def _signed(self, field: str, cells: Cells, currency: str) -> int:
        """An amount with the sign that the record gives it in whatever way."""
        amount = self._amount(field, cells, currency)
        direction = self._text("direction", cells).lower()
        if direction in _CREDIT or direction in _DEBIT:
            return -abs(amount) if direction in _DEBIT else abs(amount)
        if direction or (self._columns.has("direction") and amount):
            said = f"{shown(direction)} is neither credit nor debit" if direction else "is missing"
            raise self._columns.refused("direction", said)
        # In the account's own currency the same amount has the sign that it has in the balance.
        settled = self._text("settled", cells)
        if not settled:
            return amount
        return -abs(amount) if settled.startswith(_MINUS) else abs(amount)

    def _unsigned(self, field: str, cells: Cells, currency: str) -> int:
        """An amount whose sign says nothing; 0 where there is none."""
        return abs(self._amount(field, cells, currency)) if self._text(field, cells) else 0

    def _amount(self, field: str, cells: Cells, currency: str) -> int:
        """An amount of the record in minor units."""
        text = self._text(field, cells)
        if not text:
            raise self._columns.refused(field, "is missing")
        try:
            return self._numbers.read(text, currency)
        except ValueError as error:
            raise self._columns.refused(field, error) from None

    def _meaning(self, cells: Cells, amount: int) -> Meaning:
        """What the record is about."""
        word = self._text("kind", cells)
        meaning = self._vocabulary.meaning(word, amount)
        if meaning is None:
            said = f"{shown(word)} is not known, so it could be a payment: say in a mapping what it is"
            raise self._columns.refused("kind", said)
        return meaning

    def _status(self, cells: Cells, meaning: Meaning) -> StatementStatus:
        """How far the record came."""
        word = self._text("status", cells)
        status = self._vocabulary.status(word)
        if status is None:
            said = f"{shown(word)} is none of {', '.join(StatementStatus)}"
            raise self._columns.refused("status", said)
        if status is StatementStatus.COMPLETED and (meaning.held or not self._captured(cells)):
            return StatementStatus.PENDING
        return status

    def _captured(self, cells: Cells) -> bool:
        """Whether the money was taken, and not only held for the shop."""
        text = self._text("captured", cells)
        try:
            return not text or read_yes_no(text)
        except ValueError as error:
            raise self._columns.refused("captured", error) from None

    def _references(self, cells: Cells) -> list[str]:
        """What else the provider calls it: all columns that are named for that say so, not the first only."""
        meaning = self._columns.meaning("references")
        return [meaning(cells[place]) for place in self._columns.places("references")]

    def _about(self, cells: Cells) -> str:
        """The transaction that the record refers to; nothing where that is an agreement with a customer."""
        about = self._text("about", cells)
        shared = self._text("about_type", cells).lower() in _SHARED
        return "" if shared or about.startswith(self._vocabulary.agreements) else about

    def _last_four(self, cells: Cells) -> str:
        """The last four digits of a card, with the zeros that spreadsheets take off; nothing else is kept."""
        digits = re.sub(r"[^0-9]", "", self._text("card_last4", cells))
        return digits[-_LAST_FOUR:].zfill(_LAST_FOUR) if digits else ""

    def _since(self, field: str, cells: Cells, own: StatementRow) -> datetime:
        """When money went back; when it came, where the record does not say it."""
        text = self._text(field, cells)
        try:
            return self._read_moment(text) if text else own.at
        except ValueError as error:
            raise self._columns.refused(field, error) from None


def _so_far(ended: bool) -> StatementStatus:
    """How far money is that goes back: to its end, or a part of it so far."""
    return StatementStatus.COMPLETED if ended else StatementStatus.PENDING
