"""Builds the demo through everybody's doors: ``shop apply``, the importers' batches, a day's work."""

from collections.abc import Callable, Generator, Iterable
from datetime import datetime
from itertools import islice
from typing import Final, TypeVar

from cartui.client.protocol import Client
from cartui.demo.carts import demo_carts
from cartui.demo.customers import demo_customers
from cartui.demo.products import demo_products
from cartui.demo.shop import demo_shop
from cartui.demo.statement import demo_statement
from cartui.demo.todays_work import do_todays_work
from cartui.model.catalog import Product
from cartui.model.imports import ImportBatch, ImportedProduct, SourceRow

_Row = TypeVar("_Row")

_BATCH: Final = 800
"""Records that go into one transaction."""


async def build_demo(client: Client, *, now: datetime, progress: Callable[[str], None] | None = None) -> None:
    """Make the backend a believable shop; a second time it only adds what is not there.

    Args:
        client: Opened for an admin, whose own some of the carts will be.
        now: What all ages are counted back from (aware). The same ``now`` makes the same demo.
        progress: Is told in a few words what is being done.

    Raises:
        Refused: The backend holds carts of another shop, whose markets would go away.
        Forbidden: The client's actor is no admin.
    """
    say = progress if progress is not None else _nothing
    say("shop")
    await client.shop.apply(demo_shop())
    products = imported_products(demo_products())
    say(f"{len(products)} products")
    for products_batch in batches(products):
        await client.imports.apply(ImportBatch(products=products_batch))
    customers = demo_customers(now)
    say(f"{len(customers)} customers")
    for customers_batch in batches(customers):
        await client.imports.apply(ImportBatch(customers=customers_batch))
    carts = demo_carts(now, agent=client.actor.name)
    done = 0
    for carts_batch in batches(carts):
        await client.imports.apply(ImportBatch(carts=carts_batch))
        done += len(carts_batch)
        say(f"{done} of {len(carts)} carts")
    say("a statement of PayPal")
    await client.payments.take_statement(demo_statement(carts, now))
    say("what happened today")
    await do_todays_work(client)


def imported_products(products: Iterable[Product]) -> tuple[ImportedProduct, ...]:
    """The catalogue as an import takes it."""
    return tuple(
        ImportedProduct(product=product, rows=(SourceRow(file="demo catalogue", line=line),))
        for line, product in enumerate(products, start=1)
    )


def batches(rows: Iterable[_Row], size: int = _BATCH) -> Generator[tuple[_Row, ...], None, None]:
    """The rows in pieces for one transaction each; no more of them are drawn than the piece at hand needs."""
    rest = iter(rows)
    while batch := tuple(islice(rest, size)):
        yield batch


def _nothing(_: str) -> None:
    """Tell nobody."""
