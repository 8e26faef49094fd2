"""Errors as exit status and words on stderr (JSON with ``--json``)."""

from typing import TYPE_CHECKING

from cartui.cli.exit_codes import ExitStatus
from cartui.cli.invocation import Invocation
from cartui.cli.output import json_text, narrate
from cartui.model.errors import (
    ClientError,
    Conflict,
    Forbidden,
    Invalid,
    Locked,
    NotFound,
    NotReady,
    Refused,
    TotalChanged,
    Unauthenticated,
    Unavailable,
    Unsupported,
)
from cartui.model.money import Money
from cartui.settings.errors import SettingsError

if TYPE_CHECKING:
    from cartui.documents.json_shapes import Json

_STATUS: tuple[tuple[type[ClientError], ExitStatus], ...] = (
    (Invalid, ExitStatus.BAD_INPUT),
    (NotFound, ExitStatus.NOT_FOUND),
    (Conflict, ExitStatus.CONFLICT),
    (Locked, ExitStatus.LOCKED),
    (NotReady, ExitStatus.REFUSED),
    (Refused, ExitStatus.REFUSED),
    (Forbidden, ExitStatus.NOT_ALLOWED),
    (Unauthenticated, ExitStatus.NOT_ALLOWED),
    (Unavailable, ExitStatus.UNAVAILABLE),
    (Unsupported, ExitStatus.UNSUPPORTED),
)


def exit_status(error: ClientError) -> ExitStatus:
    """The exit status that stands for an error of the client."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), ExitStatus.REFUSED)


def report(error: Exception, invocation: Invocation) -> ExitStatus:
    """Say on stderr why a command ended; give the exit status."""
    match error:
        case ClientError():
            return _report_client_error(error, as_json=invocation.as_json)
        case SettingsError():
            return _report_settings_error(error, as_json=invocation.as_json)
        case _:
            return _report_fault(error, invocation)


def _report_client_error(error: ClientError, *, as_json: bool) -> ExitStatus:
    """Say on stderr what the backend refused and why; give the exit status."""
    if as_json:
        from cartui.documents.json_shapes import error_json

        _say_json(error_json(error))
    else:
        narrate("\n".join([error.message, *_details(error)]))
    return exit_status(error)


def _report_settings_error(error: SettingsError, *, as_json: bool) -> ExitStatus:
    """Say on stderr what is wrong with the configuration."""
    if as_json:
        problems = [
            {"field": each.key, "message": f"{each.place}: {each.message}"} for each in error.problems
        ]
        _say_json({"error": "invalid", "message": str(error), "problems": problems})
    else:
        narrate(str(error))
    return ExitStatus.BAD_INPUT


def _report_fault(error: Exception, invocation: Invocation) -> ExitStatus:
    """Say that cartui itself broke; the place goes to the log, since a traceback could quote a customer."""
    where = ""
    try:
        log = invocation.log
        log.fault("command failed", error)
        where = f" The log says where: {log.path}"
    except SettingsError:
        pass
    message = f"cartui met a fault of its own ({type(error).__name__}).{where}"
    if invocation.as_json:
        _say_json({"error": "fault", "message": message, "problems": []})
    else:
        narrate(message)
    return ExitStatus.FAULT


def _details(error: ClientError) -> list[str]:
    """What a person needs beside the message."""
    unsaid = [problem for problem in error.problems if problem.message not in error.message]
    lines = [f"  {each.field}: {each.message}" if each.field else f"  {each.message}" for each in unsaid]
    if len(error.problems) == 1 and not unsaid and _is_path(error.problems[0].field, error.message):
        lines.append(f"  in {error.problems[0].field}")
    if isinstance(error, TotalChanged) and error.current is not None:
        currency = error.current.currency
        shown, now = (f"{currency} {Money(total, currency).major()}" for total in (error.shown, error.now))
        lines.append(f"  shown {shown}, now {now}: repeat with --total {error.now}")
    elif isinstance(error, Conflict) and error.current is not None:
        changed = f"; changed since: {', '.join(error.changed)}" if error.changed else ""
        lines.append(f"  {error.current.number} is at version {error.current.version} now{changed}")
    return lines


def _is_path(field: str, said: str) -> bool:
    """Whether a field leads into what was given, such as one of many actions, and was not named yet."""
    return "." in field and field not in said


def _say_json(shape: "Json") -> None:
    """One object on stderr."""
    narrate(json_text(shape))
