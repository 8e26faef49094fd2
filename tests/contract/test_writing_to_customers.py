"""Quotes, carts that were left and orders, written to their customers: with a link and a document."""

import re
from datetime import timedelta

import pytest

from cartui.client.protocol import Client, Invalid, Refused, Unsupported
from cartui.formatting.amounts import show_amount
from cartui.model.actions import AddLine, SetContact
from cartui.model.bulk import NotifyCustomers
from cartui.model.cart import Cart
from cartui.model.message import Attachment, MessageDraft, MessageKind, MessageState, NewMessage
from cartui.model.sharing import Links
from cartui.model.template import LINK
from tests.contract.conftest import PAGES, Clock
from tests.contract.jobs import all_items, carts_with_mugs, done, these
from tests.contract.test_outbox import became
from tests.pdf_text import words_of
from tests.smtp_server import RunningMailServer

PHONE = "+8801712345678"


def as_drafted(draft: MessageDraft, attach: Attachment | None = None) -> NewMessage:
    """The message as the shop would write it."""
    chosen = draft.attach if attach is None else attach
    return NewMessage(kind=draft.kind, subject=draft.subject, text=draft.text, attach=chosen)


def links_in(text: str) -> list[str]:
    """The links to pages of the backend's own."""
    return re.findall(rf"{PAGES}/shared/[\w-]{{43}}", text)


async def test_a_quote_arrives_with_the_quote_and_a_link_that_is_made_when_it_is_sent(
    links: Links, mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    draft = await client.outbox.draft(cart.number, MessageKind.QUOTE)
    assert (LINK in draft.text, draft.attach) == (True, Attachment.PDF)
    assert show_amount(cart.totals.total, "BDT") in draft.text
    assert await client.sharing.of_cart(cart.id) == ()
    queued = await client.outbox.send(cart.number, as_drafted(draft), key="the quote")
    again = await client.outbox.send(cart.number, as_drafted(draft), key="the quote")
    assert again == queued
    assert queued.attachment == f"quote-{cart.number}.pdf"
    assert (await became(client, queued.id, MessageState.SENT)).attachment == queued.attachment
    [received] = mail_server.received
    [url] = links_in(received.text())
    assert LINK not in received.text()
    [page] = await client.sharing.of_cart(cart.id)
    assert (page.agent, page.cart) == ("alice", cart.number)
    [file] = received.mail.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == (queued.attachment, "application/pdf")
    said = words_of(file.get_content())
    assert f"Quote {cart.number}" in said
    assert "Cotton Shirt" in said
    assert show_amount(cart.totals.total, "BDT", with_code=False) in said
    assert url == links_in(queued.text)[0]


async def test_an_order_is_told_of_with_its_confirmation(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    with pytest.raises(Refused, match="is about a cart that was ordered"):
        await client.outbox.draft(cart.id, MessageKind.ORDER_PLACED)
    order = await client.carts.place(cart.id, phone=PHONE)
    draft = await client.outbox.draft(cart.id, MessageKind.ORDER_PLACED)
    assert order.number in draft.subject
    queued = await client.outbox.send(cart.id, as_drafted(draft))
    assert queued.attachment == f"order-confirmation-{order.number}.pdf"
    with pytest.raises(Refused, match=r"is about an open cart, and .* is ordered"):
        await client.outbox.draft(cart.id, MessageKind.QUOTE)
    with pytest.raises(Refused, match="is about an open cart"):
        await client.outbox.send(
            cart.id, NewMessage(kind=MessageKind.QUOTE, subject="A quote", text="as it was")
        )


async def test_the_quote_is_that_of_the_moment_in_which_it_is_queued(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    draft = await client.outbox.draft(cart.id, MessageKind.QUOTE)
    await client.carts.edit(cart.id, cart.version, [AddLine(sku="MUG-01", quantity=3)])
    queued = await client.outbox.send(cart.id, as_drafted(draft, Attachment.TEXT))
    await became(client, queued.id, MessageState.SENT)
    [file] = mail_server.received[0].mail.iter_attachments()
    assert "Ceramic Mug" in file.get_content()


async def test_nothing_is_attached_to_what_has_no_document(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    message = NewMessage(
        kind=MessageKind.REOPEN_BROWSER, subject="Please", text="reopen it", attach=Attachment.TEXT
    )
    with pytest.raises(Invalid, match="Nothing can be attached"):
        await client.outbox.send(cart.id, message)
    assert (await client.outbox.list()).items == ()


async def test_where_no_pages_are_served_a_link_is_left_out_and_one_that_is_written_is_refused(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    draft = await client.outbox.draft(cart.id, MessageKind.QUOTE)
    assert "\n\n\n" not in draft.text
    message = as_drafted(draft, Attachment.NONE).model_copy(update={"text": f"look: {LINK}"})
    with pytest.raises(Unsupported, match="No pages are served to customers"):
        await client.outbox.send(cart.id, message)
    assert (await client.outbox.list()).items == ()


async def test_a_document_goes_with_the_texts_of_its_message(
    mail_server: RunningMailServer, client: Client, cart: Cart, clock: Clock
) -> None:
    draft = await client.outbox.draft(cart.id, MessageKind.QUOTE)
    queued = await client.outbox.send(cart.id, as_drafted(draft))
    await became(client, queued.id, MessageState.SENT)
    clock.now += timedelta(days=31)
    await client.upkeep.run()
    found = await client.outbox.get(queued.id)
    assert (found.to, found.text, found.attachment) == ("", "", "")


async def test_what_was_left_is_written_of_to_many_with_a_link_for_each(
    links: Links, mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    [other] = await carts_with_mugs(client, 1)
    eve = SetContact(name="Eve", email="eve@example.com")
    await client.carts.edit(other.id, other.version, [eve])
    [nobody] = await carts_with_mugs(client, 1)
    job = await done(client, these(cart, other, nobody), NotifyCustomers(kind=MessageKind.RECOVERY))
    assert (job.tally.changed, job.tally.refused) == (2, 1)
    messages = (await client.outbox.list()).items
    found = {message.cart: links_in(message.text) for message in messages}
    assert [len(each) for each in found.values()] == [1, 1]
    assert found[cart.number] != found[other.number]
    assert len(await client.sharing.of_cart(other.id)) == 1


async def test_many_are_told_of_their_orders_and_the_others_are_refused(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    [open_one] = await carts_with_mugs(client, 1)
    order = await client.carts.place(cart.id, phone=PHONE)
    job = await done(client, these(cart, open_one), NotifyCustomers(kind=MessageKind.ORDER_PLACED))
    [message] = (await client.outbox.list()).items
    assert order.number in message.text
    refused = [item.reason for item in await all_items(client, job.id) if item.reason]
    assert ["is about a cart that was ordered" in reason for reason in refused] == [True]
