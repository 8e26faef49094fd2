"""``cartui carts share`` and ``cartui carts send``: a cart's customer reads their quote."""

import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cartui.cli.invocation import Invocation, invocation_of
from cartui.cli.option_words import attachments, customer_messages
from cartui.cli.options import AsJson, CartRef, Key
from cartui.cli.output import clean, narrate, pairs, put, put_bytes, put_json, table
from cartui.model.errors import Invalid

if TYPE_CHECKING:
    from cartui.client.protocol import Client
    from cartui.model.message import MessageDraft, MessageKind, NewMessage, OutboxMessage
    from cartui.model.sharing import SharedPage

_DARK_ON_LIGHT: Final = "\x1b[38;5;16;48;5;231m{}\x1b[0m\n"
"""A line of a QR code at a terminal, which is read on any ground then."""


def share(
    context: typer.Context,
    number: CartRef,
    lifetime: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="How long the link is good: 7d, 12h … Else as the shop says."),
    ] = None,
    qr: Annotated[bool, typer.Option("--qr", help="Show the link as a QR code, too.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="List the cart's links and make none.")] = False,
    revoke: Annotated[
        int | None, typer.Option(metavar="ID", help="Let this link of the cart lead nowhere; make none.")
    ] = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Make a link by which a cart's customer reads it as a quote; it is told this once.

    Where the server serves no such pages, it is the address that share.url of your config says.
    """
    invocation = invocation_of(context)
    if listed + (revoke is not None) + (lifetime is not None or qr) > 1:
        raise Invalid("Make a link (--lifetime, --qr), --list them or --revoke one: one of the three.")
    if listed:
        _put_links(invocation, number, as_json=as_json)
    elif revoke is not None:
        _revoke(invocation, number, revoke, key, as_json=as_json)
    else:
        _put_new_link(invocation, number, _lifetime(lifetime), key, qr=qr, as_json=as_json)


def _lifetime(text: str | None) -> timedelta | None:
    """For how long a link is to be good. Raises ``Invalid``."""
    from cartui.imports.durations import read_duration

    if text is None:
        return None
    try:
        return read_duration(text)
    except ValueError as error:
        raise Invalid(f"--lifetime: {error}.") from None


def _put_new_link(
    invocation: Invocation,
    number: str,
    lifetime: timedelta | None,
    key: str | None,
    *,
    qr: bool,
    as_json: bool,
) -> None:
    """Make a link and print it."""
    from cartui.model.sharing import link_of

    template = invocation.configuration.settings.share.url

    async def work(client: "Client") -> "tuple[str, SharedPage | None]":
        if client.capabilities.shared_pages or not template:
            page = await client.sharing.share(number, lifetime=lifetime, key=key)
            return page.url, page
        cart = await client.carts.get(number)
        return link_of(template, cart.number, cart.id), None

    url, page = invocation.run(work)
    if as_json:
        put_json({"url": url, "page": None if page is None else page.model_dump(mode="json")})
        return
    put(url)
    if qr:
        _put_qr(url)
    if page is not None:
        narrate(f"Link {page.id} to {page.cart} is good until {invocation.times(page.expires_at)}.")
    elif lifetime is not None:
        narrate("It is a page of the shop's own website: --lifetime does not hold for it.")


def _put_qr(url: str) -> None:
    """Print the link as a code."""
    from cartui.formatting.qr import qr_lines

    written = _DARK_ON_LIGHT if sys.stdout.isatty() else "{}\n"
    put_bytes("".join(written.format(line) for line in qr_lines(url)).encode())


def _put_links(invocation: Invocation, number: str, *, as_json: bool) -> None:
    """Print the links of a cart, the latest first."""
    links = invocation.run(lambda client: client.sharing.of_cart(number))
    if as_json:
        put_json({"items": [link.model_dump(mode="json", exclude={"url"}) for link in links]})
        return
    show = invocation.times
    rows = [
        (
            str(link.id),
            show(link.created_at),
            link.agent,
            f"revoked {show(link.revoked_at)}" if link.revoked_at else show(link.expires_at),
            str(link.views),
            show(link.last_viewed_at),
        )
        for link in links
    ]
    put(table(("Id", "Made", "By", "Good until", "Views", "Last view"), rows, right=("Id", "Views")))
    if not rows:
        narrate("There is no link to it.")


def _revoke(invocation: Invocation, number: str, link: int, key: str | None, *, as_json: bool) -> None:
    """Let a link of that cart lead nowhere. Raises ``Invalid`` for one of another cart."""

    async def work(client: "Client") -> "SharedPage":
        if link not in {each.id for each in await client.sharing.of_cart(number)}:
            raise Invalid(f"{clean(number)} has no link {link}: --list says which it has.")
        return await client.sharing.revoke(link, key=key)

    page = invocation.run(work)
    if as_json:
        put_json(page.model_dump(mode="json", exclude={"url"}))
    else:
        put(f"Link {page.id} to {page.cart} leads nowhere now.")


def send(
    context: typer.Context,
    number: CartRef,
    kind: Annotated[
        str,
        typer.Option(
            metavar="KIND",
            autocompletion=customer_messages,
            help="What for: quote, recovery, order_placed or reopen_browser. Else by the cart.",
        ),
    ] = "",
    attach: Annotated[
        str,
        typer.Option(
            metavar="FORM",
            autocompletion=attachments,
            help="What goes with it: pdf, text or none. Else as the shop does.",
        ),
    ] = "",
    to: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to; else to the cart's contact.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the message, and send nothing.")] = False,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Mail a cart's customer what the shop writes: their quote, a cart that they left, their order.

    A link and a document are made when it is queued. `cartui outbox` says what became of it.
    """
    invocation = invocation_of(context)
    wanted = _kind_named(kind)

    async def work(client: "Client") -> "MessageDraft | OutboxMessage":
        from cartui.rules.messages import kinds_about

        meant = wanted or kinds_about((await client.carts.get(number)).state)[0]
        draft = await client.outbox.draft(number, meant)
        if dry_run:
            return draft.model_copy(update={"to": to or draft.to})
        return await client.outbox.send(number, _message(draft, attach, to), key=key)

    done = invocation.run(work)
    if as_json:
        put_json(done.model_dump(mode="json"))
        return
    from cartui.model.message import OutboxMessage

    facts = [("To", done.to), ("Subject", done.subject)]
    if isinstance(done, OutboxMessage):
        put(pairs([("Message", str(done.id)), *facts, ("Attached", done.attachment)]))
    else:
        put(f"{pairs(facts)}\n\n{done.text}")
        narrate("Nothing was sent.")


def _kind_named(name: str) -> "MessageKind | None":
    """The kind of message of that name; ``None`` for no name. Raises ``Invalid`` with what there is."""
    if not name:
        return None
    from cartui.rules.messages import FOR_CUSTOMERS

    kinds = {each.value: each for each in FOR_CUSTOMERS}
    meant = kinds.get(name.strip().lower().replace("-", "_"))
    if meant is None:
        raise Invalid(f"There is no message {clean(name)} to customers: choose from {', '.join(kinds)}.")
    return meant


def _message(draft: "MessageDraft", attach: str, to: str) -> "NewMessage":
    """The message as the shop would write it, to that address, with what goes with it. Raises ``Invalid``."""
    from pydantic import ValidationError

    from cartui.model.message import Attachment, NewMessage

    form = attach.strip().lower() or draft.attach.value
    if form not in list(Attachment):
        raise Invalid(f"Nothing goes with it as {clean(attach)}: choose from {', '.join(Attachment)}.")
    try:
        return NewMessage(
            kind=draft.kind, to=to, subject=draft.subject, text=draft.text, attach=Attachment(form)
        )
    except ValidationError:
        raise Invalid("The shop's words for it are too long or empty: `cartui shop show` has them.") from None
