"""The page of carts saved for the next start: reading and checking it, noting a newer one, writing that."""

import asyncio
from dataclasses import fields
from typing import Annotated, Any, Final, Self

from pydantic import ConfigDict, Field, ValidationError, model_validator

from cartui.model.cart_summary import CartSummary
from cartui.model.frozen import Frozen, Moment
from cartui.model.text import Shown, clean_line
from cartui.screens.desk.rows_of_now import RowsOfNow
from cartui.settings.errors import NotWritten
from cartui.settings.last_page import LastPageFile
from cartui.settings.sessions import Session

MOST_ROWS: Final = 200
"""Rows that are kept: more than a screen shows."""


class LastPage(Frozen):
    """The page of carts that was in sight: its rows, its list, and when it was read."""

    model_config = ConfigDict(extra="ignore")  # the frame is beside it

    agent: Shown
    """Whose desk it was."""
    shop: Shown = ""
    """The shop's name."""
    demo: bool = False
    """Whether it was filled with demo data."""
    known_at: Moment
    """When that was read."""
    session: Session
    """Which list it was, and where the cursor stood."""
    rows: Annotated[tuple[CartSummary, ...], Field(max_length=MOST_ROWS)]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        """Refuse moments in no zone: ages are counted from them."""
        moments = [moment for row in self.rows for moment in (row.created_at, row.updated_at, row.touched_at)]
        if any(moment is not None and moment.tzinfo is None for moment in moments):
            raise ValueError("a moment has no zone")
        return self


class SavedRows:
    """Holds the page that the last desk saved, and saves the one of this desk for the next start."""

    def __init__(
        self,
        file: LastPageFile | None = None,
        content: dict[str, object] | None = None,
        *,
        of_now: RowsOfNow | None = None,
        database: str = "",
    ) -> None:
        """Without a ``file`` nothing is kept; ``content`` is what was read of it already.

        ``of_now``: the rows that are to be seen in place of those. ``database``: the file in which the next
        start may look for its rows by itself; empty: in none.
        """
        self._file = file
        self._database = database
        self._noted: dict[str, object] | None = None
        self._writing = asyncio.Lock()
        self.page = None if content is None else read_page(content)
        """The page of the last time; ``None``: there is none to show."""
        self.is_of_now = self.page is not None and of_now is not None
        """Whether its rows were read at this start."""
        if self.page is not None and of_now is not None:
            session = self.page.session.model_copy(update={"cursor": of_now.cursor})
            changes = {"rows": of_now.rows, "known_at": of_now.read_at, "session": session}
            self.page = self.page.model_copy(update=changes)

    @property
    def keeps(self) -> bool:
        """Whether anything is kept."""
        return self._file is not None

    def forget(self) -> None:
        """Let nobody see the page again: the backend does not know any more who works here."""
        self.page = self._noted = None
        if self._file is not None:
            self._file.forget()

    def note(
        self, page: LastPage, frame: dict[str, object] | None, sheet: dict[str, object] | None = None
    ) -> None:
        """Take down a page, and the frame in which it is seen; :meth:`write` keeps it.

        ``sheet``: by which the next start can draw the rows of then into that frame.
        """
        self._noted = page.model_dump(mode="json") | {"known_at": page.known_at.timestamp(), "frame": frame}
        if sheet is not None and self._database:
            self._noted |= {"sheet": sheet, "database": self._database}

    async def write(self) -> None:
        """Keep what was taken down last; where that fails, the next start begins without rows."""
        async with self._writing:
            noted, self._noted = self._noted, None
            if self._file is None or noted is None:
                return
            try:
                await asyncio.to_thread(self._file.replace, noted)
            except NotWritten:
                self._file.forget()  # what stands there is older than what was seen


def read_page(content: dict[str, object]) -> LastPage | None:
    """The page that was kept, its texts cleaned; ``None`` where it is damaged."""
    try:
        page = LastPage.model_validate(content)
    except ValidationError:
        return None
    return page.model_copy(update={"rows": tuple(_cleaned(row) for row in page.rows)})


def _cleaned(row: CartSummary) -> CartSummary:
    """A row that can be shown: others may have written into the file."""
    values: list[Any] = [_clean(getattr(row, field.name)) for field in fields(row)]
    return CartSummary(*values)


def _clean(value: object) -> object:
    """A value of a row."""
    if isinstance(value, tuple):
        return tuple(map(_clean, value))
    return clean_line(value) if isinstance(value, str) else value
