"""The message to a customer at the desk: enter sends it, or copies it where nothing can be sent."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest
from textual.widgets import Button, Input, TextArea

from cartui.client.local import LocalClient
from cartui.mail.delivery import MailServer
from cartui.model.actions import Action, AddLine, SetContact, SetCustomer
from cartui.model.agent import Actor, Role
from cartui.model.cart import Cart, NewCart
from cartui.model.message import MessageState
from cartui.screens.locks.message import MessageDialog
from tests.contract.shop import NOW
from tests.desk.driving import Agent, at_the_desk
from tests.furnished import FurnishedFile
from tests.hostile import HOSTILE
from tests.smtp_server import RunningMailServer, mail_server


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the shop is."""
    return tmp_path / "shop.sqlite3"


@pytest.fixture
def server() -> Iterator[RunningMailServer]:
    """The shop's mail server."""
    with mail_server() as running:
        yield running


@pytest.fixture
async def cart(furnished_file: FurnishedFile, path: Path) -> Cart:
    """Two shirts for Rahim."""
    furnished_file.lay(path)
    async with LocalClient(str(path), Actor(name="bob"), clock=lambda: NOW) as bob:
        rahim = await bob.customers.get("rahim@example.com")
        empty = await bob.carts.create(NewCart(market="BD"))
        actions: list[Action] = [SetCustomer(customer=rahim.id), AddLine(sku="SHIRT-LB", quantity=2)]
        return await bob.carts.edit(empty.id, empty.version, actions)


@pytest.fixture
async def agent(path: Path, cart: Cart, server: RunningMailServer) -> AsyncIterator[Agent]:
    """Somebody at a desk that can send mail."""
    async with sitting(path, server) as somebody:
        yield somebody


def sitting(
    path: Path, server: RunningMailServer, role: Role = Role.ADMIN
) -> AbstractAsyncContextManager[Agent]:
    """A desk that sends by that mail server."""
    return at_the_desk(path, mail=partial(MailServer, server.settings()), role=role)


async def opened(agent: Agent, cart: Cart) -> MessageDialog:
    """The message about that cart."""
    await agent.app.push_screen(MessageDialog(cart.number))
    await agent.quiet()
    return agent.sees(MessageDialog)


async def test_enter_sends_what_the_shop_writes_and_says_what_became_of_it(
    agent: Agent, cart: Cart, server: RunningMailServer
) -> None:
    await opened(agent, cart)
    assert "rahim@example.com" in agent.screen
    assert "+880 1712-345678" in agent.screen
    assert "Hello Rahim Uddin," in agent.screen
    await agent.press("enter")
    assert "✓ The message was sent to rahim@example.com." in agent.words
    assert cart.number in str(server.received[0].mail["Subject"])
    await agent.press("enter")
    assert not isinstance(agent.app.screen, MessageDialog)
    assert len(server.received) == 1


async def test_it_can_be_changed_before_it_is_sent(
    agent: Agent, cart: Cart, server: RunningMailServer
) -> None:
    dialog = await opened(agent, cart)
    area = dialog.query_one(TextArea)
    area.focus()
    area.text = "Dear Rahim"
    await agent.quiet()
    assert " y " not in agent.screen.splitlines()[-1], "a letter is text here"
    await agent.press("ctrl+s")
    assert server.received[0].text() == "Dear Rahim\n"


async def test_what_was_changed_and_not_sent_is_there_again(agent: Agent, cart: Cart) -> None:
    dialog = await opened(agent, cart)
    dialog.query_one("#subject Input", Input).value = "Half a"
    dialog.keep_draft()
    await agent.press("escape")
    again = await opened(agent, cart)
    assert again.query_one("#subject Input", Input).value == "Half a"
    await agent.press("enter", "enter")
    third = await opened(agent, cart)
    assert third.query_one("#subject Input", Input).value != "Half a", "it was sent"


