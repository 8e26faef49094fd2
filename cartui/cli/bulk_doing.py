"""Doing what a bulk command asks for: shown and asked for first, done as a job, and told of."""

import sys
from typing import TYPE_CHECKING

import typer

from cartui.cli.exit_codes import ExitStatus
from cartui.cli.invocation import Invocation
from cartui.cli.output import narrate, put, put_json

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from cartui.client.protocol import Client
    from cartui.model.bulk import BulkAction, BulkItem, BulkJob, BulkPreview, BulkTarget
    from cartui.model.shop import Shop

_MOST_TOLD = 50
"""So many of those that were refused are named in text for people; JSON has all."""


def change_carts(
    invocation: Invocation,
    action: "BulkAction",
    numbers: list[str] | None,
    query: str | None,
    *,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Do it to the carts of these numbers, or to all that the query finds: see :func:`change`."""
    from cartui.cli.bulk_targets import target_of

    target = target_of(query, numbers, invocation.zone)
    change(invocation, target, action, dry_run=dry_run, yes=yes, as_json=as_json)


def change(
    invocation: Invocation,
    target: "BulkTarget",
    action: "BulkAction",
    *,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Do it, or say what it would do; without ``yes`` that is shown, and asked for, at a terminal.

    Exits with 1 where some are refused, and where it was not wanted.
    """
    if dry_run:
        _put_dry_run(invocation, target, action, as_json=as_json)
        return
    if not yes:
        _ensure_can_ask()
    from cartui.cli import bulk_jobs

    job = invocation.run(lambda client: client.bulk.prepare(target, [action]))
    if yes or _wanted(invocation, job):
        carry_out(invocation, lambda client: bulk_jobs.carry_out(client, job.id), as_json=as_json)
        return
    _drop(invocation, job)
    raise typer.Exit(ExitStatus.REFUSED)


def carry_out(
    invocation: Invocation, work: "Callable[[Client], Awaitable[BulkJob]]", *, as_json: bool
) -> None:
    """Have a job done by that work, and print what became of it; exits with 1 where it refused some."""
    from cartui.cli import bulk_jobs
    from cartui.imports.read_ahead import few_collections
    from cartui.model.bulk import JobState

    with few_collections():
        over = invocation.run(work)
    invocation.log.record("bulk change", count=over.tally.done, refused=over.tally.refused)
    put_job(invocation, over, as_json=as_json)
    if not as_json and over.state is JobState.CANCELLED:
        narrate(bulk_jobs.how_far(over))
    elif not as_json and over.can_be_undone:
        narrate(f"`cartui bulk undo {over.id}` takes it back.")
    if over.tally.refused or over.state is JobState.CANCELLED:
        raise typer.Exit(ExitStatus.REFUSED)


def put_job(invocation: Invocation, job: "BulkJob", *, refused: bool = True, as_json: bool) -> None:
    """Print a job; what it refused is named on stderr where that is wanted, and in JSON always."""
    from cartui.cli import bulk_jobs

    async def work(client: "Client") -> "tuple[Sequence[BulkItem], Sequence[BulkItem], Shop]":
        turned_down = await bulk_jobs.refused_by(client, job) if refused or as_json else ()
        return turned_down, await bulk_jobs.made_by(client, job), await client.shop.get()

    turned_down, made, shop = invocation.run(work)
    if as_json:
        from cartui.documents.json_shapes import job_json

        put_json(job_json(job, turned_down, made))
        return
    from cartui.cli.bulk_text import job_text

    put(job_text(job, shop, invocation.times))
    _tell_refused(turned_down)


def _put_dry_run(
    invocation: Invocation, target: "BulkTarget", action: "BulkAction", *, as_json: bool
) -> None:
    """Print what it would do; exits with 1 where some would be refused."""
    from cartui.cli import bulk_jobs

    async def work(client: "Client") -> "tuple[BulkPreview, Shop]":
        return await bulk_jobs.dry_run(client, target, [action]), await client.shop.get()

    seen, shop = invocation.run(work)
    if as_json:
        from cartui.documents.json_shapes import bulk_json

        put_json(bulk_json(seen.tally, seen.refused))
    else:
        from cartui.cli.bulk_text import preview_text
        from cartui.formatting.bulk_words import actions_words

        put(preview_text(seen, actions_words([action], shop)))
        _tell_refused(seen.refused)
        narrate("This was a dry run: nothing was changed. Run it with --yes to do it.")
    if seen.refused:
        raise typer.Exit(ExitStatus.REFUSED)


def _ensure_can_ask() -> None:
    """Raise ``Invalid`` where nobody sits there who could be shown it and asked."""
    if sys.stdin.isatty() and sys.stderr.isatty():
        return
    from cartui.model.errors import Invalid

    raise Invalid(
        "This is no terminal at which you could be asked: look at it with --dry-run, and do it with --yes. "
        "Nothing was changed."
    )


def _wanted(invocation: Invocation, job: "BulkJob") -> bool:
    """Show what a prepared job would do, and ask whether that is meant.

    Where it would change nothing there is nothing to ask: exits as a job that has done nothing does.
    """
    from cartui.cli import bulk_jobs
    from cartui.cli.bulk_text import preview_text
    from cartui.formatting.bulk_words import actions_words

    async def work(client: "Client") -> "tuple[BulkPreview, Shop]":
        return await bulk_jobs.preview(client, job.id), await client.shop.get()

    try:
        seen, shop = invocation.run(work)
        narrate(preview_text(seen, actions_words(job.actions, shop)))
        _tell_refused(seen.refused)
        if not seen.tally.changed:
            _drop(invocation, job)
            raise typer.Exit(ExitStatus.REFUSED if seen.refused else ExitStatus.DONE)
        narrate(f"Change {seen.tally.changed:,}? [y/N]")
        return input().strip().lower() in {"y", "yes"}
    except EOFError:
        return False
    except KeyboardInterrupt:
        _drop(invocation, job)
        raise


def _drop(invocation: Invocation, job: "BulkJob") -> None:
    """Leave a prepared job alone for good."""
    invocation.run(lambda client: client.bulk.cancel(job.id))
    narrate("Nothing was changed.")


def _tell_refused(refused: "Sequence[BulkItem]") -> None:
    """Name those that were refused on stderr."""
    if refused:
        from cartui.cli.bulk_text import refusals_text

        narrate(refusals_text(refused, at_most=_MOST_TOLD))
