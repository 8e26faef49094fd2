"""What may be said in a comment on a cart."""

from cartui.model.errors import Invalid
from cartui.model.history import LONGEST_COMMENT
from cartui.model.problem import Problem
from cartui.model.text import clean_block
from cartui.rules.card_numbers import mask_card_numbers


def comment_text(text: str) -> str:
    """A comment as it is kept: cleaned, without blanks around it, card numbers masked.

    Raises ``Invalid`` where nothing is said, or more than :data:`~cartui.model.history.LONGEST_COMMENT`
    characters are.
    """
    said = clean_block(text).strip()
    if not said:
        raise _invalid("a comment says something")
    if len(said) > LONGEST_COMMENT:
        raise _invalid(f"a comment has at most {LONGEST_COMMENT:,} characters, and this one {len(said):,}")
    return mask_card_numbers(said)


def _invalid(reason: str) -> Invalid:
    """Why it was not written."""
    problem = Problem(field="text", message=reason)
    return Invalid(f"{reason[:1].upper()}{reason[1:]}. Nothing was written.", [problem])
