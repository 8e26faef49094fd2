"""Carts of one shop, exported line by line and imported into another, are the same to the unit."""

import asyncio
import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from cartui.client.local import LocalClient
from cartui.client.protocol import Client
from cartui.model.actions import (
    Action,
    AddCustomLine,
    AddLine,
    ApplyCoupon,
    Assign,
    SetBillingAddress,
    SetContact,
    SetLineDiscount,
    SetLinePrice,
    SetNote,
    SetPriceLevel,
    SetShippingAddress,
    SetTags,
)
from cartui.model.address import Address
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.cart import Cart, NewCart
from cartui.model.catalog import PriceRow, Product, Variant
from cartui.model.imports import ImportBatch, ImportedProduct
from cartui.model.market import DeliveryService, FulfilmentCategory, Market, TaxMode
from cartui.model.shop import TaxRate
from tests.cli.conftest import Run
from tests.contract.shop import DHAKA, NOW, SHOP, furnish
from tests.hostile import HOSTILE

ALICE: Final = Actor(name="alice", role=Role.ADMIN, origin=ActorOrigin.DESK)

TEXTS: Final = (
    *(text for text in HOSTILE if "\ud800" not in text),
    *("+8801712345678", "\t=1", "\r=1", "'=1+1", "''-2", "'apostrophe", "a, b", ", ,", '"', '""', "a;b|c"),
    *('=HYPERLINK("x")', "　=wide", "  = spaced", "＝1+1", "\n", "x\\", "1e5", "0012", "TRUE", "2026-11-01"),
)
"""What people, or who means them ill, write into any field."""

MARKETS: Final = ("BD", "EU", "JP", "BH")
"""Two decimals with tax on top, two with tax within, none, and three."""

OTHERS: Final = (
    Market(
        code="JP",
        name="Japan",
        countries=("JP",),
        currency="JPY",
        tax_mode=TaxMode.INCLUSIVE,
        base_level="retail",
        services=(DeliveryService(name="Kuroneko", category=FulfilmentCategory.SHIPPING, price=880),),
        default_service="Kuroneko",
    ),
    Market(
        code="BH",
        name="Bahrain",
        countries=("BH",),
        currency="BHD",
        tax_mode=TaxMode.EXCLUSIVE,
        base_level="retail",
        services=(DeliveryService(name="Courier", category=FulfilmentCategory.SHIPPING, price=1_905),),
        default_service="Courier",
    ),
)

LANTERN: Final = Product(
    id="lantern",
    title="=Lantern+",
    variants=(
        Variant(
            sku="-LANTERN",
            stock=10_000,
            prices=tuple(
                PriceRow(market=market, level="retail", amount=amount)
                for market, amount in (("BD", 99_999), ("EU", 1_999), ("JP", 1_333), ("BH", 12_345))
            ),
        ),
    ),
)

OWN: Final = {"id", "number", "order", "version", "origin", "created_by", "stock"}
"""What a shop decides itself of a cart that it takes in, or has itself."""

NOT_TOLD: Final = OWN | {"lock", "price_source", "current_price", "prices_changed"}
"""And what `docs/exports.md` says is not in the file: what locked it, by whose word a price is as it is."""

OF_ORDERS: Final = (
    "state",
    "placed_by",
    "paid",
    "due",
    "hold_reason",
    "customer",
    "total",
    "currency",
    "market",
)


async def lay_out(client: Client) -> str:
    """Set up the shop with its products; give the id of its one customer."""
    customer = await furnish(client)
    rates = (
        TaxRate(country="JP", tax_class="standard", name="消費税", rate="10"),
        TaxRate(country="BH", tax_class="standard", name="VAT", rate="9.975"),
    )
    shop = SHOP.model_copy(
        update={"markets": (*SHOP.markets, *OTHERS), "tax_rates": (*SHOP.tax_rates, *rates)}
    )
    await client.shop.apply(shop)
    await client.imports.apply(ImportBatch(products=(ImportedProduct(product=LANTERN),)))
    return customer.id


def said_by(texts: Sequence[str]) -> tuple[Action, ...]:
    """What is written into a cart whose fields all say something else."""
    title, reason, name, street, tag, other, note, email = texts
    return (
        AddLine(sku="-LANTERN", quantity=7),
        *([AddCustomLine(title=title, unit_price=333, quantity=3, tax_class=None)] if title.strip() else []),
        AddCustomLine(title="Gift", unit_price=0, quantity=2, tax_class="standard"),
        SetContact(name=name, email=email, phone=reason),
        SetNote(note=f"{note}\n{other}\n\n {reason}"),
        SetTags(tags=tuple({each: None for each in (tag, other) if each.strip()})),
        SetShippingAddress(address=Address(line1=street, name=other, city=name, country="BD")),
        SetBillingAddress(address=Address(line1=other, company=title, city=reason, country="DE")),
    )


