"""Documents at the desk: looked at first, then printed, saved or copied; invoices issued and taken back."""

import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.formatting.amounts import show_amount
from cartui.model.actions import Action, AddLine, SetCustomer
from cartui.model.address import Address
from cartui.model.agent import Actor, Role
from cartui.model.cart import Cart, NewCart
from cartui.model.order import OrderState
from cartui.screens.desk.document_places import DocumentPlaces
from cartui.screens.dialogs.confirm import Confirm
from cartui.screens.documents.document_preview import DocumentPreview
from cartui.screens.documents.invoicing import CreditQuestion
from cartui.screens.one_cart.dialogs.place_order import PlaceOrderDialog
from cartui.screens.one_cart.one_cart import OneCart
from cartui.screens.orders.one_order import OneOrder
from tests.contract.shop import NOW
from tests.desk.driving import Agent, at_the_desk
from tests.furnished import FurnishedFile
from tests.pdf_text import words_of
from tests.printer import SystemPrinter
from tests.waiting import until

SELLER = Address(company="Acme Ltd.", line1="1 Main Street", city="Dhaka", postcode="1000", country="BD")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the shop is."""
    return tmp_path / "shop.sqlite3"


@pytest.fixture
async def cart(furnished_file: FurnishedFile, path: Path) -> Cart:
    """Two shirts for Rahim, in a shop that can issue invoices."""
    rahim = furnished_file.lay(path)
    async with LocalClient(str(path), Actor(name="bob"), clock=lambda: NOW) as bob:
        shop = await bob.shop.get()
        settings = shop.settings.model_copy(update={"seller": SELLER, "vat_id": "BIN 0001"})
        await bob.shop.apply(shop.model_copy(update={"settings": settings}))
        empty = await bob.carts.create(NewCart(market="BD"))
        actions: list[Action] = [SetCustomer(customer=rahim.id), AddLine(sku="SHIRT-LB", quantity=2)]
        return await bob.carts.edit(empty.id, empty.version, actions)


@pytest.fixture
async def agent(path: Path, cart: Cart, tmp_path: Path) -> AsyncIterator[Agent]:
    """Somebody at the cart, whose documents are saved in a folder of their own."""
    async with at_the_desk(path) as somebody:
        folder = tmp_path / "documents"
        folder.mkdir()
        somebody.app.desk.documents = DocumentPlaces(folder=folder)
        await somebody.open(cart)
        yield somebody


async def said(agent: Agent, words: str) -> None:
    """Wait until that is said: files and printers are the work of threads."""
    await until(lambda: words in agent.words, lambda: agent.screen, pause=agent.pilot.pause)


async def test_a_quote_is_looked_at_as_it_leaves_the_shop(agent: Agent, cart: Cart) -> None:
    await agent.press("d")
    preview = agent.sees(DocumentPreview)
    assert preview.document.number == cart.number
    assert f"Quote {cart.number}" in agent.screen
    await agent.press("end")
    assert show_amount(cart.totals.total, "BDT", with_code=False) in agent.screen
    await agent.press("home", "w")
    assert "=" * 41 not in agent.screen
    await agent.press("w")
    assert "=" * 80 in agent.screen, "a page is as wide as a small terminal"
    await agent.press("y")
    assert agent.app.clipboard.startswith(f"Quote {cart.number}\n")
    assert "is copied as text" in agent.words
    await agent.press("escape")
    agent.sees(OneCart)


async def test_how_much_more_there_is_below_is_said(agent: Agent) -> None:
    await agent.press("+", "d")
    assert "more lines ↓" in agent.screen
    await agent.press("end")
    assert "more line" not in agent.screen


async def test_it_is_saved_as_pdf_or_text_by_its_name_and_over_no_other(
    agent: Agent, cart: Cart, tmp_path: Path
) -> None:
    folder = tmp_path / "documents"
    await agent.press("d", "s", "enter")
    await said(agent, "is in")
    file = folder / f"quote-{cart.number}.pdf"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = words_of(file.read_bytes())
    assert f"Quote {cart.number}" in text
    assert show_amount(cart.totals.total, "BDT") in text
    await agent.press("s", "enter")
    await said(agent, "It is there already; name another file.")
    await agent.press("ctrl+u")
    await agent.write(str(folder / "mine.txt"))
    await agent.press("enter")
    await said(agent, "mine.txt")
    assert (folder / "mine.txt").read_text(encoding="utf-8").startswith("Quote ")


@pytest.mark.parametrize("name", ["quote.docx", "quote", "nowhere/quote.pdf"])
async def test_a_name_that_cannot_be_is_said_beside_it(agent: Agent, tmp_path: Path, name: str) -> None:
    await agent.press("d", "s", "ctrl+u")
    await agent.write(str(tmp_path / name))
    await agent.press("enter")
    await said(agent, "✗")
    assert not (tmp_path / name).exists()


async def test_a_logo_that_is_gone_is_told_and_text_can_be_saved(agent: Agent, tmp_path: Path) -> None:
    places = agent.app.desk.documents
    gone = tmp_path / "gone.png"
    agent.app.desk.documents = DocumentPlaces(type(places.stationery)(logo=gone), places.folder)
    await agent.press("d", "s", "enter")
    await said(agent, "Nothing was written.")
    assert "gone.png" in agent.words.replace(" ", "")


async def test_it_is_printed_where_one_chooses(agent: Agent, cart: Cart, printer: SystemPrinter) -> None:
    await agent.press("d", "p")
    await said(agent, "receipts")
    await agent.press("down", "down", "down", "down", "down", "enter")
    await said(agent, "is with the printer")
    assert printer.arguments == ["-s", "-t", f"Quote {cart.number}", "-d", "receipts"]
    lines = printer.printed.decode().splitlines()
    assert lines[0] == f"Quote {cart.number}"
    assert max(map(len, lines)) == 40
    await agent.press("p")
    await said(agent, "receipts")
    await agent.press("enter")
    await said(agent, "is with the printer")
    await until(lambda: printer.printed.startswith(b"%PDF-"))


async def test_what_the_printer_says_is_told(agent: Agent, printer: SystemPrinter) -> None:
    await agent.press("d", "p")
    await said(agent, "broken")
    await agent.press("end", "enter")
    await said(agent, "no such printer")


async def test_without_printers_the_way_out_is_told(
    agent: Agent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    await agent.press("d", "p")
    await said(agent, "The system names no printers")
    await agent.press("end", "enter")
    await said(agent, "no printing by")


async def test_the_menu_says_that_all_is_saved_and_why_something_cannot_be(agent: Agent) -> None:
    await agent.press(".")
    assert "Nothing has to be saved" in agent.words
    assert "no pages are served" in agent.words
    await agent.press("enter")
    agent.sees(DocumentPreview)


@pytest.mark.parametrize("letter", ["g", "i"])
async def test_what_is_not_ordered_is_placed_first(agent: Agent, letter: str) -> None:
    command = {"g": "issue-goods", "i": "invoice-cart"}[letter]
    await agent.sees(OneCart).action_command(command)
    await agent.quiet()
    agent.sees(PlaceOrderDialog)
    assert any("place it first" in notice for notice in agent.notices)


async def test_what_is_not_approved_is_shown_to_be_approved(agent: Agent, cart: Cart) -> None:
    order = await agent.client.carts.place(cart.id, phone="01712345678")
    await agent.press("ctrl+r")
    await agent.sees(OneCart).action_command("invoice-cart")
    await agent.quiet()
    assert agent.sees(OneOrder).order.id == order.id
    assert any("A approves it" in notice for notice in agent.notices)
    await agent.press("A", "enter")
    await agent.press("escape")
    await agent.sees(OneCart).action_command("issue-goods")
    await agent.quiet()
    assert agent.sees(DocumentPreview).document.kind == "delivery_note"
    await agent.press("end")
    assert show_amount(cart.totals.total, "BDT", with_code=False) not in agent.screen


async def test_an_invoice_is_issued_shown_again_and_taken_back_for_a_reason(agent: Agent, cart: Cart) -> None:
    order = await agent.client.carts.place(cart.id, phone="01712345678")
    await agent.app.push_screen(OneOrder(order))
    await agent.quiet()
    await agent.press("I")
    assert "is not approved" in agent.words
    await agent.press("A", "enter", "I")
    agent.sees(Confirm)
    await agent.press("enter")
    assert await agent.client.documents.of_order(order.id) == (), "it stands on Not now"
    await agent.press("I", "tab", "enter")
    number = agent.sees(DocumentPreview).document.number
    assert number == "INV-BD-2026-000001"
    await agent.press("escape")
    assert f"invoice {number}" in agent.screen
    await agent.press("I")
    assert agent.sees(DocumentPreview).document.number == number
    await agent.press("escape", "N")
    agent.sees(CreditQuestion)
    await agent.press("ctrl+u", "tab", "tab", "enter")
    assert "Say why" in agent.words
    await agent.write("sent back")
    await agent.press("enter", "enter")
    assert agent.sees(DocumentPreview).document.kind == "credit_note"
    await agent.press("escape")
    assert (await agent.client.orders.get(order.id)).state is OrderState.CANCELLED
    await agent.press("d")
    assert "takes the invoice back" in agent.screen
    await agent.press("escape", "N")
    assert "was taken back by" in agent.words


async def test_what_an_invoice_has_to_say_and_nobody_wrote_is_told(agent: Agent, cart: Cart) -> None:
    shop = await agent.client.shop.get()
    bare = shop.settings.model_copy(update={"vat_id": ""})
    await agent.client.shop.apply(shop.model_copy(update={"settings": bare}))
    order = await agent.client.carts.place(cart.id, phone="01712345678")
    approved = await agent.client.orders.approve(order.id)
    await agent.app.push_screen(OneOrder(approved))
    await agent.quiet()
    await agent.press("I", "tab", "enter")
    assert "has no invoice yet" in agent.words
    assert "VAT" in agent.words


async def test_an_agent_credits_nothing(path: Path, cart: Cart) -> None:
    async with LocalClient(str(path), Actor(name="bob"), clock=lambda: NOW) as bob:
        order = await bob.carts.place(cart.id, phone="01712345678")
        approved = await bob.orders.approve(order.id)
        await bob.documents.issue_invoice(order.id)
        approved = await bob.orders.get(order.id)
    async with at_the_desk(path, role=Role.AGENT) as agent:
        await agent.app.push_screen(OneOrder(approved))
        await agent.quiet()
        await agent.press("N")
        assert not isinstance(agent.app.screen, CreditQuestion)
        assert "lead" in " ".join([agent.words, *agent.notices])
