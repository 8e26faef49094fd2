"""What was typed into forms and not saved, kept for when the line drops or the desk is killed (decision 26).

Each agent's of each shop are in a file of their own, which only its owner reads. What was typed says things
about customers, so it is kept for a while only. What a newer cartui kept stays as it is. A damaged file is
passed over, and replaced; one that cannot be read as a whole is not.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, NamedTuple

from pydantic import AwareDatetime, Field, JsonValue, TypeAdapter, ValidationError

from cartui.model.frozen import Frozen, Moment
from cartui.model.text import Shown, ShownBlock
from cartui.settings.agent_files import agent_file
from cartui.settings.backends import Backend
from cartui.settings.errors import NotWritten
from cartui.settings.last_page import forget_pages
from cartui.settings.own_files import read_own
from cartui.settings.private_files import replace_file, sole_writer

KEPT_FOR: Final = timedelta(days=14)
"""How long a draft is kept that nobody goes on with."""

FOLDER: Final = "drafts"
"""Where they are, in the folder of the state."""

LARGEST: Final = 8_000_000
"""Bytes beyond which a file is none of ours."""

LARGEST_DRAFT: Final = 1_000_000
"""Bytes beyond which one draft is not kept: the longest note, and the one it started from, fit."""


class About(StrEnum):
    """What a draft is about."""

    CART = "cart"
    ORDER = "order"
    ELSEWHERE = "elsewhere"
    """Neither, such as a new customer."""


class DraftKey(NamedTuple):
    """Where something was typed: in which form of which cart or order."""

    about: About
    ref: str
    """A cart's id, an order's number; nothing for what is about neither."""
    form: str


Typed = str | dict[str, str]
"""What was typed: a text, or texts by field."""


class Begun(NamedTuple):
    """What a form began with, so that what others saved since is not overwritten unseen."""

    values: Typed
    version: int = 0
    """The cart's version then; 0: not known."""


_Texts = ShownBlock | Annotated[dict[Shown, ShownBlock], Field(max_length=100)]


class Draft(Frozen):
    """What was typed at one place."""

    about: About
    ref: Shown
    form: Shown
    number: Shown
    """What people call the cart or order."""
    typed: _Texts
    began: _Texts | None = None
    """What the form began with, where that is known."""
    version: int = 0
    """The cart's version then; 0: not known."""
    at: Moment
    """When it was written down."""

    @property
    def place(self) -> DraftKey:
        """Where it was typed."""
        return DraftKey(self.about, self.ref, self.form)

    @property
    def begun(self) -> Begun | None:
        """What the form began with."""
        return None if self.began is None else Begun(self.began, self.version)


def forget_old_drafts(state: Path) -> None:
    """Take away files in which nobody wrote for as long as a draft is kept, whosever they are."""
    forget_pages(state / FOLDER, older_than=KEPT_FOR.total_seconds())


class DraftFiles:
    """The files of one backend's agents, in the folder of the state."""

    def __init__(self, state: Path, backend: Backend) -> None:
        """Nothing is read or made yet."""
        self._state = state
        self._backend = backend

    def file(self, agent: str) -> Path:
        """Where the drafts of that agent are kept."""
        return agent_file(self._state / FOLDER, self._backend, agent)

    def forget_old(self) -> None:
        """Take away files in which nobody wrote for as long as a draft is kept, whosever they are."""
        forget_old_drafts(self._state)

    def load(self, agent: str, now: datetime) -> dict[DraftKey, Draft]:
        """What that agent typed and did not save; nothing where others could have written the file."""
        return _known(_entries(read_own(self.file(agent), LARGEST)), now)

    def change(
        self,
        agent: str,
        changes: Mapping[DraftKey, Draft | None],
        now: datetime,
        *,
        wrote: Mapping[DraftKey, Typed],
    ) -> frozenset[DraftKey]:
        """Keep these, and forget those of ``None``; gives those that are too long to be kept.

        Another desk of the agent may keep others meanwhile: only what is still as this one ``wrote`` it is
        forgotten. Where none is left, no file is. Raises ``NotWritten``; all is as it was then.
        """
        with sole_writer(self.file(agent)) as target:
            entries = _entries(_whole(target))
            kept = _known(entries, now)
            texts = {place: draft.model_dump_json() for place, draft in kept.items()}
            for place in (place for place, draft in changes.items() if draft is None):
                if place in kept and kept[place].typed == wrote.get(place):
                    del texts[place]
            of_others = [json.dumps(entry) for entry in entries if _is_of_a_newer_cartui(entry, now)]
            room = LARGEST - sum(len(text.encode()) + 1 for text in (*texts.values(), *of_others)) - 100
            too_long = set[DraftKey]()
            for draft in filter(None, changes.values()):
                text = draft.model_dump_json()
                before = len(texts.get(draft.place, "").encode())
                size = len(text.encode())
                if size > LARGEST_DRAFT or size - before >= room:
                    too_long.add(draft.place)
                    continue
                room -= size - before + 1
                texts[draft.place] = text
            if texts or of_others:
                replace_file(target, f'{{"drafts":[{",".join([*texts.values(), *of_others])}]}}'.encode())
            else:
                _remove(target)
        return frozenset(too_long)


def _whole(file: Path) -> bytes | None:
    """All that is in the file; ``None``: there is none. Raises ``NotWritten`` where that cannot be known."""
    text = read_own(file, LARGEST + 1)
    if text is None and not file.exists():
        return None
    if text is None or len(text) > LARGEST:
        raise NotWritten(file, "what is in it cannot be read, or others can read it, too")
    return text


def _entries(text: bytes | None) -> list[JsonValue]:
    """The drafts in a file as they stand there; none of a damaged one."""
    try:
        content: JsonValue = None if text is None else json.loads(text)
    except (ValueError, RecursionError):
        return []
    entries = content.get("drafts") if isinstance(content, dict) else None
    return entries if isinstance(entries, list) else []


def _known(entries: list[JsonValue], now: datetime) -> dict[DraftKey, Draft]:
    """Those that can be understood and are not too old."""
    return {draft.place: draft for draft in _understood(entries) if now - draft.at < KEPT_FOR}


def _understood(entries: list[JsonValue]) -> Iterator[Draft]:
    """Those that this cartui can go on with, each by itself."""
    for entry in entries:
        try:
            yield Draft.model_validate(entry)
        except ValidationError:
            continue


def _is_of_a_newer_cartui(entry: JsonValue, now: datetime) -> bool:
    """Whether it is a draft that is not understood here, and not too old: whoever kept it goes on with it."""
    try:
        Draft.model_validate(entry)
    except ValidationError:
        at = entry.get("at") if isinstance(entry, dict) else None
    else:
        return False
    try:
        return now - _MOMENT.validate_python(at) < KEPT_FOR
    except ValidationError:
        return False


_MOMENT: Final = TypeAdapter[datetime](AwareDatetime)


def _remove(file: Path) -> None:
    """Take the file away. Raises ``NotWritten``."""
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise NotWritten(file, (error.strerror or type(error).__name__).lower()) from error
