"""Carts by the hundred thousand, for measuring: the demo's shop with as many as one asks for.

They go in through the door that everybody uses, drawn and forgotten batch by batch, so that memory does
not grow with their number. While one batch is written, the next is drawn.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cartui.client.protocol import Client
from cartui.demo.build import batches, imported_products
from cartui.demo.customers import SEED, demo_customers, drawn_customer
from cartui.demo.drafts import Drafts, Times
from cartui.demo.people import COUNTRIES, Country
from cartui.demo.phones import PhoneNumbers
from cartui.demo.products import demo_products
from cartui.demo.shop import demo_shop
from cartui.imports.read_ahead import read_ahead
from cartui.model.cart import CartState
from cartui.model.errors import Refused
from cartui.model.imports import (
    ImportBatch,
    ImportedCart,
    ImportedCustomer,
    ImportedLine,
    ImportReport,
    SourceRow,
    total_of,
)
from cartui.model.payment import Lock, LockReason
from cartui.model.query import CartQuery, Term

LINES: Final = 5
"""Lines of every cart."""

SOURCE: Final = "seed"
"""The ``source`` of seeded carts."""

_CARTS_A_CUSTOMER: Final = 10
"""So many carts there are for each customer beyond those of the demo."""

_FIRST_NUMBER: Final = 20_001
"""Where the numbers of those customers begin."""

_BATCH: Final = 1_000
"""Records that go into one transaction."""

_SPAN: Final = timedelta(days=360)
"""The age of the oldest cart."""

_LOCKED: Final = 0.01
"""How likely a cart is locked by hand."""


@dataclass(frozen=True, slots=True)
class Seeding:
    """What is to be made: the same values make the same carts, whose ids alone are new every time."""

    carts: int
    random_seed: int
    today: datetime
    """Midnight (aware) from which all ages are counted back: twice on one day makes the same."""


async def seed(
    client: Client, seeding: Seeding, *, progress: Callable[[int], None] | None = None
) -> ImportReport:
    """Bring the carts into an empty backend, or into one that holds demo data; those there already stay.

    Args:
        client: Opened for an admin.
        seeding: How many, and which.
        progress: Is told how many carts are done.

    Returns:
        What became of the carts; ``unchanged`` are those of an earlier run.

    Raises:
        Refused: The backend holds a real shop: it was not touched.
    """
    await _prepare(client)
    customers = tuple(seeded_customers(seeding.carts, seeding.today))
    for part in batches(customers, _BATCH):
        await client.imports.apply(ImportBatch(customers=part))
    reports: list[ImportReport] = []
    done = 0
    async for batch in read_ahead(batches(seeded_carts(seeding, customers), _BATCH)):
        reports.append(await client.imports.apply(ImportBatch(carts=batch)))
        done += len(batch)
        if progress is not None:
            progress(done)
    return total_of(reports)


async def _prepare(client: Client) -> None:
    """Set up the demo's shop and catalogue where there is nothing yet. Raises ``Refused`` for a real shop."""
    shop = await client.shop.get()
    if shop.settings.demo:
        return
    every = CartQuery(terms=(Term(key="state", values=tuple(CartState)),))
    if shop.markets or (await client.carts.count(every, at_most=1)).value:
        raise Refused(
            "This database holds a shop that is no demo. It was not touched: name another one with --db."
        )
    await client.shop.apply(demo_shop())
    await client.imports.apply(ImportBatch(products=imported_products(demo_products())))


def seeded_customers(carts: int, now: datetime) -> Iterator[ImportedCustomer]:
    """The demo's customers, and more of them the more carts there are; always the same ones first."""
    yield from demo_customers(now)
    rng = random.Random(SEED + 2)
    phones = PhoneNumbers(rng, repeats=True)
    homes = [Country(code, rng, phones) for code in COUNTRIES]
    weights = [home.data.customers for home in homes]
    for place in range(carts // _CARTS_A_CUSTOMER):
        home = rng.choices(homes, weights=weights)[0]
        yield ImportedCustomer(
            number=str(_FIRST_NUMBER + place),
            customer=drawn_customer(home, rng, mark=str(place)),
            created_at=now - timedelta(days=rng.randint(365, 1400)),
            rows=(SourceRow(file=SOURCE, line=place + 1),),
        )


def seeded_carts(seeding: Seeding, customers: tuple[ImportedCustomer, ...]) -> Iterator[ImportedCart]:
    """The carts, oldest first, as their numbers will go: open or locked, each with :data:`LINES` lines."""
    rng = random.Random(f"{SEED}/{seeding.random_seed}")
    drafts = Drafts(demo_shop(), demo_products(), customers, rng, PhoneNumbers(rng, repeats=True))
    for place in range(seeding.carts):
        cart = _cart(drafts, _times(seeding, place, rng))
        given: dict[str, object] = {
            "reference": f"{seeding.random_seed}-{seeding.carts}-{place}",
            "source": SOURCE,
            "lines": _five(drafts, cart),
            "rows": (SourceRow(file=SOURCE, line=place + 1),),
        }
        if rng.random() < _LOCKED:
            lock = Lock(
                reason=LockReason.BY_HAND, since=cart.updated_at or cart.created_at, note="Call first"
            )
            given |= {"state": CartState.LOCKED, "lock": lock}
        yield cart.model_copy(update=given)


def _cart(drafts: Drafts, times: Times) -> ImportedCart:
    """A cart of any origin: most are filled in the shop, a quarter by agents."""
    market, chance = drafts.market(), drafts.rng.random()
    if chance < 0.08:
        return drafts.imported(market, times, lines=LINES)
    if chance < 0.34:
        return drafts.by_agent(market, times, lines=LINES)
    return drafts.storefront(market, times, lines=LINES)


def _five(drafts: Drafts, cart: ImportedCart) -> tuple[ImportedLine, ...]:
    """The cart's lines, filled up where chance gave fewer and cut where an agent added something."""
    wanted = {line.sku or "": line for line in cart.lines if line.sku is not None}
    while len(wanted) < LINES:
        more = drafts.baskets.fill(cart.market, lines=LINES)
        wanted = {line.sku or "": line for line in more} | wanted
    return tuple(wanted.values())[:LINES]


def _times(seeding: Seeding, place: int, rng: random.Random) -> Times:
    """When the cart at that place was made and last changed: a third within a month, few a year ago."""
    share = 1 - (place + rng.random()) / seeding.carts
    age = timedelta(minutes=2) + _SPAN * share**2.4
    created = seeding.today - age
    spent = age if rng.random() < 0.2 else min(age, timedelta(minutes=1 + rng.expovariate(1 / 15)))
    updated = created + spent * rng.uniform(0.1, 0.95)
    touched = updated + (seeding.today - updated) * rng.random() ** 4 if rng.random() < 0.4 else updated
    return Times(created, updated, touched)
