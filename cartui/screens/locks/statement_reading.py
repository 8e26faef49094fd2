"""Reading a statement beside the desk: in a thread, which ends soon after nobody waits for it any more."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Final

from cartui.client.protocol import Invalid
from cartui.screens.locks.statement_files import StatementFile, opened_itself, usable_file

if TYPE_CHECKING:
    from cartui.imports.mapping import FileMapping
    from cartui.imports.statements.amounts import Decimal
    from cartui.imports.statements.preview import LookedAt
    from cartui.imports.statements.reading import Reading
    from cartui.imports.statements.sampling import Sample

ROWS: Final = 10
"""Rows of a statement that are shown one by one."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What an agent said of a file, where it leaves something open."""

    mapping: str = ""
    """Name of the mapping; empty: the file's columns tell."""
    made: "FileMapping | None" = None
    """A mapping that was made here."""
    day_first: bool | None = None
    """Whether the day stands first; ``None``: the file tells."""
    decimal: "Decimal | None" = None
    """What stands before decimals; ``None``: the file tells."""
    zone: str = ""
    """The time zone of times that name none; empty: the file tells."""

    def asked(self, now: datetime) -> "Reading":
        """The same as the reader of files wants it; ``now`` is aware UTC."""
        from cartui.imports.statements.reading import Reading
        from cartui.imports.statements.zones import zone_of

        return Reading(
            provider=self.mapping or None,
            mapping=self.made,
            day_first=self.day_first,
            decimal=self.decimal,
            time_zone=zone_of(self.zone) if self.zone else None,
            now=now,
        )


class _GivenUp(Exception):
    """Nobody waits for the reading any more."""


async def look_at(
    files: Sequence[StatementFile],
    answers: Answers,
    mappings: Mapping[str, str],
    now: datetime,
    *,
    within: Path | None = None,
) -> "LookedAt":
    """Read a statement as a whole; the desk goes on meanwhile.

    Args:
        files: One file, or those of one report.
        answers: What was said of it.
        mappings: The files of the agent's own mappings, by name.
        now: This moment, as aware UTC: no row is of later.
        within: The folder that no file may lead out of; ``None``: there is none.

    Raises:
        Invalid: It cannot be read; ``LeftOpen`` where something has to be said first.
    """
    given_up = Event()

    def heed() -> None:
        if given_up.is_set():
            raise _GivenUp

    def read() -> "LookedAt":
        from cartui.imports.statements.own_mappings import own_mappings
        from cartui.imports.statements.preview import look_at_statement
        from cartui.imports.statements.reading import grouped_files

        in_order = sorted(files, key=lambda file: file.path.name)
        usable = [usable_file(file.path, within=within) for file in in_order]
        given = [file.given for file in usable]
        if len(given) > 1 and len(grouped_files(given)) > 1:
            raise Invalid("Only files of one PayPal report go together: choose the others by themselves.")
        asked = replace(answers.asked(now), heed=heed)
        if answers.mapping in mappings:
            asked = replace(asked, provider=mappings[answers.mapping])
        if not answers.mapping:
            asked = replace(asked, own=tuple(own_mappings(mappings)[0].values()))
        if within is None:
            return look_at_statement(given, asked, rows=ROWS)
        with ExitStack() as stack:
            opened = [(stack.enter_context(opened_itself(file.real)), file.name) for file in usable]
            return look_at_statement(opened, asked, rows=ROWS)

    from cartui.imports.read_ahead import short_turns

    try:
        with short_turns():  # keys go before rows
            return await asyncio.to_thread(read)
    except asyncio.CancelledError:
        given_up.set()
        raise


def read_sample(file: StatementFile, within: Path | None) -> "Sample":
    """The beginning of a file; in a thread. Raises ``Invalid``."""
    from cartui.imports.statements.sampling import sample_of

    return sample_of(usable_file(file.path, within=within).given)


def looked_at_sample(sample: "Sample", answers: Answers, now: datetime) -> "LookedAt":
    """How the first rows would be understood; in a thread. Raises ``Invalid``."""
    from cartui.imports.statements.preview import look_at_statement

    return look_at_statement([sample.as_file()], answers.asked(now), rows=ROWS)