async def fill(client: Client, customer: str) -> None:
    """Make carts of every kind and state that an import knows, by what people do."""
    carts = client.carts

    async def made(market: str, *actions: Action, customer: str | None = None) -> Cart:
        cart = await carts.create(NewCart(market=market, customer=customer, channel="=phone"))
        return await carts.edit(cart.number, cart.version, actions) if actions else cart

    dealt = [TEXTS[start : start + 8] for start in range(0, len(TEXTS), 8)]
    for number, texts in enumerate([*dealt[:-1], (*dealt[-1], *TEXTS)[:8]]):
        cart = await made(MARKETS[number % 4], *said_by(texts))
        line, reason = cart.lines[0].id, texts[1]
        off = {"percent": "12.5"} if number % 2 else {"amount": 101}
        priced = (
            SetLinePrice(line=line, unit_price=1_234_567 + number),
            SetLineDiscount.model_validate({"line": line, "reason": reason, **off}),
            ApplyCoupon(code=("SAVE10", "ONCE", "BIG", "GONE")[number % 4]),
            SetPriceLevel(level=("vip", "trade", None)[number % 3]),
            Assign(agent="alice" if number % 2 else None),
        )
        await carts.edit(cart.number, cart.version, priced)
    await made("JP")  # nothing in it, and nobody's
    locked = await made("BH", AddLine(sku="-LANTERN", quantity=3), customer=customer)
    await client.locks.lock(locked.number, "=asks")
    deleted = await made("EU", AddLine(sku="-LANTERN"), customer=customer)
    await carts.delete(deleted.number)
    for state in ("pending", "approved", "on_hold", "cancelled"):
        ready = await made(
            "BD",
            AddLine(sku="-LANTERN", quantity=2),
            AddCustomLine(title="+engraved", unit_price=12_345),
            SetShippingAddress(address=DHAKA),
            customer=customer,
        )
        order = await carts.place(ready.number, phone="01712345678")
        match state:
            case "approved":
                await client.orders.approve(order.number)
            case "on_hold":
                await client.orders.hold(order.number, "@asks, 'twice'")
            case "cancelled":
                await client.orders.cancel(order.number, "-no")
            case _:
                pass


def told(value: Any) -> Any:
    """What is to be the same of a cart."""
    if isinstance(value, dict):
        return {name: told(each) for name, each in value.items() if name not in NOT_TOLD}
    return [told(each) for each in value] if isinstance(value, list) else value


@pytest.fixture
def shops(tmp_path: Path) -> tuple[str, str]:
    """A shop with carts, and one without."""
    both = str(tmp_path / "one.sqlite3"), str(tmp_path / "other.sqlite3")

    async def make() -> None:
        for location in both:
            async with LocalClient(location, ALICE, clock=lambda: NOW) as client:
                customer = await lay_out(client)
                if location == both[0]:
                    await fill(client, customer)

    asyncio.run(make())
    return both


def test_an_exported_shop_imported_elsewhere_is_the_same(
    run: Run, shops: tuple[str, str], tmp_path: Path
) -> None:
    one, other = shops
    of_all = ("carts", "export", "--rows", "lines", "-q", "state:open,locked,ordered,deleted", "-o")
    file = tmp_path / "lines.csv"
    assert run("--db", one, *of_all, str(file)).status == 0
    outcome = run("--db", other, "--agent", "alice", "import", "carts", str(file), "--json").json
    assert (outcome["refused"], outcome["refusals"], outcome["warnings"]) == (0, [], [])

    before, after = (run("--db", shop, *of_all, "-", "--format", "json").json for shop in shops)
    assert len(before) == len(after) > len(TEXTS) // 8 + 6
    assert [told(came) for came in after] == [told(was) for was in before]
    orders = [run("--db", shop, "orders", "list", "--json").json["items"] for shop in shops]
    kept = [sorted(([each[name] for name in OF_ORDERS] for each in of_one), key=str) for of_one in orders]
    assert kept[0] == kept[1]
    assert {each["state"] for each in orders[0]} == {"pending", "approved", "on_hold", "cancelled"}

    again = tmp_path / "again.csv"
    assert run("--db", other, *of_all, str(again)).status == 0
    own = {"reference", "order", "placed_by"}
    assert [_without(row, own) for row in _rows(again)] == [_without(row, own) for row in _rows(file)]


def _rows(file: Path) -> list[dict[str, str]]:
    """The rows of a file, by their titles."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _without(row: dict[str, str], names: set[str]) -> dict[str, str]:
    """A row without some of its cells."""
    return {name: cell for name, cell in row.items() if name not in names}
