"""A statement in lines: how it is understood, what of it is refused, and what became of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from textual.content import Content

from cartui.client.protocol import Invalid
from cartui.formatting.ages import show_time
from cartui.formatting.amounts import show_amount
from cartui.formatting.cells import fit
from cartui.formatting.providers import provider_name
from cartui.imports.statements.left_open import LeftOpen
from cartui.model.imports import Refusal
from cartui.model.statement import Coverage, StatementRow
from cartui.model.text import clean_line
from cartui.screens.locks.statement_reading import Answers
from cartui.screens.locks.statement_sending import Sending

if TYPE_CHECKING:
    from cartui.imports.statements.preview import LookedAt
    from cartui.imports.statements.reading import ReadStatement
    from cartui.imports.statements.transactions import ReadRow
    from cartui.model.import_preview import ImportPreview

MOST_REFUSALS: Final = 500
"""Refused rows that are listed; the command line prints all of them."""

MOST_TIMES: Final = 3
"""Times that are told of those that are covered."""

_ANOTHER_YEAR: Final = datetime(1, 6, 1, tzinfo=UTC)
"""Seen from here, every date is told with its year."""

_INDENT: Final = "     "


@dataclass(frozen=True, slots=True)
class Shown:
    """How things are written for this agent."""

    locale: str
    zone: str | None
    now: datetime

    def amount(self, minor: int, currency: str) -> str:
        """An amount with its currency."""
        return show_amount(minor, currency, self.locale)

    def time(self, moment: datetime) -> str:
        """A time, with as much of its date as is needed."""
        return show_time(moment, self.zone, self.now)

    def dated(self, moment: datetime) -> str:
        """A time with its whole date: that is what a file may leave open."""
        return show_time(moment, self.zone, _ANOTHER_YEAR)


def looked_at_lines(looked: "LookedAt", answers: Answers, shown: Shown) -> Iterator[Content]:
    """How a statement is understood: as a whole, its first rows, and all that is refused."""
    preview, read = looked.preview, looked.read
    yield Content.assemble(
        ("read as ", "dim"), (preview.source, "bold"), *_provider(preview, read), *_said(answers)
    )
    if read is None:
        for problem in preview.problems:
            yield Content.styled(f"✗ {problem.field} {problem.message}".rstrip(), "bold $text-error")
        return
    yield Content(_covers(read.statement.coverage, shown, said=read.said_coverage))
    for remark in read.warnings:
        yield Content.styled(f"▲ {_note(remark)}", "$text-warning")
    yield Content("")
    yield from _sums(read, shown)
    yield Content("")
    yield Content.styled("The first rows", "bold $accent")
    for row in read.read[: len(preview.rows)]:
        yield from _row(row, read, preview, shown)
    if preview.ignored:
        yield Content("")
        yield Content.styled(f"not read: {', '.join(preview.ignored)}", "dim")
    yield from refusal_lines(read.refusals)


def sample_lines(looked: "LookedAt", shown: Shown) -> Iterator[Content]:
    """The first rows as they are understood, one line each."""
    read = looked.read
    for row in () if read is None else read.read[: len(looked.preview.rows)]:
        if row.refusal is not None:
            yield Content.styled(f"✗ {_note(row.refusal)}", "$text-error")
        for made in row.rows:
            yield Content(_made(made, shown))


def trouble_lines(error: Invalid) -> Iterator[Content]:
    """Why a file cannot be read as it is."""
    said = error.said if isinstance(error, LeftOpen) else error.message
    yield Content.styled(f"✗ {said}", "bold $text-error")
    if not isinstance(error, LeftOpen):
        yield Content("Nothing was taken.")


def refusal_lines(refusals: Sequence[Refusal]) -> Iterator[Content]:
    """The rows that cannot be taken, and why."""
    if not refusals:
        return
    yield Content("")
    yield Content.styled(f"Refused rows: {len(refusals):,}", "bold $text-warning")
    several = len({refusal.file for refusal in refusals}) > 1
    for refusal in refusals[:MOST_REFUSALS]:
        place = f"{refusal.file} line {refusal.line}" if several else f"line {refusal.line}"
        yield Content.assemble((f"{place}  ", "dim"), _note(refusal))
    if len(refusals) > MOST_REFUSALS:
        more = len(refusals) - MOST_REFUSALS
        yield Content.styled(f"and {more:,} more: cartui import statement prints all of them", "dim")


def sending_lines(sending: Sending, read: "ReadStatement", shown: Shown) -> Iterator[Content]:
    """How far an import is, or what became of it."""
    if not sending.is_over:
        yield Content.styled(f"importing: {sending.rows:,} of {sending.total:,} rows", "bold $accent")
        if sending.stops:
            yield Content("It stops after the part that is on its way …")
        return
    if sending.error is not None:
        yield Content.styled(f"✗ {sending.error.message}", "bold $text-error")
    if sending.is_whole:
        yield Content.styled("The statement is taken.", "bold $accent")
    else:
        yield Content.styled(
            f"Stopped: {sending.rows:,} of {sending.total:,} rows were taken and stay.", "bold $text-warning"
        )
        yield Content("What it covers does not count yet. Import it again for the rest: no row counts twice.")
    known = sending.unchanged + read.unchanged
    yield Content(
        f"accepted {sending.accepted:,} · unchanged {known:,} (known before, or twice in the file) · "
        f"refused {len(read.refusals):,}"
    )
    if sending.covered is not None:
        yield Content("")
        yield Content.styled("Covered now, by all statements together", "bold $accent")
        yield from _covered_now(sending.covered, shown)
    yield from refusal_lines(read.refusals)


def _provider(preview: "ImportPreview", read: "ReadStatement | None") -> Iterator[tuple[str, str]]:
    """Whose rows they are, where the mapping is called something else."""
    if read is not None and read.statement.provider != preview.source:
        yield f", rows of {read.statement.provider}", ""


def _said(answers: Answers) -> Iterator[tuple[str, str]]:
    """What was said of the file."""
    said = []
    if answers.day_first is not None:
        said.append("day first" if answers.day_first else "month first")
    if answers.zone:
        said.append(f"times in {answers.zone}")
    if answers.decimal is not None:
        said.append("decimal point" if answers.decimal == "." else "decimal comma")
    if said:
        yield f" · as you said: {', '.join(said)}", "$text-warning"


def _covers(coverage: Sequence[Coverage], shown: Shown, *, said: bool) -> str:
    """Of which times a statement has everything, in words."""
    if not coverage:
        return "It covers no time: it can show that somebody paid, never that somebody did not."
    return (
        f"It covers {_times(coverage, shown)}, {'as it says itself' if said else 'from first row to last'}."
    )


def _times(coverage: Sequence[Coverage], shown: Shown) -> str:
    """Some times, the latest of them."""
    told = [f"{shown.dated(part.start)} to {shown.dated(part.end)}" for part in coverage[-MOST_TIMES:]]
    more = len(coverage) - len(told)
    return ", ".join(told) + (f" and {more:,} times before" if more else "")


def _covered_now(covered: Sequence[Coverage], shown: Shown) -> Iterator[Content]:
    """Of which times the shop has everything, by provider."""
    by_provider: dict[str, list[Coverage]] = {}
    for part in covered:
        by_provider.setdefault(part.provider, []).append(part)
    for provider, parts in by_provider.items():
        yield Content(f"{provider_name(provider)}: {_times(parts, shown)}")
    if not by_provider:
        yield Content("nothing: no cart can be shown to be unpaid yet")


def _sums(read: "ReadStatement", shown: Shown) -> Iterator[Content]:
    """How many rows there are of each kind, and what they come to."""
    from cartui.imports.statements.summary import summary_of

    summary = summary_of(read)
    counts = [f"{summary.accepted:,} to be taken"]
    counts += [f"{summary.refused:,} refused"] if summary.refused else []
    counts += [f"{summary.unchanged:,} there twice"] if summary.unchanged else []
    yield Content(f"{summary.rows:,} rows: {', '.join(counts)}")
    for one in summary.sums:
        kind = fit(f"{one.kind.value}, {one.status.value}", 24)
        rows = fit(f"{one.rows:,}", 10, "right")
        yield Content(f"  {kind}{rows}{fit(shown.amount(one.amount, one.currency), 26, 'right')}")


def _row(row: "ReadRow", read: "ReadStatement", preview: "ImportPreview", shown: Shown) -> Iterator[Content]:
    """One row: what becomes of it, and what the file says there."""
    place = f"line {row.record.line}"
    if row.refusal is not None:
        yield Content.assemble((f"{place}  ", "dim"), (f"✗ {_note(row.refusal)}", "$text-error"))
    for made in row.rows:
        yield Content.assemble((f"{place}  ", "dim"), _made(made, shown))
    if row.refusal is None and not row.rows:
        yield Content.assemble((f"{place}  ", "dim"), "stands in the file already")
    raw = " · ".join(f"{column} {cell}" for column, cell in _raw(row, read, preview))
    yield Content.styled(f"{_INDENT}{raw}", "dim")


def _raw(row: "ReadRow", read: "ReadStatement", preview: "ImportPreview") -> Iterator[tuple[str, str]]:
    """The cells of a row that say something here, by column, as they stand in the file."""
    cells = row.record.cells
    if len(cells) != read.width:
        return
    for source in preview.fields:
        for column, place in zip(source.columns, read.columns.places(source.field), strict=True):
            if cell := clean_line(cells[place]).strip():
                yield column, cell


def _made(row: StatementRow, shown: Shown) -> str:
    """What a row becomes, in words: above all when it was and how much, which cells alone do not tell."""
    known = [f"ref {row.merchant_reference}" if row.merchant_reference else ""]
    known += [row.payer_email, f"card {row.card_last4}" if row.card_last4 else ""]
    amount = shown.amount(row.amount, row.currency)
    parts = [f"{row.kind.value}, {row.status.value}", amount, shown.dated(row.at), row.transaction, *known]
    return " · ".join(filter(None, parts))


def _note(note: Refusal) -> str:
    """What is wrong with a row, or odd about a file."""
    return f"{note.column}: {note.reason}" if note.column else note.reason
