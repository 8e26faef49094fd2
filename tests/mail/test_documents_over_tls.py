"""A quote goes to its customer over an encrypted line; what arrives is the document, whatever is in it."""

import ssl
from functools import partial
from pathlib import Path
from typing import Literal

import pytest

from cartui.client.local import LocalClient
from cartui.mail.delivery import MailServer
from cartui.model.actions import Action, AddLine, SetContact
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.model.errors import Invalid
from cartui.model.message import Attachment, MessageKind, MessageState, NewMessage
from cartui.model.paper import PaperSize, Stationery
from tests.contract.shop import NOW
from tests.contract.test_outbox import became
from tests.furnished import FurnishedFile
from tests.pdf_text import words_of
from tests.smtp_server import mail_server

HOSTILE_NAME = "../../etc/{{7*7}} [/nope] <script>alert(1)</script> =1+1 €"


@pytest.mark.parametrize("attach", [Attachment.PDF, Attachment.TEXT])
@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_the_quote_that_arrives_is_that_of_the_cart(
    furnished_file: FurnishedFile,
    tmp_path: Path,
    trusted: ssl.SSLContext,
    security: Literal["starttls", "tls"],
    attach: Attachment,
) -> None:
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)
    with mail_server(security=security, certificate=trusted) as server:
        mail = partial(MailServer, server.settings(host="localhost"))
        async with LocalClient(str(path), Actor(name="alice"), clock=lambda: NOW, mail=mail) as client:
            cart = await client.carts.create(NewCart(market="BD"))
            actions: list[Action] = [
                SetContact(name=HOSTILE_NAME, email="eve@example.com"),
                AddLine(sku="SHIRT-LB", quantity=3),
            ]
            cart = await client.carts.edit(cart.id, cart.version, actions)
            draft = await client.outbox.draft(cart.id, MessageKind.QUOTE)
            assert draft.attach is Attachment.PDF
            message = NewMessage(kind=draft.kind, subject=draft.subject, text=draft.text, attach=attach)
            queued = await client.outbox.send(cart.id, message)
            await became(client, queued.id, MessageState.SENT)
        [received] = server.received
    assert received.secured
    [file] = received.mail.iter_attachments()
    if attach is Attachment.PDF:
        kind, content = "application/pdf", words_of(file.get_content())
    else:
        kind, content = "text/plain", " ".join(file.get_content().split())
    suffix = "pdf" if attach is Attachment.PDF else "txt"
    assert (file.get_content_type(), file.get_filename()) == (kind, f"quote-{cart.number}.{suffix}")
    for words in (f"Quote {cart.number}", HOSTILE_NAME, "Cotton Shirt", "3,600.00"):
        assert words in content, content


async def test_a_logo_that_is_gone_is_told_to_whoever_sends_and_nothing_is_sent(
    furnished_file: FurnishedFile, tmp_path: Path
) -> None:
    path = tmp_path / "shop.sqlite3"
    rahim = furnished_file.lay(path)
    with mail_server() as server:
        mail = partial(MailServer, server.settings())
        gone = Stationery(PaperSize.LETTER, tmp_path / "gone.png")
        alice = Actor(name="alice")
        async with LocalClient(str(path), alice, clock=lambda: NOW, mail=mail, stationery=gone) as client:
            cart = await client.carts.create(NewCart(market="BD"))
            contact = SetContact(name=rahim.name, email=rahim.email)
            cart = await client.carts.edit(cart.id, cart.version, [contact, AddLine(sku="SHIRT-LB")])
            draft = await client.outbox.draft(cart.id, MessageKind.QUOTE)
            message = NewMessage(
                kind=draft.kind, subject=draft.subject, text=draft.text, attach=Attachment.PDF
            )
            with pytest.raises(Invalid, match=r"gone\.png"):
                await client.outbox.send(cart.id, message)
            assert (await client.outbox.list()).items == ()
            as_text = message.model_copy(update={"attach": Attachment.TEXT})
            await became(client, (await client.outbox.send(cart.id, as_text)).id, MessageState.SENT)
        assert len(server.received) == 1
