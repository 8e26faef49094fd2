"""A mapping that is made at the desk: guessed from the columns, written, and known again by them."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.imports.fields import ImportKind
from cartui.imports.mapping import FileMapping, plain_mapping, read_mapping
from cartui.imports.mapping_text import mapping_text
from cartui.imports.statements.guessing import FIELDS_ASKED, guessed_mapping
from cartui.imports.statements.left_open import LeftOpen, Question
from cartui.imports.statements.own_mappings import own_mappings
from cartui.imports.statements.reading import Reading
from cartui.imports.statements.sampling import sample_of
from tests.imports.statements.given import NOW, read

BANK = "Transaktionscode;Buchungsdatum;Währung;Betrag;Verwendungszweck;Absender E-Mail-Adresse\n"
BANK_ROWS = "T-1;13.11.2026 10:00;EUR;1.250,00;C-000101;a@example.com\nT-2;14.11.2026 10:00;EUR;5,00;;\n"

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
"""Names of columns and words, without blanks around them."""


def columns_of(mapping: FileMapping) -> dict[str, str]:
    """The column of each field."""
    return {field: columns[0] for field, columns in mapping.columns.items()}


def test_the_columns_are_guessed_from_their_names_in_several_languages() -> None:
    assert columns_of(guessed_mapping(BANK.strip().split(";"))) == {
        "transaction": "Transaktionscode",
        "date": "Buchungsdatum",
        "amount": "Betrag",
        "currency": "Währung",
        "merchant_reference": "Verwendungszweck",
        "payer_email": "Absender E-Mail-Adresse",
    }
    mollie = ["Datum", "Betaalmethode", "Valuta", "Bedrag", "Status", "ID", "Omschrijving", "Naam consument"]
    assert columns_of(guessed_mapping(mollie)) == {
        "transaction": "ID",
        "date": "Datum",
        "amount": "Bedrag",
        "currency": "Valuta",
        "status": "Status",
        "merchant_reference": "Omschrijving",
    }


def test_a_whole_name_goes_before_one_that_only_has_the_word() -> None:
    guessed = columns_of(guessed_mapping(["Fee amount", "Amount", "Original transaction", "Transaction"]))
    assert guessed["amount"] == "Amount"
    assert (guessed["transaction"], guessed["about"]) == ("Transaction", "Original transaction")


@given(st.lists(NAMES, max_size=12))
def test_no_column_is_taken_twice_and_none_is_made_up(header: list[str]) -> None:
    taken = list(columns_of(guessed_mapping(header)).values())
    assert len(taken) == len(set(taken))
    assert set(taken) <= set(header)


@given(
    st.dictionaries(st.sampled_from(FIELDS_ASKED), NAMES),
    st.dictionaries(NAMES, st.sampled_from(["payment", "refund", "other"]), max_size=3),
    NAMES,
)
def test_a_mapping_is_written_as_it_is_read(
    columns: dict[str, str], words: dict[str, str], provider: str
) -> None:
    needed = {"transaction": "a", "date": "b", "amount": "c", "currency": "d"}
    mapping = FileMapping(
        kind=ImportKind.STATEMENT,
        source="bank",
        provider=provider,
        time_zone="Europe/Berlin",
        decimal=",",
        group=".",
        columns={field: (column,) for field, column in (needed | columns).items()},
        constants={"currency": "EUR"},
        values={"kind": words} if words else {},
    )
    assert read_mapping(mapping_text(mapping)) == mapping


def test_a_file_is_known_by_the_columns_of_a_mapping_of_ones_own() -> None:
    guessed = guessed_mapping(BANK.strip().split(";")).model_copy(update={"source": "my-bank"})
    with pytest.raises(LeftOpen) as raised:
        read(BANK + BANK_ROWS)
    assert raised.value.question is Question.MAPPING
    found = read(BANK + BANK_ROWS, asked=Reading(own=(guessed,), now=NOW))
    assert found.statement.provider == "my-bank"
    assert [row.amount for row in found.statement.rows] == [125_000, 500]


def test_a_mapping_of_ones_own_goes_before_the_plain_form_where_both_fit() -> None:
    plain = plain_mapping(ImportKind.STATEMENT)
    own = plain.model_copy(update={"source": "bank"})
    found = read("transaction,date,amount,currency\nA,2026-11-01,1.00,EUR\n", asked=Reading(own=(own,)))
    assert found.statement.provider == "bank"


def test_a_mapping_that_is_broken_is_left_out_and_told(tmp_path: Path) -> None:
    good, broken, carts = (tmp_path / name for name in ("good.toml", "broken.toml", "carts.toml"))
    good.write_text(mapping_text(guessed_mapping(BANK.strip().split(";"))))
    broken.write_text('kind = "statement"\nsource = "x"\n')
    carts.write_text('kind = "coupons"\nsource = "x"\n[columns]\ncode = "Code"\nkind = "Art"\n')
    mappings, wrong = own_mappings({"good": str(good), "broken": str(broken), "c": str(carts), "gone": "no"})
    assert list(mappings) == ["good"]
    assert [sentence.partition(" is left out")[0] for sentence in wrong] == [
        "the mapping broken",
        "the mapping gone",
    ]


def test_what_somebody_says_settles_what_the_file_leaves_open() -> None:
    text = 'transaction,date,amount,currency\nA,2026-11-01,"1,000",KWD\n'
    with pytest.raises(LeftOpen) as raised:
        read(text)
    assert raised.value.question is Question.DECIMALS
    assert "--decimal-comma" in raised.value.message
    assert "--" not in raised.value.said
    (point,) = read(text, asked=Reading(decimal=".")).statement.rows
    (comma,) = read(text, asked=Reading(decimal=",")).statement.rows
    assert (point.amount, comma.amount) == (1_000_000, 1_000)


def test_a_reading_can_be_ended_while_it_goes_on() -> None:
    class Ended(Exception):
        """Somebody gave it up."""

    heard = 0

    def heed() -> None:
        nonlocal heard
        heard += 1
        if heard > 8:
            raise Ended

    rows = "".join(f"A{number},2026-11-01,1.00,EUR\n" for number in range(5_000))
    with pytest.raises(Ended):
        read("transaction,date,amount,currency\n" + rows, asked=Reading(heed=heed))
    assert heard == 9


def test_a_sample_has_the_first_rows_without_card_numbers() -> None:
    rows = "".join(f"A{number},4111111111111111,1.00\n" for number in range(1_000))
    sample = sample_of((BytesIO(f"id,card,amount\nshort\n{rows}".encode()), "file.csv"))
    assert sample.header == ("id", "card", "amount")
    assert len(sample.rows) == 499
    assert "4111111111111111" not in str(sample)
    assert sample.said_in("amount") == ("1.00",)
    assert sample.said_in("nothing") == ()
    again = sample_of(sample.as_file())
    assert (again.header, again.rows) == (sample.header, sample.rows)
