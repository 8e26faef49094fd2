"""Outside text becomes safe to show once, visibly, and loses nothing that people write with."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from cartui.model.address import Address
from cartui.model.frozen import Frozen
from cartui.model.text import REPLACEMENT, Block, Code, CountryCode, Line, Name, clean_block, clean_line
from tests.hostile import CONTROLS, HOSTILE

any_text = st.text(alphabet=st.characters(exclude_categories=()))
"""Text of all code points, lone surrogates too."""


class Noted(Frozen):
    name: Name
    remark: Line = ""
    note: Block = ""


@pytest.mark.parametrize("text", HOSTILE)
def test_no_control_of_a_hostile_string_is_left(text: str) -> None:
    assert not CONTROLS & set(clean_line(text))
    assert CONTROLS & set(clean_block(text)) <= {"\t", "\n"}


@pytest.mark.parametrize("text", [text for text in HOSTILE if not CONTROLS & set(text)])
def test_hostile_strings_without_controls_stay_as_they_are(text: str) -> None:
    assert clean_line(text) == text
    assert clean_block(text) == text


@given(any_text)
def test_no_control_is_left_whatever_the_text(text: str) -> None:
    assert not CONTROLS & set(clean_line(text))
    assert CONTROLS & set(clean_block(text)) <= {"\t", "\n"}
    clean_block(text).encode()


@given(any_text)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_block(clean_block(text)) == clean_block(text)


@given(any_text)
def test_what_was_taken_out_of_a_line_can_be_seen(text: str) -> None:
    cleaned = clean_line(text)
    assert len(cleaned) == len(text)
    for before, after in zip(text, cleaned, strict=True):
        assert after == before if before not in CONTROLS else after in {" ", REPLACEMENT}


def test_breaks_and_tabs_of_a_line_become_blanks() -> None:
    assert clean_line("a\tb\nc\rd") == "a b c d"


def test_a_note_keeps_its_lines_and_tabs() -> None:
    assert clean_block("a\tb\nc\r\nd\re") == "a\tb\nc\nd\ne"


@pytest.mark.parametrize("joined", ["ক্\u200dষ", "ক্ষ্\u200cষ", "👨\u200d👩\u200d👧"])
def test_joiners_stay_since_bengali_and_emoji_need_them(joined: str) -> None:
    assert clean_line(joined) == joined
    assert clean_block(joined) == joined


@pytest.mark.parametrize("text", HOSTILE)
def test_models_clean_whatever_way_the_text_comes_in(text: str) -> None:
    python = Noted(name=text, remark=text, note=text)
    wire = Noted.model_validate(json.loads(json.dumps({"name": text, "remark": text, "note": text})))
    assert python == wire
    assert not CONTROLS & set(python.name + python.remark)
    assert Noted.model_validate_json(python.model_dump_json()) == python


def test_names_are_trimmed_and_not_empty() -> None:
    assert Noted(name="  Rahim \n").name == "Rahim"
    for empty in ("", "  ", "\n\t"):
        with pytest.raises(ValidationError):
            Noted(name=empty)


def test_a_note_is_trimmed_of_empty_lines_and_not_of_its_indent() -> None:
    assert Noted(name="x", note="\n\n  call back\n").note == "  call back"


def test_codes_are_short_and_not_empty() -> None:
    codes: TypeAdapter[str] = TypeAdapter(Code)
    assert codes.validate_python(" SHIRT-LB ") == "SHIRT-LB"
    for bad in ("", "x" * 201):
        with pytest.raises(ValidationError):
            codes.validate_python(bad)


def test_country_codes_are_two_letters_in_capitals() -> None:
    countries: TypeAdapter[str] = TypeAdapter(CountryCode)
    assert countries.validate_python(" bd ") == "BD"
    for bad in ("", "B", "BGD", "B1", "ß", "ÄÖ", "bd\nus"):
        with pytest.raises(ValidationError):
            countries.validate_python(bad)


def test_an_address_takes_no_country_that_was_not_typed() -> None:
    assert Address(country=" bd ").country == "BD"
    assert Address().country == ""
    for bad in ("ß", "ﬁ", "BGD", "B"):
        with pytest.raises(ValidationError):
            Address(country=bad)
