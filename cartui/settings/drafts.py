"""What was typed into forms and not saved, kept for when the line drops or the desk is killed (decision 26).

Each agent's of each shop are in a file of their own, which only its owner reads. What was typed says things
about customers, so it is kept for a while only. A damaged file is passed over, and replaced.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, NamedTuple

from pydantic import Field, ValidationError

from cartui.model.frozen import Frozen, Moment
from cartui.model.text import Shown, ShownBlock
from cartui.settings.agent_files import agent_file
from cartui.settings.backends import Backend
from cartui.settings.last_page import forget_pages
from cartui.settings.own_files import read_own
from cartui.settings.private_files import replace_file, sole_writer

KEPT_FOR: Final = timedelta(days=14)
"""How long a draft is kept that nobody goes on with."""

LARGEST: Final = 4_000_000
"""Bytes beyond which it is none of ours."""


class About(StrEnum):
    """What a draft is about."""

    CART = "cart"
    ORDER = "order"
    ELSEWHERE = "elsewhere"
    """Neither, such as a new customer."""


class Place(NamedTuple):
    """Where something was typed: in which form of which cart or order."""

    about: About
    ref: str
    """A cart's id, an order's number; nothing for what is about neither."""
    form: str


Typed = str | dict[str, str]
"""What was typed: a text, or texts by field."""


class Draft(Frozen):
    """What was typed at one place."""

    about: About
    ref: Shown
    form: Shown
    number: Shown
    """What people call the cart or order."""
    typed: ShownBlock | Annotated[dict[Shown, ShownBlock], Field(max_length=100)]
    at: Moment
    """When it was written down."""

    @property
    def place(self) -> Place:
        """Where it was typed."""
        return Place(self.about, self.ref, self.form)


class _Drafts(Frozen):
    """A file of them."""

    drafts: tuple[Draft, ...] = ()


class DraftFiles:
    """The files of one backend's agents, in the folder of the state."""

    def __init__(self, state: Path, backend: Backend) -> None:
        """Nothing is read or made yet."""
        self._folder = state / "drafts"
        self._backend = backend

    def file(self, agent: str) -> Path:
        """Where the drafts of that agent are kept."""
        return agent_file(self._folder, self._backend, agent)

    def forget_old(self) -> None:
        """Take away files in which nobody wrote for as long as a draft is kept, whosever they are."""
        forget_pages(self._folder, older_than=KEPT_FOR.total_seconds())

    def load(self, agent: str, now: datetime) -> dict[Place, Draft]:
        """What that agent typed and did not save; nothing where others could have written the file."""
        text = read_own(self.file(agent), LARGEST)
        try:
            kept = () if text is None else _Drafts.model_validate_json(text).drafts
        except ValidationError:
            kept = ()
        return {draft.place: draft for draft in kept if now - draft.at < KEPT_FOR}

    def change(self, agent: str, changes: Mapping[Place, Draft | None], now: datetime) -> None:
        """Keep these, and forget those of ``None``; another desk of the agent may keep others meanwhile.

        Where none is left, no file is. Raises ``NotWritten``.
        """
        with sole_writer(self.file(agent)) as target:
            kept = {place: draft for place, draft in self.load(agent, now).items() if place not in changes}
            kept |= {place: draft for place, draft in changes.items() if draft is not None}
            if kept:
                content = _Drafts(drafts=tuple(kept.values())).model_dump_json()
                replace_file(target, content.encode())
            else:
                target.unlink(missing_ok=True)
