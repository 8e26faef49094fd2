"""What the desk remembers from one start to the next: little, and of each backend and agent by itself.

It belongs to the agent and not to the account of the system (decision 26): one machine may be several
agents' desk, and one agent work in several shops. What is looked for can name a customer, so the file is its
owner's alone. One that is damaged is passed over, and replaced at the next end.
"""

from pathlib import Path
from typing import Final, Self

from pydantic import ValidationError

from cartui.model.frozen import Frozen
from cartui.model.text import Line
from cartui.settings.agent_files import agent_file
from cartui.settings.backends import Backend
from cartui.settings.own_files import read_own
from cartui.settings.private_files import replace_file, sole_writer

LARGEST: Final = 100_000
"""Bytes beyond which it is none of ours."""


class Session(Frozen):
    """What is remembered of lists, carts and statements, and how the desk looked."""

    query: Line = ""
    """What the query line said: a view's query, or what was looked for."""
    view: Line = ""
    """Name of the view that was chosen last."""
    sort: Line = ""
    """How it was sorted, as ``CartSort`` writes it; empty: as it usually is."""
    columns: tuple[Line, ...] = ()
    """The columns that were chosen, as ``ChosenColumn`` writes them; none: the usual ones."""
    cursor: Line = ""
    """Id of the cart on which the cursor stood."""
    preview: bool | None = None
    """Whether the preview was shown; ``None``: as there is room for it."""
    recent: tuple[Line, ...] = ()
    """Ids of the carts that were opened last, the latest first."""
    statement_folder: Line = ""
    """The folder from which a statement was imported last."""
    theme: Line = ""
    """The theme that was chosen in this shop; empty: the one of the settings."""
    theme_said: Line = ""
    """The theme of the settings at that time: where they say another one by now, that counts."""

    def theme_over(self, said: str) -> str:
        """The theme to show where the settings say that one; empty as there: as the terminal needs it."""
        return self.theme if self.theme and self.theme_said == said else said

    def over(self, other: Self, since: Self) -> Self:
        """The other one, with what has become another thing here since then."""
        changed = {
            name: getattr(self, name)
            for group in _TOGETHER
            if any(getattr(self, name) != getattr(since, name) for name in group)
            for name in group
        }
        return other.model_copy(update=changed)


_TOGETHER: Final = (
    ("query", "view", "sort", "cursor"),
    ("columns",),
    ("preview",),
    ("recent",),
    ("statement_folder",),
    ("theme", "theme_said"),
)
"""Fields that make sense only beside each other."""


class Sessions:
    """The files of one backend's agents, in the folder of the state."""

    def __init__(self, state: Path, backend: Backend) -> None:
        """Nothing is read or made yet."""
        self._folder = state / "sessions"
        self._backend = backend

    def file(self, agent: str) -> Path:
        """Where the session of that agent is kept."""
        return agent_file(self._folder, self._backend, agent)

    def load(self, agent: str) -> Session:
        """What is remembered of that agent; nothing where nothing can be read, or others could write it."""
        text = read_own(self.file(agent), LARGEST)
        try:
            return Session() if text is None else Session.model_validate_json(text)
        except ValidationError:
            return Session()

    def save(self, agent: str, session: Session, *, since: Session | None = None) -> None:
        """Remember this, or of it only what is another thing than ``since``: another desk may keep the rest.

        Raises ``NotWritten``.
        """
        with sole_writer(self.file(agent)) as target:
            kept = session if since is None else session.over(self.load(agent), since)
            replace_file(target, kept.model_dump_json().encode())
