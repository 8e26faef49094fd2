"""Templates have places for a few values, and no code; what is wrong with one is said when it is loaded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cartui.model.shop import MessageSettings
from cartui.model.template import checked_template, filled
from tests.hostile import HOSTILE

VALUES = {"name": "Rahim", "cart": "C-000017", "shop": "Deshi"}


def test_values_stand_in_their_places() -> None:
    assert filled("{name}: {cart} at {shop}, {name}!", VALUES) == "Rahim: C-000017 at Deshi, Rahim!"


def test_an_empty_value_takes_the_blank_before_it_with_it() -> None:
    assert filled("Hello {name},\n{name}\nBye", VALUES | {"name": ""}) == "Hello,\nBye"


def test_a_line_of_nothing_but_an_empty_value_goes_with_the_empty_line_before_it() -> None:
    template = "Here it is.\n\n{link}\n\nBye"
    assert filled(template, {"link": ""}) == "Here it is.\n\nBye"
    assert filled(template, {"link": "x"}) == "Here it is.\n\nx\n\nBye"


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_a_value_is_put_in_as_it_is_whatever_it_looks_like(value: str) -> None:
    assert filled("a {name} b", VALUES | {"name": value}) == f"a {value} b"
    assert filled("{name}{shop}", VALUES | {"name": "{shop}", "shop": "{name}"}) == "{shop}{name}"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("Hello {customer}", r"has \{customer\}, which is not known: there are \{name\}, \{cart\}, \{shop\}"),
        ("Hello {name.__class__}", r"has \{name\.__class__\}, which is not known"),
        ("Hello {}", r"has \{\}, which is not known"),
        ("Hello {name", r"has a \{ without its other"),
        ("Hello name}", r"has a \} without its other"),
        ("{{name}}", r"has a \{ without its other"),
    ],
    ids=["unknown", "code", "empty", "not closed", "not opened", "doubled"],
)
def test_what_is_no_place_is_refused_when_it_is_loaded(template: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        checked_template(template)
    with pytest.raises(ValidationError, match=said):
        MessageSettings.model_validate({"reopen_browser_text": template})


@given(st.text())
def test_a_template_that_is_taken_can_always_be_filled(template: str) -> None:
    try:
        checked_template(template)
    except ValueError:
        return
    assert "{" not in filled(template, VALUES)


def test_the_words_that_every_shop_begins_with_are_templates() -> None:
    begun = MessageSettings()
    for template in (begun.reopen_browser_subject, begun.reopen_browser_text):
        assert checked_template(template) == template
        assert "C-000017" in filled(template, VALUES)
