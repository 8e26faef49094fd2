"""``cartui digest``: what waits for somebody in the morning."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.exit_codes import ExitStatus
from cartui.cli.invocation import invocation_of
from cartui.cli.options import AsJson
from cartui.cli.output import narrate, put, put_json

if TYPE_CHECKING:
    from cartui.model.digest import DigestMail, SentDigest

app = typer.Typer(rich_markup_mode=None, add_completion=False)


class Format(StrEnum):
    """How a digest is written."""

    TEXT = "text"
    HTML = "html"
    JSON = "json"


@app.command()
def digest(
    context: typer.Context,
    form: Annotated[
        Format | None,
        typer.Option("--format", help="How it is written: as text where nothing else is said."),
    ] = None,
    send: Annotated[
        bool, typer.Option("--send", help="Mail it to whom the shop's settings name (digest.to).")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="With --send: also to whom it was sent on this day already.")
    ] = False,
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to", metavar="ADDRESS", help="With --send: to this address instead; may stand several times."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List locked carts, orders that wait long, carts that could not be placed, payments without an order.

    Times are on your own clock where your settings name a time zone, and else on the shop's. A mail has both
    text and HTML, and its times are the shop's.
    """
    as_json = as_json or form is Format.JSON
    invocation_of(context).as_json = as_json
    if send:
        if form not in (None, Format.JSON):
            raise typer.BadParameter("a mail has text and HTML: leave --format out.", param_hint="--format")
        _send(context, again=again, to=to or [], as_json=as_json)
        return
    if again or to:
        raise typer.BadParameter("this is for --send.", param_hint="--again" if again else "--to")
    _put(context, as_html=form is Format.HTML, as_json=as_json)


def _put(context: typer.Context, *, as_html: bool, as_json: bool) -> None:
    """Print what waits."""
    invocation = invocation_of(context)
    now = invocation.run(lambda client: client.digest.get())
    if as_json:
        from cartui.documents.json_shapes import digest_json

        put_json(digest_json(now))
        return
    from cartui.documents.digest_words import DigestWords

    words = DigestWords(now, invocation.configuration.settings.display.timezone or None)
    if as_html:
        from cartui.documents.digest_html import digest_html

        put(digest_html(words))
        return
    from cartui.documents.digest_text import digest_text

    put(digest_text(words))


def _send(context: typer.Context, *, again: bool, to: list[str], as_json: bool) -> None:
    """Mail it and say what became of each: exit with 6 where one stays queued, with 1 where one failed."""
    sent = invocation_of(context).run(lambda client: client.digest.send(again=again, to=to))
    if as_json:
        put_json(sent.model_dump(mode="json"))
    else:
        put(sent.subject)
    for mail in sent.mails:
        narrate(_outcome(mail))
    status = _status(sent)
    if status is not ExitStatus.DONE:
        raise typer.Exit(status)


def _outcome(mail: "DigestMail") -> str:
    """What became of a mail, in a sentence."""
    from cartui.model.message import MessageState

    match mail.state:
        case MessageState.SENT:
            return f"sent to {mail.to}"
        case MessageState.QUEUED:
            problem = f" {mail.error}" if mail.error else ""
            return (
                f"not sent to {mail.to} yet.{problem} It stays in the outbox and is tried again: "
                f"see `cartui outbox list` (message {mail.id})."
            )
        case MessageState.SENDING:
            return f"another process is sending it to {mail.to}: see `cartui outbox list` (message {mail.id})"
        case _:
            return f"{mail.state.value}: {mail.to}: {mail.error or 'see `cartui outbox list`'}"


def _status(sent: "SentDigest") -> ExitStatus:
    """The exit status for what became of the mails, the worst first."""
    from cartui.model.message import MessageState

    states = {mail.state for mail in sent.mails}
    if states - {MessageState.SENT, MessageState.SENDING, MessageState.QUEUED}:
        return ExitStatus.REFUSED
    return ExitStatus.UNAVAILABLE if MessageState.QUEUED in states else ExitStatus.DONE
