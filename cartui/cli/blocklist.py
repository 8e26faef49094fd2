"""``cartui blocklist``: who may not buy."""

from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.exit_codes import ExitStatus
from cartui.cli.invocation import Invocation, invocation_of
from cartui.cli.options import After, AsJson, Key, Limit, new_group
from cartui.cli.output import narrate, pairs, put, put_json, table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cartui.client.protocol import Client
    from cartui.model.blocklist import Block, Traits
    from cartui.model.query import Count

app = new_group("List who may not buy, block somebody, take them off, or test somebody against the list.")

_CAUGHT_AT_MOST = 100_000
"""So far the carts are counted that an entry would catch."""

Value = Annotated[
    str,
    typer.Argument(
        metavar="VALUE",
        help="An email, a domain, an IP address, a network such as 203.0.113.0/24, or a country such as AQ.",
    ),
]
"""Whom an entry names."""


@app.command("list")
def list_blocks(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="How the value begins.")] = "",
    ended: Annotated[
        bool, typer.Option("--ended", help="Those that expired or were taken off, and no others.")
    ] = False,
    limit: Limit = 50,
    after: After = None,
    as_json: AsJson = False,
) -> None:
    """List who is blocked, the latest first; with TEXT in the order of the values."""
    from cartui.documents.json_shapes import blocks_json

    invocation = invocation_of(context)
    page = invocation.run(lambda client: client.blocklist.list(text, ended=ended, limit=limit, after=after))
    if as_json:
        put_json(blocks_json(page) | {"next": page.next})
        return
    put(_table(page, invocation))
    if page.next:
        narrate(f"go on with --after {page.next}")
    elif not page.items:
        narrate("Nothing on the blocklist has ended." if ended else "Nobody is on the blocklist.")


