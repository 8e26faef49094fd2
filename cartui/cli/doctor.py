"""``cartui doctor``: the machine, the settings and the backend on one page, each with a way out."""

import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import typer

from cartui.cli.exit_codes import ExitStatus
from cartui.cli.invocation import Invocation, invocation_of
from cartui.cli.options import AsJson
from cartui.cli.output import put, put_json, table

if TYPE_CHECKING:
    from cartui.model.upkeep import DatabaseFacts, ServerFacts
    from cartui.settings.loading import Configuration

app = typer.Typer(rich_markup_mode=None, add_completion=False)

OK: Final = "ok"
ODD: Final = "odd"
BAD: Final = "bad"

LITTLE_ROOM: Final = 200_000_000
"""Free bytes below which the next import may not fit."""

NO_ROOM: Final = 5_000_000
"""Free bytes below which the next order may not fit."""

LARGE_LOG: Final = 100_000_000
"""Bytes beside the database that somebody has kept from being brought into it."""

CLOCKS_APART: Final = 30.0
"""Seconds by which the clocks of two machines may differ without a word."""

OLD_BACKUP: Final = 30
"""Days after which a backup is worth a word."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at."""

    name: str
    status: str
    """``ok``, ``odd`` (it works, but look at it) or ``bad``."""
    found: str
    way_out: str = ""


