"""Every hostile string as customer, product, note, tag and coupon, in a real database and a real terminal."""

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import Action, AddLine, ApplyCoupon, SetCustomer, SetNote, SetTags
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.model.catalog import PriceRow, Product, Variant
from cartui.model.customer import NewCustomer
from cartui.model.imports import ImportBatch, ImportedProduct
from cartui.model.text import REPLACEMENT
from tests.contract.shop import furnish
from tests.desk.pty_desk import ESCAPE, PtyDesk
from tests.hostile import CONTROLS, HOSTILE, shared_out
from tests.whole_program.conftest import Program

RAW = (
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "\x1b]52;c;aGk=\x1b\\",
    "\x9b31m",
    "right\u202eleft",
    "tag\U000e0041",
)
"""What a foreign program wrote into the database behind our back."""


LIST, CART, NOTE = "views", "delivery & payment", "internal note"
"""What stands on the list of carts only, on one cart only, and over its note."""

BREAKS = str.maketrans("", "", "\r\n\t")
"""Line breaks and tabs: the desk writes some of its own."""


EVERYWHERE = [(text, text, text) for text in HOSTILE]
"""Each text for all fields of a cart."""


async def fill(database: Path, texts: Sequence[tuple[str, ...]]) -> None:
    """One cart for each text of a product, of a customer and of everything else that people write."""
    async with LocalClient(str(database), Actor(name="alice")) as client:
        await furnish(client)
        for number, (title, name, text) in enumerate(texts):
            prices = (PriceRow(market="BD", level="retail", amount=100),)
            variant = Variant(sku=f"SKU-{number}", options=(title,), prices=prices)
            product = Product(id=f"p{number}", title=title, variants=(variant,))
            await client.imports.apply(ImportBatch(products=(ImportedProduct(product=product),)))
            customer = await client.customers.create(NewCustomer(name=name, email=name[:50], company=name))
            cart = await client.carts.create(NewCart(market="BD"))
            actions: list[Action] = [
                SetCustomer(customer=customer.id),
                AddLine(sku=f"SKU-{number}"),
                SetNote(note=text),
                SetTags(tags=(text,)),
                ApplyCoupon(code=text[:100]),
            ]
            await client.carts.edit(cart.id, cart.version, actions)


def scribble(database: Path) -> None:
    """Write control characters into the stored names, as no client of ours would."""
    with sqlite3.connect(database) as connection:
        for number, text in enumerate(RAW, 1):
            connection.execute(
                "UPDATE cart SET customer_name = ?, contact_name = ?, note = ? WHERE pk = ?",
                (text, text, text, number),
            )
            connection.execute("UPDATE cart_line SET title = ? WHERE cart_pk = ?", (text, number))
    connection.close()


def test_what_is_stored_is_what_was_given_but_for_what_was_cleaned(tmp_path: Path) -> None:
    database = tmp_path / "shop.sqlite3"
    asyncio.run(fill(database, EVERYWHERE))
    connection = sqlite3.connect(database)
    rows = connection.execute("SELECT contact_name, note FROM cart ORDER BY pk").fetchall()
    connection.close()

    assert len(rows) == len(HOSTILE)
    for given, (name, note) in zip(HOSTILE, rows, strict=True):
        kept = [character for character in given if character not in CONTROLS]
        assert [character for character in name if character in kept] == kept
        assert CONTROLS.isdisjoint(name)
        assert CONTROLS.isdisjoint(note) or set(note) & CONTROLS <= {"\n", "\t"}
        if not CONTROLS.isdisjoint(given):
            assert REPLACEMENT in name or " " in name


@pytest.mark.parametrize("foreign", [False, True])
def test_no_control_byte_of_theirs_reaches_the_terminal(tmp_path: Path, foreign: bool) -> None:
    database = tmp_path / "shop.sqlite3"
    texts = EVERYWHERE[: len(RAW)] if foreign else list(shared_out(HOSTILE, 3))
    asyncio.run(fill(database, texts))
    if foreign:
        scribble(database)
    arguments = ("-m", "cartui", "--db", str(database))
    with PtyDesk(*arguments, home=tmp_path, columns=120, lines=60) as desk:
        assert desk.read_until("C-0000"), desk.screen.display
        for _ in texts:
            desk.press("\r")
            assert desk.read_until_only(CART, LIST), "\n".join(desk.screen.display)
            desk.press("o")
            assert desk.read_until(NOTE), "\n".join(desk.screen.display)
            desk.press(ESCAPE * 2)
            assert desk.read_until_only(LIST, CART), "\n".join(desk.screen.display)
            desk.press("j")
        desk.press("q")
        assert desk.status() == 0, "\n".join(desk.screen.display)
        written = desk.written
    for sequence in (*RAW, *HOSTILE):
        if CONTROLS.isdisjoint(sequence.translate(BREAKS)):
            continue
        assert sequence.encode("utf-8", "surrogatepass") not in written, repr(sequence)
    for control in ("\x00", "\x9b", "\u202e", "\u2066", "\u200b", "\u2028", "\ufeff", "\U000e0041"):
        assert control.encode() not in written, repr(control)
    assert b"\x1b]0;" not in written
    assert b"\x1b]52;" not in written
    assert "Traceback" not in written.decode("utf-8", "replace")


def test_commands_print_no_control_byte(program: Program, tmp_path: Path) -> None:
    database = tmp_path / "hostile.sqlite3"
    asyncio.run(fill(database, EVERYWHERE))
    scribble(database)
    hostile = Program(tmp_path, database)

    listed = hostile.run("carts", "list", "--limit", "100")
    assert len(listed["items"]) == len(HOSTILE)
    for item in listed["items"]:
        cart = hostile.run("carts", "show", item["number"]) if item["number"] < "C-000004" else item
        assert CONTROLS.isdisjoint(str(cart).replace("\n", "").replace("\t", ""))
