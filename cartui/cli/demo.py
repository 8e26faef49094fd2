"""``cartui demo``: a believable shop in a database of its own."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.invocation import Invocation, invocation_of
from cartui.cli.options import AsJson
from cartui.cli.output import narrate_in_place, put, put_json

if TYPE_CHECKING:
    from cartui.client.protocol import Client

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database; left from an old one, it would spoil a new one."""


_EVERYTHING = 100_000
"""More than a demo has of anything."""

_PAGE = 1_000
"""Orders that are read at once."""


@dataclass(frozen=True, slots=True)
class DemoSize:
    """How much there is in the demo."""

    carts: int
    customers: int
    orders: int


@app.command()
def demo(
    context: typer.Context,
    no_ui: Annotated[bool, typer.Option("--no-ui", help="Only make it, and print its path.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Make it anew, with dates relative to now.")] = False,
    as_json: AsJson = False,
) -> None:
    """Open the desk on demo data. It is made at the first start and never touches your own database."""
    invocation = invocation_of(context)
    database = aim_at_demo(invocation, fresh=fresh)
    if not no_ui:
        from cartui.cli.desk import open_desk

        raise typer.Exit(open_desk(invocation))
    if as_json:
        size = invocation.run(_size)
        put_json(
            {
                "database": str(database),
                "carts": size.carts,
                "customers": size.customers,
                "orders": size.orders,
            }
        )
        return
    put(str(database))


def aim_at_demo(invocation: Invocation, *, fresh: bool = False) -> Path:
    """Let the call work on the demo, which is made if it is not there; gives its file."""
    database = _database(invocation, fresh=fresh)
    if fresh or not database.exists():
        _make(invocation, database)
    invocation.aim_at(database=str(database))
    return database


def _database(invocation: Invocation, *, fresh: bool) -> Path:
    """The file of the demo: its own place in the data folder, or the one named by ``--db``."""
    from cartui.model.errors import Invalid, Refused, Unsupported

    is_said = invocation.profile is not None or invocation.url is not None
    if is_said and invocation.configuration.backend.url:
        raise Unsupported(
            "The demo is a database of its own, on this machine and on no server: `cartui demo` opens it."
        )
    if invocation.database is None:
        return invocation.configuration.paths.demo_database
    if "://" in invocation.database:
        raise Invalid("the demo is a file of its own: give --db a path")
    named = Path(invocation.database).expanduser().absolute()
    if named.exists():
        if fresh:
            raise Refused(f"{named} is already there: --fresh only makes cartui's own demo database anew")
        if not invocation.run(_is_demo):
            raise Refused(f"{named} is not a demo: it was not touched")
    return named


def _make(invocation: Invocation, database: Path) -> None:
    """Build it beside its place and move it there whole: an interrupted build leaves no half demo."""
    from cartui.model.errors import Forbidden, Unavailable
    from cartui.settings.paths import make_private_folder

    if invocation.configuration.read_only:
        raise Forbidden("a demo cannot be made read-only: make it without --read-only first")
    unfinished = database.with_name(f"{database.name}.{os.getpid()}.part")
    try:
        make_private_folder(database.parent)
        invocation.aim_at(database=str(unfinished))
        invocation.run(_build)
        _remove(database)
        unfinished.replace(database)
    except OSError as error:
        raise Unavailable(f"cannot make {database}: {error.strerror}") from error
    finally:
        _remove(unfinished)


async def _build(client: "Client") -> None:
    """Fill an empty database, saying how far it is."""
    from cartui.demo.build import build_demo

    await build_demo(client, now=datetime.now(UTC), progress=narrate_in_place)
    narrate_in_place("")


async def _is_demo(client: "Client") -> bool:
    """Whether a database says of itself that it is demo data."""
    return (await client.shop.get()).settings.demo


async def _size(client: "Client") -> DemoSize:
    """Count what is in the demo: carts of every state, deleted and ordered ones too."""
    from cartui.model.cart import CartState
    from cartui.model.query import CartQuery, Term

    every = CartQuery(terms=(Term(key="state", values=tuple(CartState)),))
    carts = await client.carts.count(every, at_most=_EVERYTHING)
    page = await client.orders.list(limit=_PAGE)
    orders = len(page.items)
    while page.next is not None:
        page = await client.orders.list(limit=_PAGE, after=page.next)
        orders += len(page.items)
    customers = await client.customers.count(at_most=_EVERYTHING)
    return DemoSize(carts=carts.value, customers=customers.value, orders=orders)


def _remove(database: Path) -> None:
    """Remove a database with what SQLite keeps beside it."""
    for path in (database, *(database.with_name(database.name + suffix) for suffix in _BESIDE)):
        path.unlink(missing_ok=True)