@app.command()
def add(
    context: typer.Context,
    value: Value,
    reason: Annotated[
        str,
        typer.Option(metavar="TEXT", help="Why; who places a cart reads it. Not for --dry-run."),
    ] = "",
    expires: Annotated[
        str,
        typer.Option(metavar="WHEN", help="When it ends: 30d, 2w, or a day such as 2026-12-31. Else never."),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say how many open carts it would catch, and which.")
    ] = False,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Block an email, a domain, an address, a network or a country from now on. Leads and admins only."""
    from cartui.model.blocklist import NewBlock
    from cartui.model.errors import Invalid
    from cartui.rules.blocklist import query_for, read_blocked

    invocation = invocation_of(context)
    ends_at = _ends_at(expires, invocation)
    blocked = read_blocked(value)
    query = query_for(*blocked)
    if dry_run:
        count = invocation.run(lambda client: _caught(client, query))
        if as_json:
            named = {"kind": blocked.kind.value, "value": blocked.value}
            put_json(named | {"query": query, "carts": count.value, "exact": count.exact})
            return
        put(pairs([("kind", blocked.kind), ("value", blocked.value), ("catches", _carts(count))]))
        narrate(f"they are listed by: cartui carts list -q {_quoted(query)}")
        return
    if not reason.strip():
        raise Invalid("Say why, with --reason: whoever places a cart reads it.")
    new = NewBlock(value=value, reason=reason, expires_at=ends_at)

    async def work(client: "Client") -> "tuple[Block, Count]":
        return await client.blocklist.add(new, key=key), await _caught(client, query)

    added, count = invocation.run(work)
    _put_block(added, invocation, as_json=as_json)
    narrate(f"catches {_carts(count)}" + (f": cartui carts list -q {_quoted(query)}" if count.value else ""))


@app.command()
def remove(
    context: typer.Context,
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help="The entry's number, or its value.")],
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Take somebody off the blocklist; that they were on it, is kept. Leads and admins only."""

    async def work(client: "Client") -> "Block":
        number = int(entry) if entry.isascii() and entry.isdecimal() else await _number_of(client, entry)
        return await client.blocklist.remove(number, key=key)

    invocation = invocation_of(context)
    _put_block(invocation.run(work), invocation, as_json=as_json)


@app.command("test")
def ask(
    context: typer.Context,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="An email, an IP address or a country.")] = "",
    email: Annotated[str, typer.Option(metavar="EMAIL", help="The email of whom is asked about.")] = "",
    ip: Annotated[str, typer.Option(metavar="ADDRESS", help="Their IP address.")] = "",
    country: Annotated[str, typer.Option(metavar="CC", help="The country of that address.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say whether somebody may not buy, and by which entries: then the exit status is 1."""
    from cartui.documents.json_shapes import blocks_json

    traits = _traits(value, email, ip, country)
    invocation = invocation_of(context)
    found = invocation.run(lambda client: client.blocklist.test(traits))
    if as_json:
        put_json({"blocked": bool(found), **blocks_json(found)})
    elif found:
        put(_table(found, invocation))
    else:
        narrate("not blocked")
    if found:
        raise typer.Exit(ExitStatus.REFUSED)


def _ends_at(typed: str, invocation: Invocation) -> "datetime | None":
    """When an entry ends. Raises ``Invalid``."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from cartui.model.errors import Invalid
    from cartui.model.problem import Problem
    from cartui.rules.block_expiry import read_expiry

    try:
        return read_expiry(typed, datetime.now(UTC), ZoneInfo(invocation.zone))
    except ValueError as error:
        raise Invalid(str(error), (Problem(field="--expires", message=str(error)),)) from None


def _traits(value: str, email: str, ip: str, country: str) -> "Traits":
    """Whom is asked about. Raises ``Invalid`` where nobody is, or a value names more than one."""
    from cartui.model.blocklist import BlockKind, Traits
    from cartui.model.errors import Invalid
    from cartui.rules.blocklist import read_blocked

    given = Traits(email=email, ip=ip, country=country)
    if not value:
        if given == Traits():
            raise Invalid("Say who: an email, an IP address or a country.")
        return given
    blocked = read_blocked(value)
    match blocked.kind:
        case BlockKind.EMAIL:
            return given.model_copy(update={"email": blocked.value})
        case BlockKind.DOMAIN:
            return given.model_copy(update={"email": f"anybody@{blocked.value}"})
        case BlockKind.IP:
            return given.model_copy(update={"ip": blocked.value})
        case BlockKind.COUNTRY:
            return given.model_copy(update={"country": blocked.value})
        case BlockKind.NETWORK:
            raise Invalid(f"{blocked.value} is a whole network: test one address of it.")


async def _number_of(client: "Client", value: str) -> int:
    """The number of the entry with that value. Raises ``NotFound`` and ``Invalid``."""
    from cartui.model.errors import NotFound
    from cartui.rules.blocklist import read_blocked

    blocked = read_blocked(value)
    after: str | None = None
    while True:
        page = await client.blocklist.list(blocked.value, after=after)
        for block in page:
            if (block.kind, block.value) == blocked:
                return block.id
        if page.next is None:
            raise NotFound(f"{blocked.value} is not on the blocklist.")
        after = page.next


async def _caught(client: "Client", query: str) -> "Count":
    """How many open and locked carts an entry catches."""
    from cartui.rules.query.cart_query import parse_query

    return await client.carts.count(parse_query(query), at_most=_CAUGHT_AT_MOST)


def _carts(count: "Count") -> str:
    """A number of carts in words."""
    return f"{'' if count.exact else 'at least '}{count.value:,} open cart{'' if count.value == 1 else 's'}"


def _quoted(query: str) -> str:
    """A query as a shell takes it."""
    from shlex import quote

    return quote(query)


def _put_block(block: "Block", invocation: Invocation, *, as_json: bool) -> None:
    """Print one entry."""
    if as_json:
        from cartui.documents.json_shapes import block_json

        put_json(block_json(block))
        return
    times = invocation.times
    off = f"{times(block.removed_at)} by {block.removed_by}" if block.removed_at else ""
    facts = [
        ("entry", str(block.id)),
        ("kind", block.kind.value),
        ("value", block.value),
        ("reason", block.reason),
        ("by", block.agent),
        ("since", times(block.at)),
        ("ends", times(block.expires_at)),
        ("taken off", off),
    ]
    put(pairs(facts))


def _table(blocks: "Iterable[Block]", invocation: Invocation) -> str:
    """Entries under their headings."""
    times = invocation.times
    rows = [
        (
            str(each.id),
            each.kind.value,
            each.value,
            each.reason,
            each.agent,
            times(each.at),
            times(each.removed_at or each.expires_at),
        )
        for each in blocks
    ]
    return table(("Entry", "Kind", "Value", "Reason", "By", "Since", "Ends"), rows, right=("Entry",))
