"""`g m` lists messages to customers with what became of each; one is sent again or dropped by a key."""

from datetime import timedelta
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.mail.delivery import MailServer
from cartui.model.actions import Action, AddLine, SetCustomer
from cartui.model.agent import Actor, Role
from cartui.model.cart import NewCart
from cartui.model.changes import OUTBOX, Change
from cartui.model.message import MessageKind, MessageState, OutboxMessage
from cartui.screens.dialogs.confirm import Confirm
from cartui.screens.one_cart.one_cart import OneCart
from cartui.screens.outbox.outbox import Outbox
from tests.contract.shop import NOW as THEN
from tests.desk.driving import at_the_desk
from tests.desk.fake_client import NOW, FakeClient, a_summary
from tests.desk.sitting import sitting
from tests.furnished import FurnishedFile
from tests.hostile import CONTROLS, HOSTILE, shared_out
from tests.smtp_server import mail_server
from tests.waiting import until

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["narrow", "wide"])


def a_message(number: int, state: MessageState, **facts: object) -> OutboxMessage:
    """A quote for Rahim, written some minutes ago, of which that became."""
    message = OutboxMessage(
        id=number,
        kind=MessageKind.QUOTE,
        state=state,
        cart_id=f"cart-{number}",
        cart=f"C-{number:06}",
        to=f"rahim{number}@example.com",
        subject=f"Your quote {number}",
        text=f"Dear Rahim,\n\nthis is quote {number}.",
        attachment=f"quote-C-{number:06}.pdf",
        agent="bob",
        created_at=NOW - timedelta(minutes=10 - number),
        attempts=0 if state is MessageState.QUEUED else 1,
        ended_at=None if state is MessageState.QUEUED else NOW,
    )
    return message.model_copy(update=facts)


def a_shop(**facts: object) -> FakeClient:
    """Messages of every kind of end."""
    backend = FakeClient([a_summary(number) for number in range(1, 7)])
    backend.capabilities = backend.capabilities.model_copy(update={"mail": True})
    backend.messages = [
        a_message(6, MessageState.QUEUED, **facts),
        a_message(5, MessageState.FAILED, error="550 no such user"),
        a_message(4, MessageState.UNKNOWN, error="The line broke."),
        a_message(3, MessageState.SENT),
        a_message(2, MessageState.DROPPED),
        a_message(1, MessageState.SENT, to="", subject="", text="", attachment=""),
    ]
    return backend


@SIZES
async def test_each_says_what_became_of_it_and_the_one_at_the_cursor_all(size: tuple[int, int]) -> None:
    async with sitting(a_shop(), size=size) as desk:
        await desk.press("g", "m")
        assert isinstance(desk.app.screen, Outbox)
        for said in ("waits", "FAILED", "UNCLEAR", "sent", "dropped", "Your quote 5"):
            assert said in desk.text
        assert "quote-C-000006.pdf" in desk.text
        await desk.press("down")
        assert "550 no such user" in desk.text
        assert "tried 1 time, given up" in desk.text
        await desk.press("end")
        assert "Address and text are not kept any more." in desk.text


async def test_it_is_narrowed_by_what_became_of_them() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "m", "3")
        assert "Your quote 5" in desk.text
        assert "Your quote 6" not in desk.text
        await desk.press("6")
        assert "Your quote 2" in desk.text
        await desk.press("f", "f")
        assert "outbox · waiting" in desk.text
        desk.backend.messages = []
        await desk.press("4")
        assert "None is unclear" in desk.text


async def test_one_that_failed_is_sent_again_and_one_of_which_nobody_knows_after_a_question() -> None:
    async with sitting(a_shop(), restless=True) as desk:  # what becomes of a message is asked about for long
        await desk.press("g", "m", "down", "S")
        assert "message 5 queued" in desk.backend.asked
        await desk.press("down", "S")
        assert isinstance(desk.app.screen, Confirm)
        assert "may get it twice" in " ".join(desk.text.replace("│", " ").split())
        await desk.press("enter")
        assert "message 4 queued" not in desk.backend.asked
        await desk.press("S", "tab", "enter")
        assert "message 4 queued" in desk.backend.asked


