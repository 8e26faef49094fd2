"""A document of each of the selected carts: on paper or in one file, and none left out without a reason."""

from collections.abc import AsyncIterator
from pathlib import Path
from threading import Event

import pytest

from cartui.client import print_run
from cartui.client.local import LocalClient
from cartui.commands.availability import RESTRICTED
from cartui.documents import document_pile
from cartui.documents.document_pile import NEW_PAGE, TextPile
from cartui.model.actions import AddLine, SetCustomer
from cartui.model.agent import Actor
from cartui.model.cart import Cart, NewCart
from cartui.model.document import Document
from cartui.screens.bulk.print_carts import PrintDialog
from cartui.screens.cart_list.cart_list import CartList
from cartui.screens.desk.document_places import DocumentPlaces
from tests.contract.shop import NOW
from tests.desk.driving import Agent, at_the_desk
from tests.furnished import FurnishedFile
from tests.pdf_text import pages_of
from tests.printer import SystemPrinter
from tests.waiting import until

TO_PRINT = ("b", "p", "enter")
"""From the list to which document it is to be."""


@pytest.fixture
async def carts(furnished_file: FurnishedFile, tmp_path: Path) -> list[Cart]:
    """Three carts, the second of which is an order."""
    rahim = furnished_file.lay(tmp_path / "shop.sqlite3")
    async with LocalClient(str(tmp_path / "shop.sqlite3"), Actor(name="bob"), clock=lambda: NOW) as bob:
        made = []
        for quantity in (1, 2, 3):
            empty = await bob.carts.create(NewCart(market="BD"))
            actions = (SetCustomer(customer=rahim.id), AddLine(sku="MUG-01", quantity=quantity))
            made.append(await bob.carts.edit(empty.id, empty.version, actions))
        await bob.carts.place(made[1].id, phone="01712345678")
        return made


@pytest.fixture
async def agent(carts: list[Cart], tmp_path: Path) -> AsyncIterator[Agent]:
    """Somebody at the list, both of whose open carts are selected."""
    async with at_the_desk(tmp_path / "shop.sqlite3") as somebody:
        (tmp_path / "documents").mkdir()
        somebody.app.desk.documents = DocumentPlaces(folder=tmp_path / "documents")
        await somebody.press("*")
        yield somebody


async def said(agent: Agent, words: str) -> None:
    """Wait until that is said: printers and files are the work of threads."""
    await until(lambda: words in agent.words, lambda: agent.screen, pause=agent.pilot.pause)


async def test_the_quotes_of_the_selected_carts_are_one_job_of_the_printer(
    agent: Agent, carts: list[Cart], printer: SystemPrinter
) -> None:
    await agent.press(*TO_PRINT)
    assert "print documents of 2 carts" in agent.words
    await agent.press("enter")
    await said(agent, "receipts")
    await agent.press("down", "down", "down", "down", "down", "enter")
    await said(agent, "2 quotes are with the printer.")
    agent.sees(CartList)
    assert printer.arguments == ["-s", "-t", "Quotes", "-d", "receipts"]
    titles = [page.splitlines()[0] for page in printer.printed.decode().split(NEW_PAGE)]
    assert titles == [f"Quote {cart.number}" for cart in (carts[0], carts[2])]


async def test_confirmations_are_a_pdf_and_carts_without_one_are_named(
    agent: Agent, carts: list[Cart], tmp_path: Path
) -> None:
    await agent.press("/")
    await agent.write("state:open,ordered")
    await agent.press("enter", "*", *TO_PRINT, "down", "enter")
    await said(agent, "a new file")
    await agent.press("end", "enter", "enter")
    await said(agent, "1 order confirmation is in")
    (notice,) = agent.notices
    named = "; ".join(f"{carts[place].number} (it was not ordered)" for place in (0, 2))
    assert notice.endswith(f" Not printed: {named}.")
    (file,) = (tmp_path / "documents").iterdir()
    assert file.name.startswith("order-confirmations-")
    (page,) = pages_of(file.read_bytes())
    assert page.startswith("Order confirmation ORD-")


async def test_where_no_cart_has_one_nothing_is_written(agent: Agent, tmp_path: Path) -> None:
    await agent.press(*TO_PRINT, "down", "down", "enter")
    await said(agent, "a new file")
    await agent.press("end", "enter", "enter")
    await said(agent, "it was not ordered")
    agent.sees(PrintDialog)
    assert list((tmp_path / "documents").iterdir()) == []
    await agent.press("escape")
    agent.sees(CartList)


async def test_stopped_between_two_it_prints_nothing(
    agent: Agent, printer: SystemPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_go_on = Event(), Event()

    class SlowPile(TextPile):
        """One on which a document takes as long as is wanted."""

        def add(self, document: Document) -> None:
            """Wait, then write it."""
            begun.set()
            assert may_go_on.wait(20)
            super().add(document)

    monkeypatch.setattr(document_pile, "TextPile", SlowPile)
    await agent.press(*TO_PRINT, "enter")
    await said(agent, "receipts")
    await agent.press("down", "enter", patient=False)
    await until(begun.is_set, pause=agent.pilot.pause)
    await agent.pilot.press("escape")
    await said(agent, "Stopped: nothing was printed.")
    may_go_on.set()
    await until(lambda: "esc back" in agent.words, pause=agent.pilot.pause)
    await agent.press("escape")
    agent.sees(CartList)
    assert not (printer.folder / "lp.printed").exists()


async def test_a_file_that_is_there_stays(
    agent: Agent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    mine = tmp_path / "mine.txt"
    mine.write_text("mine", encoding="utf-8")
    await agent.press(*TO_PRINT, "enter")
    await said(agent, "a new file")
    await agent.press("end", "enter", "ctrl+u")
    await agent.write("q.doc")
    await agent.press("enter")
    await said(agent, "A path is needed that ends in")
    await agent.press("ctrl+u")
    await agent.write(mine.name)
    await agent.press("enter")
    await said(agent, "It is there already")
    assert mine.read_text(encoding="utf-8") == "mine"


async def test_more_than_anybody_wants_on_paper_is_refused_in_the_menu(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_run, "MOST", 1)
    await agent.press(*TO_PRINT)
    assert "At most 1 carts are printed at once: select fewer" in agent.words


async def test_a_restricted_desk_prints_nothing(carts: list[Cart], tmp_path: Path) -> None:
    async with at_the_desk(tmp_path / "shop.sqlite3") as somebody:
        somebody.app.desk.restricted = True
        await somebody.press(*TO_PRINT)
        assert RESTRICTED in somebody.words
