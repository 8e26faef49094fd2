"""``cartui db``: taking care of the database itself, so that this group may know the store (decision 33)."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.exit_codes import ExitStatus
from cartui.cli.invocation import Invocation, invocation_of
from cartui.cli.options import AsJson, new_group
from cartui.cli.output import clean, narrate, put, put_json, table
from cartui.settings.last_page import FOLDER, forget_pages

if TYPE_CHECKING:
    from cartui.cli.clean_up import CleanedUp
    from cartui.client.protocol import Client
    from cartui.model.upkeep import UpkeepReport

app = new_group("Take care of the database: upgrade, check, back up, restore, purge.")


@app.command()
def upgrade(context: typer.Context, as_json: AsJson = False) -> None:
    """Bring the database to this program's revision, after a backup beside it.

    Opening it for writing does the same; this says what was done. Of a server's database no backup is made.
    """
    from cartui.store.revisions import HEAD
    from cartui.store.trouble import explaining
    from cartui.store.upgrade import upgrade as bring_up_to_date

    invocation = invocation_of(context)
    invocation.ensure_database()
    path = _existing(invocation)
    _ensure_writable(invocation, "upgraded")
    with explaining(path):
        done = bring_up_to_date(invocation.configuration.database)
    backup = None if done.backup is None else str(done.backup)
    if as_json:
        put_json({**_database(invocation), "from": done.before, "to": HEAD, "backup": backup})
    elif done.before == HEAD:
        narrate(f"It is up to date (revision {HEAD}): nothing was changed.")
    else:
        narrate(f"Upgraded from revision {done.before or 'none'} to {HEAD}.")
        if path is None:
            narrate("No copy was made of it as it was: on a server that is pg_dump's, before an upgrade.")
        if backup is not None:
            narrate(f"As it was before, it is in {backup}.")


@app.command()
def check(context: typer.Context, as_json: AsJson = False) -> None:
    """Look through the whole database for damage and for what does not add up. Changes nothing.

    Exit status 1 when something was found.
    """
    from cartui.store.checking import findings

    invocation = invocation_of(context)
    invocation.ensure_database()
    found = findings(invocation.configuration.database)
    if as_json:
        shapes = [{"check": each.check, "message": each.message} for each in found]
        put_json({**_database(invocation), "sound": not found, "findings": shapes})
    elif found:
        put(table(("Check", "Found"), [(each.check, each.message) for each in found]))
    else:
        narrate("Nothing was found: the database is sound.")
    if found:
        raise typer.Exit(ExitStatus.REFUSED)


@app.command()
def backup(
    context: typer.Context,
    to: Annotated[
        str | None,
        typer.Argument(
            metavar="TO", help="A file that is not there yet, or a folder. Else: beside the database."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Copy the database while others work with it: whole, checked, readable by you alone."""
    from cartui.store.backup import back_up
    from cartui.store.copies import dated_name

    invocation = invocation_of(context)
    path = _file(invocation, "backed up with pg_dump")
    target = None if to is None else _copy_place(to)
    if target is None or target.is_dir():
        target = dated_name(path, "backup", datetime.now(UTC), folder=target)
    back_up(path, target)
    put_json({**_database(invocation), "backup": str(target)}) if as_json else put(str(target))