async def test_one_is_dropped_after_a_question() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "m", "D", "enter")
        assert "message 6 dropped" not in desk.backend.asked
        await desk.press("D", "tab", "enter")
        assert "message 6 dropped" in desk.backend.asked
        assert "is not sent" in desk.text
        assert desk.backend.messages[0].state is MessageState.DROPPED


@pytest.mark.parametrize(
    ("downs", "key", "reason"),
    [
        (3, "S", "It was sent already"),
        (3, "D", "There is nothing to drop"),
        (5, "S", "not kept any more"),
        (5, "y", "not kept any more"),
    ],
)
async def test_what_cannot_be_is_said(downs: int, key: str, reason: str) -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "m", *["down"] * downs, key)
        assert reason in desk.text
        assert not [call for call in desk.backend.asked if "queued" in call or "dropped" in call]


async def test_without_a_mail_server_nothing_is_sent_again() -> None:
    backend = a_shop()
    backend.capabilities = backend.capabilities.model_copy(update={"mail": False})
    async with sitting(backend) as desk:
        await desk.press("g", "m", "down", "S")
        assert "no mail server is set up" in desk.text


async def test_a_message_about_no_cart_opens_none_and_its_text_is_copied() -> None:
    async with sitting(a_shop(cart_id=None, cart="")) as desk:
        await desk.press("g", "m", "enter")
        assert "It is about no cart" in desk.text
        await desk.press("y")
        assert desk.app.clipboard == "Your quote 6\n\nDear Rahim,\n\nthis is quote 6."


async def test_what_becomes_of_one_elsewhere_is_seen_and_the_cursor_stays() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "m", "down")
        desk.backend.messages[1] = a_message(5, MessageState.SENT)
        desk.backend.feed.put_nowait(Change(1, OUTBOX, "5", 0, "bob"))
        await desk.until(lambda: "FAILED" not in desk.text)
        assert "this is quote 5" in desk.text
        assert "given up" not in desk.text


async def test_whatever_a_message_says_is_text() -> None:
    fields = ("to", "subject", "text", "error", "attachment")
    for texts in shared_out(HOSTILE, len(fields)):
        backend = a_shop()
        said = dict(zip(fields, texts, strict=True))
        hostile = OutboxMessage.model_validate(a_message(7, MessageState.FAILED).model_dump() | said)
        backend.messages.insert(0, hostile)
        async with sitting(backend) as desk:
            await desk.press("g", "m")
            assert not CONTROLS & set("".join(desk.lines))


async def test_a_viewer_looks_and_sends_nothing(furnished_file: FurnishedFile, tmp_path: Path) -> None:
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)
    async with at_the_desk(path, role=Role.VIEWER) as agent:
        await agent.press("g", "m")
        assert "No message was written yet" in agent.screen
        await agent.press("S")
        assert "agent" in " ".join([agent.words, *agent.notices])


async def test_a_mail_server_that_comes_back_gets_the_message(
    furnished_file: FurnishedFile, tmp_path: Path
) -> None:
    path = tmp_path / "shop.sqlite3"
    rahim = furnished_file.lay(path)
    with mail_server() as server:
        server.refusals["rahim@example.com"] = "550 no such user"

        def mail() -> MailServer:
            return MailServer(server.settings())

        async with LocalClient(str(path), Actor(name="bob"), clock=lambda: THEN) as bob:
            empty = await bob.carts.create(NewCart(market="BD"))
            actions: list[Action] = [SetCustomer(customer=rahim.id), AddLine(sku="SHIRT-LB", quantity=2)]
            cart = await bob.carts.edit(empty.id, empty.version, actions)
        async with at_the_desk(path, mail=mail) as agent:
            await agent.open(cart)
            await agent.press("e", "enter", "enter")
            await agent.press("escape", "escape", "g", "m")
            screen = agent.sees(Outbox)
            await until(lambda: "FAILED" in agent.screen, pause=lambda: agent.press("r"))
            del server.refusals["rahim@example.com"]
            await agent.press("S")
            sent = "✓ The message was sent"
            await until(lambda: sent in agent.words, lambda: agent.screen, pause=agent.pilot.pause)
            assert screen.table.current is not None
            assert screen.table.current.state is MessageState.SENT
            await agent.press("enter")
            assert agent.sees(OneCart).cart.id == cart.id
        assert len(server.received) == 1
