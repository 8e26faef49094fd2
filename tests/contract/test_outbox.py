"""Messages to customers are queued, handed over once, and it is known what came of each."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import pytest

from cartui.client.protocol import (
    Client,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    Unsupported,
)
from cartui.model.actions import SetContact
from cartui.model.agent import Role
from cartui.model.cart import Cart, NewCart
from cartui.model.changes import HISTORY, OUTBOX
from cartui.model.history import EntryKind
from cartui.model.message import MessageKind, MessageState, NewMessage, OutboxMessage
from cartui.store.database import Database
from cartui.store.outbox import claim_next
from tests.contract.conftest import Clock, OpenAs
from tests.smtp_server import RunningMailServer
from tests.waiting import PATIENCE

REOPEN = MessageKind.REOPEN_BROWSER

PLEASE = NewMessage(
    kind=REOPEN, subject="Please reopen it", text="Dear Rahim,\n\nplease reopen your browser."
)


async def seen_when(client: Client, message: int, is_so: Callable[[OutboxMessage], object]) -> OutboxMessage:
    """Wait until something is so of a message, and give it."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = await client.outbox.get(message)
            if is_so(found):
                return found
            await asyncio.sleep(0.02)


async def became(client: Client, message: int, state: MessageState) -> OutboxMessage:
    """Wait until a message is in that state, and give it."""
    return await seen_when(client, message, lambda found: found.state is state)


async def test_a_message_is_written_for_the_cart_of_the_shops_template(client: Client, cart: Cart) -> None:
    draft = await client.outbox.draft(cart.number, REOPEN)
    shop = (await client.shop.get()).settings.name
    assert (draft.cart, draft.to, draft.kind) == (cart.number, "rahim@example.com", REOPEN)
    assert draft.subject == f"Your cart {cart.number} at {shop}: please reopen your browser"
    assert draft.text.startswith("Hello Rahim Uddin,\n\n")
    assert draft.contact.phone == "+8801712345678"


async def test_one_who_gave_no_name_is_greeted_without_and_the_phone_is_said_where_there_is_no_address(
    client: Client, cart: Cart
) -> None:
    guest = await client.carts.create(NewCart(market="BD"))
    await client.carts.edit(guest.id, guest.version, [SetContact(phone="01812345678")])
    draft = await client.outbox.draft(guest.number, REOPEN)
    assert draft.text.startswith("Hello,\n")
    assert (draft.to, draft.contact.phone) == ("", "+8801812345678")


async def test_a_shop_writes_its_own_words(client: Client, cart: Cart) -> None:
    shop = await client.shop.get()
    messages = shop.settings.messages.model_copy(
        update={"reopen_browser_subject": "{cart}", "reopen_browser_text": "জনাব {name}! {shop}"}
    )
    settings = shop.settings.model_copy(update={"messages": messages, "name": "{name} & Sons"})
    await client.shop.apply(shop.model_copy(update={"settings": settings}))
    draft = await client.outbox.draft(cart.number, REOPEN)
    assert (draft.subject, draft.text) == (cart.number, "জনাব Rahim Uddin! {name} & Sons")


async def test_without_a_mail_server_messages_can_be_read_and_nothing_is_sent(
    client: Client, cart: Cart
) -> None:
    assert not client.capabilities.mail
    await client.outbox.draft(cart.number, REOPEN)
    with pytest.raises(Unsupported, match="No mail server is set up here, so nothing can be sent"):
        await client.outbox.send(cart.number, PLEASE)
    with pytest.raises(Unsupported):
        await client.outbox.resend(1)
    assert (await client.outbox.list()).items == ()


