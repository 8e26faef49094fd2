"""One cart and its customer: links to it, and messages of the kinds that make sense about it."""

from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import pytest
from textual.widgets import Static

from cartui.client.local import LocalClient
from cartui.formatting.qr import qr_lines
from cartui.mail.delivery import MailServer
from cartui.model.actions import Action, AddLine, SetCustomer
from cartui.model.agent import Actor
from cartui.model.cart import Cart, NewCart
from cartui.model.sharing import Links
from cartui.screens.locks.message import MessageDialog
from cartui.screens.one_cart.dialogs.link_code import LinkCode
from cartui.screens.one_cart.dialogs.sharing import SharingDialog
from cartui.screens.one_cart.dialogs.website_link import WebsiteLink
from cartui.screens.one_cart.one_cart import OneCart
from tests.contract.shop import NOW
from tests.desk.driving import Agent, at_the_desk
from tests.furnished import FurnishedFile
from tests.smtp_server import RunningMailServer, mail_server

PAGES = "https://quotes.example.com"


@pytest.fixture
def server() -> Iterator[RunningMailServer]:
    """The shop's mail server."""
    with mail_server() as running:
        yield running


@pytest.fixture
async def cart(furnished_file: FurnishedFile, tmp_path: Path) -> Cart:
    """Two shirts for Rahim."""
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)
    async with LocalClient(str(path), Actor(name="bob"), clock=lambda: NOW) as bob:
        rahim = await bob.customers.get("rahim@example.com")
        empty = await bob.carts.create(NewCart(market="BD"))
        actions: list[Action] = [SetCustomer(customer=rahim.id), AddLine(sku="SHIRT-LB", quantity=2)]
        return await bob.carts.edit(empty.id, empty.version, actions)


@pytest.fixture
async def agent(tmp_path: Path, cart: Cart, server: RunningMailServer) -> AsyncIterator[Agent]:
    """Somebody at the cart, whose desk sends mail and whose shop has pages."""
    mail = partial(MailServer, server.settings())
    async with at_the_desk(tmp_path / "shop.sqlite3", mail=mail, links=Links(pages=PAGES)) as somebody:
        await somebody.press("enter")
        somebody.sees(OneCart)
        yield somebody


async def test_a_link_is_made_shown_copied_and_revoked(agent: Agent, cart: Cart) -> None:
    await agent.press("S")
    dialog = agent.sees(SharingDialog)
    assert "There is no link to it." in agent.screen
    await agent.press("n")
    assert f"{PAGES}/shared/" in str(dialog.query_one("#link", Static).content)
    assert "link 1" in agent.screen
    assert "0 views" in agent.screen
    await agent.press("y")
    assert agent.app.clipboard.startswith(f"{PAGES}/shared/")
    await agent.press("D")
    assert "revoked" in agent.screen
    assert "leads nowhere now" in agent.screen


async def test_a_link_is_shown_to_a_camera_once_it_was_made(agent: Agent) -> None:
    await agent.press("S", "c")
    assert "once it was made here" in agent.words
    await agent.press("n", "c")
    shown = agent.sees(LinkCode)
    code = "\n".join(qr_lines(str(agent.app.screen_stack[-2].query_one("#link", Static).content)))
    assert str(shown.query_one("#code", Static).content) == code
    for line in code.splitlines():
        assert line in agent.screen
    await agent.press("escape")
    agent.sees(SharingDialog)


async def test_a_page_of_the_shops_own_website_is_shown_where_no_pages_are_served(
    tmp_path: Path, cart: Cart
) -> None:
    async with at_the_desk(tmp_path / "shop.sqlite3") as agent:
        await agent.press("enter", "S")
        assert "no pages are served to customers here" in agent.words
        agent.app.desk.website_page = "https://shop.example.com/quotes/{number}?id={id}"
        await agent.press("S")
        shown = agent.sees(WebsiteLink)
        url = f"https://shop.example.com/quotes/{cart.number}?id={cart.id}"
        assert str(shown.query_one("#link", Static).content) == url
        assert f"quotes/{cart.number}" in agent.screen
        await agent.press("y")
        assert agent.app.clipboard == url
        await agent.press("c")
        code = agent.sees(LinkCode).query_one("#code", Static)
        assert str(code.content) == "\n".join(qr_lines(url))
        await agent.press("escape", "escape")
        agent.sees(OneCart)


async def test_one_cart_is_written_about_in_the_words_that_make_sense(
    agent: Agent, cart: Cart, server: RunningMailServer
) -> None:
    await agent.press("e")
    assert "quote" in agent.screen
    assert "the cart that was left" in agent.screen
    assert "the order was placed" not in agent.screen
    await agent.press("enter")
    agent.sees(MessageDialog)
    assert "The document goes with it as a PDF. {link} becomes a link when it is sent." in agent.words
    await agent.press("enter")
    [received] = server.wait_for(1)
    assert f"{PAGES}/shared/" in received.text()
    assert [file.get_filename() for file in received.mail.iter_attachments()] == [f"quote-{cart.number}.pdf"]


async def test_without_pages_it_is_said_why_there_are_no_links(tmp_path: Path, cart: Cart) -> None:
    async with at_the_desk(tmp_path / "shop.sqlite3") as agent:
        await agent.press("enter")
        await agent.press("S")
        agent.sees(OneCart)
        assert "no pages are served to customers here" in agent.words