async def test_a_message_that_fails_says_why(agent: Agent, cart: Cart, server: RunningMailServer) -> None:
    server.refusals["rahim@example.com"] = "550 no such user"
    await opened(agent, cart)
    await agent.press("enter")
    assert "✗ The message was not sent." in agent.words
    assert "550 no such user" in agent.words


async def test_one_that_is_tried_again_says_so(agent: Agent, cart: Cart, server: RunningMailServer) -> None:
    server.refusals["rahim@example.com"] = "450 mailbox is full"
    await opened(agent, cart)
    await agent.press("enter")
    assert "Not sent yet, it is tried again by itself." in agent.words
    assert (await agent.client.outbox.list(state=MessageState.QUEUED)).items


async def test_whoever_leaves_before_it_is_sent_is_told_elsewhere(
    agent: Agent, cart: Cart, server: RunningMailServer
) -> None:
    server.hold.clear()
    await opened(agent, cart)
    await agent.press("enter", patient=False)
    while "is being sent" not in agent.words:
        await agent.pilot.pause(0.01)
    await agent.press("escape", patient=False)
    server.hold.set()
    await agent.quiet()
    assert any("✓ The message was sent" in notice for notice in agent.notices)


async def test_without_a_mail_server_enter_copies_and_the_phone_is_shown(path: Path, cart: Cart) -> None:
    async with at_the_desk(path) as agent:
        dialog = await opened(agent, cart)
        assert "No mail server is set up, so messages can only be copied." in agent.words
        assert "or call +880 1712-345678." in agent.words
        assert dialog.query_one("#send", Button).disabled
        await agent.press("enter")
        assert "The message is copied." in agent.words
        assert cart.number in agent.app.clipboard
        await agent.press("ctrl+s")
        assert any("no mail server is set up" in notice for notice in agent.notices)


async def test_where_there_is_no_address_one_can_be_typed_by_a_lead(
    agent: Agent, path: Path, server: RunningMailServer
) -> None:
    guest = await agent.client.carts.create(NewCart(market="BD"))
    guest = await agent.client.carts.edit(guest.id, guest.version, [SetContact(phone="01812345678")])
    dialog = await opened(agent, guest)
    assert "There is no email address of this customer." in agent.words
    await agent.press("ctrl+s")
    assert "There is no email address of this customer. Nothing was sent." in agent.words
    dialog.query_one("#to Input", Input).value = "karim@example.com"
    await agent.press("ctrl+s")
    assert server.received[0].recipients == ("karim@example.com",)


async def test_an_agent_writes_to_no_one_else_and_a_viewer_to_nobody(
    path: Path, cart: Cart, server: RunningMailServer
) -> None:
    async with sitting(path, server, role=Role.AGENT) as agent:
        dialog = await opened(agent, cart)
        dialog.query_one("#to Input", Input).value = "eve@example.com"
        await agent.press("ctrl+s")
        assert "may not send messages to another address than the cart's" in agent.words
    async with sitting(path, server, role=Role.VIEWER) as viewer:
        await opened(viewer, cart)
        assert "A viewer may not send messages to customers" in viewer.words
        await viewer.press("enter")
        assert "The message is copied." in viewer.words
    assert server.received == []


async def test_nothing_in_a_name_draws_anything(agent: Agent, server: RunningMailServer) -> None:
    cart = await agent.client.carts.create(NewCart(market="BD"))
    named = SetContact(name=HOSTILE[0], email="rahim@example.com")
    cart = await agent.client.carts.edit(cart.id, cart.version, [named])
    await opened(agent, cart)
    await agent.press("enter")
    assert "✓ The message was sent" in agent.words
    assert "\x1b" not in agent.screen + server.received[0].text()


async def test_a_message_without_words_is_not_sent(
    agent: Agent, cart: Cart, server: RunningMailServer
) -> None:
    dialog = await opened(agent, cart)
    dialog.query_one(TextArea).text = ""
    dialog.query_one("#subject Input", Input).value = "x" * 301
    await agent.press("ctrl+s")
    assert "The subject is too long. The text is missing." in agent.words
    assert server.received == []