async def test_a_message_arrives_and_the_cart_tells_of_it(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    assert client.capabilities.mail
    queued = await client.outbox.send(cart.number, PLEASE)
    assert (queued.to, queued.cart, queued.agent) == ("rahim@example.com", cart.number, "alice")
    sent = await became(client, queued.id, MessageState.SENT)
    assert (sent.attempts, sent.next_try_at, sent.error) == (1, None, "")
    assert sent.ended_at is not None
    [received] = mail_server.received
    shop = (await client.shop.get()).settings.name
    assert received.recipients == ("rahim@example.com",)
    assert received.mail["Subject"] == PLEASE.subject
    assert received.mail["From"].addresses[0].display_name == shop
    assert received.text() == f"{PLEASE.text}\n"
    told = await client.history.of_cart(cart.id, kinds=(EntryKind.MESSAGE,))
    assert [(entry.summary, entry.agent, entry.version) for entry in told] == [
        ("sent: the message to rahim@example.com", "alice", cart.version),
        ("message to rahim@example.com: Please reopen it", "alice", cart.version),
    ]
    assert (await client.carts.get(cart.id)).version == cart.version


async def test_a_repeat_with_the_same_key_sends_nothing_twice(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    first, again = await asyncio.gather(*(client.outbox.send(cart.id, PLEASE, key="k") for _ in range(2)))
    assert first.id == again.id
    await became(client, first.id, MessageState.SENT)
    assert await client.outbox.send(cart.id, PLEASE, key="k") == first
    assert len((await client.outbox.list()).items) == len(mail_server.received) == 1


async def test_only_a_lead_writes_to_another_address_than_the_carts(
    mail_server: RunningMailServer, open_as: OpenAs, cart: Cart
) -> None:
    agent, lead = await open_as("bob", role=Role.AGENT), await open_as("lea", role=Role.LEAD)
    elsewhere = PLEASE.model_copy(update={"to": "eve@example.com"})
    with pytest.raises(Forbidden, match="may not send messages to another address than the cart's"):
        await agent.outbox.send(cart.id, elsewhere)
    own = await agent.outbox.send(cart.id, PLEASE.model_copy(update={"to": "RAHIM@Example.com"}))
    other = await lead.outbox.send(cart.id, elsewhere)
    for message in (own, other):
        await became(lead, message.id, MessageState.SENT)
    written_to = {received.recipients[0].lower() for received in mail_server.received}
    assert written_to == {"rahim@example.com", "eve@example.com"}


async def test_a_viewer_may_look_and_send_nothing(
    mail_server: RunningMailServer, open_as: OpenAs, cart: Cart
) -> None:
    viewer = await open_as("vera", role=Role.VIEWER)
    await viewer.outbox.draft(cart.id, REOPEN)
    attempts: list[Callable[[], Awaitable[object]]] = [
        lambda: viewer.outbox.send(cart.id, PLEASE),
        lambda: viewer.outbox.resend(1),
        lambda: viewer.outbox.drop(1),
    ]
    for attempt in attempts:
        with pytest.raises(Forbidden, match="A viewer may not send messages to customers"):
            await attempt()
    assert (await viewer.outbox.list()).items == ()


async def test_who_has_no_address_is_not_written_to(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    guest = await client.carts.create(NewCart(market="BD"))
    with pytest.raises(Invalid, match=r"There is no email address of this customer\. Nothing was sent"):
        await client.outbox.send(guest.id, PLEASE)
    with pytest.raises(Invalid, match="does not look like an email address"):
        await client.outbox.send(guest.id, PLEASE.model_copy(update={"to": "rahim, eve@example.com"}))
    with pytest.raises(Invalid, match="digest is no message to a customer"):
        await client.outbox.send(cart.id, PLEASE.model_copy(update={"kind": MessageKind.DIGEST}))
    with pytest.raises(NotFound):
        await client.outbox.send("C-999999", PLEASE)
    assert (await client.outbox.list()).items == ()


async def test_what_cannot_be_sent_now_is_tried_again_after_growing_pauses_and_given_up_in_the_end(
    mail_server: RunningMailServer, client: Client, cart: Cart, clock: Clock
) -> None:
    mail_server.refusals["rahim@example.com"] = "450 mailbox is full"
    queued = await client.outbox.send(cart.id, PLEASE)
    pauses = []
    for attempt in range(1, 9):
        found = await seen_when(client, queued.id, partial(_tried, attempt))
        assert found.next_try_at is not None
        assert found.state is MessageState.QUEUED
        assert "450 mailbox is full" in found.error
        pause = found.next_try_at - clock.now
        pauses.append(pause.total_seconds() / 60)
        clock.advance(seconds=pause.total_seconds() - 1)
        assert (await client.upkeep.run()).messages_sent == 0
        assert (await client.outbox.get(queued.id)).attempts == attempt
        clock.advance(seconds=2)
        await client.upkeep.run()
    assert pauses == [1, 5, 15, 60, 180, 360, 720, 1440]
    given_up = await client.outbox.get(queued.id)
    assert (given_up.state, given_up.attempts) == (MessageState.FAILED, 9)
    latest = (await client.history.of_cart(cart.id))[0]
    assert latest.kind is EntryKind.MESSAGE
    assert latest.summary.startswith("given up: the message to rahim@example.com. ")


async def test_what_the_server_takes_of_nobody_uses_up_no_attempt_and_goes_once_that_is_mended(
    mail_server: RunningMailServer, client: Client, cart: Cart, clock: Clock
) -> None:
    mail_server.refusals["MAIL"] = "550 this sender is not yours"
    queued = await client.outbox.send(cart.id, PLEASE)
    found = await seen_when(client, queued.id, lambda message: message.error)
    for _ in range(12):
        assert (found.state, found.attempts) == (MessageState.QUEUED, 0)
        assert "this sender is not yours" in found.error
        assert found.next_try_at == clock.now + timedelta(minutes=1)
        clock.advance(hours=3)
        await client.upkeep.run()
        found = await client.outbox.get(queued.id)
    mail_server.refusals.clear()
    clock.advance(minutes=2)
    await client.upkeep.run()
    assert (await client.outbox.get(queued.id)).state is MessageState.SENT


async def test_what_the_server_takes_of_nobody_for_two_days_comes_too_late(
    mail_server: RunningMailServer, client: Client, cart: Cart, clock: Clock
) -> None:
    mail_server.refusals["MAIL"] = "550 this sender is not yours"
    queued = await client.outbox.send(cart.id, PLEASE)
    await seen_when(client, queued.id, lambda message: message.error)
    clock.advance(days=2)
    await client.upkeep.run()
    late = await client.outbox.get(queued.id)
    assert late.state is MessageState.FAILED
    assert "this sender is not yours" in late.error


def _tried(attempts: int, message: OutboxMessage) -> bool:
    """Whether a message was tried that often, and waits."""
    return message.attempts >= attempts and message.next_try_at is not None


async def test_a_message_that_will_never_work_fails_at_once_and_can_be_sent_again_by_hand(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    mail_server.refusals["rahim@example.com"] = "550 no such user"
    queued = await client.outbox.send(cart.id, PLEASE)
    failed = await became(client, queued.id, MessageState.FAILED)
    assert "550 no such user" in failed.error
    assert [each.id for each in await client.outbox.list(state=MessageState.FAILED)] == [queued.id]
    mail_server.refusals.clear()
    assert (await client.outbox.resend(queued.id, key="again")).attempts == 0
    await became(client, queued.id, MessageState.SENT)
    with pytest.raises(Refused, match=r"was sent already\. Nothing was changed"):
        await client.outbox.resend(queued.id)
    with pytest.raises(Refused, match="was sent already"):
        await client.outbox.drop(queued.id)
    [received] = mail_server.received
    assert received.mail["Message-ID"]


async def test_what_only_a_lead_may_send_only_a_lead_sends_again(
    mail_server: RunningMailServer, open_as: OpenAs, cart: Cart
) -> None:
    agent, lead = await open_as("bob", role=Role.AGENT), await open_as("lea", role=Role.LEAD)
    mail_server.refusals |= dict.fromkeys(("eve@example.com", "rahim@example.com"), "550 no such user")
    elsewhere = await lead.outbox.send(cart.id, PLEASE.model_copy(update={"to": "eve@example.com"}))
    own = await lead.outbox.send(cart.id, PLEASE)
    for message in (elsewhere, own):
        await became(lead, message.id, MessageState.FAILED)
    mail_server.refusals.clear()
    with pytest.raises(Forbidden, match="may not send messages to another address than the cart's"):
        await agent.outbox.resend(elsewhere.id)
    await agent.outbox.resend(own.id)
    await became(lead, own.id, MessageState.SENT)
    assert (await lead.outbox.get(elsewhere.id)).state is MessageState.FAILED
    await lead.outbox.resend(elsewhere.id)
    await became(lead, elsewhere.id, MessageState.SENT)


async def test_an_address_that_was_corrected_meanwhile_is_not_written_to_again_below_lead(
    mail_server: RunningMailServer, open_as: OpenAs, cart: Cart
) -> None:
    agent, lead = await open_as("bob", role=Role.AGENT), await open_as("lea", role=Role.LEAD)
    guest = await agent.carts.create(NewCart(market="BD"))
    guest = await agent.carts.edit(guest.id, guest.version, [SetContact(email="rahin@example.com")])
    mail_server.refusals["rahin@example.com"] = "550 no such user"
    queued = await agent.outbox.send(guest.id, PLEASE)
    await became(agent, queued.id, MessageState.FAILED)
    mail_server.refusals.clear()
    await agent.carts.edit(guest.id, guest.version, [SetContact(email="rahim@example.com")])
    with pytest.raises(Forbidden, match="may not send messages to another address than the cart's"):
        await agent.outbox.resend(queued.id)
    assert mail_server.received == []
    await lead.outbox.resend(queued.id)
    await became(lead, queued.id, MessageState.SENT)


async def test_a_digest_is_sent_again_and_dropped_by_those_who_may_send_one(
    mail_server: RunningMailServer, open_as: OpenAs, cart: Cart
) -> None:
    agent, lead = await open_as("bob", role=Role.AGENT), await open_as("lea", role=Role.LEAD)
    mail_server.refusals["lea@example.com"] = "550 no such user"
    [mail] = (await lead.digest.send(to=["lea@example.com"])).mails
    assert mail.state is MessageState.FAILED
    mail_server.refusals.clear()
    for attempt in (agent.outbox.resend(mail.id), agent.outbox.drop(mail.id)):
        with pytest.raises(Forbidden, match="An agent may not mail the digest"):
            await attempt
    assert (await lead.outbox.drop(mail.id)).state is MessageState.DROPPED
    await lead.outbox.resend(mail.id)
    await became(lead, mail.id, MessageState.SENT)


async def test_the_id_and_date_of_a_message_are_the_same_at_every_attempt(
    mail_server: RunningMailServer, client: Client, cart: Cart, clock: Clock
) -> None:
    mail_server.break_off = True
    queued = await client.outbox.send(cart.id, PLEASE)
    unclear = await became(client, queued.id, MessageState.UNKNOWN)
    assert "nobody knows whether it was sent" in unclear.error
    clock.advance(hours=3)
    assert (await client.upkeep.run()).messages_sent == 0, "what may have been sent is not sent by itself"
    mail_server.break_off = False
    await client.outbox.resend(queued.id)
    await became(client, queued.id, MessageState.SENT)
    first, second = (received.mail for received in mail_server.received)
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]


async def test_a_dropped_message_is_not_sent(
    mail_server: RunningMailServer, client: Client, cart: Cart, clock: Clock
) -> None:
    mail_server.refusals["rahim@example.com"] = "450 later"
    queued = await client.outbox.send(cart.id, PLEASE)
    await seen_when(client, queued.id, lambda found: found.error)
    mail_server.refusals.clear()
    dropped = await client.outbox.drop(queued.id)
    assert dropped.state is MessageState.DROPPED
    assert await client.outbox.drop(queued.id) == dropped
    clock.advance(days=1)
    await client.upkeep.run()
    assert mail_server.received == []
    with pytest.raises(NotFound, match="there is no message 77"):
        await client.outbox.drop(77)


async def test_a_message_whose_sender_died_is_never_sent_again_by_itself(
    mail_server: RunningMailServer, client: Client, cart: Cart, clock: Clock, location: str
) -> None:
    mail_server.refusals["rahim@example.com"] = "450 later"
    queued = await client.outbox.send(cart.id, PLEASE)
    await seen_when(client, queued.id, lambda found: found.error)
    mail_server.refusals.clear()
    clock.advance(minutes=2)
    with Database(location) as database, database.write() as conn:
        assert claim_next(conn, "a process that dies now", clock()) is not None
    await client.upkeep.run()
    assert (await client.outbox.get(queued.id)).state is MessageState.SENDING
    with pytest.raises(Refused, match="is being sent at this moment"):
        await client.outbox.resend(queued.id)
    clock.advance(minutes=6)
    await client.upkeep.run()
    left = await client.outbox.get(queued.id)
    assert left.state is MessageState.UNKNOWN
    assert "send it again by hand" in left.error
    assert mail_server.received == []
    assert (await client.history.of_cart(cart.id))[0].summary.startswith("perhaps sent: the message")


async def test_many_at_once_send_each_message_once(
    mail_server: RunningMailServer, open_as: OpenAs, client: Client, cart: Cart
) -> None:
    others = [await open_as(f"agent {number}") for number in range(2)]
    mail_server.hold.clear()
    queued = await asyncio.gather(
        *(
            each.outbox.send(cart.id, PLEASE.model_copy(update={"subject": f"{number}"}))
            for number, each in enumerate([client, *others])
        )
    )
    rounds = [asyncio.create_task(each.upkeep.run()) for each in (client, *others)]
    mail_server.hold.set()
    await asyncio.gather(*rounds)
    for message in queued:
        await became(client, message.id, MessageState.SENT)
    assert sorted(received.mail["Subject"] for received in mail_server.received) == ["0", "1", "2"]


async def test_what_a_message_said_is_forgotten_after_a_month_and_with_its_cart(
    mail_server: RunningMailServer, client: Client, cart: Cart, clock: Clock
) -> None:
    first = await client.outbox.send(cart.id, PLEASE)
    await became(client, first.id, MessageState.SENT)
    clock.advance(days=31)
    assert (await client.upkeep.run()).messages_forgotten == 1
    second = await client.outbox.send(cart.id, PLEASE)
    await became(client, second.id, MessageState.SENT)
    await client.carts.delete(cart.id)
    clock.advance(days=8)
    assert (await client.upkeep.purge()).carts_purged == 1
    for message in await client.outbox.list():
        assert (message.to, message.subject, message.text, message.error) == ("", "", "", "")
        assert (message.cart, message.agent, message.state) == (cart.number, "alice", MessageState.SENT)
    kept = await client.history.of_cart(cart.number, kinds=(EntryKind.MESSAGE,))
    assert {entry.summary for entry in kept} == {""}


async def test_messages_come_in_pages_the_latest_first(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    ids = [(await client.outbox.send(cart.id, PLEASE)).id for _ in range(5)]
    for message in ids:
        await became(client, message, MessageState.SENT)
    first = await client.outbox.list(limit=3)
    rest = await client.outbox.list(limit=3, after=first.next)
    assert [each.id for each in (*first, *rest)] == ids[::-1]
    assert rest.next is None
    with pytest.raises(Invalid):
        await client.outbox.list(state=MessageState.SENT, after=first.next)
    with pytest.raises(Invalid):
        await client.outbox.list(limit=0)


async def test_the_feed_tells_what_becomes_of_a_message(
    mail_server: RunningMailServer, client: Client, cart: Cart
) -> None:
    feed = client.changes(0)
    queued = await client.outbox.send(cart.id, PLEASE)
    seen: list[tuple[str, str]] = []
    async with asyncio.timeout(PATIENCE):
        async for change in feed:
            if change.kind in {OUTBOX, HISTORY}:
                seen.append((change.kind, change.id))
            if len(seen) == 4:
                break
    assert seen == [(OUTBOX, str(queued.id)), (HISTORY, cart.id)] * 2