@app.command()
def restore(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A backup of `db backup` or of an upgrade.")],
    yes: Annotated[
        bool, typer.Option("--yes", help="Also when the database is in order, and younger than the backup.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup in the database's place. What was there is kept beside it under another name.

    A damaged database is replaced at once, one in order only with --yes; either only when nobody has it open.
    """
    from cartui.store.restore import restore as put_back

    invocation = invocation_of(context)
    path = _file(invocation, "restored with psql or pg_restore")
    _ensure_writable(invocation, "restored")
    source = Path(file).expanduser().absolute()
    done = put_back(path, source, datetime.now(UTC), certain=yes)
    kept = None if done.kept is None else str(done.kept)
    if as_json:
        put_json({**_database(invocation), "from": str(source), "revision": done.revision, "kept": kept})
        return
    narrate(f"{path} is now what {source} is (revision {done.revision}).")
    if kept is not None:
        narrate(f"What was there before is in {kept}.")


@app.command()
def purge(
    context: typer.Context,
    older_than: Annotated[
        str | None,
        typer.Option(
            "--older-than",
            metavar="AGE",
            help="First put open carts into the trash that nobody changed or looked at for so long: 30d, 8w.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many carts would go.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove for good the carts that were in the trash for longer than the shop keeps it.

    With --older-than, carts that are locked or were called about within a week stay, and are named on stderr;
    the others are one bulk change, which `cartui bulk undo` takes back as long as the trash keeps them. Where
    one was refused, the exit status is 1.

    Customer data goes from history, undo, search and stored answers too; who did what when stays. Backups
    still have it: delete those that are too old.
    """
    invocation = invocation_of(context)
    if not invocation.configuration.backend.url:
        _existing(invocation)

    async def work(client: "Client") -> "tuple[CleanedUp | None, UpkeepReport]":
        if older_than is None:
            return None, await client.upkeep.purge(dry_run=dry_run)
        from cartui.cli.clean_up import clean_up

        would_go = await client.upkeep.purge(dry_run=True)  # who may not purge puts nothing into the trash
        cleaned = await clean_up(client, older_than, invocation.zone, dry_run=dry_run)
        return cleaned, would_go if dry_run else await client.upkeep.purge()

    cleaned, report = invocation.run(work)
    if not dry_run:
        from cartui.settings.drafts import forget_old_drafts

        forget_pages(invocation.configuration.paths.state / FOLDER)
        forget_old_drafts(invocation.configuration.paths.state)
    if as_json:
        shape = {"carts_purged": report.carts_purged, "dry_run": dry_run, "busy": list(report.busy)}
        put_json(shape if cleaned is None else {**shape, **_cleaned_json(cleaned)})
        _end_purge(report, cleaned)
        return
    if cleaned is not None:
        _tell_cleaned(cleaned, dry_run=dry_run)
    if report.busy:
        narrate("Another process is purging at the moment: ask again when it is done.")
    else:
        narrate(_purged_words(report.carts_purged, dry_run=dry_run))
    _end_purge(report, cleaned)


def _end_purge(report: "UpkeepReport", cleaned: "CleanedUp | None") -> None:
    """Exit with 1 where another process is at it, or a cart was refused."""
    if report.busy or (cleaned is not None and cleaned.refused):
        raise typer.Exit(ExitStatus.REFUSED)


def _cleaned_json(cleaned: "CleanedUp") -> dict[str, object]:
    """What became of the old carts, for scripts."""
    return {
        "job": None if cleaned.job is None else str(cleaned.job.id),
        "deleted": 0 if cleaned.tally is None else cleaned.tally.changed,
        "refused": [{"number": item.number, "reason": item.reason} for item in cleaned.refused],
        "left_out": [{"number": each.number, "reason": each.reason} for each in cleaned.left_out],
    }


def _tell_cleaned(cleaned: "CleanedUp", *, dry_run: bool) -> None:
    """Say what became of the old carts, and name those that stay."""
    from cartui.cli.bulk_text import refusals_text

    for each in cleaned.left_out:
        narrate(f"{clean(each.number)} stays: {each.reason}.")
    if cleaned.refused:
        narrate(refusals_text(cleaned.refused, at_most=len(cleaned.refused)))
    count = 0 if cleaned.tally is None else cleaned.tally.changed
    carts = f"{count:,} old cart{'' if count == 1 else 's'}"
    if not count:
        narrate("No old cart is there to be deleted.")
    elif dry_run:
        narrate(f"{carts} would be put into the trash.")
    elif cleaned.job is not None:
        narrate(f"{carts} put into the trash: `cartui bulk undo {cleaned.job.id}` takes them out again.")


def _purged_words(count: int, *, dry_run: bool) -> str:
    """How many carts left the trash, or would."""
    if not count:
        return "No cart is in the trash for long enough: nothing was removed."
    carts = f"{count:,} cart{'' if count == 1 else 's'}"
    return f"{carts} would be removed. Nothing was removed now." if dry_run else f"{carts} removed for good."


def _copy_place(to: str) -> Path:
    """Where a copy is to go. Raises ``Invalid`` for a folder that is not there: its disk may be away."""
    from cartui.model.errors import Invalid

    place = Path(to).expanduser().absolute()
    if to.endswith(("/", os.sep)) and not place.is_dir():
        raise Invalid(f"There is no folder {place}: make it, or mount its disk. No copy was made.")
    return place


def _file(invocation: Invocation, on_a_server: str) -> Path:
    """The database's file, whether it is there or not. Raises ``Unsupported`` for a server's."""
    from cartui.model.errors import Unsupported
    from cartui.store.sqlite import path_of

    invocation.ensure_database()
    path = path_of(invocation.configuration.database)
    if path is None:
        raise Unsupported(f"This is a PostgreSQL database: it is {on_a_server}, and not by cartui.")
    return path


def _existing(invocation: Invocation) -> Path | None:
    """The database's file, ``None`` for a server's. Raises ``Unavailable`` where it is not there."""
    from cartui.model.errors import Unavailable
    from cartui.store.sqlite import path_of
    from cartui.store.trouble import lost

    path = path_of(invocation.configuration.database)
    if path is not None and not path.exists():
        raise lost(path) or Unavailable(f"There is no database {path}.")
    return path


def _ensure_writable(invocation: Invocation, done: str) -> None:
    """Raise ``Forbidden`` where nothing may be changed."""
    from cartui.model.errors import Forbidden

    if invocation.configuration.read_only:
        raise Forbidden(f"Nothing was {done}: this is read-only, by --read-only or by the profile.")


def _database(invocation: Invocation) -> dict[str, object]:
    """Which database is meant, without its password."""
    from cartui.settings.secrets import without_secrets

    return {"database": without_secrets(invocation.configuration.database)}
