"""A mapping for a file that none is known for: which column says what is guessed from the columns' names."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from cartui.imports.fields import ImportKind
from cartui.imports.mapping import FileMapping

FIELDS_ASKED: Final = (
    "transaction",
    "date",
    "time",
    "time_zone",
    "amount",
    "direction",
    "currency",
    "kind",
    "status",
    "merchant_reference",
    "references",
    "payer_email",
    "card_last4",
    "about",
)
"""The fields that a mapping made at the desk may name, in the order in which they are asked for."""

NEW: Final = "new"
"""What a mapping is called that has no name yet."""

_NAMES: Final = {
    "transaction": "transaction id|transactionid|transaction|transaction reference|transaction number|txn id|"
    "payment id|id|reference id|transaktionscode|transaktions id|transaktion|vorgangsnummer|buchungsnummer|"
    "transactiereferentie|transactie id|betaalkenmerk|identifiant de transaction|numero de transaction|"
    "id de transaccion|identificador",
    "date": "date|datetime|timestamp|created|created at|paid at|booking date|transaction date|payment date|"
    "datum|buchungstag|buchungsdatum|zahlungsdatum|zeitpunkt|transactiedatum|fecha|data|date utc",
    "time": "time|uhrzeit|zeit|tijd|heure|hora|ora",
    "time_zone": "time zone|timezone|zeitzone|tijdzone|fuseau horaire|zona horaria",
    "amount": "amount|gross|gross amount|total|value|paid amount|transaction amount|betrag|brutto|"
    "bruttobetrag|umsatz|bedrag|bruto|montant|brut|importe|monto|importo",
    "direction": "direction|debit credit|credit debit|debit or credit|dr cr|cr dr|soll haben|haben soll|"
    "af bij|sens",
    "currency": "currency|currency code|transaction currency|waehrung|wahrung|valuta|devise|moneda|divisa",
    "kind": "type|kind|transaction type|category|event|art|typ|vorgang|soort|categorie|tipo",
    "status": "status|state|payment status|result|zustand|etat|statut|estado|stato",
    "merchant_reference": "invoice|invoice id|invoice number|order|order id|order number|order reference|"
    "merchant reference|reference|description|rechnungsnummer|bestellnummer|verwendungszweck|zweck|"
    "factuurnummer|ordernummer|omschrijving|kenmerk|numero de facture|commande|numero de factura|pedido",
    "references": "payment intent|payment reference|provider reference|receipt id|custom number",
    "payer_email": "email|e mail|payer email|customer email|from email address|absender e mail adresse|"
    "e mail adresse|van e mailadres|consumer email|adresse e mail|correo electronico",
    "card_last4": "last4|last 4|last four|card last4|card number|card|kartennummer|kaartnummer|carte|tarjeta",
    "about": "original transaction|original transaction id|related transaction|reference txn id|parent id|"
    "refunded payment|zugehoriger transaktionscode|ref id transactie",
}
"""What columns are called, the likeliest name first: without accents, in lower case, one blank between."""


def guessed_mapping(header: Sequence[str]) -> FileMapping:
    """The mapping that the names of a file's columns suggest; fields that none seems to say are left out.

    No column is taken twice, and the same header always gives the same mapping.
    """
    columns = dict(_guesses(header))
    ordered: dict[str, tuple[str, ...]] = {
        field: (columns[field],) for field in FIELDS_ASKED if field in columns
    }
    return FileMapping(kind=ImportKind.STATEMENT, source=NEW, columns=ordered)


def _guesses(header: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Fields with their columns: whole names first, then names that have one as some of their words."""
    names = {column: _folded(column) for column in header if column}
    free = [column for column in names if list(names.values()).count(names[column]) == 1]
    open_fields = list(FIELDS_ASKED)
    for is_like in (_is_called, _has_words):
        for field in list(open_fields):
            found = next(
                (
                    column
                    for known in _NAMES[field].split("|")
                    for column in free
                    if is_like(names[column], known)
                ),
                None,
            )
            if found is not None:
                yield field, found
                free.remove(found)
                open_fields.remove(field)


def _is_called(name: str, known: str) -> bool:
    """Whether that is its whole name."""
    return name == known


def _has_words(name: str, known: str) -> bool:
    """Whether a name has those words, one behind the other; ``id`` alone would be in too many names."""
    return len(known) > len("date") - 1 and f" {known} " in f" {name} "


def _folded(name: str) -> str:
    """A name as the table above writes it."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()