@app.command()
def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Look at the machine, the settings and the backend, and say what to do about what is wrong.

    Shows no secret and nothing of customers, so that it can be sent to whoever helps. Changes nothing.
    Exit status 1 when something is bad.
    """
    lines = [*_versions(), *_terminal(), *_extras(), *_documents(), *_configured(invocation_of(context))]
    if as_json:
        put_json({"sound": _sound(lines), "checks": [asdict(line) for line in lines]})
    else:
        put(table(("", "", ""), [(line.status, line.name, line.found) for line in lines]).lstrip("\n"))
        ways = [f"{line.name}: {line.way_out}" for line in lines if line.way_out]
        if ways:
            put("\n" + "\n".join(ways))
    if not _sound(lines):
        raise typer.Exit(ExitStatus.REFUSED)


def _sound(lines: list[Line]) -> bool:
    """Whether nothing is bad."""
    return all(line.status != BAD for line in lines)


def _versions() -> Iterator[Line]:
    """The programs that cartui is made of."""
    from importlib.metadata import PackageNotFoundError, version

    from cartui import __version__

    yield Line("cartui", OK, __version__)
    yield Line("python", OK, f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    for package in ("textual", "sqlalchemy", "pydantic"):
        try:
            yield Line(package, OK, version(package))
        except PackageNotFoundError:
            yield Line(
                package, BAD, "not installed", "Install cartui again: `python3 run.py doctor` does it."
            )


def _terminal() -> Iterator[Line]:
    """Where the desk would be drawn."""
    term = os.environ.get("TERM", "")
    inside = [
        name
        for name, variable in (("tmux", "TMUX"), ("screen", "STY"), ("ssh", "SSH_TTY"))
        if os.environ.get(variable)
    ]
    found = ", ".join([term or "none", *inside])
    if not sys.stdout.isatty():
        yield Line("terminal", OK, f"{found} (not shown on one now)")
    elif term in {"", "dumb"}:
        yield Line("terminal", ODD, found, "The desk needs one that can be drawn on: set TERM to what it is.")
    else:
        yield Line("terminal", OK, found)
    colours = os.environ.get("COLORTERM") or (
        "none (NO_COLOR)" if os.environ.get("NO_COLOR") else "as TERM says"
    )
    yield Line("colours", OK, colours)
    size = _size()
    if size is not None:
        small = size[0] < 80 or size[1] < 24
        way_out = "The desk is made for 80 columns and 24 lines or more." if small else ""
        yield Line("size", ODD if small else OK, f"{size[0]} columns, {size[1]} lines", way_out)
    encoding = (sys.stdout.encoding or "unknown").lower()
    utf8 = encoding.replace("-", "") == "utf8"
    way_out = "" if utf8 else "Names in other scripts need UTF-8: set LANG to something like en_GB.UTF-8."
    yield Line("encoding", OK if utf8 else ODD, encoding, way_out)


def _extras() -> Iterator[Line]:
    """What not everybody needs: where it is missing, how to get it."""
    from cartui.cli.extras import EXTRAS

    for extra in EXTRAS:
        missing = f"not installed: {extra.purpose} install `cartui[{extra.name}]`"
        yield Line(extra.name, OK, f"installed, {extra.purpose}" if extra.is_installed else missing)


def _documents() -> Iterator[Line]:
    """What documents are printed by, and what PDFs are drawn with."""
    import shutil

    no_lp = "no `lp` here: documents can be written to files; for printers install CUPS's client"
    yield Line("printing", OK, "by `lp`" if shutil.which("lp") else no_lp)
    from cartui.documents.pdf.fonts import can_draw, missing_scripts

    way_out = "Documents are written as text only; for PDFs install `cartui[pdf]`."
    if not can_draw():
        yield Line("PDF", ODD, "not installed", way_out)
        return
    fonts = ", ".join(missing_scripts())
    if not fonts:
        yield Line("PDF", OK, "with fonts for all scripts that it knows")
        return
    way_out = (
        f"A PDF shows \N{REPLACEMENT CHARACTER} for each sign of {fonts}: install `cartui[pdf]`, or Noto "
        "fonts for them where the system has its fonts."
    )
    yield Line("PDF", ODD, f"no font for {fonts}", way_out)


def _size() -> tuple[int, int] | None:
    """Columns and lines of the terminal, where there is one."""
    try:
        size = os.get_terminal_size(sys.stdout.fileno())
    except (OSError, ValueError):
        return None
    return size.columns, size.lines


def _configured(invocation: Invocation) -> Iterator[Line]:
    """The settings, and what they lead to; where they are broken, the default places are looked at."""
    from cartui.bootstrap import look_at_database
    from cartui.settings.errors import SettingsError
    from cartui.settings.paths import find_paths
    from cartui.settings.secrets import without_secrets

    try:
        configuration = invocation.configuration
    except SettingsError as error:
        way_out = "Mend the file, or move it away: every setting has a default."
        yield Line("config", BAD, "; ".join(str(problem) for problem in error.problems), way_out)
        database = invocation.database or os.environ.get("CARTUI_DB") or str(find_paths().database)
        yield Line("database", OK, f"{without_secrets(database)} (without the config)")
        yield from _database_lines(look_at_database(database))
        return
    yield from _settings_lines(configuration)
    if configuration.backend.url:
        yield from _server_lines(configuration)
        return
    shown = f"{without_secrets(configuration.database)} (from {configuration.backend.named_by})"
    yield Line("database", OK, shown)
    yield from _database_lines(look_at_database(configuration.database))
    yield from _mail_lines(configuration)


def _mail_lines(configuration: "Configuration") -> Iterator[Line]:
    """Whether messages can be sent: the mail server is asked once, with the password that is kept for it."""
    from cartui.bootstrap import look_at_mail
    from cartui.model.errors import Unauthenticated
    from cartui.settings.mail_password import find_mail_password

    mail = configuration.settings.mail
    if not mail.host:
        yield Line("mail", OK, "not set up: messages can only be copied (docs/mail.md)")
        return
    yield Line("mail", OK, f"{mail.host}, from {mail.sender}")
    if mail.user:
        try:
            found = find_mail_password(mail, paths=configuration.paths)
        except Unauthenticated:
            found = None  # the mail server's line tells of it
        place = f"in {found.place}" if found else "none"
        yield Line("mail password", OK if found else BAD, place)
    trouble = look_at_mail(configuration)
    yield (
        Line("mail server", BAD, "cannot be used", trouble) if trouble else Line("mail server", OK, "reached")
    )
    if mail.security == "none" and mail.insecure:
        way_out = 'Everybody on the way can read the messages: say security = "starttls".'
        yield Line("mail TLS", ODD, "none (insecure = true)", way_out)


def _settings_lines(configuration: "Configuration") -> Iterator[Line]:
    """What the settings say."""
    there = "" if configuration.file.exists() else " (does not exist: everything has its default)"
    yield Line("config", OK, f"{configuration.file}{there}")
    profile = configuration.settings.profile
    if profile:
        yield Line("profile", OK, f"{profile} (from {configuration.origins.get('profile', 'default')})")
    if not configuration.backend.url:
        yield Line("agent", OK, configuration.agent)
    if configuration.read_only:
        yield Line("read only", OK, "nothing can be changed")
    yield Line("log", OK, str(configuration.paths.log))
    zone = configuration.settings.display.timezone
    local = datetime.now(UTC).astimezone()
    yield Line("time", OK, f"{local:%Y-%m-%d %H:%M %Z}, shown in {zone or 'the zone of the system'}")


def _server_lines(configuration: "Configuration") -> Iterator[Line]:
    """What is seen of a server: it is asked once, with the token that is kept for it."""
    from cartui.bootstrap import login_command, look_at_server
    from cartui.model.errors import Unauthenticated
    from cartui.settings.tokens import token_place

    backend = configuration.backend
    yield Line("server", OK, f"{backend.url} (from {backend.named_by})")
    facts = look_at_server(configuration)
    yield Line("reached", BAD, "no", facts.trouble) if facts.trouble else Line("reached", OK, "yes")
    if facts.database_trouble:
        yield Line("database there", BAD, "no", facts.database_trouble)
    yield _tls_line(facts, insecure=backend.insecure)
    login = login_command(configuration)
    try:
        place = token_place(backend.url, backend.profile, paths=configuration.paths)
    except Unauthenticated as error:
        yield Line("token", BAD, "cannot be used", error.message)
    else:
        found = f"in {place}" if place else "none"
        way_out = "" if place else f"An admin there makes one with `cartui agents add`; `{login}` keeps it."
        yield Line("token", OK if place else BAD, found, way_out)
    if facts.refused:
        yield Line("let in", BAD, "no", f"{facts.refused} `{login}` keeps another token.")
    if facts.name:
        yield Line("let in", OK, f"as {facts.name}, {facts.role}")
    if facts.version:
        yield _version_line(facts.version)
    if facts.clock_ahead is not None:
        yield _clock_line(facts.clock_ahead)


def _tls_line(facts: "ServerFacts", *, insecure: bool) -> Line:
    """Whether others on the way can read what is said."""
    if facts.secure:
        return Line("TLS", OK, "yes, and its certificate is checked")
    if not insecure:
        return Line("TLS", OK, "none: it is this machine")
    way_out = "Everybody on the way can read everything, the token too: give the server https."
    return Line("TLS", ODD, "none (insecure = true)", way_out)


def _version_line(version: str) -> Line:
    """Whether the program there is the same as here."""
    from cartui import __version__

    if version == __version__:
        return Line("version there", OK, version)
    way_out = f"The program here is {__version__}: bring both to the same version."
    return Line("version there", ODD, version, way_out)


def _clock_line(ahead: float) -> Line:
    """How far the clocks of both machines are apart; the server tells its own to the second."""
    if abs(ahead) < CLOCKS_APART:
        return Line("clocks", OK, "agree")
    found = f"the server's is {abs(ahead):,.0f} seconds {'ahead' if ahead > 0 else 'behind'}"
    way_out = "Ages and dates are shown by this machine's clock: let both machines set theirs by the network."
    return Line("clocks", ODD, found, way_out)


def _database_lines(facts: "DatabaseFacts") -> Iterator[Line]:
    """What is seen of the database."""
    yield Line(
        "engine",
        OK if facts.searches else BAD,
        facts.engine,
        ""
        if facts.searches
        else "This SQLite has no full-text search by trigrams: use a Python with 3.34 or newer.",
    )
    if not facts.exists:
        way_out = (
            "`cartui shop apply FILE.toml` makes one, `cartui demo` another."
            if not facts.trouble
            else facts.trouble
        )
        yield Line("state", ODD if not facts.trouble else BAD, "not there", way_out)
    elif facts.trouble:
        yield Line("state", BAD, "cannot be used", facts.trouble)
    elif facts.path is not None:
        whole = "whole" if facts.checked else "too large to be looked through here"
        way_out = "" if facts.checked else "`cartui db check` looks through all of it."
        yield Line("state", OK, whole, way_out)
    yield from _revision_line(facts)
    if facts.has_market is False:
        way_out = "It has no market yet: `cartui shop apply FILE.toml` makes those of a shop file."
        yield Line("shop", ODD, "not set up", way_out)
    if facts.path is not None:
        yield from _file_lines(facts)


def _revision_line(facts: "DatabaseFacts") -> Iterator[Line]:
    """Whether it is of this program."""
    if facts.revision is None:
        return
    if facts.revision == facts.wanted_revision:
        yield Line("revision", OK, facts.revision)
    else:
        found = f"{facts.revision}; this program's is {facts.wanted_revision}"
        backup = "after a backup" if facts.path else "after your pg_dump"
        yield Line("revision", ODD, found, f"`cartui db upgrade` upgrades it, {backup}.")


def _file_lines(facts: "DatabaseFacts") -> Iterator[Line]:
    """Size, permissions, room and backups of a file."""
    if facts.size is not None:
        grown = facts.log_size > LARGE_LOG
        way_out = (
            "A program that has it open keeps the log from shrinking: close idle desks." if grown else ""
        )
        yield Line(
            "size on disk",
            ODD if grown else OK,
            f"{_megabytes(facts.size)}, log {_megabytes(facts.log_size)}",
            way_out,
        )
    if facts.mode is not None:
        private = not facts.mode & 0o077
        way_out = "" if private else f"Others can read it: chmod 600 {facts.path}"
        yield Line("permissions", OK if private or os.name == "nt" else ODD, f"{facts.mode:04o}", way_out)
    if facts.free is not None:
        status = BAD if facts.free < NO_ROOM else ODD if facts.free < LITTLE_ROOM else OK
        way_out = "" if status == OK else "Make room on its disk; a full one takes no more changes."
        yield Line("free on its disk", status, _megabytes(facts.free), way_out)
    if facts.backup_made_at is not None:
        days = (datetime.now(UTC) - facts.backup_made_at).days
        old = days > OLD_BACKUP
        way_out = "`cartui db backup` makes another." if old else ""
        yield Line("newest backup", ODD if old else OK, f"{facts.backup}, {days} days old", way_out)
    elif facts.exists:
        yield Line(
            "newest backup", ODD, "none beside it", "`cartui db backup` makes one; keep others elsewhere."
        )


def _megabytes(size: int) -> str:
    """A number of bytes for people."""
    return f"{size / 1_000_000:,.1f} MB"
