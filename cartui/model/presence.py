"""Who has a cart open at the moment."""

from datetime import timedelta
from typing import Annotated, Final

from pydantic import Field

from cartui.model.frozen import Frozen, Moment
from cartui.model.text import Code, Shown

LENGTH: Final = timedelta(seconds=45)
"""How long somebody counts as present without saying so again."""

LONGEST_NAME: Final = 64
"""Characters that the name of a desk has at most."""

DeskName = Annotated[Code, Field(max_length=LONGEST_NAME)]
"""What tells one desk of an agent from another one; each makes up its own."""


MOST_OPEN: Final = 500
"""Carts that are given as open somewhere at most."""


class OpenElsewhere(Frozen):
    """A cart that somebody has open."""

    cart: str
    """Its id."""
    until: Moment
    """Until when somebody counts as present, unless they say before that they still are."""


class Present(Frozen):
    """An agent who has a cart open, at one desk or at several."""

    agent: Shown
    since: Moment
    """Since when, at the desk where they have it open the longest."""
    until: Moment
    """Until when they count as present, unless they say before that they still are."""
