"""What is kept of a comment."""

import pytest

from cartui.model.errors import Invalid
from cartui.model.history import LONGEST_COMMENT
from cartui.rules.comments import comment_text


def test_blanks_around_it_go_and_lines_stay() -> None:
    assert comment_text(" \n rang him\r\ntwice \n") == "rang him\ntwice"


def test_a_card_number_is_masked_and_a_phone_is_not() -> None:
    assert comment_text("4242-4242-4242-4242, call +8801712345678") == "•••• 4242, call +8801712345678"


@pytest.mark.parametrize(
    "text", ["", "\n\t ", "x" * (LONGEST_COMMENT + 1)], ids=["nothing", "blanks", "book"]
)
def test_nothing_and_too_much_are_refused(text: str) -> None:
    with pytest.raises(Invalid, match="Nothing was written"):
        comment_text(text)
