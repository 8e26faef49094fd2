"""``cartui outbox``: messages that leave by mail, and what became of each."""

import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cartui.cli.invocation import Invocation, invocation_of
from cartui.cli.option_words import message_states
from cartui.cli.options import After, AsJson, Key, Limit, new_group
from cartui.cli.output import narrate, pairs, put, put_json, table
from cartui.model.errors import Invalid, Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from pydantic import SecretStr

    from cartui.cli.amounts import Times
    from cartui.client.protocol import Client
    from cartui.model.message import MessageState, OutboxMessage
    from cartui.settings.model import Mail

app = new_group("List messages to customers, send one again, drop one; keep the mail server's password.")

_SECONDS: Final = 200.0
"""How long it is waited for what becomes of a message that is sent again: longer than sending takes."""

_PAUSE: Final = 0.2

_LONGEST: Final = 10_000
"""Bytes that are read where a password is expected."""

MessageId = Annotated[int, typer.Argument(metavar="ID", help="The message, as `cartui outbox list` has it.")]

InState = Annotated[
    str | None,
    typer.Option(
        "--state",
        metavar="STATE",
        autocompletion=message_states,
        help="Only those that are queued, sending, sent, failed, dropped, unknown.",
    ),
]


@app.command("list")
def list_messages(
    context: typer.Context,
    state: InState = None,
    limit: Limit = 50,
    after: After = None,
    as_json: AsJson = False,
) -> None:
    """List messages, the latest first, with what became of each."""
    from cartui.documents.json_shapes import outbox_json

    invocation = invocation_of(context)
    wanted = _state_named(state)
    page = invocation.run(lambda client: client.outbox.list(state=wanted, limit=limit, after=after))
    if as_json:
        put_json(outbox_json(page))
        return
    rows = [_row(message, invocation.times) for message in page]
    put(
        table(
            ("Id", "Queued", "State", "Kind", "Cart", "To", "Tried", "What went wrong"), rows, right=("Id",)
        )
    )
    if page.next:
        narrate(f"go on with --after {page.next}")
    elif not rows:
        narrate("There is no message.")


def _state_named(name: str | None) -> "MessageState | None":
    """The state of that name. Raises ``Invalid`` with those that there are."""
    if name is None:
        return None
    from cartui.model.message import MessageState

    try:
        return MessageState(name.strip().lower())
    except ValueError:
        raise Invalid(f"A message is never {name!r}: it is one of {', '.join(MessageState)}.") from None


def _row(message: "OutboxMessage", show: "Times") -> tuple[str, ...]:
    """A message as one line."""
    return (
        str(message.id),
        show(message.created_at),
        message.state.value,
        message.kind.value.replace("_", " "),
        message.cart,
        message.to,
        str(message.attempts),
        message.error,
    )


@app.command()
def resend(context: typer.Context, message: MessageId, key: Key = None, as_json: AsJson = False) -> None:
    """Send a message again that failed, was dropped, or of which nobody knows; waits for what becomes of it.

    Exit status 6 where the mail server cannot take it now: it stays queued and is tried again.
    """
    from asyncio import sleep

    async def work(client: "Client") -> "OutboxMessage":
        found = await client.outbox.resend(message, key=key)
        for _ in range(int(_SECONDS / _PAUSE)):
            if not found.is_on_its_way or found.error:
                break
            await sleep(_PAUSE)
            found = await client.outbox.get(message)
        return found

    found = _put_message(context, work, as_json=as_json)
    if found.is_on_its_way:
        raise Unavailable(f"It is not sent yet, stays queued, and is tried again. {found.error}".rstrip())
    if found.error:
        raise Refused(f"It was not sent. {found.error}")


@app.command()
def drop(context: typer.Context, message: MessageId, key: Key = None, as_json: AsJson = False) -> None:
    """Send a message no more; it can still be sent again by hand."""
    _put_message(context, lambda client: client.outbox.drop(message, key=key), as_json=as_json)


def _put_message(
    context: typer.Context, work: "Callable[[Client], Awaitable[OutboxMessage]]", *, as_json: bool
) -> "OutboxMessage":
    """Do it, and print what the message is now."""
    invocation = invocation_of(context)
    message = invocation.run(work)
    if as_json:
        from cartui.documents.json_shapes import message_json

        put_json(message_json(message))
    else:
        facts = [("Message", str(message.id)), ("State", message.state.value), ("Cart", message.cart)]
        put(pairs([*facts, ("To", message.to), ("Subject", message.subject)]))
    return message


@app.command()
def password(
    context: typer.Context,
    forget: Annotated[bool, typer.Option("--forget", help="Forget the password that is kept here.")] = False,
) -> None:
    """Ask for the mail server's password, try it there, and keep it.

    It is not shown while you type it; `cartui outbox password < FILE` reads it from a file. It is kept in the
    system's keyring where there is one, else in a file that only you can read, and never in the config file.
    """
    from cartui.settings.errors import NotWritten

    invocation = invocation_of(context)
    mail = _mail_with_user(invocation)
    try:
        if forget:
            _forget(invocation, mail)
        else:
            _keep(invocation, mail)
    except NotWritten as error:
        raise Unavailable(str(error)) from error


def _mail_with_user(invocation: Invocation) -> "Mail":
    """The settings of the mail server. Raises ``Invalid`` where they name no user."""
    mail = invocation.configuration.settings.mail
    if mail.host and mail.user:
        return mail
    raise Invalid(
        f"Say host, sender and user under [mail] in {invocation.configuration.file} first: "
        "the password is kept for that user at that server."
    )


def _keep(invocation: Invocation, mail: "Mail") -> None:
    """Ask for it, try it, keep it. Raises ``Unavailable``, ``Unauthenticated`` and ``NotWritten``."""
    from cartui.mail.delivery import MailServer, TryLater
    from cartui.settings.mail_password import keep_mail_password

    given = _asked_for(mail)
    try:
        MailServer(mail, lambda: given).look()
    except TryLater as error:
        raise Unavailable(f"{error} The password was not kept.") from None
    place = keep_mail_password(mail, given, paths=invocation.configuration.paths)
    narrate(f"{mail.host} lets {mail.user} in. The password is kept in {place}.")
    _warn_of_variable()


def _forget(invocation: Invocation, mail: "Mail") -> None:
    """Forget it. Raises ``Unauthenticated`` and ``NotWritten``."""
    from cartui.settings.mail_password import forget_mail_password

    place = forget_mail_password(mail, paths=invocation.configuration.paths)
    whose = f"{mail.user} at {mail.host}"
    narrate(f"The password of {whose} is gone from {place}." if place else f"None was kept for {whose}.")
    _warn_of_variable()


def _warn_of_variable() -> None:
    """Say where another password comes first."""
    import os

    from cartui.settings.mail_password import PASSWORD_VARIABLE

    if os.environ.get(PASSWORD_VARIABLE):
        narrate(f"warning: {PASSWORD_VARIABLE} is set, and comes before what is kept.")


def _asked_for(mail: "Mail") -> "SecretStr":
    """The password that somebody types, or that stands in the file on stdin. Raises ``Invalid``."""
    from cartui.settings.mail_password import as_password

    if not sys.stdin.isatty():
        return as_password(sys.stdin.buffer.read(_LONGEST).decode(errors="replace"))
    from cartui.cli.asking import asked_unseen

    typed = asked_unseen(
        f"Password of {mail.user} at {mail.host} (it is not shown): ",
        "This terminal would show the password. Put it into a file that only you can read, and run "
        "`cartui outbox password < FILE`.",
    )
    return as_password(typed)
